"""People on a bridge with the board of their incident, for tests: what they ask, what they hear, what stands on the timeline."""

from datetime import datetime

import pytest

from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddToBoard
from domain.board.posted_changes import ChangePosted, change_posted
from domain.board.requests import BoardRequest, check_on_the_board, on_the_board
from domain.board.state import Board, Change, Outcome, Section
from domain.board.theories import RankTheories, RecordOutcome
from domain.errors import Refused
from domain.timeline import TimelineEntry
from tests.domain.builders import NIGHT, actor, at, incident

LEAD = "cy"


class Bridge:
    """One board, written on the timeline of a real incident that Cy leads."""

    def __init__(self, lead: str | None = LEAD) -> None:
        self.board = Board()
        self.incident = incident()
        self.lead = lead
        self.now = NIGHT

    def ask(self, request: BoardRequest) -> str:
        """Have a request carried out and return the words said back; the check before it agrees."""
        check_on_the_board(self.board, request, self.now, self.lead)
        return on_the_board(self.board, request, self.now, self.lead, self.incident.write)

    def refuses(self, request: BoardRequest) -> str:
        """Return why a request is refused, by the check and by the deed, neither of which changes anything."""
        before = self.remembered()
        with pytest.raises(Refused) as checked:
            check_on_the_board(self.board, request, self.now, self.lead)
        with pytest.raises(Refused) as refused:
            on_the_board(self.board, request, self.now, self.lead, self.incident.write)
        assert before == self.remembered(), "a refused request changes nothing"
        assert str(checked.value) == str(refused.value), "the check says what the deed would"
        return str(refused.value)

    def remembered(self) -> tuple[dict[str, object], int]:
        """Return all that the board holds, and how much was ever written on the timeline."""
        return self.board.model_dump(), self.incident.journal.written

    def add(self, section: Section, text: str = "the cache is full", by: str = "ana", **more: str) -> str:
        """Add an entry as it is."""
        return self.ask(adding(section, text, by, **more))

    def theories(self, *texts: str) -> None:
        """Add these theories, the first of them #1 on an empty board."""
        for text in texts:
            self.add(Section.THEORY, text)

    def approved_change(self) -> int:
        """Propose a change, have it approved, and return its number."""
        self.ask(proposing())
        self.ask(deciding(self.board.last_number, approve=True))
        return self.board.last_number

    def posted(self, change_id: str = "deploy-1", what: str = "v47 is live", **more: object) -> None:
        """A deployment tool posts a change, ten minutes before the night began."""
        given = {"source": "argo", "change_id": change_id, "what": what, "at": at(-10), **more}
        change_posted(self.board, ChangePosted.model_validate(given), self.now, self.incident.write)

    def later(self, moment: datetime) -> None:
        """Move the clock."""
        self.now = moment

    def told(self) -> list[str]:
        """Return what stands on the timeline."""
        return [entry.what for entry in self.incident.timeline.entries]

    def last(self) -> TimelineEntry:
        """Return what was written on the timeline last."""
        return self.incident.timeline.entries[-1]

    def change(self, number: int) -> Change:
        """Return an emergency change."""
        change = self.board.entry(number).change
        assert change is not None
        return change


def adding(section: Section, text: str = "the cache is full", by: str = "ana", **more: str) -> AddToBoard:
    """Return the request to add an entry."""
    return AddToBoard.model_validate({"actor": actor(by), "section": section, "text": text, **more})


def ranking(*order: int, by: str = LEAD) -> RankTheories:
    """Return the request to rank theories, by the lead unless it says otherwise."""
    return RankTheories(actor=actor(by), order=order)


def finding(number: int, outcome: Outcome, note: str | None = None, by: str = "bo") -> RecordOutcome:
    """Return the request to record an outcome."""
    return RecordOutcome(actor=actor(by), number=number, outcome=outcome, note=note)


def proposing(what: str = "restart the pods", justification: str = "nobody can pay", by: str = "bo") -> ProposeChange:
    """Return the request to change something."""
    return ProposeChange(actor=actor(by), what=what, justification=justification)


def deciding(number: int, *, approve: bool, reason: str | None = None, by: str = LEAD) -> DecideChange:
    """Return the decision on a change, the lead's unless it says otherwise."""
    return DecideChange(actor=actor(by), number=number, approve=approve, reason=reason)


def made(number: int, note: str | None = None, by: str = "bo") -> ChangeDone:
    """Return the word that a change was made."""
    return ChangeDone(actor=actor(by), number=number, note=note)
