"""What a worker does before it takes its first page."""

from importlib.util import cache_from_source
from pathlib import Path

import workflows.incident
from workers.warm_up import keep_compiled


def test_no_workflow_is_compiled_once_more_when_it_begins() -> None:
    """Its byte code lies beside it, also where Python is told to keep none."""
    compiled = Path(cache_from_source(workflows.incident.__file__))
    compiled.unlink()
    keep_compiled()

    assert compiled.exists()
