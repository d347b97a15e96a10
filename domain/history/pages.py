"""Who was disturbed, when, and whether at night: one row for each attempt to reach a person, for each page it told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.messages import Message
from domain.organisation import Organisation
from domain.timeline import Kind, TimelineEntry

_NIGHT_BEGINS, _NIGHT_ENDS = 22, 6
"""Hours of the person's own clock: from 22:00 until 06:00 people sleep, or ought to."""


class PageRow(Message):
    """An attempt to reach a person; `at` is UTC, `night` by that person's own clock."""

    attempt: str
    intent: str
    code: str
    person: str
    channel: str
    at: datetime
    night: bool


def page_rows(code: str, entries: Iterable[TimelineEntry], zones: Mapping[str, str]) -> list[PageRow]:
    """Return the attempts among entries of the incident with this code; `zones` are people's time zones, by their names."""
    return [
        PageRow(
            attempt=entry.about.attempt,
            intent=entry.about.intent or "",
            code=code,
            person=entry.who or "",
            channel=entry.channel or "",
            at=entry.at,
            night=is_night(entry.at, zones.get(entry.who or "", "UTC")),
        )
        for entry in entries
        if entry.kind is Kind.ATTEMPT and entry.about and entry.about.attempt
    ]


def is_night(at: datetime, time_zone: str) -> bool:
    """Return whether it is night on the clocks of this time zone."""
    hour = at.astimezone(ZoneInfo(time_zone)).hour
    return hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS


def zones_by_name(organisation: Organisation) -> dict[str, str]:
    """Return people's time zones by their names, as timelines have them; not of a name that two have in different zones."""
    found: dict[str, set[str]] = defaultdict(set)
    for person in organisation.people.values():
        found[person.name].add(person.time_zone)
    return {name: zone for name, (zone, *others) in found.items() if not others}
