"""P16: the lead keeps a board: what happened before, recent changes, the extent, and what is thought, likeliest first."""

from domain.board.entries import AddToBoard
from domain.board.state import Outcome, Section
from domain.board.theories import RankTheories, RecordOutcome
from domain.board.views import BoardPart
from domain.timeline import Kind
from tests.harness.story import Story

BEFORE = "Has it happened before?"
EXTENT = "Extent: services and systems affected"
THEORIES = "Theories and solutions, the likeliest first"


async def _declared(story: Story) -> None:
    """Cleo leads; Ana's phone rings, and as no time passes nobody is on the call."""
    await story.is_declared()
    await story.on_call.phone.rings()


async def _part(story: Story, title: str) -> BoardPart:
    parts = {part.title: part for part in (await story.seen()).board.parts}
    return parts[title]


async def _numbers(story: Story) -> list[int]:
    """Return the theories and solutions in the order in which they stand on the board."""
    return [entry.number for entry in (await _part(story, THEORIES)).entries]


async def _next(story: Story) -> int | None:
    upcoming = (await story.seen()).board.next_theory
    return upcoming.number if upcoming else None


async def _two_theories_and_a_solution(story: Story) -> None:
    await _declared(story)
    await story.notes(story.service_owner, "the card gateway is slow", section=Section.THEORY)
    await story.notes(story.on_call, "the release of this morning", section=Section.THEORY)
    await story.notes(story.colleague, "roll the release back", section=Section.SOLUTION)


async def test_theories_and_solutions_stand_in_the_order_of_the_lead(story: Story) -> None:
    """Whoever takes part adds them; the lead ranks them by likelihood, and the likeliest is what comes next."""
    await _two_theories_and_a_solution(story)
    assert [1, 2, 3] == await _numbers(story)

    order = RankTheories(actor=await story.asker(story.head_of_department), order=(2, 3))
    assert "The order is #2, #3, #1. Next is #2" in await story.ask(order)
    assert ([2, 3, 1], 2) == (await _numbers(story), await _next(story))


async def test_they_are_worked_through_in_that_order_each_with_its_outcome(story: Story) -> None:
    """What is in work or settled is not next any more; the outcome says who found it, and why, and stands behind what is open."""
    await _two_theories_and_a_solution(story)
    await story.ask(RankTheories(actor=await story.asker(story.head_of_department), order=(2, 3)))
    engineer = await story.asker(story.on_call)
    await story.ask(RecordOutcome(actor=engineer, number=2, outcome=Outcome.IN_PROGRESS))
    assert 3 == await _next(story)
    await story.ask(RecordOutcome(actor=engineer, number=2, outcome=Outcome.CONFIRMED, note="errors begin with it"))
    await story.ask(RecordOutcome(actor=await story.asker(story.colleague), number=3, outcome=Outcome.WORKED))

    assert ([1, 3, 2], 1) == (await _numbers(story), await _next(story))
    confirmed = (await _part(story, THEORIES)).entries[-1].result
    assert confirmed is not None
    assert ("confirmed", "Ana Duarte", "errors begin with it") == (confirmed.outcome, confirmed.by, confirmed.note)
    assert "Dan Okoro: #3 worked: roll the release back" in await story.told(Kind.BOARD)


async def test_only_the_lead_ranks(story: Story) -> None:
    """Whoever thinks otherwise tells the lead: the order stays as it was."""
    await _two_theories_and_a_solution(story)
    order = RankTheories(actor=await story.asker(story.service_owner), order=(3,))

    assert "Only the incident lead may do that." == await story.refused(order)
    assert [1, 2, 3] == await _numbers(story)


async def test_the_extent_is_noted_as_it_is_understood(story: Story) -> None:
    """Each service and system that is affected, by whoever has found it."""
    await _declared(story)
    await story.notes(story.colleague, "returns cannot be booked", section=Section.EXTENT)
    await story.notes(story.on_call, "the app and the web shop", section=Section.EXTENT)

    latest_first = [("Ana Duarte", "the app and the web shop"), ("Dan Okoro", "returns cannot be booked")]
    assert latest_first == [(each.by, each.text) for each in (await _part(story, EXTENT)).entries]


async def test_what_happened_before_is_noted_with_the_workaround_then(story: Story) -> None:
    """Whoever remembers it names the earlier incident, and what helped; the timeline says both."""
    await _declared(story)
    earlier = AddToBoard(
        actor=await story.asker(story.service_owner),
        section=Section.HAPPENED_BEFORE,
        text="the same queue was full",
        earlier_code="checkout-7K3Q",
        workaround="drain the queue",
    )
    await story.ask(earlier)
    [entry] = (await _part(story, BEFORE)).entries

    assert entry.earlier is not None
    assert ("checkout-7K3Q", "drain the queue") == (entry.earlier.code, entry.earlier.workaround)
    assert "the workaround then: drain the queue (the command line)" in await story.reasons(Kind.BOARD)


async def test_the_board_asks_for_what_nobody_has_noted_yet(story: Story) -> None:
    """Every question of the process stands on it from the beginning, in its order."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()

    assert [
        (BEFORE, ()),
        ("Recent changes that could have caused it", ()),
        (EXTENT, ()),
        (THEORIES, ()),
        ("Changes during the incident", ()),
        ("Actions taken", ()),
    ] == [(part.title, part.entries) for part in (await story.seen()).board.parts]
