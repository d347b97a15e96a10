"""Who received what, when: every word of a provider on a message of a round of comms."""

from collections.abc import Iterable

from sqlalchemy import Engine, select

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Receipt
from records.database import answers
from records.schema import RECEIPTS
from records.statements import insert_new


class Receipts:
    """The receipts in a database. Every method blocks: call it in a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, receipts: Iterable[Receipt]) -> None:
        """Write receipts down, all or none; one that stands there already, by its `receipt_id`, stays as it is.

        Raises:
            RecordsError: they are not written down.

        """
        rows = [receipt.model_dump() for receipt in receipts]
        if not rows:
            return
        with answers(self._engine), self._engine.begin() as connection:
            connection.execute(insert_new(self._engine, RECEIPTS), rows)

    def of(self, code: str, audience: Audience | None = None) -> list[Receipt]:
        """Return every receipt of an incident, of one audience or of both, the earliest first.

        Raises:
            RecordsError: they cannot be read.

        """
        wanted = select(RECEIPTS).where(RECEIPTS.c.code == code)
        if audience is not None:
            wanted = wanted.where(RECEIPTS.c.audience == audience.value)
        with answers(self._engine), self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(RECEIPTS.c.at, RECEIPTS.c.receipt_id)).mappings().all()
        return [Receipt.model_validate(dict(row)) for row in rows]
