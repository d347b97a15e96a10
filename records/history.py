"""The lasting record of incidents: written as things happen, and read whole."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, Table, delete, select

from domain.comms.dispatch.receipts import standing
from domain.history.pages import page_rows
from domain.history.past import Past, counted_receipts
from domain.history.rows import ActionRow, FindingsRow, HistoryToRecord, IncidentRow, ReviewRow, RoundRow
from domain.history.searching import words_of_incident
from domain.messages import Message
from domain.timeline import TimelineEntry
from records.database import answers
from records.receipts import Receipts
from records.schema import ACTIONS, ENTRIES, FINDINGS, INCIDENTS, PAGES, REVIEWS, ROUNDS, WORDS
from records.statements import insert_new, replace_older

_Row = TypeVar("_Row", IncidentRow, TimelineEntry, RoundRow, ReviewRow, FindingsRow, ActionRow)


class History:
    """What happened in incidents, in a database. Every method blocks: call it in a thread of its own.

    `zones` are people's time zones by their names: a page that is written down says whether it came at night.
    """

    def __init__(self, engine: Engine, zones: Mapping[str, str] | None = None) -> None:
        self._engine = engine
        self._zones = zones or {}

    def write(self, *written: HistoryToRecord) -> None:
        """Write everything down, or nothing. Twice, late and out of order it comes to the same.

        An entry that stands there stays as it is. Of anything else the row with the highest `version` stays.

        Raises:
            RecordsError: nothing is written down.

        """
        if all(each.empty for each in written):
            return
        with answers(self._engine), self._engine.begin() as connection:
            for each in written:
                self._write(connection, each)

    def past(self, code: str) -> Past | None:
        """Return everything about the incident with this code; None where there is no record of one.

        Raises:
            RecordsError: it cannot be read.

        """
        with answers(self._engine), self._engine.connect() as connection:
            incidents = _rows(connection, IncidentRow, _of(INCIDENTS, code))
            if not incidents:
                return None
            entries = _rows(connection, TimelineEntry, _of(ENTRIES, code, "at", "origin", "sequence"))
            rounds = _rows(connection, RoundRow, _of(ROUNDS, code, "audience", "number"))
            reviews = _rows(connection, ReviewRow, _of(REVIEWS, code))
            findings = _rows(connection, FindingsRow, _of(FINDINGS, code))
            actions = _rows(connection, ActionRow, _of(ACTIONS, code, "number"))
        return Past(
            incident=incidents[0].with_findings(findings[0] if findings else None),
            entries=entries,
            rounds=rounds,
            review=reviews[0] if reviews else None,
            actions=actions,
            receipts=counted_receipts(standing(Receipts(self._engine).of(code))),
        )

    def _write(self, connection: Connection, written: HistoryToRecord) -> None:
        if written.incident:
            self._put_incident(connection, written.incident)
        self._add(connection, ENTRIES, [{**dict(each), "code": written.code} for each in written.entries])
        self._add(connection, PAGES, map(dict, page_rows(written.code, written.entries, self._zones)))
        self._put(connection, ROUNDS, written.rounds)
        self._put(connection, REVIEWS, [written.review] if written.review else [])
        self._put(connection, FINDINGS, [written.findings] if written.findings else [])
        self._put(connection, ACTIONS, written.actions)

    def _put_incident(self, connection: Connection, row: IncidentRow) -> None:
        """Put the row there, and the words by which it is found, unless a later one stands there."""
        put = replace_older(self._engine, INCIDENTS).returning(INCIDENTS.c.code)
        if connection.execute(put, _values(row)).first() is None:
            return
        connection.execute(delete(WORDS).where(WORDS.c.code == row.code))
        self._add(connection, WORDS, [{"word": word, "code": row.code} for word in sorted(words_of_incident(row))])

    def _put(self, connection: Connection, table: Table, rows: Sequence[Message]) -> None:
        if rows:
            connection.execute(replace_older(self._engine, table), [_values(row) for row in rows])

    def _add(self, connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        if values := list(rows):
            connection.execute(insert_new(self._engine, table), values)


def _values(row: Message) -> dict[str, Any]:
    """Return what a row holds; what is counted of how an incident was detected stands apart from it, too."""
    if not isinstance(row, IncidentRow | FindingsRow):
        return dict(row)
    found, names = row.detection, ("noticed_by", "right_team", "began_at", "failover", "alerts")
    return {**dict(row), **{name: getattr(found, name) if found else None for name in names}}


def _of(table: Table, code: str, *order: str) -> Select[Any]:
    return select(table).where(table.c.code == code).order_by(*(table.c[name] for name in order))


def _rows(connection: Connection, kind: type[_Row], wanted: Select[Any]) -> tuple[_Row, ...]:
    """Return rows as what they are; the code is left away where a thing does not say it itself."""
    found = connection.execute(wanted).mappings()
    return tuple(kind.model_validate({name: row[name] for name in kind.model_fields}) for row in found)
