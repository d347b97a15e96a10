"""One call for several pages: all at once or one after another, and whatever comes while the person listens."""

from datetime import timedelta

import pytest

from domain.messages import AnswerReply, Verb
from tests.gateway.builders import CHECKOUT, LOGIN, SEARCH, owner_of, script, to_tell
from tests.gateway.fakes import Caller, FakeTemporal

TWO = "2 alerts: Checkout, Search. Press 1 to take all, 8 to hear each, star to repeat."
LATE = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")


@pytest.fixture(autouse=True)
def anas_pages(temporal: FakeTemporal) -> None:
    """Two pages of Ana's are open."""
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH))


@pytest.fixture
def answered(temporal: FakeTemporal) -> "Answered":
    """What the owners got."""
    return Answered(temporal)


class Answered:
    """The answers that reached the owners."""

    def __init__(self, temporal: FakeTemporal) -> None:
        self._temporal = temporal

    def verbs(self) -> list[tuple[str, Verb]]:
        """Return whom each answer went to, and what it says."""
        return [(owner, given.verb) for owner, given in self._temporal.answers.values()]


def acknowledged(*codes: str) -> list[tuple[str, Verb]]:
    """Return the answers that take these pages."""
    return [(owner_of(code), Verb.ACKNOWLEDGE) for code in codes]


async def test_pages_open_at_the_same_time_are_told_together(caller: Caller) -> None:
    """Whoever picks up hears how many alerts there are and about what, in one menu."""
    heard = await caller.picks_up()

    assert heard.words == TWO


async def test_the_first_key_takes_all(caller: Caller, temporal: FakeTemporal, answered: Answered) -> None:
    """Key 1 takes every page that was told, each with its own owner and id, and is confirmed in one sentence."""
    await caller.picks_up()
    heard = await caller.presses("1")

    assert acknowledged(CHECKOUT, SEARCH) == answered.verbs()
    assert list(temporal.answers) == ["CA1:opening:1:4821", "CA1:opening:1:1234"]
    assert (heard.words, heard.hangs_up) == (
        "Thank you. You have 2 incidents. Nobody else is called. Goodbye.",
        True,
    )


async def test_who_takes_several_hears_when_they_are_asked_again(caller: Caller, temporal: FakeTemporal) -> None:
    """The first time at which any of them runs out is said with the one sentence for all."""
    hour, half = (AnswerReply(accepted=True, words="", asked_again_in=timedelta(minutes=each)) for each in (60, 30))
    temporal.replies = {f"{owner_of(CHECKOUT)}/ana": hour, f"{owner_of(SEARCH)}/ana": half}
    await caller.picks_up()
    heard = await caller.presses("1")

    assert "You have 2 incidents. Nobody else is called. You are asked again in 30 minutes. Goodbye." in heard.words


