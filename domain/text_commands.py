"""What a text means: a word, and the 4-digit code of the page it answers.

None of the words is one that carriers reserve (STOP, CANCEL, END, QUIT, YES, START, HELP, INFO ...). Sender numbers can be forged,
so what judges needs the code that was just sent; ACK alone is enough when exactly one page is open.
"""

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.errors import Refused
from domain.messages import OpenPage, Verb
from domain.wording import shortened

_LISTED = 10  # lines of at most 135 characters: Twilio refuses a text of more than 1600 (21617)
_FORM = re.compile(r"\s*(?P<word>[a-z]+)\W*(?P<code>\d{4})?\W*", re.IGNORECASE)
_HELP = "Answer ACK to take it, PASS to pass it on or NOT for not major, and the 4-digit code. LIST shows the codes."


class Word(StrEnum):
    """The words a text may begin with."""

    ACK = "ACK"
    PASS = "PASS"  # noqa: S105 - the word that passes a page on
    NOT = "NOT"
    LIST = "LIST"


VERBS: dict[Word, Verb] = {Word.ACK: Verb.ACKNOWLEDGE, Word.PASS: Verb.PASS_ON, Word.NOT: Verb.NOT_MAJOR}


class TextCommand(BaseModel):
    """A text, understood."""

    model_config = ConfigDict(frozen=True)

    word: Word
    code: str | None


def read_text(body: str) -> TextCommand:
    """Understand a text.

    Raises:
        Refused: with how to answer, when the text is not understood.

    """
    match = _FORM.fullmatch(body)
    word = match["word"].upper() if match else ""
    if match is None or word not in Word.__members__:
        raise Refused(_HELP)
    return TextCommand(word=Word(word), code=match["code"])


def page_meant(command: TextCommand, pages: list[OpenPage]) -> OpenPage:
    """Return the page a text answers.

    Raises:
        Refused: no page has that code, or none was given where one is needed.

    """
    if command.code is not None:
        found = next((page for page in pages if page.page_code == command.code), None)
        if found is None:
            raise Refused(f"No page of yours has the code {command.code}. LIST shows what is open.")
        return found
    open_now = [page for page in pages if page.open]
    if command.word is Word.ACK and len(open_now) == 1:
        return open_now[0]
    raise Refused(f"{command.word} needs the code of the page. {listing(pages)}")


def listing(pages: list[OpenPage]) -> str:
    """Return the open pages as the answer to LIST."""
    in_hand = ["In your hands:", *(_line(page) for page in pages if page.in_hand)]
    waiting = ["Open for you:", *(_line(page) for page in pages if page.open)]
    lines = [line for part in (in_hand, waiting) if len(part) > 1 for line in part]
    more = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
    return "\n".join([*lines[:_LISTED], *more]) or "Nothing is open for you."


def _line(page: OpenPage) -> str:
    return f"{page.page_code}: {page.incident_code} {shortened(page.headline, 60)}"
