"""What a text means: a word, and the 4-digit code of the page it answers.

None of the words is one that carriers reserve (STOP, CANCEL, END, QUIT, YES, START, HELP, INFO ...). Sender numbers can be forged,
so what judges needs the code that was just sent; ACK alone is enough when exactly one page is open.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.bridges import LEAD_TO_A_BRIDGE
from domain.errors import Refused
from domain.messages import Purpose, Verb
from domain.page_messages import OpenPage
from domain.wording import shortened

MOST_CHARACTERS = 1500
"""How long one text may be; Twilio refuses more than 1600 characters (21617)."""

REPORT = "REPORT"
"""The word a text begins with that reports something; it answers no page, so that it is read apart from the words that do."""

_CLOSED_SHOWN = 3
_REPORT = re.compile(rf"\s*{REPORT}(?!\w)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_FORM = re.compile(r"\s*(?P<word>[a-z]+)(?![a-z])\W*(?P<code>[0-9]{4}(?!\d))?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
YES_IS_NO_ANSWER = (
    "Yes is no answer here: ACK and the 4-digit code takes it, or keeps what you have. LIST shows the codes."
)
"""What is replied to a YES, by which carriers let texts through: whoever is asked whether they are still on it may mean it."""

_HELP = (
    "Answer ACK to take it, PASS to pass it on, MAJOR to propose it, NOT to close it as not major, and the 4-digit code. "
    "LIST shows the codes, REPORT how to report."
)


class Word(StrEnum):
    """The words a text may begin with."""

    ACK = "ACK"
    PASS = "PASS"  # noqa: S105 - the word that passes a page on
    MAJOR = "MAJOR"
    NOT = "NOT"
    JUDGE = "JUDGE"
    JOIN = "JOIN"
    MUTE = "MUTE"
    REOPEN = "REOPEN"
    IGNORE = "IGNORE"
    SAME = "SAME"
    LEAD = "LEAD"
    DECLINE = "DECLINE"
    LIST = "LIST"


VERBS: dict[Word, Verb] = {
    Word.ACK: Verb.ACKNOWLEDGE,
    Word.PASS: Verb.PASS_ON,
    Word.MAJOR: Verb.MAJOR,
    Word.NOT: Verb.NOT_MAJOR,
    Word.JUDGE: Verb.JUDGE,
    Word.JOIN: Verb.JOIN,
    Word.MUTE: Verb.MUTE,
    Word.REOPEN: Verb.REOPEN,
    Word.IGNORE: Verb.IGNORE,
    Word.SAME: Verb.SAME,
    Word.LEAD: Verb.LEAD,
    Word.DECLINE: Verb.DECLINE,
}

_JUDGE = {Word.MAJOR, Word.NOT, Word.JUDGE, Word.REOPEN, Word.IGNORE, Word.SAME, Word.LEAD, Word.DECLINE}
NEED_ONE_PAGE = _JUDGE | {Word.JOIN, Word.MUTE}
"""Words that judge: each incident is judged by itself."""

ANSWER_ONLY: dict[Word, frozenset[Purpose]] = {
    Word.JOIN: LEAD_TO_A_BRIDGE,
    Word.LEAD: frozenset({Purpose.OFFER_LEAD}),
    Word.DECLINE: frozenset({Purpose.OFFER_LEAD}),
}
"""Words that answer nothing but pages with these purposes: the code of another page is no proof for them."""

_HAVE_MORE_TO_SAY = {Word.JUDGE, Word.DECLINE}
_MAY_BE_FOLLOWED = {Word.ACK, Word.PASS, *_HAVE_MORE_TO_SAY}
"""Words after whose code more may stand: "ACK 4821 on it", "JUDGE 4821 2 4I". What closes or declares an incident stands alone."""


class TextCommand(BaseModel):
    """A text, understood."""

    model_config = ConfigDict(frozen=True)

    word: Word
    code: str | None
    rest: str = ""


def read_text(body: str) -> TextCommand:
    """Understand a text.

    Raises:
        Refused: with how to answer, when the text is not understood.

    """
    match = _FORM.fullmatch(body)
    word = match["word"].upper() if match else ""
    if match is None or word not in Word.__members__:
        raise Refused(_HELP)
    said_more = re.search(r"\w", match["rest"]) is not None
    if said_more and (word not in _MAY_BE_FOLLOWED or match["code"] is None):
        raise Refused(_HELP)
    return TextCommand(
        word=Word(word), code=match["code"], rest=match["rest"].strip() if word in _HAVE_MORE_TO_SAY else ""
    )


def report_in(body: str) -> str | None:
    """Return what follows the word REPORT in a text that begins with it; None for every other text."""
    match = _REPORT.fullmatch(body)
    return match["rest"].strip() if match else None


def page_without_code(command: TextCommand, pages: Sequence[OpenPage]) -> OpenPage:
    """Return the page a text without a code answers: the only one that is open, and only to take it.

    Raises:
        Refused: a code is needed.

    """
    open_now = [page for page in pages if page.open]
    if command.word is Word.ACK and len(open_now) == 1:
        return open_now[0]
    raise Refused(f"{command.word} needs the code of the page. {listing(pages)}")


def listing(pages: Iterable[OpenPage]) -> str:
    """Return the pages as the answer to LIST: in fewer words when there are many, and what has no room in a text is counted."""
    pages = list(pages)
    long = _listed(pages, 60)
    return long if len(long) <= MOST_CHARACTERS else _as_far_as_they_fit(_listed(pages, 0))


def _as_far_as_they_fit(listed: str) -> str:
    if len(listed) <= MOST_CHARACTERS:
        return listed
    whole = listed[: MOST_CHARACTERS - len("\nand 0000 more")].rpartition("\n")[0]
    left_out = listed[len(whole) :].strip().split("\n")
    return f"{whole}\nand {sum(not line.endswith(':') for line in left_out)} more"


def _listed(pages: list[OpenPage], headline_length: int) -> str:
    asked = [page for page in pages if page.open and page.purpose is Purpose.CHECK_IN]
    waiting = [page for page in pages if page.open and page not in asked]
    parts = [
        ("Open for you:", [_line(page, headline_length) for page in waiting]),
        ("Yours, but answer to keep it:", [_question(page, headline_length) for page in asked]),
        ("In your hands:", [_line(page, headline_length) for page in pages if page.in_hand]),
    ]
    lines = [line for title, listed in parts if listed for line in (title, *listed)]
    if waiting or asked:
        return "\n".join(lines)
    return "\n".join([*(lines or ["Nothing is open for you."]), *_closed(pages)])


def _closed(pages: list[OpenPage]) -> list[str]:
    """Return how the latest pages came to their end: whoever wakes up late learns what became of them, and who has them."""
    over = [page for page in pages if page.closed_because and not (page.open or page.in_hand)]
    title = ["Closed lately:"] if over else []
    more = [f"and {len(over) - _CLOSED_SHOWN} more"] if len(over) > _CLOSED_SHOWN else []
    return [*title, *(f"{_named(page)}: {page.closed_because}" for page in over[:_CLOSED_SHOWN]), *more]


def _question(page: OpenPage, headline_length: int) -> str:
    """Return the line of a page that asks whether somebody is still on it: whole, as its end says until when."""
    return f"{page.page_code}: {page.headline if headline_length else page.incident_code}"


def _line(page: OpenPage, headline_length: int) -> str:
    headline = f" {shortened(page.headline, headline_length)}" if headline_length else ""
    return f"{page.page_code}: {_named(page)}{headline}"


def _named(page: OpenPage) -> str:
    """Return what a page is called: by its incident, whose code only we understand, so that stakeholders are told of their call."""
    return "business call" if page.purpose is Purpose.BUSINESS_CALL else page.incident_code
