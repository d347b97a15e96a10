"""What the lasting record keeps of a review and its actions: each row whole, whenever what it says has changed."""

import hashlib
from collections.abc import Iterator
from typing import TypeVar

from domain.history.rows import ActionRow, FindingsRow, HistoryToRecord, ReviewRow
from domain.review.state import Action, Built, Review

_REVIEW, _FINDINGS = "review", "findings"
_Row = TypeVar("_Row", ReviewRow, FindingsRow, ActionRow)


def next_to_record(review: Review) -> HistoryToRecord:
    """Return what is to be recorded next; asked again, it is the same. Each change of a row has a number of its own."""
    rows = [row for row in _rows(review) if _is_new(review, row)]
    return HistoryToRecord(
        code=review.code,
        entries=review.outbox.next_together(),
        review=next((row for row in rows if isinstance(row, ReviewRow)), None),
        findings=next((row for row in rows if isinstance(row, FindingsRow)), None),
        actions=tuple(row for row in rows if isinstance(row, ActionRow)),
    )


def recorded(review: Review, written: HistoryToRecord) -> None:
    """Note that this stands in the record now."""
    review.outbox.recorded(written.entries)
    if written.review:
        review.rows[_REVIEW].recorded = written.review.version
    if written.findings:
        review.rows[_FINDINGS].recorded = written.findings.version
    for row in written.actions:
        review.rows[_key(row.number)].recorded = row.version


def _rows(review: Review) -> Iterator[ReviewRow | FindingsRow | ActionRow]:
    """Yield every row as it is now, with the number of its last change."""
    yield _numbered(review, _REVIEW, _review_row(review))
    if review.found:
        yield _numbered(review, _FINDINGS, _findings_row(review))
    for action in review.actions:
        yield _numbered(review, _key(action.number), _action_row(review, action))


def _numbered(review: Review, key: str, row: _Row) -> _Row:
    built, digest = (
        review.rows.setdefault(key, Built()),
        hashlib.sha256(row.model_dump_json().encode()).hexdigest()[:12],
    )
    if built.digest != digest:
        built.digest, built.version = digest, built.version + 1
    return row.model_copy(update={"version": built.version})


def _is_new(review: Review, row: ReviewRow | FindingsRow | ActionRow) -> bool:
    if isinstance(row, ActionRow):
        return review.rows[_key(row.number)].recorded < row.version
    return review.rows[_REVIEW if isinstance(row, ReviewRow) else _FINDINGS].recorded < row.version


def _review_row(review: Review) -> ReviewRow:
    return ReviewRow(
        code=review.code,
        version=0,
        state=review.state,
        due_at=review.due_at,
        meets_at=review.meeting.at if review.meeting else None,
        held_at=review.held_at,
        attended=review.attended,
        answers={question: each.answer for question, each in review.answers.items()},
    )


def _findings_row(review: Review) -> FindingsRow:
    facts = review.facts
    return FindingsRow(
        code=review.code, version=0, total=facts.total, detection=facts.detection, root_cause=facts.root_cause
    )


def _action_row(review: Review, action: Action) -> ActionRow:
    return ActionRow(
        code=review.code,
        number=action.number,
        version=0,
        text=action.text,
        owner=action.owner.id,
        owner_name=action.owner.name,
        team=action.team.id,
        team_name=action.team.name,
        due=action.due,
        measure=action.measure,
        state=action.state,
        ended_at=action.ended_at,
        why=action.outcome,
        approved_by=action.approved_by,
    )


def _key(number: int) -> str:
    return f"action/{number}"
