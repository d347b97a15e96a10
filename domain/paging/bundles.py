"""Which pages the next call, text or mail tells, and when a person has been called and texted often enough for the moment.

Pages open at the same time are told together, but for an invitation to the business call, which is told alone. A storm must not
call one person forty times: beyond the policy's number of calls and texts the next channel is tried first, and the held one
follows when its time has come.
"""

from datetime import datetime
from typing import NamedTuple

from domain.channels import CHANNELS
from domain.organisation import Channel
from domain.paging.state import Outcome, Page, PagerState
from domain.purposes import told_together

_NOTHING_HEARD = {Outcome.NOT_ACCEPTED, Outcome.NOT_CONNECTED, Outcome.NOT_DELIVERED}


class NextAttempt(NamedTuple):
    """The pages to tell together, how, and why now."""

    channel: Channel
    pages: list[Page]
    because: str


def next_attempt(state: PagerState, now: datetime) -> NextAttempt | None:
    """Return what to send next, to as many pages as can be told with it; None when nothing can be sent now."""
    channel_of = {page.order.page_id: _channel_now(state, page, now) for page in state.open_pages()}
    for page in state.open_pages():
        channel = channel_of[page.order.page_id]
        if channel is not None:
            due = [other for other in state.open_pages() if channel_of[other.order.page_id] is channel]
            together = [other for other in due if may_be_told_with(page, other)]
            return NextAttempt(channel, together, _because(state, page, channel, now))
    return None


def may_be_told_with(page: Page, other: Page) -> bool:
    """Whether one call, text or mail may tell both pages: whoever is invited to the business call is told that alone (P15)."""
    return page is other or told_together(page.order.purpose, other.order.purpose)


def free_again(state: PagerState, now: datetime) -> datetime | None:
    """Return when the first channel that is held back may be used again; None when none is."""
    held = [_held_until(state, channel, now) for page in state.open_pages() for channel in page.plan]
    return min((until for until in held if until), default=None)


def _channel_now(state: PagerState, page: Page, now: datetime) -> Channel | None:
    """Return the first channel of the page's plan that is not held back; None while it waits for the phone, or for time."""
    channel = next((each for each in page.plan if not _held_until(state, each, now)), None)
    if channel is None or _waits_for_the_phone(state, page, channel):
        return None
    return channel


def _waits_for_the_phone(state: PagerState, page: Page, channel: Channel) -> bool:
    """A page's next call waits until the line is free; its text waits while its own call may still be answered."""
    calls = state.live_calls()
    own_call = any(page.order.page_id in call.page_ids for call in calls)
    return own_call or (bool(calls) and channel is Channel.CALL)


def _held_until(state: PagerState, channel: Channel, now: datetime) -> datetime | None:
    """Return until when a channel is held back because the person was disturbed by it often enough; None when it is not."""
    pages = state.open_pages()
    at_most = CHANNELS[channel].at_most
    if len(pages) < 2 or at_most is None:
        return None  # the retries of a single page are the ladder's business
    burst = pages[0].contact.burst
    allowed = at_most(burst)
    lately = [
        attempt.started_at
        for attempt in state.attempts.values()
        if attempt.channel is channel
        and attempt.outcome not in _NOTHING_HEARD
        and now - attempt.started_at < burst.within
    ]
    return sorted(lately)[-allowed] + burst.within if len(lately) >= allowed else None


def _because(state: PagerState, page: Page, channel: Channel, now: datetime) -> str:
    held = [each for each in page.plan[: page.plan.index(channel)] if _held_until(state, each, now)]
    if not held:
        return page.why_next
    return f"{page.contact.name} was {CHANNELS[held[0]].held} often enough for the moment: {channel} first"
