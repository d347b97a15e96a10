"""Names that cross a Temporal boundary."""

from enum import StrEnum

import pytest

from domain.names import (
    Activity,
    Priority,
    Query,
    Queue,
    SearchAttribute,
    Signal,
    Update,
    WorkflowType,
    escalation_id,
    incident_id,
    incident_key,
    page_id,
    pager_id,
)


@pytest.mark.parametrize("key", ["checkout", "order-desk", "incident", "a"])
def test_an_incidents_id_and_key_are_inverses(key: str) -> None:
    """The key comes back out of the id it went into."""
    assert key == incident_key(incident_id(key))


def test_ids_read_as_paths() -> None:
    """Every id says what it belongs to, so that a manager finds it in the Temporal UI."""
    escalation = escalation_id("incident/checkout", "7K3Q", "triage", "storefront")

    assert [
        "incident/checkout",
        "incident/checkout/7K3Q/escalation/triage/storefront",
        "pager/ana",
        "incident/checkout/7K3Q/escalation/triage/storefront/ana",
    ] == [incident_id("checkout"), escalation, pager_id("ana"), page_id(escalation, "ana")]


@pytest.mark.parametrize("names", [Queue, WorkflowType, Signal, Update, Query, Activity, SearchAttribute])
def test_no_two_names_of_a_kind_are_the_same(names: type[StrEnum]) -> None:
    """A name means one thing."""
    assert len(names.__members__) == len(list(names))


def test_what_rings_a_phone_goes_first() -> None:
    """A pager is served before a search, and a search before an incident; 1 is served first."""
    assert 1 == Priority.PAGER < Priority.ESCALATION < Priority.INCIDENT <= 5
