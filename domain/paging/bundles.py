"""Which pages the next call, text or mail tells, and when a person has been called and texted often enough for the moment.

Pages open at the same time are told together, as many as one attempt has room for; the rest are counted in it, and follow. An
invitation to the business call is told alone. A storm must not call one person forty times: beyond the policy's number of calls and
texts the next channel is tried first, and the held one follows when its time has come.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.channels import CHANNELS
from domain.organisation import Channel
from domain.paging.state import Attempt, Outcome, Page, PagerState
from domain.purposes import told_together

TOLD_TOGETHER = 40
"""How many pages one attempt tells: more would make a mail that nobody reads, and an attempt too large to be carried."""

_NOTHING_HEARD = {Outcome.NOT_ACCEPTED, Outcome.NOT_CONNECTED, Outcome.NOT_DELIVERED}

_Held = Mapping[Channel, datetime]
"""Channels that are held back, each with until when."""


class NextAttempt(NamedTuple):
    """The pages to tell together, how, and why now; `more` are as many as are due, but have no room."""

    channel: Channel
    pages: list[Page]
    because: str
    more: int = 0


def next_attempt(state: PagerState, now: datetime) -> NextAttempt | None:
    """Return what to send next, to as many pages as can be told with it; None when nothing can be sent now."""
    held, calls = _held_until(state, now), state.live_calls()
    due = [(page, channel) for page in state.open_pages() if (channel := _channel_now(page, held, calls))]
    if not due:
        return None
    first, channel = due[0]
    together = [page for page, by in due if by is channel and may_be_told_with(first, page)]
    room = TOLD_TOGETHER if state.bounded else len(together)
    return NextAttempt(channel, together[:room], _because(first, channel, held), len(together[room:]))


def may_be_told_with(page: Page, other: Page) -> bool:
    """Whether one call, text or mail may tell both pages: whoever is invited to the business call is told that alone (P15)."""
    return page is other or told_together(page.order.purpose, other.order.purpose)


def free_again(state: PagerState, now: datetime) -> datetime | None:
    """Return when the first channel that is held back may be used again; None when none is."""
    held = _held_until(state, now)
    waited_for = {channel for page in state.open_pages() for channel in page.plan if channel in held}
    return min((held[channel] for channel in waited_for), default=None)


def _channel_now(page: Page, held: _Held, calls: list[Attempt]) -> Channel | None:
    """Return the first channel of the page's plan that is not held back; None while it waits for the phone, or for time."""
    channel = next((each for each in page.plan if each not in held), None)
    if channel is None or _waits_for_the_phone(page, channel, calls):
        return None
    return channel


def _waits_for_the_phone(page: Page, channel: Channel, calls: list[Attempt]) -> bool:
    """A page's next call waits until the line is free; its text waits while its own call may still be answered."""
    own_call = any(page.order.page_id in call.intents for call in calls)
    return own_call or (bool(calls) and channel is Channel.CALL)


def _held_until(state: PagerState, now: datetime) -> _Held:
    """Return the channels that are held back because the person was disturbed by them often enough, each with until when."""
    pages = state.open_pages()
    if len(pages) < 2:
        return {}  # the retries of a single page are the ladder's business
    burst = pages[0].contact.burst
    held = {}
    for channel, traits in CHANNELS.items():
        lately = sorted(_disturbances(state, channel, now - burst.within))
        if traits.at_most and len(lately) >= (allowed := traits.at_most(burst)):
            held[channel] = lately[-allowed] + burst.within
    return held


def _disturbances(state: PagerState, channel: Channel, after: datetime) -> Iterator[datetime]:
    """Yield when the person was disturbed by this channel after then."""
    for attempt in state.attempts.values():
        if attempt.channel is channel and attempt.outcome not in _NOTHING_HEARD and attempt.started_at > after:
            yield attempt.started_at


def _because(page: Page, channel: Channel, held: _Held) -> str:
    passed_over = [each for each in page.plan[: page.plan.index(channel)] if each in held]
    if not passed_over:
        return page.why_next
    return f"{page.contact.name} was {CHANNELS[passed_over[0]].held} often enough for the moment: {channel} first"
