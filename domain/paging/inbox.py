"""What a text this person sent us means, and how long their texts are not taken after wrong codes.

Sender numbers can be forged: a code that was just sent to the number proves that whoever texts has the phone in hand. Whoever
guesses is locked out, and the pager counts, so that guesses sent at the same time are counted one after another. A phone that
answers every text by itself is soon left without a reply: it would be written to for ever.
"""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.messages import Purpose
from domain.page_messages import OpenPage, TextMeaning, TextReceived
from domain.paging.state import PagerState
from domain.paging.views import known_pages
from domain.text_commands import (
    ANSWER_ONLY,
    NEED_ONE_PAGE,
    VERBS,
    TextCommand,
    Word,
    listing,
    page_without_code,
    read_text,
)
from domain.wording import local_time

_WRONG_CODES_ALLOWED = 5
_LOCKED_FOR = timedelta(minutes=10)
_TEXTS_REMEMBERED = 50
_REFUSALS_TOLD = 3
_TO = {Word.JOIN: "join its call", Word.LEAD: "take the lead", Word.DECLINE: "take the lead"}
_REFUSALS_COUNTED_FOR = timedelta(minutes=10)


def understand(state: PagerState, received: TextReceived, now: datetime) -> TextMeaning:
    """Say what a text means: an answer to pages, words to reply, or nothing. The same text delivered again means the same."""
    known = state.texts_read.get(received.text_id)
    if known is not None:
        return known
    try:
        meaning = _meaning(state, received.body, now)
    except Refused as refused:
        meaning = _refusal(state, str(refused), now)
    state.texts_read = dict([*state.texts_read.items(), (received.text_id, meaning)][-_TEXTS_REMEMBERED:])
    return meaning


def _refusal(state: PagerState, words: str, now: datetime) -> TextMeaning:
    """Reply why a text is not taken, three times within ten minutes; that texts are locked is said in any case, and once."""
    state.refusals_told = [at for at in state.refusals_told if now - at < _REFUSALS_COUNTED_FOR]
    if len(state.refusals_told) >= _REFUSALS_TOLD and not _is_locked(state, now):
        return TextMeaning(silent=True)
    state.refusals_told.append(now)
    return TextMeaning(reply=words)


def check_unlocked(state: PagerState, now: datetime) -> None:
    """Return when this person's texts are taken. Raises `Refused` when wrong codes have locked them."""
    if state.locked_until is not None and now < state.locked_until:
        raise Refused(_locked(state, state.locked_until))


def _is_locked(state: PagerState, now: datetime) -> bool:
    return state.locked_until is not None and now < state.locked_until


def _meaning(state: PagerState, body: str, now: datetime) -> TextMeaning:
    if _is_locked(state, now):
        return TextMeaning(silent=True)
    command = read_text(body)
    pages = known_pages(state)
    if command.word is Word.LIST:
        return TextMeaning(reply=listing(pages))
    meant = _with_code(state, command, pages, now) if command.code else [_without_code(command, pages)]
    return TextMeaning(verb=VERBS[command.word], pages=tuple(meant), written=command.rest)


def _without_code(command: TextCommand, pages: list[OpenPage]) -> OpenPage:
    """Return the one page that is open, never one that asks a silent person: a forged text must not keep it in their hands."""
    page = page_without_code(command, pages)
    if page.purpose in {Purpose.CHECK_IN, Purpose.LEAD}:
        raise Refused(f"Whether you are still on it needs the code of the page. {listing(pages)}")
    if page.purpose is not Purpose.TRIAGE:
        raise Refused(f"{command.word} needs the code of this page. {listing(pages)}")
    return page


def _with_code(state: PagerState, command: TextCommand, pages: list[OpenPage], now: datetime) -> list[OpenPage]:
    """Return the page with this code, or the pages told together under it."""
    page = next((each for each in pages if each.page_code == command.code), None)
    if page is not None:
        _check_answers(command, page)
        return [page]
    told = _told_under(state, command.code or "", now)
    if command.word in NEED_ONE_PAGE:
        raise Refused(f"{command.word} needs the code of one page: each is judged by itself. LIST shows them.")
    together = [each for each in pages if each.page_code in told]
    return [each for each in together if each.open] or together


def _told_under(state: PagerState, code: str, now: datetime) -> set[str]:
    """Return the codes of the pages that were told together under this one. Raises `Refused` for a code that answers nothing."""
    told = state.told_under(code)
    if not told and code in state.codes_in_use():
        raise Refused(f"What had the code {code} is over. LIST shows what is open.")
    if not told:
        _count_wrong_code(state, now)
        raise Refused(f"No page of yours has the code {code}. LIST shows what is open.")
    return told


def _check_answers(command: TextCommand, page: OpenPage) -> None:
    """Refuse a word that answers other pages than this one: what decides needs the code that was sent with the question."""
    if page.own_purpose not in ANSWER_ONLY.get(command.word, {page.own_purpose}):
        raise Refused(f"{page.incident_code} asks you for something else than to {_TO[command.word]}.")


def _count_wrong_code(state: PagerState, now: datetime) -> None:
    state.wrong_codes = [at for at in state.wrong_codes if now - at < _LOCKED_FOR] + [now]
    if len(state.wrong_codes) >= _WRONG_CODES_ALLOWED:
        state.locked_until = now + _LOCKED_FOR
        state.wrong_codes = []
        raise Refused(_locked(state, state.locked_until))


def _locked(state: PagerState, until: datetime) -> str:
    time = clock_of(state, until)
    return f"Too many wrong codes: texts from this number are not taken until {time}. Answer a call instead."


def clock_of(state: PagerState, at: datetime) -> str:
    """Return a time of day on this person's own clock, as far as a page of theirs says which that is."""
    page = next(iter(state.pages.values()), None)
    return local_time(at, page.contact.time_zone) if page else f"{at:%H:%M} UTC"
