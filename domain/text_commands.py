"""What a text means: a word, and the 4-digit code of the page it answers.

None of the words is one that carriers reserve (STOP, CANCEL, END, QUIT, YES, START, HELP, INFO ...). Sender numbers can be forged,
so what judges needs the code that was just sent; ACK alone is enough when exactly one page is open.
"""

import re
import string
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from domain.messages import Verb

MOST_CHARACTERS = 1500
"""How long one text may be; Twilio refuses more than 1600 characters (21617)."""

REPORT = "REPORT"
"""The word a text begins with that reports something; it answers no page, so that it is read apart from the words that do."""

STATUS = "STATUS"
"""The word that asks how an incident stands; what follows it may name one."""

_BEGINS_WITH = r"\s*{}(?!\w)(?P<rest>.*)"
_REPORT = re.compile(_BEGINS_WITH.format(REPORT), re.IGNORECASE | re.DOTALL)
_STATUS = re.compile(_BEGINS_WITH.format(STATUS), re.IGNORECASE | re.DOTALL)
_FORM = re.compile(r"\s*(?P<word>[a-z]+)(?![a-z])\W*(?P<code>[0-9]{4}(?!\d))?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


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
    SEND = "SEND"
    IMPACT = "IMPACT"
    LIST = "LIST"


class Followed(StrEnum):
    """What may stand after a word and its code. What closes or declares an incident stands alone, so that no slip does it."""

    NOTHING = "nothing"
    ANYTHING = "anything, which is not read"
    MEANT = "what the word is about"


class TextWord(NamedTuple):
    """What a word means: the answer it gives (none: it only asks), and what that does, in words.

    `asked_for`: it answers only pages that ask for it (domain/purposes.py), as the code of another is no proof; `open_page`: only
    while they are open, so that the code of one offer does not accept the next; `held_page`: or in the person's hands. `one_page`:
    each page is judged by itself.
    `code_needed`: it is no answer without a code. `also` are other words that people say for it.
    """

    verb: Verb | None
    does: str
    asked_for: bool = False
    open_page: bool = False
    held_page: bool = False
    one_page: bool = True
    code_needed: bool = True
    followed: Followed = Followed.NOTHING
    also: tuple[str, ...] = ()


WORDS: Mapping[Word, TextWord] = {
    Word.ACK: TextWord(
        Verb.ACKNOWLEDGE, "take it", one_page=False, code_needed=False, followed=Followed.ANYTHING
    ),  # "ACK 4821 on it"
    Word.PASS: TextWord(Verb.PASS_ON, "pass it on", one_page=False, followed=Followed.ANYTHING),
    Word.MAJOR: TextWord(Verb.MAJOR, "propose or declare it as a major incident"),
    Word.NOT: TextWord(Verb.NOT_MAJOR, "close it as not major"),
    Word.JUDGE: TextWord(Verb.JUDGE, "judge it", followed=Followed.MEANT),
    Word.JOIN: TextWord(Verb.JOIN, "join its call", asked_for=True),
    Word.MUTE: TextWord(Verb.MUTE, "stop the texts of its board"),
    Word.REOPEN: TextWord(Verb.REOPEN, "reopen it"),
    Word.IGNORE: TextWord(Verb.IGNORE, "ignore its alert"),
    Word.SAME: TextWord(Verb.SAME, "say that it is the same as another"),
    Word.LEAD: TextWord(Verb.LEAD, "take the lead", asked_for=True, open_page=True, also=("ACCEPT",)),
    Word.DECLINE: TextWord(Verb.DECLINE, "decline the lead", asked_for=True, open_page=True, followed=Followed.MEANT),
    Word.IMPACT: TextWord(Verb.IMPACT, "say what customers cannot do", followed=Followed.MEANT),
    Word.SEND: TextWord(
        Verb.SEND_ROUND, "send an update", asked_for=True, open_page=True, held_page=True, followed=Followed.MEANT
    ),
    Word.LIST: TextWord(None, "see what is open", one_page=False, code_needed=False),
}
"""Every word, one row each."""

_SPELLED: Mapping[str, Word] = {said: word for word, row in WORDS.items() for said in (word, *row.also)}


class TextCommand(BaseModel):
    """A text, understood."""

    model_config = ConfigDict(frozen=True)

    word: Word
    code: str | None
    rest: str = ""


def read_text(body: str) -> TextCommand | None:
    """Understand a text; None for one that is not one of ours."""
    match = _FORM.fullmatch(body)
    word = _SPELLED.get(match["word"].upper()) if match else None
    if match is None or word is None:
        return None
    followed = WORDS[word].followed
    said_more = re.search(r"\w", match["rest"]) is not None
    if said_more and (followed is Followed.NOTHING or match["code"] is None):
        return None
    return TextCommand(word=word, code=match["code"], rest=match["rest"].strip() if followed is Followed.MEANT else "")


def report_in(body: str) -> str | None:
    """Return what follows the word REPORT in a text that begins with it; None for every other text."""
    match = _REPORT.fullmatch(body)
    return match["rest"].strip() if match else None


def status_in(body: str) -> str | None:
    """Return what follows the word STATUS in a text that begins with it, without signs around it; None for every other text."""
    match = _STATUS.fullmatch(body)
    return match["rest"].strip(f"{string.whitespace}{string.punctuation}") if match else None
