"""The words of a mail, as plain text and as HTML. What came with an alert is shown, and is never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.messages import Purpose
from domain.sending import MailOrder, PageInMail
from domain.wording import counted

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Letter:
    """One mail in both of its forms."""

    text: str
    html: str


class Letters:
    """Writes mails from the templates."""

    def __init__(self) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["line"] = one_line

    def write(self, order: MailOrder, links: dict[str, str]) -> Letter:
        """Return the mail that tells every page of the order; `links` has where each of them is taken, by its id."""
        pages = [(page, _button(page), _answers(page), links[page.page_id]) for page in order.pages]
        words = {"order": order, "why": _why(order.pages), "pages": pages}
        return Letter(text=self._filled("page.txt", words), html=self._filled("page.html", words))

    def _filled(self, name: str, words: dict[str, object]) -> str:
        return self._environment.get_template(name).render(words)


def _why(pages: Sequence[PageInMail]) -> str:
    """Return why somebody gets a mail about these pages; nothing without any."""
    asked = sum(page.purpose is Purpose.CHECK_IN for page in pages)
    paged = len(pages) - asked
    if len(pages) == 1:
        return "You are asked whether you still have it." if asked else "You are being paged."
    parts = [
        f"You are being paged for {counted(paged, 'incident')}." if paged else "",
        f"You are asked whether you still have {counted(asked, 'incident')}." if asked else "",
    ]
    return " ".join(part for part in parts if part)


def _button(page: PageInMail) -> str:
    """Return what is to be pressed behind a page's link: the link alone does nothing."""
    return {Purpose.CHECK_IN: "Keep it", Purpose.OFFER_LEAD: "I have seen it"}.get(page.purpose, "Take it")


def _answers(page: PageInMail) -> list[tuple[str, str]]:
    """Return how a page is answered by text: what to write, and what it does. The link takes no lead, so that a text says it."""
    code = page.page_code
    if page.purpose is Purpose.OFFER_LEAD:
        return [(f"LEAD {code}", "to lead it from now on"), (f"DECLINE {code}", "to decline; the link does neither")]
    return [(f"ACK {code}", f"to {_button(page).lower()}"), (f"PASS {code}", "to pass it on")]


def one_line(text: str) -> str:
    """Return words as one line of what can be seen: no line of an alert looks like one of ours, hides or turns what follows."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
