"""The words in which people read of rounds: which one, for whom, when the next one comes, and how to join their own call."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.kinds import rules_of

READERS: Mapping[Audience, str] = {
    Audience.BUSINESS: "business stakeholders",
    Audience.TECHNICAL: "technical teams",
}


_CODES: Mapping[Audience, str] = {
    Audience.BUSINESS: "the code of your invitation",
    Audience.TECHNICAL: "the code of your page: the one that asks you to join, or any of this incident if you lead or declared it",
}
"""By which code the readers of each audience come on their own call: it stands in their page, and nowhere else."""


def how_to_join(audience: Audience, numbers: Sequence[str]) -> str:
    """Return how whoever has a code comes on the call of their audience by our numbers (E.164); nothing where there is none."""
    if not numbers:
        return ""
    how = f"To join the {audience} call, call {' or '.join(numbers)} and key in {_CODES[audience]}."
    return f"{how} LIST by text shows your codes."


def round_name(number: int, kind: RoundKind) -> str:
    """Return what people call a round: "the first update", "update 4", "the final update"."""
    return rules_of(kind).name.format(number=number)


def round_title(number: int, kind: RoundKind) -> str:
    """Return the same as a title: "First update", "Update 4", "Final update"."""
    name = round_name(number, kind).removeprefix("the ")
    return f"{name[:1].upper()}{name[1:]}"


def sentence(line: str) -> str:
    """Return one line of people's words as a sentence: with a full stop, and a capital letter where the first word has none."""
    ended = line if line.endswith((".", "!", "?", ":")) else f"{line}."
    first_word = ended.split(" ", 1)[0]
    return ended[0].upper() + ended[1:] if first_word.islower() else ended


def headline(before: str, impact: str) -> str:
    """Return what a conversation is about: as its first round had it, else the impact as the round says it that goes out.

    Nobody has approved any other words: a round that says no impact is about nothing more than an update.
    """
    return before or impact or "update"


def clock_time(at: datetime, time_zone: str) -> str:
    """Return the time of day where the reader is, with the name of their time: "14:30 CET", "16:30 UTC+4" where it has none."""
    there = at.astimezone(ZoneInfo(time_zone))
    name = there.tzname() or ""
    return f"{there:%H:%M} {name if name.isalpha() else _offset(there)}"


def clock_moment(at: datetime, time_zone: str, today: datetime | None) -> str:
    """Return the time of day where the reader is, with its day unless that is their today: "00:30 CET on Tuesday 3 March"."""
    there = at.astimezone(ZoneInfo(time_zone))
    if today is not None and there.date() == today.astimezone(there.tzinfo).date():
        return clock_time(at, time_zone)
    return f"{clock_time(at, time_zone)} on {there:%A} {there.day} {there:%B}"


def _offset(there: datetime) -> str:
    """Return how far a clock is from UTC, for zones whose time has no name: "UTC+4", "UTC-3", "UTC+5:30"."""
    away = there.strftime("%z")
    minutes = f":{away[3:5]}" if away[3:5] != "00" else ""
    return f"UTC{away[0]}{int(away[1:3])}{minutes}"
