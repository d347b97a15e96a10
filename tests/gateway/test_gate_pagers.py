"""What is asked of a person's pager and left with it, through Temporal."""

import pytest
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

from domain.errors import Refused
from domain.messages import (
    PagerStart,
    Verb,
)
from domain.organisation import Channel
from domain.page_messages import (
    CallScript,
    CallScriptQuery,
    Notice,
    OpenPages,
    ReportMade,
    TextMeaning,
    TextReceived,
    TextsOpened,
)
from domain.sending import CallReport, TextReport
from gateway.engine import Gone, TemporalUnavailable
from gateway.temporal_gate import TemporalGate
from tests.gateway.builders import meaning, open_page, script
from tests.gateway.fake_client import (
    FakeClient,
    FakeRun,
    Pauses,
    cut_short,
    namespace_not_found,
    not_found,
    unavailable,
)

REPORT = ReportMade(report_id="SM1", channel=Channel.TEXT)
TEXT = TextReceived(text_id="SM1", body="ACK 4821")


async def test_a_script_is_asked_of_the_persons_pager(gate: TemporalGate, fake_client: FakeClient) -> None:
    """What a call says is the pager's to say, None for a call it does not know included."""
    fake_client.runs["pager/ana"] = FakeRun(reply=script())

    assert script() == await gate.call_script("ana", "a/1")
    fake_client.runs["pager/ana"].reply = None
    assert await gate.call_script("ana", "a/2") is None
    assert ("call_script", [CallScriptQuery(attempt_id="a/1")]) == fake_client.runs["pager/ana"].queries[0]


