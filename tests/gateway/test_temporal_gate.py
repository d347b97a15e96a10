"""How the gateway's words become Temporal's, and Temporal's errors ours."""

from datetime import timedelta

import pytest
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError, CancelledError

from domain.alerts import Alert, AlertStatus
from domain.board.posted_changes import ChangePosted
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import Answer, AnswerReply, Verb
from domain.organisation import Channel
from domain.page_messages import Notice, TextReceived, TextsOpened
from domain.requests import Ask, Reply, StandDown
from domain.sending import CallReport
from gateway.engine import AlertReport, Gone, TemporalUnavailable
from gateway.temporal_gate import Limits, TemporalGate
from tests.domain.builders import NIGHT
from tests.gateway.builders import INCIDENT, OWNER
from tests.gateway.fake_client import FakeClient, FakeRun, Pauses, as_client, cut_short, nobody, not_found, unavailable

REPLY = AnswerReply(accepted=True, words="Thank you, Ana.")
ANSWER = Answer(
    answer_id="CA1:opening:1:4821",
    page_id=f"{OWNER}/ana",
    person="ana",
    verb=Verb.ACKNOWLEDGE,
    channel=Channel.CALL,
    proof="key 1",
)
IMPATIENT = Limits(store=0.01, ask=0.01, ready=0.01)


