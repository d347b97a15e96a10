"""What the demo says of its incident at the end: where its report is, and the figures that managers count."""

from collections.abc import Iterator
from pathlib import Path

from cli.past import read_past
from cli.report import Form, written_as
from config.clock import wall_clock
from config.settings import Settings
from domain.history.past import Past
from domain.history.report.making import report_of
from domain.wording import counted, duration_in_words


def report_and_figures(settings: Settings, code: str, file: Path) -> Iterator[str]:
    """Write the report of an incident into a file, and yield where it is and what it counts.

    Raises:
        Refused: the record knows no such incident.
        RecordsError: the record cannot be read.

    """
    past = read_past(settings, code)
    file.write_text(written_as(Form.HTML, report_of(past, wall_clock())), "utf-8")
    yield f"Report of the incident: {file}"
    yield from _figures(past)


def _figures(past: Past) -> Iterator[str]:
    row = past.incident
    steps = {
        "acknowledged": row.acknowledged_at,
        "declared": row.declared_at,
        "first update": row.first_comms_at,
        "mitigated": row.mitigated_at,
        "resolved": row.resolved_at,
    }
    said = [f"{step} after {duration_in_words(at - row.opened_at)}" for step, at in steps.items() if at]
    yield f"Figures: {', '.join(said)}."
    missed = sum(each.missed for each in past.rounds)
    in_time = past.review is not None and past.review.held_at is not None
    done = [each for each in past.actions if each.state == "done"]
    noticed = row.detection.noticed_by if row.detection else "nobody knows"
    yield (
        f"Noticed first by {noticed}; {counted(len(past.rounds), 'update')} sent or due, {missed} missed; review "
        f"{'held' if in_time else 'not held'}; {len(done)} of {counted(len(past.actions), 'action')} done."
    )
