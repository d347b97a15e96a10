"""Temporal with the review of checkout, for the command line."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import cli.actions
import cli.findings
import cli.review
import cli.reviews
from cli.main import app
from domain.codes import read_incident_code, review_of
from domain.requests import Reply
from domain.review.requests import ReviewAsk, ReviewRequest
from domain.review.views import ReviewView
from tests.domain.builders import NIGHT
from tests.domain.review.shown import CODE, review
from tests.gateway.fake_client import FakeClient, FakeRun, as_client

REVIEW = review_of(read_incident_code(CODE))
Mimp = Callable[..., Result]


def temporal(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """Return Temporal with that one review, at NIGHT, which the command line asks from now on."""
    fake = FakeClient()
    stand(fake, review())

    async def connected(_: object) -> Any:
        return as_client(fake)

    for module in (cli.review, cli.reviews, cli.actions, cli.findings):
        monkeypatch.setattr(module, "connected", connected)
    for module in (cli.review, cli.reviews):
        monkeypatch.setattr(module, "wall_clock", lambda: NIGHT)
    return fake


def stand(client: FakeClient, view: ReviewView) -> None:
    """Have a review stand like this; it is listed as open."""
    workflow_id = review_of(read_incident_code(view.code))
    client.runs[workflow_id] = FakeRun(reply=view)
    begun = NIGHT + timedelta(seconds=len(client.listed))
    client.listed = [each for each in client.listed if each.id != workflow_id]
    client.listed.append(SimpleNamespace(id=workflow_id, start_time=begun))


def takes(client: FakeClient) -> None:
    """Have the review take whatever is asked."""
    client.runs[REVIEW].reply = Reply(words="done.")


def asked(client: FakeClient) -> ReviewRequest:
    """Return the one thing that was asked of the review."""
    [(name, ask, _)] = client.runs[REVIEW].updates
    assert isinstance(ask, ReviewAsk)
    assert "request" == name
    return ask.request


def run_mimp(*arguments: str) -> Result:
    """Run `mimp` with these arguments; an error is raised as whoever runs it would read it."""
    return CliRunner().invoke(app, [*arguments], catch_exceptions=False)
