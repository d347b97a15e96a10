"""Alerts as the engine knows them, whichever system sent them (P9)."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

SOURCES = ("alertmanager",)
"""The alerting systems that are understood, by the names that routes may give as `source`."""


class AlertStatus(StrEnum):
    """Whether the source says the trouble is there or gone."""

    FIRING = "firing"
    RESOLVED = "resolved"


class Route(StrEnum):
    """What an alert sets in motion, by the company's routes: the most first."""

    PAGE = "page"
    TEXT = "text"
    RECORD = "record"

    def outranks(self, other: "Route") -> bool:
        """Whether this sets more in motion than the other."""
        ranks = list(Route)
        return ranks.index(self) < ranks.index(other)


class Alert(BaseModel):
    """One alert. The same `fingerprint` with the same `starts_at`, from the same source, is the same trouble told again.

    `route` and `level` (the rank of its severity, from 0) are the company's view of it when it arrived.
    """

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
    route: Route = Route.PAGE
    level: int = 0

    @property
    def identity(self) -> str:
        """What tells this trouble from another, and a repeat from a new occurrence."""
        return f"{self.source}/{self.fingerprint}@{self.starts_at.astimezone(UTC).isoformat()}"

    @property
    def firing(self) -> bool:
        """Whether the trouble is there."""
        return self.status is AlertStatus.FIRING

    def worse_than(self, known: "Alert") -> bool:
        """Whether this telling of the same trouble is graver than what was known of it."""
        return self.level > known.level or self.route.outranks(known.route)


class AlertsReceived(BaseModel):
    """What one delivery from a source said about one incident's key."""

    alerts: list[Alert]
