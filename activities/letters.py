"""The words of a mail, as plain text and as HTML. What came with an alert is shown, and is never markup."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.sending import MailOrder

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
        words = {"order": order, "pages": [(page, links[page.page_id]) for page in order.pages]}
        return Letter(text=self._filled("page.txt", words), html=self._filled("page.html", words))

    def _filled(self, name: str, words: dict[str, object]) -> str:
        return self._environment.get_template(name).render(words)


def one_line(text: str) -> str:
    """Return words as one line of what can be seen: no line of an alert looks like one of ours, hides or turns what follows."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
