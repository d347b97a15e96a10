"""The lanes of calls and texts: how long the provider's own rate makes them wait, and whom that concerns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.ladder import resolve_ladder
from domain.organisation import Organisation
from domain.page_messages import HandedOver
from domain.text_segments import longest_page_text

TURN_COMES_WITHIN = timedelta(minutes=3)
"""How long a call or text may wait in its lane, behind others that the provider's rate holds up; then another channel is better."""

WORTH_SAYING = timedelta(minutes=1)
"""A shorter wait than this is lost in the time a phone rings anyway."""


@dataclass(frozen=True)
class Rates:
    """What the provider takes in a second; None is no limit."""

    calls: float | None
    text_segments: float | None

    def texts(self, segments: int) -> float | None:
        """Return the texts of so many segments each that go out in a second."""
        return None if self.text_segments is None else self.text_segments / segments


@dataclass(frozen=True)
class Burden:
    """What the rates mean for one company: how long it takes to call, or to text, whom it would want to reach at once."""

    phones: int
    call_all: timedelta
    text_all: timedelta
    segments: int
    widest_team: str
    widest_phones: int
    call_widest: timedelta


def time_to_take(count: int, per_second: float | None) -> timedelta:
    """Return how long a lane takes over so many at this rate."""
    return timedelta(seconds=count / per_second) if per_second else timedelta()


def last_reached_in(waiting: int, per_second: float | None) -> timedelta | None:
    """Return when the turn of the last in a lane comes; None when that is too soon to be worth saying."""
    taken = time_to_take(waiting, per_second)
    return taken if taken > WORTH_SAYING else None


def turn_note(handed: Iterable[HandedOver], now: datetime) -> str | None:
    """Return what the timeline says of the calls that wait, None when nobody waits long. Times are UTC, like the timeline's."""
    waits = [(each.last_reached_in, each.calls_waiting) for each in handed if each.last_reached_in is not None]
    if not waits:
        return None
    longest, waiting = max(waits)
    return f"{waiting} calls wait their turn; the last is placed by {now + longest:%H:%M}"


def burden(organisation: Organisation, rates: Rates, at: datetime) -> Burden:
    """Say what the rates mean for this organisation, whose ladders are those of this instant (UTC)."""
    phones = sum(bool(person.phone) for person in organisation.people.values())
    segments = longest_page_text(organisation)
    widest_phones, widest_team = max(_widest_rungs(organisation, at))
    return Burden(
        phones=phones,
        call_all=time_to_take(phones, rates.calls),
        text_all=time_to_take(phones, rates.texts(segments)),
        segments=segments,
        widest_team=widest_team,
        widest_phones=widest_phones,
        call_widest=time_to_take(widest_phones, rates.calls),
    )


def _widest_rungs(organisation: Organisation, at: datetime) -> Iterator[tuple[int, str]]:
    """Yield how many phones ring at once when a team's search has come to everyone, for each of its services."""
    services = [(service.team, service.id) for service in organisation.services.values()]
    for team, service in [*services, *((team, None) for team in organisation.teams)]:
        everyone = resolve_ladder(organisation, team, service, at).rungs[-1]
        phones = sum(bool(organisation.person(contact.person).phone) for contact in everyone.contacts)
        yield phones, organisation.team(team).name
