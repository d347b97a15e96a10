"""What happened in incidents: written down once, and found again whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta, timezone

import pytest
from sqlalchemy import Engine, select

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome
from domain.history.past import Past, ReceiptCount
from domain.history.rows import HistoryToRecord
from domain.timeline import TimelineEntry
from records.database import open_records
from records.errors import RecordsAway
from records.history import History
from records.receipts import Receipts
from records.schema import PAGES, WORDS
from tests.records.rows import CODE, action, after, attempt, entry, findings, incident, review, update, whole
from tests.records.test_receipts import receipt


def past_of(engine: Engine, code: str = CODE) -> Past:
    """Return what is on record of an incident, which must be something."""
    found = History(engine).past(code)

    assert found is not None
    return found


def entries(engine: Engine, *written: TimelineEntry) -> tuple[TimelineEntry, ...]:
    """Write these entries, and return what is on record then."""
    History(engine).write(HistoryToRecord(code=CODE, incident=incident(), entries=written))
    return past_of(engine).entries


def test_what_is_written_down_is_found_as_it_was(engine: Engine) -> None:
    """Every field of every part comes back; times to the microsecond and in UTC."""
    written = whole()
    History(engine).write(written)
    found = past_of(engine)

    assert (
        Past(
            incident=incident(),
            entries=written.entries,
            rounds=written.rounds,
            review=written.review,
            actions=written.actions,
        )
        == found
    )
    assert UTC == found.incident.opened_at.tzinfo


def test_what_a_review_found_out_holds_in_the_place_of_what_was_said(engine: Engine) -> None:
    """Whichever of the two is written last, and the later finding of several."""
    later = findings(2, total=())
    History(engine).write(HistoryToRecord(code=CODE, findings=later))
    History(engine).write(whole(), HistoryToRecord(code=CODE, findings=findings(1)))
    found = past_of(engine).incident

    assert ((), later.detection, later.root_cause, incident().headline) == (
        found.total,
        found.detection,
        found.root_cause,
        found.headline,
    )


def test_what_is_not_known_stays_unknown(engine: Engine) -> None:
    """Nothing is made up where an incident has only begun."""
    bare = incident(detection=None, root_cause=None, declared_at=None, total=(), involved=())
    History(engine).write(HistoryToRecord(code=CODE, incident=bare))

    assert Past(incident=bare) == past_of(engine)


def test_of_an_incident_nobody_recorded_there_is_nothing(engine: Engine) -> None:
    """Another one's parts are not taken for it."""
    History(engine).write(whole())

    assert History(engine).past("search-7K3Q") is None


def test_writing_again_changes_nothing(engine: Engine) -> None:
    """An activity that is repeated leaves one of each, also when it comes with something new."""
    for _ in range(2):
        History(engine).write(whole())
    History(engine).write(HistoryToRecord(code=CODE, entries=(entry(3, what="another"), entry(4))))

    assert [1, 2, 3, 4] == [each.sequence for each in past_of(engine).entries]
    assert "thing 3" == past_of(engine).entries[2].what


def test_an_entry_is_named_by_where_it_comes_from(engine: Engine) -> None:
    """Each workflow counts its own entries: the same number of another one is another entry. They stand in order of time."""
    elsewhere = entry(1, origin="a review", at=after(30))

    assert (entry(1), entry(2), elsewhere) == entries(engine, elsewhere, entry(2), entry(1))


def test_a_later_version_takes_the_place_of_an_earlier_one_and_never_the_other_way_round(engine: Engine) -> None:
    """Written late or out of order, what holds now stays: of the incident, each update, the review and each action."""
    later = HistoryToRecord(
        code=CODE,
        incident=incident(version=3, state="resolved", lead="Bo"),
        rounds=(update(version=3, missed=2),),
        review=review(version=3, state="closed"),
        actions=(action(version=3, state="dropped", why="not worth it", approved_by="Cy"),),
    )
    earlier = HistoryToRecord(
        code=CODE,
        incident=incident(version=2, state="mitigated"),
        rounds=(update(version=2),),
        review=review(version=2),
        actions=(action(version=2),),
    )
    for order in ((earlier, later), (later, earlier), (later, later)):
        History(engine).write(*order)
        found = past_of(engine)

        assert (later.incident, later.rounds, later.review, later.actions) == (
            found.incident,
            found.rounds,
            found.review,
            found.actions,
        )


def test_the_same_version_with_other_words_changes_nothing(engine: Engine) -> None:
    """A version is written once: whatever comes with its number again is a repeat."""
    for lead in ("Ana", "Bo"):
        History(engine).write(HistoryToRecord(code=CODE, incident=incident(lead=lead)))

    assert "Ana" == past_of(engine).incident.lead


