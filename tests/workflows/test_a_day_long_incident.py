"""An incident that runs for a day with 1,000 board entries and 500 pages stays within every limit, and loses nothing over it.

The day is lived through once, for all tests of this file: half a minute on two idle processors, a thousand updates and ten thousand
workflow tasks. Everything is real but the providers, whose phones nobody picks up.
"""

import asyncio
import itertools
from collections import Counter

import pytest
from temporalio.client import WorkflowHistory

from domain.board.entries import AddToBoard
from domain.comms.dispatch.delivery import BusinessMails, TechnicalMails
from domain.comms.dispatch.sending import people_of
from domain.ledger import Ledger, balance
from domain.organisation import Channel
from domain.timeline import Kind
from tests.workflows.long_day import ENTRIES, ROUNDS, UPGRADES, Day, a_day

pytestmark = pytest.mark.timeout(300)  # a whole day, on a machine that may have other things to do

_MOST_EVENTS = 10_000
_MOST_BYTES = 256 * 1024


@pytest.fixture(scope="module")
def day() -> Day:
    """The day, and what is left of it."""
    return asyncio.run(a_day())


@pytest.fixture(scope="module")
def ledger(day: Day) -> Ledger:
    """Every intended page of the day."""
    return balance(day.evidence, day.ended_at)


def _carried(history: WorkflowHistory) -> int:
    """Return how many bytes a run was started with: what the one before has carried over, unless it is the first."""
    started = history.events[0].workflow_execution_started_event_attributes
    return sum(len(payload.data) for payload in started.input.payloads)


def test_every_entry_stands_on_the_board_once(day: Day) -> None:
    """Each of a thousand has a number of its own, and the board counts them all."""
    numbered = {f"Noted as #{number}." for number in range(1, ENTRIES + 1)}
    parts = day.view.board.parts

    assert (ENTRIES, numbered) == (len(day.replies), set(day.replies))
    assert ENTRIES == sum(len(part.entries) + part.older for part in parts)


def test_every_entry_is_found_in_the_histories(day: Day) -> None:
    """Over all runs each stands there once, in the words it was given, with what was said back."""
    noted = [(asked.text.partition(":")[0], words) for asked, words in day.granted if isinstance(asked, AddToBoard)]

    assert sorted(f"entry {number}" for number in range(ENTRIES)) == sorted(text for text, _ in noted)
    assert sorted(day.replies) == sorted(words for _, words in noted)


def test_every_fact_is_on_the_timeline(day: Day) -> None:
    """What escalations and pagers have sent, and what the incident has written itself, adds up to what the timeline counts."""
    timeline = day.view.timeline
    origin = next(entry.origin for entry in timeline if entry.kind is Kind.BOARD)
    written = max(entry.sequence for entry in timeline if entry.origin == origin)

    assert written + len(day.evidence.written) == day.view.older_entries + len(timeline)


def test_every_update_goes_out_in_time_over_every_roll_over(day: Day) -> None:
    """Fifty to each audience, each person told once of each, and none is missed."""
    told = Counter(
        (type(batch), batch.round.number, person) for batch in day.providers.rounds for person in people_of(batch)
    )

    assert {1} == set(told.values())
    assert set(itertools.product((BusinessMails, TechnicalMails), range(1, ROUNDS // 2 + 1))) == {
        (audience, number) for audience, number, _ in told
    }
    assert [0, 0] == [each.missed_in_all for each in day.view.rounds]


def test_every_page_is_accounted_for(day: Day, ledger: Ledger) -> None:
    """Five hundred pages and more, each with one end, and each call that was placed stands on the timeline."""
    calls = [each.attempt for intent in ledger.intents for each in intent.tries if each.channel is Channel.CALL]

    assert [] == ledger.findings
    assert 500 <= len(ledger.intents)
    assert [] == [intent for intent in ledger.intents if len(intent.ends) != 1]
    assert {order.attempt_id for order in day.providers.calls} == set(calls)


def test_no_run_grows_beyond_the_limits(day: Day) -> None:
    """No history has more than 10,000 events, and no run is started with more than 256 KB, whatever it carries over."""
    runs = [run for each in day.histories.values() for run in each]

    assert max(len(run.events) for run in runs) <= _MOST_EVENTS
    assert max(_carried(run) for run in runs) <= _MOST_BYTES


def test_it_rolls_over_when_asked_and_by_itself(day: Day) -> None:
    """Whatever an operator asks to roll over does; and the incident does so too when Temporal suggests it."""
    for_each_request = 1 + len(UPGRADES)
    all_day = [
        name
        for name in day.histories
        if name.startswith("pager/")
        or name.endswith(("/join/card", "/join/mail", "/comms/business", "/comms/technical"))
    ]

    assert {for_each_request} == {len(day.histories[name]) for name in all_day}
    assert for_each_request < len(day.histories["incident/checkout"])
