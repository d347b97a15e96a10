"""Being put through to the technical call, by key and by code, and who came or went."""

from collections.abc import Awaitable, Callable

import pytest

from config.incident_index import SeenIncident
from domain.audiences import Audience
from domain.bridges import BridgeMoved
from domain.lifecycle import IncidentState
from domain.messages import AnswerReply, Purpose, Verb
from domain.page_messages import TextMeaning
from tests.gateway.api.builders import seen
from tests.gateway.builders import CODE, INCIDENT, bridge_token, meaning, open_page, script, to_tell, token
from tests.gateway.fakes import FakeTemporal, FakeTwilio

FROM_ANA = {"CallSid": "CA9", "From": "+447700900101"}
Way = Callable[[FakeTwilio], Awaitable[str]]
JOINED = {
    "CallSid": "CA9",
    "StatusCallbackEvent": "participant-join",
    "ParticipantLabel": "storefront:ana",
    "SequenceNumber": "2",
}


async def test_key_1_puts_the_caller_through_to_the_technical_bridge(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """The answer is brought first; then the bridge of the incident, with reports of who comes and goes, under a label of theirs."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=True, words="Thank you, Ana. You are put through.")
    menu = await twilio.post(f"/twilio/voice/{token()}", {"CallSid": "CA1", "To": "+447700900101"})
    assert "Press 1 to join the call now, 2 if you join later, 3 to pass it on" in menu.text
    response = await twilio.post(
        f"/twilio/voice/{token()}/key?told=4821", {"CallSid": "CA1", "To": "+447700900101", "Digits": "1"}
    )

    [(_, given)] = temporal.answers.values()
    assert Verb.JOIN is given.verb
    assert f">{CODE}-technical</Conference>" in response.text
    assert 'participantLabel="storefront:ana"' in response.text
    assert f"/twilio/bridge/{bridge_token()}" in response.text


async def test_who_may_not_take_it_is_told_and_not_put_through(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Of two who press at once one is put through by key; the other hears who has it."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    response = await twilio.post(
        f"/twilio/voice/{token()}/key?told=4821", {"CallSid": "CA1", "To": "+447700900101", "Digits": "1"}
    )

    assert ("Already taken by Bo" in response.text, "Conference" in response.text) == (True, False)


def standing(temporal: FakeTemporal, *called: str, **more: object) -> None:
    """Have the incident be one to whose technical call these teams are called."""
    view = seen().view.model_copy(update={"called": called, **more})
    temporal.seen[CODE] = [SeenIncident(view, over=False)]


async def test_whoever_calls_and_keys_in_the_code_lands_on_the_same_bridge(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """Known by their number, with the code of their page, also when somebody else of the team has it by now."""
    standing(temporal, "platform", "storefront")
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    asked = await twilio.post("/twilio/voice/inbound", FROM_ANA)
    assert "Key in your four-digit code" in asked.text
    response = await twilio.post("/twilio/voice/inbound/code", {**FROM_ANA, "Digits": "4821"})

    assert f">{CODE}-technical</Conference>" in response.text


@pytest.mark.parametrize("called", [(), ("platform",)], ids=["nobody is needed", "their team was dropped"])
async def test_whoever_is_not_needed_on_the_call_is_not_put_through(
    twilio: FakeTwilio, temporal: FakeTemporal, called: tuple[str, ...]
) -> None:
    """The incident is over, or its lead has found that it is not them: they hear so, and stand on no bridge alone."""
    standing(temporal, *called)
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="This page is closed: nobody is needed any more.")
    heard = await by_code(twilio)

    assert ("This page is closed: nobody is needed any more." in heard, "Conference" in heard) == (True, False)


async def test_whoever_calls_for_what_is_part_of_another_hears_which_call_it_is(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """The old code leads to a call that goes on elsewhere: they are told which page's code leads there, and are not left alone."""
    standing(temporal, state=IncidentState.ATTACHED, part_of="search-AB2C")
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="This page is closed: it is the same as search-AB2C.")
    heard = await by_code(twilio)

    words = "Its call is that of search, A B 2 C: key in your code for that."
    assert (words in heard, "Conference" in heard) == (True, False)


