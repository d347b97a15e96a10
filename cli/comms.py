"""`mimp comms CODE ...`: the rounds of comms of one incident, as they stand, as they would go out, and as they were received."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.comms_requests import For, Json, add_comms_requests
from cli.comms_show import preview_parts, standing_lines
from cli.groups import OfOneIncident
from cli.incidents import connected
from cli.receipts import receipts_table
from cli.rounds import both_views, rounds_view
from cli.show import console, print_json
from config.clock import wall_clock
from config.organisation import load_organisation
from config.round_letters import RoundLetters
from config.settings import Settings, read_settings
from config.temporal import waiting_in
from domain.audiences import Audience
from domain.codes import IncidentCode, read_incident_code
from domain.comms.dispatch.forecast import TextLane
from domain.comms.dispatch.receipt_rows import as_csv, receipt_rows
from domain.comms.dispatch.receipts import standing
from domain.comms.drafting.asked import business_text
from domain.comms.drafting.preview import Preview, PreviewDesk, preview
from domain.comms.drafting.wording import READERS
from domain.comms.rounds.views import CommsView
from domain.errors import Refused
from domain.lanes import Rates
from domain.names import Queue
from domain.text_segments import longest_page_text
from records.database import open_records
from records.receipts import Receipts

comms = typer.Typer(
    cls=OfOneIncident,
    help="Rounds of comms of an incident: mimp comms CODE, mimp comms CODE draft ...",
    no_args_is_help=True,
)


@comms.callback(invoke_without_command=True)
def of_incident(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.", metavar="CODE")],
    as_json: Json = False,
) -> None:
    """Show how the updates to both audiences stand: which is open, when it is due, what it lacks, what was missed and sent."""
    context.obj = read_incident_code(code)
    if context.invoked_subcommand is None:
        _show_both(context.obj, as_json=as_json)


def _show_both(code: IncidentCode, *, as_json: bool) -> None:
    async def ask() -> tuple[CommsView, CommsView]:
        return await both_views(await connected(read_settings()), code)

    views = asyncio.run(ask())
    if as_json:
        print_json({view.status.audience.value: view.model_dump(mode="json") for view in views})
    else:
        print("\n".join(standing_lines(views, wall_clock())))


@comms.command()
def status(context: typer.Context, as_json: Json = False) -> None:
    """Say what the business was told last: what somebody approved, and nothing else."""

    async def ask() -> CommsView:
        return await rounds_view(await connected(read_settings()), context.obj, Audience.BUSINESS)

    text = business_text(asyncio.run(ask()))
    if as_json:
        print_json({"text": text})
    else:
        print(text)


@comms.command("preview")
def preview_command(
    context: typer.Context,
    audience: For,
    html: Annotated[
        Path | None, typer.Option(help="Write the mail into this file, to look at it in a browser.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show who would be told and why, each message as it will look, and when the last one has it; nothing is sent."""
    shown = asyncio.run(_preview(context.obj, audience))
    if html:
        _write_mail(shown, html)
    if as_json:
        print_json(shown.model_dump(mode="json"))
    else:
        for part in preview_parts(shown, READERS[audience], wall_clock()):
            console().print(part)
        if html:
            print(f"The mail is written to {html}: open it in a browser.")


async def _preview(code: IncidentCode, audience: Audience) -> Preview:
    settings = read_settings()
    client = await connected(settings)
    view = await rounds_view(client, code, audience)
    return preview(view, _desk(settings, await waiting_in(client, Queue.TEXTS)), wall_clock())


def _desk(settings: Settings, waiting: int) -> PreviewDesk:
    organisation = load_organisation(settings.organisation)
    rates = Rates(calls=settings.call_rate, text_segments=settings.text_segment_rate)
    lane = TextLane(rates, longest_page_text(organisation), waiting)
    return PreviewDesk(organisation, RoundLetters(settings.templates, settings.our_numbers), lane)


def _write_mail(shown: Preview, file: Path) -> None:
    """Write the mail most people get. Raises `Refused` when nobody gets any."""
    mail = max(shown.mails, key=lambda each: len(each.people), default=None)
    if mail is None:
        raise Refused("Nobody gets a mail: there is none to write into a file.")
    file.write_text(mail.letter.html, "utf-8")


@comms.command()
def receipts(
    context: typer.Context,
    csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values, for a spreadsheet.")] = False,
    as_json: Json = False,
) -> None:
    """Show who received what and when, and what did not arrive and why."""
    if csv and as_json:
        raise typer.BadParameter("Give one of --csv and --json.")
    settings, code = read_settings(), str(context.obj)
    organisation = load_organisation(settings.organisation)
    received = standing(Receipts(open_records(settings.records_url.get_secret_value())).of(code))
    if as_json:
        print_json([row.model_dump() for row in receipt_rows(received, organisation)])
    elif csv:
        print(as_csv(received, organisation), end="")
    else:
        console().print(receipts_table(code, received, organisation))


add_comms_requests(comms)
