"""What people ask of the rounds for one audience: accepted, or refused with the reason and without effect.

Each goes straight to the rounds it is about, as an update whose sender hears what came of it, or as a signal with the same model.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.audiences import Audience
from domain.comms.drafting.answers import Answer, answers_to
from domain.comms.drafting.updates import Quantity
from domain.messages import Message, Request


class _AboutRounds(Request):
    """Every request names the audience it is about, so that one sent to the other's rounds changes nothing there."""

    audience: Audience


class _WriteDraft(_AboutRounds):
    """What is given takes the place of what stood there; the rest stays. `from_the_board` makes the draft anew first."""

    from_the_board: bool = False
    impact: str | None = None
    cause: str | None = None
    plan: str | None = None
    status: str | None = None
    total: tuple[Quantity, ...] | None = None
    next_steps: str | None = None

    def written(self) -> Iterator[tuple[Answer, str | tuple[Quantity, ...]]]:
        """Yield what is given."""
        given = ((answer, getattr(self, answer)) for answer in answers_to(self.audience))
        yield from ((answer, said) for answer, said in given if said is not None)


class WriteBusinessDraft(_WriteDraft):
    """Write what business stakeholders are to be told next; who takes part may, and it goes out when it is approved."""

    kind: Literal["write_business_draft"] = "write_business_draft"
    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS


class WriteTechnicalDraft(_WriteDraft):
    """Write what technical teams are to be told next; who takes part may, and it goes out when it is approved."""

    kind: Literal["write_technical_draft"] = "write_technical_draft"
    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL
    extent: str | None = None


class ApproveDraft(_AboutRounds):
    """Approve the draft that was read, word for word: `revision` names it, and another is refused.

    `overrule`: why the technical words that were pointed out stay, in what is meant for the business.
    """

    kind: Literal["approve_draft"] = "approve_draft"
    revision: int
    overrule: str = ""


class SendRound(_AboutRounds):
    """Send what was approved, or approve the draft that was read by sending it.

    `revision` names what was read: it must where nothing is approved, so that no words go out that whoever sends them has not seen.
    `overrule` as in `ApproveDraft`.
    """

    kind: Literal["send_round"] = "send_round"
    revision: int | None = None
    overrule: str = ""


class ChangeCadence(_AboutRounds):
    """Send every `interval` from now on; or the next one `at` an agreed time, further off if `agreed_by` says with whom."""

    kind: Literal["change_cadence"] = "change_cadence"
    interval: timedelta | None = None
    at: AwareDatetime | None = None
    agreed_by: str = ""


class _AboutRecipient(_AboutRounds):
    """One person, or one technical team, by id; `name` is how people call them."""

    person: str | None = None
    team: str | None = None
    name: str = ""
    reason: str


class AddRecipient(_AboutRecipient):
    """Tell one more person, or the people of one more technical team; they get the last round at once."""

    kind: Literal["add_recipient"] = "add_recipient"


class DropRecipient(_AboutRecipient):
    """Tell a person, or a technical team, nothing more."""

    kind: Literal["drop_recipient"] = "drop_recipient"


WriteDraft = WriteBusinessDraft | WriteTechnicalDraft
"""For what is the same for both."""

CommsRequest = Annotated[
    WriteBusinessDraft | WriteTechnicalDraft | ApproveDraft | SendRound | ChangeCadence | AddRecipient | DropRecipient,
    Field(discriminator="kind"),
]
"""Everything that can be asked of rounds."""


class CommsAsk(Message):
    """A request on its way to the rounds for one audience."""

    request: CommsRequest
