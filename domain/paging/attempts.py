"""What comes of calls, texts and mails.

Providers' words come late, twice and out of order: a newer one wins, a repeat changes nothing.
"""

from datetime import datetime, timedelta

from domain.codes import free_page_code
from domain.errors import DeliveryFailed, FailureKind
from domain.machines import is_machine
from domain.organisation import Channel
from domain.paging import doubled, record
from domain.paging.actions import StartAttempt
from domain.paging.state import Attempt, Outcome, PagerState
from domain.paging.texts import close_texts_by_code
from domain.provider_codes import meaning
from domain.sending import Accepted, CallReport, TextReport

_PROVIDER_GRACE = timedelta(seconds=10)  # Twilio rings up to 5 s longer than asked, and its callbacks take a moment
_TALKS_UNASKED = timedelta(
    seconds=30
)  # the end of a call may never be reported, and nothing else reaches the person meanwhile
_ANSWER_GRACE = timedelta(seconds=2)  # an answer goes a longer way than the news that the call is over

_OUTCOME_OF_STATUS = {
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "failed": Outcome.NOT_CONNECTED,
    "canceled": Outcome.CANCELLED,
}
_REACHED = {"ringing", "in-progress"}
_RANG = {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.NO_KEY, Outcome.UNKNOWN}
_OUTCOME_OF_TEXT_STATUS = {
    "delivered": Outcome.DELIVERED,
    "undelivered": Outcome.NOT_DELIVERED,
    "failed": Outcome.NOT_DELIVERED,
}


def start_attempt(state: PagerState, action: StartAttempt, code_choice: int, now: datetime) -> Attempt:
    """Record the attempt before it is made, so that its id is known to every callback."""
    pages = [state.pages[page_id] for page_id in action.page_ids]
    state.attempts_made += 1
    attempt = Attempt(
        id=f"{state.person}/{state.run}/{state.attempts_made}",
        channel=action.channel,
        started_at=now,
        give_up_at=now + max(page.contact.ring for page in pages) + _PROVIDER_GRACE,
        more=action.more,
    )
    if action.channel is Channel.TEXT and len(pages) > 1:
        attempt.code = free_page_code(code_choice, state.codes_in_use())
    for page in pages:
        attempt.tells(page)
        page.plan.remove(action.channel)
        page.first_attempt = page.first_attempt or attempt.id
    state.attempts[attempt.id] = attempt
    record.attempt_made(state, attempt, pages, action.because, now)
    return attempt


def accepted(state: PagerState, attempt: Attempt, word: Accepted, now: datetime) -> None:
    """The provider took the call, text or mail."""
    attempt.handed_over_at = now
    doubled.named(attempt, word.provider_id)
    if attempt.status == "placing":  # the wait for its turn in the lane is no silence of the provider's
        attempt.give_up_at += now - attempt.started_at
    if word.found:
        why = "the provider's answer was lost, and its list shows it: nothing is sent twice"
        record.noted(state, state.pages_of(attempt), "found at the provider", now, channel=attempt.channel, why=why)
    if attempt.channel is not Channel.CALL and attempt.outcome is None:
        _conclude(state, attempt, Outcome.ACCEPTED, now)
        _mark_delivered(state, attempt)


def not_accepted(state: PagerState, attempt: Attempt, failure: DeliveryFailed, now: datetime) -> None:
    """The provider did not take it, or nobody can say: the next channel follows at once."""
    if attempt.outcome is None:
        attempt.handed_over_at = now
        outcome = Outcome.UNKNOWN if failure.kind is FailureKind.UNKNOWN else _not_taken(state, attempt)
        _conclude(state, attempt, outcome, now, why=f"{failure.reason} ({failure.kind})")
    _close_what_the_code_closes(state, attempt, failure.code, now)


def _not_taken(state: PagerState, attempt: Attempt) -> Outcome:
    return Outcome.NOT_ACCEPTED if state.any_open(attempt) else Outcome.CANCELLED


