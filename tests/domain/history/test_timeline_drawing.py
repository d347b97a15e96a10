"""The drawn timeline: everything within its frame, in its order, and nothing on top of something else."""

from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import Audience
from domain.closing.detection import Detection, NoticedBy
from domain.comms.drafting.updates import RoundKind
from domain.history.past import Past
from domain.history.report.making import report_of
from domain.history.timeline_axis import Axis, ticks
from domain.history.timeline_drawing import WIDTH, Drawing, Lane, Shape, draw
from domain.history.timeline_phases import Phase, ends
from domain.timeline import Kind
from tests.domain.builders import NIGHT, PATIENT, at
from tests.domain.history.pasts import BARE, INCIDENT, LATER, PAST, happened, round_row, with_entries

MINUTES = st.integers(-10, 5 * 24 * 60) | st.floats(0, 90, allow_nan=False)
KNOWN = st.none() | MINUTES.map(at)
ROWS = st.builds(
    lambda **times: INCIDENT.model_copy(
        update={
            **times,
            "detection": Detection(noticed_by=NoticedBy.STAFF, right_team=True, began_at=times["began_at"]),
        }
    ),
    began_at=KNOWN,
    declared_at=KNOWN,
    mitigated_at=KNOWN,
    resolved_at=KNOWN,
    closed_at=KNOWN,
)
ENTRIES = st.lists(st.builds(happened, MINUTES, st.sampled_from(Kind), st.text(max_size=20)), max_size=60).map(tuple)
ROUNDS = st.lists(
    st.builds(
        round_row,
        st.sampled_from(Audience),
        st.integers(1, 9),
        st.sampled_from(RoundKind),
        MINUTES,
        st.none() | MINUTES,
        st.integers(0, 3),
    ),
    max_size=12,
).map(tuple)
PASTS = st.builds(Past, incident=ROWS, entries=ENTRIES, rounds=ROUNDS)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"])
DRAWN = {Kind.ALERT, Kind.STATE, Kind.ATTEMPT, Kind.ANSWER, Kind.BOARD}


def drawn(past: Past, zone: str = "UTC") -> Drawing:
    """Return the drawing of an incident."""
    return draw(report_of(past, LATER, zone))


@PATIENT
@given(PASTS, ZONES)
def test_every_mark_stands_within_the_frame_and_in_order(past: Past, zone: str) -> None:
    """Marks of a lane stand from left to right, so far apart that no number of theirs touches the next."""
    drawing = drawn(past, zone)

    assert all(drawing.left <= each.x <= drawing.right for each in drawing.marks)
    assert all(drawing.top < each.y < drawing.bottom for each in drawing.marks)
    for lane in Lane:
        apart = [right.x - left.x for left, right in pairwise(each for each in drawing.marks if each.lane is lane)]
        assert all(distance >= 20 for distance in apart)
        assert all(len(each.number) <= 3 for each in drawing.marks)


@PATIENT
@given(PASTS, ZONES)
def test_phases_follow_one_another_without_a_gap(past: Past, zone: str) -> None:
    """The bands fill the whole width, in the order of the process, each at most once; a label stands only where it has room."""
    drawing = drawn(past, zone)
    bands = drawing.bands

    assert pytest.approx(drawing.left) == bands[0].x
    assert pytest.approx(drawing.right) == bands[-1].x + bands[-1].width
    assert all(pytest.approx(left.x + left.width) == right.x for left, right in pairwise(bands))
    assert all(each.width > 0 for each in bands)
    assert sorted((each.phase for each in bands), key=list(Phase).index) == [each.phase for each in bands]
    assert len(bands) == len({each.phase for each in bands})
    assert all(9 * len(each.label) < each.width for each in bands if each.label)


@PATIENT
@given(PASTS)
def test_whatever_is_drawn_is_counted_once(past: Past) -> None:
    """What is on the timeline, or was sent or missed, is in a mark, or among what happened later."""
    drawing = drawn(past)
    entries = sum(each.kind in DRAWN for each in past.entries)
    updates = sum((each.sent_at is not None) + bool(each.missed) for each in past.rounds)

    assert entries + updates == sum(each.count for each in drawing.marks) + drawing.later


@PATIENT
@given(PASTS, ZONES)
def test_times_below_the_axis_are_round_and_never_touch(past: Past, zone: str) -> None:
    """From left to right, each with room for its day; the first says which day it is."""
    drawing = drawn(past, zone)

    assert all(drawing.left <= each.x <= drawing.right for each in drawing.ticks)
    assert all(right.x - left.x >= 67.9 for left, right in pairwise(drawing.ticks))
    assert len(drawing.ticks) >= 2
    assert drawing.ticks[0].day
    assert drawing.right < WIDTH


