"""How the gateway's words become Temporal's, and Temporal's errors ours."""

from datetime import timedelta

import pytest
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, CancelledError

from domain.alerts import Alert, AlertsReceived, AlertStatus
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import (
    Answer,
    AnswerReply,
    CallReport,
    CallScriptQuery,
    IncidentStart,
    Notice,
    OpenPages,
    PagerStart,
    StandDown,
    StandDownReply,
    TextReport,
    Verb,
)
from domain.organisation import Channel
from gateway.engine import AlertReport, Gone, TemporalUnavailable
from gateway.temporal_gate import Limits, TemporalGate
from tests.domain.builders import NIGHT
from tests.gateway.builders import INCIDENT, OWNER, open_page, script
from tests.gateway.fake_client import (
    FakeClient,
    FakeRun,
    as_client,
    cut_short,
    namespace_not_found,
    not_found,
    unavailable,
)

REPLY = AnswerReply(accepted=True, words="Thank you, Ana.")
ANSWER = Answer(
    answer_id="CA1:opening:1",
    page_id=f"{OWNER}/ana",
    person="ana",
    verb=Verb.ACKNOWLEDGE,
    channel=Channel.CALL,
    proof="key 1",
)
IMPATIENT = Limits(store=0.01, ask=0.01, ready=0.01)


class Pauses:
    """Pauses that take no time and are remembered."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Note a pause."""
        self.taken.append(seconds)


@pytest.fixture
def client() -> FakeClient:
    """A client of an empty Temporal."""
    return FakeClient()


@pytest.fixture
def pauses() -> Pauses:
    """What the gate waits between two tries."""
    return Pauses()


@pytest.fixture
def gate(client: FakeClient, pauses: Pauses) -> TemporalGate:
    """A gate with the client behind it."""
    return TemporalGate(_nobody, as_client(client), pause=pauses)


async def _nobody() -> Client:
    raise RuntimeError("Failed client connect")


def _alert(number: int = 0, status: AlertStatus = AlertStatus.FIRING, summary: str = "5xx") -> Alert:
    return Alert(
        source="alertmanager", fingerprint=f"f{number}", status=status, name="A", summary=summary, starts_at=NIGHT
    )


def _report(*alerts: Alert, key: str = "checkout") -> AlertReport:
    return AlertReport(key=key, label=key, title=key.capitalize(), alerts=alerts)


async def test_a_firing_alert_starts_its_incident_or_finds_it(gate: TemporalGate, client: FakeClient) -> None:
    """One request stores the alert and starts the incident if none runs, with what a manager reads in the UI."""
    assert await gate.report_alerts([_report(_alert())]) == [INCIDENT]

    assert [
        {
            "workflow": "Incident",
            "arg": IncidentStart(key="checkout", service_label="checkout"),
            "id": INCIDENT,
            "task_queue": "engine",
            "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "priority": Priority(priority_key=3),
            "start_signal": "alerts_received",
            "start_signal_args": [AlertsReceived(alerts=[_alert()])],
            "static_summary": "Checkout: 5xx",
        }
    ] == client.starts


async def test_a_summary_is_cut_to_what_temporal_takes(gate: TemporalGate, client: FakeClient) -> None:
    """A long summary is cut at 200 bytes, between letters."""
    await gate.report_alerts([_report(_alert(summary="ü" * 200))])

    assert client.starts[0]["static_summary"] == "Checkout: " + "ü" * 95


async def test_what_cleared_starts_nothing(gate: TemporalGate, client: FakeClient) -> None:
    """Without an incident there is nothing to clear, and that is no error."""
    assert await gate.report_alerts([_report(_alert(status=AlertStatus.RESOLVED))]) == []

    assert client.starts == []


