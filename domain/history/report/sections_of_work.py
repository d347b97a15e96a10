"""What a report says of the work during the incident: what the audiences were told, and what stood on the board (P15 to P23)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.board.views import BoardPart, said, standing
from domain.comms.drafting.wording import READERS, round_title
from domain.history.report.blocks import Block, Paragraph, Table
from domain.history.report.model import CommsReported, IncidentReport, UpdateReported
from domain.history.report.words import lasted, moment, plain, times
from domain.wording import counted


def comms(report: IncidentReport) -> Iterator[Block]:
    """Yield what each audience was sent and what was missed."""
    for told in report.comms:
        readers = READERS[told.audience]
        if not told.updates:
            yield Paragraph(text=f"No update to {readers} is on record.")
            continue
        yield Paragraph(text=_in_short(told))
        yield Table(
            about=f"Updates to {readers}",
            columns=("Update", "Due", "Sent", "Missed", "Messages"),
            rows=tuple(_update(each, report.time_zone) for each in told.updates),
        )


def _in_short(told: CommsReported) -> str:
    whose = "an update was" if told.missed == 1 else "updates were"
    missed = f"{whose} missed {times(told.missed)}" if told.missed else "none was missed"
    return f"{counted(told.sent, 'update')} went out to {READERS[told.audience]}; {missed}."


def _update(update: UpdateReported, time_zone: str) -> tuple[str, ...]:
    return (
        round_title(update.number, update.kind),
        moment(update.due_at, time_zone) if update.due_at else "at once",
        _sent(update, time_zone),
        times(update.missed) if update.missed else "no",
        _messages(update),
    )


def _sent(update: UpdateReported, time_zone: str) -> str:
    if update.sent_at is None:
        return "not sent"
    late = update.sent_at - update.due_at if update.due_at else timedelta()
    said_late = f", {lasted(late)} late" if late >= timedelta(minutes=1) else ""
    return f"{moment(update.sent_at, time_zone)}{said_late}"


def _messages(update: UpdateReported) -> str:
    if update.delivered is None:
        return "nothing on record"
    failed = f", {update.failed} failed" if update.failed else ""
    return f"{update.delivered} delivered{failed}"


def board(report: IncidentReport) -> Iterator[Block]:
    """Yield what stood on the board part by part, and in a sentence what nothing was noted on."""
    parts = report.board.parts
    yield from (block for part in parts if part.entries for block in _part(part, report.time_zone))
    empty = [f"\u201c{part.title}\u201d" for part in parts if not part.entries]
    if not parts or len(empty) == len(parts):
        yield Paragraph(text="Nothing was noted on the board.")
    elif empty:
        yield Paragraph(text=f"Nothing was noted on {', '.join(empty)}.")


def _part(part: BoardPart, time_zone: str) -> Iterator[Block]:
    rows = tuple(
        (
            f"#{each.number}",
            plain(said(each)),
            plain(standing(each)) or "noted",
            f"{plain(each.by)}, {moment(each.at, time_zone)}",
        )
        for each in part.entries
    )
    yield Table(about=part.title, columns=("No.", "What", "What came of it", "Who noted it"), rows=rows)
    if part.older:
        yield Paragraph(text=f"{part.older} more, older ones, are on the timeline.")
