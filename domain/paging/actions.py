"""What a pager does next: one call at a time to one person, urgent things first.

A call that is no longer wanted is ended, then come calls, texts and mails of open pages, then notices. Only the owner of a page
decides its end; a pager carries messages.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.messages import Notice
from domain.organisation import Channel
from domain.paging.state import REMEMBERED_FOR, Outcome, Page, PagerState


class Action(BaseModel):
    """Something for the pager to do now."""

    model_config = ConfigDict(frozen=True)


class StartAttempt(Action):
    """Call, text or mail for this page."""

    page_id: str
    channel: Channel
    because: str


class EndCall(Action):
    """Cancel a call that rings, or hang up on one that was picked up by a machine."""

    attempt_id: str


class GiveUpOn(Action):
    """An attempt's time is over and the provider never said what came of it."""

    attempt_id: str


class SendNotice(Action):
    """Text a notice to the person."""

    notice: Notice


class ReportUnreachable(Action):
    """Tell the page's owner that no channel of this person works."""

    page_id: str


class Wait(Action):
    """Nothing to do until then, unless something arrives."""

    until: datetime
    because: str


class Leave(Action):
    """Nothing has been open for a day: the pager ends."""


def next_action(state: PagerState, now: datetime) -> Action:
    """Say what to do next."""
    return (
        _end_unwanted_call(state)
        or _give_up_on_silence(state, now)
        or _next_attempt(state)
        or _next_notice(state)
        or _report_unreachable(state)
        or _wait_or_leave(state, now)
    )


def _end_unwanted_call(state: PagerState) -> Action | None:
    """End calls whose page has its end, unless a person is on the line, and calls a machine picked up."""
    for attempt in state.attempts.values():
        voicemail = attempt.outcome is Outcome.VOICEMAIL
        unwanted = attempt.live and not attempt.picked_up and not state.page_of(attempt).open
        if (voicemail or unwanted) and attempt.provider_id and not attempt.end_asked:
            return EndCall(attempt_id=attempt.id)
    return None


def _give_up_on_silence(state: PagerState, now: datetime) -> Action | None:
    silent = (attempt for attempt in state.live_calls() if now >= attempt.give_up_at)
    return next((GiveUpOn(attempt_id=attempt.id) for attempt in silent), None)


def _next_attempt(state: PagerState) -> Action | None:
    on_the_phone = bool(state.live_calls())
    for page in _open_pages(state):
        if page.plan and not (on_the_phone and _waits_for_the_phone(state, page)):
            return StartAttempt(page_id=page.order.page_id, channel=page.plan[0], because=page.why_next)
    return None


def _waits_for_the_phone(state: PagerState, page: Page) -> bool:
    """A page's next call waits until the line is free; its text waits while its own call may still be answered."""
    own_call = any(call.page_id == page.order.page_id for call in state.live_calls())
    return own_call or page.plan[0] is Channel.CALL


def _next_notice(state: PagerState) -> Action | None:
    return SendNotice(notice=state.notices[0]) if state.notices else None


def _report_unreachable(state: PagerState) -> Action | None:
    live = {call.page_id for call in state.live_calls()}
    for page in _open_pages(state):
        dead_end = not (page.plan or page.delivered or page.rang or page.order.page_id in live)
        if dead_end and not page.reported_unreachable:
            return ReportUnreachable(page_id=page.order.page_id)
    return None


def _wait_or_leave(state: PagerState, now: datetime) -> Action:
    calls = state.live_calls()
    if calls:
        call = min(calls, key=lambda each: each.give_up_at)
        return Wait(until=call.give_up_at, because="the call may still be answered")
    if any(page.open or page.in_hand for page in state.pages.values()):  # who has it may pass it on days later
        return Wait(until=now + REMEMBERED_FOR, because="an answer may still come")
    forgotten_at = state.last_busy + REMEMBERED_FOR
    if now >= forgotten_at:
        return Leave()
    return Wait(until=forgotten_at, because="a late answer may still come")


def _open_pages(state: PagerState) -> list[Page]:
    return [page for page in state.pages.values() if page.open]