def call_reported(state: PagerState, report: CallReport, now: datetime) -> None:
    """Apply a provider's word on a call. A repeat, or an older word than the one known, changes nothing."""
    attempt = state.attempts.get(report.attempt_id)
    if attempt is None or not state.pages_of(attempt):
        return
    if doubled.is_another(attempt, report):
        if doubled.heard_of_another(attempt, report):
            _status_changed(state, attempt, attempt.status, now)
        return
    if attempt.concluded:
        return
    doubled.named(attempt, report.provider_id)
    if report.answered_by is not None:
        _machine_heard(state, attempt, report.answered_by, now)
    elif report.status is not None and report.sequence > attempt.sequence and attempt.status != "completed":
        attempt.sequence = report.sequence
        if report.status == "ringing":
            _note_first_ring(state, attempt, now)
        _status_changed(state, attempt, report.status, now)


def call_found(state: PagerState, attempt: Attempt, status: str, now: datetime) -> None:
    """Apply what the provider says, when asked, of a call nothing was heard of. It counts like a word of its own."""
    if attempt.outcome is None and now >= attempt.give_up_at:
        _status_changed(state, attempt, status, now)


def call_lost(state: PagerState, attempt: Attempt, reason: str, now: datetime) -> None:
    """Nobody can say what came of a call: it counts as not answered, and the next channel follows.

    One that was picked up is asked about again while it may go on: a second call would find its person on the phone.
    """
    if attempt.outcome is not None or now < attempt.give_up_at:
        return
    if attempt.talks_until and now < attempt.talks_until:
        attempt.give_up_at = min(now + _TALKS_UNASKED, attempt.talks_until)
    else:
        _conclude(state, attempt, Outcome.UNKNOWN, now, why=reason)


def put_through(state: PagerState, page_id: str, now: datetime) -> None:
    """Whoever was called is on a bridge with that call: it is no longer ours to wait for, and the next page may ring beside it."""
    for attempt in state.live_calls():
        if page_id in attempt.page_ids and attempt.picked_up:
            _conclude(state, attempt, Outcome.PUT_THROUGH, now)


def call_over(state: PagerState, attempt: Attempt, now: datetime) -> None:
    """A call that was picked up is over, and every answer given in it has had the time to arrive."""
    if not _goes_on(state, attempt, now):
        _conclude(state, attempt, Outcome.NO_KEY if state.any_open(attempt) else Outcome.SETTLED, now)


def _machine_heard(state: PagerState, attempt: Attempt, answered_by: str, now: datetime) -> None:
    """Machine detection is a hint: it shortens the wait, a human by its word is no answer."""
    if not (is_machine(answered_by) and state.any_open(attempt)):
        return
    attempt.machine = True
    if not _goes_on(state, attempt, now):
        _conclude(state, attempt, Outcome.VOICEMAIL, now, why=f"machine detection heard {answered_by}")


def _status_changed(state: PagerState, attempt: Attempt, status: str, now: datetime) -> None:
    _revive(attempt)
    pages = state.pages_of(attempt)
    talking = status == "in-progress"
    attempt.give_up_at = now + _silence_allowed(state, attempt, talking=talking)
    picked_up_now = talking and not attempt.picked_up
    if picked_up_now:
        attempt.talks_until = now + max(page.contact.answer_limit for page in pages) + _PROVIDER_GRACE
    attempt.status, attempt.picked_up = status, attempt.picked_up or talking
    if status in _REACHED:
        state.unreachable = False
    if picked_up_now:
        record.picked_up(state, attempt, now)
    elif attempt.over and _goes_on(state, attempt, now):
        return
    elif status == "completed":
        _completed(state, attempt, now)
    elif status in _OUTCOME_OF_STATUS:
        _conclude(state, attempt, _OUTCOME_OF_STATUS[status], now)


def _silence_allowed(state: PagerState, attempt: Attempt, *, talking: bool) -> timedelta:
    """Return how long nothing need be heard of a call before the provider is asked."""
    longest_ring = max((page.contact.ring for page in state.pages_of(attempt)), default=timedelta())
    return _TALKS_UNASKED if talking else longest_ring + _PROVIDER_GRACE


def _goes_on(state: PagerState, attempt: Attempt, now: datetime) -> bool:
    """Whether one call of two is over, and the attempt goes on with the other: while any of its pages is open."""
    if not (state.any_open(attempt) and doubled.follow_another(attempt)):
        return False
    attempt.give_up_at = now + _silence_allowed(state, attempt, talking=attempt.picked_up)
    return True


