"""What can be wrong with the records; nothing that pages people waits for them.

RecordsError
├── RecordsAway       the database does not answer: the same may work later
└── RecordsUnfit      its tables are not those of this version, or there is no such database: somebody must act
"""

from domain.errors import MimpError


class RecordsError(MimpError):
    """The records cannot be read or written; the text says why and what to do."""


class RecordsAway(RecordsError):
    """The database does not answer."""


class RecordsUnfit(RecordsError):
    """The database is not one this version can use."""
