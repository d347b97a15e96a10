"""What a pager orders from the providers, composed from what it remembers."""

from datetime import timedelta

from domain.bridges import LEAD_TO_A_BRIDGE
from domain.messages import Purpose
from domain.paging.state import Attempt, Page, PagerState, ProviderCall, told_of
from domain.sending import CallCheck, CallEnd, CallOrder, CallRedirect, MailOrder, PageInMail, TextOrder
from domain.wording import (
    alerts_in_words,
    check_in_text,
    follow_in_words,
    invitation_text,
    join_text,
    offer_text,
    page_mail_subject,
    page_text,
    pages_text,
    proposal_text,
    recurrence_text,
)

_ASKS = {
    Purpose.DECLARE: proposal_text,
    Purpose.JOIN: join_text,
    Purpose.OFFER_LEAD: offer_text,
    Purpose.BUSINESS_CALL: invitation_text,
}

_BRIDGE_LASTS = timedelta(hours=4)
"""How long a call may last in which somebody is put through to a bridge: Twilio's own limit."""


def call(state: PagerState, attempt: Attempt) -> CallOrder:
    """Return the order to place a call. What it says is fetched when it is picked up, so that it is never stale."""
    contacts = [page.contact for page in state.pages_of(attempt)]
    return CallOrder(
        attempt_id=attempt.id,
        person=state.person,
        ring=max(contact.ring for contact in contacts),
        time_limit=_BRIDGE_LASTS if _may_join(state, attempt) else max(each.answer_limit for each in contacts),
        known=state.known_to_provider(attempt),
    )


def _may_join(state: PagerState, attempt: Attempt) -> bool:
    return any(page.order.purpose in LEAD_TO_A_BRIDGE for page in state.pages_of(attempt))


def text(state: PagerState, attempt: Attempt) -> TextOrder:
    """Return the order to send a text that tells every page of the attempt."""
    pages = state.pages_of(attempt)
    return TextOrder(
        attempt_id=attempt.id,
        person=state.person,
        body=_page_text(pages[0]) if attempt.code is None else _pages_text(pages, attempt),
        reported=True,
        known=state.known_to_provider(attempt),
    )


def _page_text(page: Page) -> str:
    order = page.order
    match order.purpose:
        case Purpose.CHECK_IN:
            return check_in_text(page.code, order.words.headline)
        case Purpose.REOPEN:
            return recurrence_text(page.code, order.words.headline)
        case Purpose.DECLARE | Purpose.JOIN | Purpose.OFFER_LEAD | Purpose.BUSINESS_CALL:
            return _ASKS[order.purpose](order.code, page.code, order.words.headline)
        case _:
            return page_text(order.code, page.code, order.words.headline, cleared=page.cleared)


def _pages_text(pages: list[Page], attempt: Attempt) -> str:
    reminders, cleared, code = _reminders(pages), _cleared(pages), attempt.code or ""
    return pages_text(len(pages), told_of(pages), code, reminders=reminders, cleared=cleared, and_more=attempt.more)


def _reminders(pages: list[Page]) -> int:
    return sum(page.order.purpose is Purpose.CHECK_IN for page in pages)


def _cleared(pages: list[Page]) -> int:
    return sum(page.cleared for page in pages)


def mail(state: PagerState, attempt: Attempt) -> MailOrder:
    """Return the order to send a mail that tells every page of the attempt, each with what its link needs."""
    pages = state.pages_of(attempt)
    first = pages[0].order
    what = alerts_in_words(len(pages), reminders=_reminders(pages), cleared=_cleared(pages))
    several = f"{what}: {told_of(pages)}"
    return MailOrder(
        attempt_id=attempt.id,
        person=state.person,
        name=pages[0].contact.name,
        subject=_subject(pages[0]) if len(pages) == 1 else page_mail_subject(first.code, several),
        thread=first.code,
        note=follow_in_words(attempt.more) if attempt.more else "",
        pages=tuple(_in_mail(page) for page in pages),
    )


def _subject(page: Page) -> str:
    order = page.order
    if order.purpose is Purpose.BUSINESS_CALL:
        return order.words.headline
    return page_mail_subject(order.code, order.words.headline)


def _in_mail(page: Page) -> PageInMail:
    order = page.order
    cleared = "The alert has cleared since. " if page.cleared else ""
    return PageInMail(
        page_id=order.page_id,
        owner=order.owner,
        incident=order.incident,
        incident_code=order.code,
        page_code=page.code,
        purpose=order.purpose,
        headline=order.words.headline,
        detail=f"{cleared}{order.words.detail}",
        team=order.team,
    )


def end(state: PagerState, call: ProviderCall) -> CallEnd:
    """Return the order to cancel a call that rings, or to hang up one that was picked up."""
    return CallEnd(provider_id=call.provider_id or "", person=state.person, picked_up=call.picked_up)


def redirect(state: PagerState, attempt: Attempt) -> CallRedirect:
    """Return the order to have a call fetch its words anew."""
    return CallRedirect(attempt_id=attempt.id, person=state.person, provider_id=attempt.provider_id or "")


def check(attempt: Attempt) -> CallCheck:
    """Return the question how a call stands."""
    return CallCheck(attempt_id=attempt.id, provider_id=attempt.provider_id or "")
