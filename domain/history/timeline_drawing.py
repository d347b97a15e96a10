"""The timeline of an incident as a drawing: where everything stands, in the units of a drawing that is so wide and so high.

A time axis, a lane for each kind of thing that happened with a mark for each of them, and the phases of the incident as bands
behind them. Marks that would touch become one, with their number. Nothing here knows SVG: config/report_templates/ draws it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from domain.audiences import Audience
from domain.comms.drafting.wording import READERS, round_title
from domain.history.report.model import CommsReported, IncidentReport
from domain.history.report.words import moment_to_the_second, plain
from domain.history.timeline_axis import Axis, Tick, ticks
from domain.history.timeline_phases import Phase, ends, phases
from domain.messages import Message
from domain.timeline import Kind, TimelineEntry
from domain.wording import shortened

WIDTH, LEFT, RIGHT = 1000.0, 150.0, 984.0
_TOP, _LANE, _AXIS = 30.0, 46.0, 44.0
_APART = 20.0  # a mark and its number need so much
_TITLES = 8  # lines that whoever points at a mark reads at most
_TITLE = 160  # characters of each


class Lane(StrEnum):
    """What is drawn together, by the words at its left end, from the top."""

    STATE = "alerts and state"
    PEOPLE = "people reached"
    BUSINESS = "business updates"
    TECHNICAL = "technical updates"
    BOARD = "board"


class Shape(StrEnum):
    """What a mark says by its shape; of several that became one, the first of this list is shown."""

    MISSED = "missed"
    ALERT = "alert"
    STATE = "state"
    SENT = "sent"
    ANSWER = "answer"
    NOTED = "noted"
    ATTEMPT = "attempt"


_DRAWN: Mapping[Kind, tuple[Lane, Shape]] = MappingProxyType(
    {
        Kind.ALERT: (Lane.STATE, Shape.ALERT),
        Kind.STATE: (Lane.STATE, Shape.STATE),
        Kind.ATTEMPT: (Lane.PEOPLE, Shape.ATTEMPT),
        Kind.ANSWER: (Lane.PEOPLE, Shape.ANSWER),
        Kind.BOARD: (Lane.BOARD, Shape.NOTED),
    }
)
"""Which entries of a timeline are drawn. Updates are drawn from their own record, which knows their audience."""

_LANE_OF: Mapping[Audience, Lane] = MappingProxyType(
    {Audience.BUSINESS: Lane.BUSINESS, Audience.TECHNICAL: Lane.TECHNICAL}
)


class Happened(NamedTuple):
    """Something to draw."""

    at: datetime
    lane: Lane
    shape: Shape
    words: str


class Row(Message):
    """A lane with its words; `y` is its middle."""

    name: str
    y: float


class Mark(Message):
    """One thing that happened, or `count` of them; `title` tells each in a line of its own, `number` is shown beside several."""

    lane: Lane
    shape: Shape
    x: float
    y: float
    count: int
    number: str
    title: str


class Band(Message):
    """A phase, from left to right; `label` is empty where there is no room for it."""

    phase: Phase
    x: float
    width: float
    label: str


class Drawing(Message):
    """All of it. `later` counts what happened after its right edge, once the impact was long over."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    rows: tuple[Row, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    later: int = 0


def draw(report: IncidentReport) -> Drawing:
    """Return the drawing of an incident, on the clock of the report."""
    things = sorted(_things(report), key=lambda each: each.at)
    begins, ends_at = ends(report, [each.at for each in things])
    axis = Axis(begins, ends_at, LEFT, RIGHT)
    shown = [each for each in things if each.at <= ends_at]
    bottom = _TOP + _LANE * len(Lane)
    return Drawing(
        width=WIDTH,
        height=bottom + _AXIS,
        left=LEFT,
        right=RIGHT,
        top=_TOP,
        bottom=bottom,
        rows=tuple(Row(name=lane, y=_middle(lane)) for lane in Lane),
        bands=tuple(_bands(report, axis)),
        marks=tuple(mark for lane in Lane for mark in _marks(shown, lane, axis, report.time_zone)),
        ticks=ticks(axis, report.time_zone),
        later=len(things) - len(shown),
    )


def _middle(lane: Lane) -> float:
    return _TOP + _LANE * (list(Lane).index(lane) + 0.5)


def _things(report: IncidentReport) -> Iterator[Happened]:
    for entry in report.timeline:
        if entry.kind in _DRAWN:
            yield Happened(entry.at, *_DRAWN[entry.kind], _words(entry))
    for told in report.comms:
        yield from _updates(told)


def _words(entry: TimelineEntry) -> str:
    what = f"{plain(entry.who)}: {plain(entry.what)}" if entry.who else plain(entry.what)
    return f"{what} ({entry.channel.value})" if entry.channel else what


def _updates(told: CommsReported) -> Iterator[Happened]:
    lane = _LANE_OF[told.audience]
    for each in told.updates:
        name = f"{round_title(each.number, each.kind)} to {READERS[told.audience]}"
        if each.sent_at:
            yield Happened(each.sent_at, lane, Shape.SENT, f"{name} sent")
        if each.missed and each.due_at:
            yield Happened(each.due_at, lane, Shape.MISSED, f"{name} due, and missed")


def _bands(report: IncidentReport, axis: Axis) -> Iterator[Band]:
    for phase, begins, until in phases(report, axis.begins, axis.ends):
        x, width = axis.x(begins), axis.x(until) - axis.x(begins)
        yield Band(phase=phase, x=x, width=width, label=phase if width >= _room_for(phase) else "")


def _room_for(label: str) -> float:
    """Return how wide a label is at most, with air around it: no letter of it is wider than these units."""
    return 9.0 * len(label) + 12.0


def _marks(things: Iterable[Happened], lane: Lane, axis: Axis, time_zone: str) -> Iterator[Mark]:
    """Yield the marks of a lane from left to right, each so far from the last that they can be told apart."""
    together: list[Happened] = []
    for each in (thing for thing in things if thing.lane is lane):
        if together and axis.x(each.at) - axis.x(together[0].at) >= _APART:
            yield _mark(together, axis, time_zone)
            together = []
        together.append(each)
    if together:
        yield _mark(together, axis, time_zone)


def _mark(things: Sequence[Happened], axis: Axis, time_zone: str) -> Mark:
    first, count = things[0], len(things)
    return Mark(
        lane=first.lane,
        shape=min((each.shape for each in things), key=list(Shape).index),
        x=axis.x(first.at),
        y=_middle(first.lane),
        count=count,
        number="" if count == 1 else str(count) if count < 100 else "99+",
        title=_title(things, time_zone),
    )


def _title(things: Sequence[Happened], time_zone: str) -> str:
    lines = [shortened(f"{moment_to_the_second(each.at, time_zone)} {each.words}", _TITLE) for each in things[:_TITLES]]
    more = [f"and {len(things) - _TITLES} more"] if len(things) > _TITLES else []
    return "\n".join([*lines, *more])
