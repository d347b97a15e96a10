"""A past that was made up: incidents of two years, told of in the words of a trade, as many as are asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from domain.audiences import Audience
from domain.board.state import Entry, Outcome, Result, Section
from domain.board.views import BoardPart, BoardView
from domain.closing.detection import Detection, NoticedBy, Worked
from domain.comms.drafting.updates import RoundKind
from domain.history.rows import ActionRow, HistoryToRecord, IncidentRow, ReviewRow, RoundRow
from domain.organisation import Channel
from domain.timeline import Kind, Reference, TimelineEntry

BEGINS = datetime(2024, 1, 1, tzinfo=UTC)
_MONTHS = 24
_SERVICES = 40
_PEOPLE = 200
_ENTRIES = (20, 40)

_TROUBLE = (
    "time-outs",
    "errors",
    "a full disk",
    "a lost quorum",
    "an expired certificate",
    "slow queries",
    "stuck queues",
)
_PARTS = (
    "the gateway",
    "the database",
    "the cache",
    "the supplier",
    "the release",
    "the load balancer",
    "the name server",
)
_CUSTOMERS = (
    "check out",
    "log in",
    "search",
    "pay",
    "see their orders",
    "print labels",
    "open a ticket",
    "change an address",
)
_RARE = tuple(f"{first}{second}" for first in ("kestrel", "basalt", "juniper", "cobalt") for second in range(500))
"""Names of machines and releases, of which a few incidents tell each."""


def made_up(incidents: int, seed: int = 1) -> Iterator[HistoryToRecord]:
    """Yield incidents with everything that follows from them; the same seed makes the same ones."""
    random = Random(seed)  # noqa: S311 - no secret
    for number in range(incidents):
        yield incident(f"service-{number % _SERVICES:02}-{number:06}", random, random.randint(*_ENTRIES))


def incident(code: str, random: Random, entries: int) -> HistoryToRecord:
    """Return an incident with so many entries on its timeline."""
    opened = BEGINS + timedelta(seconds=random.randrange(_MONTHS * 30 * 86400))
    major = random.random() < 0.3
    mitigated = opened + timedelta(minutes=random.expovariate(1 / 60))
    return HistoryToRecord(
        code=code,
        entries=tuple(_entry(code, number, opened, random) for number in range(1, entries + 1)),
        incident=_row(code, opened, mitigated, random, major=major),
        rounds=tuple(_round(code, number, opened, random) for number in range(1, 4)) if major else (),
        review=_review(code, mitigated, random) if major else None,
        actions=tuple(_action(code, number, mitigated, random) for number in range(1, 4)) if major else (),
    )


def _row(code: str, opened: datetime, mitigated: datetime, random: Random, *, major: bool) -> IncidentRow:
    key = code.rpartition("-")[0]
    trouble, part, rare = random.choice(_TROUBLE), random.choice(_PARTS), random.choice(_RARE)
    noticed = random.choice(list(NoticedBy))
    return IncidentRow(
        code=code,
        version=random.randrange(1, 60),
        key=key,
        service=key.replace("-", " ").capitalize(),
        team=f"team-{random.randrange(12)}",
        team_name="A team",
        state="resolved" if major else "stood_down",
        opened_at=opened,
        acknowledged_at=opened + timedelta(minutes=random.expovariate(1 / 4)),
        declared_at=opened + timedelta(minutes=random.expovariate(1 / 15)) if major else None,
        first_comms_at=opened + timedelta(minutes=random.expovariate(1 / 25)) if major else None,
        mitigated_at=mitigated if major else None,
        resolved_at=mitigated + timedelta(hours=random.expovariate(1 / 8)) if major else None,
        closed_at=mitigated + timedelta(days=1),
        lead=f"Person {random.randrange(_PEOPLE)}",
        headline=f"{key}: customers cannot {random.choice(_CUSTOMERS)}",
        impact=f"customers cannot {random.choice(_CUSTOMERS)} since {trouble} at {part}",
        mitigation=f"restarted {rare}",
        workaround=f"go round {part} by {random.choice(_RARE)}" if major else "",
        measure=f"watch {trouble} of {part}" if major else "",
        detection=Detection(
            noticed_by=noticed,
            right_team=random.random() < 0.8,
            began_at=opened - timedelta(minutes=random.expovariate(1 / 8)),
            failover=random.choice(list(Worked)),
        )
        if major
        else None,
        board=BoardView(parts=(BoardPart(title="Theories", entries=tuple(_theories(opened, random))),)),
    )


def _theories(opened: datetime, random: Random) -> Iterator[Entry]:
    for number in range(1, random.randint(2, 6)):
        result = Result(outcome=random.choice(list(Outcome)), by="Somebody", at=opened, note=random.choice(_RARE))
        text = f"{random.choice(_TROUBLE)} at {random.choice(_PARTS)}"
        yield Entry(number=number, section=Section.THEORY, at=opened, by="Somebody", text=text, result=result)


def _entry(code: str, number: int, opened: datetime, random: Random) -> TimelineEntry:
    person = random.randrange(_PEOPLE)
    rings = number % 4 == 0
    about = Reference(intent=f"{code}/{number}", attempt=f"{code}/{person}/{number}") if rings else None
    return TimelineEntry(
        at=opened + timedelta(seconds=30 * number),
        kind=Kind.ATTEMPT if rings else Kind.NOTE,
        what="is called" if rings else f"{random.choice(_TROUBLE)} at {random.choice(_PARTS)}",
        who=f"Person {person}",
        channel=Channel.CALL if rings else None,
        about=about,
        origin=f"incident/{code}",
        sequence=number,
    )


def _round(code: str, number: int, opened: datetime, random: Random) -> RoundRow:
    due = opened + timedelta(minutes=30 * number)
    missed = int(random.random() < 0.1)
    kind = RoundKind.FIRST if number == 1 else RoundKind.FURTHER
    return RoundRow(
        code=code,
        audience=Audience.BUSINESS,
        number=number,
        version=1,
        kind=kind,
        due_at=due,
        sent_at=due,
        missed=missed,
    )


def _review(code: str, mitigated: datetime, random: Random) -> ReviewRow:
    held = mitigated + timedelta(days=random.uniform(0, 3))
    return ReviewRow(code=code, version=3, state="closed", due_at=mitigated + timedelta(days=2), held_at=held)


def _action(code: str, number: int, mitigated: datetime, random: Random) -> ActionRow:
    ended = mitigated + timedelta(days=random.uniform(1, 60))
    return ActionRow(
        code=code,
        number=number,
        version=2,
        text="mend it",
        owner="somebody",
        owner_name="Somebody",
        team="team-1",
        team_name="A team",
        due=(mitigated + timedelta(days=30)).date(),
        measure="it is mended",
        state="done",
        ended_at=ended,
    )
