"""`mimp trends`: incidents by service and month, how fast each step was, what follows from them, and who was disturbed."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.show import console, print_json
from config.clock import wall_clock
from config.settings import read_settings
from domain.history.trend_rows import SHARES, STEPS, people_as_csv, services_as_csv
from domain.history.trends import Share, Spread, Trend, Trends, months
from records.database import open_records
from records.statistics import Statistics

_NAME = 14
"""Columns a name has at least, where the table has a hundred."""

_UNITS = ((48 * 3600.0, 86400.0, "d"), (90 * 60.0, 3600.0, "h"), (90.0, 60.0, "m"), (0.0, 1.0, "s"))
"""From how many seconds on a duration is told in which unit, and what one of it is."""


def trends(
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM", help="The first month; else as many as end with this one."),
    ] = None,
    count: Annotated[int, typer.Option("--months", help="How many months.")] = 12,
    service: Annotated[str | None, typer.Option(help="Of this service alone: its id or its name.")] = None,
    people: Annotated[bool, typer.Option("--people", help="Only who was disturbed, and how often at night.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values, for a spreadsheet.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print data instead of text.")] = False,
) -> None:
    """Show how incidents went, by service and month: how many, how fast each step was, and whether what follows is done."""
    if as_csv and as_json:
        raise typer.BadParameter("Give one of --csv and --json.")
    now = wall_clock()
    begins, ends = months(since, count, now)
    engine = open_records(read_settings().records_url.get_secret_value())
    found = Statistics(engine).trends(begins, ends, now, service)
    if as_csv:
        print(people_as_csv(found) if people else services_as_csv(found), end="")
    elif as_json:
        print_json(found.model_dump(mode="json", exclude={"by_service"} if people else None))
    else:
        console().print(people_table(found) if people else trends_shown(found))


def trends_shown(found: Trends) -> RenderableType:
    """Return how incidents went, as three tables that fit a hundred columns."""
    if not found.by_service:
        return Text("No incident of these months is on record.")
    return Group(_steps_table(found), _follow_up_table(found), people_table(found))


def people_table(found: Trends) -> RenderableType:
    """Return who was called, texted or mailed about pages, and how often at night."""
    if not found.by_person:
        return Text("Nobody was paged in these months.")
    table = _table("Pages, by person; at night is from 22:00 to 06:00 on their own clock", "who", "pages", "at night")
    for each in found.by_person:
        table.add_row(Text(each.person), str(each.pages), str(each.at_night))
    return table


def _steps_table(found: Trends) -> Table:
    title = (
        "How long each step took from when an incident opened: the median, and below it what nine of ten stay within"
    )
    headings = (step.replace("_", " ") for step in STEPS)
    table = _table(title, "month", "service", "all", "major", *headings)
    for each in found.by_service:
        spreads = (_spread(getattr(each, step)) for step in STEPS)
        table.add_row(each.month, Text(each.service), str(each.incidents), str(each.major), *spreads)
    table.caption = "detect: from when the trouble began until the incident opened"
    return table


def _follow_up_table(found: Trends) -> Table:
    title = "Reviews held and actions done in time, trouble that monitoring noticed first, and what worked, of those that count"
    headings = (name.replace("_", " ") for name in SHARES)
    table = _table(title, "month", "service", *headings, "updates missed")
    for each in found.by_service:
        table.add_row(each.month, Text(each.service), *_shares(each), str(each.missed_rounds))
    return table


def _shares(trend: Trend) -> Iterator[str]:
    for name in SHARES:
        share: Share = getattr(trend, name)
        yield f"{share.yes}/{share.of}" if share.of else "-"


def _spread(spread: Spread | None) -> Text:
    if spread is None:
        return Text("-")
    return Text.assemble(_in_short(spread.median), "\n", (_in_short(spread.p90), "dim"))


def _in_short(seconds: float) -> str:
    """Return how long that is in few letters: 42 s, 12 m, 1.5 h, 3.0 d."""
    _, unit, letter = next(each for each in _UNITS if seconds >= each[0])
    return f"{seconds / unit:.{1 if letter in 'hd' else 0}f} {letter}"


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left", expand=True)
    for name in headings:
        names = name in {"service", "who"}
        left = names or name == "month"
        table.add_column(
            name,
            ratio=1 if names else None,
            min_width=_NAME if names else None,
            overflow="fold",
            justify="left" if left else "right",
        )
    return table
