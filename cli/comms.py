"""`mimp comms CODE ...`: what concerns the rounds of comms of one incident."""

from typing import Annotated

import typer

from cli.receipts import as_csv, receipts_data, receipts_table
from cli.show import console, print_json
from config.organisation import load_organisation
from config.settings import read_settings
from domain.codes import read_incident_code
from domain.comms.receipts import standing
from records.database import open_records
from records.receipts import Receipts

comms = typer.Typer(help="Rounds of comms of an incident: mimp comms CODE receipts.", no_args_is_help=True)


@comms.callback()
def of_incident(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.", metavar="CODE")],
) -> None:
    """Keep which incident the command after its code is about."""
    context.obj = str(read_incident_code(code))


@comms.command()
def receipts(
    context: typer.Context,
    csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values, for a spreadsheet.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print data instead of text.")] = False,
) -> None:
    """Show who received what and when, and what did not arrive and why."""
    if csv and as_json:
        raise typer.BadParameter("Give one of --csv and --json.")
    settings = read_settings()
    organisation = load_organisation(settings.organisation)
    received = standing(Receipts(open_records(settings.records_url.get_secret_value())).of(context.obj))
    if as_json:
        print_json(receipts_data(received, organisation))
    elif csv:
        print(as_csv(received, organisation), end="")
    else:
        console().print(receipts_table(context.obj, received, organisation))
