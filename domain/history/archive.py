"""What a workflow leaves to be recorded after its end."""

from domain.history.rows import HistoryToRecord
from domain.messages import Message


class ArchiveStart(Message):
    """Everything that was not recorded yet: small enough for one message, as an outbox is bounded."""

    left: HistoryToRecord
