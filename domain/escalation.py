"""The rule of the ladder (P4): ladder + attempts so far + now → the next step, with its reason.

The on-call engineer, as often as the ladder says; then the service owner; then the head of department; then everyone at once; then
again from the start. It never gives up, never skips a rung without saying why, and never pages a person who was paged a rung below
in the same round: that person already knows.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.ladder import EVERYONE, ResolvedLadder, ResolvedRung, RungContact
from domain.wording import duration_in_words


class Setback(StrEnum):
    """Why an attempt is over before its wait is."""

    UNREACHABLE = "could not be reached on any channel"
    PASSED_ON = "passed it on"


class Place(BaseModel):
    """A place on the ladder: which round of the search, which rung (from 0), which try on it (from 1)."""

    model_config = ConfigDict(frozen=True)

    round: int = 1
    rung: int = 0
    attempt: int = 1


class Attempt(BaseModel):
    """One person paged at one place of the ladder."""

    contact: RungContact
    place: Place
    at: datetime
    until: datetime
    setback: Setback | None = None
    detail: str | None = None


class PageNow(BaseModel):
    """Page these people now, and give them until then."""

    model_config = ConfigDict(frozen=True)

    contacts: tuple[RungContact, ...]
    place: Place
    rung: ResolvedRung
    until: datetime
    because: str


class Hold(BaseModel):
    """Wait until then; something else may happen first."""

    model_config = ConfigDict(frozen=True)

    until: datetime
    because: str


Step = PageNow | Hold


def next_step(ladder: ResolvedLadder, attempts: Sequence[Attempt], now: datetime) -> Step:
    """Say what comes next in the search for someone who answers."""
    if not attempts:
        return _first_usable(ladder, attempts, Place(), now, "the search begins")
    latest = _latest_group(attempts)
    place = latest[0].place
    holding = _still_waiting(ladder, latest, now)
    if holding:
        return holding
    reason = _why_it_goes_on(latest)
    if _may_try_again(ladder, latest):
        again = place.model_copy(update={"attempt": place.attempt + 1})
        return _page(ladder.rungs[place.rung], again, now, reason)
    if place.rung + 1 < len(ladder.rungs):
        up = Place(round=place.round, rung=place.rung + 1)
        return _first_usable(ladder, attempts, up, now, reason)
    return _first_usable(ladder, attempts, Place(round=place.round + 1), now, f"{reason}; the search starts again")


def _latest_group(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts made together at the latest place."""
    return [attempt for attempt in attempts if attempt.place == attempts[-1].place]


def _still_waiting(ladder: ResolvedLadder, latest: list[Attempt], now: datetime) -> Hold | None:
    """Return how long to wait for the latest attempts, if at all.

    The widest rung is waited out even when all of it failed at once: with every channel dead the search would otherwise spin.
    """
    until = max(attempt.until for attempt in latest)
    over = now >= until
    all_failed = all(attempt.setback for attempt in latest)
    widest = latest[0].place.rung >= len(ladder.rungs) - 1
    if over or (all_failed and not widest):
        return None
    names = _names(tuple(attempt.contact for attempt in latest))
    if all_failed:
        return Hold(until=until, because="nobody could be reached; the search starts again then")
    return Hold(until=until, because=f"{names} may still answer")


def _why_it_goes_on(latest: list[Attempt]) -> str:
    contacts = tuple(attempt.contact for attempt in latest)
    setbacks = {attempt.setback for attempt in latest}
    if len(latest) == 1 and latest[0].setback:
        detail = f" ({latest[0].detail})" if latest[0].detail else ""
        return f"{_names(contacts)} {latest[0].setback}{detail}"
    if setbacks == {Setback.UNREACHABLE}:
        return "nobody could be reached on any channel"
    waited = max(attempt.until - attempt.at for attempt in latest)
    return f"no answer from {_names(contacts)} within {duration_in_words(waited)}"


def _may_try_again(ladder: ResolvedLadder, latest: list[Attempt]) -> bool:
    """Whether this rung has tries left for someone who may yet answer. The ladder may have become shorter since."""
    place = latest[0].place
    if place.rung >= len(ladder.rungs) or any(attempt.setback for attempt in latest):
        return False
    rung = ladder.rungs[place.rung]
    return place.attempt < rung.tries and bool(rung.contacts)


def _first_usable(
    ladder: ResolvedLadder, attempts: Sequence[Attempt], start: Place, now: datetime, reason: str
) -> PageNow:
    """Return the page at the first rung from `start` on which someone new can be paged, naming each rung passed over."""
    skips = [_why_skipped(rung, attempts, start.round) for rung in ladder.rungs]
    index = next(i for i in range(start.rung, len(ladder.rungs)) if skips[i] is None)
    passed_over = [f"{ladder.rungs[i].title} skipped: {skips[i]}" for i in range(start.rung, index)]
    place = Place(round=start.round, rung=index)
    return _page(ladder.rungs[index], place, now, "; ".join([reason, *passed_over]))


def _why_skipped(rung: ResolvedRung, attempts: Sequence[Attempt], this_round: int) -> str | None:
    if rung.name == EVERYONE:
        return None
    if rung.skipped:
        return rung.skipped
    already = {attempt.contact.person for attempt in attempts if attempt.place.round == this_round}
    if all(contact.person in already for contact in rung.contacts):
        return f"{_names(rung.contacts)} was already paged in this round"
    return None


def _page(rung: ResolvedRung, place: Place, now: datetime, reason: str) -> PageNow:
    stand_ins = [contact.because for contact in rung.contacts if contact.because]
    tries = f", try {place.attempt} of {rung.tries}" if rung.tries > 1 else ""
    because = "; ".join([f"{reason}: {rung.title}{tries}", *stand_ins])
    return PageNow(contacts=rung.contacts, place=place, rung=rung, until=now + rung.wait, because=because)


def _names(contacts: tuple[RungContact, ...]) -> str:
    names = [contact.name for contact in contacts]
    return names[0] if len(names) == 1 else f"{len(names)} people"
