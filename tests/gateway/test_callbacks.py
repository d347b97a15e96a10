"""What Twilio reports of calls and texts."""

import pytest

from domain.sending import CallReport, TextReport
from gateway.engine import Gone
from tests.gateway.builders import ATTEMPT, token
from tests.gateway.fakes import FakeTemporal, FakeTwilio

REPORTS = [
    ("status", {"CallSid": "CA1", "CallStatus": "no-answer", "SequenceNumber": "3"}),
    ("machine", {"CallSid": "CA1", "AnsweredBy": "machine_start"}),
    ("text-status", {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}),
]


async def test_how_a_call_goes_reaches_the_pager(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A call's status is passed on with its place in the sequence, to the person it is about."""
    await twilio.post(f"/twilio/status/{token()}", REPORTS[0][1])

    expected = CallReport(attempt_id=ATTEMPT, provider_id="CA1", status="no-answer", sequence=3)
    assert [("ana", expected)] == temporal.call_reports


async def test_a_status_without_a_sequence_number_is_the_first(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A status that has no number never overtakes one that has."""
    await twilio.post(f"/twilio/status/{token()}", {"CallSid": "CA1", "CallStatus": "ringing"})

    assert temporal.call_reports[0][1].sequence == 0


async def test_what_picked_up_reaches_the_pager(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """What machine detection heard is passed on as heard, and is no status."""
    await twilio.post(f"/twilio/machine/{token()}", REPORTS[1][1])

    expected = CallReport(attempt_id=ATTEMPT, provider_id="CA1", answered_by="machine_start")
    assert [("ana", expected)] == temporal.call_reports


@pytest.mark.parametrize("heard", ["human", "unknown"])
async def test_a_person_who_picked_up_is_no_news(twilio: FakeTwilio, temporal: FakeTemporal, heard: str) -> None:
    """Only a key is an answer: that no machine was heard is taken, and troubles nobody."""
    response = await twilio.post(f"/twilio/machine/{token()}", {"CallSid": "CA1", "AnsweredBy": heard})

    assert (204, []) == (response.status_code, temporal.requests)


async def test_how_a_text_goes_reaches_the_pager(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A text's status is passed on with the provider's error."""
    await twilio.post(f"/twilio/text-status/{token()}", REPORTS[2][1])

    expected = TextReport(attempt_id=ATTEMPT, provider_id="SM1", status="undelivered", error_code=30003)
    assert [("ana", expected)] == temporal.text_reports


async def test_a_text_without_an_error_has_none(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A blank error code is no error."""
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered", "ErrorCode": ""}
    await twilio.post(f"/twilio/text-status/{token()}", fields)

    assert temporal.text_reports[0][1].error_code is None


@pytest.mark.parametrize(("what", "fields"), REPORTS)
async def test_a_late_report_is_no_error(
    twilio: FakeTwilio, temporal: FakeTemporal, what: str, fields: dict[str, str]
) -> None:
    """When the pager has ended, a report concerns nobody, and Twilio is not asked to repeat it."""
    temporal.refuses = Gone("pager/ana has ended.")
    response = await twilio.post(f"/twilio/{what}/{token()}", fields)

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize(("what", "fields"), REPORTS)
async def test_twilio_is_asked_to_repeat_a_report_that_was_not_stored(
    twilio: FakeTwilio, temporal: FakeTemporal, what: str, fields: dict[str, str]
) -> None:
    """When Temporal is silent the answer is one after which Twilio sends it again."""
    temporal.silent = 1
    refused = await twilio.post(f"/twilio/{what}/{token()}", fields)
    repeated = await twilio.post(f"/twilio/{what}/{token()}", fields)

    assert (refused.status_code, repeated.status_code) == (503, 204)
    assert len(temporal.call_reports) + len(temporal.text_reports) == 1


@pytest.mark.parametrize(("what", "fields"), REPORTS)
async def test_a_report_that_names_nothing_is_refused(
    twilio: FakeTwilio, temporal: FakeTemporal, what: str, fields: dict[str, str]
) -> None:
    """Each field that is needed is asked for by name."""
    for name in list(fields)[:2]:
        response = await twilio.post(f"/twilio/{what}/{token()}", {**fields, name: ""})

        assert (400, [f"The field {name} is missing."]) == (response.status_code, response.json()["errors"])
    assert temporal.requests == []


@pytest.mark.parametrize("what", ["status", "machine", "text-status"])
async def test_a_report_with_a_forged_token_is_refused(twilio: FakeTwilio, temporal: FakeTemporal, what: str) -> None:
    """A token that was not made here is refused in words, even when the request is signed."""
    response = await twilio.post(f"/twilio/{what}/{token()}x", REPORTS[0][1])

    assert response.status_code == 403
    assert len(response.json()["errors"]) == 1
    assert temporal.requests == []
