"""What a pager carries over: no storm makes it too large for Temporal, and nothing that waits for an end is lost on the way."""

import random
from datetime import timedelta

import pytest

from domain.audiences import Audience
from domain.messages import Purpose, RoundToSend, Verb
from domain.page_messages import PageEnding
from domain.paging import carrying
from domain.paging.actions import StartAttempt, Wait
from domain.paging.bundles import TOLD_TOGETHER
from domain.paging.state import MOST_HELD, Standing
from domain.paging.views import call_script
from domain.timeline import Kind
from tests.domain.builders import minutes, words
from tests.domain.paging.desk import CALL, MAIL, TEXT, attempt_id
from tests.domain.paging.storm import WORDS, Storm, key, storm

MOST_BYTES = 200_000


def test_a_day_of_a_thousand_pages_is_carried_and_loses_none() -> None:
    """Opened, tried, answered and ended in any order: what is carried stays small, and whatever waits for an end is still there."""
    chance, desk = random.Random(4821), Storm()  # noqa: S311 - the same day each time
    for number in range(1000):
        desk.arrives(number)
        _something_happens(desk, chance)
        assert len(desk.carried()) < MOST_BYTES
        if number % 50 == 49:
            desk.rolls_over()
            assert desk.opened == {page.order.page_id for page in desk.state.open_pages()}
            assert desk.in_hand == {name for name, page in desk.state.pages.items() if page.in_hand}

    assert 1000 == len(desk.opened | set(desk.codes)) + len(desk.turned_away)
    assert len(set(desk.codes.values())) == len(desk.codes), "no code is given twice within a day"
    for page in [*desk.opened, *desk.in_hand]:
        desk.ends(page, PageEnding.SUPERSEDED)
    _every_attempt_has_an_outcome(desk)


def _something_happens(desk: Storm, chance: random.Random) -> None:
    """The provider speaks, somebody answers, a search tries once more or ends, and Ana looks what there is."""
    desk.settle()
    for call in desk.state.live_calls():
        desk.call_says(
            chance.choice(["no-answer", "busy", "completed", "in-progress"]), int(call.id.rpartition("/")[2])
        )
    for _ in range(chance.randrange(4)):
        if desk.opened and chance.random() < 0.6:
            page = chance.choice(sorted(desk.opened))
            desk.ends(page, chance.choice([PageEnding.ANSWERED, PageEnding.PASSED_ON]), chance.choice(["ana", "bo"]))
        if desk.opened and chance.random() < 0.5:
            desk.arrives(int(chance.choice(sorted(desk.opened)).split("/")[1].rpartition("-")[2]))
        if desk.in_hand and chance.random() < 0.2:
            desk.ends(chance.choice(sorted(desk.in_hand)), PageEnding.SUPERSEDED)
    desk.texts_back(
        chance.choice(["LIST", "PASS", "ACK 1000", *(f"ACK {code}" for code in list(desk.codes.values())[-3:])])
    )
    desk.later(timedelta(seconds=chance.choice([1, 20, 60, 300])))
    desk.settle()


def _every_attempt_has_an_outcome(desk: Storm) -> None:
    for _ in range(5):
        desk.later(minutes(10))
        desk.settle()
    desk.carried()
    made = {each.about for each in desk.written if each.kind is Kind.ATTEMPT and each.about}
    over = {
        (each.about.attempt, each.about.intent) for each in desk.written if each.kind is Kind.OUTCOME and each.about
    }
    assert set() == {(about.attempt, about.intent) for about in made} - over


def test_a_thousand_pages_at_once_are_carried() -> None:
    """At every step of telling them, with the phone ringing and after it, what is carried stays small."""
    desk = storm(1000)
    for _ in range(3):
        while not isinstance(desk.act(), Wait):
            assert len(desk.carried()) < MOST_BYTES
        desk.settle()
        for call in desk.state.live_calls():
            desk.call_says("no-answer", int(call.id.rpartition("/")[2]))
        desk.later(minutes(5))
    desk.rolls_over()

    assert MOST_HELD == len(desk.opened) == len(desk.state.open_pages())
    assert 1000 - MOST_HELD == len({each.page_id for each in desk.turned_away})


