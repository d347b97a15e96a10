"""What a text this person sent us means, and how long their texts are not taken after wrong codes.

Sender numbers can be forged: a code that was just sent to the number proves that whoever texts has the phone in hand. Whoever
guesses is locked out, and the pager counts, so that guesses sent at the same time are counted one after another. A phone that
answers every text by itself is soon left without a reply: it would be written to for ever.
"""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.messages import Verb
from domain.page_messages import OpenPage, TextMeaning, TextReceived
from domain.paging.state import PagerState
from domain.paging.views import known_pages
from domain.purposes import kind_of
from domain.text_commands import WORDS, TextCommand, Word, read_text
from domain.text_replies import help_for, listing, page_without_code
from domain.wording import local_time

_WRONG_CODES_ALLOWED = 5
_LOCKED_FOR = timedelta(minutes=10)
_TEXTS_REMEMBERED = 50
_REFUSALS_TOLD = 3
_LISTS_TOLD = 6
_REPLIES_COUNTED_FOR = timedelta(minutes=10)
_YES = "YES"
"""No word of ours, as carriers act on it; they let it through, and whoever is asked something may mean it."""


def understand(state: PagerState, received: TextReceived, now: datetime) -> TextMeaning:
    """Say what a text means: an answer to pages, words to reply, or nothing. The same text delivered again means the same."""
    known = state.texts_read.get(received.text_id)
    if known is not None:
        return known
    understood = _keyed_in if received.keyed else _written
    meaning = understood(state, received, now)
    state.texts_read = dict([*state.texts_read.items(), (received.text_id, meaning)][-_TEXTS_REMEMBERED:])
    return meaning


def _written(state: PagerState, received: TextReceived, now: datetime) -> TextMeaning:
    try:
        return _meaning(state, received, now)
    except Refused as refused:
        return _refusal(state, str(refused), now)


def _keyed_in(state: PagerState, received: TextReceived, now: datetime) -> TextMeaning:
    """Say which pages a caller has keyed in the code of. Their number can be forged: they are told of no other, and of no code."""
    digits = received.body
    together = [page for page in known_pages(state) if page.page_code == digits] or _told_under(state, digits)
    try:
        check_unlocked(state, now)
        if not together and digits not in state.codes_in_use():
            _count_wrong_code(state, now)
    except Refused:
        until = clock_of(state, state.locked_until or now)
        return TextMeaning(reply=f"Too many wrong codes: none is taken from this number until {until}.")
    return TextMeaning(verb=Verb.JOIN, pages=tuple(together)) if together else TextMeaning()


def _told_under(state: PagerState, code: str) -> list[OpenPage]:
    """Return the pages that one text told together, by the code in it."""
    told = state.told_under(code)
    return [page for page in known_pages(state) if page.page_code in told]


def _refusal(state: PagerState, words: str, now: datetime) -> TextMeaning:
    """Reply why a text is not taken, three times within ten minutes; that texts are locked is said in any case, and once."""
    state.refusals_told = [at for at in state.refusals_told if now - at < _REPLIES_COUNTED_FOR]
    if len(state.refusals_told) >= _REFUSALS_TOLD and not is_locked(state, now):
        return TextMeaning(silent=True)
    state.refusals_told.append(now)
    return TextMeaning(reply=words)


def _list(state: PagerState, pages: list[OpenPage], now: datetime) -> TextMeaning:
    """Reply with the list, six times within ten minutes: more no person asks for, and whoever forges a number has us pay."""
    state.lists_told = [at for at in state.lists_told if now - at < _REPLIES_COUNTED_FOR]
    if len(state.lists_told) >= _LISTS_TOLD:
        return TextMeaning(silent=True)
    state.lists_told.append(now)
    return TextMeaning(reply=listing(pages))


def check_unlocked(state: PagerState, now: datetime) -> None:
    """Return when this person's texts are taken. Raises `Refused` when wrong codes have locked them."""
    if state.locked_until is not None and now < state.locked_until:
        raise Refused(_locked(state, state.locked_until))


def is_locked(state: PagerState, now: datetime) -> bool:
    """Whether wrong codes have locked this person's texts."""
    return state.locked_until is not None and now < state.locked_until


def _meaning(state: PagerState, received: TextReceived, now: datetime) -> TextMeaning:
    if is_locked(state, now):
        return TextMeaning(silent=True)
    pages = known_pages(state)
    command = read_text(received.body)
    if received.refused or command is None:
        raise Refused(received.refused or _not_understood(received.body, pages))
    if command.word is Word.LIST:
        return _list(state, pages, now)
    meant = _with_code(state, command, pages, now) if command.code else [page_without_code(command, pages)]
    verb = _verb(command.word, meant[0]) if len(meant) == 1 else WORDS[command.word].verb
    return TextMeaning(verb=verb, pages=tuple(meant), written=command.rest)


def _not_understood(body: str, pages: list[OpenPage]) -> str:
    no_answer = "Yes is no answer here. " if body.strip().upper() == _YES else ""
    return f"{no_answer}{help_for(pages)}"


def _with_code(state: PagerState, command: TextCommand, pages: list[OpenPage], now: datetime) -> list[OpenPage]:
    """Return the page with this code, or the pages told together under it."""
    page = next((each for each in pages if each.page_code == command.code), None)
    if page is not None:
        _check_answers(command, page)
        return [page]
    together = _told_under(state, command.code or "")
    if not together:
        _check_was_a_code(state, command.code or "", now)
    if WORDS[command.word].one_page:
        raise Refused(f"{command.word} needs the code of one page: each is judged by itself. LIST shows them.")
    return [each for each in together if each.open] or together


def _check_was_a_code(state: PagerState, code: str, now: datetime) -> None:
    """Raise `Refused` for a code that answers nothing; one that was never given counts as wrong."""
    if code in state.codes_in_use():
        raise Refused(f"What had the code {code} is over. LIST shows what is open.")
    _count_wrong_code(state, now)
    raise Refused(f"No page of yours has the code {code}. LIST shows what is open.")


def _verb(word: Word, page: OpenPage) -> Verb | None:
    """Return what a word means for a page: an answer to the reminder it carries now, or to what it asks all the time."""
    return kind_of(page.purpose).verb(word) or kind_of(page.own_purpose).verb(word)


def _check_answers(command: TextCommand, page: OpenPage) -> None:
    """Refuse a word that answers other pages than this one: what decides needs the code that was sent with the question."""
    row = WORDS[command.word]
    if _verb(command.word, page) is None:
        raise Refused(f"{page.page_code} is about {page.named}, and asks you for something else than to {row.does}.")
    if row.open_page and not (page.open or (row.held_page and page.in_hand)):
        raise Refused(f"What {page.page_code} asked you is settled: {page.closed_because}. LIST shows what is open.")


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
