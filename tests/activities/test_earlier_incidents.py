"""Whether this has happened before is a hint: told in seconds, or not at all."""

from pathlib import Path
from threading import Event

import pytest
from temporalio.testing import ActivityEnvironment

from activities.earlier_incidents import Memory
from domain.history.rows import EarlierIncident, EarlierIncidents, EarlierQuery
from records import store
from records.catalogue import Catalogue
from records.database import open_records
from records.history import History
from records.store import RecordStore
from records.upkeep import migrate
from tests.activities.contract import failure, kind_of
from tests.records.rows import OPENED, whole

QUERY = EarlierQuery(code="checkout-NEW2", key="checkout", words="customers cannot check out")


async def earlier(address: str) -> EarlierIncidents:
    """Ask whether it has happened before."""
    found: EarlierIncidents = await ActivityEnvironment().run(Memory(RecordStore(address)).earlier_incidents, QUERY)
    return found


async def test_what_happened_before_is_told_with_what_helped(tmp_path: Path) -> None:
    """Code, service, when, what it was, and the workaround."""
    address = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(address)
    migrate(engine)
    History(engine).write(whole())
    engine.dispose()

    assert EarlierIncidents(
        incidents=(
            EarlierIncident(
                code="checkout-7K3Q",
                service="Checkout",
                opened_at=OPENED,
                what="Checkout: customers cannot check out",
                workaround="sell by telephone",
            ),
        )
    ) == await earlier(address)


async def test_records_that_are_away_are_said(tmp_path: Path) -> None:
    """Whoever asked goes on without."""
    assert ("temporary", True) == kind_of(await failure(earlier(f"sqlite:///{tmp_path}/records.db")))


async def test_records_that_hang_are_waited_for_two_seconds_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hint that comes later helps nobody."""
    hung = Event()
    monkeypatch.setattr(Catalogue, "earlier", lambda *_: hung.wait(60))
    whole_limit, monkeyed = store._HINT_WITHIN, store._HINT_WITHIN / 40
    monkeypatch.setattr(store, "_HINT_WITHIN", monkeyed)
    error = await failure(earlier(f"sqlite:///{tmp_path}/records.db"))
    hung.set()

    assert (2, "The records have not answered in 0.05 seconds.") == (whole_limit.total_seconds(), error.message)
