"""The impact statement: what customers or staff cannot do, in business language, even when no solution is known (P11, P17).

It is what a head of department approves by declaring, and what the first comms say. Until somebody words it, it is what the
organisation file says of the service.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from domain.errors import Refused
from domain.messages import Message, Request
from domain.policies import Seniority
from domain.seniority import who_declares
from domain.technical_words import TECHNICAL_WORDS, Hit, technical_words
from domain.timeline import Kind
from domain.writing import Write, one_line, said_by

ORGANISATION_FILE = "the organisation file"

NOT_WORDED = (
    "There is no impact statement yet: say first, in business language, what customers or staff cannot do; "
    "by text with IMPACT, your code and the statement."
)
"""Why nobody can declare it yet, and what to do."""


class ImpactStatement(Message):
    """What is said, who worded it, and when (UTC; None for the organisation file, which was there before)."""

    text: str
    by: str = ORGANISATION_FILE
    at: datetime | None = None


class WordImpact(Request):
    """A request to say it in these words from now on."""

    kind: Literal["word_impact"] = "word_impact"
    text: str


class Worded(Message):
    """The new statement, the words to say back, and the technical words in it, which are a warning only."""

    statement: ImpactStatement
    words: str
    hits: tuple[Hit, ...] = ()


def statement(worded: ImpactStatement | None, customer_effect: str | None) -> ImpactStatement:
    """Return what is said now: what somebody worded, else what the organisation file says of the service.

    Raises:
        Refused: neither is there, so it cannot be declared yet.

    """
    if worded:
        return worded
    if customer_effect and customer_effect.strip():
        return ImpactStatement(text=customer_effect)
    raise Refused(NOT_WORDED)


def word_impact(
    request: WordImpact,
    now: datetime,
    write: Write,
    *,
    in_charge: str | None,
    seniority: Seniority = Seniority.HEAD_OF_DEPARTMENT,
    word_list: Iterable[str] = TECHNICAL_WORDS,
    names: Iterable[str] = (),
) -> Worded:
    """Say it in the words of this request from now on; technical language is pointed out, and stays if its author leaves it.

    `in_charge` is the id of who leads, or, before anybody does, of who has the page (P12); who may declare it may word it, too.

    Raises:
        Refused: with the reason, when they may not word it, or say nothing, or too much.

    """
    actor = request.actor
    if actor.contact != in_charge and not actor.may_declare(seniority):
        raise Refused(
            f"Only the one who leads it, or has it before it is declared, or {who_declares(seniority)} may word it."
        )
    text = one_line(request.text, missing="Say in business language what customers or staff cannot do.")
    hits = tuple(technical_words(text, word_list, names))
    warning = _warning(hits)
    write(now, Kind.NOTE, f"words the impact: {text}", **said_by(actor, warning))
    words = f'The impact statement is now: "{text}".'
    return Worded(
        statement=ImpactStatement(text=text, by=actor.name, at=now), words=f"{words} {warning}".strip(), hits=hits
    )


def _warning(hits: Iterable[Hit]) -> str:
    words = ", ".join(dict.fromkeys(hit.word for hit in hits))
    return f"Business readers may not know: {words}." if words else ""
