"""What a pager knows, for the gateway: what a call says, and which pages there are."""

from domain.page_messages import CallScript, OpenPage, PageToTell
from domain.paging.bundles import may_be_told_with
from domain.paging.state import Page, PagerState
from domain.wording import as_markdown_text


def call_script(state: PagerState, attempt_id: str) -> CallScript | None:
    """Return what a call says now. None for a call this pager does not know."""
    attempt = state.attempts.get(attempt_id)
    if attempt is None:
        return None
    told = state.pages_of(attempt)
    others = [page for page in state.pages.values() if (page.open or page.in_hand) and page not in told]
    pages = [*told, *(page for page in others if all(may_be_told_with(page, each) for each in told))]
    return CallScript(pages=tuple(_to_tell(page) for page in state.pages.values() if page in pages))


def _to_tell(page: Page) -> PageToTell:
    order = page.order
    return PageToTell(
        page_id=order.page_id,
        code=page.code,
        owner=order.owner,
        incident=order.incident,
        incident_code=order.code,
        purpose=order.purpose,
        asked_for=order.asked_for,
        words=order.words,
        cleared=page.cleared,
        closed_because=page.ended_because,
        in_hand=page.in_hand,
        team=order.team,
    )


def known_pages(state: PagerState) -> list[OpenPage]:
    """Return the person's pages, open ones first, then those that ended within a day, the latest first."""
    pages = sorted(state.pages.values(), key=lambda page: (page.open, page.opened_at), reverse=True)
    return [
        OpenPage(
            page_id=page.order.page_id,
            owner=page.order.owner,
            incident=page.order.incident,
            incident_code=page.order.code,
            page_code=page.code,
            purpose=page.order.purpose,
            asked_for=page.order.asked_for,
            headline=page.order.words.headline,
            open=page.open,
            in_hand=page.in_hand,
            closed_because=page.ended_because,
            team=page.order.team,
            rounds=page.order.words.rounds,
        )
        for page in pages
    ]


def details(state: PagerState) -> str:
    """Return what a manager reads in the Temporal UI (Markdown); words from outside are text, never markup."""
    pages = state.open_pages()
    lines = [f"- {page.order.code}, code {page.code}: {as_markdown_text(page.order.words.headline)}" for page in pages]
    closed = [f"Texts are closed: {as_markdown_text(state.texts_closed)}."] if state.texts_closed else []
    return "\n".join([f"Open pages: {len(pages)}", *lines, *closed])