def test_all_of_it_is_written_or_nothing(engine: Engine) -> None:
    """Where a part cannot be written, no other part is, and the next try writes everything."""
    broken = whole().model_copy(update={"actions": (action(text=None),)})
    with pytest.raises(RecordsAway):
        History(engine).write(broken)

    assert History(engine).past(CODE) is None


def test_nothing_to_write_down_is_no_work() -> None:
    """An empty word asks nothing of the database, which may be away."""
    History(open_records("postgresql://mimp@127.0.0.1:1/mimp")).write(HistoryToRecord(code=CODE))


def test_a_character_no_database_takes_is_no_poison(engine: Engine) -> None:
    """Alerts carry what they like: a null character is shown by a sign, and nothing is held up for ever."""
    found = entries(engine, entry(1, what="a\x00b", who="\x00"))

    assert ("a\ufffdb", "\ufffd") == (found[0].what, found[0].who)


def test_times_of_other_zones_are_the_same_instants(engine: Engine) -> None:
    """What is read is UTC."""
    elsewhere = entry(1).at.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert (entry(1),) == entries(engine, entry(1, at=elsewhere))


def test_each_attempt_to_reach_somebody_is_a_page_of_that_person(engine: Engine) -> None:
    """By their own clock it came at night or not; who is not listed any more is on UTC. What is no attempt is no page."""
    zones = {"Ana": "Europe/London", "Bo": "Asia/Kolkata"}
    night, day = after(0), after(20 * 60)  # 02:14 and 22:14 UTC; 07:44 and 03:44 in Kolkata
    attempts = (
        attempt(1, "ana/A/1", at=night),
        attempt(2, "ana/A/1", "page-2", at=night),
        attempt(3, "bo/B/1", who="Bo", at=night),
        attempt(4, "bo/B/2", who="Bo", at=day),
        attempt(5, "cy/C/1", who="Cy", at=after(8 * 60)),
        entry(6, who="Ana"),
    )
    for _ in range(2):
        History(engine, zones).write(HistoryToRecord(code=CODE, entries=attempts))
    with engine.connect() as connection:
        rows = connection.execute(
            select(PAGES.c.attempt, PAGES.c.intent, PAGES.c.person, PAGES.c.night).order_by(
                PAGES.c.attempt, PAGES.c.intent
            )
        )
        found = [tuple(row) for row in rows]

    assert [
        ("ana/A/1", "page-1", "Ana", True),
        ("ana/A/1", "page-2", "Ana", True),
        ("bo/B/1", "page-1", "Bo", False),
        ("bo/B/2", "page-1", "Bo", True),
        ("cy/C/1", "page-1", "Cy", False),
    ] == found


def test_an_incident_is_found_by_the_words_that_hold_now(engine: Engine) -> None:
    """Words that were put right lead nowhere any more, whichever version is written last."""
    for version, impact in ((1, "nobody can trade"), (3, "nobody can pay"), (2, "nobody can search")):
        History(engine).write(HistoryToRecord(code=CODE, incident=incident(version=version, impact=impact)))
    with engine.connect() as connection:
        found = set(connection.execute(select(WORDS.c.word).where(WORDS.c.code == CODE)).scalars())

    assert {"pay"} == {"trade", "pay", "search"} & found


def test_messages_are_counted_by_what_became_of_them(engine: Engine) -> None:
    """A mail that was accepted and then delivered is one that was delivered."""
    History(engine).write(whole())
    Receipts(engine).add(
        [
            receipt("1", outcome=Outcome.ACCEPTED),
            receipt("2"),
            receipt("3", person="bo"),
            receipt("4", person="cy", outcome=Outcome.FAILED),
        ]
    )

    assert (
        ReceiptCount(audience=Audience.BUSINESS, number=1, outcome=Outcome.DELIVERED, messages=2),
        ReceiptCount(audience=Audience.BUSINESS, number=1, outcome=Outcome.FAILED, messages=1),
    ) == past_of(engine).receipts


def test_many_writers_at_once_lose_nothing(engine: Engine) -> None:
    """Workers write the same and other things of one incident at the same time; the latest version stands."""

    def write(version: int) -> None:
        put = whole().model_copy(update={"incident": incident(version=version, lead=f"lead {version}")})
        History(engine).write(put, HistoryToRecord(code=CODE, entries=(entry(100 + version),)))

    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(write, version) for version in range(1, 13)]:
            done.result()
    found = past_of(engine)

    assert ("lead 12", 15) == (found.incident.lead, len(found.entries))
