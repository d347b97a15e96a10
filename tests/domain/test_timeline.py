"""The timeline: each entry once, in order, the latest 200."""

from hypothesis import given
from hypothesis import strategies as st

from domain.organisation import Channel
from domain.timeline import IntentEnd, Journal, Kind, Reference, Timeline, TimelineEntry
from tests.domain.builders import NIGHT, PATIENT, at

INCIDENT = "incident/checkout"


def entries(origin: str, *minutes: float) -> list[TimelineEntry]:
    """Return what a workflow wrote for the incident, one entry at each of these minutes."""
    journal = Journal(origin=origin)
    for minute in minutes:
        journal.write(INCIDENT, at(minute), Kind.NOTE, f"{origin} at {minute}")
    return journal.take().get(INCIDENT, [])


def test_an_entry_says_what_who_when_and_why() -> None:
    """What was written is what is read, with the name that makes it count once."""
    journal = Journal(origin="pager/ana#AAAA")
    journal.write(INCIDENT, NIGHT, Kind.ATTEMPT, "call placed", who="Ana", channel=Channel.CALL, why="it comes first")

    assert {
        INCIDENT: [
            TimelineEntry(
                at=NIGHT,
                kind=Kind.ATTEMPT,
                what="call placed",
                why="it comes first",
                who="Ana",
                channel=Channel.CALL,
                origin="pager/ana#AAAA",
                sequence=1,
            )
        ]
    } == journal.take()


def test_an_entry_says_which_intended_page_it_is_about() -> None:
    """An end names the intended page it is the end of, so that every one can be seen to have exactly one."""
    journal = Journal(origin="o")
    journal.write(INCIDENT, NIGHT, Kind.END, IntentEnd.GAVE_UP, about=Reference(intent="ana#1"))

    (entry,) = journal.take()[INCIDENT]
    assert ("ana#1", None) == (entry.about and entry.about.intent, entry.about and entry.about.attempt)


def test_a_journal_hands_over_once_and_goes_on_counting() -> None:
    """What was taken is not handed over again, and later entries have later numbers."""
    journal = Journal(origin="o")
    journal.write(INCIDENT, NIGHT, Kind.NOTE, "one")
    journal.take()
    assert {} == journal.take()

    journal.write(INCIDENT, NIGHT, Kind.NOTE, "two")
    assert [2] == [entry.sequence for entry in journal.take()[INCIDENT]]


def test_each_incident_gets_its_own_entries() -> None:
    """A pager that works for two incidents writes each of them its own entries, and all of them count."""
    journal, timelines = Journal(origin="o"), {"a": Timeline(), "b": Timeline()}
    for number, incident in enumerate("abab"):
        journal.write(incident, at(number), Kind.NOTE, f"note {number}")
    for incident, own in journal.take().items():
        timelines[incident].add(own)

    assert [
        ["note 0", "note 2"],
        ["note 1", "note 3"],
    ] == [[entry.what for entry in timelines[incident].entries] for incident in "ab"]


def test_an_entry_counts_once_however_often_it_arrives() -> None:
    """The same entries again, alone or with new ones, add only the new ones."""
    timeline, told = Timeline(), entries("o", 1, 2, 3)
    for part in (told[:2], told[:2], told, told[2:]):
        timeline.add(part)

    assert told == timeline.entries


def test_a_later_run_counts_anew() -> None:
    """Entries of another run with the same workflow id are not taken for repeats."""
    timeline = Timeline()
    timeline.add(entries("pager/ana#AAAA", 1, 2))
    timeline.add(entries("pager/ana#BBBB", 3))

    assert 3 == len(timeline.entries)


def test_entries_stand_in_order_of_time() -> None:
    """What arrives late stands where it belongs; entries of one instant keep the order in which they came."""
    timeline = Timeline()
    timeline.add(entries("a", 5, 9))
    timeline.add(entries("b", 1, 5))

    assert ["b at 1", "a at 5", "b at 5", "a at 9"] == [entry.what for entry in timeline.entries]


def test_the_latest_two_hundred_are_kept_and_the_others_counted() -> None:
    """The record stays small: 200 entries, and the number of the older ones."""
    timeline = Timeline()
    timeline.add(entries("o", *range(150)))
    timeline.add(entries("p", *range(150, 250)))

    assert (200, 50, "o at 50") == (len(timeline.entries), timeline.older, timeline.entries[0].what)


def test_a_repeat_of_what_is_no_longer_kept_is_still_a_repeat() -> None:
    """An entry that has left the latest 200 does not come back."""
    timeline, told = Timeline(), entries("o", *range(250))
    timeline.add(told)
    timeline.add(told)

    assert (200, 50) == (len(timeline.entries), timeline.older)


origins = st.sampled_from(["a", "b", "c"])


@PATIENT
@given(st.lists(st.tuples(origins, st.integers(0, 60)), max_size=30), st.data())
def test_no_delivery_loses_or_doubles_an_entry(written: list[tuple[str, int]], data: st.DataObject) -> None:
    """However entries are cut into deliveries and repeated, each is there exactly once, in order of time."""
    journals = {origin: Journal(origin=origin) for origin in "abc"}
    for origin, minute in written:
        journals[origin].write(INCIDENT, at(minute), Kind.NOTE, "a note")
    timeline = Timeline()
    for journal in journals.values():
        told = journal.take().get(INCIDENT, [])
        cut = data.draw(st.integers(0, len(told)))
        for part in (told[:cut], told[: max(0, cut - 1)], told):
            timeline.add(part)

    assert len(written) == len({(entry.origin, entry.sequence) for entry in timeline.entries}) == len(timeline.entries)
    assert sorted(minute for _, minute in written) == [(e.at - NIGHT).seconds // 60 for e in timeline.entries]
