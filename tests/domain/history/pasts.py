"""Incidents of the past, as the record keeps them: the night the checkout failed, and others made from it."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.audiences import Audience
from domain.board.state import Change, Decision, Entry, Outcome, Result, Section
from domain.board.views import BoardPart, BoardView
from domain.closing.detection import Detection, NoticedBy, Worked
from domain.closing.root_cause import RootCause
from domain.comms.dispatch.delivery import Outcome as Came
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.history.past import Past, ReceiptCount
from domain.history.rows import ActionRow, IncidentRow, ReviewRow, RoundRow
from domain.leading import PersonCard
from domain.messages import TeamCard
from domain.organisation import Channel
from domain.review.requests import Question
from domain.review.situation import Involved
from domain.timeline import Kind, TimelineEntry
from tests.domain.builders import CODE, at

LATER = at(6 * 24 * 60)
"""Six days after the night began: the review was held, an action is overdue."""

NADIA = PersonCard(id="nadia-rahman", name="Nadia Rahman", time_zone="Europe/London")
PRIYA = PersonCard(id="priya-nair", name="Priya Nair", time_zone="Europe/London")
HELEN = PersonCard(id="helen-marsh", name="Helen Marsh", time_zone="Europe/London")


def happened(after: float, kind: Kind, what: str, **fields: Any) -> TimelineEntry:
    """Return an entry of the timeline, so many minutes into the night."""
    number = round(after * 60) + 10_000
    return TimelineEntry(
        at=at(after), kind=kind, what=what, origin=f"incident/checkout#{what}", sequence=number, **fields
    )


ENTRIES = (
    happened(0, Kind.ALERT, "CheckoutDown (critical): 95% of checkouts fail", who="alertmanager"),
    happened(0.1, Kind.STATE, "triage starts with Storefront", why="Checkout: customers cannot check out."),
    happened(0.2, Kind.ATTEMPT, "call placed", who="Chloé Dubois", channel=Channel.CALL, why="call comes first"),
    happened(0.6, Kind.OUTCOME, "nobody answered", who="Chloé Dubois", channel=Channel.CALL),
    happened(0.7, Kind.ATTEMPT, "text sent", who="Chloé Dubois", channel=Channel.TEXT, why="the call: nobody answered"),
    happened(
        5.2, Kind.ATTEMPT, "call placed", who="Priya Nair", channel=Channel.CALL, why="no answer within 5 minutes"
    ),
    happened(5.6, Kind.ANSWER, "acknowledged", who="Priya Nair", channel=Channel.CALL, why="key 1 on a call"),
    happened(7, Kind.STATE, "proposed as a major incident", who="Priya Nair", channel=Channel.CALL),
    happened(7.2, Kind.ATTEMPT, "call placed", who="Nadia Rahman", channel=Channel.CALL, why="call comes first"),
    happened(8, Kind.ANSWER, "acknowledged", who="Nadia Rahman", channel=Channel.CALL, why="key 1 on a call"),
    happened(9, Kind.STATE, "declared a major incident", who="Nadia Rahman", channel=Channel.CALL),
    happened(9, Kind.STATE, "leads the incident", who="Nadia Rahman", why="declared it"),
    happened(12, Kind.BOARD, "#1 theory: the certificate of the card supplier has run out", who="Priya Nair"),
    happened(14, Kind.BOARD, "#2 extent: card payments (service payments)", who="Priya Nair"),
    happened(16, Kind.COMMS, "sends the first update to business stakeholders", who="Nadia Rahman"),
    happened(25, Kind.BOARD, "#1 confirmed", who="Priya Nair", why="the supplier's log says so"),
    happened(41, Kind.BOARD, "#3 emergency change: accept the new certificate", who="Priya Nair"),
    happened(58, Kind.STATE, "mitigated", who="Nadia Rahman", why="orders come in again"),
    happened(80, Kind.STATE, "resolved", who="Nadia Rahman"),
)

BOARD = BoardView(
    parts=(
        BoardPart(title="Has it happened before?"),
        BoardPart(
            title="Theories and solutions, the likeliest first",
            entries=(
                Entry(
                    number=1,
                    section=Section.THEORY,
                    at=at(12),
                    by="Priya Nair",
                    text="the certificate of the card supplier has run out",
                    result=Result(outcome=Outcome.CONFIRMED, by="Priya Nair", at=at(25), note="its log says so"),
                ),
                Entry(number=4, section=Section.SOLUTION, at=at(30), by="Cy", text="take payment on delivery"),
            ),
            older=2,
        ),
        BoardPart(
            title="Changes during the incident",
            entries=(
                Entry(
                    number=3,
                    section=Section.EMERGENCY_CHANGE,
                    at=at(41),
                    by="Priya Nair",
                    text="accept the new certificate",
                    change=Change(
                        justification="nothing else lets payments through",
                        decision=Decision(approved=True, by="Nadia Rahman", at=at(43)),
                    ),
                ),
            ),
        ),
    ),
    sequence=6,
)

INCIDENT = IncidentRow(
    code=CODE,
    version=12,
    key="checkout",
    service="Checkout",
    team="storefront",
    team_name="Storefront",
    state="resolved",
    opened_at=at(0),
    acknowledged_at=at(5.6),
    proposed_at=at(7),
    declared_at=at(9),
    first_comms_at=at(16),
    mitigated_at=at(58),
    resolved_at=at(80),
    closed_at=at(24 * 60),
    lead=NADIA.name,
    declared_by=NADIA.name,
    headline="Checkout: customers cannot check out.",
    impact="customers could not check out, and no orders came in",
    total=(
        Quantity(amount=Decimal(1240), unit="orders lost", counted="against the same hours a week ago"),
        Quantity(amount=Decimal(38500), unit="pounds of sales", counted="at their usual value", final=True),
    ),
    mitigation="the new certificate is accepted, and orders come in again",
    workaround="customers pay on delivery until the supplier is back",
    measure="agreements with suppliers are renewed a month before they run out",
    detection=Detection(
        noticed_by=NoticedBy.MONITORING, right_team=True, began_at=at(-4), failover=Worked.NONE, alerts=Worked.YES
    ),
    root_cause=RootCause(team=TeamCard(id="payments", name="Payments"), supplier="Cardflow"),
    involved=(
        Involved(person=NADIA, how="led it"),
        Involved(person=PRIYA, how="was on the technical call"),
        Involved(person=HELEN, how="was told of it, for the business"),
    ),
    board=BOARD,
)


def round_row(
    audience: Audience, number: int, kind: RoundKind, due: float, sent: float | None, missed: int = 0
) -> RoundRow:
    """Return an update; `due` and `sent` are minutes into the night."""
    sent_at = None if sent is None else at(sent)
    return RoundRow(
        code=CODE,
        audience=audience,
        number=number,
        version=3,
        kind=kind,
        due_at=at(due),
        sent_at=sent_at,
        missed=missed,
    )


ROUNDS = (
    round_row(Audience.BUSINESS, 1, RoundKind.FIRST, 24, 16),
    round_row(Audience.BUSINESS, 2, RoundKind.SECOND, 46, 52, missed=1),
    round_row(Audience.BUSINESS, 3, RoundKind.FINAL, 73, 70),
    round_row(Audience.TECHNICAL, 1, RoundKind.FIRST, 24, 20),
)

REVIEW = ReviewRow(
    code=CODE,
    version=4,
    state="held",
    due_at=at(58 + 2 * 24 * 60),
    meets_at=at(30 * 60),
    held_at=at(31 * 60),
    attended=(NADIA.name, PRIYA.name),
    answers={
        Question.PREVENT: "a calendar of every certificate",
        Question.DETECT: "an alert two weeks before one runs out",
        Question.MITIGATE: "a second supplier of card payments",
    },
)


def action(number: int, **fields: Any) -> ActionRow:
    """Return an action of the Payments team."""
    given = {
        "code": CODE,
        "number": number,
        "version": 1,
        "text": "list every certificate with its last day",
        "owner": "priya-nair",
        "owner_name": "Priya Nair",
        "team": "payments",
        "team_name": "Payments",
        "due": date(2026, 3, 6),
        "measure": "the list is in the calendar",
        "state": "open",
        **fields,
    }
    return ActionRow.model_validate(given)


PAST = Past(
    incident=INCIDENT,
    entries=ENTRIES,
    rounds=ROUNDS,
    review=REVIEW,
    actions=(
        action(1),
        action(2, text="alert two weeks before one runs out", due=date(2026, 4, 6)),
        action(
            3, text="a second supplier", state="dropped", why="costs more than it saves", approved_by="Nadia Rahman"
        ),
    ),
    receipts=(
        ReceiptCount(audience=Audience.BUSINESS, number=1, outcome=Came.DELIVERED, messages=28),
        ReceiptCount(audience=Audience.BUSINESS, number=1, outcome=Came.FAILED, messages=1),
    ),
)

BARE = Past(
    incident=IncidentRow(
        code=CODE,
        version=1,
        key="checkout",
        service="Checkout",
        team="storefront",
        team_name="Storefront",
        state="triage",
        opened_at=at(0),
    )
)
"""The least the record can know: it has just opened."""


def with_entries(count: int) -> Past:
    """Return the night with so many entries on its timeline, which then lasted three days."""
    kinds = [Kind.ATTEMPT, Kind.ANSWER, Kind.BOARD, Kind.NOTE, Kind.STEP]
    whom = ["Priya Nair", "Nadia Rahman", "Chloé Dubois", "Helen Marsh"]
    step = 3 * 24 * 60 / count
    entries = tuple(
        happened(
            number * step,
            kinds[number % 5],
            f"step {number}",
            who=whom[number % 4],
            why="a reason of usual length " * 3,
        )
        for number in range(count)
    )
    over = {"mitigated_at": at(2.9 * 24 * 60), "resolved_at": at(3 * 24 * 60)}
    return PAST.model_copy(update={"incident": INCIDENT.model_copy(update=over), "entries": entries})
