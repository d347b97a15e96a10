"""What people ask of an incident: accepted, or refused with the reason and without effect.

Every request says who asks, and which incident is meant when an earlier one had the same workflow id. It comes as an update, whose
sender hears what came of it, or as a signal with the same model, and is judged by the same rule.
"""

from typing import Annotated, Literal

from pydantic import Field

from domain.assessment import Judge, JudgeByText
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddToBoard
from domain.board.theories import RankTheories, RecordOutcome
from domain.hand_over import AcceptLead, DeclineLead, OfferLead, TakeLead, WithdrawOffer
from domain.impact import WordImpact
from domain.lifecycle import Actor
from domain.messages import Message


class Propose(Message):
    """Propose to declare it a major incident (P11): somebody senior is called."""

    kind: Literal["propose"] = "propose"
    actor: Actor
    code: str | None = None
    reason: str = ""


class Declare(Message):
    """Declare it a major incident (P11); by the first contact, when nobody senior answers: provisionally (P12)."""

    kind: Literal["declare"] = "declare"
    actor: Actor
    code: str | None = None
    reason: str = ""


class StandDown(Message):
    """Close it as not major (P11)."""

    kind: Literal["stand_down"] = "stand_down"
    actor: Actor
    code: str | None = None
    reason: str


class Mitigate(Message):
    """Say that the impact is over (P24): what was done."""

    kind: Literal["mitigate"] = "mitigate"
    actor: Actor
    code: str | None = None
    what: str


class Resolve(Message):
    """Say that it is resolved (P24): the workaround in place, and what keeps it from happening again."""

    kind: Literal["resolve"] = "resolve"
    actor: Actor
    code: str | None = None
    workaround: str
    measure: str


class Reopen(Message):
    """Say that it is not over after all."""

    kind: Literal["reopen"] = "reopen"
    actor: Actor
    code: str | None = None
    reason: str


Judging = Judge | JudgeByText
"""Answers to the five questions."""

_Leading = OfferLead | AcceptLead | DeclineLead | WithdrawOffer | TakeLead
_OnTheBoard = AddToBoard | RankTheories | RecordOutcome | ProposeChange | DecideChange | ChangeDone

Deciding = WordImpact | Propose | Declare | StandDown | _Leading | _OnTheBoard | Mitigate | Resolve | Reopen
"""Everything else."""

AnyRequest = Annotated[Judging | Deciding, Field(discriminator="kind")]
"""Everything that can be asked of an incident."""


class Ask(Message):
    """A request on its way to an incident."""

    request: AnyRequest


class Reply(Message):
    """The words to say back to who asked; `news` says in short what came of it, where who asks is asked more."""

    words: str
    news: str = ""
