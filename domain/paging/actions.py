"""What a pager does next: one call at a time to one person, urgent things first.

A call that is no longer wanted is ended, then come calls, texts and mails of open pages, then notices. Pages that are open at the
same time are told together. A text or mail that waits for its turn holds up nothing else. Only the owner of a page decides its end;
a pager carries messages.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.organisation import Channel
from domain.page_messages import Notice
from domain.paging.bundles import NextAttempt, free_again, next_attempt
from domain.paging.state import REMEMBERED_FOR, Attempt, Outcome, PagerState, ProviderCall
from domain.text_commands import MOST_CHARACTERS


class Action(BaseModel):
    """Something for the pager to do now."""

    model_config = ConfigDict(frozen=True)


class StartAttempt(Action):
    """Call, text or mail for these pages; `more` are due, and are only counted in it."""

    page_ids: tuple[str, ...]
    channel: Channel
    because: str
    more: int = 0


class EndCall(Action):
    """Cancel a call that rings, or hang up on one that was picked up by a machine. An attempt may have two (`provider_id`)."""

    attempt_id: str
    provider_id: str


class TellWhoHasIt(Action):
    """Whoever is on the phone hears at once that the page they listen to is closed, and why."""

    attempt_id: str


class AskAboutCall(Action):
    """A call's time is over and nothing was heard of it: ask the provider what came of it."""

    attempt_id: str


class Conclude(Action):
    """A call that was picked up is over, and no answer came of it."""

    attempt_id: str


class TellCodes(Action):
    """Text the codes of what was taken by phone: with them it can be passed on, or closed."""


class SendNotices(Action):
    """Text these notices to the person, as one text: all of them go to the same number."""

    notices: tuple[Notice, ...]


class ReportUnreachable(Action):
    """Tell the page's owner that no channel of this person works."""

    page_id: str


class TurnAway(Action):
    """Tell the owner of a page that this person has as many as one can have: it is for others, at once."""

    page_id: str
    owner: str


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
        or _tell_who_has_it(state)
        or _see_to_silent_call(state, now)
        or _start(next_attempt(state, now))
        or _turn_away(state)
        or _codes_owed(state)
        or _next_notices(state)
        or _report_unreachable(state)
        or _wait_or_leave(state, now)
    )


def _end_unwanted_call(state: PagerState) -> Action | None:
    """End calls whose pages have their end, unless a person is on the line, and calls a machine picked up."""
    for attempt in state.attempts.values():
        for call in (*_followed_to_end(state, attempt), *_others_to_end(state, attempt)):
            if call.provider_id and not call.end_asked:
                return EndCall(attempt_id=attempt.id, provider_id=call.provider_id)
    return None


def _followed_to_end(state: PagerState, attempt: Attempt) -> list[ProviderCall]:
    voicemail = attempt.outcome is Outcome.VOICEMAIL and attempt.status != "completed"
    unwanted = attempt.connected and not attempt.picked_up and not wanted(state, attempt)
    return [attempt] if voicemail or unwanted else []


def _others_to_end(state: PagerState, attempt: Attempt) -> list[ProviderCall]:
    """Return what else may ring under this attempt, or talks to a machine."""
    if not attempt.others:
        return []
    ringing = [] if wanted(state, attempt) else [call for call in attempt.others if not call.picked_up]
    return [call for call in attempt.others if not call.over and (call.machine or call in ringing)]


def wanted(state: PagerState, attempt: Attempt) -> bool:
    """Whether an attempt is still needed: for a page that is open, and for a call whose alert has not cleared meanwhile."""
    calling = attempt.channel is Channel.CALL
    return any(page.open and not (calling and page.cleared) for page in state.pages_of(attempt))


def _tell_who_has_it(state: PagerState) -> Action | None:
    calls = (each for each in state.live_calls() if each.connected and each.tell_closed and each.provider_id)
    return next((TellWhoHasIt(attempt_id=attempt.id) for attempt in calls), None)


def _see_to_silent_call(state: PagerState, now: datetime) -> Action | None:
    for attempt in state.live_calls():
        if now >= attempt.give_up_at:
            over = attempt.status == "completed"
            return Conclude(attempt_id=attempt.id) if over else AskAboutCall(attempt_id=attempt.id)
    return None


def _start(attempt: NextAttempt | None) -> Action | None:
    if attempt is None:
        return None
    pages = tuple(page.order.page_id for page in attempt.pages)
    return StartAttempt(page_ids=pages, channel=attempt.channel, because=attempt.because, more=attempt.more)


def _turn_away(state: PagerState) -> Action | None:
    return next((TurnAway(page_id=page, owner=owner) for page, owner in state.turned_away.items()), None)


def _codes_owed(state: PagerState) -> Action | None:
    """Codes wait until the phone is put down: by then everything that was taken in the call is known."""
    if state.live_calls() or state.texts_closed:
        return None
    return TellCodes() if any(page.code_owed for page in state.pages.values()) else None


def _next_notices(state: PagerState) -> Action | None:
    """Several notices to one number are one text, as far as they fit; the next one waits for it, so that they arrive in order."""
    if state.notices_under_way:
        return None
    together: list[Notice] = []
    length = 0
    for notice in state.notices:
        length += len(notice.body) + 1
        if together and (length > MOST_CHARACTERS or notice.to != together[0].to):
            break
        together.append(notice)
    return SendNotices(notices=tuple(together)) if together else None


def _report_unreachable(state: PagerState) -> Action | None:
    under_way = {page_id for each in state.attempts.values() if each.under_way for page_id in each.page_ids}
    for page in state.open_pages():
        dead_end = not (page.plan or page.delivered or page.rang or page.order.page_id in under_way)
        if dead_end and not page.reported_unreachable:
            return ReportUnreachable(page_id=page.order.page_id)
    return None


def _wait_or_leave(state: PagerState, now: datetime) -> Action:
    again = free_again(state, now)
    silent_at = min((call.give_up_at for call in state.live_calls()), default=None)
    if silent_at:
        until = min(silent_at, again) if again else silent_at  # another page's text may be due while they talk
        return Wait(until=until, because="the call may still be answered")
    if again:
        return Wait(until=again, because="called and texted often enough for the moment; the pages stand in LIST")
    if reason := _still_needed(state):
        return Wait(until=now + REMEMBERED_FOR, because=reason)
    forgotten_at = state.last_busy + REMEMBERED_FOR
    if now >= forgotten_at:
        return Leave()
    return Wait(until=forgotten_at, because="a late answer may still come")


def _still_needed(state: PagerState) -> str | None:
    """Say why a pager must be there however much time passes; None when it need not."""
    if any(page.held for page in state.pages.values()):  # who has it may pass it on days later
        return "an answer may still come"
    if state.notices_under_way or any(each.under_way for each in state.attempts.values()):
        return "what came of a text or mail is still to be heard"
    if state.texts_stopped:
        return "texts to this person are stopped, which is to be remembered"
    return None
