"""What a workflow does beside its loop: under a name, once at a time, and no error in it is lost."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class WorksBeside:
    """Gives a workflow work beside its loop; its `__init__` makes `_beside`, which names what is going on."""

    _beside: dict[str, asyncio.Task[None]]

    def _do_beside(self, name: str, work: Callable[..., Coroutine[Any, Any, None]], *about: Any) -> None:
        """Do this beside the loop, unless it is being done."""
        if name not in self._beside:
            self._beside[name] = asyncio.create_task(work(*about))

    def _collect(self) -> None:
        """An error beside the loop is raised in it, and fails the workflow task: a task nobody looks at would swallow it."""
        over = {name: task for name, task in self._beside.items() if task.done()}
        for name, task in over.items():
            del self._beside[name]
            task.result()

    def _done_beside(self) -> bool:
        """Whether anything beside the loop is done, and nobody has looked at what came of it."""
        return any(task.done() for task in self._beside.values())
