"""The timeline: the append-only record of what was done, by whom, when and why (P22).

Each workflow keeps a `Journal` of what it did and sends its entries to the incident, whose `Timeline` is the record. An entry is
named by the workflow it comes from and a number counted there, so that it counts once however often it arrives.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypedDict, Unpack

from pydantic import BaseModel, ConfigDict, Field

from domain.organisation import Channel

_ENTRIES_KEPT = 200


class Kind(StrEnum):
    """What an entry is about."""

    ALERT = "alert"
    STATE = "state"
    STEP = "step"
    ATTEMPT = "attempt"
    OUTCOME = "outcome"
    END = "end"
    ANSWER = "answer"
    NOTE = "note"
    BOARD = "board"
    COMMS = "comms"


class IntentEnd(StrEnum):
    """The one end each intended page comes to; why, and what superseded it, says the entry."""

    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    PASSED_ON = "passed on"
    GAVE_UP = "gave up"


class Reference(BaseModel):
    """What in the ledger an entry is about: an intended page, and one attempt at it; `due` is when its end must be known."""

    model_config = ConfigDict(frozen=True)

    intent: str | None = None
    attempt: str | None = None
    due: datetime | None = None


class Details(TypedDict, total=False):
    """What an entry may say besides what happened: who, how, why, and what in the ledger it is about."""

    who: str | None
    channel: Channel | None
    why: str | None
    about: Reference | None


class TimelineEntry(BaseModel):
    """One thing that happened; `at` is UTC, `who` a person's name or the source's."""

    at: datetime
    kind: Kind
    what: str
    why: str | None = None
    who: str | None = None
    channel: Channel | None = None
    about: Reference | None = None
    origin: str
    sequence: int


class Journal(BaseModel):
    """What one run of a workflow did and has not yet handed to the incidents it did it for, by their codes.

    `origin` names the workflow and its first run, so that a later run with the same id counts anew.
    """

    origin: str
    written: int = 0
    unsent: dict[str, list[TimelineEntry]] = Field(default_factory=dict)

    def write(self, code: str, at: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
        """Add an entry for the incident with this code."""
        self.written += 1
        entry = TimelineEntry(at=at, kind=kind, what=what, origin=self.origin, sequence=self.written, **details)
        self.unsent.setdefault(code, []).append(entry)

    def take(self) -> dict[str, list[TimelineEntry]]:
        """Return what is unsent, by incident code, and forget it."""
        taken, self.unsent = self.unsent, {}
        return taken


class Timeline(BaseModel):
    """The incident's record: the latest entries in order of time, and how many older ones stand in the history only."""

    entries: list[TimelineEntry] = Field(default_factory=list)
    older: int = 0
    last_of: dict[str, int] = Field(default_factory=dict)

    def add(self, entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
        """Add entries, each once, and return those that are new.

        A workflow's entries arrive in the order of their numbers, so a lower one is a repeat.
        """
        new: list[TimelineEntry] = []
        for entry in entries:
            if entry.sequence > self.last_of.get(entry.origin, 0):
                self.last_of[entry.origin] = entry.sequence
                new.append(entry)
        self.entries += new
        self.entries.sort(key=lambda entry: entry.at)
        surplus = max(0, len(self.entries) - _ENTRIES_KEPT)
        self.older += surplus
        del self.entries[:surplus]
        return new