def _note_first_ring(state: PagerState, attempt: Attempt, now: datetime) -> None:
    """Only the ring of a page's first attempt says how fast we and the provider are."""
    waited = (now - page.opened_at for page in state.pages_of(attempt) if page.first_attempt == attempt.id)
    state.first_rings.extend(waited)


def _completed(state: PagerState, attempt: Attempt, now: datetime) -> None:
    """An answer may be on its way when the call is over: it is given a moment before "no key was pressed" is said."""
    if state.any_open(attempt):
        attempt.give_up_at = now + _ANSWER_GRACE
    else:
        _conclude(state, attempt, Outcome.SETTLED, now)


def _revive(attempt: Attempt) -> None:
    """A new word from the provider proves that a call thought lost exists: it can be answered, and must be ended if unwanted."""
    if not attempt.concluded:
        attempt.outcome = None


def text_reported(state: PagerState, report: TextReport, now: datetime) -> None:
    """Apply a provider's word on a text. `sent` may be the last one ever heard, so nothing waits for `delivered`."""
    attempt = state.attempts.get(report.attempt_id)
    outcome = _OUTCOME_OF_TEXT_STATUS.get(report.status)
    if attempt is None or outcome is None or not state.pages_of(attempt):
        return
    if attempt.outcome in {Outcome.DELIVERED, Outcome.NOT_DELIVERED}:
        return
    if outcome is Outcome.DELIVERED:
        _mark_delivered(state, attempt)
    else:
        _unmark_delivered(state, attempt)
    words = meaning(report.error_code).words if report.error_code else None
    _conclude(state, attempt, outcome, now, why=words)
    _close_what_the_code_closes(state, attempt, report.error_code, now)


def call_not_ended(state: PagerState, attempt: Attempt, reason: str, now: datetime) -> None:
    """A call could not be changed: it runs out by itself, and the timeline says so."""
    pages = state.pages_of(attempt)
    record.noted(state, pages, "the call could not be ended", now, channel=Channel.CALL, why=reason)


def caller_not_told(state: PagerState, attempt: Attempt, reason: str, now: datetime) -> None:
    """Whoever is on the phone could not be told that it is settled: they hear it at their next key, and the timeline says so."""
    pages = state.pages_of(attempt)
    record.noted(state, pages, "could not be told who has it", now, channel=Channel.CALL, why=reason)


def _close_what_the_code_closes(state: PagerState, attempt: Attempt, code: int | None, now: datetime) -> None:
    """Close what is wrong with the number closes: texts to the person, or calls for the pages of this attempt."""
    if attempt.channel is Channel.TEXT:
        close_texts_by_code(state, code, now)
    elif attempt.channel is Channel.CALL and code is not None and meaning(code).channel_closed:
        for page in state.pages_of(attempt):
            page.cannot_be_called = True


def _conclude(state: PagerState, attempt: Attempt, outcome: Outcome, now: datetime, why: str | None = None) -> None:
    attempt.outcome = outcome
    for page in state.pages_of(attempt):
        page.rang = page.rang or outcome in _RANG
        if outcome not in {Outcome.DELIVERED, Outcome.ACCEPTED}:
            page.last_failure = f"{outcome}: {why}" if why else outcome
            page.why_next = f"the {attempt.channel}: {page.last_failure}"
    record.concluded(state, attempt, outcome, why, now)


def _mark_delivered(state: PagerState, attempt: Attempt) -> None:
    state.unreachable = False
    for page in state.pages_of(attempt):
        if attempt.channel not in page.delivered:
            page.delivered.append(attempt.channel)


def _unmark_delivered(state: PagerState, attempt: Attempt) -> None:
    """What did not arrive was not delivered; another try on the same channel may have been."""
    arrived = {Outcome.ACCEPTED, Outcome.DELIVERED}
    others = [each for each in state.attempts.values() if each is not attempt and each.channel is attempt.channel]
    told = {page_id for each in others if each.outcome in arrived for page_id in each.page_ids}
    for page in state.pages_of(attempt):
        if attempt.channel in page.delivered and page.order.page_id not in told:
            page.delivered.remove(attempt.channel)
