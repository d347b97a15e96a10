"""The companies whose dependency matrix is measured."""

from pathlib import Path

import pytest

from benchmarks.matrix_company import Extent, sections, write_company
from config.organisation import load_organisation


@pytest.mark.parametrize("extent", [Extent(2, 1), Extent(20, 60), Extent(100, 500)], ids=str)
def test_a_company_has_the_extent_that_was_asked_for(tmp_path: Path, extent: Extent) -> None:
    """So many services, and so many reliances, each pair once; and nothing is wrong with its file."""
    write_company(tmp_path / "company.yaml", extent)
    services = load_organisation(tmp_path / "company.yaml").services
    reliances = [(each.id, other) for each in services.values() for other in each.relies_on]

    assert (extent.services, extent.reliances) == (len(services), len(reliances))
    assert len(reliances) == len(set(reliances))


def test_the_same_seed_makes_the_same_company() -> None:
    """Figures of two runs are about the same matrix."""
    assert sections(Extent(20, 60)) == sections(Extent(20, 60))
    assert sections(Extent(20, 60)) != sections(Extent(20, 60), seed=2)
