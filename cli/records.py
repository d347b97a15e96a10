"""`mimp records ...`: the upkeep of the records' database."""

import typer

from config.settings import read_settings
from records.database import named, open_records
from records.upkeep import migrate

records = typer.Typer(help="The records' database.", no_args_is_help=True)


@records.callback()
def of_records() -> None:
    """Keep the commands below a name of their own, however few they are."""


@records.command("migrate")
def migrate_command() -> None:
    """Bring the tables of the records to this version; what is in them stays. Safe to run again."""
    engine = open_records(read_settings().records_url.get_secret_value())
    migrate(engine)
    print(f"{named(engine)} are of this version.")
