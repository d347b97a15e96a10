"""`mimp report`: an incident as a document, for whoever asks afterwards what happened."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from cli.past import read_past
from config.clock import wall_clock
from config.report_pages import ReportPages
from config.settings import read_settings
from domain.history.report.making import report_of
from domain.history.report.markdown import as_markdown
from domain.history.report.model import IncidentReport
from domain.rota import TimeZone


class Form(StrEnum):
    """In which form a report is written."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


def _known_zone(name: str | None) -> str | None:
    try:
        return TypeAdapter[str | None](TimeZone | None).validate_python(name)
    except ValidationError as error:
        raise typer.BadParameter("must be a time zone by its IANA name, such as Europe/Berlin") from error


def report(
    code: Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.")],
    form: Annotated[Form, typer.Option("--format", help="Markdown, one page of HTML, or JSON.")] = Form.MARKDOWN,
    output: Annotated[Path | None, typer.Option(help="Write it into this file.", dir_okay=False)] = None,
    zone: Annotated[
        str | None, typer.Option(help="Whose clock times are shown on; by default the lead's.", callback=_known_zone)
    ] = None,
) -> None:
    """Tell an incident as a document: what it meant, who did what when, what was sent and missed, and what comes of it."""
    written = written_as(form, report_of(read_past(read_settings(), code), wall_clock(), zone))
    if output is None:
        print(written, end="")
    else:
        output.write_text(written, "utf-8")
        print(f"Written to {output}.")


def written_as(form: Form, made: IncidentReport) -> str:
    """Return the report in this form, its last line ended."""
    match form:
        case Form.MARKDOWN:
            return as_markdown(made)
        case Form.HTML:
            return ReportPages().html(made) + "\n"
        case Form.JSON:
            return made.model_dump_json(indent=2) + "\n"
