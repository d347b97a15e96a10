"""How incidents of the past are found by words: alike whichever database they are in, with rare words weighing more.

What counts as a word is decided here, for what is written down and for what is asked.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.board.views import said, standing
from domain.history.rows import IncidentRow
from domain.messages import Message

_WORD = re.compile(r"\w+")
_PARTED = re.compile(r"_+")
_LONGEST = 40  # of a word: what is longer is no word, but an address or a key
_MOST_ASKED = 30

_SMALL_WORDS = (
    "a an and are as at be been but by can cannot could did do does for from had has have how in into is it its may no not "
    "of off on or our out over she so than that the their them then there they this to under up was we were what when "
    "where which who why will with would you your"
)
_SAY_NOTHING = frozenset(_SMALL_WORDS.split())


class FoundIncident(Message):
    """An incident of the past, in short; `opened_at` is UTC, `what` its headline, or its impact in business language."""

    code: str
    key: str
    service: str
    opened_at: datetime
    state: str
    over: bool
    """Whether it is resolved or has ended otherwise."""
    what: str
    workaround: str = ""
    """What helped then: the workaround, or else what mitigated it."""
    score: float = 0.0
    """How much of what was asked tells of it, rare words weighing more."""


def words_of(*texts: str) -> set[str]:
    """Return the words of texts: without accents, case, and the s of a plural; none that say nothing by themselves."""
    return {word for text in texts for word in _words(text)}


def asked(query: str) -> list[str]:
    """Return the words of what somebody asks, the first of them: as many as are looked for."""
    return list(dict.fromkeys(_words(query)))[:_MOST_ASKED]


def words_of_incident(row: IncidentRow) -> set[str]:
    """Return by which words an incident is found: its service, what was wrong, what was thought of it, and what helped."""
    entries = [entry for part in row.board.parts for entry in part.entries]
    noted = [words for entry in entries for words in (said(entry), standing(entry), entry.service or "")]
    return words_of(
        row.code,
        row.key,
        row.service,
        row.headline,
        row.impact,
        row.mitigation,
        row.workaround,
        row.measure,
        *noted,
    )


def weights(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """Return how much each word weighs, by how many incidents of all have it: the rarer, the more (inverse document frequency)."""
    return {word: math.log((total + 1) / count) for word, count in counts.items() if count}


def enough_in_common(total: int) -> float:
    """Return from which score on two incidents are alike: by chance, not even one of all of them would share so much."""
    return math.log(total + 1)


def _words(text: str) -> Iterator[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    for word in _WORD.findall(_PARTED.sub(" ", plain)):
        if 1 < len(word) <= _LONGEST and word not in _SAY_NOTHING:
            yield _singular(word)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
