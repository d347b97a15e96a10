"""Texts by which somebody leads or words the impact, and what of a text others may read."""

import pytest

from domain.impact import WordImpact
from domain.messages import Purpose, Verb
from tests.gateway.builders import INCIDENT, meaning, open_page
from tests.gateway.fakes import FakeTemporal, FakeTwilio


async def texts(twilio: FakeTwilio, body: str) -> None:
    """Have Ana text us."""
    await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": "+447700900101", "Body": body})


async def test_a_text_words_the_impact(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """P17: what follows the code is the statement, which the incident takes or refuses."""
    body = "IMPACT 4821 customers cannot pay"
    temporal.meanings[body] = meaning(Verb.IMPACT).model_copy(update={"written": "customers cannot pay"})
    await texts(twilio, body)

    [(incident, request)] = temporal.asks.values()
    assert isinstance(request, WordImpact)
    assert (INCIDENT, "customers cannot pay", "ana") == (incident, request.text, request.actor.contact)


@pytest.mark.parametrize(
    ("verb", "purpose", "told"),
    [
        (Verb.MAJOR, Purpose.DECLARE, True),
        (Verb.LEAD, Purpose.OFFER_LEAD, True),
        (Verb.MAJOR, Purpose.TRIAGE, False),
        (Verb.DECLINE, Purpose.OFFER_LEAD, False),
    ],
)
async def test_whoever_leads_by_text_is_told_how_to_join_the_call(
    twilio: FakeTwilio, temporal: FakeTemporal, verb: Verb, purpose: Purpose, *, told: bool
) -> None:
    """P13: by the number they have texted and the code they have used; who only proposes it, or declines, is told nothing of it."""
    temporal.meanings["MAJOR 4821"] = meaning(verb, open_page(purpose=purpose))
    await texts(twilio, "MAJOR 4821")

    assert told is ("To join the technical call, call this number and key in 4821." in temporal.notices[0][1].body)


async def test_no_code_stands_in_a_proof(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever reads a timeline cannot answer in somebody's name by it: it says that the code was there."""
    for body in ("PASS 4821 on a train", "ack:4821", "ACK"):
        temporal.meanings[body] = meaning(Verb.ACKNOWLEDGE)
        temporal.answers.clear()
        await texts(twilio, body)
        [(_, given)] = temporal.answers.values()

        assert "4821" not in given.proof
        assert given.proof.startswith("the code of their page, text '") is ("4821" in body)
