"""`mimp actions` and `mimp action CODE N ...`: what is to be done, and what people say of it."""

import json
from datetime import date
from typing import Any

import pytest

from cli.incidents import NotReachable
from domain.codes import read_incident_code, review_of
from domain.errors import Refused
from domain.review.requests import (
    ActionDone,
    AddAction,
    AssignAction,
    ChangeDeadline,
    DecideAction,
    DropAction,
    MoveAction,
    ReopenAction,
)
from tests.cli.reviews import REVIEW, Mimp, asked, run_mimp, stand, takes, temporal
from tests.domain.review.shown import CODE, action, review
from tests.gateway.fake_client import FakeClient, unavailable

AS_NADIA = ("--as", "nadia-rahman")
ADD = ("add", "--text", "Keep a spare", "--owner", "ben-carter", "--due", "2026-04-01", "--measure", "a drill")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """Temporal with one review, of which three actions follow."""
    return temporal(monkeypatch)


@pytest.fixture
def mimp(client: FakeClient) -> Mimp:
    """The command line, in front of that Temporal."""
    return run_mimp


def numbers(printed: str) -> list[tuple[str, int]]:
    """Return which actions are printed as data, in their order."""
    return [(each["code"], each["number"]) for each in json.loads(printed)]


def test_open_actions_of_all_reviews_are_listed(mimp: Mimp, client: FakeClient) -> None:
    """What is overdue first, then what is due soonest; what is done is left out."""
    stand(client, review(action(1, due=4), action(2, state="done"), code="search-AB2C"))

    assert [(CODE, 2), ("search-AB2C", 1), (CODE, 1)] == numbers(mimp("actions", "--json").output)
    assert "OVERDUE" in mimp("actions").output


def test_the_actions_of_one_review_are_listed_with_those_that_are_over(mimp: Mimp) -> None:
    """Also when the review is closed and no list shows it any more."""
    shown = mimp("actions", CODE)

    assert [(CODE, 2), (CODE, 1), (CODE, 3)] == numbers(mimp("actions", CODE, "--json").output)
    assert "Tell Sales first" in shown.output


def test_that_there_are_none_is_said(mimp: Mimp, client: FakeClient) -> None:
    """And is empty data for machines."""
    stand(client, review().model_copy(update={"actions": ()}))

    assert "No action is open.\n" == mimp("actions").output
    assert f"The review of {CODE} has no actions.\n" == mimp("actions", CODE).output
    assert [] == json.loads(mimp("actions", "--json").output)


def test_a_review_that_cannot_be_asked_keeps_nothing_of_the_others(mimp: Mimp, client: FakeClient) -> None:
    """One times out, one has gone since it was listed: the rest is listed, and one line names which are not."""
    for code in ("search-AB2C", "tills-CD3E"):
        stand(client, review(action(1, due=4), code=code))
    client.runs[review_of(read_incident_code("search-AB2C"))].raises = [unavailable(), unavailable()]
    del client.runs[review_of(read_incident_code("tills-CD3E"))]
    shown, data = mimp("actions"), mimp("actions", "--json")
    line = "Reviews that could not be asked, and are not listed: search-AB2C, tills-CD3E.\n"

    assert (0, line) == (shown.exit_code, shown.stderr)
    assert "Alert on a full disk" in shown.stdout
    assert ([(CODE, 2), (CODE, 1)], line) == (numbers(data.stdout), data.stderr)


def test_where_no_worker_answers_at_all_that_is_said_once(mimp: Mimp, client: FakeClient) -> None:
    """An empty list would say that nothing is left to do."""
    stand(client, review(code="search-AB2C"))
    for run in client.runs.values():
        run.raises = [unavailable()]

    with pytest.raises(NotReachable, match="No worker answers"):
        mimp("actions")


def test_words_of_people_are_never_markup(mimp: Mimp, client: FakeClient) -> None:
    """A title with brackets is shown with its brackets."""
    stand(client, review(action(1).model_copy(update={"text": "[bold]loud[/bold]"})))

    assert "[bold]loud[/bold]" in mimp("actions").output


@pytest.mark.parametrize(
    ("command", "kind", "given"),
    [
        (("2", "done", "--what", "it is there"), ActionDone, {"number": 2, "what": "it is there"}),
        (("2", "later", "--due", "2026-04-01", "--reason", "late"), ChangeDeadline,
         {"number": 2, "due": date(2026, 4, 1), "reason": "late"}),
        (("2", "assign", "--owner", "ben-carter", "--reason", "on leave"), AssignAction, {"reason": "on leave"}),
        (("2", "move", "--to", "OPS-12", "--reason", "theirs"), MoveAction, {"to": "OPS-12", "reason": "theirs"}),
        (("2", "drop", "--reason", "the disk is gone"), DropAction, {"reason": "the disk is gone"}),
        (("2", "reopen", "--reason", "it never rang"), ReopenAction, {"number": 2, "reason": "it never rang"}),
        (("2", "decide", "--approve"), DecideAction, {"approved": True}),
        (("2", "decide", "--refuse", "--reason", "no"), DecideAction, {"approved": False, "reason": "no"}),
        (ADD, AddAction, {"text": "Keep a spare", "due": date(2026, 4, 1), "measure": "a drill", "team": None}),
    ],
)  # fmt: skip
def test_each_command_brings_one_request(
    mimp: Mimp, client: FakeClient, command: tuple[str, ...], kind: type, given: dict[str, Any]
) -> None:
    """To the review of that incident, about that action; the words said back are printed."""
    takes(client)
    run = mimp("action", CODE, *command, *AS_NADIA)
    request = asked(client)

    assert (0, "done.\n", kind, CODE) == (run.exit_code, run.output, type(request), request.code)
    assert "nadia-rahman" == request.actor.contact
    assert given == {name: getattr(request, name) for name in given}


def test_an_action_is_added_for_an_owner_and_a_team_of_the_organisation(mimp: Mimp, client: FakeClient) -> None:
    """Both are given by id and named as the file names them; who is not there is refused before anything is asked."""
    takes(client)
    for wrong in (("--team", "nobodys"), ("--owner", "zoe")):
        with pytest.raises(Refused, match="organisation file"):
            mimp("action", CODE, *ADD, *wrong, *AS_NADIA)
    assert [] == client.runs[REVIEW].updates
    mimp("action", CODE, *ADD, "--team", "storefront", *AS_NADIA)
    request = asked(client)

    assert isinstance(request, AddAction)
    assert request.team is not None
    assert ("ben-carter", "storefront") == (request.owner.id, request.team.id)


@pytest.mark.parametrize("command", [("0", "done"), ("2", "add", *ADD[1:])])
def test_a_number_is_that_of_an_action_that_is_there(mimp: Mimp, client: FakeClient, command: tuple[str, ...]) -> None:
    """One that is added gets its number from the review."""
    with pytest.raises(Refused, match="begin at 1"):
        mimp("action", CODE, *command, *AS_NADIA)
    assert [] == client.runs[REVIEW].updates


@pytest.mark.parametrize("due", ["tomorrow", "2026-02-30", "01.04.2026"])
def test_a_day_that_is_none_is_not_taken(mimp: Mimp, client: FakeClient, due: str) -> None:
    """With status 2, as whatever is given wrongly."""
    run = mimp("action", CODE, "2", "later", "--due", due, "--reason", "late", *AS_NADIA)

    assert (2, []) == (run.exit_code, client.runs[REVIEW].updates)
