"""STATUS by text: how it stands, for whoever the updates are for, and for nobody else."""

from typing import Any

import httpx
import pytest

from config.incident_index import OpenIncident
from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.rounds.views import CommsView
from domain.lifecycle import IncidentState
from domain.page_messages import Enquiry, EnquiryCounted, Notice
from tests.domain.builders import NIGHT
from tests.domain.comms.desk import BUSINESS, TECHNICAL
from tests.domain.comms.shown import sent, unwritten
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA, CY, EVE = "+447700900101", "+447700900103", "+447700900105"
NOTHING = "No major incident is open that you are told of."


def opened(temporal: FakeTemporal, code: str = CODE, state: IncidentState = IncidentState.DECLARED) -> None:
    """Open an incident: Cy is a stakeholder of it, and Storefront is told with the technical teams."""
    key = code.rpartition("-")[0]
    temporal.open.append(OpenIncident(code=code, state=state, service=key, holder=None, opened_at=NIGHT))
    temporal.comms[code, BUSINESS] = view(sent(), code, BusinessAudience(people={"cy": "owns sales"}))
    temporal.comms[code, TECHNICAL] = view(
        unwritten(TECHNICAL), code, TechnicalAudience(teams={"storefront": "owns it"})
    )


def view(rounds: CommsView, code: str, whom: BusinessAudience | TechnicalAudience) -> CommsView:
    """Return rounds of this incident for these people."""
    return rounds.model_copy(update={"code": code, "whom": whom, "service": code.rpartition("-")[0].title()})


async def asks(twilio: FakeTwilio, number: str, body: str = "STATUS", sid: str = "SM1") -> httpx.Response:
    """Somebody texts us."""
    return await twilio.post("/twilio/text", {"MessageSid": sid, "From": number, "Body": body})


def told(temporal: FakeTemporal) -> list[str]:
    """Return what was texted back."""
    return [notice.body for _, notice in temporal.notices]


async def test_a_stakeholder_is_told_the_last_approved_text(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """In the words somebody approved for the business, by their pager, under the text's own id, and counted there."""
    opened(temporal)
    await asks(twilio, CY)

    [(who, notice)] = temporal.notices
    assert ("cy", "SM1", True) == (
        who,
        notice.notice_id,
        notice.body.startswith("Checkout: Customers cannot check out."),
    )
    assert [("cy", Enquiry(text_id="SM1"))] == temporal.enquiries


async def test_technical_people_get_the_same_text(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Ana is of a team that is told; what technical teams were told is nothing anybody gets by asking."""
    opened(temporal)
    temporal.comms[CODE, TECHNICAL] = view(sent(TECHNICAL), CODE, TechnicalAudience(teams={"storefront": "owns it"}))
    temporal.comms[CODE, BUSINESS] = view(unwritten(), CODE, BusinessAudience())
    await asks(twilio, ANA)

    assert ["Checkout: no update has gone out yet."] == told(temporal)


async def test_nobody_else_is_told_anything(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Eve is told of nothing, by whatever name she asks; a number nobody has is left unanswered."""
    opened(temporal)
    await asks(twilio, EVE)
    await asks(twilio, EVE, f"STATUS {CODE}", "SM2")
    await asks(twilio, "+15005550099", sid="SM3")

    assert [NOTHING, f"No major incident is open for '{CODE}' that you are told of."] == told(temporal)


async def test_several_incidents_have_a_line_each_and_one_can_be_named(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """By its service, by its code."""
    opened(temporal)
    opened(temporal, "search-AB2C")
    for number, body in enumerate(("STATUS", "status search", f"Status: {CODE.lower()}?", "STATUS tills")):
        await asks(twilio, CY, body, f"SM{number}")
    both, search, checkout, none = (body.split(":")[0] for body in told(temporal))

    assert 2 == len(told(temporal)[0].splitlines())
    assert ("Checkout", "Search", "Checkout") == (both, search, checkout)
    assert "No major incident is open for 'tills' that you are told of." == none


@pytest.mark.parametrize("state", [IncidentState.TRIAGE, IncidentState.PROPOSED, IncidentState.STOOD_DOWN])
async def test_what_is_no_major_incident_is_asked_for_nothing(
    twilio: FakeTwilio, temporal: FakeTemporal, state: IncidentState
) -> None:
    """Where nothing was declared, or it was stood down, there is nothing to tell, and nobody is asked."""
    opened(temporal, state=state)
    await asks(twilio, CY)

    assert ([NOTHING], False) == (told(temporal), "rounds" in temporal.requests)


async def test_an_incident_whose_rounds_have_not_begun_says_nothing(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Declared a moment ago: the others are told all the same."""
    opened(temporal)
    opened(temporal, "search-AB2C")
    del temporal.comms["search-AB2C", TECHNICAL]
    await asks(twilio, CY)

    assert 1 == len(told(temporal)[0].splitlines())


@pytest.mark.parametrize("words", ["", "STATUS is answered 3 times in ten minutes; from 02:24 on it is again."])
async def test_one_too_many_is_not_answered(twilio: FakeTwilio, temporal: FakeTemporal, words: str) -> None:
    """The pager's own words are texted, or nothing; no rounds are asked."""
    opened(temporal)
    temporal.enquiry_counted = EnquiryCounted(answered=False, words=words)
    await asks(twilio, CY)

    assert ([words] if words else [], False) == (told(temporal), "rounds" in temporal.requests)


@pytest.mark.parametrize("step", ["count_enquiry", "open_incidents", "rounds", "tell"])
async def test_twilio_is_asked_to_send_it_again_when_temporal_is_silent(
    twilio: FakeTwilio, temporal: FakeTemporal, step: str
) -> None:
    """The repeat is the same enquiry, and is replied to once."""
    opened(temporal)
    temporal.silent_to = {step}
    refused = await asks(twilio, CY)
    before = told(temporal)
    temporal.silent_to = set()
    repeated = await asks(twilio, CY)

    assert (503, [], 200, 1) == (refused.status_code, before, repeated.status_code, len(told(temporal)))
    assert {"SM1"} == {asked.text_id for _, asked in temporal.enquiries}
    assert isinstance(temporal.notices[0][1], Notice)


async def test_it_fits_into_twilios_patience(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Counting and listing go on at the same time, in 4 seconds; then the rounds, then the reply."""
    opened(temporal)
    await asks(twilio, CY)

    expected: list[Any] = [4]
    assert expected == temporal.patience
    assert {"count_enquiry", "open_incidents"} == set(temporal.requests[:2])
    assert [Audience.BUSINESS, Audience.TECHNICAL] == [audience for _, audience in temporal.comms]
