"""More pages than one attempt tells, and than one person can have: the rest are counted, follow, or are for others at once."""

from domain.page_messages import PageEnding
from domain.paging import orders
from domain.paging.actions import StartAttempt
from domain.paging.bundles import TOLD_TOGETHER
from domain.paging.state import MOST_HELD
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk, attempt_id
from tests.domain.paging.storm import Storm, key, storm


def test_a_run_from_before_the_bound_goes_on_as_it_did() -> None:
    """What an open pager has done is done again when its history is replayed: one attempt for all, and nobody turned away."""
    desk = Storm()
    desk.state.bounded = False
    for number in range(MOST_HELD + 1):
        desk.arrives(number)
    desk.settle()

    assert [] == desk.turned_away
    assert MOST_HELD + 1 == len(desk.attempt().page_ids)


def test_what_waits_behind_others_is_told_by_the_next_call() -> None:
    """One call tells forty pages; the next forty have a call of their own, and none is forgotten over a roll-over between."""
    desk = storm(100)
    desk.settle()
    desk.rolls_over()
    desk.call_says("no-answer")
    told: list[int] = []
    for _ in range(40):
        desk.rolls_over()
        desk.wait_over()
        for call in desk.state.live_calls():
            desk.call_says("no-answer", int(call.id.rpartition("/")[2]))
        told = [len(each.page_ids) for each in desk.done if isinstance(each, StartAttempt) and each.channel is CALL]

    assert [TOLD_TOGETHER, TOLD_TOGETHER, 20] == told
    assert {key(number) for number in range(100)} == {page.order.page_id for page in desk.state.open_pages()}


def test_a_text_and_a_mail_count_what_they_have_no_room_for() -> None:
    """Who reads of forty learns that sixty more are open and follow; the code answers those it told, and no other."""
    texted, mailed = storm(100, TEXT), storm(100, MAIL)
    texted.settle()
    mailed.settle()

    body, note = orders.text(texted.state, texted.attempt()).body, orders.mail(mailed.state, mailed.attempt()).note
    assert body.endswith("Reply ACK 1000 to take these 40, LIST for each with its code. 60 more follow.")
    assert "60 more follow; LIST shows what is open." == note
    assert [key(number) for number in range(40)] == sorted(page.page_id for page in texted.texts_back("ACK 1000").pages)
    assert [40, 40, 20] == [len(each.page_ids) for each in mailed.take_done() if isinstance(each, StartAttempt)]


def test_beyond_the_bound_the_search_is_told_at_once() -> None:
    """A page more than one person can have is for others: its owner hears so once, and the timeline says why nobody was told."""
    desk = storm(MOST_HELD + 2)
    desk.settle()
    desk.carried()

    assert [key(MOST_HELD), key(MOST_HELD + 1)] == [each.page_id for each in desk.turned_away]
    assert {f"{MOST_HELD} pages are open or in hand already"} == {each.because for each in desk.turned_away}
    assert 2 == sum(each.what == "is not told of it" for each in desk.written)
    assert MOST_HELD == len(desk.state.open_pages())


def test_with_one_page_less_there_is_room_again() -> None:
    """What was turned away is taken at the next try, when something has come to its end; what is in hand takes room as well."""
    desk = storm(MOST_HELD)
    desk.ends(key(0), PageEnding.ANSWERED, by="ana")
    desk.arrives(MOST_HELD)
    assert key(MOST_HELD) not in desk.state.pages

    desk.ends(key(0), PageEnding.SUPERSEDED)
    desk.arrives(MOST_HELD)
    assert desk.state.pages[key(MOST_HELD)].open


def test_a_call_takes_no_more_pages_than_an_attempt_tells() -> None:
    """What comes while a full call rings is spoken in it, and keeps a turn of its own; the timeline says so."""
    desk = storm(TOLD_TOGETHER)
    desk.settle()
    desk.carried()
    desk.arrives(TOLD_TOGETHER)
    desk.carried()

    assert TOLD_TOGETHER == len(desk.attempt().page_ids)
    assert ("waits for the phone", [CALL, TEXT, MAIL]) == (
        desk.written[-1].what,
        desk.state.pages[key(TOLD_TOGETHER)].plan,
    )


def test_words_beyond_a_dozen_texts_are_written_down_instead() -> None:
    """A stand-down of everything does not queue texts for hours: what has no room is on the timeline with the reason."""
    desk = Storm(waiting={TEXT})
    desk.page("p1", MAIL)
    for number in range(200):
        desk.tell(f"p1/told/{number}", "It was stood down. " * 10)
    desk.settle()

    assert len(desk.carried()) < 50_000
    said = [each for each in desk.written if each.what == "a text could not be sent"]
    assert {"too many words wait to be texted already"} == {each.why for each in said}
    assert 200 == len(said) + len(desk.state.notices) + len(desk.state.notices_under_way)


def test_an_order_names_only_what_may_be_taken_for_it() -> None:
    """A day of calls does not make every order longer: what the provider made minutes before is not looked at."""
    desk = Desk()
    for number in range(1, 30):
        desk.page("p1", CALL)
        desk.settle()
        desk.call_says("no-answer", number)
        desk.later(minutes(5))
    desk.page("p1", CALL)
    desk.settle()

    assert (f"CA-{attempt_id(30)}",) == orders.call(desk.state, desk.attempt(30)).known
