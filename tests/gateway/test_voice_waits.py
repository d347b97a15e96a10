"""What a caller hears while the engine is slow: a moment, the same key again, and an end in words."""

import pytest

from gateway.call_steps import MOST_WAITS
from tests.gateway.builders import CHECKOUT, SEARCH, owner_of, script, to_tell
from tests.gateway.fakes import Caller, FakeTemporal

IDS = ["CA1:opening:1:4821", "CA1:opening:1:1234"]
MOMENT = "One moment, please. Please stay on the line: it is not yours yet."


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's one page is open."""
    temporal.scripts["ana"] = script()


async def _waits_till_the_end(caller: Caller) -> list[str]:
    words = [caller.heard.words]
    while caller.heard.goes_on_at:
        words.append((await caller.stays_on_the_line()).words)
    return words


async def test_a_slow_pager_keeps_the_caller_on_the_line(caller: Caller, temporal: FakeTemporal) -> None:
    """The caller is asked for a moment, hears that nothing is theirs yet, and then the menu after all."""
    temporal.silent = 1
    moment = await caller.picks_up()
    heard = await caller.stays_on_the_line()

    assert (moment.words, moment.pauses) == (MOMENT, True)
    assert "Press 1 to take it" in heard.words


async def test_nobody_on_the_line_waits_longer_than_four_seconds(caller: Caller, temporal: FakeTemporal) -> None:
    """Whatever a key asks for is given 4 seconds before the caller hears something."""
    await caller.picks_up()
    await caller.presses("1")
    await caller.presses("2")
    await caller.presses("9")

    assert temporal.patience == [4, 4]


async def test_a_slow_answer_is_brought_again_under_the_same_id(caller: Caller, temporal: FakeTemporal) -> None:
    """The key need not be pressed again, and counts once."""
    await caller.picks_up()
    temporal.silent_to = {"answer"}
    moment = await caller.presses("1")
    temporal.silent_to = set()
    heard = await caller.stays_on_the_line()

    assert moment.words == MOMENT
    assert list(temporal.answers) == IDS[:1]
    assert temporal.answers[IDS[0]][1].proof == "key 1 on a call to a number ending in 01"
    assert heard.words.startswith("Thank you, Ana.")


async def test_a_key_is_kept_while_the_pager_cannot_be_asked(caller: Caller, temporal: FakeTemporal) -> None:
    """A key that comes when not even the pager answers is not lost either."""
    await caller.picks_up()
    temporal.silent = 1
    moment = await caller.presses("1")
    await caller.stays_on_the_line()

    assert (moment.words, list(temporal.answers)) == (MOMENT, IDS[:1])


async def test_taking_all_half_done_is_one_moment_and_the_same_ids(caller: Caller, temporal: FakeTemporal) -> None:
    """When one owner of several is slow the caller waits once, and every page is then taken under the id it had at first."""
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH))
    await caller.picks_up()
    temporal.silent_to = {f"{owner_of(SEARCH)}/ana"}
    moment = await caller.presses("1")
    half_done = list(temporal.answers)
    temporal.silent_to = set()
    temporal.scripts["ana"] = script(to_tell(CHECKOUT, closed="Ana has it"), to_tell(SEARCH))
    heard = await caller.stays_on_the_line()

    assert (moment.words, half_done) == (MOMENT, IDS[:1])
    assert list(temporal.answers) == IDS
    assert heard.words == "Thank you. You have 2 incidents. Nobody else is called. Goodbye."


async def test_a_page_that_comes_during_the_moment_is_not_taken(caller: Caller, temporal: FakeTemporal) -> None:
    """The waiting key answers what was told when it was pressed, and what came since is told afterwards."""
    await caller.picks_up()
    temporal.silent_to = {"answer"}
    await caller.presses("1")
    temporal.silent_to = set()
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH))
    await caller.stays_on_the_line()

    assert list(temporal.answers) == IDS[:1]


@pytest.mark.parametrize(
    ("key", "in_the_end"),
    [
        ("", "The page stays open, and it is repeated."),
        ("1", "We do not know whether your answer has arrived: wait for our text or the next call."),
    ],
)
async def test_a_caller_does_not_wait_for_ever(
    caller: Caller, temporal: FakeTemporal, key: str, in_the_end: str
) -> None:
    """After five moments the caller is told what is known of the page, and the call ends: a key may have arrived after all."""
    await caller.picks_up()
    temporal.silent_to = {"answer", "call_script"}
    await (caller.presses(key) if key else caller.stays_on_the_line())
    words = await _waits_till_the_end(caller)

    assert words[:-1] == [MOMENT] * MOST_WAITS
    assert words[-1] == f"We cannot get through at the moment. {in_the_end} Goodbye."
    assert caller.heard.hangs_up


@pytest.mark.parametrize(
    ("key", "in_the_end"),
    [
        ("", "It stays yours for now."),
        ("2", "It stays yours unless our text says otherwise."),
        ("3", "It stays yours unless our text says otherwise."),
    ],
)
async def test_who_has_it_is_not_told_that_it_is_open(
    caller: Caller, temporal: FakeTemporal, key: str, in_the_end: str
) -> None:
    """Whoever has taken it and cannot get through afterwards hears that it stays theirs, as far as is known."""
    await caller.picks_up()
    await caller.presses("1")
    temporal.silent_to = {"answer", "request", "call_script"}
    await (caller.presses(key) if key else caller.stays_on_the_line())
    words = await _waits_till_the_end(caller)

    assert {"One moment, please."} == set(words[:-1])
    assert words[-1] == f"We cannot get through at the moment. {in_the_end} Goodbye."


async def test_each_menu_has_moments_of_its_own(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever waited for the second menu to be said is given as many moments for the key they press in it."""
    await caller.picks_up()
    await caller.presses("1")
    temporal.silent = MOST_WAITS
    for _ in range(MOST_WAITS + 1):
        await caller.stays_on_the_line()
    temporal.silent = 1
    moment = await caller.presses("2")

    assert moment.words == "One moment, please."
