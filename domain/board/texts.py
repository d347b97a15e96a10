"""What people write on the board: one line, not empty, no longer than it can be read out or texted."""

import re
import unicodedata

from domain.errors import Refused
from domain.wording import shortened

MOST_CHARACTERS = 400
"""How long an entry may be: with author, number and code it still fits into a text of three segments (domain/board/digest.py)."""

MOST_OF_A_NOTE = 200
MOST_OF_A_NAME = 80
MOST_OF_A_LINK = 300

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def one_line(text: str) -> str:
    """Return the text in one line, without control characters."""
    visible = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join(visible.split())


def required(text: str, name: str, most: int = MOST_CHARACTERS) -> str:
    """Return the text in one line.

    Raises:
        Refused: it is empty, or longer than this many characters; `name` says which text.

    """
    line = one_line(text)
    if not line:
        raise Refused(f"The {name} is empty: say it in a sentence.")
    if len(line) > most:
        raise Refused(f"The {name} has {len(line)} characters, and at most {most} are kept: say it shorter.")
    return line


def optional(text: str | None, name: str, most: int = MOST_OF_A_NOTE) -> str | None:
    """Return the text in one line, None when nothing was said.

    Raises:
        Refused: it is longer than this many characters.

    """
    return required(text, name, most) if text and one_line(text) else None


def web_address(link: str | None) -> str | None:
    """Return a link that may be shown, None when none was given.

    Raises:
        Refused: it is no web address, or longer than 300 characters.

    """
    address = optional(link, "link", MOST_OF_A_LINK)
    if address is not None and not _LINK.fullmatch(address):
        raise Refused(f"'{shortened(address, 60)}' is no web address: a link begins with https:// or http://.")
    return address
