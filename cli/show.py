"""How the command line shows things: tables for people, JSON for machines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.comms_show import clock, is_overdue, missed, open_round
from config.incident_index import OpenIncident
from domain.closing.detection import in_words as detected
from domain.closing.root_cause import in_words as whose
from domain.comms.drafting.wording import READERS
from domain.incident.view import IncidentView, UpdatesShown
from domain.lifecycle import in_words
from domain.lookups import RecentIncident
from domain.timeline import TimelineEntry

_LOUD = "bold red"
_STYLES = {"alert": "bold red", "state": "bold", "answer": "bold green", "step": "cyan", "outcome": "yellow"}


def timeline_rows(entries: Sequence[TimelineEntry]) -> list[dict[str, Any]]:
    """Return the timeline as data: at (UTC), kind, who, channel, what, why."""
    return [entry_data(entry) for entry in entries]


def entry_data(entry: TimelineEntry) -> dict[str, Any]:
    """Return an entry of a timeline as data."""
    return entry.model_dump(mode="json", include={"at", "kind", "who", "channel", "what", "why"})


def timeline_table(view: IncidentView) -> Table:
    """Return the timeline as a table: who was tried, how, when, what came of it, why the next step was taken."""
    older = f" ({view.older_entries} older entries are in Temporal's history)" if view.older_entries else ""
    table = Table(title=f"Timeline of {view.code}, times in UTC{older}", title_justify="left", expand=True)
    days = several_days(entry.at for entry in view.timeline)
    for name, width in (("time", 19 if days else 8), ("who", 14), ("how", 4), ("what", 34), ("why", None)):
        table.add_column(name, width=width, overflow="fold")
    for entry in view.timeline:
        style = _STYLES.get(entry.kind, "")
        at = utc(entry.at, with_day=days)
        # Words from outside are text, never markup.
        table.add_row(
            at, Text(entry.who or ""), entry.channel or "", Text(entry.what, style=style), Text(entry.why or "")
        )
    return table


def several_days(times: Iterable[datetime]) -> bool:
    """Return whether these times are not all of one day (UTC): a time of day alone would then say nothing."""
    return len({at.astimezone(UTC).date() for at in times}) > 1


def utc(at: datetime, *, with_day: bool) -> str:
    """Return a time in UTC, to the second."""
    return f"{at.astimezone(UTC):{'%Y-%m-%d %H:%M:%S' if with_day else '%H:%M:%S'}}"


def summary(view: IncidentView, now: datetime, local: tzinfo | None = None) -> Text:
    """Return the incident in a few lines; when updates are due is said on the clock of `local`, by default this machine's, too."""
    lines: list[str | Text] = [
        f"{view.code} is {in_words(view.state)}",
        view.headline,
        f"Team: {view.team}",
        *([f"With it: {', '.join(view.with_it)}"] if view.with_it else []),
        *_whose(view),
        *([f"Lead: {view.lead}{_offered(view)}"] if view.lead else []),
        *_calls(view),
        *([f"Impact: {view.impact}"] if view.impact else []),
        *([f"Judged: {view.judged}"] if view.judged else []),
        *_closing(view),
        *(_updates(each, now, local) for each in view.rounds),
        *(f"Next: {each.what}, at {each.at:%H:%M} UTC" for each in view.due),
        f"Opened: {view.opened_at:%Y-%m-%d %H:%M:%S} UTC. Alerts: {view.alerts}, repeats: {view.repeats}",
        *([f"Opened in the last 15 minutes too, when it was taken: {view.also_opened}"] if view.also_opened else []),
        *([f"Changed {view.changed_lately}"] if view.changed_lately else []),
        *(_may_be_same(view.may_be_same) if view.may_be_same else []),
    ]
    return Text("\n").join(line if isinstance(line, Text) else Text(line) for line in lines)


def _updates(shown: UpdatesShown, now: datetime, local: tzinfo | None) -> Text:
    """Return how the updates to one audience stand, in a line that nobody overlooks when one is overdue."""
    late = is_overdue(shown, now)
    lacks = f"It lacks {' and '.join(shown.missing)}." if late and shown.missing else ""
    sent = f"Last sent at {clock(shown.last_sent_at, now, local)}" if shown.last_sent_at else "Nothing was sent yet"
    said = (f"{open_round(shown, now, local)}.", lacks, shown.whose, f"{missed(shown)}.", sent)
    return Text(f"Updates to {READERS[shown.audience]}: {' '.join(filter(None, said))}", style=_LOUD if late else "")