async def test_an_incident_nobody_knows_any_more_has_no_call(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """And when it cannot be asked in time the caller is asked to call again, and is put through to nothing."""
    temporal.seen.clear()
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="This is over already: nothing more is needed.")
    heard = await by_code(twilio)
    assert ("This is over already" in heard, "Conference" in heard) == (True, False)

    temporal.silent_to = {"incident"}
    heard = await by_code(twilio)
    assert ("Please call again." in heard, "Conference" in heard) == (True, False)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({**FROM_ANA, "Digits": "1111"}, "Too many wrong codes: none is taken from this number until 02:24."),
        ({**FROM_ANA, "Digits": "2222"}, "There is no such code. Key in another code,"),
        ({**FROM_ANA, "From": "+447700900999", "Digits": "4821"}, "This number is not known here."),
    ],
)
async def test_nobody_else_is_put_through(
    twilio: FakeTwilio, temporal: FakeTemporal, form: dict[str, str], words: str
) -> None:
    """With a wrong code or as a stranger nothing is asked of anybody's incident."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.meanings["1111"] = TextMeaning(reply="Too many wrong codes: none is taken from this number until 02:24.")
    temporal.meanings["2222"] = TextMeaning()
    response = await twilio.post("/twilio/voice/inbound/code", form)

    assert (words in response.text, "Conference" in response.text, {}) == (True, False, temporal.answers)


async def test_a_text_puts_nobody_through(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """JOIN by text takes nothing, and says what to do instead."""
    temporal.meanings["JOIN 4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": "+447700900101", "Body": "JOIN 4821"})

    assert {} == temporal.answers
    assert temporal.notices[0][1].body.startswith("A text cannot put you through: call this number")


async def test_who_came_and_went_is_told_to_the_incident(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """By the label under which they were put through; of other reports nothing is passed on."""
    path = f"/twilio/bridge/{bridge_token()}"
    for event, number in (("participant-join", "2"), ("participant-mute", "3"), ("participant-leave", "4")):
        response = await twilio.post(path, {**JOINED, "StatusCallbackEvent": event, "SequenceNumber": number})
        assert 204 == response.status_code

    def moved(*, joined: bool, sequence: int) -> tuple[str, BridgeMoved]:
        return INCIDENT, BridgeMoved(
            code=CODE,
            audience=Audience.TECHNICAL,
            person="ana",
            name="Ana",
            team="storefront",
            call_id="CA9",
            joined=joined,
            sequence=sequence,
        )

    assert [moved(joined=True, sequence=2), moved(joined=False, sequence=4)] == temporal.moves


async def test_who_left_hears_how_to_come_back(twilio: FakeTwilio) -> None:
    """The call ends with what to do."""
    response = await twilio.post("/twilio/bridge-left", {"CallSid": "CA9"})

    assert "To come back, call this number and key in your code." in response.text


def both_ways(purpose: Purpose, temporal: FakeTemporal) -> None:
    """Have Ana's page be for this purpose, by phone and by code."""
    temporal.scripts["ana"] = script(to_tell(purpose=purpose))
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=purpose))


async def by_key(twilio: FakeTwilio) -> str:
    """Press 1 in a call we placed; return what the call is told."""
    pressed = {"CallSid": "CA1", "To": "+447700900101", "Digits": "1"}
    return (await twilio.post(f"/twilio/voice/{token()}/key?told=4821", pressed)).text


async def by_code(twilio: FakeTwilio) -> str:
    """Call the published number and key in the code; return what the call is told."""
    return (await twilio.post("/twilio/voice/inbound/code", {**FROM_ANA, "Digits": "4821"})).text


@pytest.mark.parametrize("way", [by_key, by_code], ids=["key", "code"])
@pytest.mark.parametrize("accepted", [True, False], ids=["taken", "not taken"])
@pytest.mark.parametrize("purpose", Purpose)
async def test_no_path_leads_to_the_wrong_bridge(
    twilio: FakeTwilio, temporal: FakeTemporal, purpose: Purpose, way: Way, *, accepted: bool
) -> None:
    """P15: by whichever way, with a page of whichever purpose: only an invitation leads to the business call, only while it stands,
    and only a page to join, or that calls somebody back, leads to the technical one."""
    both_ways(purpose, temporal)
    standing(temporal, "storefront")
    temporal.reply = AnswerReply(accepted=accepted, words="This page is closed: the invitation was taken back.")
    heard = await way(twilio)

    bridges = {audience for audience in Audience if f">{CODE}-{audience}</Conference>" in heard}
    expected = {
        (Purpose.BUSINESS_CALL, True): {Audience.BUSINESS},
        (Purpose.JOIN, True): {Audience.TECHNICAL},
        (Purpose.CALL_BACK, True): {Audience.TECHNICAL},
        **dict.fromkeys(
            # a colleague has it, or they have been on it before: they may come too
            ((Purpose.JOIN, False), (Purpose.CALL_BACK, False)),
            {Audience.TECHNICAL} if way is by_code else set(),
        ),
    }
    assert expected.get((purpose, accepted), set()) == bridges
    assert ("Conference" in heard) is bool(bridges)


@pytest.mark.parametrize("way", [by_key, by_code], ids=["key", "code"])
async def test_who_is_both_lands_where_the_page_they_answer_leads(
    twilio: FakeTwilio, temporal: FakeTemporal, way: Way
) -> None:
    """A head of department may be on both lists: each of their codes, and each page told by phone, leads to its own call."""
    temporal.reply = AnswerReply(accepted=True, words="Thank you, Ana. You are put through.")
    for purpose, audience in ((Purpose.JOIN, "technical"), (Purpose.BUSINESS_CALL, "business")):
        both_ways(purpose, temporal)
        assert f">{CODE}-{audience}</Conference>" in await way(twilio)


async def test_who_came_on_the_business_call_is_reported_of_that_call(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """The audience stands in the signed token, never in what a caller or a label says."""
    form = {**JOINED, "ParticipantLabel": "business:ana"}
    await twilio.post(f"/twilio/bridge/{bridge_token(Audience.BUSINESS)}", form)
    await twilio.post(f"/twilio/bridge/{bridge_token()}", {**form, "SequenceNumber": "3"})

    assert [Audience.BUSINESS, Audience.TECHNICAL] == [report.audience for _, report in temporal.moves]


async def test_a_token_of_the_other_bridge_cannot_be_made(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever writes another audience into a token breaks its signature."""
    payload, _, mac = bridge_token().partition(".")
    other, _, _ = bridge_token(Audience.BUSINESS).partition(".")
    response = await twilio.post(f"/twilio/bridge/{other}.{mac}", JOINED)

    assert (403, [], True) == (response.status_code, temporal.moves, payload != other)
