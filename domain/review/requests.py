"""What people ask of a review: accepted, or refused with the reason and without effect (P25 to P28)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.leading import PersonCard
from domain.messages import Message, Request, TeamCard
from domain.requests import NameRootCause, RecordDetection, ReviseTotal


class Question(StrEnum):
    """What a review discusses (P26), and what went well."""

    PREVENT = "prevent"
    """What prevents this or similar incidents?"""
    DETECT = "detect"
    """What detects them early?"""
    MITIGATE = "mitigate"
    """What mitigates the impact if it happens again?"""
    WENT_WELL = "went_well"


class ScheduleReview(Request):
    """Hold it at this time; later than it is due only for a reason, and it goes up all the same."""

    kind: Literal["schedule_review"] = "schedule_review"
    at: AwareDatetime
    lasts: timedelta | None = None
    place: str = ""
    reason: str = ""


class InviteToReview(Request):
    """Invite one more person."""

    kind: Literal["invite_to_review"] = "invite_to_review"
    person: PersonCard
    reason: str = ""


class AnswerQuestion(Request):
    """Answer one of the questions, if only with "nothing"; a later answer takes the place of an earlier one."""

    kind: Literal["answer_question"] = "answer_question"
    question: Question
    answer: str


class ReviewHeld(Request):
    """Say that it was held, when, and who came; by default now."""

    kind: Literal["review_held"] = "review_held"
    at: AwareDatetime | None = None
    attended: tuple[PersonCard, ...] = ()


class AddAction(Request):
    """Add a next step: who owns it, by which day it is done, and by what one sees that it is (P27).

    `due` is a day in the owner's calendar. `team` is the team at the root cause, unless another is named.
    """

    kind: Literal["add_action"] = "add_action"
    text: str
    owner: PersonCard
    due: date
    measure: str
    team: TeamCard | None = None


class _AboutAction(Request):
    """About the action with this number, as the review shows it."""

    number: Annotated[int, Field(ge=1)]


class AssignAction(_AboutAction):
    """Give an action another owner."""

    kind: Literal["assign_action"] = "assign_action"
    owner: PersonCard
    reason: str


class ChangeDeadline(_AboutAction):
    """Give an action another deadline."""

    kind: Literal["change_deadline"] = "change_deadline"
    due: date
    reason: str


class ActionDone(_AboutAction):
    """Say that an action is done, and what was done."""

    kind: Literal["action_done"] = "action_done"
    what: str = ""


class MoveAction(_AboutAction):
    """Have an action followed elsewhere from now on, for a reason; who may not approve that has only proposed it."""

    kind: Literal["move_action"] = "move_action"
    to: str
    reason: str


class DropAction(_AboutAction):
    """Have an action not done at all, for a reason; who may not approve that has only proposed it."""

    kind: Literal["drop_action"] = "drop_action"
    reason: str


class ReopenAction(_AboutAction):
    """Say that an action was ended by mistake: it is open again."""

    kind: Literal["reopen_action"] = "reopen_action"
    reason: str


class DecideAction(_AboutAction):
    """Approve or refuse what was proposed about an action."""

    kind: Literal["decide_action"] = "decide_action"
    approved: bool
    reason: str = ""


class ChangeRhythm(Request):
    """Tell everyone involved how the actions stand every so many days."""

    kind: Literal["change_rhythm"] = "change_rhythm"
    days: Annotated[int, Field(ge=1, le=31)]


class CloseReview(Request):
    """Close it now that nothing is left to do, instead of a day after the last of it."""

    kind: Literal["close_review"] = "close_review"


Finding = RecordDetection | NameRootCause | ReviseTotal
"""What is asked of the incident, and of its review once that is over."""

ReviewRequest = Annotated[
    ScheduleReview
    | InviteToReview
    | AnswerQuestion
    | ReviewHeld
    | AddAction
    | AssignAction
    | ChangeDeadline
    | ActionDone
    | MoveAction
    | DropAction
    | DecideAction
    | ReopenAction
    | ChangeRhythm
    | CloseReview
    | Finding,
    Field(discriminator="kind"),
]
"""Everything that can be asked of a review."""


class ReviewAsk(Message):
    """A request on its way to a review."""

    request: ReviewRequest