async def test_what_is_refused_of_all_is_said_in_its_words(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever takes all hears what they have, and of every other incident why not."""
    temporal.scripts["ana"] = script(*(to_tell(code) for code in (CHECKOUT, SEARCH, LOGIN)))
    temporal.replies = {f"{owner_of(code)}/ana": LATE for code in (SEARCH, LOGIN)}
    temporal.reply = AnswerReply(accepted=True, words="Thank you, Ana. You have incident checkout-7K3Q.")
    await caller.picks_up()
    heard = await caller.presses("1")

    expected = (
        "Thank you, Ana. You have incident checkout, 7 K 3 Q. search, 7 K 3 Q: Already taken by Bo at 02:14. "
        "login, 7 K 3 Q: Already taken by Bo at 02:14. Goodbye."
    )
    assert (heard.words, heard.hangs_up) == (expected, True)


async def test_two_of_three_are_counted(caller: Caller, temporal: FakeTemporal) -> None:
    """Only what was really taken is counted."""
    temporal.scripts["ana"] = script(*(to_tell(code) for code in (CHECKOUT, SEARCH, LOGIN)))
    temporal.replies = {f"{owner_of(LOGIN)}/ana": LATE}
    await caller.picks_up()
    heard = await caller.presses("1")

    expected = "Thank you. You have 2 incidents. Nobody else is called. login, 7 K 3 Q: Already taken by Bo at 02:14."
    assert heard.words.startswith(expected)


async def test_when_all_are_refused_nothing_is_thanked_for(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever comes too late for all of them hears so of each."""
    temporal.reply = LATE
    await caller.picks_up()
    heard = await caller.presses("1")

    expected = (
        "checkout, 7 K 3 Q: Already taken by Bo at 02:14. search, 7 K 3 Q: Already taken by Bo at 02:14. Goodbye."
    )
    assert (heard.words, heard.hangs_up) == (expected, True)


async def test_what_comes_between_the_menu_and_the_key_is_not_taken(
    caller: Caller, temporal: FakeTemporal, answered: Answered
) -> None:
    """Nobody takes what they have not heard of: it is told next, in the same call."""
    await caller.picks_up()
    temporal.scripts["ana"] = script(*(to_tell(code) for code in (CHECKOUT, SEARCH, LOGIN)))
    heard = await caller.presses("1")

    assert acknowledged(CHECKOUT, SEARCH) == answered.verbs()
    assert "You have 2 incidents. Nobody else is called. Another alert. Login: customers" in heard.words
    assert heard.on_key is not None


async def test_a_second_page_between_menu_and_key_leaves_the_keys_as_they_were_said(
    caller: Caller, temporal: FakeTemporal, answered: Answered
) -> None:
    """Key 2 said as "pass it on" passes that one page on, though several are open by now."""
    temporal.scripts["ana"] = script(to_tell(CHECKOUT))
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH))
    heard = await caller.presses("2")

    assert [(owner_of(CHECKOUT), Verb.PASS_ON)] == answered.verbs()
    assert "Another alert. Search: customers" in heard.words


async def test_a_page_closed_between_menu_and_key_does_not_make_two_pass_on(
    caller: Caller, temporal: FakeTemporal, answered: Answered
) -> None:
    """Key 8 said as "hear each" never passes anything on: the page that is left is told."""
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(CHECKOUT, closed="Bo has it"), to_tell(SEARCH))
    heard = await caller.presses("8")

    assert answered.verbs() == []
    assert heard.words.startswith("Alert. Search: customers cannot pay. Press 1 to take it, 2 to pass it on, star")