async def test_what_cleared_reaches_a_running_incident(gate: TemporalGate, client: FakeClient) -> None:
    """A running incident is signalled, and named in the result."""
    client.runs[INCIDENT] = FakeRun()
    cleared = _alert(status=AlertStatus.RESOLVED)

    assert await gate.report_alerts([_report(cleared, key="search"), _report(cleared)]) == [INCIDENT]
    assert [("alerts_received", AlertsReceived(alerts=[cleared]))] == client.runs[INCIDENT].signals


async def test_many_alerts_come_in_signals_that_fit(gate: TemporalGate, client: FakeClient) -> None:
    """However many alerts there are, no signal is larger than Temporal takes, and none is lost or out of order."""
    alerts = [_alert(number) for number in range(250)]
    await gate.report_alerts([_report(*alerts)])
    sizes = [len(facts.alerts) for _, facts in client.runs[INCIDENT].signals]

    assert sizes == [100, 100, 50]
    assert alerts == [alert for _, facts in client.runs[INCIDENT].signals for alert in facts.alerts]


async def test_many_incidents_are_all_stored(gate: TemporalGate, client: FakeClient) -> None:
    """A storm over many services loses none, and they are named in the order they came in."""
    reports = [_report(_alert(), key=f"service-{number}") for number in range(45)]

    assert [f"incident/service-{number}" for number in range(45)] == await gate.report_alerts(reports)
    assert len(client.runs) == 45


@pytest.mark.parametrize("error", [unavailable(), namespace_not_found()])
async def test_alerts_that_were_not_stored_are_an_error(
    gate: TemporalGate, client: FakeClient, error: BaseException
) -> None:
    """Whatever keeps Temporal from storing an alert, the source must hear of it, a cleared one included."""
    for status in AlertStatus:
        client.raises = [error]
        with pytest.raises(TemporalUnavailable):
            await gate.report_alerts([_report(_alert(status=status))])


async def test_an_answer_reaches_its_owner_under_its_id(gate: TemporalGate, client: FakeClient) -> None:
    """The answer's id is the update's, so that a repeat is the same answer to Temporal as well."""
    client.runs[OWNER] = FakeRun(reply=REPLY)

    assert await gate.answer(OWNER, ANSWER, within=4) == REPLY
    assert client.runs[OWNER].updates == [("answer", ANSWER, "CA1:opening:1")]


async def test_a_stand_down_reaches_the_incident_under_its_id(gate: TemporalGate, client: FakeClient) -> None:
    """The request's id is the update's."""
    request = StandDown(actor=Actor(contact="ana", name="Ana"), reason="judged not major by phone")
    client.runs[INCIDENT] = FakeRun(reply=StandDownReply(words="Done."))

    assert (await gate.stand_down(INCIDENT, request, "CA1:held:1", within=4)).words == "Done."
    assert [("stand_down", request, "CA1:held:1")] == client.runs[INCIDENT].updates


async def test_a_refusal_keeps_its_words(gate: TemporalGate, client: FakeClient) -> None:
    """What a workflow refuses is refused here in the same words."""
    client.runs[OWNER] = FakeRun(raises=[WorkflowUpdateFailedError(ApplicationError("Not yours.", type="Refused"))])

    with pytest.raises(Refused, match=r"^Not yours\.$"):
        await gate.answer(OWNER, ANSWER, within=4)


async def test_an_update_that_fails_otherwise_is_no_refusal(gate: TemporalGate, client: FakeClient) -> None:
    """A failure that no rule gave is not told as one: the answer may be brought again."""
    client.runs[OWNER] = FakeRun(raises=[WorkflowUpdateFailedError(CancelledError("stopped"))])

    with pytest.raises(TemporalUnavailable, match="The answer was not taken"):
        await gate.answer(OWNER, ANSWER, within=4)


