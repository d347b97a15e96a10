"""How what we know is kept in columns that SQLite and PostgreSQL both have, and given back as it was."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


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


class Words(TypeDecorator[str]):
    """What people or machines have written, whatever it is: PostgreSQL takes no null character, and a sign stands in for it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Return the words as every database takes them."""
        return value and value.replace("\x00", "\ufffd")


class Nested(TypeDecorator[Any]):
    """What has parts of its own and is only ever read whole: kept as JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, kept: Any) -> None:
        super().__init__()
        self.kept = kept
        """The type of what is kept: part of the key by which SQLAlchemy remembers statements."""

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Return it as JSON; nothing as nothing."""
        return None if value is None else self._adapter.dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's
        """Return what the JSON says."""
        return None if value is None else self._adapter.validate_json(value)

    @property
    def _adapter(self) -> TypeAdapter[Any]:
        return _adapter(self.kept)


@cache
def _adapter(kept: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kept)
