"""`mimp matrix`: who relies on what, and whom to contact when a service fails."""

import json
from io import StringIO

import pytest
from rich.console import Console

from cli.matrix import plan_for, plan_tables
from domain.reliance.graph import Reliance
from tests.cli.command import outcome
from tests.domain.reliance.companies import company

LISTS = [
    "Affected: 1 service",
    "May be the cause: 4 services",
    "Teams to call: 2",
    "Teams to inform: 1",
    "Teams the lead may call too: nobody else",
    "Technical people to inform: 3",
    "Business stakeholders to inform: 4",
]


def cells(printed: str) -> list[list[str]]:
    """Return the rows of every table that was printed, cell by cell."""
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in printed.splitlines() if line[:1] == "│"]


def test_who_relies_on_what_is_a_table() -> None:
    """A row for each service, with its id and team, what it relies on, and what relies on it."""
    status, printed, complaints = outcome("matrix")

    assert (0, "", "Larkfield: who relies on what") == (status, complaints, printed.splitlines()[0].strip())
    assert ["Catalogue", "catalogue", "Search and catalogue", "Database, Hosting", "Search, Shopping basket"] in cells(
        printed
    )


def test_what_follows_from_a_failure_is_told_list_by_list() -> None:
    """What is affected, what may be the cause, and whom to contact: each with its chain, and in words why."""
    status, printed, complaints = outcome("matrix", "--from", "payments")
    rows = cells(printed)

    assert (0, "") == (status, complaints)
    assert LISTS == [line.strip() for line in printed.splitlines() if ": " in line]
    assert ["Hosting", "Platform", "payments ← identity ← hosting"] in rows
    assert ["Platform", "owns Customer accounts, which Payments relies on", "payments ← identity"] in rows
    assert ["Helen Marsh", "owner of Online sales, which Checkout serves", "checkout ← payments"] in rows
    assert ["Tom Okafor", "is told of every incident", ""] in rows


def test_the_matrix_can_be_read_by_machines() -> None:
    """`--json` prints data alone: of each service what it relies on and what relies on it, by id."""
    status, printed, complaints = outcome("matrix", "--json")
    told = {row["service"]: row for row in json.loads(printed)}

    assert (0, "", 13) == (status, complaints, len(told))
    assert {
        "service": "warehouse",
        "name": "Warehouse control",
        "team": "fulfilment",
        "relies_on": ["hosting", "orders"],
        "relied_on_by": ["orders"],
    } == told["warehouse"]


def test_the_effect_of_a_failure_can_be_read_by_machines() -> None:
    """With a service `--json` prints every list, each entry with the reason and the chain of ids."""
    status, printed, complaints = outcome("matrix", "--from", "card-gateway", "--json")
    told = json.loads(printed)

    assert (0, "") == (status, complaints)
    assert ["payments", "checkout"] == [each["id"] for each in told["affected"]]
    assert [
        {
            "id": "payments",
            "name": "Payments",
            "because": "owns Card gateway (supplier), which fails",
            "chain": {"path": ["card-gateway"], "left_out": 0},
        }
    ] == told["teams_to_call"]
    assert ["checkout", "payments", "card-gateway"] == told["teams_to_inform"][0]["chain"]["path"]


@pytest.mark.parametrize(("option", "begins"), [("--mermaid", "flowchart LR"), ("--dot", "digraph reliance {")])
def test_the_matrix_can_be_drawn(option: str, begins: str) -> None:
    """What is printed can be pasted: whole, or for one service."""
    whole, part = outcome("matrix", option), outcome("matrix", "--from", "card-gateway", option)

    assert [(0, begins, "")] * 2 == [(status, printed.splitlines()[0], told) for status, printed, told in (whole, part)]
    assert (True, False) == ("Warehouse control" in whole[1], "Warehouse control" in part[1])


@pytest.mark.parametrize(
    ("service", "hint"),
    [("idenity", "Did you mean 'identity'?"), ("zzz", "'mimp matrix' shows all there are.")],
)
def test_a_service_nobody_listed_is_refused(service: str, hint: str) -> None:
    """One sentence says so and what to do, and the status is 3, as for a person nobody knows."""
    said = f"No service in the organisation file has the id '{service}'. {hint}\n"

    assert (3, "", said) == outcome("matrix", "--from", service)


def test_names_are_text_and_never_markup() -> None:
    """What stands in brackets in a name is shown as it is written."""
    organisation = company({"till": []}, teams={"till": "[red]shop"})
    printed = StringIO()
    Console(width=140, file=printed).print(plan_tables(organisation, plan_for(Reliance(organisation), "till")))

    assert ["[red]shop", "owns Till, which fails", "till"] in cells(printed.getvalue())


def test_one_form_is_asked_for_at_a_time() -> None:
    """Two at once would be no valid document: nothing is printed, and the status is 2."""
    status, printed, said = outcome("matrix", "--json", "--dot")

    assert (2, "") == (status, printed)
    assert "Give one of --mermaid, --dot and --json." in said