@pytest.mark.parametrize(
    ("lasted", "spacing"),
    [
        (timedelta(minutes=5), 30),
        (timedelta(hours=2), 600),
        (timedelta(days=3), 6 * 3600),
        (timedelta(days=90), 8 * 86400),
    ],
    ids=["5 minutes", "2 hours", "3 days", "90 days"],
)
def test_times_are_named_as_a_clock_shows_them(lasted: timedelta, spacing: int) -> None:
    """At round times of the reader's clock, whatever its distance from UTC."""
    axis = Axis(NIGHT, NIGHT + lasted, 0, 834)
    named = ticks(axis, "Asia/Kathmandu")
    first = axis.begins + lasted * (named[0].x / 834)

    assert spacing == round((named[1].x - named[0].x) / 834 * lasted.total_seconds())
    assert f"{first.astimezone(ZoneInfo('Asia/Kathmandu')):%H:%M}" == named[0].time[:5]
    assert named[0].time.endswith(("0", "5"))


def test_what_is_outside_of_the_time_that_is_drawn_stands_at_its_edge() -> None:
    """Never outside of the frame."""
    axis = Axis(at(0), at(10), 100, 200)

    assert (100, 100, 150, 200, 200) == tuple(axis.x(at(each)) for each in (-5, 0, 5, 10, 99))


def test_the_night_is_drawn_in_its_lanes() -> None:
    """Who was called and who answered, what each audience was sent and what was missed, and what stood on the board."""
    shapes = {lane: [each.shape for each in drawn(PAST).marks if each.lane is lane] for lane in Lane}

    assert {
        Lane.STATE: [Shape.ALERT, Shape.STATE, Shape.STATE, Shape.STATE],
        Lane.PEOPLE: [Shape.ATTEMPT, Shape.ANSWER, Shape.ANSWER],
        Lane.BUSINESS: [Shape.SENT, Shape.MISSED, Shape.SENT, Shape.SENT],
        Lane.TECHNICAL: [Shape.SENT],
        Lane.BOARD: [Shape.NOTED] * 3,
    } == shapes
    assert [Phase.UNNOTICED, Phase.TRIAGE, Phase.DECLARED, Phase.MITIGATED, Phase.RESOLVED] == [
        each.phase for each in drawn(PAST).bands
    ]


def test_whoever_points_at_a_mark_reads_what_it_is() -> None:
    """Each of several in a line of its own, and how many more there are where those are too many to read."""
    titles = [each.title for each in drawn(PAST, "Europe/London").marks if each.lane is Lane.PEOPLE]
    many = drawn(with_entries(2000)).marks

    assert "Mon 2 Mar 02:22:00 Nadia Rahman: acknowledged (call)" in titles[-1]
    assert max(len(each.title.split("\n")) for each in many) == 9
    assert any("\nand 12 more" in each.title for each in many)


def test_what_follows_days_later_leaves_the_hour_that_matters_its_room() -> None:
    """Where it was resolved after days, as long again as the impact lasted is drawn, and the rest is counted."""
    late = happened(3 * 24 * 60, Kind.STATE, "resolved")
    row = INCIDENT.model_copy(update={"resolved_at": late.at})
    past = PAST.model_copy(update={"incident": row, "entries": (*PAST.entries[:-1], late)})
    _, last = ends(report_of(past, LATER), [each.at for each in past.entries])

    assert at(116) <= last <= at(121)
    assert 1 == drawn(past).later


def test_trouble_that_began_long_before_anybody_noticed_is_drawn_from_when_it_opened() -> None:
    """An hour of work is not squeezed into the end of a week in which nobody knew."""
    long_ago = Detection(noticed_by=NoticedBy.BUSINESS, right_team=True, began_at=at(-7 * 24 * 60))
    past = PAST.model_copy(update={"incident": INCIDENT.model_copy(update={"detection": long_ago})})

    assert Phase.TRIAGE is drawn(past).bands[0].phase


def test_an_incident_that_has_just_opened_is_drawn() -> None:
    """A minute at least, with its lanes, and no mark."""
    drawing = drawn(BARE)

    assert ([Phase.TRIAGE], (), list(Lane)) == (
        [each.phase for each in drawing.bands],
        drawing.marks,
        [each.name for each in drawing.rows],
    )
