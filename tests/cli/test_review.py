"""`mimp review CODE ...`: how a review stands, and what people ask of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from cli.incidents import NotReachable
from cli.review_show import fact_lines, review_lines
from domain.errors import Refused
from domain.lifecycle import Role
from domain.requests import NameRootCause, RecordDetection, ReviseTotal
from domain.review.requests import (
    AnswerQuestion,
    ChangeRhythm,
    CloseReview,
    InviteToReview,
    Question,
    ReviewHeld,
    ScheduleReview,
)
from domain.review.situation import Fact
from tests.cli.reviews import REVIEW, Mimp, asked, run_mimp, stand, takes, temporal
from tests.domain.builders import NIGHT
from tests.domain.review.desk import facts
from tests.domain.review.shown import CODE, action, review
from tests.gateway.fake_client import FakeClient, unavailable

AS_NADIA = ("--as", "nadia-rahman")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """Temporal with one review, of which three actions follow."""
    return temporal(monkeypatch)


@pytest.fixture
def mimp(client: FakeClient) -> Mimp:
    """The command line, in front of that Temporal."""
    return run_mimp


def test_a_review_is_shown_as_it_stands(mimp: Mimp) -> None:
    """When it was held and who came, who was invited, each question with its answer, and its actions, the overdue first."""
    shown = mimp("review", CODE).output

    for line in (
        f"Review of {CODE} (Checkout): following up",
        "Invited: Ana (led it), Bo (on the technical call)",
        "What prevents this or similar incidents? Watch the disk.",
        "What detects them early? Nobody has said.",
        "OVERDUE",
    ):
        assert line in shown
    assert shown.index("Keep a spare") < shown.index("Alert on a full disk") < shown.index("Tell Sales first")


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("root-cause", CODE, "--team", "storefront", "--reason", "a release"), NameRootCause),
        (("detection", CODE, "--noticed-by", "business", "--wrong-team"), RecordDetection),
        (("comms", CODE, "total", "--total", "7 orders: by hand", "--reason", "recounted"), ReviseTotal),
    ],
)
def test_once_the_incident_is_over_its_review_takes_what_is_found_out(
    mimp: Mimp, client: FakeClient, arguments: tuple[str, ...], kind: type
) -> None:
    """By the same command as before, also when Temporal has forgotten the incident."""
    takes(client)
    said = mimp(*arguments, *AS_NADIA).output

    assert ("done.\n", kind) == (said, type(asked(client)))


def test_a_review_to_come_says_when_it_is_due_and_meets() -> None:
    """And that it is overdue, on whatever clock it is read; none is due while the incident goes on."""
    to_come = review(state="scheduled")
    said = list(review_lines(to_come, NIGHT, UTC))
    late = list(review_lines(to_come, NIGHT + timedelta(days=3), UTC))
    reopened = list(review_lines(to_come.model_copy(update={"due_at": None}), NIGHT, UTC))

    assert ["To be held by 02:14 UTC on Wednesday 4 March", "Meets at 10:14 UTC, Room 4"] == said[1:3]
    assert late[1].endswith(", which is OVERDUE")
    assert "No review is due: the incident goes on" == reopened[1]


def test_how_often_everyone_is_told_is_said_in_days() -> None:
    """Nobody counts a week in hours."""
    assert "Everyone involved is told every 7 days how the actions stand." in list(review_lines(review(), NIGHT, UTC))


def test_a_review_in_which_nothing_is_left_to_do_says_when_it_closes() -> None:
    """By itself, and how it is closed without waiting."""
    ends = review(action(1, state="done")).model_copy(update={"settles_at": NIGHT + timedelta(hours=3)})
    said = list(review_lines(ends, NIGHT, UTC))

    assert f"Nothing is left to do: it is closed at 05:14 UTC, or now by 'mimp review {CODE} close'." == said[-1]


def test_what_happened_is_recalled_at_the_end(mimp: Mimp, client: FakeClient) -> None:
    """What the review collects of the incident, with who it was where somebody was; times as on the other lines."""
    recalled = (
        Fact(at=NIGHT, what="declared a major incident", who="Ana"),
        Fact(at=NIGHT + timedelta(hours=25), what="CheckoutDown cleared"),
    )
    seen = review().model_copy(update={"facts": facts(timeline=recalled)})
    stand(client, seen)
    lines = [
        "What happened:",
        "  02:14 UTC: declared a major incident (Ana)",
        "  03:14 UTC on Tuesday 3 March: CheckoutDown cleared",
    ]

    assert lines == list(fact_lines(seen, NIGHT, UTC))
    assert mimp("review", CODE).output.splitlines()[-3:] == list(fact_lines(seen, NIGHT))
    assert [] == list(fact_lines(review(), NIGHT, UTC))


def test_a_review_is_data_too(mimp: Mimp) -> None:
    """With every field, before and behind the code."""
    for arguments in (("review", CODE, "--json"), ("review", "--json", CODE)):
        assert review().model_dump(mode="json") == json.loads(mimp(*arguments).output)


@pytest.mark.parametrize(
    ("command", "kind", "given"),
    [
        (("schedule", "--at", "2026-03-03 10:00", "--place", "Room 4", "--lasts", "90m"), ScheduleReview,
         {"at": datetime(2026, 3, 3, 10, tzinfo=UTC), "place": "Room 4", "lasts": timedelta(minutes=90)}),
        (("invite", "--person", "helen-marsh"), InviteToReview, {}),
        (("answer", "detect", "nothing"), AnswerQuestion, {"question": Question.DETECT, "answer": "nothing"}),
        (("held",), ReviewHeld, {"attended": (), "at": None}),
        (("held", "--at", "01:14"), ReviewHeld, {"at": NIGHT - timedelta(hours=1)}),
        (("rhythm", "--days", "14"), ChangeRhythm, {"days": 14}),
        (("close",), CloseReview, {}),
    ],
)  # fmt: skip
def test_each_command_brings_one_request(
    mimp: Mimp, client: FakeClient, command: tuple[str, ...], kind: type, given: dict[str, Any]
) -> None:
    """In the name of a person of the organisation file; the words said back are printed."""
    takes(client)
    run = mimp("review", CODE, *command, *AS_NADIA)
    request = asked(client)

    assert (0, "done.\n", kind, CODE) == (run.exit_code, run.output, type(request), request.code)
    assert ("nadia-rahman", "the command line") == (request.actor.contact, request.actor.proof)
    assert given == {name: getattr(request, name) for name in given}


def test_who_came_is_named_once_for_each(mimp: Mimp, client: FakeClient) -> None:
    """By their ids; a name nobody has is refused before anything is asked."""
    takes(client)
    with pytest.raises(Refused, match="id 'zoe'"):
        mimp("review", CODE, "held", *AS_NADIA, "--attended", "zoe")
    assert [] == client.runs[REVIEW].updates
    mimp("review", CODE, "held", *AS_NADIA, "--attended", "helen-marsh", "--attended", "nadia-rahman")
    request = asked(client)

    assert isinstance(request, ReviewHeld)
    assert ["helen-marsh", "nadia-rahman"] == [each.id for each in request.attended]


def test_who_asks_is_judged_by_the_organisation_file_of_today(mimp: Mimp, client: FakeClient) -> None:
    """The incident may have ended months ago: what somebody is to its team stands in the file."""
    takes(client)
    mimp("review", CODE, "rhythm", "--days", "7", "--as", "ben-carter")

    assert frozenset({Role.RESPONDER}) == asked(client).actor.roles


def test_a_time_that_cannot_be_is_refused(mimp: Mimp, client: FakeClient) -> None:
    """Nobody is invited to yesterday, and nothing was held tomorrow."""
    with pytest.raises(Refused, match="has passed"):
        mimp("review", CODE, "schedule", *AS_NADIA, "--at", "2026-02-01 10:00")
    with pytest.raises(Refused, match="has not come yet"):
        mimp("review", CODE, "held", *AS_NADIA, "--at", "2026-03-03 10:00")
    assert [] == client.runs[REVIEW].updates


def test_what_stands_in_the_way_is_said(mimp: Mimp, client: FakeClient) -> None:
    """A rule's refusal, a review that does not exist, and a worker that does not answer are told apart."""
    refusal = WorkflowUpdateFailedError(ApplicationError("Nobody has answered what detects it.", type="Refused"))
    client.runs[REVIEW].raises = [refusal, unavailable()]
    with pytest.raises(Refused, match="what detects it"):
        mimp("review", CODE, "held", *AS_NADIA)
    with pytest.raises(NotReachable):
        mimp("review", CODE)
    client.runs.clear()
    with pytest.raises(Refused, match="There is no review of checkout-7K3Q"):
        mimp("review", CODE)
    with pytest.raises(Refused, match="No review of checkout-7K3Q is open"):
        mimp("review", CODE, "held", *AS_NADIA)


def test_an_early_review_is_shown_without_actions(mimp: Mimp, client: FakeClient) -> None:
    """Nothing is said of what there is not."""
    stand(client, review(state="scheduled").model_copy(update={"actions": ()}))
    shown = mimp("review", CODE).output

    assert ("Done when" in shown, "Everyone involved is told" in shown) == (False, False)
