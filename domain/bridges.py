"""Conference bridges: technical teams on one call, business stakeholders on another, never mixed (P15).

Which bridge a person is put through to follows from the audience of their page (domain/purposes.py), here and nowhere else. Who is
on a bridge is known from the provider's reports, which come late, twice and out of order: of each call the newest counts.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from domain.audiences import Audience
from domain.messages import Message, Purpose
from domain.purposes import kind_of

_CALLS_REMEMBERED = 200


class Bridge(Message):
    """A bridge by its name at the provider: one for each audience of an incident."""

    code: str
    audience: Audience

    @classmethod
    def of_page(cls, code: str, purpose: Purpose) -> Self:
        """Return the bridge for whoever has a page with this purpose; whether they are put through is decided elsewhere."""
        return cls(code=code, audience=kind_of(purpose).audience)

    @property
    def name(self) -> str:
        """How the provider calls it."""
        return f"{self.code}-{self.audience}"

    @property
    def by_invitation(self) -> bool:
        """Whether only whose answer was accepted comes in. On a technical call a second person of a team is welcome, too."""
        return self.audience is Audience.BUSINESS

    def label(self, team: str, person: str) -> str:
        """Return the label under which a person is put through, and reported to come and go; without a team it is their id alone.

        Twilio takes no slash in it.
        """
        side = self.audience if self.by_invitation else team
        return f"{side}:{person}" if side else person


class BridgeMoved(Message):
    """Somebody came on a bridge or left it, by the provider's report with this number in the sequence of the bridge's reports."""

    code: str
    audience: Audience
    person: str
    name: str
    team: str
    call_id: str
    joined: bool
    sequence: int = 0


class Participant(BaseModel):
    """Somebody on a bridge, and the team they were called for."""

    person: str
    name: str
    team: str
    since: datetime


class Presence(BaseModel):
    """Who is on one bridge now, by call, and the newest report of each call."""

    on_it: dict[str, Participant] = Field(default_factory=dict)
    newest: dict[str, int] = Field(default_factory=dict)

    def moved(self, report: BridgeMoved, now: datetime) -> bool:
        """Take a report in; whether it changed who is on the bridge. An older report than the one known of a call does not."""
        if report.sequence < self.newest.get(report.call_id, -1):
            return False
        self.newest = dict([*self.newest.items(), (report.call_id, report.sequence)][-_CALLS_REMEMBERED:])
        known = report.call_id in self.on_it
        if report.joined:
            person = Participant(person=report.person, name=report.name, team=report.team, since=now)
            self.on_it.setdefault(report.call_id, person)
        else:
            self.on_it.pop(report.call_id, None)
        return known != report.joined

    def has_team(self, team: str) -> bool:
        """Whether anybody of a team is on it."""
        return any(each.team == team for each in self.on_it.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Who is on it, each once."""
        return tuple(dict.fromkeys(each.name for each in self.on_it.values()))
