"""The past that is made up to be measured, and how it is."""

from benchmarks.company import Sizes
from benchmarks.past import made_up
from benchmarks.records import records


def test_the_same_seed_makes_the_same_past() -> None:
    """Figures of two runs are about the same incidents, each with its own code."""
    once, again, another = (list(made_up(30, seed)) for seed in (1, 1, 2))

    assert (True, False, 30) == (once == again, once == another, len({each.code for each in once}))


def test_everything_is_measured_of_each_database() -> None:
    """Writing, counting, searching and reading, with as many samples as were asked for."""
    figures = records(Sizes(samples=2, past=20))
    of_sqlite = [figure.what for figure in figures if "SQLite" in figure.what]

    assert [
        "SQLite: write 20 incidents",
        "SQLite: trends of two years",
        "SQLite: search",
        "SQLite: earlier incidents",
        "SQLite: read 2000 entries",
    ] == of_sqlite
    assert len(figures) in {5, 10}
