"""Two incidents that are one: what they say to each other until one is part of the other, and which of two stays.

The one that is to be part asks. The other answers by what holds at that moment, never by what somebody saw before. Only then the
one that asked becomes part of it, or says that it is none after all. Until then nothing stops: a crash in the middle loses no page.
"""

from datetime import datetime

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


class AttachAsked(Message):
    """The incident with this code asks to be part of the other; `by` is the name of whoever said that the two are one.

    `state` is where it stood when it asked first, `opened_at` (UTC) since when it is open. `urgent`: people are called for it,
    whatever its alerts ask for. `team` owns `service`, which is None when the organisation has no such service. `number` counts the
    questions of this incident: asked again it is the same one, and the answer to an earlier one is known as that.
    """

    code: str
    other: str
    number: int
    service: str | None
    service_name: str
    team: str
    team_name: str
    state: IncidentState
    opened_at: datetime
    urgent: bool = False
    by: str
    reason: str = ""


class AttachAnswered(Message):
    """The other incident answers the one with this code: `refused` is the reason, in a sentence; None takes it in.

    `state` is where the other stands, `held` says in a sentence who has it, `number` is that of the question.
    """

    code: str
    other: str
    number: int
    state: IncidentState
    refused: str | None = None
    held: str = ""


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
    """What an incident has asked another, when it asked last, for whom; `held` says who has the other, once it has answered."""

    asked: AttachAsked
    actor: Actor
    asked_at: datetime | None = None
    held: str = ""

    @property
    def other(self) -> str:
        """The code of the other incident."""
        return self.asked.other


class Part(BaseModel):
    """An incident that is part of this one: its service, the team that owns it, and which of its questions took it in."""

    number: int
    service: str | None
    service_name: str
    team: str
    team_name: str


def is_further(one: IncidentState, other: IncidentState) -> bool:
    """Whether an incident that stands here is further along than one that stands there: it would lose what was decided about it."""
    return _HOW_FAR.get(one, 0) > _HOW_FAR.get(other, 0)


def the_other_way_round(code: str, state: IncidentState, other: str, other_state: IncidentState) -> str:
    """Say why an incident cannot be part of one that is less far, and what can be done instead."""
    return f"{code} is {in_words(state)}, and {other} only {in_words(other_state)}: attach {other} to {code} instead."


def stays(one: AttachAsked, other: AttachAsked) -> bool:
    """Whether of two that ask each other at the same moment this one stays, and the other becomes part of it.

    Both tell it from the same two questions, and so come to the same answer: the one that is further along stays, else the one that
    was opened earlier, else the one whose code comes first.
    """
    return _order(one) < _order(other)


def _order(asked: AttachAsked) -> tuple[int, datetime, str]:
    return (-_HOW_FAR[asked.state], asked.opened_at, asked.code)
