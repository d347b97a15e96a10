"""What a pager tells the gateway."""

from domain.page_messages import PageToTell
from domain.paging.state import PagerState
from domain.paging.views import call_script, details, known_pages
from tests.domain.builders import CODE, ESCALATION, TRIAGE, minutes, words
from tests.domain.paging.desk import CALL, Desk, attempt_id, talking


def told(state: PagerState, number: int = 1) -> tuple[PageToTell, ...]:
    """Return the pages a call tells now."""
    script = call_script(state, attempt_id(number))
    assert script is not None
    return script.pages


def test_a_call_says_the_words_of_its_page() -> None:
    """The script of a call has what its page says and whom an answer goes to."""
    desk = Desk()
    desk.page(code=4821)
    desk.settle()

    assert told(desk.state) == (
        PageToTell(
            page_id="p1",
            code="4821",
            owner=ESCALATION,
            incident="incident/checkout",
            incident_code=CODE,
            purpose=TRIAGE,
            words=words(),
            team="shop",
        ),
    )


def test_a_call_tells_what_came_while_the_person_listens() -> None:
    """A page that comes while the person talks is told in the same call, open for an answer like the first."""
    desk = talking()
    desk.page("p2")

    assert [("p1", True), ("p2", True)] == [(each.page_id, each.open) for each in told(desk.state)]


def test_a_call_for_a_page_that_has_ended_says_why() -> None:
    """Who picks up after somebody else has it hears that, instead of a menu."""
    desk = talking()
    desk.withdraw()

    assert ["Bo has it"] == [each.closed_because for each in told(desk.state)]


def test_a_call_knows_what_is_in_the_persons_hands() -> None:
    """Who has an incident may close it by phone in a later call, about another page."""
    desk = talking()
    desk.withdraw(by="ana")
    desk.call_says("completed", sequence=3)
    desk.page("p2", CALL)
    desk.settle()

    assert [("p1", False), ("p2", True)] == [(each.page_id, each.open) for each in told(desk.state, 2)]


def test_a_call_does_not_tell_what_is_closed_and_was_never_its_own() -> None:
    """Pages of earlier calls that somebody else has are not read out again."""
    desk = talking()
    desk.withdraw()
    desk.call_says("completed", sequence=3)
    desk.page("p2")
    desk.settle()

    assert ["p2"] == [each.page_id for each in told(desk.state, 2)]


def test_a_call_says_that_the_alert_has_cleared() -> None:
    """Who listens while the alert clears hears so with the next menu."""
    desk = talking()
    desk.clear()

    assert [True] == [each.cleared for each in told(desk.state)]


def test_a_page_opened_anew_has_its_menu_back() -> None:
    """When the search comes back to somebody the old ending is not read to them."""
    desk = talking()
    desk.withdraw()
    desk.page()

    assert [True] == [each.open for each in told(desk.state)]


def test_an_unknown_call_has_no_script() -> None:
    """A call this pager never placed says nothing of anybody's incident."""
    assert call_script(Desk().state, attempt_id(9)) is None


def test_open_pages_come_first_then_the_latest() -> None:
    """A person's pages are listed open ones first, the latest first; ended ones stay for late answers."""
    desk = Desk()
    for page in ("p1", "p2", "p3"):
        desk.page(page)
        desk.later(minutes(1))
    desk.withdraw("p3")

    assert [
        ("p2", True),
        ("p1", True),
        ("p3", False),
    ] == [(each.page_id, each.open) for each in known_pages(desk.state)]


def test_a_listed_page_says_what_a_text_needs() -> None:
    """A page in the list carries its code, whom its answer goes to, what it is about, and whose it is."""
    desk = Desk()
    desk.page(code=42)

    (page,) = known_pages(desk.state)

    assert ("0042", ESCALATION, "incident/checkout", CODE, words().headline, "shop") == (
        page.page_code,
        page.owner,
        page.incident,
        page.incident_code,
        page.headline,
        page.team,
    )


def test_a_listed_page_that_has_ended_says_why() -> None:
    """A text that answers too late can be told why, from the list alone."""
    desk = Desk()
    desk.page("p1")
    desk.page("p2")
    desk.withdraw("p2")

    assert [None, "Bo has it"] == [each.closed_because for each in known_pages(desk.state)]


def test_what_is_in_the_persons_hands_is_listed_as_theirs() -> None:
    """A page the person took is not open any more, and is theirs until somebody else has it."""
    desk = Desk()
    desk.page("p1")
    desk.withdraw("p1", by="ana")
    assert [(False, True)] == [(each.open, each.in_hand) for each in known_pages(desk.state)]

    desk.withdraw("p1", by="bo")
    assert [(False, False)] == [(each.open, each.in_hand) for each in known_pages(desk.state)]


def test_a_manager_reads_that_texts_are_closed() -> None:
    """The details say why nothing is texted to this person."""
    desk = Desk()
    desk.says_stop()

    assert "Open pages: 0\nTexts are closed: has stopped our texts (STOP)." == details(desk.state)


def test_what_an_alert_says_is_no_markup() -> None:
    """The words of a page are text in Temporal's page, whatever an alert was called."""
    desk = Desk()
    page = desk.page("p1")
    shouting = words().model_copy(update={"headline": "![x](http://evil.example/x)"})
    page.order = page.order.model_copy(update={"words": shouting})

    assert details(desk.state).endswith(r": !\[x\](<http://evil.example/x>)")


def test_a_manager_reads_what_is_open() -> None:
    """The details count and name the open pages only."""
    desk = Desk()
    desk.page("p1", code=4821)
    desk.page("p2", code=1000)
    desk.withdraw("p2")

    assert f"Open pages: 1\n- {CODE}, code 4821: {words().headline}" == details(desk.state)
