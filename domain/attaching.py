"""Two incidents that are one: what they say to each other until one is part of the other, and which of two stays.

The one that is to be part asks. The other answers by what holds at that moment, never by what somebody saw before. Only then the
one that asked becomes part of it, or says that it is none after all. Until then nothing stops: a crash in the middle loses no page.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from domain.lifecycle import Actor, IncidentState, in_words
from domain.messages import Message

_HOW_FAR = {
    IncidentState.REPORTED: 0,
    IncidentState.TRIAGE: 0,
    IncidentState.PROPOSED: 1,
    IncidentState.PROVISIONALLY_DECLARED: 2,
    IncidentState.DECLARED: 3,
}


class Affected(Message):
    """A service that is affected, and the incident about it; `service` is None when the organisation has no such service."""

    code: str
    service: str | None
    name: str


class TeamNeeded(Message):
    """A team that is needed on the technical call, and the service it is needed for."""

    team: str
    name: str
    service: str | None = None


class ToldOn(Message):
    """Who was told of an incident, by ids: they are told on by the rounds of the one it becomes part of, each audience by its own.

    (P15, P21)
    """

    stakeholders: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    technical_people: tuple[str, ...] = ()

    def at_most(self, most: int) -> Self:
        """Return as many of each as there is room for."""
        return self.model_copy(update={name: each[:most] for name, each in self})


class AttachAsked(Message):
    """The incident with this code asks to be part of the other; `by` is the name of whoever said that the two are one.

    `state` is where it stood when it asked first, `opened_at` (UTC) since when it is open. `urgent`: people are called for it,
    whatever its alerts ask for. `affected` are its service and those of its parts, `teams` who is needed for them all. `number`
    counts the questions of this incident: asked again it is the same one, and the answer to an earlier one is known as that.
    `told_on` is who is to be told on.
    """

    code: str
    other: str
    number: int
    affected: tuple[Affected, ...]
    teams: tuple[TeamNeeded, ...] = ()
    state: IncidentState
    opened_at: datetime
    urgent: bool = False
    by: str
    reason: str = ""
    told_on: ToldOn = ToldOn()


class AttachAnswered(Message):
    """The other incident answers the one with this code: `refused` is the reason, in a sentence; None takes it in.

    `state` is where the other stands, `held` says in a sentence who has it, `number` is that of the question. `on_call` are the
    teams on its technical call, `called` those that are called to it, by their ids. `service` is what people call what it is about.
    """

    code: str
    other: str
    number: int
    state: IncidentState
    refused: str | None = None
    held: str = ""
    on_call: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    service: str = ""


class Detached(Message):
    """The incident with this code is no part of the other after all, though the other took it in when it asked so."""

    code: str
    other: str
    number: int
    because: str


class OtherClosed(Message):
    """The other incident is over, and the one with this code, its part, with it.

    `stood_down_by` is who judged it not to be major, and `quiet_until` (UTC) until when the same alerts wake nobody.
    """

    code: str
    other: str
    because: str
    stood_down_by: str | None = None
    quiet_until: datetime | None = None


class Attachment(BaseModel):
    """What an incident has asked another, when it asked last, for whom.

    Once the other has taken it in, `held` says who has the other, `was` where this one stood until then, and `told` whom it has
    told itself, by their ids.
    """

    asked: AttachAsked
    actor: Actor
    asked_at: datetime | None = None
    held: str = ""
    was: IncidentState | None = None
    told: tuple[str, ...] = ()

    @property
    def other(self) -> str:
        """The code of the other incident."""
        return self.asked.other

    @property
    def was_judged(self) -> bool:
        """Whether somebody had proposed or declared it: from then on only its own head of department stands it down (P11)."""
        return self.was is not None and _HOW_FAR[self.was] > 0


class Part(BaseModel):
    """An incident that is part of this one: what is affected by it, who is needed for it, and which of its questions took it in.

    `told_on` is who had been told of it.
    """

    number: int
    affected: tuple[Affected, ...]
    teams: tuple[TeamNeeded, ...]
    told_on: ToldOn = ToldOn()

    @property
    def name(self) -> str:
        """What people call what it is about."""
        return self.affected[0].name if self.affected else "another incident"


def is_further(one: IncidentState, other: IncidentState) -> bool:
    """Whether an incident that stands here is further along than one that stands there: it would lose what was decided about it."""
    return _HOW_FAR.get(one, 0) > _HOW_FAR.get(other, 0)


def the_other_way_round(code: str, state: IncidentState, other: str, other_state: IncidentState) -> str:
    """Say why an incident cannot be part of one that is less far, and who can make the other part of it, and how."""
    why = f"{code} is {in_words(state)}, and {other} only {in_words(other_state)}"
    how = f"'mimp same {other} {code}', or SAME and their code if {code} was offered to them"
    return f"{why}. Whoever has {other} can make it part of {code}: {how}."


def stays(one: AttachAsked, other: AttachAsked) -> bool:
    """Whether of two that ask each other at the same moment this one stays, and the other becomes part of it.

    Both tell it from the same two questions, and so come to the same answer: the one that is further along stays, else the one that
    was opened earlier, else the one whose code comes first.
    """
    return _order(one) < _order(other)


def _order(asked: AttachAsked) -> tuple[int, datetime, str]:
    return (-_HOW_FAR[asked.state], asked.opened_at, asked.code)
