"""What a call about one page says, and what its keys do."""

import pytest

from domain.errors import Refused
from domain.lifecycle import Role
from domain.messages import AnswerReply, Verb
from domain.organisation import Channel
from domain.requests import StandDown
from gateway.engine import Gone
from tests.gateway.builders import INCIDENT, OWNER, script, to_tell, token
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

FIRST, SECOND, CLOSED = "CA1:opening:1:4821", "CA1:held:1:4821", "CA1:closing:1:4821"

_HEADS_THE_TEAM = frozenset({Role.HEAD_OF_DEPARTMENT, Role.RESPONDER})


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's one page is open."""
    temporal.scripts["ana"] = script()


async def test_a_call_says_what_is_wrong_and_waits_for_a_key(caller: Caller) -> None:
    """Whoever picks up hears first what is wrong, then the keys, in their language, and has 8 seconds to press one."""
    heard = await caller.picks_up()

    assert heard.words.startswith("Alert. Checkout: customers cannot pay. Press 1 to take it, 2 to pass it on, star")
    assert (heard.language, heard.waits_seconds) == ("en-GB", "8")


async def test_the_first_key_acknowledges(caller: Caller, temporal: FakeTemporal) -> None:
    """Key 1 reaches the page's owner as an acknowledgement that says who pressed it and on which phone."""
    await caller.picks_up()
    await caller.presses("1")

    owner, given = temporal.answers[FIRST]
    assert (
        OWNER,
        f"{OWNER}/ana",
        "ana",
        Verb.ACKNOWLEDGE,
        Channel.CALL,
        "key 1 on a call to a number ending in 01",
    ) == (
        owner,
        given.page_id,
        given.person,
        given.verb,
        given.channel,
        given.proof,
    )


async def test_an_acknowledgement_is_confirmed_and_followed_by_the_next_question(caller: Caller) -> None:
    """Whoever has it is thanked, and asked at once whether it is a major incident."""
    await caller.picks_up()
    heard = await caller.presses("1")

    assert heard.words.startswith("Thank you, Ana. Press 4 to judge whether it is a major incident. Press 2 to close")
    assert heard.on_key is not None


async def test_the_second_key_passes_it_on_and_ends_the_call(caller: Caller, temporal: FakeTemporal) -> None:
    """Key 2 passes the page on; the caller hears so, and the call ends."""
    temporal.reply = AnswerReply(accepted=True, words="It is passed on.")
    await caller.picks_up()
    heard = await caller.presses("2")

    assert temporal.answers[FIRST][1].verb == Verb.PASS_ON
    assert (heard.words, heard.hangs_up, heard.on_key) == ("It is passed on. Goodbye.", True, None)


async def test_who_has_it_can_judge_it_not_major(caller: Caller, temporal: FakeTemporal) -> None:
    """Key 2 in the second menu has it read out; 9 asks the incident itself to stand down, with who asks and what they are."""
    await caller.picks_up()
    await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(closed="Ana has it"))
    read_out = await caller.presses("2")
    assert {} == temporal.asks
    heard = await caller.presses("9")

    assert (
        "You close incident checkout, 7 K 3 Q as not major. Then nobody is called for the same alert for a while. "
        "Press 9 to confirm, 0 to go back." == read_out.words
    )
    incident, request = temporal.asks[CLOSED]
    assert isinstance(request, StandDown)
    assert (incident, request.reason, request.code) == (INCIDENT, "judged not major by phone", "checkout-7K3Q")
    assert ("ana", "Ana", frozenset({Role.RESPONDER})) == (
        request.actor.contact,
        request.actor.name,
        request.actor.roles,
    )
    assert request.actor.proof == "key 9 on a call to a number ending in 01"
    assert (heard.words, heard.hangs_up) == ("Incident checkout, 7 K 3 Q is stood down. Goodbye.", True)


async def test_who_has_it_can_keep_looking(caller: Caller, temporal: FakeTemporal) -> None:
    """Key 3 in the second menu is an answer too, and ends the call."""
    await caller.picks_up()
    await caller.presses("1")
    heard = await caller.presses("3")

    assert temporal.answers[SECOND][1].verb == Verb.KEEP_LOOKING
    assert heard.hangs_up


