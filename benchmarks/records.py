"""The records of a company with ten thousand incidents behind it, in SQLite and, where it is installed, in PostgreSQL."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import islice
from random import Random

from benchmarks.company import Sizes
from benchmarks.figures import Figure, single, timing
from benchmarks.past import BEGINS, incident, made_up
from benchmarks.postgresql import postgresql_server
from domain.history.rows import EarlierQuery
from records.catalogue import Catalogue
from records.database import open_records
from records.history import History
from records.statistics import Statistics
from records.upkeep import migrate

CASE = "records"

_TOGETHER = 100
_UNTIL = BEGINS + timedelta(days=730)
_LONG = "service-00-LONG"
_LONG_ENTRIES = 2_000
_ASKED = (
    "certificate",
    "customers cannot check out",
    "lost quorum at the database",
    "kestrel17",
    "slow cobalt401 gateway",
)


def records(sizes: Sizes) -> list[Figure]:
    """Return how long it takes to write so large a past, to count it, to search it, and to read a long incident."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(postgresql_server())
        addresses = {"SQLite": f"sqlite:///{folder}/records.db", "PostgreSQL": server}
        return [figure for name, address in addresses.items() if address for figure in _of(name, address, sizes)]


def _of(name: str, address: str, sizes: Sizes) -> Iterator[Figure]:
    engine = open_records(address)
    migrate(engine)
    history, catalogue, statistics = History(engine), Catalogue(engine), Statistics(engine)
    random = Random(1)  # noqa: S311 - no secret
    yield single(CASE, f"{name}: write {sizes.past} incidents", _seconds(lambda: _fill(history, sizes.past)))
    history.write(incident(_LONG, random, _LONG_ENTRIES))
    counting = [_seconds(lambda: statistics.trends(BEGINS, _UNTIL, _UNTIL)) for _ in range(min(sizes.samples, 5))]
    yield timing(CASE, f"{name}: trends of two years", counting, p99=2)
    asked = [_ASKED[number % len(_ASKED)] for number in range(sizes.samples)]
    searching = [_seconds(partial(catalogue.search, words)) for words in asked]
    yield timing(CASE, f"{name}: search", searching, p99=0.3)
    queries = [EarlierQuery(code="service-07-NEW2", key="service-07", words=words) for words in asked]
    yield timing(
        CASE, f"{name}: earlier incidents", [_seconds(partial(catalogue.earlier, each)) for each in queries], p99=2
    )
    reading = [_seconds(lambda: history.past(_LONG)) for _ in range(sizes.samples)]
    yield timing(CASE, f"{name}: read {_LONG_ENTRIES} entries", reading, p99=1)
    engine.dispose()


def _fill(history: History, incidents: int) -> None:
    made = made_up(incidents)
    while together := list(islice(made, _TOGETHER)):
        history.write(*together)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
