"""What a review finds out once its incident is over (P20, P27, P29): it corrects what was said, and what follows from it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.closing.detection import Detection, NoticedBy
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import Quantity
from domain.lifecycle import Actor
from domain.requests import NameRootCause, RecordDetection, ReviseTotal
from domain.review.requests import CloseReview, Finding
from domain.review.rows import next_to_record, recorded
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    DAY,
    DEE,
    ENGINEER,
    HEAD,
    LEAD,
    NETWORK,
    SERVICE_OWNER,
    ask,
    begun,
    followed_up,
    only,
    refusal,
)

NOW = NIGHT + 2 * DAY
FOUND = Detection(noticed_by=NoticedBy.BUSINESS, right_team=False, began_at=NIGHT - timedelta(hours=3))
ORDERS = (Quantity(amount=Decimal(1240), unit="orders", counted="from the order book", final=True),)


def detected(by: Actor = LEAD) -> RecordDetection:
    """Return somebody's word on how it was detected."""
    return RecordDetection(actor=by, detection=FOUND)


def caused(by: Actor = LEAD, reason: str = "a switch dropped packets") -> NameRootCause:
    """Return somebody's word that it lies with the network team."""
    return NameRootCause(actor=by, team=NETWORK, reason=reason)


def counted(
    by: Actor = LEAD, total: tuple[Quantity, ...] = ORDERS, reason: str = "all orders are booked"
) -> ReviseTotal:
    """Return somebody's word on the total impact."""
    return ReviseTotal(actor=by, total=total, reason=reason)


def test_what_is_found_out_holds_from_then_on() -> None:
    """Invitations, the page and the report say it; who said it and why is on the timeline."""
    review = begun()
    said = [ask(review, each, NOW) for each in (detected(), caused(SERVICE_OWNER), counted(HEAD))]

    assert (FOUND, RootCause(team=NETWORK), ORDERS) == (
        review.facts.detection,
        review.facts.root_cause,
        review.facts.total,
    )
    assert [
        "Noted how checkout-7K3Q was detected.",
        "The root cause of checkout-7K3Q lies with Network.",
        "The total impact of checkout-7K3Q is now: 1,240 orders.",
    ] == said
    assert [("Ana", "shell"), ("Bo", "a switch dropped packets (shell)"), ("Cy", "all orders are booked (shell)")] == [
        (entry.who, entry.why) for entry in review.timeline.entries[-3:]
    ]


def test_actions_nobody_has_started_go_to_the_team_that_is_found_at_the_root_cause() -> None:
    """As they do when the incident says so (P27)."""
    review = followed_up(DEE)
    ask(review, caused(), NOW)

    assert (NETWORK, True) == (only(review).team, only(review).homeless)


@pytest.mark.parametrize("request_", [detected(), caused(), counted()])
def test_while_the_incident_is_open_it_is_said_there(request_: Finding) -> None:
    """One of the two knows better, and that is the incident."""
    assert "is not over: say it of the incident" in refusal(begun(over=False), request_)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (detected(ENGINEER), "Only who led the incident"),
        (caused(ENGINEER), "Only who led the incident"),
        (counted(ENGINEER), "Only who led the incident"),
        (caused(reason=" "), "say why it is another"),
        (counted(reason=" "), "Say why the total impact is another"),
        (counted(total=()), "Say at least one quantity"),
        (
            RecordDetection(actor=LEAD, detection=FOUND.model_copy(update={"began_at": NOW + DAY})),
            "cannot have begun after now",
        ),
    ],
)
def test_what_is_no_finding_is_refused_and_changes_nothing(request_: Finding, why: str) -> None:
    """By whoever does not run the review, without a reason, or what cannot be."""
    assert why in refusal(begun(), request_)


def test_a_closed_review_finds_out_no_more() -> None:
    """Its report stands."""
    review = followed_up(DEE)
    review.actions.clear()
    ask(review, CloseReview(actor=LEAD), NOW)

    assert "is closed" in refusal(review, detected())


def test_findings_are_recorded_once_there_are_any() -> None:
    """All three as they are known then; before, the incident's own word stands."""
    review = begun()
    first = next_to_record(review)
    recorded(review, first)
    ask(review, caused(), NOW)
    second = next_to_record(review)
    recorded(review, second)

    assert (None, None) == (first.findings, next_to_record(review).findings)
    assert second.findings is not None
    assert (1, RootCause(team=NETWORK), None, ()) == (
        second.findings.version,
        second.findings.root_cause,
        second.findings.detection,
        second.findings.total,
    )
