"""Drafts, made from the impact statement and the board, and the check that business readers can follow them (P17).

A draft is where a person begins; nothing of it goes out before somebody has approved it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.audiences import Audience
from domain.board.record import about
from domain.board.state import RANKED, Entry, Outcome, Section
from domain.board.views import BoardView
from domain.comms.drafting.answers import ANSWERS, answers_to, everything_said
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate, Update
from domain.comms.drafting.wording import sentence
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.situation import Findings, IncidentStatus
from domain.errors import Refused
from domain.technical_words import TECHNICAL_WORDS, CompanyWords, Hit, technical_words

MOST_CHARACTERS = 1_200
"""How long one answer of an update may be: it is read on a phone, and carried while the incident is open."""

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


def business_draft(status: IncidentStatus, kind: RoundKind, last: BusinessUpdate | None) -> BusinessUpdate:
    """Return where somebody who writes to business stakeholders can begin; `last` is what they were told last."""
    return BusinessUpdate(**_answers(kind, Audience.BUSINESS, _known(status, last)))


def technical_draft(status: IncidentStatus, kind: RoundKind, last: TechnicalUpdate | None) -> TechnicalUpdate:
    """Return where somebody who writes to technical teams can begin; `last` is what they were told last."""
    return TechnicalUpdate(**_answers(kind, Audience.TECHNICAL, _known(status, last)))


def business_closing(because: str, *, part_of: str = "") -> BusinessUpdate:
    """Return what business stakeholders are told when it is stood down, or part of another, after they had heard of it."""
    return BusinessUpdate(status=_closing(because, part_of=part_of))


def technical_closing(because: str, *, part_of: str = "") -> TechnicalUpdate:
    """Return what technical teams are told when it is stood down, or part of another, after they had heard of it."""
    return TechnicalUpdate(status=_closing(because, part_of=part_of))


def paragraphs(written: str, what: str) -> str:
    """Return what somebody wrote, without blanks at the ends of lines and without control characters.

    Raises:
        Refused: it is longer than an answer may be; `what` is what people call it.

    """
    lines = ("".join(each for each in line if each.isprintable()).strip() for line in written.splitlines())
    text = "\n".join(lines).strip()
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"{what}: {len(text)} characters are too many; say it in {MOST_CHARACTERS} at most.")
    return text


def business_language(update: BusinessUpdate, company: CompanyWords) -> tuple[Hit, ...]:
    """Return the words business readers may not know, each with the sentence it stands in."""
    listed = (*TECHNICAL_WORDS, *company.words)
    checked = (texts for answer, texts in everything_said(update) if ANSWERS[answer].in_business_language)
    return tuple(hit for texts in checked for text in texts for hit in technical_words(text, listed, company.names))


def pointed_out(hits: tuple[Hit, ...]) -> str:
    """Return in words what business readers may not know; empty when there is nothing."""
    said = "; ".join(f'"{hit.word}" in "{hit.sentence}"' for hit in dict.fromkeys(hits))
    return f"Business readers may not know: {said}." if said else ""


def in_short(update: Update) -> str:
    """Return what an update says, as one line to choose by."""
    parts = ((ANSWERS[answer].opening, line) for answer, texts in everything_said(update) for line in _lines(texts))
    return " ".join(sentence(f"{opening} {line}".strip()) for opening, line in parts)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    lines = (" ".join(line.split()) for line in "; ".join(texts).splitlines())
    return (line for line in lines if line)


def _known(status: IncidentStatus, last: Update | None) -> dict[str, Any]:
    """Return what is known, by the names of the answers: how the work stands is new in every round, other things hold on."""
    answers = answers_to(last.audience) if last else ()
    said = {answer.value: getattr(last, answer) for answer in answers if ANSWERS[answer].stays_true}
    found = {field: text for field, text in status.findings.model_dump().items() if text or field not in said}
    return {**said, **found, "impact": status.impact, "total": status.total}


def _answers(kind: RoundKind, audience: Audience, known: Mapping[str, Any]) -> dict[str, Any]:
    begins_with, told = rules_of(kind).begins_with, answers_to(audience)
    return {answer.value: known[answer] for answer in begins_with if answer in told and known.get(answer)}


def _closing(because: str, *, part_of: str) -> str:
    if part_of:
        return _PART_OF_ANOTHER.format(part_of)
    over, reason = "This is over: it was not a major incident.", because.strip().rstrip(".")
    begins = reason[:1].upper() if reason.split(" ", 1)[0].islower() else reason[:1]
    return f"{over} {begins}{reason[1:]}." if reason else over


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
