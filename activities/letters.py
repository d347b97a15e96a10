"""The words of a mail, as plain text and as HTML. What came with an alert is shown, and is never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.audiences import Audience
from domain.purposes import PageKind, kind_of
from domain.sending import MailOrder, PageInMail
from domain.text_commands import Word
from domain.wording import counted

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Letter:
    """One mail in both of its forms."""

    text: str
    html: str


@dataclass(frozen=True)
class _Answer:
    """Ways to answer a page without its link, as a sentence: what to do, each with what it does."""

    begins: str
    ways: list[tuple[str, str]]


@dataclass(frozen=True)
class _Told:
    """One page as a mail tells it: how it is named, its link and the button behind that, and the other ways to answer it."""

    page: PageInMail
    named: str
    button: str
    answers: list[_Answer]
    link: str


def mail_templates() -> ImmutableSandboxedEnvironment:
    """Return where the templates of mails are filled in: HTML is escaped, and `line` makes one line of words."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = one_line
    return environment


class Letters:
    """Writes mails from the templates."""

    def __init__(self) -> None:
        self._environment = mail_templates()

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
    if len(pages) == 1:
        return kind_of(pages[0].purpose).why
    asked = sum(kind_of(page.purpose).theirs for page in pages)
    paged = len(pages) - asked
    parts = [
        f"You are being paged for {counted(paged, 'incident')}." if paged else "",
        f"You are asked whether you still have {counted(asked, 'incident')}." if asked else "",
    ]
    return " ".join(part for part in parts if part)


def _told(page: PageInMail, link: str, our_number: str) -> _Told:
    kind = kind_of(page.purpose)
    return _Told(
        page=page,
        named=page.named if kind.audience is Audience.TECHNICAL else "",  # what an invitation is to, it says itself
        button=kind.button,
        answers=[*_by_call(kind, page.page_code, our_number), *_by_text(kind, page.page_code)],
        link=link,
    )


def _by_call(kind: PageKind, code: str, our_number: str) -> list[_Answer]:
    """Return how somebody joins a call; no link does."""
    calls = [way.to for way in kind.ways if way.word is Word.JOIN]
    return [_Answer(f"{to.capitalize()}:", [(f"call {our_number}", f"and key in {code}")]) for to in calls]


def _by_text(kind: PageKind, code: str) -> list[_Answer]:
    """Return how a page is answered by text, and that a link which only says "seen" is no answer."""
    ways = [(f"{way.word} {code}", way.to) for way in kind.ways if way.word is not Word.JOIN]
    if not ways:
        return []
    written, does = ways[-1]
    return [_Answer("Or text", [*ways[:-1], (written, does if kind.taken else f"{does}; the link does neither")])]


def one_line(text: str) -> str:
    """Return words as one line of what can be seen: no line of an alert looks like one of ours, hides or turns what follows."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
