"""How a pager writes on the timelines of the incidents its pages belong to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack

from domain.channels import CHANNELS
from domain.lanes import TURN_COMES_WITHIN
from domain.organisation import Channel
from domain.page_messages import PageRequest
from domain.paging.state import Attempt, Outcome, Page, PagerState
from domain.timeline import Details, Kind, Reference


def attempt_made(state: PagerState, attempt: Attempt, pages: Iterable[Page], because: str, now: datetime) -> None:
    """Write that an attempt is made, for each page it tells."""
    for page in pages:
        about = Reference(intent=page.order.intent, attempt=attempt.id, due=_due(attempt, page))
        what = CHANNELS[attempt.channel].placed
        _write(state, page, now, Kind.ATTEMPT, what, channel=attempt.channel, why=because, about=about)


def joined(state: PagerState, page: Page, attempt: Attempt, now: datetime) -> None:
    """Write that a page is told by a call that rings already."""
    about = Reference(intent=page.order.intent, attempt=attempt.id, due=_due(attempt, page))
    why = f"{page.contact.name} is being called already, and hears of it in the same call"
    _write(state, page, now, Kind.ATTEMPT, "joins a call", channel=Channel.CALL, why=why, about=about)


def waits_for_the_phone(state: PagerState, page: Page, now: datetime) -> None:
    """Write that somebody is on the phone already when a page comes: it is spoken there, and keeps its turn."""
    why = f"{page.contact.name} is on the phone, and hears of it there; if not, a call of its own follows"
    noted(state, [page], "waits for the phone", now, channel=Channel.CALL, why=why)


def turned_away(state: PagerState, request: PageRequest, why: str, now: datetime) -> None:
    """Write that somebody is not told of a page."""
    order, name = request.order, request.contact.name
    state.journal.write(order.code, now, Kind.NOTE, "is not told of it", who=name, why=why)


def _due(attempt: Attempt, page: Page) -> datetime:
    """Return when an outcome must be known: its turn in the lane has come by then, and the longest call is over."""
    return attempt.give_up_at + TURN_COMES_WITHIN + page.contact.answer_limit


def concluded(state: PagerState, attempt: Attempt, outcome: Outcome, why: str | None, now: datetime) -> None:
    """Write what came of an attempt, for each page it was for, and for each time it was intended."""
    for page in state.pages_of(attempt):
        what = _outcome_for(page, outcome)
        reason = why or page.ended_because
        for intent in attempt.intents[page.order.page_id]:
            about = Reference(intent=intent, attempt=attempt.id)
            _write(state, page, now, Kind.OUTCOME, what, channel=attempt.channel, why=reason, about=about)


def _outcome_for(page: Page, outcome: Outcome) -> Outcome:
    """Of pages told in one call some may be taken and others not: for those that were, a key was pressed."""
    return Outcome.SETTLED if outcome is Outcome.NO_KEY and not page.open else outcome


def picked_up(state: PagerState, attempt: Attempt, now: datetime) -> None:
    """Write that somebody, or something, picked up."""
    for page in state.pages_of(attempt):
        _write(state, page, now, Kind.OUTCOME, "picked up; only a key counts", channel=Channel.CALL)


def noted(state: PagerState, pages: Iterable[Page], what: str, now: datetime, **details: Unpack[Details]) -> None:
    """Write a note for each of these pages."""
    for page in pages:
        _write(state, page, now, Kind.NOTE, what, **details)


def _write(state: PagerState, page: Page, now: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
    details["who"] = page.contact.name
    state.journal.write(page.order.code, now, kind, what, **details)
