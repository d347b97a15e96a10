"""What happens to a pager: pages arrive and end, providers report, notices are queued.

Providers' words come late, twice and out of order: a newer one wins, a repeat changes nothing.
"""

from datetime import datetime, timedelta

from domain.codes import free_page_code
from domain.errors import FailureKind
from domain.machines import is_machine
from domain.messages import CallReport, Notice, PageEnding, PageRequest, PageWithdrawal, TextReport
from domain.organisation import Channel
from domain.paging.actions import StartAttempt
from domain.paging.state import REMEMBERED_FOR, Attempt, Outcome, Page, PagerState
from domain.timeline import Kind
from domain.wording import taken_text

_PROVIDER_GRACE = timedelta(seconds=10)  # Twilio rings up to 5 s longer than asked, and its callbacks take a moment
_NOTICES_REMEMBERED = 100

_OUTCOME_OF_STATUS = {
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "failed": Outcome.NOT_CONNECTED,
    "canceled": Outcome.CANCELLED,
}
_RANG = {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.NO_KEY, Outcome.UNKNOWN}
_OUTCOME_OF_TEXT_STATUS = {
    "delivered": Outcome.DELIVERED,
    "undelivered": Outcome.NOT_DELIVERED,
    "failed": Outcome.NOT_DELIVERED,
}


def open_page(state: PagerState, request: PageRequest, code_choice: int, now: datetime) -> None:
    """Open a page, or try once more for one that is known: what was delivered is not sent again, the phone rings again."""
    _forget_old_pages(state, now)
    order = request.order
    page = state.pages.get(order.page_id)
    if page is None:
        taken = {each.code for each in state.pages.values()}
        code = free_page_code(code_choice, taken)
        page = Page(order=order, contact=request.contact, code=code, opened_at=now)
        state.pages[order.page_id] = page
    page.order, page.contact = order, request.contact
    page.ending = page.ended_because = page.ended_at = None
    page.in_hand = False
    page.reported_unreachable = False
    page.rang = False
    page.plan = _channels_to_try(page)
    page.why_next = page.contact.because or f"{page.plan[0]} comes first for {page.contact.name}"
    state.last_busy = now


def _channels_to_try(page: Page) -> list[Channel]:
    """Return the channels that have not delivered the page yet, in the person's order; if all have, the first once more."""
    channels = page.contact.channels
    return [channel for channel in channels if channel not in page.delivered] or [channels[0]]


def withdraw_page(state: PagerState, withdrawal: PageWithdrawal, now: datetime) -> None:
    """End a page for the reason its owner gives: nothing more is sent for it, and a call that still rings is to be cancelled."""
    page = state.pages.get(withdrawal.page_id)
    if page is None:
        return
    if withdrawal.notice:
        add_notice(state, Notice(notice_id=f"{withdrawal.page_id}/{withdrawal.ending}", body=withdrawal.notice), now)
    _note_who_has_it(state, page, withdrawal, now)
    page.ended_because = withdrawal.because  # the latest reason is the one a late answer hears; the end itself stays
    if page.open:
        page.ending, page.ended_at = withdrawal.ending, now
        page.plan = []
        state.last_busy = now


def _note_who_has_it(state: PagerState, page: Page, withdrawal: PageWithdrawal, now: datetime) -> None:
    """Whoever took it by phone and never saw the page's code is texted it: with it they can pass it on, or close it."""
    page.in_hand = withdrawal.ending is PageEnding.ANSWERED and withdrawal.taken_by == state.person
    if page.open and page.in_hand and Channel.TEXT not in page.delivered:
        notice_id = f"{withdrawal.page_id}/taken/{page.attempts}"
        add_notice(state, Notice(notice_id=notice_id, body=taken_text(page.order.code, page.code)), now)


def add_notice(state: PagerState, notice: Notice, now: datetime) -> None:
    """Queue words to be texted to the person; the same notice arriving twice is one."""
    if notice.notice_id in state.notices_seen:
        return
    state.notices_seen = [*state.notices_seen, notice.notice_id][-_NOTICES_REMEMBERED:]
    state.notices.append(notice)
    state.last_busy = now


def start_attempt(state: PagerState, action: StartAttempt, now: datetime) -> Attempt:
    """Record the attempt before it is made, so that its id is known to every callback."""
    page = state.pages[action.page_id]
    page.plan.remove(action.channel)
    page.attempts += 1
    attempt = Attempt(
        id=f"{action.page_id}#{page.attempts}",
        page_id=action.page_id,
        channel=action.channel,
        started_at=now,
        give_up_at=now + page.contact.ring + _PROVIDER_GRACE,
    )
    state.attempts[attempt.id] = attempt
    what = {Channel.CALL: "call placed", Channel.TEXT: "text sent", Channel.MAIL: "mail sent"}[action.channel]
    _write(state, page, now, Kind.ATTEMPT, what, channel=action.channel, why=action.because)
    return attempt


def accepted(state: PagerState, attempt: Attempt, provider_id: str) -> None:
    """The provider took the call, text or mail."""
    attempt.provider_id = attempt.provider_id or provider_id
    if attempt.channel is not Channel.CALL:
        attempt.outcome = attempt.outcome or Outcome.ACCEPTED
        if attempt.outcome is not Outcome.NOT_DELIVERED:  # bad news may overtake the acceptance
            _mark_delivered(state, attempt)


def not_accepted(state: PagerState, attempt: Attempt, kind: FailureKind, reason: str, now: datetime) -> None:
    """The provider did not take it, or may have (ambiguous, never blindly repeated): the next channel follows at once."""
    if attempt.outcome is None:
        outcome = Outcome.UNKNOWN if kind is FailureKind.UNKNOWN else Outcome.NOT_ACCEPTED
        _conclude(state, attempt, outcome, now, why=f"{reason} ({kind})")