@pytest.mark.parametrize("error", [not_found("workflow execution already completed"), cut_short()])
async def test_an_answer_that_meets_a_roll_over_is_brought_to_the_next_run(
    gate: TemporalGate, client: FakeClient, pauses: Pauses, error: BaseException
) -> None:
    """A run that rolls over at that moment loses no answer: the same id is brought again after a pause."""
    client.runs[OWNER] = FakeRun(reply=REPLY, raises=[error, error])

    assert await gate.answer(OWNER, ANSWER, within=4) == REPLY
    assert client.runs[OWNER].updates == [("answer", ANSWER, "CA1:opening:1")] * 3
    assert pauses.taken == [0.1, 0.1]


@pytest.mark.parametrize("error", [not_found("workflow execution already completed"), cut_short()])
async def test_an_answer_to_an_owner_that_has_ended_is_not_brought_again(
    gate: TemporalGate, client: FakeClient, pauses: Pauses, error: BaseException
) -> None:
    """Nobody waits for a workflow that has ended."""
    client.runs[OWNER] = FakeRun(status=WorkflowExecutionStatus.COMPLETED, raises=[error])

    with pytest.raises(Gone):
        await gate.answer(OWNER, ANSWER, within=4)
    assert pauses.taken == []


async def test_an_answer_to_an_owner_nobody_knows_is_gone(gate: TemporalGate) -> None:
    """A workflow that was never there, or is forgotten, cannot take an answer."""
    with pytest.raises(Gone):
        await gate.answer(OWNER, ANSWER, within=4)


@pytest.mark.parametrize("error", [unavailable(), WorkflowUpdateRPCTimeoutOrCancelledError()])
async def test_an_answer_that_is_not_taken_in_time_may_be_brought_again(
    gate: TemporalGate, client: FakeClient, error: BaseException
) -> None:
    """Silence is told apart from a refusal."""
    client.runs[OWNER] = FakeRun(raises=[error])

    with pytest.raises(TemporalUnavailable):
        await gate.answer(OWNER, ANSWER, within=4)


async def test_an_answer_is_waited_for_only_so_long(gate: TemporalGate, client: FakeClient) -> None:
    """A worker that does not answer keeps nobody on the line."""
    client.runs[OWNER] = FakeRun(never_answers=True)

    with pytest.raises(TemporalUnavailable, match=r"did not take the answer within 0\.01 seconds"):
        await gate.answer(OWNER, ANSWER, within=0.01)


async def test_a_script_is_asked_of_the_persons_pager(gate: TemporalGate, client: FakeClient) -> None:
    """What a call says is the pager's to say, None for a call it does not know included."""
    client.runs["pager/ana"] = FakeRun(reply=script())

    assert script() == await gate.call_script("ana", "a#1")
    client.runs["pager/ana"].reply = None
    assert await gate.call_script("ana", "a#2") is None
    assert ("call_script", [CallScriptQuery(attempt_id="a#1")]) == client.runs["pager/ana"].queries[0]


async def test_open_pages_are_asked_of_the_persons_pager(gate: TemporalGate, client: FakeClient) -> None:
    """Which pages a text may mean is the pager's to say."""
    client.runs["pager/ana"] = FakeRun(reply=OpenPages(pages=[open_page()]))

    assert [open_page()] == (await gate.open_pages("ana")).pages


async def test_a_pager_that_has_ended_is_gone(gate: TemporalGate, client: FakeClient) -> None:
    """A pager that has ended is not asked, though Temporal could still replay it."""
    client.runs["pager/ana"] = FakeRun(raises=[WorkflowQueryRejectedError(WorkflowExecutionStatus.COMPLETED)])

    for person in ("ana", "nobody"):
        with pytest.raises(Gone):
            await gate.open_pages(person)


@pytest.mark.parametrize("error", [unavailable(), WorkflowQueryFailedError("no")])
async def test_a_question_that_cannot_be_answered_may_be_asked_again(
    gate: TemporalGate, client: FakeClient, error: BaseException
) -> None:
    """A query that fails is not the same as a pager that is gone."""
    client.runs["pager/ana"] = FakeRun(raises=[error])

    with pytest.raises(TemporalUnavailable):
        await gate.call_script("ana", "a#1")


