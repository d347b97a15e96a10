"""Names that cross a Temporal boundary: the workflows' definitions against the constants."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel
from temporalio import workflow

from domain.names import Query, Signal, Update, WorkflowType
from tests.architecture.tree import sources
from workers.registry import WORKFLOWS

DEFINITIONS = {each: workflow._Definition.must_from_class(each) for each in WORKFLOWS}

SIGNALS = {
    "Incident": {
        "alerts_received",
        "suspected",
        "facts_recorded",
        "escalation_reported",
        "requested",
        "bridge_moved",
        "change_posted",
        "changes_posted",
        "attach_asked",
        "attach_answered",
        "detached",
        "other_closed",
        "round_status",
    },
    "Escalation": {"page_reported", "stop", "alerts_cleared", "words_changed", "heard_of"},
    "Pager": {
        "open_page",
        "withdraw_page",
        "page_cleared",
        "page_reworded",
        "page_lapsed",
        "call_reported",
        "text_reported",
        "texts_opened",
        "tell",
    },
    "CommsRounds": {"requested", "incident_status", "deliveries_failed"},
    "Review": {"requested", "review_facts"},
    "Archive": set(),
    "Canary": set(),
    "ChangeLog": {"change_posted"},
}
UPDATES = {
    "Incident": {"request", "roll_over"},
    "Escalation": {"answer", "roll_over"},
    "Pager": {"understand_text", "count_report", "count_enquiry", "roll_over"},
    "CommsRounds": {"request", "roll_over"},
    "Review": {"request", "roll_over"},
    "Archive": {"roll_over"},
    "Canary": {"roll_over"},
    "ChangeLog": {"roll_over"},
}
QUERIES = {
    "Incident": {"snapshot"},
    "Escalation": set(),
    "Pager": {"open_pages", "call_script"},
    "CommsRounds": {"snapshot"},
    "Review": {"snapshot"},
    "Archive": set(),
    "Canary": set(),
    "ChangeLog": {"changes_kept"},
}
"""Written out a second time on purpose: open incidents and other processes know these names, so none may change."""


def named(handlers: str) -> dict[str, set[str | None]]:
    """Return the names of one kind of handler, by workflow."""
    return {str(definition.name): set(getattr(definition, handlers)) for definition in DEFINITIONS.values()}


def handlers() -> list[Callable[..., Any]]:
    """Return every handler of every workflow, and what each of them runs."""
    found: list[Callable[..., Any]] = []
    for definition in DEFINITIONS.values():
        found += [definition.run_fn]
        found += [each.fn for each in definition.signals.values()]
        found += [each.fn for each in definition.queries.values()]
        found += [each.fn for each in definition.updates.values()]
    return found


@pytest.mark.parametrize(
    ("kind", "known"),
    [("signals", SIGNALS), ("updates", UPDATES), ("queries", QUERIES)],
    ids=lambda kind: str(kind)[:7],
)
def test_no_handler_changes_its_name(kind: str, known: dict[str, set[str]]) -> None:
    """Incidents that are open, and other processes, find every handler where it was."""
    assert known == named(kind)


@pytest.mark.parametrize(("kind", "names"), [("signals", Signal), ("updates", Update), ("queries", Query)])
def test_names_and_handlers_are_the_same(kind: str, names: type[Signal | Update | Query]) -> None:
    """Every name has a handler, and no handler goes by a name of its own."""
    assert {name.value for name in names} == set().union(*named(kind).values())


def test_every_workflow_goes_by_a_constant() -> None:
    """The types Temporal knows are those of the constants."""
    assert {name.value for name in WorkflowType} == {definition.name for definition in DEFINITIONS.values()}


@pytest.mark.parametrize("handler", handlers(), ids=lambda handler: str(handler.__qualname__))
def test_every_handler_takes_at_most_one_message(handler: Callable[..., Any]) -> None:
    """One model per message: a field can be added with a default, and open incidents still understand it."""
    _, *parameters = inspect.signature(handler).parameters.values()

    assert len(parameters) <= 1
    assert all(issubclass(parameter.annotation, BaseModel) for parameter in parameters)


def test_every_update_that_can_be_refused_is_checked_before_it_is_stored() -> None:
    """Requests of people have a validator, so that a refusal leaves no trace in the history; some are never refused."""
    checked = {name: each.validator is not None for one in DEFINITIONS.values() for name, each in one.updates.items()}

    # a text that is not understood, or one too many, gets words to reply
    never_refused = {"roll_over": False, "understand_text": False, "count_enquiry": False}
    assert {"answer": True, "request": True, "count_report": True} | never_refused == checked


def test_every_handler_finds_its_workflow_made() -> None:
    """A message may come before `run` has begun, so the workflow's state is made from its input at once."""
    assert all(getattr(vars(each)["__init__"], "__temporal_workflow_init", False) for each in WORKFLOWS)


def test_nobody_writes_a_name_out() -> None:
    """Callers and decorators use the constants: no name of a signal, update or query stands as a text in the product."""
    names = {name.value for kind in (Signal, Update, Query) for name in kind}
    calls_by_text = [
        (source.name, name)
        for source in sources("workflows", "activities", "gateway", "cli", "workers")
        for name in names
        if f'signal("{name}"' in source.text or f'query("{name}"' in source.text or f'update("{name}"' in source.text
    ]

    assert [] == calls_by_text