def call_reported(state: PagerState, report: CallReport, now: datetime) -> None:
    """Apply a provider's word on a call. A repeat, or an older word than the one known, changes nothing."""
    attempt = state.attempts.get(report.attempt_id)
    if attempt is None or attempt.outcome not in {None, Outcome.UNKNOWN}:
        return
    attempt.provider_id = attempt.provider_id or report.provider_id
    if report.answered_by is not None:
        _machine_heard(state, attempt, report.answered_by, now)
    elif report.status is not None and report.sequence > attempt.sequence:
        attempt.sequence, attempt.status = report.sequence, report.status
        _revive(attempt)
        _status_changed(state, attempt, now)


def _revive(attempt: Attempt) -> None:
    """A new word from the provider proves that a call thought lost exists: it can be answered, and must be ended if unwanted."""
    if attempt.outcome is Outcome.UNKNOWN:
        attempt.outcome = None


def _machine_heard(state: PagerState, attempt: Attempt, answered_by: str, now: datetime) -> None:
    """Machine detection is a hint: it shortens the wait, a human by its word is no answer."""
    if is_machine(answered_by) and state.page_of(attempt).open:
        _conclude(state, attempt, Outcome.VOICEMAIL, now, why=f"machine detection heard {answered_by}")


def _status_changed(state: PagerState, attempt: Attempt, now: datetime) -> None:
    page = state.page_of(attempt)
    talk = page.contact.answer_limit if attempt.status == "in-progress" else page.contact.ring
    attempt.give_up_at = now + talk + _PROVIDER_GRACE  # a lost word holds up the next channel no longer than this
    if attempt.status == "in-progress":
        attempt.picked_up = True
        _write(state, page, now, Kind.OUTCOME, "picked up; only a key counts", channel=Channel.CALL)
    elif attempt.status == "completed":
        _conclude(state, attempt, Outcome.NO_KEY if page.open else Outcome.SETTLED, now)
    elif attempt.status in _OUTCOME_OF_STATUS:
        _conclude(state, attempt, _OUTCOME_OF_STATUS[attempt.status], now)


def text_reported(state: PagerState, report: TextReport, now: datetime) -> None:
    """Apply a provider's word on a text. `sent` may be the last one ever heard, so nothing waits for `delivered`."""
    attempt = state.attempts.get(report.attempt_id)
    outcome = _OUTCOME_OF_TEXT_STATUS.get(report.status)
    if attempt is None or outcome is None or attempt.outcome in {Outcome.DELIVERED, Outcome.NOT_DELIVERED}:
        return
    page = state.page_of(attempt)
    if outcome is Outcome.DELIVERED:
        _mark_delivered(state, attempt)
    elif attempt.channel in page.delivered:
        page.delivered.remove(attempt.channel)
    why = f"provider's error {report.error_code}" if report.error_code else None
    _conclude(state, attempt, outcome, now, why=why)


def give_up_on(state: PagerState, attempt: Attempt, now: datetime) -> None:
    """The provider never said what came of a call: it counts as not answered, and the next channel follows."""
    _conclude(state, attempt, Outcome.UNKNOWN, now)


def call_not_ended(state: PagerState, attempt: Attempt, reason: str, now: datetime) -> None:
    """A call could not be cancelled: it runs out by itself, and the timeline says so."""
    page = state.page_of(attempt)
    _write(state, page, now, Kind.NOTE, "the call could not be ended", channel=Channel.CALL, why=reason)


def notice_not_sent(state: PagerState, notice: Notice, reason: str, now: datetime) -> None:
    """Words that were owed to a person could not be texted: the page's timeline says so."""
    page = state.pages.get(notice.notice_id.rsplit("/", 1)[0]) or next(reversed(state.pages.values()), None)
    if page:
        _write(state, page, now, Kind.NOTE, "a text could not be sent", channel=Channel.TEXT, why=reason)


def unreachable_reported(page: Page) -> None:
    """The owner knows that no channel works."""
    page.reported_unreachable = True


def _conclude(state: PagerState, attempt: Attempt, outcome: Outcome, now: datetime, why: str | None = None) -> None:
    attempt.outcome = outcome
    page = state.page_of(attempt)
    page.rang = page.rang or outcome in _RANG
    if outcome is not Outcome.DELIVERED:
        page.last_failure = f"{outcome}: {why}" if why else outcome
        page.why_next = f"the {attempt.channel}: {page.last_failure}"
    _write(state, page, now, Kind.OUTCOME, outcome, channel=attempt.channel, why=why or page.ended_because)


def _mark_delivered(state: PagerState, attempt: Attempt) -> None:
    page = state.page_of(attempt)
    if attempt.channel not in page.delivered:
        page.delivered.append(attempt.channel)


def _forget_old_pages(state: PagerState, now: datetime) -> None:
    old = [
        key
        for key, page in state.pages.items()
        if page.ended_at and not page.in_hand and now - page.ended_at > REMEMBERED_FOR
    ]
    for key in old:
        del state.pages[key]
    state.attempts = {key: attempt for key, attempt in state.attempts.items() if _may_be_heard_of(state, attempt, now)}


def _may_be_heard_of(state: PagerState, attempt: Attempt, now: datetime) -> bool:
    """Whether a provider may still report on an attempt: its page is known, and it is live or not a day old."""
    return attempt.page_id in state.pages and (attempt.live or now - attempt.started_at <= REMEMBERED_FOR)


def _write(
    state: PagerState,
    page: Page,
    now: datetime,
    kind: Kind,
    what: str,
    *,
    channel: Channel | None = None,
    why: str | None = None,
) -> None:
    state.journal.write(page.order.code, now, kind, what, who=page.contact.name, channel=channel, why=why)
