"""What texts say of a person's pages."""

import pytest

from domain.errors import Refused
from domain.messages import Purpose
from domain.page_messages import OpenPage
from domain.text_commands import TextCommand, read_text
from domain.text_replies import listing, page_without_code
from tests.domain.builders import CODE, ESCALATION, TRIAGE


def understood(body: str) -> TextCommand:
    """Return the command a text is."""
    command = read_text(body)
    assert command is not None
    return command


def page(code: str, *, still_open: bool = True) -> OpenPage:
    """Return one of a person's pages."""
    return OpenPage(
        page_id=f"{ESCALATION}/ana/{code}",
        owner=ESCALATION,
        incident="incident/checkout",
        incident_code=CODE,
        page_code=code,
        purpose=TRIAGE,
        headline="Checkout: customers cannot pay.",
        open=still_open,
    )


def test_ack_alone_is_enough_for_the_one_open_page() -> None:
    """With one page open nobody has to type its code to take it, whatever else has ended."""
    pages = [page("1111", still_open=False), page("4821")]

    assert pages[1] == page_without_code(understood("ack"), pages)


@pytest.mark.parametrize(
    ("body", "codes"), [("ACK", ["1111", "4821"]), ("ACK", []), ("PASS", ["4821"]), ("NOT", ["4821"])]
)
def test_without_a_code_everything_else_is_refused_with_what_is_open(body: str, codes: list[str]) -> None:
    """Several pages, none, or a word that judges: the code is asked for, and the open pages are listed."""
    pages = [page(code) for code in codes]
    with pytest.raises(Refused) as refused:
        page_without_code(understood(body), pages)

    assert f"{body} needs the code of the page. {listing(pages)}" == str(refused.value)


def test_the_list_shows_what_is_open_and_nothing_else() -> None:
    """LIST names code, incident and headline of each open page, or says that there is none."""
    pages = [page("4821"), page("1111", still_open=False)]

    assert f"Open for you:\n4821: {CODE} Checkout: customers cannot pay." == listing(pages)
    assert "Nothing is open for you." == listing(pages[1:])


def test_the_list_tells_what_is_theirs_from_what_waits_for_them() -> None:
    """What the person has taken stands apart, with the code to pass it on or close it."""
    mine = page("1111", still_open=False).model_copy(update={"in_hand": True})

    assert (
        f"Open for you:\n4821: {CODE} Checkout: customers cannot pay.\n"
        f"In your hands:\n1111: {CODE} Checkout: customers cannot pay."
    ) == listing([mine, page("4821")])


def test_when_nothing_is_open_the_list_says_what_became_of_the_rest() -> None:
    """Whoever wakes up late reads who has it, or why it is closed; of more than three the rest is counted."""
    ended = [
        page(f"{number:04d}", still_open=False).model_copy(update={"closed_because": f"Bo{number} has it"})
        for number in range(5)
    ]
    mine = ended[0].model_copy(update={"in_hand": True})

    assert f"Nothing is open for you.\nClosed lately:\n0001: {CODE}: Bo1 has it" == listing(ended[1:2])
    assert (
        f"In your hands:\n0000: {CODE} Checkout: customers cannot pay.\nClosed lately:\n0001: {CODE}: Bo1 has it"
        == (listing([mine, ended[1]]))
    )
    assert listing(ended).endswith(f"{CODE}: Bo2 has it\nand 2 more")
    asked = page("4821").model_copy(update={"purpose": Purpose.CHECK_IN})
    assert "Closed" not in listing([page("4821"), *ended]) + listing([asked, *ended])


def test_the_list_tells_what_they_are_asked_about_from_what_nobody_has() -> None:
    """Whoever is asked whether they are still on it reads that it is theirs, and until when, however long that is."""
    asks = "Are you still on checkout-7K3Q, yours since 02:14? Without an answer others are called at 02:49."
    asked = page("1111").model_copy(update={"purpose": Purpose.CHECK_IN, "headline": asks})

    assert (
        f"Open for you:\n4821: {CODE} Checkout: customers cannot pay.\nYours, but answer to keep it:\n1111: {asks}"
    ) == listing([asked, page("4821")])
    assert f"1111: {CODE}" in listing([asked, *(page(f"{number:04d}") for number in range(2000, 2070))])


def test_an_invitation_is_listed_by_its_call() -> None:
    """P15: a stakeholder reads no code of an incident, which names a service, neither while it is open nor afterwards."""
    invited = page("4821").model_copy(update={"purpose": Purpose.BUSINESS_CALL, "headline": "customers cannot pay."})
    over = invited.model_copy(update={"open": False, "closed_because": "it is resolved"})

    assert (
        "Open for you:\n4821: the business call customers cannot pay. "
        "To join the business call, call this number and key in 4821."
    ) == listing([invited])
    assert "Nothing is open for you.\nClosed lately:\n4821: the business call: it is resolved" == listing([over])


@pytest.mark.parametrize("count", [15, 40, 70])
def test_a_long_list_names_every_page_in_fewer_words(count: int) -> None:
    """Headlines give way before any code does, and the text is never longer than the provider takes."""
    listed = listing([page(f"{number:04d}") for number in range(count)])

    assert len(listed) <= 1500
    assert all(f"{number:04d}" in listed for number in range(count))


def test_a_list_beyond_any_text_is_cut_and_says_so() -> None:
    """Hundreds of pages do not keep the first ones from being listed, and those that have no room are counted."""
    listed = listing([page(f"{number:04d}") for number in range(300)])
    *lines, rest = listed.split("\n")

    assert len(listed) <= 1500
    assert f"and {300 - len(lines[1:])} more" == rest
