"""Writing that may be repeated: each database has its own word for it."""

from sqlalchemy import Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert_new(engine: Engine, table: Table) -> Insert:
    """Return the insert that leaves a row alone that is there."""
    return _insert(engine, table).on_conflict_do_nothing()


def replace_older(engine: Engine, table: Table) -> Insert:
    """Return the insert that takes the place of a row that is there where it has a higher `version`, and else does nothing."""
    insert = _insert(engine, table)
    key = list(table.primary_key.columns)
    values = {column.name: insert.excluded[column.name] for column in table.columns if column not in key}
    return insert.on_conflict_do_update(
        index_elements=key, set_=values, where=table.c.version < insert.excluded.version
    )


def _insert(engine: Engine, table: Table) -> Insert:
    return sqlite.insert(table) if engine.dialect.name == "sqlite" else postgresql.insert(table)
