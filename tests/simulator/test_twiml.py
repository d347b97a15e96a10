"""TwiML documents, read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.twiml import Gather, Hangup, Message, Pause, Play, Redirect, Reject, Say, TwimlError, Verb, parse


@pytest.mark.parametrize(
    ("document", "verbs"),
    [
        ("<Response/>", ()),
        ("<Response><Say>One &amp; two</Say></Response>", (Say("One & two"),)),
        ('<Response><Say loop="3" voice="Polly.Amy">Hi</Say></Response>', (Say("Hi", 3),)),
        ("<Response><Say>Code <break/>\n  <emphasis>four</emphasis></Say></Response>", (Say("Code four"),)),
        ("<Response><Pause/></Response>", (Pause(1.0),)),
        ('<Response><Pause length="4"/></Response>', (Pause(4.0),)),
        ("<Response><Play>/a.mp3</Play></Response>", (Play("/a.mp3"),)),
        (
            '<Response><Redirect method="GET">/next?a=1&amp;b=2</Redirect></Response>',
            (Redirect("/next?a=1&b=2", "GET"),),
        ),
        ("<Response><Hangup/></Response>", (Hangup(),)),
        ('<Response><Reject reason="busy"/></Response>', (Reject(),)),
        ("<Response><Message>Line one\nline two</Message></Response>", (Message("Line one\nline two"),)),
        ('<Response><Message to="+15550100001"><Body>Hi</Body></Message></Response>', (Message("Hi", "+15550100001"),)),
        ("<Response><Gather/></Response>", (Gather(),)),
    ],
)
def test_a_document_is_read_into_its_verbs(document: str, verbs: tuple[Verb, ...]) -> None:
    """Each verb is read with its settings, and with Twilio's defaults where they are absent."""
    assert verbs == parse(document)


def test_a_menu_is_read_whole() -> None:
    """A Gather is read with its prompts and every setting."""
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Response><Gather action="/g?a=1" method="GET" numDigits="1" timeout="8" finishOnKey="*" '
        'actionOnEmptyResult="true"><Say>Press 1.</Say><Pause length="2"/></Gather></Response>'
    )
    menu = Gather((Say("Press 1."), Pause(2.0)), "/g?a=1", "GET", 1, 8.0, "*", True)

    assert (menu,) == parse(document)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "not well-formed"),
        ("<Response>", "not well-formed"),
        ("{}", "not well-formed"),
        ("<html/>", "root must be <Response>"),
        ("<Response><Shout/></Response>", "<Shout> is not a verb"),
        ("<Response><Gather><Redirect>/x</Redirect></Gather></Response>", "cannot stand inside <Gather>"),
        ('<Response><Pause length="long"/></Response>', "must be a number of seconds"),
        ('<Response><Pause length="-1"/></Response>', "must be a number of seconds"),
        ('<Response><Gather numDigits="one"/></Response>', "must be a whole number"),
        ('<Response><Redirect method="PUT">/x</Redirect></Response>', "must be GET or POST"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_in_words(document: str, words: str) -> None:
    """A document that is wrong is refused with what is wrong."""
    with pytest.raises(TwimlError, match=words):
        parse(document)


@settings(deadline=None)
@given(st.text())
def test_any_other_text_is_refused_or_read(document: str) -> None:
    """Whatever a customer answers, reading it ends in verbs or in a refusal."""
    try:
        verbs = parse(f"<Response><Say>{document}</Say></Response>")
    except TwimlError:
        return
    assert all(isinstance(verb, Verb) for verb in verbs)
