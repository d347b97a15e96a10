"""An incident as it is recorded: each test names only what it is about."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from domain.audiences import Audience
from domain.board.state import Earlier, Entry, Outcome, Result, Section
from domain.board.views import BoardPart, BoardView
from domain.closing.detection import Detection, NoticedBy, Worked
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.history.rows import ActionRow, FindingsRow, HistoryToRecord, IncidentRow, ReviewRow, RoundRow
from domain.leading import PersonCard
from domain.messages import TeamCard
from domain.organisation import Channel
from domain.review.requests import Question
from domain.review.situation import Involved
from domain.timeline import Kind, Reference, TimelineEntry

CODE = "checkout-7K3Q"
OPENED = datetime(2026, 3, 2, 2, 14, 0, 123456, tzinfo=UTC)
SHOP = TeamCard(id="shop", name="Shop")
ANA = PersonCard(id="ana", name="Ana", time_zone="Europe/London")


def after(minutes: float) -> datetime:
    """Return the instant so many minutes after the incident opened."""
    return OPENED + timedelta(minutes=minutes)


def board() -> BoardView:
    """Return a board with a theory that was ruled out, and an earlier incident with its workaround."""
    theory = Entry(
        number=1,
        section=Section.THEORY,
        at=after(9),
        by="Bo",
        text="the certificate has expired",
        result=Result(outcome=Outcome.RULED_OUT, by="Bo", at=after(12), note="valid until June"),
    )
    earlier = Earlier(code="checkout-AAAA", workaround="restart the gateways")
    before = Entry(
        number=2, section=Section.HAPPENED_BEFORE, at=after(10), by="Ana", text="as in January", earlier=earlier
    )
    return BoardView(parts=(BoardPart(title="Theories", entries=(theory, before)),), sequence=4)


def incident(code: str = CODE, version: int = 1, **changes: object) -> IncidentRow:
    """Return the row of an incident that is resolved, with everything that may be known, with changes."""
    made = IncidentRow(
        code=code,
        version=version,
        key=code.rpartition("-")[0],
        service="Checkout",
        team="shop",
        team_name="Shop",
        state="resolved",
        opened_at=OPENED,
        acknowledged_at=after(2),
        proposed_at=after(5),
        declared_at=after(8),
        first_comms_at=after(15),
        mitigated_at=after(50),
        resolved_at=after(120),
        lead="Ana",
        declared_by="Cy",
        headline="Checkout: customers cannot check out",
        impact='customers cannot check out; ¡naïve\\%"',
        total=(Quantity(amount=Decimal("1280.50"), unit="orders lost", counted="by the shop's ledger", final=True),),
        mitigation="rolled back release 41",
        workaround="sell by telephone",
        measure="a canary for each release",
        detection=Detection(
            noticed_by=NoticedBy.MONITORING, right_team=True, began_at=after(-6), failover=Worked.NO, alerts=Worked.YES
        ),
        root_cause=RootCause(team=SHOP, supplier="Acme"),
        involved=(Involved(person=ANA, how="led it"),),
        board=board(),
    )
    return made.model_copy(update=changes)


def entry(sequence: int, kind: Kind = Kind.NOTE, **changes: object) -> TimelineEntry:
    """Return an entry of a timeline, so many minutes after it opened as its number says, with changes."""
    made = TimelineEntry(
        at=after(sequence), kind=kind, what=f"thing {sequence}", origin="incident/checkout/7K3Q", sequence=sequence
    )
    return made.model_copy(update=changes)


def attempt(
    sequence: int, attempt_id: str, intent: str = "page-1", who: str = "Ana", **changes: object
) -> TimelineEntry:
    """Return the entry of an attempt to call somebody."""
    about = Reference(intent=intent, attempt=attempt_id, due=after(sequence + 9))
    said = {"who": who, "channel": Channel.CALL, "about": about, "why": "the phone is their first channel"}
    return entry(sequence, Kind.ATTEMPT, **(said | changes))


def update(number: int = 1, version: int = 1, audience: Audience = Audience.BUSINESS, **changes: object) -> RoundRow:
    """Return the row of an update that was sent in time, with changes."""
    made = RoundRow(
        code=CODE,
        audience=audience,
        number=number,
        version=version,
        kind=RoundKind.FIRST,
        due_at=after(20),
        sent_at=after(15),
    )
    return made.model_copy(update=changes)


def review(version: int = 1, **changes: object) -> ReviewRow:
    """Return the row of a review that was held in time, with changes."""
    made = ReviewRow(
        code=CODE,
        version=version,
        state="following_up",
        due_at=after(50 + 2880),
        meets_at=after(2000),
        held_at=after(2060),
        attended=("Ana", "Bo"),
        answers={Question.PREVENT: "a canary", Question.DETECT: "nothing"},
    )
    return made.model_copy(update=changes)


def findings(version: int = 1, **changes: object) -> FindingsRow:
    """Return the row of what a review found out: that the business noticed it, and another team is at the root cause."""
    made = FindingsRow(
        code=CODE,
        version=version,
        total=(Quantity(amount=Decimal(7), unit="orders", counted="by hand"),),
        detection=Detection(noticed_by=NoticedBy.BUSINESS, right_team=False),
        root_cause=RootCause(team=TeamCard(id="network", name="Network")),
    )
    return made.model_copy(update=changes)


def action(number: int = 1, version: int = 1, **changes: object) -> ActionRow:
    """Return the row of an open action, with changes."""
    made = ActionRow(
        code=CODE,
        number=number,
        version=version,
        text="build the canary",
        owner="bo",
        owner_name="Bo",
        team="shop",
        team_name="Shop",
        due=date(2026, 4, 1),
        measure="a release is stopped by it",
        state="open",
    )
    return made.model_copy(update=changes)


def whole(code: str = CODE) -> HistoryToRecord:
    """Return everything there may be to record of an incident, at once."""
    return HistoryToRecord(
        code=code,
        entries=(entry(1), attempt(2, "ana/AAAA/1"), entry(3, who="Ana", why="she said so", channel=Channel.TEXT)),
        incident=incident(code),
        rounds=(update().model_copy(update={"code": code}), update(2, missed=1).model_copy(update={"code": code})),
        review=review(code=code),
        actions=(action(code=code), action(2, code=code, state="done", ended_at=after(9000))),
    )
