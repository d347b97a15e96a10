"""Following a timeline: nothing is shown twice, nothing is left out, and a broken connection is taken up again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.following import Follower, name_of
from domain.timeline import Kind, Timeline, TimelineEntry
from tests.domain.builders import NIGHT

INCIDENT, PAGER = "incident/checkout#7K3Q", "pager/ana#AAAA"


def entry(sequence: int, *, origin: str = INCIDENT, after: float = 0) -> TimelineEntry:
    """Return an entry that happened so many seconds into the night."""
    at = NIGHT + timedelta(seconds=after)
    return TimelineEntry(at=at, kind=Kind.NOTE, what="x", origin=origin, sequence=sequence)


def names(entries: list[TimelineEntry]) -> list[str]:
    """Return the names of entries."""
    return [name_of(each) for each in entries]


def test_an_entry_is_named_by_where_it_comes_from_and_its_number() -> None:
    """The name is the same wherever the entry is read."""
    assert "pager/ana#AAAA:3" == name_of(entry(3, origin=PAGER))


def test_what_is_there_comes_first_and_each_entry_once() -> None:
    """A second look at the same timeline shows nothing, a third what has come."""
    follower = Follower()
    looks = [[entry(1)], [entry(1)], [entry(1), entry(2)]]

    assert [[1], [], [2]] == [[each.sequence for each in follower.news(look)] for look in looks]


def test_an_entry_that_comes_late_is_shown() -> None:
    """What a pager tells of a moment that has passed is news all the same."""
    follower = Follower()
    follower.news([entry(1), entry(2, after=5)])

    assert [f"{PAGER}:1"] == names(follower.news([entry(1), entry(1, origin=PAGER, after=3), entry(2, after=5)]))


def test_entries_of_one_workflow_are_shown_whatever_their_times() -> None:
    """Two that came together are two, although the second happened first."""
    assert 2 == len(Follower().news([entry(2, after=1), entry(1, after=2)]))


def test_whoever_was_cut_off_goes_on_where_they_were() -> None:
    """What came before the last entry they had is not shown again when it is older than a minute; what came after is."""
    entries = [entry(1), entry(1, origin=PAGER, after=10), entry(2, after=100), entry(3, after=101)]

    assert [f"{INCIDENT}:3"] == names(Follower(f"{INCIDENT}:2").news(entries))


def test_what_may_have_come_late_while_they_were_away_is_shown_again() -> None:
    """Within the minute before the last entry nobody knows what they had: it comes once more, under the same name."""
    entries = [entry(1), entry(1, origin=PAGER, after=50), entry(2, after=100)]

    assert [f"{PAGER}:1"] == names(Follower(f"{INCIDENT}:2").news(entries))


def test_a_name_that_is_not_known_is_the_beginning() -> None:
    """Rubbish, or an entry that is not kept any more, leaves nothing out."""
    entries = [entry(1), entry(2, after=100)]

    assert names(entries) == names(Follower("pager/nobody#0:9").news(entries))


ARRIVALS = st.lists(
    st.tuples(st.sampled_from([INCIDENT, PAGER, "pager/bo#BBBB"]), st.floats(0, 600), st.floats(0, 59)), max_size=30
)
"""Where each entry comes from, how many seconds after the one before it arrives, and how long before that it happened."""


@given(arrivals=ARRIVALS, cut_off_at=st.integers(0, 30))
def test_nothing_is_left_out(arrivals: list[tuple[str, float, float]], cut_off_at: int) -> None:
    """However entries arrive, at most a minute late, whoever follows has all of them, over a broken connection too."""
    timeline, follower, had = Timeline(), Follower(), list[str]()
    now = 0.0
    for number, (origin, waited, late) in enumerate(arrivals):
        now += waited
        timeline.add([entry(timeline.last_of.get(origin, 0) + 1, origin=origin, after=now - late)])
        if number == cut_off_at and had:
            follower = Follower(had[-1])
        had += names(follower.news(timeline.entries))

    assert set(names(timeline.entries)) == set(had)


@given(arrivals=ARRIVALS)
def test_nothing_is_shown_twice(arrivals: list[tuple[str, float, float]]) -> None:
    """Whoever is not cut off has each entry once."""
    timeline, follower, had = Timeline(), Follower(), list[str]()
    for origin, waited, late in arrivals:
        timeline.add([entry(timeline.last_of.get(origin, 0) + 1, origin=origin, after=waited - late)])
        had += names(follower.news(timeline.entries))

    assert sorted(set(had)) == sorted(had)