def test_an_ordinary_day_is_carried_whole() -> None:
    """Thirty pages with everything that was tried for them are the same on the other side."""
    desk = storm(30)
    desk.settle()
    desk.call_says("no-answer")
    desk.settle()
    for number in range(10):
        desk.ends(key(number), PageEnding.ANSWERED, by="ana")
    desk.carried()
    for page in desk.state.pages.values():
        page.order = page.order.model_copy(update={"words": words()})
    before = desk.remembered()

    desk.rolls_over()

    assert before == desk.remembered()


def test_whoever_is_on_the_phone_hears_of_all_that_is_open() -> None:
    """What has no room in the attempt is spoken all the same, also after a roll-over in the middle of the call."""
    desk = storm(100)
    desk.settle()
    desk.call_says("in-progress")
    desk.rolls_over()

    script = call_script(desk.state, attempt_id())

    assert script is not None
    assert {key(number) for number in range(100)} == {page.page_id for page in script.pages if page.open}


def test_a_page_in_hand_can_be_passed_on_after_many_others() -> None:
    """However many pages come and end after it, what somebody has keeps its code, and stands in LIST."""
    desk = storm(1)
    desk.ends(key(0), PageEnding.ANSWERED, by="ana")
    for number in range(1, 600):
        desk.arrives(number)
        desk.ends(key(number), PageEnding.SUPERSEDED)
        if number % 100 == 0:
            desk.rolls_over()
    desk.rolls_over()

    passed = desk.texts_back(f"PASS {desk.codes[key(0)]}")
    assert (Verb.PASS_ON, [key(0)]) == (passed.verb, [page.page_id for page in passed.pages])
    assert "In your hands:" in str(desk.texts_back("LIST").reply)


def test_a_page_in_hand_still_names_the_updates_its_code_sends() -> None:
    """Whoever sees to one that is overdue sends it by SEND and the code, however many other pages came."""
    desk = storm(60)
    waiting = (RoundToSend(audience=Audience.BUSINESS, revision=3),)
    for page in desk.state.pages.values():
        page.order = page.order.reworded(page.order.words.model_copy(update={"rounds": waiting}))
    desk.rolls_over()

    assert {waiting} == {page.rounds for page in desk.known().values()}


def test_a_late_answer_finds_what_ended_lately_with_its_owner() -> None:
    """Hundreds of ended pages answer to their codes, each with the search that decides, the incident and why it is over."""
    desk = storm(MOST_HELD)
    before = desk.known()
    for number in range(MOST_HELD):
        desk.ends(key(number), PageEnding.ANSWERED)
    desk.rolls_over()

    for number in range(MOST_HELD):
        [page] = desk.texts_back(f"ACK {desk.codes[key(number)]}").pages
        assert (
            before[key(number)].model_copy(
                update={"open": False, "closed_because": "Bo has it", "headline": page.headline}
            )
            == page
        )


def test_what_is_forgotten_answers_nothing_and_locks_nobody() -> None:
    """The code of a page that ended long before hundreds of others is no guess, and is given to no other page."""
    desk = Storm()
    for number in range(400):
        desk.arrives(number)
        desk.ends(key(number), PageEnding.SUPERSEDED)
    desk.rolls_over()
    code = desk.codes[key(0)]

    said = [desk.texts_back(f"ACK {code}") for _ in range(6)]
    assert f"What had the code {code} is over. LIST shows what is open." == said[0].reply
    assert desk.state.locked_until is None
    assert code in desk.state.codes_in_use()


