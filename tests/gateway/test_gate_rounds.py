"""What is left with the rounds of comms of an incident, through Temporal."""

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.audiences import Audience
from domain.codes import IncidentCode
from domain.comms.dispatch.delivery import DeliveriesFailed, Failed
from domain.comms.rounds.requests import CommsAsk
from domain.errors import Refused
from domain.organisation import Channel
from domain.page_messages import Enquiry, EnquiryCounted
from domain.requests import Reply
from gateway.engine import Gone, TemporalUnavailable
from gateway.temporal_gate import TemporalGate
from tests.domain.comms.desk import sends
from tests.domain.comms.shown import unwritten
from tests.gateway.fake_client import FakeClient, FakeRun, unavailable

CHECKOUT = IncidentCode("checkout", "7K3Q")
ROUNDS = "incident/checkout/7K3Q/comms/technical"
REPORT = DeliveriesFailed(
    code="checkout-7K3Q",
    audience=Audience.TECHNICAL,
    failed=(Failed(person="ana", channel=Channel.MAIL, number=1, reason="550"),),
)


async def test_failures_reach_the_rounds_of_that_incident_and_audience(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """They are found by the incident's code and the audience, and hear of all failures in one signal."""
    fake_client.runs[ROUNDS] = FakeRun()
    await gate.deliveries_failed(REPORT)

    assert [("deliveries_failed", REPORT)] == fake_client.runs[ROUNDS].signals


async def test_rounds_that_are_over_are_gone_and_temporals_silence_is_not(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """Only what may succeed later is asked for again."""
    with pytest.raises(Gone):
        await gate.deliveries_failed(REPORT)
    fake_client.runs[ROUNDS] = FakeRun(raises=[unavailable()])
    with pytest.raises(TemporalUnavailable):
        await gate.deliveries_failed(REPORT)


async def test_how_rounds_stand_is_asked_open_or_over(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Who looks back still sees what was said; of rounds that never began there is nothing."""
    view = unwritten(Audience.TECHNICAL)
    fake_client.runs[ROUNDS] = FakeRun(status=WorkflowExecutionStatus.COMPLETED, reply=view)

    assert view == await gate.rounds(CHECKOUT, Audience.TECHNICAL)
    assert [("snapshot", [])] == fake_client.runs[ROUNDS].queries
    with pytest.raises(Gone):
        await gate.rounds(CHECKOUT, Audience.BUSINESS)


async def test_a_request_reaches_the_rounds_of_its_audience(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Straight to them, under the id by which a repeat is the same."""
    fake_client.runs[ROUNDS] = FakeRun(reply=Reply(words="done"))
    request = sends("ana", audience=Audience.TECHNICAL)
    reply = await gate.ask_rounds(CHECKOUT, request, "R1", within=4)

    assert "done" == reply.words
    assert [("request", CommsAsk(request=request), "R1")] == fake_client.runs[ROUNDS].updates


async def test_a_refusal_of_rounds_comes_with_its_reason(gate: TemporalGate, fake_client: FakeClient) -> None:
    """In the words of the rule."""
    refusal = WorkflowUpdateFailedError(ApplicationError("The draft you saw has gone out.", type="Refused"))
    fake_client.runs[ROUNDS] = FakeRun(raises=[refusal])
    with pytest.raises(Refused, match="has gone out"):
        await gate.ask_rounds(CHECKOUT, sends("ana", audience=Audience.TECHNICAL), "R1", within=4)


async def test_who_asks_how_it_stands_is_counted_by_their_pager(gate: TemporalGate, fake_client: FakeClient) -> None:
    """It is started if it does not run; each delivery is asked anew, as the pager knows repeats by the text's own id."""
    fake_client.runs["pager/ana"] = FakeRun(reply=EnquiryCounted())
    for _ in range(2):
        assert EnquiryCounted() == await gate.count_enquiry("ana", Enquiry(text_id="SM1"), within=4)

    updates = fake_client.runs["pager/ana"].updates
    assert [("count_enquiry", Enquiry(text_id="SM1"))] * 2 == [(name, asked) for name, asked, _ in updates]
    assert 2 == len({update_id for _, _, update_id in updates})
    assert ["pager/ana"] * 2 == [start["id"] for start in fake_client.starts]