async def test_an_answer_reaches_its_owner_under_its_id(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The answer's id is the update's, so that a repeat is the same answer to Temporal as well."""
    fake_client.runs[OWNER] = FakeRun(reply=REPLY)

    assert await gate.answer(OWNER, ANSWER, within=4) == REPLY
    assert fake_client.runs[OWNER].updates == [("answer", ANSWER, "CA1:opening:1:4821")]


async def test_a_request_reaches_the_incident_under_its_id(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The request's id is the update's."""
    ask = Ask(request=StandDown(actor=Actor(contact="ana", name="Ana"), reason="judged not major by phone"))
    fake_client.runs[INCIDENT] = FakeRun(reply=Reply(words="Done."))

    assert (await gate.request(INCIDENT, ask, "CA1:held:1:4821", within=4)).words == "Done."
    assert [("request", ask, "CA1:held:1:4821")] == fake_client.runs[INCIDENT].updates


async def test_a_refusal_keeps_its_words(gate: TemporalGate, fake_client: FakeClient) -> None:
    """What a workflow refuses is refused here in the same words."""
    fake_client.runs[OWNER] = FakeRun(
        raises=[WorkflowUpdateFailedError(ApplicationError("Not yours.", type="Refused"))]
    )

    with pytest.raises(Refused, match=r"^Not yours\.$"):
        await gate.answer(OWNER, ANSWER, within=4)


async def test_an_update_that_fails_otherwise_is_no_refusal(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A failure that no rule gave is not told as one: the answer may be brought again."""
    fake_client.runs[OWNER] = FakeRun(raises=[WorkflowUpdateFailedError(CancelledError("stopped"))])

    with pytest.raises(TemporalUnavailable, match="The answer was not taken"):
        await gate.answer(OWNER, ANSWER, within=4)


@pytest.mark.parametrize("error", [not_found("workflow execution already completed"), cut_short()])
async def test_an_answer_that_meets_a_roll_over_is_brought_to_the_next_run(
    gate: TemporalGate, fake_client: FakeClient, pauses: Pauses, error: BaseException
) -> None:
    """A run that rolls over at that moment loses no answer: the same id is brought again after a pause."""
    fake_client.runs[OWNER] = FakeRun(reply=REPLY, raises=[error, error])

    assert await gate.answer(OWNER, ANSWER, within=4) == REPLY
    assert fake_client.runs[OWNER].updates == [("answer", ANSWER, "CA1:opening:1:4821")] * 3
    assert pauses.taken == [0.1, 0.1]


@pytest.mark.parametrize("error", [not_found("workflow execution already completed"), cut_short()])
async def test_an_answer_to_an_owner_that_has_ended_is_not_brought_again(
    gate: TemporalGate, fake_client: FakeClient, pauses: Pauses, error: BaseException
) -> None:
    """Nobody waits for a workflow that has ended."""
    fake_client.runs[OWNER] = FakeRun(status=WorkflowExecutionStatus.COMPLETED, raises=[error])

    with pytest.raises(Gone):
        await gate.answer(OWNER, ANSWER, within=4)
    assert pauses.taken == []


async def test_an_answer_to_an_owner_nobody_knows_is_gone(gate: TemporalGate) -> None:
    """A workflow that was never there, or is forgotten, cannot take an answer."""
    with pytest.raises(Gone):
        await gate.answer(OWNER, ANSWER, within=4)


@pytest.mark.parametrize("error", [unavailable(), WorkflowUpdateRPCTimeoutOrCancelledError()])
async def test_an_answer_that_is_not_taken_in_time_may_be_brought_again(
    gate: TemporalGate, fake_client: FakeClient, error: BaseException
) -> None:
    """Silence is told apart from a refusal."""
    fake_client.runs[OWNER] = FakeRun(raises=[error])

    with pytest.raises(TemporalUnavailable):
        await gate.answer(OWNER, ANSWER, within=4)


async def test_an_answer_is_waited_for_only_so_long(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A worker that does not answer keeps nobody on the line."""
    fake_client.runs[OWNER] = FakeRun(never_answers=True)

    with pytest.raises(TemporalUnavailable, match=r"did not take the answer within 0\.01 seconds"):
        await gate.answer(OWNER, ANSWER, within=0.01)


async def test_temporal_is_ready_when_it_serves(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A server that is up, but does not serve yet, is not ready."""
    await gate.ready()
    fake_client.serving = False

    with pytest.raises(TemporalUnavailable, match="does not serve yet"):
        await gate.ready()


async def test_nothing_waits_for_a_silent_temporal(fake_client: FakeClient) -> None:
    """Every request ends within its limit."""
    fake_client.never_answers = True
    gate = TemporalGate(nobody, as_client(fake_client), limits=IMPATIENT)
    alert = Alert(
        source="alertmanager",
        fingerprint="f0",
        status=AlertStatus.FIRING,
        name="A",
        summary="5xx",
        starts_at=NIGHT,
    )
    requests = (
        gate.ready(),
        gate.tell("ana", Notice(notice_id="1", body="x")),
        gate.report_alerts([AlertReport(key="checkout", label="checkout", title="Checkout", alerts=(alert,))]),
        gate.keep_change(ChangePosted(source="ci", change_id="1", what="v47", at=NIGHT)),
        gate.open_pages("ana"),
        gate.call_script("ana", "a/1"),
        gate.understand_text("ana", TextReceived(text_id="SM1", body="LIST"), within=0.01),
        gate.texts_opened("ana", TextsOpened(open=False)),
        gate.call_reported("ana", CallReport(attempt_id="a#1", provider_id="CA1")),
    )
    for request in requests:
        with pytest.raises(TemporalUnavailable, match=r"within 0\.01 seconds"):
            await request


@pytest.mark.parametrize("error", [RuntimeError("Failed client connect"), ValueError("empty host")])
async def test_temporal_may_be_down_at_first(fake_client: FakeClient, error: Exception) -> None:
    """The gate connects when it is first needed, tries again the next time, and then keeps its connection."""
    tries = 0

    async def connect() -> Client:
        """Connect at the second try."""
        nonlocal tries
        tries += 1
        if tries == 1:
            raise error
        return as_client(fake_client)

    gate = TemporalGate(connect)
    with pytest.raises(TemporalUnavailable, match="Temporal cannot be reached"):
        await gate.ready()
    await gate.ready()
    await gate.ready()

    assert tries == 2


def test_the_limits_leave_room_within_a_providers_patience() -> None:
    """Twilio waits 15 seconds for a document: asking the pager and bringing the answer fit into it."""
    assert timedelta(seconds=Limits().ask + 4) < timedelta(seconds=15)
