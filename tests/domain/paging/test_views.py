"""What a pager tells the gateway."""

from domain.paging.views import call_script, details, known_pages
from tests.domain.builders import CODE, ESCALATION, TRIAGE, minutes, words
from tests.domain.paging.desk import Desk


def test_a_call_says_the_words_of_its_page() -> None:
    """The script of a call is what its page says, in the person's language, for the page's purpose."""
    desk = Desk()
    desk.page()
    desk.settle()

    script = call_script(desk.state, "p1#1")

    assert script is not None
    assert (TRIAGE, words(), CODE, "en-GB", None) == (
        script.purpose,
        script.words,
        script.incident_code,
        script.language,
        script.closed,
    )


def test_a_call_for_a_page_that_has_ended_says_why() -> None:
    """Who picks up after somebody else has it hears that, instead of a menu."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.withdraw()

    script = call_script(desk.state, "p1#1")

    assert script is not None
    assert "Bo has it" == script.closed


def test_a_page_opened_anew_has_its_menu_back() -> None:
    """When the search comes back to somebody the old ending is not read to them."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.withdraw()
    desk.page()

    script = call_script(desk.state, "p1#1")

    assert script is not None
    assert script.closed is None


def test_an_unknown_call_has_no_script() -> None:
    """A call this pager never placed says nothing of anybody's incident."""
    assert call_script(Desk().state, "p9#1") is None


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
    """A page in the list carries its code, whom its answer goes to, and what it is about."""
    desk = Desk()
    desk.page(code=42)

    (page,) = known_pages(desk.state)

    assert ("0042", ESCALATION, "incident/checkout", CODE, words().headline) == (
        page.page_code,
        page.owner,
        page.incident,
        page.incident_code,
        page.headline,
    )


def test_a_listed_page_that_has_ended_says_why() -> None:
    """A text that answers too late can be told why, from the list alone."""
    desk = Desk()
    desk.page("p1")
    desk.page("p2")
    desk.withdraw("p2")

    assert [None, "Bo has it"] == [each.closed_because for each in known_pages(desk.state)]


def test_a_manager_reads_what_is_open() -> None:
    """The details count and name the open pages only."""
    desk = Desk()
    desk.page("p1", code=4821)
    desk.page("p2", code=1000)
    desk.withdraw("p2")

    assert f"Open pages: 1\n- {CODE}, code 4821: {words().headline}" == details(desk.state)
