"""Stand-ins for what a worker is made of."""

from concurrent.futures import Executor
from typing import Any, cast

from temporalio.client import Client


def no_client() -> Client:
    """Return what stands where a client goes, for tests in which nobody talks to Temporal."""
    return cast("Client", object())


def no_threads() -> Executor:
    """Return what stands where threads go, for tests in which nothing is sent."""
    return cast("Executor", object())


class FakeWorker:
    """A worker that only remembers what it was made of."""

    def __init__(self, client: Client, **options: Any) -> None:
        self.client = client
        self.options = options
