"""Makes the report of an incident out of what the lasting record knows of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome
from domain.comms.drafting.writing import findings
from domain.history.past import Past
from domain.history.report.model import (
    ActionReported,
    CommsReported,
    IncidentReport,
    Milestone,
    ReviewReported,
    UpdateReported,
)
from domain.history.report.people import participants
from domain.history.report.summary import summary
from domain.history.rows import ActionRow, IncidentRow, ReviewRow, RoundRow

BEGAN, OPENED, DECLARED, MITIGATED, RESOLVED, CLOSED = (
    "the trouble began",
    "opened",
    "declared",
    "mitigated",
    "resolved",
    "closed",
)
"""The milestones by which others tell one phase of an incident from the next."""


def report_of(past: Past, now: datetime, time_zone: str | None = None) -> IncidentReport:
    """Return the report of an incident as it stands at `now` (UTC).

    Times are shown on the clock of `time_zone`, by default the lead's; UTC where nobody led it.
    """
    row, zone = past.incident, time_zone or _of_the_lead(past.incident)
    return IncidentReport(
        code=row.code,
        service=row.service,
        team=row.team_name,
        state=row.state,
        made_at=now,
        time_zone=zone,
        part_of=row.part_of,
        closed_because=row.closed_because,
        summary=tuple(summary(row, now, zone)),
        impact=row.impact,
        total=row.total,
        milestones=_milestones(row),
        mitigation=row.mitigation,
        workaround=row.workaround,
        measure=row.measure,
        cause=findings(row.board).cause,
        root_cause=row.root_cause,
        people=participants(past),
        comms=tuple(_comms(past, audience) for audience in (Audience.BUSINESS, Audience.TECHNICAL)),
        board=row.board,
        detection=row.detection,
        review=ReviewReported(row=past.review, in_time=_in_time(past.review, now)) if past.review else None,
        actions=tuple(ActionReported(row=each, overdue=_overdue(each, now, zone)) for each in past.actions),
        timeline=tuple(sorted(past.entries, key=lambda entry: entry.at)),
    )


def _of_the_lead(row: IncidentRow) -> str:
    zones = (each.person.time_zone for each in row.involved if each.person.name == row.lead)
    return next(zones, "UTC")


def _milestones(row: IncidentRow) -> tuple[Milestone, ...]:
    known = (
        (BEGAN, row.detection.began_at if row.detection else None),
        (OPENED, row.opened_at),
        ("acknowledged", row.acknowledged_at),
        ("proposed", row.proposed_at),
        (DECLARED, row.declared_at),
        ("first update sent", row.first_comms_at),
        (MITIGATED, row.mitigated_at),
        (RESOLVED, row.resolved_at),
        (CLOSED, row.closed_at),
    )
    return tuple(Milestone(name=name, at=at, after_opened=at - row.opened_at if at else None) for name, at in known)


def _comms(past: Past, audience: Audience) -> CommsReported:
    rounds = sorted((each for each in past.rounds if each.audience is audience), key=lambda each: each.number)
    updates = tuple(_update(past, each) for each in rounds)
    sent, missed = sum(each.sent_at is not None for each in updates), sum(each.missed for each in updates)
    return CommsReported(audience=audience, sent=sent, missed=missed, updates=updates)


def _update(past: Past, row: RoundRow) -> UpdateReported:
    of_update = [each for each in past.receipts if (each.audience, each.number) == (row.audience, row.number)]
    came_to = {each.outcome: each.messages for each in of_update}
    return UpdateReported(
        **row.model_dump(include={"number", "kind", "due_at", "sent_at", "missed"}),
        delivered=came_to.get(Outcome.DELIVERED, 0) if of_update else None,
        failed=came_to.get(Outcome.FAILED, 0) if of_update else None,
    )


def _in_time(review: ReviewRow, now: datetime) -> bool | None:
    """Return whether the review was held by the time it was due (P25); None while it can still be."""
    if review.due_at is None:
        return None
    if review.held_at:
        return review.held_at <= review.due_at
    return False if now > review.due_at else None


def _overdue(action: ActionRow, now: datetime, time_zone: str) -> bool:
    """Whether an action is open after its day: a day lasts as long as it does on the reader's clock."""
    return action.state == "open" and action.due < now.astimezone(ZoneInfo(time_zone)).date()
