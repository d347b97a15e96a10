"""The instrument itself: a small run of every case."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.company import Sizes
from benchmarks.matrix_company import Extent
from benchmarks.run import CASES, run
from benchmarks.show import as_data, table

_FEW = Sizes(
    warm_up=1,
    samples=2,
    answers=1,
    mails=40,
    rounds=1,
    recipients=120,
    texted=20,
    alerts=8,
    people=4,
    companies=(Extent(20, 60),),
    past=150,
)


@pytest.mark.timeout(300)  # a whole installation, on a machine that may have other things to do
async def test_every_case_comes_to_its_end_and_nothing_is_lost(tmp_path: Path) -> None:
    """A few alerts, answers and mails are measured on a real installation, and all of them arrive."""
    result = await run(list(CASES), _FEW, tmp_path, print)

    assert [] == result.lost
    assert list(CASES) == list(dict.fromkeys(figure.case for figure in result.figures))
    assert {"temporal", "simulator", "worker", "gateway"} <= {
        figure.what.removeprefix("processor time: ") for figure in result.figures
    }
    assert [2, 2] == [figure.samples for figure in result.figures if figure.case == "idle" and "p50" in figure.values]
    assert len(result.figures) == table(result).row_count == len(as_data(result)["figures"])


def test_what_needs_no_installation_starts_none(tmp_path: Path) -> None:
    """The dependency matrix is measured anywhere, in moments: nothing is started, and nothing is left behind."""
    told: list[str] = []
    result = asyncio.run(run(["matrix"], _FEW, tmp_path, told.append))

    assert [] == list(tmp_path.iterdir())
    assert ["matrix"] == [words.partition(" ")[0] for words in told]
    assert ["mimp check", "whom to contact", "largest plan sent"] == [
        figure.what.removeprefix("20 services, 60 reliances: ") for figure in result.figures
    ]
