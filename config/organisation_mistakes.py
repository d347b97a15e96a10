"""What is wrong with an organisation file, said so that whoever keeps the file can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from domain.errors import MimpError


@dataclass(frozen=True, order=True, slots=True)
class Mistake:
    """One thing to mend: where it is (`line` counts from 1), what it is, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.remedy}"


class OrganisationInvalid(MimpError):
    """The organisation cannot be used. `mistakes` has all that was found, by file and line; `str()` one per line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def did_you_mean(written: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for a misspelt word: the closest known one, or else the given sentence."""
    close = get_close_matches(written, list(known), n=1)
    return f"Did you mean '{close[0]}'?" if close else otherwise