async def test_reports_reach_the_persons_pager(gate: TemporalGate, client: FakeClient) -> None:
    """The provider's words on calls and texts are signals."""
    client.runs["pager/ana"] = FakeRun()
    call = CallReport(attempt_id="a#1", provider_id="CA1", status="ringing", sequence=1)
    text = TextReport(attempt_id="a#2", provider_id="SM1", status="delivered")
    await gate.call_reported("ana", call)
    await gate.text_reported("ana", text)

    assert [("call_reported", call), ("text_reported", text)] == client.runs["pager/ana"].signals


async def test_a_report_for_a_pager_that_has_ended_is_gone(gate: TemporalGate) -> None:
    """A late report starts no pager."""
    with pytest.raises(Gone):
        await gate.call_reported("ana", CallReport(attempt_id="a#1", provider_id="CA1", status="completed"))


async def test_a_missing_namespace_is_not_taken_for_a_missing_pager(gate: TemporalGate, client: FakeClient) -> None:
    """A mistake in the installation must not lose reports silently."""
    client.raises = [namespace_not_found()]

    with pytest.raises(TemporalUnavailable, match="Namespace missing is not found"):
        await gate.call_reported("ana", CallReport(attempt_id="a#1", provider_id="CA1", status="completed"))


async def test_a_notice_starts_the_pager_or_finds_it(gate: TemporalGate, client: FakeClient) -> None:
    """Words owed to a person are stored even when they have no pager."""
    notice = Notice(notice_id="SM1", body="Thank you, Ana.")
    await gate.tell("ana", notice)

    start = client.starts[0]
    assert ("Pager", PagerStart(person="ana"), "pager/ana", "engine", Priority(priority_key=1)) == (
        start["workflow"],
        start["arg"],
        start["id"],
        start["task_queue"],
        start["priority"],
    )
    assert [("tell", notice)] == client.runs["pager/ana"].signals


async def test_temporal_is_ready_when_it_serves(gate: TemporalGate, client: FakeClient) -> None:
    """A server that is up, but does not serve yet, is not ready."""
    await gate.ready()
    client.serving = False

    with pytest.raises(TemporalUnavailable, match="does not serve yet"):
        await gate.ready()


async def test_nothing_waits_for_a_silent_temporal(client: FakeClient) -> None:
    """Every request ends within its limit."""
    client.never_answers = True
    gate = TemporalGate(_nobody, as_client(client), limits=IMPATIENT)
    requests = (
        gate.ready(),
        gate.tell("ana", Notice(notice_id="1", body="x")),
        gate.report_alerts([_report(_alert())]),
        gate.open_pages("ana"),
        gate.call_reported("ana", CallReport(attempt_id="a#1", provider_id="CA1")),
    )
    for request in requests:
        with pytest.raises(TemporalUnavailable, match=r"within 0\.01 seconds"):
            await request


@pytest.mark.parametrize("error", [RuntimeError("Failed client connect"), ValueError("empty host")])
async def test_temporal_may_be_down_at_first(client: FakeClient, error: Exception) -> None:
    """The gate connects when it is first needed, tries again the next time, and then keeps its connection."""
    tries = 0

    async def connect() -> Client:
        """Connect at the second try."""
        nonlocal tries
        tries += 1
        if tries == 1:
            raise error
        return as_client(client)

    gate = TemporalGate(connect)
    with pytest.raises(TemporalUnavailable, match="Temporal cannot be reached"):
        await gate.ready()
    await gate.ready()
    await gate.ready()

    assert tries == 2


def test_the_limits_leave_room_within_a_providers_patience() -> None:
    """Twilio waits 15 seconds for a document: asking the pager and bringing the answer fit into it."""
    assert timedelta(seconds=Limits().ask + 4) < timedelta(seconds=15)
