"""Every activity as the workflows call it: each function of `activity_calls` is called once, and what it asks for is kept."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel
from temporalio import workflow

from domain.names import Queue
from workflows import activity_calls


@dataclass(frozen=True)
class Call:
    """One call of an activity: by which function, which one, with what, on whose queue, with which options."""

    function: str
    activity: str
    argument: type
    queue: Queue
    local: bool
    options: dict[str, Any]


class FakeWorkflow:
    """The two ways to call an activity, with memory."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any, bool, dict[str, Any]]] = []

    async def execute_activity(self, activity: str, argument: Any, **options: Any) -> None:
        """Call an activity on a task queue."""
        self.asked.append((activity, argument, False, options))

    async def execute_local_activity(self, activity: str, argument: Any, **options: Any) -> None:
        """Call an activity in the worker that runs the workflow."""
        self.asked.append((activity, argument, True, options))


def functions() -> dict[str, Callable[..., Any]]:
    """Return the functions workflows call activities by."""
    found = inspect.getmembers(activity_calls, inspect.iscoroutinefunction)
    return {name: function for name, function in found if not name.startswith("_")}


async def recorded() -> list[Call]:
    """Call every one of them, and return what was asked of Temporal."""
    calls = []
    for name, function in functions().items():
        with _recording() as fake:
            await function(*_arguments(function))
        calls += [
            Call(
                function=name,
                activity=str(activity),
                argument=type(argument),
                # a local activity runs in the worker of the workflow, whose queue is the engine's
                queue=Queue.ENGINE if local else Queue(options["task_queue"]),
                local=local,
                options=options,
            )
            for activity, argument, local, options in fake.asked
        ]
    return calls


@contextmanager
def _recording() -> Iterator[FakeWorkflow]:
    fake = FakeWorkflow()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow, "execute_activity", fake.execute_activity)
        patch.setattr(workflow, "execute_local_activity", fake.execute_local_activity)
        yield fake


def _arguments(function: Callable[..., Any]) -> list[Any]:
    """Return one argument for each parameter; what is in a message does not matter here."""
    hints = get_type_hints(function)
    hints.pop("return")
    return [hint.model_construct() if issubclass(hint, BaseModel) else "Ana" for hint in hints.values()]
