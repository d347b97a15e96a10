"""What stands behind a link in a mail, as a page for a phone: no script, and nothing loaded from anywhere."""

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined


class Standing(StrEnum):
    """How a page stands, which decides how it looks."""

    OPEN = "open"
    YOURS = "yours"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LinkView:
    """What is shown: how the page stands, in words, and what it is about as far as that is known.

    Without a `button` nothing can be pressed. `press` comes back with the button, and tells one pressing from the next.
    """

    standing: Standing
    words: str
    code: str = ""
    person: str = ""
    headline: str = ""
    button: str = ""
    press: str = ""


class LinkPages:
    """Writes the pages; what comes from outside is escaped."""

    def __init__(self) -> None:
        templates = page_templates()
        self._template = templates.get_template("link.html")
        self._headers = page_headers(templates.get_template("link.css").render())

    def write(self, view: LinkView, status: HTTPStatus, headers: dict[str, str] | None = None) -> HTMLResponse:
        """Return the page, for nobody to keep, to frame, or to learn the link from."""
        return HTMLResponse(self._template.render(view=view), status, {**self._headers, **(headers or {})})


def page_templates() -> Environment:
    """Return where the templates of pages are filled in; what comes from outside is escaped."""
    return Environment(
        loader=PackageLoader("gateway"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_headers(style: str) -> dict[str, str]:
    """Return the headers of every page: of all content only this one style and forms to ourselves are allowed."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "; ".join(policy),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
