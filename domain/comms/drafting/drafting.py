"""A draft on its way to being approved: written, rewritten, and taken word for word; the same for both audiences."""

from collections.abc import Mapping
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel

from domain.comms.drafting.updates import Quantity
from domain.messages import Message

Said = TypeVar("Said", bound=Message)

THE_BOARD = "the board"


class Drafting(BaseModel, Generic[Said]):
    """The draft of the open round, and what of it is approved. Times are UTC."""

    draft: Said | None = None
    drafted_by: str = ""
    approved: Said | None = None
    approved_revision: int = 0
    approved_by: str = ""
    approved_at: datetime | None = None

    def write(self, update: Said, by: str) -> None:
        """Put this in the place of the draft; what was approved before stays approved, word for word."""
        self.draft, self.drafted_by = update, by

    def rewrite(self, answers: Mapping[str, str | tuple[Quantity, ...]], by: str) -> None:
        """Put these answers in the place of those in the draft."""
        if self.draft:
            self.write(self.draft.model_copy(update=dict(answers)), by)

    def approve(self, revision: int, by: str, at: datetime) -> None:
        """Take the draft as it stands, word for word; `revision` names it."""
        self.approved, self.approved_revision = self.draft, revision
        self.approved_by, self.approved_at = by, at
