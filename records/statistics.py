"""What is counted of the past: one line for each incident, and one for each person."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, or_, select, true

from domain.history.trends import ActionFigures, IncidentFigures, PersonPages, Trends, by_service_and_month
from records.database import answers
from records.schema import ACTIONS, FINDINGS, INCIDENTS, PAGES, REVIEWS, ROUNDS

_IS = INCIDENTS.c
_TIMES = (_IS.acknowledged_at, _IS.declared_at, _IS.first_comms_at, _IS.mitigated_at, _IS.resolved_at)
_DETECTION = tuple(
    case((FINDINGS.c.noticed_by.is_not(None), FINDINGS.c[name]), else_=_IS[name]).label(name)
    for name in ("noticed_by", "right_team", "began_at", "failover", "alerts")
)
"""How it was detected, as its review found it out; else as it was said before."""


class Statistics:
    """The figures in a database. Every method blocks: call it in a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def trends(self, since: datetime, until: datetime, now: datetime, service: str | None = None) -> Trends:
        """Return the figures of the incidents opened in this time, of one service (by its id or name) or of all.

        People's pages are those of this time, whenever their incident opened.

        Raises:
            RecordsError: they cannot be read.

        """
        of_service = true() if service is None else or_(_IS.key == service, _IS.service == service)
        opened = and_(_IS.opened_at >= since, _IS.opened_at < until, of_service)
        about = true() if service is None else PAGES.c.code.in_(select(_IS.code).where(of_service))
        paged = and_(PAGES.c.at >= since, PAGES.c.at < until, about)
        with answers(self._engine), self._engine.connect() as connection:
            figures = _incidents(connection, opened)
            people = _people(connection, paged)
        return Trends(since=since, until=until, by_service=by_service_and_month(figures, now), by_person=people)


def _incidents(connection: Connection, opened: ColumnElement[bool]) -> list[IncidentFigures]:
    actions = _actions(connection, opened)
    missed = select(ROUNDS.c.code, func.sum(ROUNDS.c.missed).label("missed")).group_by(ROUNDS.c.code).subquery()
    wanted = (
        select(
            *(_IS.code, _IS.key, _IS.service, _IS.opened_at, *_TIMES, *_DETECTION),
            func.coalesce(missed.c.missed, 0).label("missed"),
            REVIEWS.c.due_at.label("review_due_at"),
            REVIEWS.c.held_at.label("review_held_at"),
        )
        .outerjoin(missed, missed.c.code == _IS.code)
        .outerjoin(FINDINGS, FINDINGS.c.code == _IS.code)
        .outerjoin(REVIEWS, REVIEWS.c.code == _IS.code)
        .where(opened)
    )
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    return [IncidentFigures(actions=tuple(actions.get(row.pop("code"), ())), **row) for row in rows]


def _actions(connection: Connection, opened: ColumnElement[bool]) -> dict[str, list[ActionFigures]]:
    columns = (ACTIONS.c.code, ACTIONS.c.due, ACTIONS.c.state, ACTIONS.c.ended_at)
    found: dict[str, list[ActionFigures]] = defaultdict(list)
    for code, *figures in connection.execute(
        select(*columns).join(INCIDENTS, _IS.code == ACTIONS.c.code).where(opened)
    ):
        found[code].append(ActionFigures(*figures))
    return found


def _people(connection: Connection, paged: ColumnElement[bool]) -> tuple[PersonPages, ...]:
    """Return how often each was paged, who was most often first; what told several pages at once is counted once."""
    once = select(PAGES.c.attempt, PAGES.c.person, PAGES.c.night).where(paged).distinct().subquery()
    pages, at_night = func.count(), func.sum(case((once.c.night, 1), else_=0))
    wanted = select(once.c.person, pages.label("pages"), at_night.label("at_night")).group_by(once.c.person)
    ordered = wanted.order_by(pages.desc(), once.c.person)
    return tuple(PersonPages.model_validate(dict(row)) for row in connection.execute(ordered).mappings())
