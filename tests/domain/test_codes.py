"""Codes that people read aloud and type."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import (
    IncidentCode,
    free_page_code,
    incident_of,
    read_incident_code,
    read_review_id,
    review_of,
    run_suffix,
    slug,
)
from domain.errors import Refused
from tests.domain.builders import PATIENT

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
suffixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=4, max_size=4)


@PATIENT
@given(slugs, suffixes)
def test_a_code_reads_back_as_what_it_was_made_of(key: str, suffix: str) -> None:
    """Every incident code, typed in any case and with blanks around it, finds the incident it names."""
    code = IncidentCode(key, suffix)

    for typed in (str(code), str(code).upper(), str(code).lower(), f"  {code}\n"):
        assert code == read_incident_code(typed)


@PATIENT
@given(slugs, suffixes)
def test_a_reviews_id_says_which_incident_it_is_about(key: str, suffix: str) -> None:
    """The code can be read back from the workflow id, whatever hyphens the key has."""
    code = IncidentCode(key, suffix)

    assert code == read_review_id(review_of(code))


def test_a_code_looks_as_promised() -> None:
    """A code is the key and four letters, joined by a hyphen."""
    assert "checkout-7K3Q" == str(IncidentCode("checkout", "7K3Q"))


def test_a_code_names_its_incidents_workflow() -> None:
    """Nothing is looked up to find the incident behind a code."""
    assert "incident/order-desk" == incident_of("Order-Desk-7k3q")


@pytest.mark.parametrize(
    "typed",
    ["", "checkout", "7K3Q", "-7K3Q", "checkout-7K3", "checkout-7K3QX", "checkout-1K3Q", "check out-7K3Q", "a--7K3Q"],
)
def test_what_is_no_code_is_refused_in_words(typed: str) -> None:
    """A text that is no code is refused with the text and an example."""
    with pytest.raises(Refused) as refused:
        read_incident_code(typed)

    assert f"'{typed}' is not an incident code; codes look like checkout-7K3Q." == str(refused.value)


def test_what_is_longer_than_any_code_is_none() -> None:
    """Keys have 60 letters at most; a longer one would be no workflow's id, and is not repeated whole."""
    assert 65 == len(str(read_incident_code(f"{'x' * 60}-AB2C")))
    for typed in (f"{'x' * 61}-AB2C", f"{'x' * 4000}-AB2C"):
        with pytest.raises(Refused) as refused:
            read_incident_code(typed)
        assert len(str(refused.value)) < 150


@PATIENT
@given(st.text())
def test_a_runs_letters_are_letters_of_a_code(first_run_id: str) -> None:
    """Whatever the run is called, its four letters make a code that can be read."""
    suffix = run_suffix(first_run_id)

    assert (suffix, IncidentCode("checkout", suffix)) == (
        run_suffix(first_run_id),
        read_incident_code(f"checkout-{suffix}"),
    )


def test_runs_are_told_apart() -> None:
    """Ten runs with the same key have ten different suffixes."""
    assert 10 == len({run_suffix(f"run-{number}") for number in range(10)})


@PATIENT
@given(st.text() | st.text("ab -é", min_size=61, max_size=90))
def test_any_text_has_a_slug_that_can_be_a_key(text: str) -> None:
    """Whatever a service is called, its slug fits into a code, and the slug of a slug is itself."""
    made = slug(text)

    assert 1 <= len(made) <= 60
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-")
    assert (made, made) == (slug(made), read_incident_code(f"{made}-7K3Q").key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order Desk", "order-desk"),
        ("  check_out!! ", "check-out"),
        ("Zahlung-Ü", "zahlung-3edae006"),
        ("x" * 60, "x" * 60),
        ("x" * 99, "x" * 51 + "-d0621fdd"),
        ("x" * 59 + " y", "x" * 51 + "-b2e54827"),
    ],
)
def test_slugs_are_words_joined_by_hyphens(text: str, expected: str) -> None:
    """Words stay readable in a slug."""
    assert expected == slug(text)


def test_names_without_a_latin_letter_stay_apart() -> None:
    """Two services whose names have no letter a slug could keep do not become one."""
    assert slug("結帳") != slug("搜尋")


@PATIENT
@given(st.integers(0, 9_999), st.sets(st.integers(0, 9_999).map("{:04d}".format), max_size=50))
def test_a_page_code_is_four_digits_and_free(first_choice: int, taken: set[str]) -> None:
    """A page's code is never one that is taken, and is the one drawn when that is free."""
    code = free_page_code(first_choice, taken)

    assert (4, True) == (len(code), code.isdigit())
    assert code not in taken
    assert code == f"{first_choice:04d}" or f"{first_choice:04d}" in taken


def test_the_search_for_a_free_code_goes_round() -> None:
    """After 9999 comes 0000."""
    assert "0000" == free_page_code(9_999, {"9999"})


def test_without_a_free_code_it_is_said() -> None:
    """When all ten thousand are taken it is refused in words, not guessed."""
    with pytest.raises(Refused, match="Every 4-digit page code of this person is in use"):
        free_page_code(0, {f"{number:04d}" for number in range(10_000)})
