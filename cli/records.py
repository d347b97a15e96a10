"""`mimp records ...`: the upkeep of the records' database."""

import asyncio

import typer

from cli.incidents import connected
from cli.rebuild import Rebuilt, rebuild_from
from config.organisation import load_organisation
from config.settings import read_settings
from domain.history.pages import zones_by_name
from records.database import named, open_records
from records.history import History
from records.receipts import Receipts
from records.upkeep import check, migrate, prepare

records = typer.Typer(help="The records' database.", no_args_is_help=True)


@records.command("migrate")
def migrate_command() -> None:
    """Bring the tables of the records to this version; what is in them stays. Safe to run again."""
    engine = open_records(read_settings().records_url.get_secret_value())
    migrate(engine)
    print(f"{named(engine)} are of this version.")


@records.command("check")
def check_command() -> None:
    """Say whether this version can use the tables of the records, and else what to do. Changes nothing."""
    engine = open_records(read_settings().records_url.get_secret_value())
    check(engine)
    print(f"{named(engine)} can be used by this version.")


@records.command("rebuild")
def rebuild_command() -> None:
    """Write down again what Temporal's histories say: after a loss of the records, as far back as histories are kept.

    What stands in the records stays. Words of providers that came to the gateway are in no history.
    """
    settings = read_settings()
    zones = zones_by_name(load_organisation(settings.organisation))
    engine = open_records(settings.records_url.get_secret_value())
    prepare(engine)

    async def read() -> Rebuilt:
        return await rebuild_from(await connected(settings), History(engine, zones), Receipts(engine))

    print(asyncio.run(read()).in_words())
