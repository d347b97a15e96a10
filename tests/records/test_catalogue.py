"""Incidents of the past are found by words, and those that may help are told first."""

import pytest
from sqlalchemy import Engine

from domain.board.views import BoardView
from domain.history.rows import EarlierQuery, HistoryToRecord, IncidentRow
from records.catalogue import Catalogue
from records.history import History
from tests.records.rows import after, incident


def plain(code: str, minutes: float = 0, **changes: object) -> IncidentRow:
    """Return an incident of which little is known, which opened so many minutes later."""
    said = {"service": code.rpartition("-")[0].capitalize(), "opened_at": after(minutes), "resolved_at": None}
    bare = dict.fromkeys(("headline", "impact", "mitigation", "workaround", "measure"), "")
    return incident(code).model_copy(update={"board": BoardView(), **said, **bare, **changes})


def written(engine: Engine, *incidents: IncidentRow) -> Catalogue:
    """Write these incidents down, and return how they are looked for."""
    History(engine).write(*(HistoryToRecord(code=each.code, incident=each) for each in incidents))
    return Catalogue(engine)


def found(catalogue: Catalogue, words: str, service: str | None = None) -> list[str]:
    """Return the codes of what is found by these words."""
    return [each.code for each in catalogue.search(words, service)]


def earlier(catalogue: Catalogue, words: str, code: str = "checkout-NEW2") -> list[str]:
    """Return the codes of what is told to an incident that opens with these words."""
    query = EarlierQuery(code=code, key=code.rpartition("-")[0], words=words)
    return [each.code for each in catalogue.earlier(query).incidents]


@pytest.mark.parametrize(
    "words",
    [
        "certificate",
        "CERTIFICATES",
        "certificate expired yesterday",
        "restart gateway",
        "7k3q",
        "telephone",
        "naive",
        "Checkout",
    ],
)
def test_an_incident_is_found_by_whatever_is_told_of_it(engine: Engine, words: str) -> None:
    """Its code, service, headline, impact, theories, workarounds and measures: in any case, with or without accents and plurals."""
    catalogue = written(engine, incident(), plain("search-AAAA", impact="nothing is found"))

    assert ["checkout-7K3Q"] == found(catalogue, words)


def test_what_says_nothing_finds_nothing(engine: Engine) -> None:
    """Small words, signs and words nobody used lead to no incident, and to no error."""
    catalogue = written(engine, incident())

    assert [[], [], [], []] == [found(catalogue, words) for words in ("", "the of and", "%_'\";--", "zebra")]


def test_a_rare_word_weighs_more_than_common_ones(engine: Engine) -> None:
    """What only one incident is told of in leads to it, before the many that share the usual words."""
    usual = [
        plain(f"shop-{letter * 4}", minute, impact="customers cannot pay") for minute, letter in enumerate("ABCDEF")
    ]
    catalogue = written(engine, *usual, plain("mail-AAAA", impact="customers wait: the quorum is lost"))

    assert "mail-AAAA" == found(catalogue, "customers cannot pay, no quorum")[0]


def test_of_two_alike_the_later_one_is_first(engine: Engine) -> None:
    """It is the likelier to matter still."""
    catalogue = written(
        engine, *(plain(f"shop-{code}", at, impact="no pay") for code, at in (("AAAA", 1), ("BBBB", 2)))
    )

    assert ["shop-BBBB", "shop-AAAA"] == found(catalogue, "pay")


def test_twenty_are_shown_at_most_of_one_service_or_of_all(engine: Engine) -> None:
    """The latest, when nobody says a word."""
    incidents = [plain(f"{'shop' if number % 2 else 'mail'}-AA{number}A", number) for number in range(30)]
    catalogue = written(engine, *incidents)

    assert [each.code for each in reversed(incidents)][:20] == [each.code for each in catalogue.latest()]
    assert {"shop"} == {each.key for each in catalogue.latest("shop")}
    assert 15 == len(catalogue.latest("Mail"))
    assert {"mail"} == {code[:4] for code in found(catalogue, "shop mail", "mail")}


def test_what_helped_is_told_and_whether_it_is_over(engine: Engine) -> None:
    """The workaround, or else what mitigated it; the headline, or else the impact."""
    mitigated = plain("mail-AAAA", 1, impact="no mail", mitigation="restarted it")
    catalogue = written(engine, incident(), mitigated)
    shown = [(each.what, each.workaround, each.over) for each in catalogue.latest()]

    assert [
        ("no mail", "restarted it", False),
        ("Checkout: customers cannot check out", "sell by telephone", True),
    ] == shown


def test_incidents_of_the_same_service_are_told_first_and_those_that_helped_before_others(engine: Engine) -> None:
    """Then those that are told of alike; never the incident itself, and what has nothing in common not at all."""
    same_helped = plain("checkout-AAAA", 1, resolved_at=after(9), workaround="sell by telephone")
    same_open = plain("checkout-BBBB", 5, workaround="sell by telephone")
    same_alike = plain("checkout-CCCC", 2, impact="the certificate expired")
    alike = plain("mail-AAAA", 3, impact="the certificate expired")
    alike_helped = plain("shop-AAAA", 3, impact="certificate expired", closed_at=after(9), mitigation="a new one")
    itself = plain("checkout-NEW2", 20, impact="the certificate expired")
    unlike = [plain(f"search-AA{number}A", 4, impact="nothing is found") for number in range(9)]
    catalogue = written(engine, same_open, *unlike, alike, itself, same_alike, alike_helped, same_helped)

    assert [
        "checkout-AAAA",
        "checkout-CCCC",
        "checkout-BBBB",
        "shop-AAAA",
        "mail-AAAA",
    ] == earlier(catalogue, "the certificate has expired")


def test_five_are_told_at_most(engine: Engine) -> None:
    """Whoever reads them was just woken."""
    catalogue = written(engine, *(plain(f"checkout-AA{number}A", number) for number in range(9)))

    assert [f"checkout-AA{number}A" for number in (8, 7, 6, 5, 4)] == earlier(catalogue, "")


def test_words_that_everything_is_told_of_make_nothing_alike(engine: Engine) -> None:
    """A hint that says nothing is none."""
    catalogue = written(engine, *(plain(f"shop-AA{n}A", n, impact="customers cannot pay") for n in range(8)))

    assert [] == earlier(catalogue, "customers pay")


def test_the_first_incident_ever_has_nothing_to_be_told(engine: Engine) -> None:
    """An empty record is no error."""
    assert [] == earlier(Catalogue(engine), "customers cannot pay")
