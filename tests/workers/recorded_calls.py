"""Every activity as the workflows call it: each function of `activity_calls` is called once, and what it asks for is kept."""

import asyncio
import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel
from temporalio import workflow

from domain.canary import CanaryFlight, Heartbeat
from domain.names import Queue
from domain.review.outward import ReviewMail
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
    """The ways to call an activity, with memory; what is started is done at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any, bool, dict[str, Any]]] = []

    async def execute_activity(self, activity: str, argument: Any, **options: Any) -> None:
        """Call an activity on a task queue."""
        self.asked.append((activity, argument, False, options))

    def start_activity(self, activity: str, argument: Any, **options: Any) -> "asyncio.Future[None]":
        """Begin to call an activity on a task queue."""
        self.asked.append((activity, argument, False, options))
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def wait_condition(self, happened: Callable[[], bool], **_: object) -> None:
        """Return, as it has happened."""
        assert happened()

    async def execute_local_activity(self, activity: str, argument: Any, **options: Any) -> None:
        """Call an activity in the worker that runs the workflow."""
        self.asked.append((activity, argument, True, options))


def functions() -> dict[str, Callable[..., Any]]:
    """Return the functions workflows call activities by."""
    found = inspect.getmembers(activity_calls, inspect.isfunction)
    its_own = {name: each for name, each in found if each.__module__ == activity_calls.__name__}
    return {name: function for name, function in its_own.items() if not name.startswith("_")}


async def recorded() -> list[Call]:
    """Call every one of them, and return what was asked of Temporal."""
    calls = []
    for name, function in functions().items():
        with _recording() as fake:
            for arguments in _arguments(function):
                await function(*arguments)
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
        patch.setattr(workflow, "start_activity", fake.start_activity)
        patch.setattr(workflow, "wait_condition", fake.wait_condition)
        patch.setattr(workflow, "execute_local_activity", fake.execute_local_activity)
        yield fake


def _arguments(function: Callable[..., Any]) -> Iterator[Sequence[Any]]:
    """Yield one argument for each parameter that must be given, for each kind of message the function takes.

    What is in a message does not matter here.
    """
    parameters = inspect.signature(function).parameters.values()
    hints = get_type_hints(function)
    needed = [hints[each.name] for each in parameters if each.default is inspect.Parameter.empty]
    for kinds in itertools.product(*(get_args(hint) or (hint,) for hint in needed)):
        yield [_message(kind) if issubclass(kind, BaseModel) else "Ana" for kind in kinds]


def _message(kind: type[BaseModel]) -> BaseModel:
    """Return a message; those that say themselves where to go, how soon, or what for, must say so."""
    within = timedelta(minutes=1)
    said: dict[type[BaseModel], dict[str, Any]] = {
        CanaryFlight: {"queue": Queue.COMMS, "within": within},
        Heartbeat: {"within": within},
        ReviewMail: {"person": "ana", "subject": "Review"},
    }
    return kind.model_construct(None, **said.get(kind, {}))
