"""What a report says of what follows an incident: how it was detected, its review, and its actions (P25 to P29)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from domain.closing.detection import NoticedBy, Worked
from domain.comms.drafting.wording import sentence
from domain.history.report.blocks import Block, Facts, Paragraph, Table
from domain.history.report.making import OPENED
from domain.history.report.model import ActionReported, IncidentReport, ReviewReported
from domain.history.report.words import lasted, moment, on_day, plain
from domain.review.questions import QUESTIONS

_NOTICED: Mapping[NoticedBy, str] = MappingProxyType(
    {
        NoticedBy.MONITORING: "Monitoring noticed it first.",
        NoticedBy.STAFF: "Somebody who works here noticed it, before any alert.",
        NoticedBy.BUSINESS: "The business or its customers noticed it, before any alert.",
    }
)

_WORKED: Mapping[Worked, str] = MappingProxyType(
    {Worked.YES: "Worked as expected.", Worked.NO: "Did not work as expected.", Worked.NONE: "There is none."}
)


def detection(report: IncidentReport) -> Block:
    """Return who noticed it, how long that took, and whether alarms and failover did what they are for."""
    found = report.detection
    if found is None:
        return Paragraph(text="Nobody has said yet how it was detected, nor whether failover worked.")
    note = (("Note", sentence(plain(found.note))),) if plain(found.note) else ()
    reached = "The right team was reached first." if found.right_team else "Another team was reached first."
    return Facts(
        rows=(
            ("Who noticed it", _NOTICED[found.noticed_by]),
            ("Time to detect", _time_to_detect(report)),
            ("Whom it reached", reached),
            ("Automated alerts", _WORKED[found.alerts]),
            ("Failover", _WORKED[found.failover]),
            *note,
        )
    )


def _time_to_detect(report: IncidentReport) -> str:
    began, opened = report.detection and report.detection.began_at, report.at(OPENED)
    if not began or not opened:
        return "Nobody knows when the trouble began."
    if opened <= began:
        return "It was noticed as it began."
    return f"{lasted(opened - began).capitalize()} from when it began to when the incident was opened."


def review(report: IncidentReport) -> Iterator[Block]:
    """Yield whether the review was held in time, who came, and what it answered to each question."""
    reviewed = report.review
    if reviewed is None:
        yield Paragraph(text="No review is on record: one begins once an incident is mitigated.")
        return
    attended = ", ".join(plain(each) for each in reviewed.row.attended)
    answers = ((question, plain(reviewed.row.answers.get(key, ""))) for key, question in QUESTIONS.items())
    yield Facts(
        rows=(
            ("Due", moment(reviewed.row.due_at, report.time_zone) if reviewed.row.due_at else "No review is due."),
            ("Held", _held(reviewed, report.time_zone)),
            ("Who came", attended or "Not on record."),
            *((question, sentence(answer) if answer else "Not answered.") for question, answer in answers),
        )
    )


def _held(reviewed: ReviewReported, time_zone: str) -> str:
    row = reviewed.row
    if row.held_at:
        return f"{moment(row.held_at, time_zone)}: {'in time' if reviewed.in_time else 'too late'}."
    late = "Not held, and overdue" if reviewed.in_time is False else "Not held yet"
    return f"{late}; it is to meet on {moment(row.meets_at, time_zone)}." if row.meets_at else f"{late}."


def actions(report: IncidentReport) -> Block:
    """Return each action with its owner, its day, what one sees when it is done, and how it stands (P27)."""
    if not report.actions:
        return Paragraph(text="No actions are on record.")
    columns = ("No.", "What", "Owner", "Due", "Done when", "How it stands")
    return Table(columns=columns, rows=tuple(_action(each, report.time_zone) for each in report.actions))


def _action(action: ActionReported, time_zone: str) -> tuple[str, ...]:
    row = action.row
    owner = f"{plain(row.owner_name)}, {plain(row.team_name)}"
    return str(row.number), plain(row.text), owner, on_day(row.due), plain(row.measure), _standing(action, time_zone)


def _standing(action: ActionReported, time_zone: str) -> str:
    row = action.row
    ended = f" on {moment(row.ended_at, time_zone)}" if row.ended_at else ""
    approved = f", approved by {plain(row.approved_by)}" if row.approved_by else ""
    why = f": {plain(row.why)}" if plain(row.why) else ""
    return "open, overdue" if action.overdue else f"{plain(row.state)}{ended}{approved}{why}"
