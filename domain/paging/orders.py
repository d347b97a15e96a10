"""What a pager orders from the providers, composed from what it remembers."""

from datetime import timedelta

from domain.audiences import Audience
from domain.paging.state import Attempt, Page, PagerState, ProviderCall, told_of
from domain.purposes import PageKind, kind_of
from domain.sending import CallCheck, CallEnd, CallOrder, CallRedirect, MailOrder, PageInMail, TextOrder
from domain.text_replies import how_to_answer
from domain.wording import (
    alerts_in_words,
    follow_in_words,
    page_mail_subject,
    page_text,
    pages_text,
    things_in_words,
    things_text,
)

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
    return any(_kind(page).joins for page in state.pages_of(attempt))


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


def _kind(page: Page) -> PageKind:
    return kind_of(page.order.purpose)


def _page_text(page: Page) -> str:
    kind, order = _kind(page), page.order
    how = " ".join(filter(None, (kind.begins, how_to_answer(order.purpose, page.code))))
    cleared = page.cleared and kind.judged and not kind.theirs
    return page_text(_code_shown(page), how, order.words.headline, cleared=cleared)


def _code_shown(page: Page) -> str:
    """Return the incident's code as it is shown to who is paged; business readers are not shown it (P15)."""
    return page.order.code if _kind(page).audience is Audience.TECHNICAL else ""


def _pages_text(pages: list[Page], attempt: Attempt) -> str:
    """Return the text of several pages: one ACK answers them all, or each has its own way, which LIST shows."""
    if not _one_ack_does(pages):
        return things_text(len(pages) + attempt.more, told_of(pages))
    reminders, cleared, code = _reminders(pages), _cleared(pages), attempt.code or ""
    return pages_text(len(pages), told_of(pages), code, reminders=reminders, cleared=cleared, and_more=attempt.more)


def _one_ack_does(pages: list[Page]) -> bool:
    return all(_kind(page).ack_does_it for page in pages)


def _several_in_words(pages: list[Page]) -> str:
    if not _one_ack_does(pages):
        return things_in_words(len(pages), told_of(pages))
    what = alerts_in_words(len(pages), reminders=_reminders(pages), cleared=_cleared(pages))
    return f"{what}: {told_of(pages)}"


def _reminders(pages: list[Page]) -> int:
    return sum(_kind(page).theirs for page in pages)


def _cleared(pages: list[Page]) -> int:
    return sum(page.cleared for page in pages)


def mail(state: PagerState, attempt: Attempt) -> MailOrder:
    """Return the order to send a mail that tells every page of the attempt, each with what its link needs."""
    pages = state.pages_of(attempt)
    first = pages[0].order
    return MailOrder(
        attempt_id=attempt.id,
        person=state.person,
        name=pages[0].contact.name,
        subject=_subject(pages),
        thread=first.code,
        note=follow_in_words(attempt.more) if attempt.more else "",
        pages=tuple(_in_mail(page) for page in pages),
    )


def _subject(pages: list[Page]) -> str:
    code = _code_shown(pages[0])
    headline = pages[0].order.words.headline if len(pages) == 1 else _several_in_words(pages)
    return page_mail_subject(code, headline) if code else headline


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
