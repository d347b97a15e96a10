"""What people ask of an incident: accepted, or refused with the reason and without effect.

Every request says who asks, and which incident is meant when an earlier one had the same workflow id. It comes as an update, whose
sender hears what came of it, or as a signal with the same model, and is judged by the same rule.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.assessment import Judge, JudgeByText
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddToBoard
from domain.board.theories import RankTheories, RecordOutcome
from domain.closing.detection import Detection
from domain.comms.drafting.updates import Quantity
from domain.hand_over import AcceptLead, DeclineLead, OfferLead, TakeLead, WithdrawOffer
from domain.impact import WordImpact
from domain.leading import PersonCard
from domain.messages import Message, Request, TeamCard
from domain.organisation import Slug


class Propose(Request):
    """Propose to declare it a major incident (P11): somebody senior is called."""

    kind: Literal["propose"] = "propose"
    reason: str = ""


class Declare(Request):
    """Declare it a major incident (P11); by the first contact, when nobody senior answers: provisionally (P12)."""

    kind: Literal["declare"] = "declare"
    reason: str = ""


class StandDown(Request):
    """Close it as not major (P11)."""

    kind: Literal["stand_down"] = "stand_down"
    reason: str


class Mitigate(Request):
    """Say that the impact is over (P24): what was done, and when it ended (UTC), by default now."""

    kind: Literal["mitigate"] = "mitigate"
    what: str
    at: AwareDatetime | None = None


class WaiveFinal(Request):
    """Have no final update sent to those who have not had it (P20): why not."""

    kind: Literal["waive_final"] = "waive_final"
    reason: str


class RecordDetection(Request):
    """Say how it was detected (P29); a later word takes the place of an earlier one."""

    kind: Literal["record_detection"] = "record_detection"
    detection: Detection


class NameRootCause(Request):
    """Say which team the root cause lies with; where it is a supplier's, the team that relies on them (P27)."""

    kind: Literal["name_root_cause"] = "name_root_cause"
    team: TeamCard
    supplier: str = ""
    reason: str = ""


class Resolve(Request):
    """Say that it is resolved (P24): the workaround in place, what keeps it from happening again, how it was detected (P29)."""

    kind: Literal["resolve"] = "resolve"
    workaround: str = ""
    measure: str = ""
    detection: Detection | None = None


class Reopen(Request):
    """Say that it is not over after all, and who is called back to the technical call."""

    kind: Literal["reopen"] = "reopen"
    reason: str
    call_back: tuple[PersonCard, ...] = ()


class IgnoreAlert(Request):
    """Say that an alert after mitigation is no reason to reopen it."""

    kind: Literal["ignore_alert"] = "ignore_alert"
    reason: str = ""


class AddTeam(Request):
    """Have one more team called to the technical call."""

    kind: Literal["add_team"] = "add_team"
    team: TeamCard
    reason: str


class DropTeam(Request):
    """Have a team called no more, by its id: it is not needed. It may have left the organisation file meanwhile."""

    kind: Literal["drop_team"] = "drop_team"
    team: Slug
    reason: str


class SameAs(Request):
    """Make it part of another incident, which is the same; `other` is its code, empty for the one that was offered in triage."""

    kind: Literal["same_as"] = "same_as"
    other: Annotated[str, Field(max_length=100)] = ""
    reason: str = ""


class Separate(Request):
    """Make it part of another incident no more: it was not the same."""

    kind: Literal["separate"] = "separate"
    reason: str


class OpenBusinessCall(Request):
    """Have all business stakeholders of the contact plan invited to a call of their own (P15)."""

    kind: Literal["open_business_call"] = "open_business_call"


class InviteStakeholder(Request):
    """Have one more person invited to the business call."""

    kind: Literal["invite"] = "invite"
    person: PersonCard
    reason: str


class UninviteStakeholder(Request):
    """Have a person invited to the business call no more."""

    kind: Literal["uninvite"] = "uninvite"
    person: PersonCard
    reason: str


class MuteBoard(Request):
    """Be texted no more what is new on the board while one is on the call."""

    kind: Literal["mute_board"] = "mute_board"


class ReviseTotal(Request):
    """Put the total impact right after an update has said it (P20), until the review is held: it is one for both audiences."""

    kind: Literal["revise_total"] = "revise_total"
    total: tuple[Quantity, ...]
    reason: str


Judging = Judge | JudgeByText
"""Answers to the five questions."""

_Leading = OfferLead | AcceptLead | DeclineLead | WithdrawOffer | TakeLead
_OfTheBusinessCall = OpenBusinessCall | InviteStakeholder | UninviteStakeholder
_Closing = Mitigate | WaiveFinal | RecordDetection | NameRootCause | Resolve | Reopen | IgnoreAlert
_OnTheBoard = AddToBoard | RankTheories | RecordOutcome | ProposeChange | DecideChange | ChangeDone

Deciding = (
    WordImpact
    | Propose
    | Declare
    | StandDown
    | _Leading
    | _OnTheBoard
    | MuteBoard
    | AddTeam
    | DropTeam
    | _OfTheBusinessCall
    | _Closing
    | ReviseTotal
    | SameAs
    | Separate
)
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
