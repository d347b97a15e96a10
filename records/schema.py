"""The tables of the records. A change to them is a migration of its own, in `migrations/versions/`.

Tables and columns are only added, with defaults: while a version is rolled out, and after a step back, the one before it works on
them.
"""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """An instant: kept in UTC, and given back as one, also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Return the instant in UTC. Raises ValueError for a time that names no zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Return the instant as one of UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("receipt_id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Index("receipts_of_an_incident", "code", "audience", "number"),
)
"""Every word of a provider on a message of a round."""
