"""Drafts, made from the impact statement and the board, and the check that business readers can follow them (P17).

A draft is where a person begins; nothing of it goes out before somebody has approved it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.board.record import about
from domain.board.state import RANKED, Entry, Outcome, Section
from domain.board.views import BoardView
from domain.comms.situation import Findings, IncidentStands
from domain.comms.updates import BusinessUpdate, RoundKind, TechnicalUpdate, Update
from domain.comms.wording import amount_in_words, sentence
from domain.errors import Refused
from domain.technical_words import TECHNICAL_WORDS, CompanyWords, Hit, technical_words

MOST_CHARACTERS = 1_200
"""How long one answer of an update may be: it is read on a phone, and carried while the incident is open."""

_BEGINS_WITH: Mapping[RoundKind, tuple[str, ...]] = {
    RoundKind.FIRST: ("impact", "extent"),
    RoundKind.SECOND: ("impact", "extent", "cause", "plan"),
    RoundKind.FURTHER: ("impact", "extent", "cause", "plan", "status"),
    RoundKind.FINAL: ("impact", "cause", "status", "total", "next_steps"),
    RoundKind.CLOSING: (),
}
"""What the draft of a round answers, as far as it is known."""

_STAYS_TRUE = ("plan", "total", "next_steps")
"""What was said last is said again until somebody says otherwise; how the work stands is new in every round."""

_LATEST = 2
_LONGEST_LIST = 16

_PART_OF_ANOTHER = "This is dealt with as part of {} from now on: its updates reach you in place of these."


def findings(board: BoardView) -> Findings:
    """Return what the board says that an update can begin with: what is affected, the cause, what is tried, what was done."""
    entries = [entry for part in board.parts for entry in part.entries]
    causes = [each.text for each in _of(entries, Section.THEORY) if _is(each, Outcome.CONFIRMED)]
    tried = [each.text for each in _of(entries, *RANKED) if _is(each, Outcome.IN_PROGRESS)]
    planned = tried or ([board.next_theory.text] if board.next_theory else [])
    worked = [each.text for each in _of(entries, Section.SOLUTION) if _is(each, Outcome.WORKED)]
    done = [*worked, *(each.text for each in _of(entries, Section.ACTION_TAKEN))]
    return Findings(
        extent=_sentences([about(each) for each in _of(entries, Section.EXTENT)][:_LONGEST_LIST]),
        cause=_sentences(causes[:_LATEST]),
        plan=_sentences(planned[:_LATEST]),
        status=_sentences(done[:_LATEST]),
    )


def business_draft(stands: IncidentStands, kind: RoundKind, last: BusinessUpdate | None) -> BusinessUpdate:
    """Return where somebody who writes to business stakeholders can begin; `last` is what they were told last."""
    known = _known(stands, last)
    known.pop("extent")
    return BusinessUpdate(**_answers(kind, known))


def technical_draft(stands: IncidentStands, kind: RoundKind, last: TechnicalUpdate | None) -> TechnicalUpdate:
    """Return where somebody who writes to technical teams can begin; `last` is what they were told last."""
    return TechnicalUpdate(**_answers(kind, _known(stands, last)))


def business_closing(because: str, *, part_of: str = "") -> BusinessUpdate:
    """Return what business stakeholders are told when it is stood down, or part of another, after they had heard of it."""
    return BusinessUpdate(status=_closing(because, part_of=part_of))


def technical_closing(because: str, *, part_of: str = "") -> TechnicalUpdate:
    """Return what technical teams are told when it is stood down, or part of another, after they had heard of it."""
    return TechnicalUpdate(status=_closing(because, part_of=part_of))


def paragraphs(written: str, what: str) -> str:
    """Return what somebody wrote, without blanks at the ends of lines and without control characters.

    Raises:
        Refused: it is longer than an answer may be; `what` says which one.

    """
    lines = ("".join(each for each in line if each.isprintable()).strip() for line in written.splitlines())
    text = "\n".join(lines).strip()
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"The {what} has {len(text)} characters: say it in {MOST_CHARACTERS} at most.")
    return text


def business_language(update: BusinessUpdate, company: CompanyWords) -> tuple[Hit, ...]:
    """Return the words business readers may not know, each with the sentence it stands in."""
    listed = (*TECHNICAL_WORDS, *company.words)
    return tuple(hit for text in _texts(update) for hit in technical_words(text, listed, company.names))


def pointed_out(hits: tuple[Hit, ...]) -> str:
    """Return in words what business readers may not know; empty when there is nothing."""
    said = "; ".join(f'"{hit.word}" in "{hit.sentence}"' for hit in dict.fromkeys(hits))
    return f"Business readers may not know: {said}." if said else ""


def in_short(update: Update) -> str:
    """Return what an update says, as one line to choose by."""
    lines = (line for text in _texts(update) for line in text.splitlines())
    return " ".join(sentence(line) for line in (" ".join(line.split()) for line in lines) if line)


def _texts(update: Update) -> Iterator[str]:
    yield from filter(None, (update.impact, update.status, update.cause, update.plan, update.next_steps))
    yield from (f"{amount_in_words(each.amount)} {each.unit}, {each.counted}" for each in update.total)


def _known(stands: IncidentStands, last: Update | None) -> dict[str, Any]:
    said = {field: getattr(last, field) for field in _STAYS_TRUE} if last else {}
    found = {field: text for field, text in stands.findings.model_dump().items() if text or field not in said}
    return {**said, **found, "impact": stands.impact}


def _answers(kind: RoundKind, known: dict[str, Any]) -> dict[str, Any]:
    return {field: known[field] for field in _BEGINS_WITH[kind] if known.get(field)}


def _closing(because: str, *, part_of: str) -> str:
    if part_of:
        return _PART_OF_ANOTHER.format(part_of)
    reason = because.strip().rstrip(".")
    return (
        f"This is over: it was not a major incident. {reason}."
        if reason
        else "This is over: it was not a major incident."
    )


def _of(entries: list[Entry], *sections: Section) -> list[Entry]:
    return [entry for entry in entries if entry.section in sections]


def _is(entry: Entry, outcome: Outcome) -> bool:
    return entry.result is not None and entry.result.outcome is outcome


def _sentences(texts: list[str]) -> str:
    """Return the texts one after another, each as a sentence, as far as there is room for whole ones."""
    room, said = MOST_CHARACTERS, ""
    for text in texts:
        sentence = text if text.endswith((".", "!", "?")) else f"{text}."
        if len(said) + len(sentence) + 1 > room:
            break
        said = f"{said} {sentence}".strip()
    return said
