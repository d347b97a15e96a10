"""What the canary tells whoever looks at it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.messages import Message
from domain.names import Queue
from domain.wording import duration_in_words


class CanaryStart(Message):
    """How often the canary flies, and over which queues: those the engine had when this run began."""

    every: timedelta = timedelta(minutes=1)
    queues: tuple[Queue, ...] = tuple(Queue)


class CanaryFlight(Message):
    """Cross this queue, within this time."""

    queue: Queue
    within: timedelta


class Heartbeat(Message):
    """Every queue was crossed: tell whoever watches from outside, within this time."""

    within: timedelta


def details(
    flight: int, at: datetime, not_crossed: Sequence[Queue], within: timedelta, *, heartbeat_taken: bool
) -> str:
    """Return what a manager reads in the Temporal UI (Markdown); `at` is UTC."""
    said = f"Flight {flight}, {at:%Y-%m-%d %H:%M:%S} UTC: "
    if not_crossed:
        names = ", ".join(f"**{queue}**" for queue in not_crossed)
        return f"{said}not crossed within {duration_in_words(within)}: {names}. No heartbeat is sent."
    if not heartbeat_taken:
        return f"{said}every queue was crossed, but the heartbeat address did not take it."
    return f"{said}every queue was crossed."
