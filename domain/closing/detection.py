"""The incident tests the alarms (P29): who noticed it first, whether the right team was alerted, and whether failover worked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from domain.errors import Refused
from domain.messages import Message
from domain.writing import one_line_if_any


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


def checked(said: Detection, now: datetime) -> Detection:
    """Return it as it is kept: its note in one line, its time in UTC.

    Raises:
        Refused: the trouble is said to begin after now, or the note is too long.

    """
    began_at = said.began_at.astimezone(UTC) if said.began_at else None
    if began_at and began_at > now:
        raise Refused("The trouble cannot have begun after now: say when it began, or leave it out while nobody knows.")
    return said.model_copy(update={"began_at": began_at, "note": one_line_if_any(said.note)})


def in_words(detection: Detection) -> str:
    """Return it in a line: who noticed it, whether the right team was alerted, what worked, when the trouble began (UTC)."""
    return "; ".join(_parts(detection))


def _parts(detection: Detection) -> Iterator[str]:
    yield f"{_NOTICED_BY[detection.noticed_by]} noticed it first"
    yield f"the {'right' if detection.right_team else 'wrong'} team was told first"
    yield _FAILOVER[detection.failover]
    yield _ALERTS[detection.alerts]
    if detection.began_at:
        yield f"it began at {detection.began_at:%Y-%m-%d %H:%M} UTC"
    if detection.note:
        yield detection.note


_NOTICED_BY = {
    NoticedBy.MONITORING: "monitoring",
    NoticedBy.STAFF: "somebody who works here",
    NoticedBy.BUSINESS: "the business",
}
_FAILOVER = {
    Worked.YES: "failover worked",
    Worked.NO: "failover did not work",
    Worked.NONE: "there is no failover",
}
_ALERTS = {
    Worked.YES: "automated alerts worked",
    Worked.NO: "automated alerts did not work",
    Worked.NONE: "there are no automated alerts",
}
