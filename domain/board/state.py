"""The board of an incident: what is known and what is tried, in sections (P16, P22, P23).

A workflow carries it, so it stays small: what is open is kept whole, and of the rest the latest. The full record is the timeline.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import Refused


class Section(StrEnum):
    """What an entry is about."""

    HAPPENED_BEFORE = "happened_before"
    RECENT_CHANGE = "recent_change"
    EXTENT = "extent"
    THEORY = "theory"
    SOLUTION = "solution"
    EMERGENCY_CHANGE = "emergency_change"
    ACTION_TAKEN = "action_taken"


class Outcome(StrEnum):
    """How far a theory or a solution has been worked through; all but `IN_PROGRESS` settle it."""

    IN_PROGRESS = "in_progress"
    CONFIRMED = "confirmed"
    RULED_OUT = "ruled_out"
    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"


class Standing(StrEnum):
    """Where an emergency change stands (P23)."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"


RANKED = frozenset({Section.THEORY, Section.SOLUTION})
"""What is ranked by likelihood and worked through in that order."""

_KEPT = {
    Section.HAPPENED_BEFORE: 6,
    Section.RECENT_CHANGE: 20,
    Section.EXTENT: 16,
    Section.THEORY: 4,
    Section.SOLUTION: 4,
    Section.EMERGENCY_CHANGE: 4,
    Section.ACTION_TAKEN: 8,
}
"""How many entries of a section are kept besides the open ones."""

_MOST_RANKED = 16
_MOST_CHANGES = 6


class Earlier(BaseModel):
    """The incident of which this one is a repeat, by its code, and the workaround then."""

    model_config = ConfigDict(frozen=True)

    code: str | None = None
    workaround: str | None = None


class Result(BaseModel):
    """How far a theory or solution was found to be, by whom, when (UTC)."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome
    by: str
    at: datetime
    note: str | None = None


class Decision(BaseModel):
    """What the lead decided on an emergency change, when (UTC) and why."""

    model_config = ConfigDict(frozen=True)

    approved: bool
    by: str
    at: datetime
    reason: str | None = None


class Done(BaseModel):
    """Who made an emergency change, and when (UTC)."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: datetime
    note: str | None = None


class Change(BaseModel):
    """Why an emergency change is necessary, and what became of it."""

    model_config = ConfigDict(frozen=True)

    justification: str
    decision: Decision | None = None
    done: Done | None = None

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.done:
            return Standing.DONE
        if self.decision is None:
            return Standing.PROPOSED
        return Standing.APPROVED if self.decision.approved else Standing.REFUSED


class Entry(BaseModel):
    """One entry; people refer to it by its number. `at` is UTC, `by` a person's name or the tool's that posted it."""

    model_config = ConfigDict(frozen=True)

    number: int
    section: Section
    at: datetime
    by: str
    text: str
    service: str | None = None
    link: str | None = None
    earlier: Earlier | None = None
    result: Result | None = None
    change: Change | None = None

    @property
    def open(self) -> bool:
        """Whether it waits for somebody: a theory for its outcome, an emergency change to be decided, or made."""
        if self.section in RANKED:
            return self.result is None or self.result.outcome is Outcome.IN_PROGRESS
        return self.change is not None and self.change.standing in {Standing.PROPOSED, Standing.APPROVED}


class Line(BaseModel):
    """One thing that happened on the board, in a line for people; `sequence` counts all that ever happened."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    words: str


class Board(BaseModel):
    """Everything the board carries over a continue-as-new; empty when the incident begins.

    `entries` stand in the order in which they were last changed, `ranks` are the numbers of the open theories and solutions, the
    likeliest first. `added` counts the entries there ever were; `posted` are digests of the changes that tools have posted.
    """

    sequence: int = 0
    last_number: int = 0
    entries: list[Entry] = Field(default_factory=list)
    ranks: list[int] = Field(default_factory=list)
    added: dict[Section, int] = Field(default_factory=dict)
    latest: list[Line] = Field(default_factory=list)
    posted: list[str] = Field(default_factory=list)

    @property
    def next_number(self) -> int:
        """The number of the next new entry; none is given twice."""
        return self.last_number + 1

    def entry(self, number: int) -> Entry:
        """Return the entry with this number.

        Raises:
            Refused: there is none, or it is too old to stand on the board still.

        """
        found = next((each for each in self.entries if each.number == number), None)
        if found is None and 0 < number <= self.last_number:
            raise Refused(f"#{number} is no longer on the board; its story is on the timeline.")
        if found is None:
            raise Refused(f"There is no #{number} on the board.")
        return found

    def ranked(self) -> list[Entry]:
        """Return the open theories and solutions, the likeliest first."""
        return [self.entry(number) for number in self.ranks]

    def next_theory(self) -> Entry | None:
        """Return the likeliest theory or solution that nobody works on yet; None when there is none."""
        return next((entry for entry in self.ranked() if entry.result is None), None)

    def room(self, section: Section) -> int:
        """Return how many more entries of this section there is room for before the oldest of them goes."""
        return max(0, _KEPT[section] - sum(entry.section is section and not entry.open for entry in self.entries))

    def put(self, entry: Entry) -> None:
        """Add a new entry, or put a changed one in the place of the old; what is open is ranked, what is settled no longer.

        Raises:
            Refused: too much is open already; nothing is changed.

        """
        others = [each for each in self.entries if each.number != entry.number]
        _check_room(others, entry)
        if entry.number > self.last_number:
            self.last_number = entry.number
            self.added[entry.section] = self.added.get(entry.section, 0) + 1
        self.entries = _latest([*others, entry])
        self._rank(entry)

    def _rank(self, entry: Entry) -> None:
        in_work = entry.open and entry.section in RANKED
        if not in_work:
            self.ranks = [number for number in self.ranks if number != entry.number]
        elif entry.number not in self.ranks:
            self.ranks = [*self.ranks, entry.number]


def _check_room(others: list[Entry], entry: Entry) -> None:
    if not entry.open:
        return
    open_now = [each for each in others if each.open]
    if entry.section in RANKED and sum(each.section in RANKED for each in open_now) >= _MOST_RANKED:
        raise Refused(
            f"{_MOST_RANKED} theories and solutions are open, the most there may be: record an outcome for one first."
        )
    changes = sum(each.section is Section.EMERGENCY_CHANGE for each in open_now)
    if entry.section is Section.EMERGENCY_CHANGE and changes >= _MOST_CHANGES:
        raise Refused(
            f"{_MOST_CHANGES} emergency changes are open, the most there may be: make one first, or have it refused."
        )


def _latest(entries: list[Entry]) -> list[Entry]:
    """Return what is open, and of the rest the latest of each section."""
    surplus: set[int] = set()
    for section, kept in _KEPT.items():
        surplus |= {each.number for each in [e for e in entries if e.section is section and not e.open][:-kept]}
    return [each for each in entries if each.number not in surplus]
