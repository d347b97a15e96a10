"""When the impact was over: what people say of it lies between the declaration and now (P24)."""

from datetime import UTC, datetime

from domain.errors import Refused


def when_it_ended(said: datetime | None, since: datetime, now: datetime) -> datetime:
    """Return when the impact ended (UTC): by default now. `since` is when it was declared, or reopened last.

    Raises:
        Refused: that time lies ahead, or before the declaration or the reopening.

    """
    ended = (said or now).astimezone(UTC)
    if ended > now:
        raise Refused("That time lies ahead: say when the impact ended, or leave it out for now.")
    if ended < since:
        raise Refused(f"The impact went on at {since:%Y-%m-%d %H:%M} UTC: say a later time, or leave it out for now.")
    return ended
