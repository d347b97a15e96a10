"""What a caller who reports something is asked, and what their keys mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.organisation import Service
from domain.reporting.menu import MOST_PAGES, SERVICES_ON_A_PAGE, ReadBack, ServiceMenu, Turn
from tests.domain.builders import PATIENT
from tests.domain.reporting.company import SERVICES, service, standing

CHECKOUT, SEARCH = SERVICES[2], SERVICES[3]
JOINS = "Incident checkout, 7 K 3 Q is open for it, and Ana has it: your report joins it."
MANY = tuple(service(f"service-{number}") for number in range(1, 100))


def test_services_are_chosen_by_key() -> None:
    """The first are read out with their keys, then how to go on; one that is hard to say is said as the file says."""
    basket = SERVICES[5].model_copy(update={"spoken_name": "the basket"})
    menu = ServiceMenu((CHECKOUT, basket))

    assert (
        "Which service is it about? Press 1 for Checkout, 2 for the basket, 0 for none of these, star to repeat."
        == (menu.prompt)
    )
    assert {"1": CHECKOUT, "2": basket, "0": Turn.NONE_OF_THESE} == menu.keys


def test_more_services_are_further_pages() -> None:
    """A handful is read out at a time, and 8 leads on."""
    first, second = ServiceMenu(MANY[:9]), ServiceMenu(MANY[:9], page=2)

    assert first.prompt.endswith("7 for Service-7, 8 for more, 0 for none of these, star to repeat.")
    assert Turn.MORE is first.keys["8"]
    assert "Press 1 for Service-8, 2 for Service-9, 0 for none of these, star to repeat." == second.prompt
    assert {"1": MANY[7], "2": MANY[8], "0": Turn.NONE_OF_THESE} == second.keys


def test_nobody_listens_to_thousands_of_services() -> None:
    """After a few pages there are no more of them, and "none of these" is the way on."""
    last = ServiceMenu(MANY, page=MOST_PAGES)

    assert ("8" in last.keys, "for more" in last.prompt) == (False, False)
    assert "0 for none of these" in last.prompt


def test_a_company_without_services_can_be_told_all_the_same() -> None:
    """There is one key, and it goes to the catch-all team."""
    menu = ServiceMenu(())

    assert "Which service is it about? Press 0 to report trouble with something else, star to repeat." == menu.prompt
    assert {"0": Turn.NONE_OF_THESE} == menu.keys


@PATIENT
@given(st.integers(0, 60), st.integers(1, MOST_PAGES))
def test_every_key_that_is_said_does_something_and_no_other(count: int, page: int) -> None:
    """Each service within reach stands on exactly one page, and a prompt names exactly the keys that count."""
    menu = ServiceMenu(MANY[:count], page=page)
    on_pages = [
        key
        for each in range(1, MOST_PAGES + 1)
        for key in ServiceMenu(MANY[:count], page=each).keys.values()
        if isinstance(key, Service)
    ]

    assert list(MANY[: min(count, MOST_PAGES * SERVICES_ON_A_PAGE)]) == on_pages
    assert [key for key in "0123456789" if f" {key} " in menu.prompt] == sorted(menu.keys)


@pytest.mark.parametrize(
    ("read_back", "words"),
    [
        (ReadBack(CHECKOUT, "Shop"), "You report Checkout: customers cannot pay. It goes to Shop."),
        (ReadBack(SEARCH, "Shop"), "You report trouble with Search. It goes to Shop."),
        (ReadBack(None, "Platform"), "You report trouble with something that is not listed. It goes to Platform."),
        (
            ReadBack(CHECKOUT, "Shop", standing(holder="Ana")),
            f"You report Checkout: customers cannot pay. {JOINS}",
        ),
    ],
    ids=["what it means for customers", "its name alone", "none of these", "one that is open"],
)
def test_what_is_about_to_be_reported_is_read_back(read_back: ReadBack, words: str) -> None:
    """Nobody reports what they did not hear: the service, what it means, and whether somebody has it already."""
    assert f"{words} Press 9 to report it, 0 to choose again, star to repeat." == read_back.prompt
    assert {"9": Turn.REPORT, "0": Turn.CHOOSE_AGAIN} == read_back.keys
