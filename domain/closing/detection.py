"""The incident tests the alarms (P29): who noticed it first, whether the right team was alerted, and whether failover worked."""

from enum import StrEnum

from pydantic import AwareDatetime

from domain.messages import Message


class NoticedBy(StrEnum):
    """Who noticed it first."""

    MONITORING = "monitoring"
    STAFF = "staff"
    """Somebody who works here, before any alert."""
    BUSINESS = "business"
    """The business or its customers, before any alert."""


class Worked(StrEnum):
    """Whether something that should have helped did."""

    YES = "yes"
    NO = "no"
    NONE = "none"
    """There is none for what failed."""


class Detection(Message):
    """How it was detected: `began_at` is when the trouble began (UTC), None while nobody knows.

    `right_team` is whether the alert, or whoever noticed it, reached the right team first.
    """

    noticed_by: NoticedBy
    right_team: bool
    began_at: AwareDatetime | None = None
    failover: Worked = Worked.NONE
    alerts: Worked = Worked.NONE
    """Automated alerts."""
    note: str = ""
