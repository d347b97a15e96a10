"""TwiML documents, read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.twiml import Gather, Hangup, Message, Pause, Play, Redirect, Reject, Say, Verb, parse
from simulator.twiml_attributes import TwimlError
from simulator.twiml_dial import Conference, Dial


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
        ("<Response><Reject/></Response>", (Reject("rejected"),)),
        ('<Response><Reject reason="busy"/></Response>', (Reject("busy"),)),
        ("<Response><Dial><Conference>\n bridge </Conference></Dial></Response>", (Dial(Conference("bridge")),)),
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


def test_a_way_to_a_conference_is_read_whole() -> None:
    """A Dial is read with its conference and every setting; what is only heard, such as a beep, is taken and left."""
    document = (
        '<Response><Dial action="/left?a=1" method="GET" hangupOnStar="true" timeLimit="90" timeout="20">'
        '<Conference startConferenceOnEnter="false" endConferenceOnExit="true" muted="true" participantLabel="ada" '
        'maxParticipants="9" beep="onEnter" waitUrl="" waitMethod="GET" statusCallback="/told" '
        'statusCallbackMethod="GET" statusCallbackEvent="start end  join leave mute hold speaker">INC-1</Conference>'
        "</Dial></Response>"
    )
    events = frozenset({"start", "end", "join", "leave", "mute", "hold", "speaker"})
    conference = Conference("INC-1", False, True, True, "ada", 9, "/told", "GET", events)

    assert (Dial(conference, "/left?a=1", "GET", True, 90),) == parse(document)


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
        ('<Response><Reject reason="tired"/></Response>', "must be rejected or busy"),
        ("<Response><Dial/></Response>", "must hold one <Conference>, not nothing"),
        ("<Response><Dial>+15550100002</Dial></Response>", "to a number is not known to this simulator"),
        ("<Response><Dial><Number>+15550100002</Number></Dial></Response>", "not <Number>"),
        ("<Response><Dial><Say>Hi</Say></Dial></Response>", "not <Say>"),
        ("<Response><Gather><Dial><Conference>b</Conference></Dial></Gather></Response>", "cannot stand inside"),
        ("<Response><Conference>b</Conference></Response>", "<Conference> is not a verb"),
        ('<Response><Dial timeLimit="0"><Conference>b</Conference></Dial></Response>', "at least 1"),
        ('<Response><Dial hangupOnStar="yes"><Conference>b</Conference></Dial></Response>', "must be true or false"),
        ('<Response><Dial method="PUT"><Conference>b</Conference></Dial></Response>', "must be GET or POST"),
        *(
            (f"<Response><Dial><Conference{inside}</Conference></Dial></Response>", words)
            for inside, words in (
                (">  ", "needs a name"),
                (f">{'b' * 129}", "at most 128 characters"),
                ("><Say>b</Say>", "<Say> cannot stand inside <Conference>"),
                (' muted="1">b', "must be true or false"),
                (' startConferenceOnEnter="">b', "must be true or false"),
                (' endConferenceOnExit="no">b', "must be true or false"),
                (' beep="loud">b', "must be true, false, onEnter or onExit"),
                (' waitMethod="PUT">b', "must be GET or POST"),
                (' maxParticipants="0">b', "must be from 1 to 250"),
                (' maxParticipants="251">b', "must be from 1 to 250"),
                (' statusCallbackEvent="join dance">b', 'statusCallbackEvent="dance"'),
                (' statusCallbackMethod="PUT">b', "must be GET or POST"),
                (' participantLabel="a/b">b', "without a slash"),
                (f' participantLabel="{"a" * 129}">b', "at most 128 characters"),
                (f' participantLabel="CA{"0" * 32}">b', "no call's SID"),
            )
        ),
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
