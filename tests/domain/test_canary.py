"""What the canary tells whoever looks at it."""

from datetime import timedelta

import pytest

from domain.canary import details
from domain.names import Queue
from tests.domain.builders import NIGHT

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("missed", "taken", "expected"),
    [
        ([], True, "every queue was crossed."),
        ([], False, "every queue was crossed, but the heartbeat address did not take it."),
        (
            [Queue.PAGE, Queue.CALLS],
            False,
            "not crossed within 1 minute: **page**, **calls**. No heartbeat is sent.",
        ),
    ],
)
def test_the_canary_names_what_is_wrong(missed: list[Queue], taken: bool, expected: str) -> None:
    """Whoever looks reads which queue nobody serves, or that the world outside does not listen."""
    said = details(7, NIGHT, missed, MINUTE, heartbeat_taken=taken)

    assert f"Flight 7, 2026-03-02 02:14:00 UTC: {expected}" == said