async def test_when_all_were_closed_meanwhile_hearing_each_says_so(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever asks to hear each when nothing is left hears why."""
    await caller.picks_up()
    closed = [to_tell(code, closed="Bo has it") for code in (CHECKOUT, SEARCH)]
    temporal.scripts["ana"] = script(*closed)
    heard = await caller.presses("8")

    assert (heard.words, heard.hangs_up) == ("This page is closed: Bo has it. Goodbye.", True)


async def test_taking_all_brings_a_closed_one_to_its_owner_too(
    caller: Caller, temporal: FakeTemporal, answered: Answered
) -> None:
    """Whether an answer is late is for the owner to say, and what it says is spoken."""
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH, closed="Bo has it"))
    temporal.replies = {f"{owner_of(SEARCH)}/ana": LATE}
    heard = await caller.presses("1")

    assert acknowledged(CHECKOUT, SEARCH) == answered.verbs()
    assert heard.words == "Thank you, Ana. search, 7 K 3 Q: Already taken by Bo at 02:14. Goodbye."


async def test_each_can_be_heard_and_answered_by_itself(
    caller: Caller, temporal: FakeTemporal, answered: Answered
) -> None:
    """After 8 the pages are told one after another, with a key for the next one as long as there is one."""
    await caller.picks_up()
    first = await caller.presses("8")
    last = await caller.presses("8")
    temporal.reply = AnswerReply(accepted=True, words="It is passed on.")
    end = await caller.presses("2")

    assert first.words.startswith(
        "Alert. Checkout: customers cannot pay. Press 1 to take it, 2 to pass it on, 8 for the next one, star to repeat."
    )
    assert last.words.startswith("Another alert. Search: customers cannot pay. Press 1 to take it, 2 to pass it on, st")
    assert [(owner_of(SEARCH), Verb.PASS_ON)] == answered.verbs()
    assert (end.words, end.hangs_up) == ("It is passed on. Goodbye.", True)


async def test_what_was_passed_over_is_not_said_to_be_closed(caller: Caller, temporal: FakeTemporal) -> None:
    """When the last page is settled while it is told, nobody hears that nothing is open: what they passed over is."""
    await caller.picks_up()
    await caller.presses("8")
    await caller.presses("8")
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH, closed="Bo has it"))
    heard = await caller.stays_on_the_line()

    assert (heard.words, heard.hangs_up) == ("There is nothing more to tell. Goodbye.", True)


async def test_next_without_a_next_one_repeats_the_page(caller: Caller, temporal: FakeTemporal) -> None:
    """When the other page was closed since, key 8 leaves the caller with the one that is left."""
    await caller.picks_up()
    await caller.presses("8")
    temporal.scripts["ana"] = script(to_tell(CHECKOUT), to_tell(SEARCH, closed="Bo has it"))
    heard = await caller.presses("8")

    assert heard.words.startswith(
        "That key does nothing here. Alert. Checkout: customers cannot pay. Press 1 to take it,"
    )
    assert "for the next" not in heard.words


async def test_after_one_is_taken_the_others_are_told(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever takes one of several is asked whether it is major, and then told the next one before any goodbye."""
    await caller.picks_up()
    await caller.presses("8")
    taken = await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(CHECKOUT, closed="Ana has it"), to_tell(SEARCH))
    following = await caller.presses("8")

    assert "1 more alert waits: press 8 to keep this one and hear it." in taken.words
    assert following.words.startswith("Another alert. Search: customers cannot pay.")
    assert list(temporal.answers) == ["CA1:opening:1:4821"]


async def test_not_major_is_about_the_one_just_taken(caller: Caller, temporal: FakeTemporal) -> None:
    """Keys 2 and 9 close the incident that was just taken, and no other."""
    await caller.picks_up()
    await caller.presses("8")
    await caller.presses("1")
    await caller.presses("2")
    heard = await caller.presses("9")

    assert [incident for incident, _ in temporal.asks.values()] == ["incident/checkout"]
    assert "Another alert. Search: customers cannot pay." in heard.words


async def test_a_page_just_taken_is_not_told_again(caller: Caller, temporal: FakeTemporal) -> None:
    """Though the pager has not heard of the end yet, what was taken in this call is not told once more."""
    await caller.picks_up()
    heard = await caller.presses("1")

    assert temporal.scripts["ana"].pages[0].open
    assert heard.hangs_up


async def test_silence_repeats_the_menu_three_times(caller: Caller, answered: Answered) -> None:
    """Silence on several takes none of them, and ends after the third menu."""
    menus = [await caller.picks_up(), await caller.stays_on_the_line(), await caller.stays_on_the_line()]

    assert [TWO, TWO, f"{TWO} Checkout, Search are still open: nobody has them yet. Goodbye."] == [
        each.words for each in menus
    ]
    assert (menus[-1].hangs_up, answered.verbs()) == (True, [])


@pytest.mark.parametrize(("key", "said_first"), [("*", ""), *((key, "That key does nothing here. ") for key in "239")])
async def test_star_and_wrong_keys_repeat_the_menu(
    caller: Caller, answered: Answered, key: str, said_first: str
) -> None:
    """No other key answers for several pages at once."""
    await caller.picks_up()
    heard = await caller.presses(key)

    assert (heard.words, answered.verbs()) == (f"{said_first}{TWO}", [])


