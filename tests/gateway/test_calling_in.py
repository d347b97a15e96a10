"""Calling our number with a code: who is let in, who is asked again, and that nothing is ever listed (P15)."""

import pytest

from config.incident_index import SeenIncident
from domain.bridges import BridgeMoved
from domain.lifecycle import IncidentState
from domain.messages import Purpose, Verb
from domain.page_messages import TextMeaning
from gateway.engine import TemporalUnavailable
from tests.gateway.api.builders import seen
from tests.gateway.builders import CODE, bridge_token, meaning, open_page
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

CALL = f">{CODE}-technical</Conference>"
ANOTHER = "Key in another code, or to report an incident press 0, then the hash key."


def declared(**parts: str) -> SeenIncident:
    """Return checkout's incident, declared, with who plays which part."""
    return SeenIncident(seen().view.model_copy(update={"state": IncidentState.DECLARED, **parts}), over=False)


async def keys_in(twilio: FakeTwilio, number: str = "+447700900101", digits: str = "4821") -> str:
    """Call our number, key in digits and return what the call is told."""
    form = {"CallSid": "CA9", "From": number, "Digits": digits}
    return (await twilio.post("/twilio/voice/inbound/code", form)).text


@pytest.mark.parametrize("digits", ["*", "48", "48211", ""])
async def test_what_is_no_code_goes_to_the_pager_as_it_is(
    twilio: FakeTwilio, temporal: FakeTemporal, digits: str
) -> None:
    """It counts what was keyed in as a wrong code, and is asked for nothing else: no list of what is open."""
    temporal.meanings[digits] = TextMeaning()
    heard = await keys_in(twilio, digits=digits)

    [(person, received)] = temporal.texts
    assert ("ana", digits, True) == (person, received.body, received.keyed)
    assert f"There is no such code. {ANOTHER}" in heard


async def test_a_wrong_code_is_asked_for_again_three_times(caller: Caller, temporal: FakeTemporal) -> None:
    """Each try is one of its own to the pager; after the third the call ends, and another code may be right before that."""
    temporal.meanings["1111"] = TextMeaning()
    await caller.dials()
    heard = [await caller.presses("1111") for _ in range(3)]

    assert [f"There is no such code. {ANOTHER}", f"There is no such code. {ANOTHER} Goodbye."] == [
        each.words for each in heard[:2]
    ]
    assert ("There is no such code. Goodbye.", True) == (heard[2].words, heard[2].hangs_up)
    assert ["CA1:1", "CA1:2", "CA1:3"] == [received.text_id for _, received in temporal.texts]


async def test_the_code_of_another_kind_of_page_is_told_what_it_is_for(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever calls back a call they missed hears how to take it, and may key in another code."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page())
    temporal.seen[CODE] = [seen()]
    await caller.dials()
    heard = await caller.presses("4821")

    said = "This code leads to no call. To take it, text ACK and this code, or wait for our next call."
    assert (f"{said} {ANOTHER}", False) == (heard.words, heard.hangs_up)


async def test_the_code_of_several_is_told_so(caller: Caller, temporal: FakeTemporal) -> None:
    """A text that told several has one code for all, and no one call."""
    temporal.meanings["1000"] = meaning(Verb.JOIN, open_page(), open_page("1234"))
    await caller.dials()

    assert (await caller.presses("1000")).words.startswith("This code is for several. To take all of them, text ACK")


@pytest.mark.parametrize("purpose", [Purpose.DECLARE, Purpose.OFFER_LEAD, Purpose.TRIAGE])
@pytest.mark.parametrize("part", ["lead", "declared_by", "offered_to"])
async def test_who_leads_comes_on_the_call_they_lead(
    twilio: FakeTwilio, temporal: FakeTemporal, purpose: Purpose, part: str
) -> None:
    """P13: with the code of the page by which they came to it; the search behind that page has nothing to decide."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=purpose))
    temporal.seen[CODE] = [declared(**{part: "Ana"})]

    assert (True, {}) == (CALL in await keys_in(twilio), temporal.answers)


@pytest.mark.parametrize("purpose", [Purpose.DECLARE, Purpose.OFFER_LEAD, Purpose.TRIAGE, Purpose.CHECK_IN])
async def test_who_has_no_part_in_it_does_not(twilio: FakeTwilio, temporal: FakeTemporal, purpose: Purpose) -> None:
    """The same codes lead nowhere while somebody else leads."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=purpose))
    temporal.seen[CODE] = [declared(lead="Cy")]

    assert "Conference" not in await keys_in(twilio)


async def test_a_leads_own_team_counts_and_no_other(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A head of department who leads is on the call by name: the team that is called for is still missed."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.DECLARE))
    temporal.seen[CODE] = [declared(lead="Ana")]
    assert 'participantLabel="storefront:ana"' in await keys_in(twilio)

    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.DECLARE, who="cy"))
    temporal.seen[CODE] = [declared(lead="Cy")]
    assert 'participantLabel="cy"' in await keys_in(twilio, "+447700900103")


async def test_a_lead_of_no_team_is_reported_by_name(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Who came is known by the label, which has no team in it."""
    form = {
        "CallSid": "CA9",
        "StatusCallbackEvent": "participant-join",
        "ParticipantLabel": "cy",
        "SequenceNumber": "2",
    }
    await twilio.post(f"/twilio/bridge/{bridge_token()}", form)

    [(_, report)] = temporal.moves
    assert isinstance(report, BridgeMoved)
    assert ("cy", "Cy", "") == (report.person, report.name, report.team)


@pytest.mark.parametrize("slow", ["understand_text", "incident"])
async def test_a_slow_engine_is_said(twilio: FakeTwilio, temporal: FakeTemporal, slow: str) -> None:
    """Nobody is left on a silent line, and nobody is let in unseen."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.DECLARE))
    temporal.seen[CODE] = [TemporalUnavailable("Temporal did not answer.")]
    temporal.silent_to = {slow}

    assert "We cannot get through at the moment. Please call again. Goodbye." in await keys_in(twilio)
