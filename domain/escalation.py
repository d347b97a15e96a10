"""The rule of the ladder (P4): ladder + attempts so far + now → the next step, with its reason.

The on-call engineer, as often as the ladder says; then the service owner; then the head of department; then everyone at once; then
again from the start. It never gives up, never skips a rung without saying why, and never pages a person who was paged a rung below
in the same round: that person already knows. Who is asked by name is asked alone, a few times, and then waited for.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.ladder import EVERYONE, PERSON, ResolvedLadder, ResolvedRung, RungContact
from domain.organisation import Urgency
from domain.timeline import IntentEnd
from domain.wording import duration_in_words


class Setback(StrEnum):
    """Why an attempt is over before its wait is."""

    UNREACHABLE = "could not be reached on any channel"
    PASSED_ON = "passed it on"
    NO_LONGER_CALLED = "was not called any more when someone took it"
    FELL_SILENT = "took it and was not heard of since"
    SEEN = "has seen it, and may still answer"


class Place(BaseModel):
    """A place on the ladder: which round of the search, which rung (from 0, and by name), which try on it (from 1)."""

    model_config = ConfigDict(frozen=True)

    round: int = 1
    rung: int = 0
    name: str = ""
    attempt: int = 1


class Attempt(BaseModel):
    """One person paged at one place of the ladder: an intended page, which comes to exactly one end."""

    contact: RungContact
    place: Place
    at: datetime
    until: datetime
    intent: str = ""
    end: IntentEnd | None = None
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
    """Wait until then (None: for ever); something else may happen first."""

    model_config = ConfigDict(frozen=True)

    until: datetime | None
    because: str


Step = PageNow | Hold

_AFTER_THE_LAST: dict[str, str] = {EVERYONE: "the search starts again then", PERSON: "nobody else is asked meanwhile"}
"""Rungs that no other follows, and what comes of them when their time is over."""


def next_step(ladder: ResolvedLadder, attempts: Sequence[Attempt], now: datetime) -> Step:
    """Say what comes next in the search for someone who answers."""
    if not attempts:
        return _first_usable(ladder, attempts, Place(), now, "the search begins")
    if ladder.urgency is Urgency.LOW:
        return Hold(until=None, because=f"{_names(_latest_group(attempts))} was told; for low urgency nobody else is")
    latest = _latest_group(attempts)
    holding = _still_waiting(latest, now)
    if holding:
        return holding
    reason = _why_it_goes_on(latest)
    place = latest[0].place
    here = _rung_now(ladder, place)
    if here is not None and _may_try_again(ladder.rungs[here], latest):
        again = place.model_copy(update={"rung": here, "attempt": place.attempt + 1})
        return _page(ladder.rungs[here], again, now, reason)
    if ladder.personal:
        return Hold(until=None, because=f"{reason}; nobody else is asked")
    return _page_higher_up(ladder, attempts, place, now, reason)


def _page_higher_up(
    ladder: ResolvedLadder, attempts: Sequence[Attempt], place: Place, now: datetime, reason: str
) -> PageNow:
    """Return the page at the next place of the ladder; after everyone the search starts again."""
    if place.name == EVERYONE:
        return _first_usable(ladder, attempts, Place(round=place.round + 1), now, f"{reason}; the search starts again")
    here = _rung_now(ladder, place)
    up = here + 1 if here is not None else min(place.rung, len(ladder.rungs) - 1)
    return _first_usable(ladder, attempts, Place(round=place.round, rung=up), now, reason)


def _rung_now(ladder: ResolvedLadder, place: Place) -> int | None:
    """Return where the rung of this place stands now: the organisation may be rewritten during a search. None when it is gone."""
    named_so = [index for index, rung in enumerate(ladder.rungs) if rung.name == place.name]
    return place.rung if place.rung in named_so else next(iter(named_so), None)


def _latest_group(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts made together at the latest place."""
    return [attempt for attempt in attempts if attempt.place == attempts[-1].place]


