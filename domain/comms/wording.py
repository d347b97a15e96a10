"""The words in which people read of rounds: which one, for whom, and when the next one comes."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.bridges import Audience
from domain.comms.updates import RoundKind

READERS: Mapping[Audience, str] = {
    Audience.BUSINESS: "business stakeholders",
    Audience.TECHNICAL: "technical teams",
}


def round_name(number: int, kind: RoundKind) -> str:
    """Return what people call a round: "the first update", "update 4", "the final update"."""
    return f"update {number}" if kind is RoundKind.FURTHER else f"the {kind} update"


def clock_time(at: datetime, time_zone: str, now: datetime) -> str:
    """Return a time of day where the reader is, with the zone, and the day when that is not the reader's today: "14:30 CET"."""
    there, today = at.astimezone(ZoneInfo(time_zone)), now.astimezone(ZoneInfo(time_zone)).date()
    return f"{there:%H:%M %Z}" if there.date() == today else f"{there:%H:%M %Z} on {there:%A}"


def next_update_by(due: datetime | None, time_zone: str, now: datetime) -> str:
    """Return when the reader hears more: "next update by 14:30 CET"; empty when nothing more is to come."""
    return f"next update by {clock_time(due, time_zone, now)}" if due else ""
