"""Waiting for what real processes do: by looking, never by sleeping a fixed time."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

_Found = TypeVar("_Found")
_LOOK_EVERY_SECONDS = 0.05


def eventually(look: Callable[[], _Found | None], what: str, *, within: float = 60) -> _Found:
    """Return what `look` finds as soon as it finds something; fail, naming `what`, when it has not within so many seconds."""
    until = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > until:
            pytest.fail(f"not within {within:g} seconds: {what}")
        time.sleep(_LOOK_EVERY_SECONDS)
    return found
