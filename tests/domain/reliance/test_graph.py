"""Who relies on whom, directly and further down."""

import pytest

from domain.reliance.graph import Chain, Reliance
from tests.domain.reliance.companies import company

SHOP = {
    "checkout": ["payments", "identity"],
    "payroll": ["identity"],
    "payments": ["identity", "database"],
    "identity": ["directory"],
    "directory": [],
    "database": [],
    "search": [],
}


def written(chains: dict[str, Chain]) -> list[str]:
    """Return chains as people read them."""
    return [str(chain) for chain in chains.values()]


def test_everything_that_relies_on_it_is_affected() -> None:
    """Directly or further down, each service with one shortest chain, the nearest first and then by name."""
    affected = Reliance(company(SHOP)).affected_by("directory")

    assert [
        "identity ← directory",
        "checkout ← identity ← directory",
        "payments ← identity ← directory",
        "payroll ← identity ← directory",
    ] == written(affected)


def test_everything_it_relies_on_may_be_the_cause() -> None:
    """What it relies on directly comes first."""
    causes = Reliance(company(SHOP)).possible_causes("checkout")

    assert [
        "checkout ← identity",
        "checkout ← payments",
        "checkout ← payments ← database",
        "checkout ← identity ← directory",
    ] == written(causes)


def test_what_nobody_relies_on_affects_nobody() -> None:
    """A service that stands alone has neither effects nor causes elsewhere."""
    reliance = Reliance(company(SHOP))

    assert ({}, {}) == (reliance.affected_by("search"), reliance.possible_causes("search"))


def test_a_circle_is_walked_once() -> None:
    """Of services that need each other each is affected, and may be the cause; what fails is neither to itself."""
    reliance = Reliance(company({"orders": ["warehouse"], "warehouse": ["stock"], "stock": ["orders"]}))

    assert ["stock ← orders", "warehouse ← stock ← orders"] == written(reliance.affected_by("orders"))
    assert ["orders ← warehouse", "orders ← warehouse ← stock"] == written(reliance.possible_causes("orders"))


def test_what_relies_on_itself_does_no_harm() -> None:
    """A service that needs itself to start is no effect and no cause of its own."""
    reliance = Reliance(company({"cluster": ["cluster", "network"]}))

    assert ([], ["cluster ← network"]) == (
        written(reliance.affected_by("cluster")),
        written(reliance.possible_causes("cluster")),
    )


def test_of_equally_short_chains_the_first_by_name_is_kept() -> None:
    """The same organisation always gives the same chains, in whatever order its file is written."""
    one = company({"shop": ["zebra", "aardvark"], "zebra": ["disk"], "aardvark": ["disk"]})
    other = company({"aardvark": ["disk"], "zebra": ["disk"], "shop": ["aardvark", "zebra"]})

    assert ["shop ← aardvark ← disk"] * 2 == [str(Reliance(each).affected_by("disk")["shop"]) for each in (one, other)]


def test_the_matrix_is_read_in_both_directions() -> None:
    """What it relies on, and what relies on it, directly and in order of names; a reliance written twice is one."""
    reliance = Reliance(company({**SHOP, "payroll": ["identity", "identity"]}))

    assert ("database", "identity") == reliance.relies_on("payments")
    assert ("checkout", "payments", "payroll") == reliance.relied_on_by("identity")
    assert tuple(sorted(SHOP)) == reliance.services


def test_a_service_nobody_listed_is_not_guessed() -> None:
    """Asking for one is an error of who asks."""
    with pytest.raises(KeyError):
        Reliance(company(SHOP)).affected_by("till")


def test_a_long_chain_is_shortened_in_its_middle() -> None:
    """Both ends stay, how many are missing is said, the distance stays true, and shortening again adds up."""
    chain = Chain(path=tuple("abcdefgh"))
    shortened = chain.shortened(5)

    assert ("a ← b ← (3 more) ← f ← g ← h", 7) == (str(shortened), shortened.distance)
    assert ("a ← (6 more) ← h", 7) == (str(shortened.shortened(2)), shortened.shortened(2).distance)
    assert chain == chain.shortened(8)
