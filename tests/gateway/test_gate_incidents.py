"""What people ask of incidents and read of them, through Temporal."""

import pytest
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError

from config.incident_index import NoSuchIncident, SeenIncident
from domain.codes import IncidentCode, run_suffix
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.lifecycle import Actor
from domain.requests import Ask, Reply, StandDown
from gateway.engine import Gone, TemporalUnavailable
from gateway.temporal_gate import Limits, TemporalGate
from tests.config.fake_index import FakeRun as ListedRun
from tests.domain.builders import NIGHT
from tests.gateway.api.builders import seen
from tests.gateway.builders import INCIDENT
from tests.gateway.fake_client import FakeClient, FakeRun, as_client, namespace_not_found, nobody, unavailable

CODE = IncidentCode("checkout", run_suffix("run-1"))
EARLIER = ListedRun("checkout", "run-0", NIGHT).seen()
EARLIER_CODE = IncidentCode("checkout", run_suffix("run-0"))
REQUEST = StandDown(actor=Actor(contact="ana", name="Ana"), reason="a test ran wild", code=str(CODE))


async def ask(gate: TemporalGate, code: IncidentCode = CODE, *, within: float = 4) -> Reply:
    """Ask for a stand-down."""
    return await gate.ask(code, REQUEST, "api:1", within=within)


async def test_a_request_reaches_the_incident_under_its_id(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The request's id is the update's, and the words come back."""
    fake_client.runs[INCIDENT] = FakeRun(reply=Reply(words="Done."))

    assert "Done." == (await ask(gate)).words
    assert [("request", Ask(request=REQUEST), "api:1")] == fake_client.runs[INCIDENT].updates


async def test_a_request_to_an_earlier_incident_never_reaches_the_next(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """Both have one workflow id: whoever means the one that is over is told so, and the open one is not asked."""
    fake_client.runs[INCIDENT], fake_client.listed = FakeRun(), [EARLIER]

    with pytest.raises(Gone, match=f"Incident {EARLIER_CODE} is over"):
        await ask(gate, EARLIER_CODE)
    assert [] == fake_client.runs[INCIDENT].updates


async def test_a_request_to_what_is_no_incident_reaches_nobody(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A code nobody gave is told apart from an incident that is over."""
    fake_client.runs[INCIDENT] = FakeRun()

    for code in (IncidentCode("checkout", "AAAA"), IncidentCode("search", "AAAA")):
        with pytest.raises(NoSuchIncident):
            await ask(gate, code)
    assert [] == fake_client.runs[INCIDENT].updates


async def test_a_refusal_keeps_its_words(gate: TemporalGate, fake_client: FakeClient) -> None:
    """What the incident refuses is refused here in the same words."""
    refusal = WorkflowUpdateFailedError(ApplicationError("Not yours.", type="Refused"))
    fake_client.runs[INCIDENT] = FakeRun(raises=[refusal])

    with pytest.raises(Refused, match=r"^Not yours\.$"):
        await ask(gate)


@pytest.mark.parametrize(
    ("status", "over"), [(WorkflowExecutionStatus.RUNNING, False), (WorkflowExecutionStatus.COMPLETED, True)]
)
async def test_an_incident_is_shown_open_or_over(
    gate: TemporalGate, fake_client: FakeClient, status: WorkflowExecutionStatus, over: bool
) -> None:
    """One that has ended is shown as it was, and that it is over."""
    fake_client.runs[INCIDENT] = FakeRun(status, reply=seen().view)

    assert SeenIncident(seen().view, over) == await gate.incident(CODE)
    assert [IncidentView] == fake_client.runs[INCIDENT].result_types


async def test_what_is_no_incident_is_not_shown(gate: TemporalGate) -> None:
    """A code nobody gave is told apart from silence."""
    with pytest.raises(NoSuchIncident):
        await gate.incident(CODE)


@pytest.mark.parametrize("error", [unavailable(), WorkflowQueryFailedError("no")])
async def test_an_incident_that_does_not_answer_may_be_asked_again(
    gate: TemporalGate, fake_client: FakeClient, error: BaseException
) -> None:
    """A question that fails says nothing about the incident."""
    fake_client.runs[INCIDENT] = FakeRun(raises=[error])

    with pytest.raises(TemporalUnavailable):
        await gate.incident(CODE)


async def test_the_incident_with_a_key_is_asked_how_it_stands(gate: TemporalGate, fake_client: FakeClient) -> None:
    """What a report would join is found without a list, which lags behind; where nothing runs there is nothing to join."""
    fake_client.runs[INCIDENT] = FakeRun(reply=seen().view)

    assert seen().view == await gate.open_incident("checkout")
    with pytest.raises(Gone):
        await gate.open_incident("search")
    fake_client.runs[INCIDENT].raises = [WorkflowQueryRejectedError(WorkflowExecutionStatus.COMPLETED)]
    with pytest.raises(Gone):
        await gate.open_incident("checkout")


async def test_open_incidents_are_listed(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The list is Temporal's."""
    fake_client.listed = [ListedRun("checkout", "run-1", NIGHT).seen(holder="ana")]

    assert [(str(CODE), "ana")] == [(each.code, each.holder) for each in await gate.open_incidents()]


@pytest.mark.parametrize("error", [unavailable(), namespace_not_found()])
async def test_a_list_that_cannot_be_had_is_no_empty_one(
    gate: TemporalGate, fake_client: FakeClient, error: BaseException
) -> None:
    """That no incident is open is never claimed for want of an answer."""
    fake_client.raises = [error]

    with pytest.raises(TemporalUnavailable):
        await gate.open_incidents()


async def test_nothing_waits_for_a_silent_temporal(fake_client: FakeClient) -> None:
    """Every request ends within its limit."""
    fake_client.never_answers = True
    gate = TemporalGate(nobody, as_client(fake_client), limits=Limits(store=0.01, ask=0.01, ready=0.01))

    for request in (gate.open_incidents(), gate.incident(CODE), ask(gate, within=0.01)):
        with pytest.raises(TemporalUnavailable, match=r"within 0\.01 seconds"):
            await request
