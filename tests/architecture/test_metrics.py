"""What is measured, what the documents say of it, and what the rules alert on: one and the same."""

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from domain.names import Metric
from tests.architecture.project import ROOT, text_of

OPERATIONS = text_of(ROOT / "docs" / "operations.md")
RULES: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "deploy" / "prometheus-rules.yaml")["groups"][0]["rules"]


def named(text: str) -> set[str]:
    """Return the metrics a text names."""
    return set(re.findall(r"\bmimp_[a-z_]+\b", text))


def test_every_metric_is_explained_once_in_the_order_of_the_code() -> None:
    """Whoever sees a number finds what it means, and nothing is explained that is not measured."""
    assert [metric.value for metric in Metric] == re.findall(r"^\| `(mimp_\w+)` \|", OPERATIONS, re.MULTILINE)


def test_every_metric_that_is_named_anywhere_exists() -> None:
    """No expression in the documents asks for a number nobody measures."""
    assert set() == named(OPERATIONS) - set(Metric)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_asks_for_what_is_measured_and_says_what_to_do(rule: dict[str, Any]) -> None:
    """A rule can fire, and whoever it wakes reads what is wrong and what to do."""
    assert named(rule["expr"]) <= set(Metric)
    assert named(rule["expr"])
    assert {"summary", "action"} == set(rule["annotations"])
    assert rule["labels"]["severity"] in {"critical", "warning"}


def test_nobody_is_woken_by_what_everybody_on_the_internet_does() -> None:
    """Wrong tokens, missing signatures and dead links come daily; several wrong signatures may be a fault of ours."""
    expressions = [rule["expr"] for rule in RULES if Metric.GATEWAY_REFUSALS in named(rule["expr"])]

    assert ['sum(increase(mimp_gateway_refusals_total{reason="signature wrong"}[5m])) > 3'] == expressions
    assert all(f"`{expression}`" in OPERATIONS for expression in expressions)


def test_rules_have_names_of_their_own() -> None:
    """An alert that fires names one rule."""
    assert len(RULES) == len({rule["alert"] for rule in RULES})
