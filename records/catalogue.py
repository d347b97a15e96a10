"""Finding incidents of the past: the latest, those told of in some words, and those that may help with one that is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Float, Select, and_, case, func, literal, or_, select, true

from domain.history.rows import EarlierIncident, EarlierIncidents, EarlierQuery
from domain.history.searching import FoundIncident, asked, enough_in_common, weights
from records.database import answers
from records.schema import INCIDENTS, WORDS

_MOST = 20
_MOST_EARLIER = 5
"""How many an incident that opens is told of: whoever reads them was just woken."""

_IS = INCIDENTS.c
_OVER = or_(_IS.resolved_at.is_not(None), _IS.closed_at.is_not(None))
_WHAT = case((_IS.headline != "", _IS.headline), else_=_IS.impact)
_HELPED = case((_IS.workaround != "", _IS.workaround), else_=_IS.mitigation)
_HELPFUL_FIRST = case((and_(_OVER, _HELPED != ""), 0), else_=1)
_NOTHING: ColumnElement[float] = literal(0.0, Float)


class Catalogue:
    """The incidents in a database, as they are looked for. Every method blocks: call it in a thread of its own.

    Raises `RecordsError` where it cannot be read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, service: str | None = None) -> list[FoundIncident]:
        """Return the incidents opened last, of one service (by its id or name) or of all; twenty at most."""
        wanted = _scored(_NOTHING).where(_of_service(service)).order_by(_IS.opened_at.desc(), _IS.code).limit(_MOST)
        with answers(self._engine), self._engine.connect() as connection:
            return _found(connection, wanted)

    def search(self, query: str, service: str | None = None) -> list[FoundIncident]:
        """Return the incidents that are told of in these words, the best first, twenty at most.

        What has a rare word of them comes before what has common ones, and of two alike the later one first.
        """
        with answers(self._engine), self._engine.connect() as connection:
            weighed = _weights(connection, asked(query), _total(connection))
            wanted, score = _alike(weighed)
            ranked = wanted.where(_of_service(service), score > 0)
            return _found(connection, ranked.order_by(score.desc(), _IS.opened_at.desc(), _IS.code).limit(_MOST))

    def earlier(self, query: EarlierQuery) -> EarlierIncidents:
        """Return which incidents may help with this one: those of the same service first, then those told of alike.

        Of either, first those that are over and say what helped, then those that have most in common, then the latest.
        """
        with answers(self._engine), self._engine.connect() as connection:
            total = _total(connection)
            wanted, score = _alike(_weights(connection, asked(query.words), total))
            others = wanted.where(_IS.code != query.code)
            ranked = others.order_by(_HELPFUL_FIRST, score.desc(), _IS.opened_at.desc(), _IS.code).limit(_MOST_EARLIER)
            same = _found(connection, ranked.where(_IS.key == query.key))
            alike = _found(connection, ranked.where(_IS.key != query.key, score >= enough_in_common(total)))
        return EarlierIncidents(incidents=tuple(map(_earlier, [*same, *alike][:_MOST_EARLIER])))


def _total(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(INCIDENTS)).scalar_one()


def _weights(connection: Connection, words: Iterable[str], total: int) -> dict[str, float]:
    """Return how much each of these words weighs, as far as any incident has it."""
    counted = (
        select(WORDS.c.word, func.count().label("incidents"))
        .where(WORDS.c.word.in_(list(words)))
        .group_by(WORDS.c.word)
    )
    return weights({row.word: row.incidents for row in connection.execute(counted)}, total)


def _alike(weighed: Mapping[str, float]) -> tuple[Select[Any], ColumnElement[float]]:
    """Return a query for all incidents, and the score of each: what the words weigh together that tell of it."""
    if not weighed:
        return _scored(_NOTHING), _NOTHING
    weight = case(dict(weighed), value=WORDS.c.word, else_=0.0)
    told = select(WORDS.c.code, func.sum(weight).label("score")).where(WORDS.c.word.in_(list(weighed)))
    scores = told.group_by(WORDS.c.code).subquery()
    score: ColumnElement[float] = func.coalesce(scores.c.score, 0.0)
    return _scored(score).outerjoin(scores, scores.c.code == _IS.code), score


def _scored(score: ColumnElement[float]) -> Select[Any]:
    return select(
        *(_IS.code, _IS.key, _IS.service, _IS.opened_at, _IS.state),
        _OVER.label("over"),
        _WHAT.label("what"),
        _HELPED.label("workaround"),
        score.label("score"),
    ).select_from(INCIDENTS)


def _of_service(service: str | None) -> ColumnElement[bool]:
    return true() if service is None else or_(_IS.key == service, _IS.service == service)


def _found(connection: Connection, wanted: Select[Any]) -> list[FoundIncident]:
    return [FoundIncident.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]


def _earlier(found: FoundIncident) -> EarlierIncident:
    return EarlierIncident.model_validate(found, from_attributes=True)
