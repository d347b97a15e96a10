"""The words a person is owed, one text at a time and in order, and whether they take texts at all."""

from datetime import datetime

from domain.messages import Notice, TextsOpened
from domain.organisation import Channel
from domain.paging import record
from domain.paging.state import Page, PagerState

_NOTICES_REMEMBERED = 100


def add_notice(state: PagerState, notice: Notice, now: datetime) -> None:
    """Queue words to be texted to the person; the same notice arriving twice is one."""
    if notice.notice_id in state.notices_seen:
        return
    state.notices_seen = [*state.notices_seen, notice.notice_id][-_NOTICES_REMEMBERED:]
    state.last_busy = now
    if state.texts_closed:
        _note_not_sent(state, (notice,), state.texts_closed, now)
    else:
        state.notices.append(notice)


def notices_leave(state: PagerState, notices: tuple[Notice, ...]) -> None:
    """The first notices of the queue go out as one text; the others wait until it is known what came of it."""
    state.notices = state.notices[len(notices) :]
    state.notices_under_way = list(notices)


def notices_told(state: PagerState) -> None:
    """The provider took the text."""
    state.notices_under_way = []


def notices_not_told(state: PagerState, reason: str, now: datetime) -> None:
    """The words on their way could not be texted: the timeline of the page says so, or of the latest one."""
    not_told, state.notices_under_way = tuple(state.notices_under_way), []
    _note_not_sent(state, not_told, reason, now)


def _note_not_sent(state: PagerState, notices: tuple[Notice, ...], reason: str, now: datetime) -> None:
    for notice in notices:
        about = (page for key, page in state.pages.items() if notice.notice_id.startswith(f"{key}/"))
        page = next(about, None) or next(reversed(state.pages.values()), None)
        if page:
            record.noted(state, [page], "a text could not be sent", now, channel=Channel.TEXT, why=reason)


def open_texts(state: PagerState, news: TextsOpened, now: datetime) -> None:
    """The person has stopped our texts, or lets them through again."""
    state.last_busy = now
    if news.open:
        state.texts_closed = None
        record.noted(state, state.open_pages(), "takes texts again", now, channel=Channel.TEXT, why="START")
    else:
        close_texts(state, "has stopped our texts (STOP)", now)


def close_texts(state: PagerState, why: str, now: datetime) -> None:
    """From now on nothing is texted to this person: open pages go on by voice."""
    if state.texts_closed:
        return
    state.texts_closed = why
    for page in state.open_pages():
        page.plan = [channel for channel in page.plan if channel is not Channel.TEXT]
        if Channel.CALL not in page.plan and not page.cleared and Channel.CALL in page.contact.channels:
            page.plan.insert(0, Channel.CALL)
        page.why_next = f"{page.contact.name} {why}: it goes on by voice"
    record.noted(
        state, state.open_pages(), "texts are closed", now, channel=Channel.TEXT, why=f"{why}; START opens them"
    )
    waiting, state.notices = tuple(state.notices), []
    _note_not_sent(state, waiting, why, now)


def codes_told(state: PagerState) -> list[Page]:
    """Return the pages whose codes are owed, and owe them no more."""
    owed = [page for page in state.pages.values() if page.code_owed]
    for page in owed:
        page.code_owed, page.code_texted = False, True
    return owed
