"""Being offered the lead: accepted and declined by key and by text, and not by taking what else is open (P13)."""

import pytest

from domain.errors import Refused
from domain.hand_over import AcceptLead, DeclineLead
from domain.messages import PageWords, Purpose, Verb
from domain.organisation import Channel
from tests.gateway.builders import CODE, INCIDENT, LOGIN, SEARCH, meaning, open_page, script, to_tell
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

OFFER = to_tell(purpose=Purpose.OFFER_LEAD).model_copy(
    update={
        "words": PageWords(headline="Cy asks you to lead.", detail="Cy leads it until you accept.", service="Checkout")
    }
)
FROM_ANA = {"MessageSid": "SM1", "From": "+447700900101"}


@pytest.fixture(autouse=True)
def anas_offer(temporal: FakeTemporal) -> None:
    """Ana is offered the lead."""
    temporal.scripts["ana"] = script(OFFER)


@pytest.mark.parametrize(("key", "kind"), [("1", AcceptLead), ("2", DeclineLead)])
async def test_a_key_brings_the_answer_to_the_incident(
    caller: Caller, temporal: FakeTemporal, key: str, kind: type[AcceptLead | DeclineLead]
) -> None:
    """The incident decides who leads; what it says is said, and the page's owner is asked for nothing."""
    await caller.picks_up()
    heard = await caller.presses(key)

    [(incident, asked)] = temporal.asks.values()
    assert (INCIDENT, kind, CODE, "ana") == (incident, type(asked), asked.code, asked.actor.contact)
    assert (Channel.CALL, f"key {key} on a call to a number ending in 01") == (asked.actor.channel, asked.actor.proof)
    assert ({}, True) == (temporal.answers, heard.words.startswith("Incident checkout, 7 K 3 Q is stood down."))


async def test_who_wants_to_hear_more_hears_it_and_is_asked_again(caller: Caller, temporal: FakeTemporal) -> None:
    """Key 3 answers nothing."""
    await caller.picks_up()
    heard = await caller.presses("3")

    assert heard.words.startswith("Cy leads it until you accept. Major incident. Cy asks you to lead. Press 1 to lead")
    assert {} == temporal.asks


async def test_a_yes_that_comes_too_late_is_told_why(caller: Caller, temporal: FakeTemporal) -> None:
    """Never an error: the incident's own words are spoken."""
    temporal.refuses = Refused("You are not asked to lead it any more: the offer was withdrawn. Cy leads it.")
    await caller.picks_up()
    heard = await caller.presses("1")

    assert heard.words.startswith("You are not asked to lead it any more: the offer was withdrawn. Cy leads it.")


@pytest.mark.parametrize(
    ("body", "verb", "written", "reason"),
    [("LEAD 4821", Verb.LEAD, "", None), ("DECLINE 4821 on a train", Verb.DECLINE, "on a train", "on a train")],
)
async def test_a_text_brings_the_answer_and_the_reason(
    twilio: FakeTwilio, temporal: FakeTemporal, body: str, verb: Verb, written: str, reason: str | None
) -> None:
    """What was written after the code is why; the reply is texted back."""
    page = open_page(purpose=Purpose.OFFER_LEAD)
    temporal.meanings[body] = meaning(verb, page).model_copy(update={"written": written})
    await twilio.post("/twilio/text", {**FROM_ANA, "Body": body})

    [(incident, asked)] = temporal.asks.values()
    assert (INCIDENT, reason) == (incident, getattr(asked, "reason", None))
    assert ("ana", True) == (temporal.notices[0][0], "is stood down" in temporal.notices[0][1].body)


async def test_taking_everything_at_once_takes_no_lead(caller: Caller, temporal: FakeTemporal) -> None:
    """An offer is told by itself, before the alerts, which are told together after it."""
    temporal.scripts["ana"] = script(to_tell(SEARCH), OFFER, to_tell(LOGIN))
    offered = await caller.picks_up()
    together = await caller.presses("8")
    await caller.presses("1")

    assert ("Major incident. Cy asks you to lead.", "2 more alerts: Search, Login. Press 1 to take all") == (
        offered.words[:36],
        together.words[:49],
    )
    assert ({}, {"CA1:opening:1:1234", "CA1:opening:1:5555"}) == (temporal.asks, set(temporal.answers))
