"""How a report says times and what people wrote, the same in every form."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.comms.drafting.wording import clock_time
from domain.wording import counted, duration_in_words

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def plain(words: str) -> str:
    """Return what somebody wrote as one line of what can be seen: nothing in it hides, or turns what follows."""
    return "".join(character for character in " ".join(words.split()) if character.isprintable())


def moment(at: datetime, time_zone: str) -> str:
    """Return an instant on the reader's clock, to the minute: "Mon 2 Mar 2026, 02:14 GMT"."""
    there = at.astimezone(ZoneInfo(time_zone))
    return f"{there:%a} {there.day} {there:%b %Y}, {clock_time(at, time_zone)}"


def moment_to_the_second(at: datetime, time_zone: str) -> str:
    """Return an instant for a list of many, to the second: "Mon 2 Mar 02:14:05"."""
    there = at.astimezone(ZoneInfo(time_zone))
    return f"{there:%a} {there.day} {there:%b %H:%M:%S}"


def on_day(day: date) -> str:
    """Return a day: "Mon 2 Mar 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def lasted(duration: timedelta) -> str:
    """Return how long something was, no finer than anybody asks: to the second within an hour, to the hour from two days on."""
    if duration >= 2 * _DAY:
        hours = duration % _DAY // _HOUR
        return counted(duration // _DAY, "day") + (f" {counted(hours, 'hour')}" if hours else "")
    whole = duration - duration % timedelta(minutes=1) if duration >= _HOUR else duration
    return duration_in_words(whole)


def after_it_opened(after: timedelta | None) -> str:
    """Return how long after an incident opened something was: "3 minutes after", "12 minutes before", "at once"."""
    if not after or abs(after) < timedelta(seconds=1):
        return "at once"
    return f"{lasted(abs(after))} {'after' if after > timedelta() else 'before'}"


def times(count: int) -> str:
    """Return how often something was: "once", "3 times"."""
    return "once" if count == 1 else f"{count} times"
