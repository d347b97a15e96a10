"""Alerts as the engine knows them, whichever system sent them (P9)."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class AlertStatus(StrEnum):
    """Whether the source says the trouble is there or gone."""

    FIRING = "firing"
    RESOLVED = "resolved"


class Alert(BaseModel):
    """One alert. The same `fingerprint` with the same `starts_at` is the same trouble told again."""

    model_config = ConfigDict(frozen=True)

    source: str
    fingerprint: str
    status: AlertStatus
    name: str
    summary: str
    service: str | None = None
    severity: str | None = None
    url: str | None = None
    starts_at: datetime

    @property
    def identity(self) -> str:
        """What tells this trouble from another, and a repeat from a new occurrence."""
        return f"{self.fingerprint}@{self.starts_at.astimezone(UTC).isoformat()}"

    @property
    def firing(self) -> bool:
        """Whether the trouble is there."""
        return self.status is AlertStatus.FIRING


class AlertsReceived(BaseModel):
    """What one delivery from a source said about one incident's key."""

    alerts: list[Alert]
