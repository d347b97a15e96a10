"""The dependency matrix drawn, as Mermaid and as DOT."""

import pytest

from cli.diagrams import Diagram, diagram
from domain.reliance.graph import Reliance
from tests.domain.reliance.companies import company

SHOP = {"checkout": ["payments", "index"], "payments": ["card-gateway"], "search": ["index"], "card-gateway": []}


def drawn(name: str) -> Diagram:
    """Return a diagram of one service with this name."""
    return Diagram(services={"till": name}, reliances=(), failing=None)


def test_the_whole_matrix_is_drawn_as_mermaid() -> None:
    """Every service is a box with its name, every reliance an arrow from who relies to what it relies on."""
    assert [
        "flowchart LR",
        '    s_card_gateway["Card#45;gateway"]',
        '    s_checkout["Checkout"]',
        '    s_index["Index"]',
        '    s_payments["Payments"]',
        '    s_search["Search"]',
        "    s_checkout --> s_index",
        "    s_checkout --> s_payments",
        "    s_payments --> s_card_gateway",
        "    s_search --> s_index",
    ] == diagram(Reliance(company(SHOP)), None).as_mermaid().splitlines()


def test_where_a_service_fails_only_what_it_concerns_is_drawn() -> None:
    """What relies on it, what it relies on, and how they rely on each other alone; the failing one is marked."""
    assert [
        "flowchart LR",
        '    s_payments["Payments"]',
        '    s_checkout["Checkout"]',
        '    s_card_gateway["Card#45;gateway"]',
        "    s_payments --> s_card_gateway",
        "    s_checkout --> s_payments",
        "    classDef failing fill:#c62828,color:#ffffff",
        "    class s_payments failing",
    ] == diagram(Reliance(company(SHOP)), "payments").as_mermaid().splitlines()


def test_it_is_drawn_as_dot_too() -> None:
    """Graphviz gets the same boxes and arrows, and the same mark."""
    assert [
        "digraph reliance {",
        "    rankdir=LR;",
        "    node [shape=box];",
        '    "checkout" [label="Checkout", style=filled, fillcolor="#c62828", fontcolor=white];',
        '    "index" [label="Index"];',
        '    "payments" [label="Payments"];',
        '    "card-gateway" [label="Card-gateway"];',
        '    "checkout" -> "index";',
        '    "checkout" -> "payments";',
        '    "payments" -> "card-gateway";',
        "}",
    ] == diagram(Reliance(company(SHOP)), "checkout").as_dot().splitlines()


def test_a_service_that_needs_itself_is_drawn_with_a_loop() -> None:
    """A circle of one is a reliance like any other."""
    assert (("cluster", "cluster"),) == diagram(Reliance(company({"cluster": ["cluster"]})), "cluster").reliances


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Größe (Lager), it's 店", "Größe (Lager), it's 店"),
        ('the "till"', "the #34;till#34;"),
        ("`code` **bold** _x_", "#96;code#96; #42;#42;bold#42;#42; #95;x#95;"),
        ("1. first", "1#46; first"),
        ("<b>&amp;#35;", "#60;b#62;#38;amp#59;#35;35#59;"),
        ("one\nline %%{init}%%", "one line #37;#37;#123;init#125;#37;#37;"),
    ],
)
def test_a_name_means_nothing_to_mermaid(name: str, expected: str) -> None:
    """Whatever a service is called, Mermaid shows the name, and reads nothing into it."""
    assert f'    s_till["{expected}"]' == drawn(name).as_mermaid().splitlines()[1]


def test_an_id_is_no_word_of_mermaids() -> None:
    """A service with the id `end` ends nothing."""
    assert ["    s_end --> s_style"] == diagram(Reliance(company({"end": ["style"]})), None).as_mermaid().splitlines()[
        3:
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Größe <b> it's 店", "Größe <b> it's 店"),
        ('the "till"', r"the \"till\""),
        ("back\\slash\\", r"back\\slash\\"),
        ("R&amp;D", "R&amp;amp;D"),
        ("one\nline", "one line"),
    ],
)
def test_a_name_means_nothing_to_graphviz(name: str, expected: str) -> None:
    """Whatever a service is called, Graphviz shows the name, and reads nothing into it."""
    assert f'    "till" [label="{expected}"];' == drawn(name).as_dot().splitlines()[3]
