"""Technical language in what business readers are sent is found, and business language is left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.organisation import load_organisation
from domain.organisation import Organisation, Service
from domain.technical_words import TECHNICAL_WORDS, Hit, company_words, technical_words
from tests.domain.builders import PATIENT
from tests.domain.company import organisation

NAMES = ("Orders", "Payments", "Search", "Back office systems", "Warehouse 2", "1st line", "B2B shop", "Kestrel")
"""Names of plain words, as the organisation has them."""


def organisation_with(*, technical_words: tuple[str, ...] = (), customer_effect: str | None = None) -> Organisation:
    """Return a company with the service OrderHub and the team Shop."""
    service = Service(id="orders", name="OrderHub", team="shop", owner="bo", customer_effect=customer_effect)
    return organisation().model_copy(update={"services": {"orders": service}, "technical_words": technical_words})


def found(text: str, *names: str) -> list[str]:
    """Return the technical words in a text, as they were written."""
    return [hit.word for hit in technical_words(text, names=names)]


def test_a_technical_word_is_shown_with_its_sentence() -> None:
    """The author sees which word, and where."""
    hits = technical_words("Customers cannot pay. The payment API refuses them! We are on it.")

    assert [Hit(word="API", sentence="The payment API refuses them!")] == hits


@pytest.mark.parametrize("word", TECHNICAL_WORDS)
def test_every_word_of_the_list_is_found(word: str) -> None:
    """In capitals and in small letters, at the end of a sentence and within it."""
    assert [word.upper(), word.lower()] == found(f"Our {word.upper()} fails, says the {word.lower()}.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("APIs and databases", ["APIs", "databases"]),
        ("latencies and caches", ["latencies", "caches"]),
        ("the API's limits and the server\u2019s", ["API's", "server\u2019s"]),
        (
            "the load balancer, the load-balancer and the loadbalancer",
            ["load balancer", "load-balancer", "loadbalancer"],
        ),
        ("the backends", ["backends"]),
        ("the message queue", ["message queue"]),
    ],
)
def test_a_word_is_found_in_the_plural_and_however_it_is_joined(text: str, words: list[str]) -> None:
    """English has several ways to write one word."""
    assert words == found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Customers cannot check out, and no orders come in.",
        "Shoppers wait in a queue, and branches cannot open.",
        "The podium and its tripod, an observer in a serverless world",
        "Containers cannot leave the port. Staff may not be paid on time.",
        "Dockers cannot unload, the payload is left behind, and the throughput of the warehouse is halved.",
        "We deploy more staff to a cluster of shops, at the front end and at the back end of the week.",
        "The supplier of our payment gateway counts refunds as a proxy for lost orders of coffee pods.",
        "See https://status.larkfield.example/api or www.server.example, or write to database@larkfield.example.",
    ],
)
def test_business_language_is_left_alone(text: str) -> None:
    """Words that business has too, and longer words with a technical one inside, are no hits."""
    assert [] == found(text)


def test_a_name_of_plain_words_is_business_language() -> None:
    """Customers call it Orders too: it is no hit, however it is written."""
    text = " and ".join([*NAMES, *(name.lower() for name in NAMES), *(name.upper() for name in NAMES)])

    assert [] == found(text, *NAMES)


def test_a_persons_or_a_brands_name_is_no_machines() -> None:
    """McCarthy, GmbH and iPhone have capitals inside, too."""
    names = ("McCarthy House", "Larkfield GmbH", "iPhone shop", "eBay orders")

    assert [] == found(" and ".join(names), *names)


def test_a_list_is_read_line_by_line() -> None:
    """The sentence that is shown ends where its line does."""
    hits = technical_words("customers cannot pay\n- the database is full\n- we call them")

    assert [Hit(word="database", sentence="- the database is full")] == hits


def test_a_company_adds_its_own_words_and_the_names_of_its_services_and_teams() -> None:
    """The organisation file says what else its readers do not know."""
    company = company_words(organisation_with(technical_words=("Kestrel",)))

    assert ("Kestrel",) == company.words
    assert ("OrderHub",) == company.names


def test_a_name_that_stands_in_what_customers_notice_is_business_language() -> None:
    """Customers pay with a brand, whatever its capitals."""
    company = company_words(organisation_with(customer_effect="customers cannot pay through OrderHub"))

    assert () == company.names
    assert [] == technical_words("OrderHub is down", names=company.names)


MACHINE_NAMES = ("order_hub", "shop02", "OrderHub", "Payments API", "pay-city db", "Straße_1")
PIECES = (
    "Order_Hubs",
    "orderhub",
    "OrderHub\N{RIGHT SINGLE QUOTATION MARK}s",
    "payments-apis",
    "paymentsAPI",
    "shop02",
    "shop",
    "2",
)


@PATIENT
@given(
    st.lists(st.sampled_from(MACHINE_NAMES), unique=True),
    st.lists(
        st.lists(st.sampled_from([*MACHINE_NAMES, *PIECES, "Pay city DBs", "STRASSE_1", " ", "-"])).map("".join),
        max_size=4,
    ),
)
def test_a_name_counts_unless_some_service_has_it_in_what_customers_notice(
    names: list[str], effects: list[str]
) -> None:
    """However it is written there, and in whichever service: it is found as a word of the list would be."""
    services = {
        f"s{number}": Service(id=f"s{number}", name="Shop", team="shop", owner="bo", customer_effect=effect)
        for number, effect in enumerate(effects)
    }
    services |= {name: Service(id="x", name=name, team="shop", owner="bo") for name in names}
    company = company_words(organisation().model_copy(update={"services": services}))

    expected = [name for name in names if not any(technical_words(effect, [name]) for effect in effects)]
    assert expected == list(company.names)


@pytest.mark.parametrize("name", ["order_hub", "shop02", "OrderHub", "payments_db_2"])
def test_a_name_only_a_machine_could_have_is_technical(name: str) -> None:
    """An underscore, letters before a digit, or a capital inside: nobody outside knows what that is."""
    assert [name, name.upper()] == found(f"{name} is down: {name.upper()}!", name)


def test_a_name_with_a_technical_word_in_it_is_one_hit() -> None:
    """The whole name is to be reworded, not a part of it."""
    assert ["Payments API", "payments-apis"] == found("The Payments API and the payments-apis", "Payments API")
    assert ["API desk"] == found("The API desk is closed", "API desk")


def test_a_company_has_a_list_of_its_own() -> None:
    """A code name that reads like a plain word is put there."""
    hits = technical_words("Kestrel and the API are down.", word_list=[*TECHNICAL_WORDS, "Kestrel"])

    assert ["Kestrel", "API"] == [hit.word for hit in hits]
    assert [] == technical_words("The API is down.", word_list=[])


def test_the_examples_of_the_organisation_file_are_business_language() -> None:
    """What the example says of its services is what it asks its readers to write."""
    organisation = load_organisation(Path(__file__).parents[2] / "config" / "organisation.yaml")
    names = [service.name for service in organisation.services.values()]
    names += [team.name for team in organisation.teams.values()]
    effects = [service.customer_effect or "" for service in organisation.services.values()]

    assert [] == [word for effect in effects for word in found(effect, *names)]


@PATIENT
@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=4), st.lists(st.text(max_size=12), max_size=4))
def test_whatever_is_written_a_hit_stands_in_the_text(text: str, words: list[str], names: list[str]) -> None:
    """Odd names and odd lists do no harm: nothing empty is found, and nothing that is not there."""
    one_line = " ".join(text.split())
    for hit in technical_words(text, [*TECHNICAL_WORDS, *words], names):
        assert hit.word
        assert hit.word in hit.sentence
        assert hit.sentence in one_line


@PATIENT
@given(st.lists(st.sampled_from([*NAMES, *TECHNICAL_WORDS]), min_size=1, max_size=8))
def test_exactly_the_technical_words_are_found(words: list[str]) -> None:
    """Among names of plain words, each technical word is found as often as it stands there, in order."""
    expected = [word for word in words if word in TECHNICAL_WORDS]

    assert expected == found("; ".join(words), *NAMES)
