"""What happens to the rounds for one audience: they begin, a draft is made, one is missed, sent, or closed."""

from datetime import datetime

from domain.comms.editions import THE_BOARD, BusinessEdition, Heading, edition_for
from domain.comms.schedule import Cadence, Sent
from domain.comms.situation import CommsStart, IncidentStands
from domain.comms.state import Rounds
from domain.comms.wording import headline
from domain.comms.writing import business_closing, business_language, in_short, pointed_out
from domain.timeline import Details, Journal
from domain.wording import shortened

_ROUNDS_REMEMBERED = 60
_QUOTED = 400  # characters of an update on the timeline


def begin(start: CommsStart, origin: str) -> Rounds:
    """Return rounds of which none has been sent; `origin` names them on the timeline."""
    return Rounds(
        incident=start.incident,
        code=start.code,
        service=start.service,
        journal=Journal(origin=origin),
        stands=start.stands,
        edition=edition_for(start.audience),
        cadence=Cadence(interval=start.policy.cadence),
        policy=start.policy,
        company=start.company,
    )


def incident_stands(rounds: Rounds, stands: IncidentStands) -> None:
    """Take in how the incident stands. What was written for one kind of round does not stand approved for another."""
    before = rounds.kind
    rounds.stands = stands
    if rounds.kind is before:
        return
    rounds.edition.approved = None
    if rounds.edition.draft and (rounds.edition.drafted_by == THE_BOARD or rounds.kind is None):
        rounds.edition.draft = None


def count_miss(rounds: Rounds, at: datetime) -> None:
    """Count that the open round is overdue, or is so still after one more interval. It stays the one open round."""
    rounds.missed += 1
    rounds.misses += 1
    rounds.missed_at = at
    again = f" for the {_th(rounds.misses)} time" if rounds.misses > 1 else ""
    due = f"due {rounds.due:%H:%M} UTC" if rounds.due else None
    rounds.write(at, f"{rounds.name} to {rounds.readers} is missed{again}", why=due)


def prepare(rounds: Rounds) -> None:
    """Make a draft of the open round from the board."""
    if rounds.kind:
        rounds.revision += 1
        rounds.edition.prepare(rounds.stands, rounds.kind)


def close(rounds: Rounds, now: datetime) -> None:
    """Tell those who had heard of it that it was stood down, and why: the stand-down is the approval."""
    stands = rounds.stands
    rounds.edition.close(_reason_told(rounds, now), stands.stood_down_by, now, attached=stands.attached)
    why = "it is part of another incident" if stands.attached else "it is stood down"
    send(rounds, now, Details(who=stands.stood_down_by or None, why=why))


def _reason_told(rounds: Rounds, now: datetime) -> str:
    """Return why it was stood down; nothing, where business readers may not know the words: nobody is there to reword them."""
    because = rounds.stands.stood_down_because
    if rounds.stands.attached or not isinstance(rounds.edition, BusinessEdition):
        return because
    hits = business_language(business_closing(because), rounds.company)
    if not hits:
        return because
    rounds.write(now, f"leaves the reason out of {rounds.name} to {rounds.readers}", why=pointed_out(hits))
    return ""


def send(rounds: Rounds, now: datetime, said_by: Details) -> None:
    """Freeze what is approved into the round that goes out now, and open the next one. Whoever waits for an older one gets this."""
    edition, kind = rounds.edition, rounds.kind
    if edition.approved is None or kind is None:
        return
    what = f"sends {rounds.name} to {rounds.readers}: {shortened(in_short(edition.approved), _QUOTED)}"
    rounds.last = Sent(number=rounds.number, kind=kind, at=now, approved_by=edition.approved_by)
    rounds.earlier = [*rounds.earlier, rounds.last][-_ROUNDS_REMEMBERED:]
    rounds.misses, rounds.missed_at, rounds.batches = 0, None, 0
    rounds.total = edition.approved.total or rounds.total
    rounds.headline = headline(rounds.headline, edition.approved.impact)
    heading = Heading(
        incident=rounds.incident,
        code=rounds.code,
        service=rounds.service,
        number=rounds.last.number,
        kind=kind,
        approved_by=edition.approved_by,
        approved_at=edition.approved_at or now,
        declared_at=rounds.stands.declared_at,
        sent_at=now,
        next_due=rounds.due,
        headline=rounds.headline,
    )
    edition.begin(heading)
    rounds.written_by = {}
    rounds.write(now, what, **said_by)


def _th(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
