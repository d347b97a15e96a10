"""What happens to a person's pages: they arrive, change and end."""

from datetime import datetime

from domain.codes import free_page_code
from domain.organisation import Channel
from domain.page_messages import (
    Notice,
    PageCleared,
    PageEnding,
    PageLapsed,
    PageReport,
    PageRequest,
    PageReworded,
    PageWithdrawal,
)
from domain.paging import record
from domain.paging.bundles import TOLD_TOGETHER, may_be_told_with
from domain.paging.state import MOST_HELD, REMEMBERED_FOR, Attempt, Page, PagerState
from domain.paging.texts import add_notice, open_texts_after_a_while
from domain.purposes import kind_of
from domain.wording import lapsed_text

TOO_MANY = f"{MOST_HELD} pages are open or in hand already"
"""Why somebody is not told of a page."""


def open_page(state: PagerState, request: PageRequest, code_choice: int, now: datetime) -> None:
    """Open a page, or try once more for one that is known: what was delivered is not sent again, the phone rings again.

    The same intent arriving twice is one. A new page of somebody who has as many as one can have is turned away.
    """
    _forget_old_pages(state, now)
    open_texts_after_a_while(state, now)
    order = request.order
    page = state.pages.get(order.page_id)
    if page is not None and page.order.intent == order.intent:
        return
    if page is None and state.full:
        state.turned_away[order.page_id] = order.owner
        record.turned_away(state, request, TOO_MANY, now)
        return
    if page is None:
        code = free_page_code(code_choice, state.codes_in_use())
        page = Page(order=order, contact=request.contact, code=code, opened_at=now)
        state.pages[order.page_id] = page
    _try_anew(state, page, request)
    state.last_busy = now
    _join_the_call_under_way(state, page, now)


def _try_anew(state: PagerState, page: Page, request: PageRequest) -> None:
    page.order, page.contact = request.order, request.contact
    page.cleared = request.order.cleared
    page.ending = page.ended_because = page.ended_at = None
    page.in_hand = page.code_owed = False
    page.reported_unreachable = page.rang = False
    page.last_failure = ""
    _plan(page, _channels_to_try(state, page), page.contact.because)


def _plan(page: Page, channels: list[Channel], because: str | None) -> None:
    """Set which channels the page is sent on from here; with none left its owner is told why."""
    page.plan = channels
    if channels:
        page.why_next = because or f"{channels[0]} comes first for {page.contact.name}"
    else:
        page.last_failure = page.last_failure or f"the alert has cleared, and {page.contact.name} can only be called"


def _channels_to_try(state: PagerState, page: Page) -> list[Channel]:
    """Return the channels that have not delivered the page yet, in the person's order; if all have, the first once more.

    None is left while a text or mail is on its way with it, nor for an alert that has cleared when the person can only be called.
    """
    untried = _untried(state, page)
    if untried or state.on_its_way(page):
        return untried
    return _usable(state, page)[:1] or ([] if page.cleared else [page.contact.channels[0]])


def _untried(state: PagerState, page: Page) -> list[Channel]:
    tried = {*page.delivered, *state.on_its_way(page)}
    return [channel for channel in _usable(state, page) if channel not in tried]


def _usable(state: PagerState, page: Page) -> list[Channel]:
    return [channel for channel in page.contact.channels if not _closed(state, page, channel)]


def _closed(state: PagerState, page: Page, channel: Channel) -> bool:
    """Whether a channel is not to be used: closed texts, and calls for what has cleared or to a number that cannot be called."""
    if channel is Channel.CALL:
        return page.cleared or page.cannot_be_called
    return channel is Channel.TEXT and state.texts_closed is not None


def _join_the_call_under_way(state: PagerState, page: Page, now: datetime) -> None:
    """A page that comes while the phone rings is told in that call, not in one of its own.

    In a call that was picked up already, or tells as many as it has room for, it is spoken too, but keeps its turn: the person may
    hang up before they hear of it.
    """
    call = next((each for each in state.live_calls() if each.connected and not each.end_asked), None)
    if call is None or page.plan[:1] != [Channel.CALL]:
        return
    if not all(may_be_told_with(page, told) for told in state.pages_of(call)):
        return
    if call.picked_up or (state.bounded and len(call.intents) >= TOLD_TOGETHER):
        record.waits_for_the_phone(state, page, now)
        return
    page.plan.remove(Channel.CALL)
    call.tells(page)
    page.first_attempt = page.first_attempt or call.id
    record.joined(state, page, call, now)


