"""Whatever a rule may decide, and whatever may be asked, has something that carries it out."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints

import pytest

from domain.answering import next_while_held
from domain.assessment import Judge
from domain.comms.rounds import granting
from domain.comms.rounds import moves as of_rounds
from domain.comms.rounds.requests import CommsRequest
from domain.escalation import next_step
from domain.incident import leads
from domain.incident.moves import End, Move
from domain.paging.actions import Action, Leave
from domain.requests import Deciding
from domain.review import granting as of_reviews
from domain.review import moves as of_a_review
from domain.review.requests import Finding, ReviewRequest
from gateway.api.comms import COMMS_REQUESTS
from gateway.api.review import REVIEW_REQUESTS
from tests.architecture.tree import calls, sources
from workflows.comms_rounds import CommsRounds
from workflows.escalation import Escalation
from workflows.incident import Incident
from workflows.pager import Pager
from workflows.review import Review

MAKE, PERFORM, MAKE_OF_ROUNDS = vars(Incident)["_make"], vars(Pager)["_perform"], vars(CommsRounds)["_make"]
MAKE_OF_A_REVIEW = vars(Review)["_make"]
TAKE_THE_NEXT_STEP, STAY_WITH = vars(Escalation)["_take_the_next_step"], vars(Escalation)["_stay_with"]


@pytest.mark.parametrize(
    ("makes", "kind", "ends"),
    [
        (MAKE, Move, End),
        (PERFORM, Action, Leave),
        (MAKE_OF_ROUNDS, of_rounds.Move, of_rounds.End),
        (MAKE_OF_A_REVIEW, of_a_review.Move, of_a_review.End),
    ],
    ids=["the incident", "the pager", "the rounds", "the review"],
)
def test_every_decision_has_a_line(
    makes: Callable[..., Any], kind: type[Move | Action | of_rounds.Move | of_a_review.Move], ends: type
) -> None:
    """A move that is added without a line in the workflow's table would stall the first incident that comes to it."""
    assert {each.__name__ for each in kind.__subclasses__() if each is not ends} == set(_keys(makes))


@pytest.mark.parametrize(
    ("takes", "rule"),
    [(TAKE_THE_NEXT_STEP, next_step), (STAY_WITH, next_while_held), (leads.see_to_the_lead, leads.next_step)],
    ids=["the search", "whoever has it", "the lead"],
)
def test_every_step_has_a_case(takes: Callable[..., Any], rule: Callable[..., Any]) -> None:
    """A step that no case takes would be passed over in silence, and the search would go round in a circle."""
    steps = {each.__name__ for each in get_args(get_type_hints(rule)["return"])}

    assert steps == set(_cases(takes)) | ({"Hold"} if takes is leads.see_to_the_lead else set())


def test_every_request_has_a_command() -> None:
    """What people can ask for by phone, text or API they can ask for from a shell, too."""
    requests = {each.__name__ for each in (Judge, *get_args(Deciding))}
    made = {ast.unparse(call.func) for source in sources("cli") for call in calls(source, *requests)}

    assert requests == made


def test_every_request_of_rounds_is_carried_out_and_can_be_made() -> None:
    """What the rounds can be asked is granted or refused, from a shell and over HTTP alike."""
    requests = {each.__name__ for each in get_args(get_args(CommsRequest)[0])}
    made = {ast.unparse(call.func) for source in sources("cli") for call in calls(source, *requests)}

    assert requests == {each.__name__ for each in granting.CARRIED_OUT_BY}
    assert requests == made
    assert requests == {each.model.__name__ for each in COMMS_REQUESTS}


def test_every_request_of_a_review_is_carried_out_and_can_be_made() -> None:
    """What a review can be asked is granted or refused, from a shell and over HTTP alike."""
    requests = {each.__name__ for each in get_args(get_args(ReviewRequest)[0])}
    made = {ast.unparse(call.func) for source in sources("cli") for call in calls(source, *requests)}

    assert requests == {each.__name__ for each in of_reviews.CARRIED_OUT_BY}
    assert requests == made
    by_the_incident = {
        each.__name__ for each in get_args(Finding)
    }  # while that is open, and by its address after that, too
    assert requests == {each.model.__name__ for each in REVIEW_REQUESTS} | by_the_incident


def _keys(function: Callable[..., Any]) -> Iterator[str]:
    """Yield what a function has a line for in a table."""
    for node in ast.walk(_syntax(function)):
        if isinstance(node, ast.Dict):
            yield from (key.attr for key in node.keys if isinstance(key, ast.Attribute))


def _cases(function: Callable[..., Any]) -> Iterator[str]:
    """Yield the classes a function has a case for."""
    for node in ast.walk(_syntax(function)):
        if isinstance(node, ast.MatchClass):
            yield ast.unparse(node.cls).rpartition(".")[2]


def _syntax(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
