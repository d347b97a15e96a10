"""What stands behind the link to an action of a review, as a page for a phone: how it stands, and two forms to answer."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi.responses import HTMLResponse

from gateway.link_pages import Standing, page_headers, page_templates


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a form, as they typed it: it is there again when it has to be sent once more."""

    what: str = ""
    due: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ActionPage:
    """What is shown: how the action stands, in words, and what it is, as far as that is known.

    Without a `press` there is nothing to answer; it comes back with a form, and tells one answer from the next.
    """

    standing: Standing
    words: str
    named: str = ""
    text: str = ""
    person: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    press: str = ""
    typed: Typed = Typed()


class ActionPages:
    """Writes the pages; what comes from outside is escaped."""

    def __init__(self) -> None:
        templates = page_templates()
        self._template = templates.get_template("action.html")
        styles = (templates.get_template(each).render() for each in ("link.css", "action.css"))
        self._headers = page_headers("".join(styles))

    def write(self, view: ActionPage, status: HTTPStatus, headers: dict[str, str] | None = None) -> HTMLResponse:
        """Return the page, for nobody to keep, to frame, or to learn the link from."""
        return HTMLResponse(self._template.render(view=view), status, {**self._headers, **(headers or {})})