def _calls(view: IncidentView) -> Iterator[str]:
    """Yield who is on which call, each by itself: nobody is put through to the other one."""
    for what, names in (
        ("On the technical call", view.on_call),
        ("Missing from the technical call", view.missing),
        ("On the business call", view.on_business_call),
        ("Invited to the business call", view.invited),
    ):
        if names:
            yield f"{what}: {', '.join(names)}"


def _closing(view: IncidentView) -> Iterator[str]:
    """Yield what is known of how it came, ended, and is kept from coming back."""
    ended = f" (the impact ended at {view.mitigated_at:%Y-%m-%d %H:%M} UTC)" if view.mitigated_at else ""
    for what, said in (
        ("Detected", detected(view.detection) if view.detection else ""),
        ("Root cause", whose(view.root_cause) if view.root_cause else ""),
        ("Mitigated by", f"{view.mitigation}{ended}" if view.mitigation else ""),
        ("No final update", view.final_waived),
        ("Workaround", view.workaround),
        ("Against recurrence", view.measure),
    ):
        if said:
            yield f"{what}: {said}"


def _offered(view: IncidentView) -> str:
    return f" ({view.offered_to} is asked to lead)" if view.offered_to else ""


def _may_be_same(offered: RecentIncident) -> list[str]:
    return [f"May be the same: {offered.code} ({offered.chain})"]


def _whose(view: IncidentView) -> Iterator[str]:
    """Say who has it now, or who closed it and until when the same alert stays silent; once it is handed on, its lead is shown."""
    if not view.state.handed_on:
        yield _who_has_it(view)


def _who_has_it(view: IncidentView) -> str:
    if view.quiet_until:
        return f"Stood down by {view.stood_down_by}; the same alert wakes nobody until {view.quiet_until:%Y-%m-%d %H:%M} UTC"
    if view.closed_because:
        return f"Closed: {view.closed_because}"
    if view.stood_down_by:
        return f"Stood down by {view.stood_down_by}"
    if view.part_of:
        return f"Part of {view.part_of}: whoever has that one has it"
    if view.for_the_record:
        return "For the record only: nobody is told"
    return f"In hand with: {view.holder or 'nobody yet'}"


def overview(incident: OpenIncident, holder_name: str | None) -> str:
    """Return an open incident in one line; who has it is shown with their name, where it is known, and their id."""
    holder = f"{holder_name} ({incident.holder})" if holder_name else incident.holder or "nobody yet"
    whose = f"part of: {incident.part_of}" if incident.part_of else f"in hand with: {holder}"
    opened = f"opened: {incident.opened_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    with_it = f" with it: {', '.join(incident.with_it)}" if incident.with_it else ""
    overdue = (
        f" OVERDUE: update to {' and '.join(READERS[each] for each in incident.overdue)}" if incident.overdue else ""
    )
    return f"{incident.code:30} {in_words(incident.state):14} {whose:46} {opened}{with_it}{overdue}"


def overview_data(incident: OpenIncident, holder_name: str | None) -> dict[str, Any]:
    """Return an open incident as data: `holder` is a person's id, `holder_name` null where nobody knows their name."""
    return {**incident.model_dump(mode="json"), "holder_name": holder_name}


def entry_line(entry: TimelineEntry) -> str:
    """Return an entry of a timeline in one line, as it happens."""
    who = " ".join(filter(None, (entry.who, f"({entry.channel})" if entry.channel else None)))
    why = f" [{entry.why}]" if entry.why else ""
    return f"{entry.at.astimezone(UTC):%H:%M:%S}  {who:28} {entry.what}{why}"


def print_json(data: Any) -> None:
    """Print data as JSON, and nothing else."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def print_json_line(data: Any) -> None:
    """Print data as JSON on one line, at once: for whoever reads it as it comes."""
    print(json.dumps(data, ensure_ascii=False), flush=True)


def console() -> Console:
    """Return where people read: a hundred columns wide at least, also when it is piped into a file."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=140)
