"""What the API says of rounds of comms: the models of its answers. Times are UTC, fields are only ever added."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, Field

from domain.comms.dispatch.receipt_rows import ReceiptRow
from domain.comms.drafting.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate
from domain.comms.rounds.views import CommsView, Unreached


class RoundsShown(BaseModel):
    """How the updates to one audience stand."""

    number: int = Field(description="The number of the open update; it advances when one is sent.")
    kind: RoundKind | None = Field(description="Which one is open; null when none is.")
    due_at: datetime | None
    overdue_from: datetime | None
    missed_in_all: int = Field(description="How many were missed in all.")
    missed_this_round: int = Field(description="How often the open one was missed.")
    missing: tuple[str, ...] = Field(description="What the draft does not say yet, in words.")
    draft: BusinessUpdate | TechnicalUpdate | None = Field(
        discriminator="audience", description="What was written last."
    )
    drafted_by: str
    revision: int = Field(description="Names the draft as it stands now: give it with what you ask.")
    approved: BusinessUpdate | TechnicalUpdate | None = Field(
        discriminator="audience", description="What goes out when it is sent; later drafts stand beside it."
    )
    approved_revision: int = Field(description="Names what is approved; 0 where nothing is.")
    approved_by: str | None
    interval: timedelta
    agreed_at: datetime | None = Field(description="When the next one was agreed for, if it was.")
    last_sent_at: datetime | None
    last: BusinessUpdate | TechnicalUpdate | None = Field(
        discriminator="audience", description="What was said last, as it was approved."
    )
    people: int = Field(description="How many people that was for.")
    waiting: int = Field(description="To how many of them it is still to be handed over.")
    unreached: tuple[Unreached, ...] = Field(description="Whom no channel has reached, and why.")
    total: tuple[Quantity, ...]

    @classmethod
    def of(cls, view: CommsView) -> Self:
        """Return what is shown of a view."""
        status = view.status.model_dump(include=set(cls.model_fields) - {"draft", "revision", "unreached"})
        own = {name: getattr(view, name) for name in cls.model_fields.keys() & type(view).model_fields.keys()}
        return cls.model_validate({**status, **own, "last": view.last.update if view.last else None})


class CommsShown(BaseModel):
    """How the updates to both audiences stand, each by itself."""

    code: str
    business: RoundsShown
    technical: RoundsShown

    @classmethod
    def of(cls, business: CommsView, technical: CommsView) -> Self:
        """Return what is shown of both."""
        return cls(code=business.code, business=RoundsShown.of(business), technical=RoundsShown.of(technical))


class StatusShown(BaseModel):
    """What the business was told last."""

    text: str = Field(description="The last approved text to business stakeholders.")


class ReceiptsShown(BaseModel):
    """Who received what, when, in the order of updates and people."""

    code: str
    receipts: list[ReceiptRow]