def withdraw_page(state: PagerState, withdrawal: PageWithdrawal, now: datetime) -> None:
    """End a page for the reason its owner gives: nothing more is sent for it, and a call that still rings is to be cancelled."""
    page = state.pages.get(withdrawal.page_id)
    if page is None:
        return
    if withdrawal.notice:
        notice_id = f"{withdrawal.page_id}/{withdrawal.ending}/{page.order.intent}"
        add_notice(state, Notice(notice_id=notice_id, body=withdrawal.notice), now)
    mine = withdrawal.ending is PageEnding.ANSWERED and withdrawal.taken_by == state.person
    page.order = page.order.itself()
    page.in_hand = mine
    page.ended_because = withdrawal.because  # the latest reason is the one a late answer hears; the end itself stays
    page.code_owed = mine and _is_judged(page) and (page.code_owed or (page.open and not _knows_code(page)))
    if page.open:
        page.ending, page.ended_at = withdrawal.ending, now
        page.plan = []
        state.last_busy = now
        if not mine and withdrawal.ending is not PageEnding.PASSED_ON:
            _tell_whoever_listens(state, page)
    elif not mine:
        page.ended_at = now  # it was in hand until now


def _is_judged(page: Page) -> bool:
    """Whether who takes the page needs its code later: to pass it on, or to close it."""
    return kind_of(page.order.own_purpose).judged


def _knows_code(page: Page) -> bool:
    """Whether the person has had a text with the page's code, or one that says how to have it listed."""
    return page.code_texted or Channel.TEXT in page.delivered


def _tell_whoever_listens(state: PagerState, page: Page) -> None:
    """Somebody else has settled it while this person is on the phone with it: they hear so at once.

    Whoever is in the middle of an answer to another page is not interrupted; nor is anybody by what the incident has decided, which
    they may have done by this very call: they are offered the technical call just then.
    """
    if kind_of(page.order.own_purpose).decides:
        return  # its answer is no answer to the search, so that nobody knows here whose it was
    for call in state.live_calls():
        busy = state.open_pages() or any(each.in_hand for each in state.pages_of(call))
        if page.order.page_id in call.page_ids and call.connected and call.picked_up and not busy:
            call.tell_closed = True


def clear_page(state: PagerState, news: PageCleared, now: datetime) -> None:
    """The alerts behind a page are gone: what is left to try is tried without calls. Or they are back: the phone may ring."""
    page = state.pages.get(news.page_id)
    if page is None or page.cleared == news.cleared or not page.open:
        return
    page.cleared = news.cleared
    channels = _untried(state, page) if news.cleared else _channels_to_try(state, page)
    _plan(page, channels, "the alert has cleared: no more calls" if news.cleared else "the alert fires again")
    state.last_busy = now


def reword_page(state: PagerState, news: PageReworded) -> None:
    """What the page is about has changed: calls, texts, mails and lists say so from now on, and nobody is disturbed for it."""
    page = state.pages.get(news.page_id)
    if page is not None and page.held:
        page.order = page.order.reworded(news.words)


def lapse_page(state: PagerState, news: PageLapsed, now: datetime) -> None:
    """Whoever had it did not answer: their page is like anybody else's from now on, and a text says that it is not theirs now."""
    page = state.pages.get(news.page_id)
    if page is None or not page.open or not kind_of(page.order.purpose).theirs:
        return
    page.order = page.order.itself().model_copy(update={"purpose": news.purpose, "words": news.words})
    body = lapsed_text(page.order.code, page.code)
    add_notice(state, Notice(notice_id=f"{news.page_id}/lapsed/{page.order.intent}", body=body), now)


def unreachable_reported(page: Page) -> None:
    """The owner knows that no channel works."""
    page.reported_unreachable = True


def owner_told(state: PagerState, page_id: str) -> PageReport:
    """Return what the owner of a page that was turned away is told; it is owed no more."""
    del state.turned_away[page_id]
    return PageReport(page_id=page_id, because=TOO_MANY)


def _forget_old_pages(state: PagerState, now: datetime) -> None:
    old = [
        key
        for key, page in state.pages.items()
        if page.ended_at and not page.in_hand and now - page.ended_at > REMEMBERED_FOR
    ]
    for key in old:
        del state.pages[key]
    known = {page.code for page in state.pages.values()}
    state.bundles = {code: pages for code, pages in state.bundles.items() if known.intersection(pages)}
    state.attempts = {key: attempt for key, attempt in state.attempts.items() if _may_be_heard_of(state, attempt, now)}


def _may_be_heard_of(state: PagerState, attempt: Attempt, now: datetime) -> bool:
    """Whether an attempt may still be reported on, or counts: it tells no page that is forgotten, and is live or not a day old."""
    known = bool(state.pages_of(attempt)) or not attempt.intents
    return known and (attempt.live or now - attempt.started_at <= REMEMBERED_FOR)
