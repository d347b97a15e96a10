"""The same as in any order, with a pager that has room for almost nothing when it continues as new."""

import pytest
from hypothesis import settings

from domain.paging import carrying
from tests.domain.paging.test_any_order import AnyOrder


class Cramped(AnyOrder):
    """The same with a pager that carries almost nothing whole."""

    roomy = False

    def __init__(self) -> None:
        super().__init__()
        self.limits = pytest.MonkeyPatch()
        for name in ("_IN_FULL", "_TOLD", "_ATTEMPTS_PER_CHANNEL", "_BUNDLES", "MOST_HELD"):
            self.limits.setattr(carrying, name, 1)

    def teardown(self) -> None:
        """Let the next pager carry what pagers carry."""
        self.limits.undo()
        super().teardown()


TestCramped = Cramped.TestCase
TestCramped.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)