def _still_waiting(latest: list[Attempt], now: datetime) -> Hold | None:
    """Return how long to wait for the latest attempts, if at all.

    A rung nobody comes after is waited out even when all of it failed at once: with every channel dead the search would spin.
    """
    until = max(attempt.until for attempt in latest)
    all_failed = all(attempt.setback for attempt in latest)
    follows = _AFTER_THE_LAST.get(latest[0].place.name)
    if now >= until or (all_failed and follows is None):
        return None
    if all_failed:
        return Hold(until=until, because=f"{_setbacks(latest)}; {follows}")
    return Hold(until=until, because=f"{_names(latest)} may still answer")


def _why_it_goes_on(latest: list[Attempt]) -> str:
    if all(attempt.setback for attempt in latest):
        return _setbacks(latest)
    waited = max(attempt.until - attempt.at for attempt in latest)
    return f"no answer from {_names(latest)} within {duration_in_words(waited)}"


def _setbacks(latest: list[Attempt]) -> str:
    """Say why none of these attempts is waited for."""
    if len(latest) == 1:
        detail = f" ({latest[0].detail})" if latest[0].detail else ""
        return f"{latest[0].contact.name} {latest[0].setback}{detail}"
    for by_choice in (Setback.PASSED_ON, Setback.FELL_SILENT):
        people = [attempt for attempt in latest if attempt.setback is by_choice]
        if people:
            return f"{_names(people)} {by_choice}"
    return "nobody could be reached on any channel"


def _may_try_again(rung: ResolvedRung, latest: list[Attempt]) -> bool:
    """Whether this rung has tries left for someone who may yet answer; who is asked by name may be reached later."""
    if any(attempt.setback and not _may_be_reached_later(attempt) for attempt in latest):
        return False
    return latest[0].place.attempt < rung.tries and bool(rung.contacts)


def _may_be_reached_later(attempt: Attempt) -> bool:
    return attempt.place.name == PERSON and attempt.setback is not Setback.SEEN


def _first_usable(
    ladder: ResolvedLadder, attempts: Sequence[Attempt], start: Place, now: datetime, reason: str
) -> PageNow:
    """Return the page at the first rung from `start` on which someone new can be paged, naming each rung passed over."""
    skips = [_why_skipped(rung, attempts, start.round) for rung in ladder.rungs]
    index = next(i for i in range(start.rung, len(ladder.rungs)) if skips[i] is None)
    passed_over = [f"{ladder.rungs[i].title} skipped: {skips[i]}" for i in range(start.rung, index)]
    place = Place(round=start.round, rung=index, name=ladder.rungs[index].name)
    return _page(ladder.rungs[index], place, now, "; ".join([reason, *passed_over]))


def _why_skipped(rung: ResolvedRung, attempts: Sequence[Attempt], this_round: int) -> str | None:
    if rung.name == EVERYONE:
        return None
    if rung.skipped:
        return rung.skipped
    already = {attempt.contact.person for attempt in attempts if attempt.place.round == this_round}
    if all(contact.person in already for contact in rung.contacts):
        names = ", ".join(contact.name for contact in rung.contacts)
        return f"{names} was already paged in this round"
    return None


def _page(rung: ResolvedRung, place: Place, now: datetime, reason: str) -> PageNow:
    stand_ins = [contact.because for contact in rung.contacts if contact.because]
    tries = f", try {place.attempt} of {rung.tries}" if rung.tries > 1 else ""
    left_out = [rung.left_out] if rung.left_out else []
    because = "; ".join([f"{reason}: {rung.title}{tries}", *stand_ins, *left_out])
    return PageNow(contacts=rung.contacts, place=place, rung=rung, until=now + rung.wait, because=because)


def _names(attempts: list[Attempt]) -> str:
    return attempts[0].contact.name if len(attempts) == 1 else f"{len(attempts)} people"
