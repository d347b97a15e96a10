"""What goes into the lasting record: each entry once, how the incident and its rounds stand whenever that changes."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.situation import RoundStatus
from domain.history.outbox import Outbox
from domain.history.rows import HistoryToRecord
from domain.incident import moves, recording, triage
from domain.incident.state import Incident
from domain.messages import FactsRecorded
from domain.timeline import Journal, Kind, TimelineEntry
from tests.domain.builders import CODE, at, incident, resolves
from tests.domain.incidents import HEAD, held_by_ana, in_triage
from tests.domain.rounds_of_an_incident import BUSINESS, declared, says, status
from tests.domain.test_closing import grant, mitigated


def written(case: Incident) -> list[HistoryToRecord]:
    """Record everything that waits, and return what was written, in order."""
    done = []
    while not (due := recording.next_to_record(case)).empty:
        case.outbox.handed_over()
        recording.recorded(case, due)
        done.append(due)
    return done


def test_every_entry_is_recorded_once_however_often_it_arrives() -> None:
    """The incident's own, and those of its searches and pagers."""
    case = mitigated()
    journal = Journal(origin="pager/ana#AAAA")
    journal.write(CODE, at(31), Kind.ATTEMPT, "call placed")
    facts = FactsRecorded(code=CODE, entries=journal.take()[CODE])
    triage.record(case, facts)
    triage.record(case, facts)
    entries = [entry for each in written(case) for entry in each.entries]

    assert sorted(case.timeline.entries, key=_name) == sorted(entries, key=_name)
    assert [] == written(case)


def _name(entry: TimelineEntry) -> tuple[str, int]:
    return entry.origin, entry.sequence


def test_how_it_stands_is_recorded_when_it_changes_with_a_higher_version() -> None:
    """Whatever nobody heard of is overtaken by what comes later: also what was handed over in vain."""
    case = mitigated()
    [first] = written(case)
    assert first.incident is not None
    assert ("mitigated", at(30), "rolled back to 4.1", "Cy") == (
        first.incident.state,
        first.incident.mitigated_at,
        first.incident.mitigation,
        first.incident.lead,
    )
    case.outbox.handed_over()  # and nobody hears what came of it
    grant(case, resolves(HEAD), 60)
    [second] = written(case)

    assert second.incident is not None
    assert ("resolved", "4.1 stays", "a test") == (
        second.incident.state,
        second.incident.workaround,
        second.incident.measure,
    )
    assert second.incident.version > first.incident.version + 1


def test_nothing_is_said_of_a_service_that_is_not_looked_up_yet() -> None:
    """Entries are recorded from the beginning."""
    case = incident()
    case.write(at(0), Kind.NOTE, "reported")
    [only] = written(case)

    assert (None, 1) == (only.incident, len(only.entries))


def test_its_first_minute_belongs_to_whoever_is_called() -> None:
    """While nobody has it nothing is recorded before that, and it wakes for it when the minute is over."""
    case = in_triage()

    assert (at(1), at(1)) == (recording.waits_until(case, at(0)), moves.wakes_at(case, at(0)))
    assert (None, True) == (recording.waits_until(case, at(1)), moves.wakes_at(case, at(1)) != at(1))


def test_what_somebody_has_or_is_over_is_recorded_at_once() -> None:
    """Then no phone has to ring for it any more."""
    over = in_triage()
    over.episode.closed_at = at(0.2)

    assert (None, None) == (
        recording.waits_until(held_by_ana(), at(0.5)),
        recording.waits_until(over, at(0.5)),
    )


def test_more_than_an_incident_may_carry_is_recorded_at_once() -> None:
    """A burst of its alerts stands in a history before it is too much to be carried."""
    case = in_triage()
    case.outbox.waiting *= 500

    assert None is recording.waits_until(case, at(0))


def sent(number: int, kind: RoundKind, minute: float, *, then: RoundKind | None = RoundKind.FURTHER) -> RoundStatus:
    """Return how rounds stand once the round before this number was sent at this minute."""
    after = status(number=number, due=minute + 60, kind=then or RoundKind.FURTHER)
    closed = {} if then else {"kind": None, "due_at": None}
    return after.model_copy(update={"last_kind": kind, "last_sent_at": at(minute), **closed})


def rows(done: list[HistoryToRecord]) -> list[tuple[int, RoundKind, datetime | None, datetime | None, int]]:
    """Return what was recorded of rounds."""
    return [(row.number, row.kind, row.due_at, row.sent_at, row.missed) for each in done for row in each.rounds]


def test_a_round_is_recorded_when_it_is_open_missed_and_sent() -> None:
    """With when it was due, and how often it was missed before it was sent."""
    case = says(declared(), status(due=15))
    opened = rows(written(case))
    says(case, status(due=15).model_copy(update={"missed_this_round": 1}), status(due=15, revision=2))
    says(case, status(due=15).model_copy(update={"missed_this_round": 2}))
    missed = rows(written(case))
    says(case, sent(2, RoundKind.FIRST, 40))

    assert [(1, RoundKind.FIRST, at(15), None, 0)] == opened
    assert [(1, RoundKind.FIRST, at(15), None, 2)] == missed
    assert [(1, RoundKind.FIRST, at(15), at(40), 2), (2, RoundKind.FURTHER, at(100), None, 0)] == rows(written(case))
    assert at(40) == case.comms.first_sent_at


def test_what_has_changed_while_it_was_written_is_written_again() -> None:
    """A miss that comes meanwhile is not lost, and its version is higher."""
    case = says(declared(), status(due=15))
    due = recording.next_to_record(case)
    says(case, status(due=15).model_copy(update={"missed_this_round": 1}))
    recording.recorded(case, due)
    [again] = [row for each in written(case) for row in each.rounds]

    assert (1, True, BUSINESS) == (again.missed, again.version > due.rounds[0].version, again.audience)


def test_everything_is_left_to_be_recorded_at_its_end() -> None:
    """More than is written at once otherwise."""
    case = declared()
    for number in range(150):
        case.write(at(number), Kind.NOTE, f"entry {number}")
    left = recording.all_to_record(case)

    assert len(case.timeline.entries) == len(left.entries)
    assert left.incident is not None
    assert 100 == len(recording.next_to_record(case).entries)


@given(st.lists(st.integers(1, 120), max_size=12), st.integers(0, 800))
def test_an_outbox_loses_count_of_nothing(batches: list[int], length: int) -> None:
    """Whatever is added, recorded and given up: each entry waits, was recorded, or is counted, in its order."""
    outbox, done = Outbox(), 0
    journal = Journal(origin="incident/checkout/run")
    for batch in batches:
        for _ in range(batch):
            journal.write(CODE, at(0), Kind.NOTE, "x" * length)
        outbox.add(journal.take()[CODE])
        together = outbox.next_together()
        if outbox.overflows:
            outbox.give_up(together)
        else:
            outbox.recorded(together)
            done += len(together)

    assert sum(batches) == done + outbox.given_up + len(outbox.waiting)
    assert list(range(sum(batches) - len(outbox.waiting) + 1, sum(batches) + 1)) == [
        entry.sequence for entry in outbox.waiting
    ]