async def test_a_script_is_decoded_or_none(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The client is told what comes back: a script, or None."""
    fake_client.runs["pager/ana"] = FakeRun(reply=script())
    await gate.call_script("ana", "a/1")
    await gate.open_pages("ana")

    assert [CallScript | None, OpenPages] == fake_client.runs["pager/ana"].result_types


async def test_open_pages_are_asked_of_the_persons_pager(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Which pages a text may mean is the pager's to say."""
    fake_client.runs["pager/ana"] = FakeRun(reply=OpenPages(pages=[open_page()]))

    assert [open_page()] == (await gate.open_pages("ana")).pages


async def test_a_pager_that_has_ended_is_gone(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A pager that has ended is not asked, though Temporal could still replay it."""
    fake_client.runs["pager/ana"] = FakeRun(raises=[WorkflowQueryRejectedError(WorkflowExecutionStatus.COMPLETED)])

    for person in ("ana", "nobody"):
        with pytest.raises(Gone):
            await gate.open_pages(person)


@pytest.mark.parametrize("error", [unavailable(), WorkflowQueryFailedError("no")])
async def test_a_question_that_cannot_be_answered_may_be_asked_again(
    gate: TemporalGate, fake_client: FakeClient, error: BaseException
) -> None:
    """A query that fails is not the same as a pager that is gone."""
    fake_client.runs["pager/ana"] = FakeRun(raises=[error])

    with pytest.raises(TemporalUnavailable):
        await gate.call_script("ana", "a/1")


async def test_what_a_text_means_is_asked_under_the_texts_id(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The pager counts wrong codes, so it is asked by an update, whose id makes a repeated text the same one."""
    fake_client.runs["pager/ana"] = FakeRun(reply=meaning(Verb.ACKNOWLEDGE))

    assert meaning(Verb.ACKNOWLEDGE) == await gate.understand_text("ana", TEXT, within=4)
    assert [("understand_text", TEXT, "SM1")] == fake_client.runs["pager/ana"].updates
    assert [TextMeaning] == fake_client.runs["pager/ana"].result_types


@pytest.mark.parametrize("error", [not_found("workflow execution already completed"), cut_short()])
async def test_a_text_that_meets_a_roll_over_is_brought_to_the_next_run(
    gate: TemporalGate, fake_client: FakeClient, pauses: Pauses, error: BaseException
) -> None:
    """A pager that rolls over at that moment loses no text."""
    fake_client.runs["pager/ana"] = FakeRun(reply=meaning(Verb.PASS_ON), raises=[error])

    assert meaning(Verb.PASS_ON) == await gate.understand_text("ana", TEXT, within=4)
    assert pauses.taken == [0.1]


async def test_a_text_to_a_pager_that_has_ended_is_gone(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A text starts no pager: without one there is nothing it could mean."""
    fake_client.runs["pager/ana"] = FakeRun(status=WorkflowExecutionStatus.COMPLETED, raises=[cut_short()])

    for person in ("ana", "nobody"):
        with pytest.raises(Gone):
            await gate.understand_text(person, TEXT, within=4)
    assert fake_client.starts == []


@pytest.mark.parametrize("open_again", [True, False])
async def test_texts_stopped_or_let_in_start_the_pager_or_find_it(
    gate: TemporalGate, fake_client: FakeClient, open_again: bool
) -> None:
    """Whoever stops texts before the first page is remembered for it."""
    news = TextsOpened(open=open_again)
    await gate.texts_opened("ana", news)

    assert [("Pager", PagerStart(person="ana"), "pager/ana")] == [
        (start["workflow"], start["arg"], start["id"]) for start in fake_client.starts
    ]
    assert [("texts_opened", news)] == fake_client.runs["pager/ana"].signals


async def test_reports_reach_the_persons_pager(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The provider's words on calls and texts are signals."""
    fake_client.runs["pager/ana"] = FakeRun()
    call = CallReport(attempt_id="a/1", provider_id="CA1", status="ringing", sequence=1)
    text = TextReport(attempt_id="a/2", provider_id="SM1", status="delivered")
    await gate.call_reported("ana", call)
    await gate.text_reported("ana", text)

    assert [("call_reported", call), ("text_reported", text)] == fake_client.runs["pager/ana"].signals


async def test_a_report_for_a_pager_that_has_ended_is_gone(gate: TemporalGate) -> None:
    """A late report starts no pager."""
    with pytest.raises(Gone):
        await gate.call_reported("ana", CallReport(attempt_id="a/1", provider_id="CA1", status="completed"))


async def test_a_missing_namespace_is_not_taken_for_a_missing_pager(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """A mistake in the installation must not lose reports silently."""
    fake_client.raises = [namespace_not_found()]

    with pytest.raises(TemporalUnavailable, match="Namespace missing is not found"):
        await gate.call_reported("ana", CallReport(attempt_id="a/1", provider_id="CA1", status="completed"))


async def test_a_notice_starts_the_pager_or_finds_it(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Words owed to a person are stored even when they have no pager."""
    notice = Notice(notice_id="SM1", body="Thank you, Ana.")
    await gate.tell("ana", notice)

    start = fake_client.starts[0]
    assert ("Pager", PagerStart(person="ana"), "pager/ana", "engine", Priority(priority_key=1)) == (
        start["workflow"],
        start["arg"],
        start["id"],
        start["task_queue"],
        start["priority"],
    )
    assert (start["id_conflict_policy"], start["id_reuse_policy"]) == (
        WorkflowIDConflictPolicy.USE_EXISTING,
        WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    assert [("tell", notice)] == fake_client.runs["pager/ana"].signals


async def test_a_report_is_counted_by_a_pager_that_is_started_if_need_be(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """Somebody who was never paged may report; their pager is started like any other, with nothing to do."""
    await gate.count_report("ana", REPORT, within=4)

    [start] = fake_client.starts
    assert ("pager/ana", PagerStart(person="ana"), WorkflowIDConflictPolicy.USE_EXISTING, []) == (
        start["id"],
        start["arg"],
        start["id_conflict_policy"],
        fake_client.runs["pager/ana"].signals,
    )
    assert [("count_report", REPORT)] == [each[:2] for each in fake_client.runs["pager/ana"].updates]


async def test_a_report_that_is_delivered_again_is_judged_again(gate: TemporalGate, fake_client: FakeClient) -> None:
    """The pager knows it by its own id, and how old it is; under one id Temporal would repeat its first reply for ever."""
    for _ in range(2):
        await gate.count_report("ana", REPORT, within=4)

    [(_, first, one), (_, second, another)] = fake_client.runs["pager/ana"].updates
    assert (first, True) == (second, one != another)


async def test_a_report_too_many_is_refused_in_the_pagers_words(gate: TemporalGate, fake_client: FakeClient) -> None:
    """What is refused is no failure to be repeated."""
    refusal = WorkflowUpdateFailedError(ApplicationError("Not reported.", type="Refused"))
    fake_client.runs["pager/ana"] = FakeRun(raises=[refusal])

    with pytest.raises(Refused, match="Not reported"):
        await gate.count_report("ana", REPORT, within=4)


async def test_a_pager_that_ends_while_it_counts_is_asked_again(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Nothing is known to be counted then, so that whoever reports it sends it again."""
    fake_client.runs["pager/ana"] = FakeRun(status=WorkflowExecutionStatus.COMPLETED, raises=[not_found()])

    with pytest.raises(TemporalUnavailable):
        await gate.count_report("ana", REPORT, within=4)
