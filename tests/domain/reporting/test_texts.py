"""What a text that reports something says."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.organisation import Service
from domain.reporting.texts import ReportRead, read_report
from tests.domain.builders import PATIENT
from tests.domain.reporting.company import SERVICES, organisation, service

COMPANY = organisation()
FORM = "Text REPORT, a service and what is wrong, such as REPORT checkout nobody can use it."
OTHERWISE = "REPORT OTHER and what is wrong reports anything else."

cased = st.sampled_from([str.upper, str.lower, str.title, str])
between = st.text(" \t\n-.:/", min_size=1, max_size=3)


def read(written: str, who: str = "ana") -> tuple[str | None, str]:
    """Return which service a text reports, and what is wrong."""
    found = read_report(written, COMPANY, who)
    return found.service.id if found.service else None, found.what


def outcome(written: str) -> ReportRead | str:
    """Return what a text reports, or why nothing is."""
    try:
        return read_report(written, COMPANY, "ana")
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("checkout nobody can pay", ("checkout", "nobody can pay")),
        ("CHECKOUT: nobody can pay!", ("checkout", "nobody can pay!")),
        ("Shopping Basket - it is  empty", ("basket", "it is empty")),
        ("card gateway refuses cards", ("card-gateway", "refuses cards")),
        ("card-gateway refuses cards", ("card-gateway", "refuses cards")),
        ("Card Gateway (Supplier) refuses cards", ("card-gateway", "refuses cards")),
        ("orders \u00a35000 lost", ("orders", "\u00a35000 lost")),
        ("other the lifts stand still", (None, "the lifts stand still")),
        ("OTHER: smoke", (None, "smoke")),
    ],
)
def test_a_service_is_read_by_id_or_name_however_it_is_typed(written: str, expected: tuple[str | None, str]) -> None:
    """Case, hyphens and punctuation do not matter to somebody in a hurry; what follows is what is wrong, in their words."""
    assert expected == read(written)


def test_the_longest_name_that_fits_is_meant() -> None:
    """One service's name may begin with another's; one that only looks alike is not meant."""
    assert ("search-index", "is stale") == read("search index is stale")
    assert ("search", "indexes nothing") == read("search indexes nothing")


def test_an_id_goes_before_a_name_that_is_the_same() -> None:
    """Ids are one of a kind, names need not be."""
    company = organisation(service("a", "Pay"), service("pay", "Wages"))

    assert "pay" == getattr(read_report("pay is late", company, "ana").service, "id", None)


def test_what_customers_notice_is_enough_where_the_service_says_it() -> None:
    """A service with an effect needs no more words."""
    assert ("checkout", "customers cannot pay") == read("checkout")
    assert ("checkout", "customers cannot pay") == read("checkout ...")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            "nobody can pay",
            f"Nothing is reported: 'nobody can pay' begins with no service listed here. REPORT alone shows yours. {OTHERWISE}",
        ),
        ("search", "Nothing is reported: say what is wrong with Search, such as REPORT search nobody can use it."),
        ("other", f"Nothing is reported: say what is wrong. {OTHERWISE}"),
        (
            "",
            f"Nothing is reported yet. {FORM} {OTHERWISE} Your services: checkout, search, basket.",
        ),
    ],
    ids=["no service", "nothing said", "nothing said of no service", "the word alone"],
)
def test_what_is_not_understood_is_not_reported_and_says_how_to(written: str, words: str) -> None:
    """Nothing is guessed at: the sender reads that nothing is reported, and what to write."""
    with pytest.raises(Refused) as refused:
        read(written)

    assert words == str(refused.value)


def test_whoever_owns_nothing_reads_the_form_alone() -> None:
    """There is an example they can change; a company without services has one word that works."""
    with pytest.raises(Refused, match=r"such as REPORT orders nobody can use it\. REPORT OTHER .* anything else\.$"):
        read("", "bo")
    with pytest.raises(Refused) as refused:
        read_report("", COMPANY.model_copy(update={"services": {}}), "bo")
    assert f"Nothing is reported yet. {OTHERWISE}" == str(refused.value)


def test_a_reply_fits_into_one_text() -> None:
    """Whoever owns hundreds of services reads the first of them, and a long story is cut."""
    many = organisation(*(service(f"a-long-name-of-a-service-{number}", team="shop") for number in range(200)))
    with pytest.raises(Refused) as refused:
        read_report("", many, "ana")

    assert (True, True) == (len(str(refused.value)) <= 1500, str(refused.value).endswith("..."))
    assert 500 >= len(read("orders " + "on it " * 400)[1])


@PATIENT
@given(st.text())
def test_any_text_is_read_or_refused(written: str) -> None:
    """Whatever is texted, it is a report with a reason, or a refusal that says so."""
    found = outcome(written)

    assert found.startswith("Nothing is reported") if isinstance(found, str) else found.what


@PATIENT
@given(st.sampled_from(SERVICES), st.booleans(), cased, between, st.text())
def test_a_named_service_is_never_missed(
    meant: Service, by_name: bool, case: Callable[[str], str], gap: str, story: str
) -> None:
    """In any case, with anything between the words, a name is read as that service, or as one whose name is longer."""
    name = re.findall(r"\w+", case(meant.name if by_name else meant.id))
    found = outcome(f"{gap.join(name)} . {story}")

    if isinstance(found, str):
        assert "say what is wrong" in found
    else:
        assert found.service == meant or len(found.service.id if found.service else "") > len(meant.id)