async def test_a_page_that_comes_is_told_with_the_next_repeat(caller: Caller, temporal: FakeTemporal) -> None:
    """A repeat tells what is open by then, and its key takes exactly that."""
    await caller.picks_up()
    temporal.scripts["ana"] = script(*(to_tell(code) for code in (CHECKOUT, SEARCH, LOGIN)))
    heard = await caller.stays_on_the_line()
    await caller.presses("1")

    assert heard.words.startswith("3 alerts: Checkout, Search, Login. Press 1")
    assert list(temporal.answers) == ["CA1:opening:2:4821", "CA1:opening:2:1234", "CA1:opening:2:5555"]


async def test_who_has_one_is_not_invited_to_hang_up_while_others_wait(caller: Caller, temporal: FakeTemporal) -> None:
    """Who took one of several hears first that more wait; silence goes on to them at once, a star has the question repeated."""
    temporal.scripts["ana"] = script(*(to_tell(code) for code in (CHECKOUT, SEARCH, LOGIN)))
    await caller.picks_up()
    await caller.presses("8")
    taken = await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(CHECKOUT, closed="Ana has it"), to_tell(SEARCH), to_tell(LOGIN))
    again = await caller.presses("*")
    following = await caller.stays_on_the_line()

    waits = (
        "2 more alerts wait: press 8 to keep this one and hear them. "
        "Press 4 to judge whether it is a major incident. "
        "Press 2 to close this one as not major, 3 to keep looking into it."
    )
    assert [f"Thank you, Ana. {waits}", waits] == [taken.words, again.words]
    assert following.words.startswith("Another alert. Search: customers cannot pay.")


async def test_a_page_that_comes_after_the_first_was_taken_is_told(caller: Caller, temporal: FakeTemporal) -> None:
    """A single page's call does not end before a page that came meanwhile was told."""
    temporal.scripts["ana"] = script(to_tell(CHECKOUT))
    await caller.picks_up()
    await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(CHECKOUT, closed="Ana has it"), to_tell(SEARCH), to_tell(LOGIN))
    heard = await caller.presses("3")

    assert heard.words == (
        "Thank you, Ana. 2 more alerts: Search, Login. Press 1 to take all, 8 to hear each, star to repeat."
    )


async def test_taking_all_delivered_twice_is_the_same_answers(caller: Caller, temporal: FakeTemporal) -> None:
    """Twilio's repeat of a key carries the same ids, and is answered with the same words, though the pages have ended since."""
    menu = await caller.picks_up()
    first = await caller.presses("1")
    ids = list(temporal.answers)
    temporal.scripts["ana"] = script(*(to_tell(code, closed="Ana has it") for code in (CHECKOUT, SEARCH)))
    caller.heard = menu
    second = await caller.presses("1")

    assert (first, ids) == (second, list(temporal.answers))


async def test_a_page_in_hand_is_not_why_another_is_closed(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever picks up too late hears who has this page, not that they themselves have an earlier one."""
    mine = to_tell(CHECKOUT, closed="Ana has it").model_copy(update={"in_hand": True})
    temporal.scripts["ana"] = script(mine, to_tell(SEARCH, closed="Bo has it"))
    heard = await caller.picks_up()

    assert (heard.words, heard.hangs_up) == ("This page is closed: Bo has it. Goodbye.", True)


async def test_a_page_told_in_this_call_is_the_one_said_to_be_closed(caller: Caller, temporal: FakeTemporal) -> None:
    """Of several that have ended the one the caller just heard of is spoken of."""
    cleared = to_tell(CHECKOUT, closed="the alert has cleared")
    temporal.scripts["ana"] = script(cleared, to_tell(SEARCH))
    await caller.picks_up()
    temporal.scripts["ana"] = script(cleared, to_tell(SEARCH, closed="Bo has it"))
    heard = await caller.stays_on_the_line()

    assert heard.words == "This page is closed: Bo has it. Goodbye."
