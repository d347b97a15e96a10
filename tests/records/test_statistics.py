"""What is counted of the past is what happened, in SQLite as in PostgreSQL."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from domain.closing.detection import Detection, NoticedBy
from domain.history.rows import HistoryToRecord
from domain.history.trends import PersonPages, Share, Spread, Trends
from records.history import History
from records.statistics import Statistics
from tests.records.rows import action, after, attempt, findings, incident, review, update, whole

MARCH, APRIL, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))


def figures(engine: Engine, since: datetime = MARCH, until: datetime = MAY, service: str | None = None) -> Trends:
    """Return the trends of two months, looked at when they are over."""
    return Statistics(engine).trends(since, until, MAY, service)


def test_the_figures_of_an_incident_are_those_of_its_month(engine: Engine) -> None:
    """Every step has its time from when it opened, and what follows is counted as done in time or not."""
    History(engine).write(whole(), HistoryToRecord(code="checkout-7K3Q", rounds=(update(3, missed=2),)))
    [trend] = figures(engine).by_service

    assert ("Checkout", "2026-03", 1, 1, 3) == (
        trend.service,
        trend.month,
        trend.incidents,
        trend.major,
        trend.missed_rounds,
    )
    assert [6, 2, 8, 15, 50, 120] == [
        each.median / 60
        for each in (trend.detect, trend.acknowledge, trend.declare, trend.first_comms, trend.mitigate, trend.resolve)
        if each
    ]
    assert [Share(yes=1, of=1), Share(yes=1, of=2), Share(yes=1, of=1), Share(yes=1, of=1), Share(yes=0, of=1)] == [
        trend.reviews,
        trend.actions,
        trend.monitoring,
        trend.right_team,
        trend.failover,
    ]


def test_what_a_review_found_out_is_counted(engine: Engine) -> None:
    """In the place of what was said of the incident: also that nobody knows any more when it began."""
    History(engine).write(whole(), HistoryToRecord(code="checkout-7K3Q", findings=findings()))
    [trend] = figures(engine).by_service

    assert (Share(yes=0, of=1), Share(yes=0, of=1), Share(yes=0, of=0), None) == (
        trend.monitoring,
        trend.right_team,
        trend.failover,
        trend.detect,
    )


def test_what_is_not_known_is_not_counted(engine: Engine) -> None:
    """An incident that is open has no time to resolve, and one without a detection says nothing about monitoring."""
    bare = incident(detection=None, mitigated_at=None, resolved_at=None)
    History(engine).write(HistoryToRecord(code=bare.code, incident=bare))
    [trend] = figures(engine).by_service

    assert (None, None, None, Share(yes=0, of=0), Share(yes=0, of=0)) == (
        trend.detect,
        trend.mitigate,
        trend.resolve,
        trend.monitoring,
        trend.reviews,
    )


def test_months_and_services_are_apart(engine: Engine) -> None:
    """Each service has a line in each month it had incidents, after one of all; or one service alone."""
    for code, opened in (("checkout-AAAA", MARCH), ("mail-AAAA", MARCH), ("mail-BBBB", APRIL), ("mail-CCCC", MAY)):
        row = incident(code, service=code.split("-", maxsplit=1)[0].capitalize(), opened_at=opened)
        History(engine).write(HistoryToRecord(code=code, incident=row))

    assert [
        ("2026-03", "all services", 2),
        ("2026-03", "Checkout", 1),
        ("2026-03", "Mail", 1),
        ("2026-04", "all services", 1),
        ("2026-04", "Mail", 1),
    ] == [(each.month, each.service, each.incidents) for each in figures(engine).by_service]
    assert [("2026-03", "Mail"), ("2026-04", "Mail")] == [
        (each.month, each.service) for each in figures(engine, service="mail").by_service
    ]


def test_people_are_counted_by_how_often_they_were_disturbed(engine: Engine) -> None:
    """One call that tells two pages is one; whoever was paged most comes first; pages of other times and services stay out."""
    entries = (
        attempt(1, "ana/A/1", at=after(0)),
        attempt(2, "ana/A/1", "page-2", at=after(0)),
        attempt(3, "ana/A/2", at=after(12 * 60)),
        attempt(4, "bo/B/1", who="Bo", at=after(12 * 60)),
        attempt(5, "bo/B/2", who="Bo", at=MARCH - timedelta(seconds=1)),
    )
    elsewhere = HistoryToRecord(
        code="mail-AAAA", incident=incident("mail-AAAA"), entries=(attempt(1, "cy/C/1", who="Cy"),)
    )
    History(engine).write(HistoryToRecord(code="checkout-7K3Q", incident=incident(), entries=entries), elsewhere)
    ana, bo = PersonPages(person="Ana", pages=2, at_night=1), PersonPages(person="Bo", pages=1, at_night=0)

    assert (ana, bo, PersonPages(person="Cy", pages=1, at_night=1)) == figures(engine).by_person
    assert (ana, bo) == figures(engine, service="checkout").by_person


def test_reviews_and_actions_that_are_late_are_counted_as_late(engine: Engine) -> None:
    """What is due and not done counts against; what is not due yet, moved or dropped counts for nothing."""
    History(engine).write(
        HistoryToRecord(
            code="checkout-7K3Q",
            incident=incident(detection=Detection(noticed_by=NoticedBy.BUSINESS, right_team=False)),
            review=review(held_at=None),
            actions=(
                action(1),  # due on 1 April
                action(2, due=date(2026, 6, 1)),
                action(3, state="dropped", ended_at=MARCH),
                action(4, state="done", ended_at=datetime(2026, 4, 1, 23, tzinfo=UTC)),
                action(5, state="done", ended_at=datetime(2026, 4, 2, tzinfo=UTC)),
            ),
        )
    )
    [trend] = figures(engine).by_service

    assert (Share(yes=0, of=1), Share(yes=1, of=3), Share(yes=0, of=1), Share(yes=0, of=1)) == (
        trend.reviews,
        trend.actions,
        trend.monitoring,
        trend.right_team,
    )


def test_a_record_with_nothing_in_it_has_no_trends(engine: Engine) -> None:
    """Nobody divides by nothing."""
    assert Trends(since=MARCH, until=MAY, by_service=(), by_person=()) == figures(engine)


def test_half_and_nine_of_ten_are_told(engine: Engine) -> None:
    """The median, and what nine of ten stay within."""
    for number in range(10):
        row = incident(f"checkout-AA{number}A", acknowledged_at=after(number + 1))
        History(engine).write(HistoryToRecord(code=row.code, incident=row))

    assert Spread(median=330, p90=540, of=10) == figures(engine).by_service[0].acknowledge
