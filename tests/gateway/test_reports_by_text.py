"""Reporting by text what may be a major incident (P9)."""

import httpx
import pytest

from domain.errors import Refused
from domain.lifecycle import IncidentState
from domain.organisation import Channel
from domain.page_messages import Notice, ReportMade, TextMeaning
from tests.domain.reporting.company import standing
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA = "+447700900101"


async def report(twilio: FakeTwilio, body: str, sid: str = "SM1") -> httpx.Response:
    """Ana texts us."""
    return await twilio.post("/twilio/text", {"MessageSid": sid, "From": ANA, "Body": body})


def told(temporal: FakeTemporal) -> list[str]:
    """Return what Ana was texted."""
    return [notice.body for _, notice in temporal.notices]


async def test_what_somebody_texts_is_reported(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """It is stored with the incident of the service, in their words, and they read its code and who is called now."""
    await report(twilio, "Report checkout nobody can pay")

    [(what, suspected)] = temporal.suspected
    assert ("checkout", "Checkout", "SM1", "ana", "Ana", "nobody can pay") == (
        what.key,
        what.title,
        suspected.report_id,
        suspected.person,
        suspected.name,
        suspected.what,
    )
    assert (Channel.TEXT, "text 'Report checkout nobody can pay'") == (suspected.channel, suspected.proof)
    body = "It is reported as checkout-7K3Q. Whoever is on call for Storefront is called to judge it."
    assert [("ana", Notice(notice_id="SM1", body=body))] == temporal.notices


async def test_what_joins_an_open_incident_says_who_has_it(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever reports what is known already reads who looks into it."""
    temporal.standing["checkout"] = standing(holder="Bo")
    await report(twilio, "REPORT checkout nobody can pay")

    assert ["It is reported as checkout-7K3Q. Bo has it, and your report is on its timeline."] == told(temporal)


async def test_what_is_part_of_another_goes_to_whoever_has_that(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Also where that is part of a third; when nobody says so at once the report is made all the same, and names where it goes."""
    temporal.standing["checkout"] = standing(IncidentState.ATTACHED, part_of="search-AAAA")
    temporal.standing["search"] = standing(IncidentState.ATTACHED, code="search-AAAA", part_of="network-BBBB")
    temporal.standing["network"] = standing(IncidentState.DECLARED, code="network-BBBB", holder="Bo", lead="Cy")
    await report(twilio, "REPORT checkout nobody can pay")
    del temporal.standing["search"]
    await report(twilio, "REPORT checkout nobody can pay", "SM2")

    made = "It is reported as checkout-7K3Q. It is part of"
    assert [
        f"{made} network-BBBB, which Cy has: your report goes there.",
        f"{made} search-AAAA: your report goes there.",
    ] == told(temporal)


async def test_what_is_no_service_goes_to_the_catch_all_team(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A report without a service is an incident of its own for whoever makes it."""
    await report(twilio, "REPORT other the lifts stand still")

    [(what, suspected)] = temporal.suspected
    assert ("reported-by-ana", None, "the lifts stand still") == (what.key, what.label, suspected.what)
    assert ["It is reported as reported-by-ana-7K3Q. Whoever is on call for Platform is called to judge it."] == told(
        temporal
    )


@pytest.mark.parametrize("body", ["REPORT", "REPORT the shop is down", "REPORT checkout", "report other"])
async def test_what_is_not_understood_is_not_reported(twilio: FakeTwilio, temporal: FakeTemporal, body: str) -> None:
    """The sender reads that nothing is reported and how to; no incident hears of it."""
    await report(twilio, body)

    assert (["understand_text", "tell"], []) == (temporal.requests, temporal.suspected)
    assert told(temporal)[0].startswith("Nothing is reported")


async def test_replies_to_what_is_no_report_are_counted(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The pager says whether it is replied to once more: a phone that answers by itself is not written to for ever."""
    temporal.meanings["REPORT"] = TextMeaning(silent=True)
    await report(twilio, "REPORT")

    [(person, received)] = temporal.texts
    assert ("ana", True) == (person, received.refused.startswith("Nothing is reported"))
    assert [] == told(temporal)


async def test_a_report_too_many_is_refused_in_words(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The pager counts by the text's own id, and what it does not take is not reported."""
    await report(twilio, "REPORT checkout nobody can pay")
    temporal.one_too_many = Refused("This is not reported: you have reported 3 times in ten minutes.")
    await report(twilio, "REPORT checkout nobody can pay", "SM2")

    assert {"SM1": ("ana", ReportMade(report_id="SM1", channel=Channel.TEXT))} == temporal.counted
    assert ["SM1"] == [suspected.report_id for _, suspected in temporal.suspected]
    assert "This is not reported: you have reported 3 times in ten minutes." == told(temporal)[1]


async def test_a_text_that_is_delivered_twice_is_one_report(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A repeat carries the same id to the pager, the incident and the reply, which all know it by that."""
    for _ in range(2):
        await report(twilio, "REPORT checkout nobody can pay")

    assert ({"SM1"}, {"SM1"}) == (set(temporal.counted), {each.report_id for _, each in temporal.suspected})
    assert {"SM1"} == {notice.notice_id for _, notice in temporal.notices}


@pytest.mark.parametrize("step", ["open_incident", "count_report", "report_suspicion", "tell"])
async def test_twilio_is_asked_to_send_it_again_when_temporal_is_silent(
    twilio: FakeTwilio, temporal: FakeTemporal, step: str
) -> None:
    """Nothing is confirmed before Temporal has all of it; the repeat is the same report."""
    temporal.silent_to = {step}
    refused = await report(twilio, "REPORT checkout nobody can pay")
    before = told(temporal)
    temporal.silent_to = set()
    repeated = await report(twilio, "REPORT checkout nobody can pay")

    assert (503, [], 200, 1) == (refused.status_code, before, repeated.status_code, len(told(temporal)))
    assert {"SM1"} == {each.report_id for _, each in temporal.suspected}


async def test_a_stranger_reports_nothing(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A number nobody has is left unanswered, as with any text."""
    await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": "+15005550099", "Body": "REPORT checkout x"})

    assert [] == temporal.requests
