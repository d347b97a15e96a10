"""What people said when they closed an incident: part of what it carries over a continue-as-new."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause


class Closing(BaseModel):
    """What ended the impact, and when (UTC); how it was detected, whose the root cause is, what keeps it from coming back.

    `final_waived` is why no final update is sent. `root_cause` is None while nobody has named one: then it is the team in charge.
    """

    impact_ended_at: datetime | None = None
    mitigation: str = ""
    final_waived: str = ""
    detection: Detection | None = None
    root_cause: RootCause | None = None
    workaround: str = ""
    measure: str = ""

    def reopened(self) -> Self:
        """Return what still holds when it is not over after all: what was thought to have ended it does not."""
        return type(self)(detection=self.detection, root_cause=self.root_cause)
