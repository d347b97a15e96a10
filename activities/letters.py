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


@dataclass(frozen=True)
class _Told:
    """One page as a mail tells it: how it is named, its link and the button behind that, and the other ways to answer it."""

    page: PageInMail
    named: str
    button: str
    begins: str
    ways: list[tuple[str, str]]
    link: str


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

    def write(self, order: MailOrder, links: dict[str, str], our_number: str) -> Letter:
        """Return the mail that tells every page of the order.

        `links` has where each of them is taken, by its id; `our_number` (E.164) is what this person calls to reach us.
        """
        pages = [_told(page, links[page.page_id], our_number) for page in order.pages]
        words = {"order": order, "why": _why(order.pages), "pages": pages}
        return Letter(text=self._filled("page.txt", words), html=self._filled("page.html", words))

    def _filled(self, name: str, words: dict[str, object]) -> str:
        return self._environment.get_template(name).render(words)


def _why(pages: Sequence[PageInMail]) -> str:
    """Return why somebody gets a mail about these pages; nothing without any."""
    asked = sum(page.purpose is Purpose.CHECK_IN for page in pages)
    paged = len(pages) - asked
    if [page.purpose for page in pages] == [Purpose.BUSINESS_CALL]:
        return "You are invited to a call."
    if len(pages) == 1:
        return "You are asked whether you still have it." if asked else "You are being paged."
    parts = [
        f"You are being paged for {counted(paged, 'incident')}." if paged else "",
        f"You are asked whether you still have {counted(asked, 'incident')}." if asked else "",
    ]
    return " ".join(part for part in parts if part)


def _button(page: PageInMail) -> str:
    """Return what is to be pressed behind a page's link: the link alone does nothing."""
    if page.purpose.personal:
        return "I have seen it"
    return "Keep it" if page.purpose is Purpose.CHECK_IN else "Take it"


def _told(page: PageInMail, link: str, our_number: str) -> _Told:
    invited = page.purpose is Purpose.BUSINESS_CALL
    return _Told(
        page=page,
        named="" if invited else page.incident_code,  # the code names what only we know
        button=_button(page),
        begins="To join the business call:" if invited else "Or text",
        ways=_ways(page, our_number),
        link=link,
    )


def _ways(page: PageInMail, our_number: str) -> list[tuple[str, str]]:
    """Return how a page is answered without its link: what to do, and what it does. No link takes the lead, or joins a call."""
    code = page.page_code
    match page.purpose:
        case Purpose.BUSINESS_CALL:
            return [(f"call {our_number}", f"and key in {code}")]
        case Purpose.OFFER_LEAD:
            return [
                (f"LEAD {code}", "to lead it from now on"),
                (f"DECLINE {code}", "to decline; the link does neither"),
            ]
        case _:
            return [(f"ACK {code}", f"to {_button(page).lower()}"), (f"PASS {code}", "to pass it on")]


def one_line(text: str) -> str:
    """Return words as one line of what can be seen: no line of an alert looks like one of ours, hides or turns what follows."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