async def test_the_first_key_means_nothing_to_who_has_it(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever presses 1 once more, out of haste, hears the second menu again and takes nothing twice."""
    await caller.picks_up()
    await caller.presses("1")
    heard = await caller.presses("1")

    assert list(temporal.answers) == [FIRST]
    assert heard.words.startswith("That key does nothing here. Press 4 to judge")


async def test_a_deputy_asks_as_head_of_department(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The head of department's deputy is known as one to the incident."""
    temporal.scripts["dee"] = script(to_tell(who="dee"))
    caller = Caller(twilio, token("dee"))
    await caller.picks_up()
    await caller.presses("1")
    await caller.presses("2")
    await caller.presses("9")

    assert frozenset({Role.HEAD_OF_DEPARTMENT}) == temporal.asks[CLOSED][1].actor.roles


async def test_the_catch_all_teams_head_judges_what_belongs_to_nobody(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """An incident about no listed service is in the hands of the catch-all team."""
    temporal.scripts["eve"] = script(to_tell(who="eve", incident="incident/no-service-diskfull"))
    caller = Caller(twilio, token("eve"))
    await caller.picks_up()
    await caller.presses("1")
    await caller.presses("2")
    await caller.presses("9")

    incident, request = temporal.asks[CLOSED]
    assert (incident, request.actor.roles) == ("incident/no-service-diskfull", _HEADS_THE_TEAM)


async def test_the_team_that_was_searched_is_the_one_in_charge(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """What the file says of a service by now does not move an open incident to another team."""
    page = to_tell(who="eve").model_copy(update={"team": "platform"})
    temporal.scripts["eve"] = script(page)
    caller = Caller(twilio, token("eve"))
    await caller.picks_up()
    await caller.presses("1")
    await caller.presses("2")
    await caller.presses("9")

    assert _HEADS_THE_TEAM == temporal.asks[CLOSED][1].actor.roles


async def test_somebody_who_left_the_organisation_has_no_role(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A page that outlives a person's entry can still be answered, without any role."""
    temporal.scripts["zoe"] = script(to_tell(who="zoe"))
    caller = Caller(twilio, token("zoe"))
    await caller.picks_up()
    await caller.presses("1")
    await caller.presses("2")
    await caller.presses("9")

    actor = temporal.asks[CLOSED][1].actor
    assert ("zoe", frozenset()) == (actor.name, actor.roles)


@pytest.mark.parametrize(
    ("key", "said_first"), [("*", ""), *((key, "That key does nothing here. ") for key in ("9", "#", "0", "3"))]
)
async def test_wrong_keys_repeat_the_menu(caller: Caller, temporal: FakeTemporal, key: str, said_first: str) -> None:
    """A wrong key and the star are no answer: the menu is said again, and whoever pressed a wrong key hears that it is one."""
    first = await caller.picks_up()
    again = await caller.presses(key)

    assert f"{said_first}{first.words}" == again.words
    assert temporal.answers == {}


async def test_a_star_is_no_silence(caller: Caller) -> None:
    """However often somebody has the menu repeated, it is still said three times to their silence."""
    await caller.picks_up()
    for _ in range(5):
        await caller.presses("*")
    silent = [await caller.stays_on_the_line(), await caller.stays_on_the_line()]

    assert [False, True] == [heard.hangs_up for heard in silent]


async def test_silence_is_no_answer(caller: Caller, temporal: FakeTemporal) -> None:
    """Somebody who says nothing hears the menu three times, then goodbye, and has answered nothing."""
    menus = [await caller.picks_up(), await caller.stays_on_the_line(), await caller.stays_on_the_line()]

    assert ["Press 1" in heard.words for heard in menus] == [True, True, True]
    assert [heard.hangs_up for heard in menus] == [False, False, True]
    assert menus[-1].words.endswith("Checkout is still open: nobody has it yet. Goodbye.")
    assert temporal.requests == ["call_script"] * 3


async def test_wrong_keys_do_not_go_on_for_ever(caller: Caller, temporal: FakeTemporal) -> None:
    """A machine that presses keys is told the menu twenty times more, and then the call ends with what is still open."""
    await caller.picks_up()
    again = [await caller.presses("7") for _ in range(20)]
    heard = await caller.presses("7")

    assert all("Press 1 to take it" in each.words for each in again)
    assert (heard.words, heard.hangs_up) == ("Checkout is still open: nobody has it yet. Goodbye.", True)
    assert temporal.answers == {}


async def test_the_second_menu_is_repeated_though_the_page_is_answered(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever has it may think for a while: that their page has its end is no reason to hang up on them."""
    await caller.picks_up()
    await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(closed="Ana has it"))
    heard = [await caller.stays_on_the_line(), await caller.stays_on_the_line()]

    assert all(
        each.words.startswith("Press 4 to judge whether it is a major incident. Press 2 to close") for each in heard
    )
    assert (heard[-1].hangs_up, heard[-1].words.endswith("It stays yours for now. Goodbye.")) == (True, True)


async def test_wrong_keys_in_the_second_menu_leave_it_with_who_has_it(caller: Caller, temporal: FakeTemporal) -> None:
    """Wrong keys end the call at last, and then it is not said that nobody has it."""
    await caller.picks_up()
    await caller.presses("1")
    for _ in range(21):
        heard = await caller.presses("8")

    assert (heard.words, heard.hangs_up) == ("It stays yours for now. Goodbye.", True)
    assert temporal.asks == {}


@pytest.mark.parametrize("does", ["stays on the line", "*", "9"])
async def test_a_page_settled_during_the_menu_is_said_to_be_closed(
    caller: Caller, temporal: FakeTemporal, does: str
) -> None:
    """Each time the menu would be said again the pager is asked anew."""
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(closed="Bo has it"))
    heard = await (caller.presses(does) if len(does) == 1 else caller.stays_on_the_line())

    assert (heard.words, heard.hangs_up) == ("This page is closed: Bo has it. Goodbye.", True)


async def test_who_has_it_already_is_not_told_that_it_is_closed(caller: Caller, temporal: FakeTemporal) -> None:
    """Who took it by text while the phone rang hears that they have it, not their own name."""
    temporal.scripts["ana"] = script(to_tell(closed="Ana has it").model_copy(update={"in_hand": True}))
    heard = await caller.picks_up()

    assert (heard.words, heard.hangs_up) == ("You have it. Goodbye.", True)


async def test_a_late_key_is_brought_to_the_owner_nevertheless(caller: Caller, temporal: FakeTemporal) -> None:
    """Of two people who answer one is told who was first, by the one who decides, not by the gateway."""
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(closed="Bo has it"))
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    heard = await caller.presses("1")

    assert (heard.words, heard.hangs_up) == ("Already taken by Bo at 02:14. Goodbye.", True)


async def test_a_refusal_is_spoken_as_it_is(caller: Caller, temporal: FakeTemporal) -> None:
    """Why something is refused is said in the words of the rule."""
    await caller.picks_up()
    await caller.presses("1")
    await caller.presses("2")
    temporal.refuses = Refused("Only the one who has it, or the head of department, may stand it down.")
    heard = await caller.presses("9")

    assert heard.words == "Only the one who has it, or the head of department, may stand it down. Goodbye."


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (None, "This is over already: nothing more is needed. Goodbye."),
        ("the alert has cleared", "This page is closed: the alert has cleared. Goodbye."),
    ],
)
async def test_an_answer_after_the_end_hears_that_it_is_over(
    caller: Caller, temporal: FakeTemporal, closed: str | None, words: str
) -> None:
    """A late answer is a fact, never an error, and hears why the page was closed if that is known."""
    await caller.picks_up()
    temporal.refuses = Gone("It has ended.")
    temporal.scripts["ana"] = script(to_tell(closed=closed))
    heard = await caller.presses("1")

    assert (heard.words, heard.hangs_up) == (words, True)


async def test_a_call_nobody_knows_ends_politely(caller: Caller, temporal: FakeTemporal) -> None:
    """Without a pager there is nothing to press, and the caller hears so."""
    del temporal.scripts["ana"]
    heard = await caller.picks_up()

    assert (heard.words, heard.hangs_up) == ("This call is about a page that is not known any more. Goodbye.", True)


async def test_a_key_on_a_call_nobody_knows_ends_politely(caller: Caller, temporal: FakeTemporal) -> None:
    """A key that arrives when the pager is gone reaches nobody."""
    await caller.picks_up()
    del temporal.scripts["ana"]
    heard = await caller.presses("1")

    assert (heard.words, heard.hangs_up) == ("This call is about a page that is not known any more. Goodbye.", True)
    assert temporal.answers == {}


async def test_a_key_delivered_twice_is_one_answer(caller: Caller, temporal: FakeTemporal) -> None:
    """Twilio's repeats carry the same call and step, so the owner sees the same id and the caller hears the same words."""
    menu = await caller.picks_up()
    first = await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(closed="Ana has it"))
    caller.heard = menu
    second = await caller.presses("1")

    assert list(temporal.answers) == [FIRST]
    assert first == second


async def test_a_key_of_the_second_menu_delivered_twice_is_one_request(caller: Caller, temporal: FakeTemporal) -> None:
    """A repeat of "not major" is the same request to the incident."""
    await caller.picks_up()
    await caller.presses("1")
    menu = await caller.presses("2")
    await caller.presses("9")
    caller.heard = menu
    await caller.presses("9")

    assert list(temporal.asks) == [CLOSED]


async def test_words_that_xml_cannot_carry_do_not_silence_a_call(caller: Caller, temporal: FakeTemporal) -> None:
    """A control character in an alert's text must not make the whole call unreadable."""
    temporal.scripts["ana"] = script(to_tell(headline="Checkout\x00: <down> & \U0001f600"))
    heard = await caller.picks_up()

    assert heard.words.startswith("Alert. Checkout : <down> & \U0001f600")
