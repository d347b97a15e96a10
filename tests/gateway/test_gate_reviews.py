"""Reviews of incidents, through Temporal."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.codes import IncidentCode, review_of
from domain.errors import Refused
from domain.requests import Reply
from domain.review.requests import ActionDone, ReviewAsk
from gateway.engine import Gone, TemporalUnavailable
from gateway.temporal_gate import TemporalGate
from tests.domain.builders import NIGHT, actor
from tests.domain.review.shown import CODE, review
from tests.gateway.fake_client import FakeClient, FakeRun, unavailable

CHECKOUT = IncidentCode("checkout", "7K3Q")
REVIEW = "incident/checkout/7K3Q/review"
DONE = ActionDone(actor=actor("ana"), code=CODE, number=1, what="the alert is in place")


async def test_how_a_review_stands_is_asked_open_or_closed(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Who looks back still sees what came of it; of an incident that was never mitigated there is none."""
    fake_client.runs[REVIEW] = FakeRun(status=WorkflowExecutionStatus.COMPLETED, reply=review())

    assert review() == await gate.review(CHECKOUT)
    with pytest.raises(Gone):
        await gate.review(IncidentCode("search", "AB2C"))


async def test_a_request_reaches_the_review_of_its_incident(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Straight to it, under the id by which a repeat is the same."""
    fake_client.runs[REVIEW] = FakeRun(reply=Reply(words="noted"))
    reply = await gate.ask_review(CHECKOUT, DONE, "R1", within=4)

    assert "noted" == reply.words
    assert [("request", ReviewAsk(request=DONE), "R1")] == fake_client.runs[REVIEW].updates


async def test_a_refusal_of_a_review_comes_with_its_reason(gate: TemporalGate, fake_client: FakeClient) -> None:
    """In the words of the rule; a review that is closed is gone, and Temporal's silence is neither."""
    refusal = WorkflowUpdateFailedError(ApplicationError("Action 1 is done already.", type="Refused"))
    fake_client.runs[REVIEW] = FakeRun(raises=[refusal, unavailable()])
    with pytest.raises(Refused, match="done already"):
        await gate.ask_review(CHECKOUT, DONE, "R1", within=4)
    with pytest.raises(TemporalUnavailable):
        await gate.ask_review(CHECKOUT, DONE, "R1", within=4)
    fake_client.runs.clear()
    with pytest.raises(Gone):
        await gate.ask_review(CHECKOUT, DONE, "R1", within=4)


async def test_every_open_review_is_listed_with_how_it_stands(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The list is Temporal's, the earliest first; each review says itself how it stands."""
    codes = [f"checkout-AAA{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    for number, code in enumerate(codes):
        workflow_id = review_of(IncidentCode("checkout", code[-4:]))
        fake_client.runs[workflow_id] = FakeRun(reply=review(code=code))
        fake_client.listed.insert(0, SimpleNamespace(id=workflow_id, start_time=NIGHT + timedelta(days=number)))

    assert codes == [each.code for each in await gate.open_reviews()]
