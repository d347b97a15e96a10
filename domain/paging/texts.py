"""The words a person is owed, one text at a time and in order, and whether they take texts at all."""

from datetime import datetime, timedelta

from domain.audiences import Audience
from domain.errors import DeliveryFailed
from domain.organisation import Channel
from domain.page_messages import Notice, TextsOpened
from domain.paging import record
from domain.paging.state import Page, PagerState
from domain.provider_codes import OPTED_OUT, meaning
from domain.purposes import kind_of
from domain.text_commands import Word
from domain.text_replies import how_to_send

_NOTICES_REMEMBERED = 100
_WAITING_CHARACTERS = 20_000  # a dozen long texts; who is owed more than that reads none of it
_TOO_MANY_WAIT = "too many words wait to be texted already"
_NUMBER_TRIED_AGAIN_AFTER = timedelta(days=1)
_STOPPED = "has stopped our texts (STOP)"
_SENT_BY_CODE = "SEND and the code of its page sends it."


def add_notice(state: PagerState, notice: Notice, now: datetime) -> None:
    """Queue words to be texted to the person; the same notice arriving twice is one."""
    if notice.notice_id in state.notices_seen:
        return
    state.notices_seen = [*state.notices_seen, notice.notice_id][-_NOTICES_REMEMBERED:]
    state.last_busy = now
    open_texts_after_a_while(state, now)
    if state.texts_closed:
        _note_not_sent(state, (notice,), state.texts_closed, now)
    elif _no_room_for(state, notice):
        _note_not_sent(state, (notice,), _TOO_MANY_WAIT, now)
    else:
        state.notices.append(_completed(state, notice))


def _completed(state: PagerState, notice: Notice) -> Notice:
    """Return a notice with what only the pager knows."""
    if notice.board_of:
        return _with_how_to_stop(state, notice)
    return _with_how_to_send(state, notice) if notice.sends_of else notice


def _with_how_to_stop(state: PagerState, notice: Notice) -> Notice:
    """Add to a text of an incident's board the word that stops such texts, with the code of a page about it."""
    codes = [page.code for page in state.pages.values() if page.order.code == notice.board_of and _is_technical(page)]
    code = codes[-1] if codes else "and the code of your page"
    return notice.model_copy(update={"body": f"{notice.body}\n{Word.MUTE} {code} stops these."})


def _with_how_to_send(state: PagerState, notice: Notice) -> Notice:
    """Add to a text about an update how it is sent, by the code of the page about it: whoever took it by phone was texted none."""
    about = (page for page in state.pages.values() if page.order.code == notice.sends_of and page.held)
    pages = [page for page in about if kind_of(page.order.own_purpose).sends]
    how = how_to_send(pages[-1].order.own_purpose, pages[-1].code) if pages else _SENT_BY_CODE
    return notice.model_copy(update={"body": f"{notice.body} {how}"})


def _is_technical(page: Page) -> bool:
    return kind_of(page.order.purpose).audience is Audience.TECHNICAL


def _no_room_for(state: PagerState, notice: Notice) -> bool:
    waiting = sum(len(each.notice_id) + len(each.body) for each in (*state.notices, notice))
    return state.bounded and waiting > _WAITING_CHARACTERS


def notices_leave(state: PagerState, notices: tuple[Notice, ...]) -> None:
    """The first notices of the queue go out as one text; the others wait until it is known what came of it."""
    state.notices = state.notices[len(notices) :]
    state.notices_under_way = list(notices)


def notices_told(state: PagerState) -> None:
    """The provider took the text."""
    state.notices_under_way = []


def notices_not_told(state: PagerState, failure: DeliveryFailed, now: datetime) -> None:
    """The words on their way could not be texted: the timeline of the page says so, or of the latest one."""
    not_told, state.notices_under_way = tuple(state.notices_under_way), []
    another_number = any(each.to for each in not_told)
    if failure.code == OPTED_OUT or not another_number:
        close_texts_by_code(state, failure.code, now)
    _note_not_sent(state, not_told, failure.reason, now)


def _note_not_sent(state: PagerState, notices: tuple[Notice, ...], reason: str, now: datetime) -> None:
    for notice in notices:
        about = (page for key, page in state.pages.items() if notice.notice_id.startswith(f"{key}/"))
        page = next(about, None) or next(reversed(state.pages.values()), None)
        if page:
            record.noted(state, [page], "a text could not be sent", now, channel=Channel.TEXT, why=reason)


def open_texts(state: PagerState, news: TextsOpened, now: datetime) -> None:
    """The person has stopped our texts, or lets them through again; what is wrong with their number no START mends."""
    state.last_busy = now
    if not news.open:
        close_texts(state, _STOPPED, now)
    elif state.texts_closed_until is None:
        state.texts_closed = None
        record.noted(state, state.open_pages(), "takes texts again", now, channel=Channel.TEXT, why="START")


def close_texts_by_code(state: PagerState, code: int | None, now: datetime) -> None:
    """Close texts when the provider's code says that this number takes none; nothing is closed by any other code."""
    if code == OPTED_OUT:
        close_texts(state, _STOPPED, now)
    elif code is not None and meaning(code).channel_closed:
        close_texts(state, meaning(code).words, now, until=now + _NUMBER_TRIED_AGAIN_AFTER)


def close_texts(state: PagerState, why: str, now: datetime, until: datetime | None = None) -> None:
    """From now on nothing is texted to this person, until then or until their START: open pages go on by voice."""
    if state.texts_stopped or (state.texts_closed and until):
        return
    state.texts_closed, state.texts_closed_until = why, until
    for page in state.open_pages():
        _go_on_by_voice(state, page)
    opens = "START opens them" if until is None else "they are tried again after a day"
    record.noted(state, state.open_pages(), "texts are closed", now, channel=Channel.TEXT, why=f"{why}; {opens}")
    waiting, state.notices = tuple(state.notices), []
    _note_not_sent(state, waiting, why, now)


def _go_on_by_voice(state: PagerState, page: Page) -> None:
    """Who says STOP has the phone in hand, so it rings once more; another's rings unless it has rung in this try."""
    page.plan = [channel for channel in page.plan if channel is not Channel.TEXT]
    callable_now = Channel.CALL in page.contact.channels and not (page.cleared or page.cannot_be_called)
    again = state.texts_stopped or not state.tried(page, Channel.CALL)
    if callable_now and again and Channel.CALL not in page.plan:
        page.plan.insert(0, Channel.CALL)
    why = f"{page.contact.name} {state.texts_closed}" if state.texts_stopped else state.texts_closed
    page.why_next = f"{why}: it goes on by voice" if Channel.CALL in page.plan else f"{why}: it goes on without texts"


def open_texts_after_a_while(state: PagerState, now: datetime) -> None:
    """A number that could not be texted is tried again after a day: somebody may have mended the entry."""
    if state.texts_closed_until and now >= state.texts_closed_until:
        state.texts_closed = state.texts_closed_until = None


def codes_told(state: PagerState) -> list[Page]:
    """Return the pages whose codes are owed, and owe them no more."""
    owed = [page for page in state.pages.values() if page.code_owed]
    for page in owed:
        page.code_owed, page.code_texted = False, True
    return owed