def test_the_code_of_an_old_text_still_answers_its_pages() -> None:
    """A text about several pages is answered by its code when many attempts came after it."""
    desk = Storm()
    for number in (1, 2):
        desk.page(f"p{number}", TEXT)
    desk.settle()
    for _ in range(200):
        desk.page("p3", MAIL)
        desk.settle()
    desk.rolls_over()
    for _ in range(150):
        desk.page("p4", TEXT)
        desk.settle()
        desk.later(minutes(5))
    desk.rolls_over()

    assert {"p1", "p2"} == {page.page_id for page in desk.texts_back("ACK 1000").pages}


def test_how_often_somebody_was_called_is_remembered() -> None:
    """A roll-over gives no leave to call once more within the policy's time, though what the first call told is left behind."""
    desk = storm(200)
    for number in (1, 2):
        desk.settle()
        desk.call_says("no-answer", _call(desk, number))
    desk.settle()
    desk.rolls_over()
    desk.arrives(0)
    desk.take_done()
    desk.settle()

    assert {} == desk.state.attempts[attempt_id()].intents
    assert "call" not in {each.channel for each in desk.take_done() if isinstance(each, StartAttempt)}


def _call(desk: Storm, number: int) -> int:
    """Return the number, among all attempts, of the call with this number."""
    calls = [each.id for each in desk.state.attempts.values() if each.channel is CALL]
    return int(calls[number - 1].rpartition("/")[2])


def test_how_far_the_delivery_of_each_page_has_come_is_carried() -> None:
    """What was delivered is not sent again, and what is still to be tried is, for a page that went over in short as well."""
    desk = storm(MOST_HELD)
    desk.settle()
    desk.call_says("no-answer")
    desk.settle()
    before = _stands(desk)
    desk.rolls_over()

    assert before == _stands(desk)


def _stands(desk: Storm) -> dict[str, dict[str, object]]:
    return {
        name: {field: getattr(page, field) for field in Standing.model_fields}
        for name, page in desk.state.pages.items()
    }


def test_a_reminder_is_carried_with_what_its_page_asks_itself() -> None:
    """The question stays whole, the code leads where it led, and when it is answered the page is what it was."""
    desk = storm(60)
    desk.settle()
    page, question = (
        desk.state.pages[key(59)],
        "Are you still on it, yours since 02:14? Without an answer others are called at 02:49.",
    )
    page.order = page.order.reminding(question)
    desk.rolls_over()

    order = desk.state.pages[key(59)].order
    assert (Purpose.CHECK_IN, Purpose.TRIAGE, question) == (order.purpose, order.own_purpose, order.words.headline)
    assert (Purpose.TRIAGE, True) == (
        order.itself().purpose,
        WORDS.headline.startswith(order.itself().words.headline[:50]),
    )


def test_what_a_provider_says_of_long_ago_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A late word on an attempt whose pages went out of mind is no reason to stall, and to call nobody."""
    monkeypatch.setattr(carrying, "_TOLD", 0)
    desk = storm(1)
    desk.settle()
    desk.wait_over()
    desk.rolls_over()
    before = desk.remembered()

    desk.call_says("in-progress")
    desk.text_says("undelivered")

    assert before == desk.remembered()


def test_what_many_texts_meant_is_carried_as_far_as_there_is_room() -> None:
    """Fifty long replies are not carried; the latest are, so that a text delivered twice is known."""
    desk = storm(100)
    for _ in range(50):
        desk.later(minutes(2))  # more often within ten minutes it is not replied to
        desk.texts_back("LIST")
    latest = list(desk.state.texts_read)[-1]
    desk.rolls_over()

    assert (True, True) == (len(desk.state.texts_read) < 12, latest in desk.state.texts_read)


def test_what_old_attempts_told_is_left_behind() -> None:
    """However many texts told forty pages each, a hundred pages at most are carried with them."""
    desk = storm(MOST_HELD, TEXT)
    for _ in range(5):
        desk.settle()
        desk.later(minutes(5))
    assert MOST_HELD == sum(len(each.intents) for each in desk.state.attempts.values())
    desk.rolls_over()

    assert 2 * TOLD_TOGETHER == sum(len(each.intents) for each in desk.state.attempts.values())
