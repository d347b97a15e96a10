"""The dependency matrix of large companies: checking the file, and whom to contact when a service fails. It needs no server."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.company import Sizes
from benchmarks.figures import Figure, single, timing
from benchmarks.matrix_company import Extent, write_company
from cli.check import check_organisation
from config.clock import wall_clock
from domain.lanes import Rates
from domain.organisation import Organisation
from domain.reliance.contact_plan import contact_plan

CASE = "matrix"


def matrix(sizes: Sizes) -> list[Figure]:
    """Return, for each size of company, how long a check takes, how long whom to contact takes, and how much of it is sent."""
    return [figure for extent in sizes.companies for figure in _of_a_company(extent, sizes.samples)]


def _of_a_company(extent: Extent, samples: int) -> Iterator[Figure]:
    organisation, seconds = _checked(extent)
    yield single(CASE, f"{extent}: mimp check", seconds, most=5)
    taken, sent = [], []
    for service in list(organisation.services)[:: max(1, extent.services // samples)]:
        started = time.perf_counter()
        plan = contact_plan(organisation, service)
        taken.append(time.perf_counter() - started)
        sent.append(len(plan.fit_to_send().model_dump_json()))
    yield timing(CASE, f"{extent}: whom to contact", taken, p99=0.2)
    yield single(CASE, f"{extent}: largest plan sent", max(sent) / 1024, unit="KB", most=256)


def _checked(extent: Extent) -> tuple[Organisation, float]:
    """Check the file of a company of this extent; return the company, and the seconds that took."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "company.yaml")
        write_company(file, extent)
        started = time.perf_counter()
        found = check_organisation(file, Rates(calls=1, text_segments=1), wall_clock())
        seconds = time.perf_counter() - started
    assert found.organisation is not None, found.mistakes  # noqa: S101 - it was made to have none
    return found.organisation, seconds
