"""Who received what, when: written down once, and found again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome, Receipt
from domain.organisation import Channel
from records.database import open_records
from records.errors import RecordsAway, RecordsUnfit
from records.receipts import Receipts

AT = datetime(2026, 3, 2, 14, 30, 0, 123456, tzinfo=UTC)


def receipt(receipt_id: str = "e1", **changes: object) -> Receipt:
    """Return a receipt, with changes."""
    made = Receipt(
        receipt_id=receipt_id,
        code="checkout-7K3Q",
        audience=Audience.BUSINESS,
        number=1,
        person="ana",
        channel=Channel.MAIL,
        outcome=Outcome.DELIVERED,
        at=AT,
        reason="550 5.1.1 'nobody' here; ¡naïve\\%\"",
    )
    return made.model_copy(update=changes)


def test_what_is_written_down_is_found_as_it_was(engine: Engine) -> None:
    """Every field comes back, the time to the microsecond and in UTC."""
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    Receipts(engine).add([receipt(at=elsewhere)])
    [found] = Receipts(engine).of("checkout-7K3Q")

    assert (receipt(), UTC) == (found, found.at.tzinfo)


def test_the_same_word_twice_is_one_receipt(engine: Engine) -> None:
    """By its id, in one call or in two; the first one stays, and the others of a call are written all the same."""
    receipts = Receipts(engine)
    receipts.add([receipt(), receipt(reason="again")])
    receipts.add([receipt(reason="and again"), receipt("e2", person="bo")])

    assert [receipt(), receipt("e2", person="bo")] == receipts.of("checkout-7K3Q")


def test_receipts_of_another_incident_or_audience_stay_out(engine: Engine) -> None:
    """An incident's receipts are its own, of both audiences or of one, the earliest first."""
    receipts = Receipts(engine)
    later, technical = receipt("e0", at=AT + timedelta(seconds=1)), receipt("e2", audience=Audience.TECHNICAL)
    receipts.add([later, receipt(), technical, receipt("e3", code="checkout-AAAA")])

    assert [receipt(), technical, later] == receipts.of("checkout-7K3Q")
    assert [technical] == receipts.of("checkout-7K3Q", Audience.TECHNICAL)
    assert [] == receipts.of("search-7K3Q")


def test_nothing_to_write_down_is_no_work() -> None:
    """An empty list asks nothing of the database, which may be away."""
    Receipts(open_records("postgresql://mimp@127.0.0.1:1/mimp")).add([])


def test_many_writers_at_once_lose_nothing(engine: Engine) -> None:
    """The gateway and the workers write at the same time, the same and other receipts."""
    writers, each = 8, 25

    def write() -> None:
        for number in range(each):
            Receipts(engine).add([receipt(f"e{number}")])

    with ThreadPoolExecutor(writers) as threads:
        done = [threads.submit(write) for _ in range(writers)]
    for each_done in done:
        each_done.result()

    assert each == len(Receipts(engine).of("checkout-7K3Q"))


def test_a_database_without_the_tables_says_what_to_do(empty: Engine) -> None:
    """Whoever forgot to migrate reads the command."""
    with pytest.raises(RecordsUnfit, match="are not set up: run 'mimp records migrate'"):
        Receipts(empty).of("checkout-7K3Q")


def test_a_database_that_is_away_says_so_without_its_password() -> None:
    """The message names the address, and shows no secret."""
    with pytest.raises(RecordsAway) as away:
        Receipts(open_records("postgresql://mimp:a-secret@127.0.0.1:1/mimp")).of("checkout-7K3Q")

    assert ("do not answer: " in str(away.value), "a-secret" in str(away.value)) == (True, False)
