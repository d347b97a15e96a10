"""What a pager knows, for the gateway: what a call says, and which page a texted code means."""

from domain.messages import CallScript, OpenPage
from domain.paging.state import PagerState


def call_script(state: PagerState, attempt_id: str) -> CallScript | None:
    """Return what a call says now: the page's words, or that it is closed. None for a call this pager does not know."""
    attempt = state.attempts.get(attempt_id)
    if attempt is None:
        return None
    page = state.page_of(attempt)
    return CallScript(
        purpose=page.order.purpose,
        words=page.order.words,
        incident_code=page.order.code,
        language=page.contact.language,
        closed=page.ended_because,
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
            headline=page.order.words.headline,
            open=page.open,
            in_hand=page.in_hand,
            closed_because=page.ended_because,
        )
        for page in pages
    ]


def details(state: PagerState) -> str:
    """Return what a manager reads in the Temporal UI (Markdown)."""
    pages = [page for page in state.pages.values() if page.open]
    lines = [f"- {page.order.code}, code {page.code}: {page.order.words.headline}" for page in pages]
    return "\n".join([f"Open pages: {len(pages)}", *lines])
