"""One of several people whose phones ring takes it: how soon the others' phones fall silent."""

from collections.abc import Iterator

from benchmarks.company import Person
from benchmarks.figures import Figure, timing
from benchmarks.phones import Call, Watch
from benchmarks.stage import Stage

CASE = "answers"


async def answers(stage: Stage) -> list[Figure]:
    """Return the times from a key press to the others' cancels, and to what the one who pressed it hears."""
    team = stage.company.together
    cancelled: list[float] = []
    confirmed: list[float] = []
    async with stage.phones.watched() as watch:
        for number, service in enumerate(team.services):
            await stage.source.deliver([service])
            taken, others = await _taken_by_the_first(stage, watch, team.members)
            if number >= stage.sizes.warm_up:
                confirmed += [taken.confirmation] if taken.confirmation else []
                cancelled += _cancels(taken, others)
            await stage.phones.hang_up(taken)
            await stage.calm(watch)
    return [
        timing(CASE, "key press → provider asked to cancel another's call", cancelled, p99=1.0),
        timing(CASE, "key press → spoken confirmation", confirmed),
    ]


async def _taken_by_the_first(stage: Stage, watch: Watch, members: tuple[Person, ...]) -> tuple[Call, list[Call]]:
    """Have the first member press 1 once everyone's phone rings; return that call and the others' when all is said."""
    ringing = await watch.until(lambda: _all_ringing(watch, members), "everyone's phone rings")
    first, *others = ringing
    await stage.phones.answer(first)
    await watch.until(lambda: watch.calls[first.sid].gathering, "the menu is said")
    await stage.phones.press(first, "1")
    await watch.until(lambda: all(watch.calls[other.sid].over for other in others), "the other phones fall silent")
    await watch.until(lambda: watch.calls[first.sid].confirmation, "the answer is confirmed")
    return watch.calls[first.sid], [watch.calls[other.sid] for other in others]


def _all_ringing(watch: Watch, members: tuple[Person, ...]) -> list[Call] | None:
    ringing = {call.to: call for call in watch.calls.values() if call.status == "ringing"}
    return [ringing[member.phone] for member in members] if all(each.phone in ringing for each in members) else None


def _cancels(taken: Call, others: list[Call]) -> Iterator[float]:
    """Yield how long after the key each other call was cancelled; one that rang out by itself says nothing."""
    pressed = taken.key_pressed
    for other in others:
        if pressed and other.status == "canceled" and other.ended and other.ended > pressed:
            yield (other.ended - pressed).total_seconds()
