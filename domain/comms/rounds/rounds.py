"""What happens to the rounds for one audience: they begin, a draft is made, one is missed, sent, or closed."""

from datetime import datetime

from domain.comms.dispatch import tally
from domain.comms.drafting.answers import Answer
from domain.comms.drafting.drafting import THE_BOARD
from domain.comms.drafting.wording import headline
from domain.comms.drafting.writing import business_closing, business_language, in_short, pointed_out
from domain.comms.rounds.editions import BusinessEdition, Heading, edition_for
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.schedule import Cadence, Sent, next_miss_at
from domain.comms.rounds.situation import CommsStart, IncidentStatus, RoundStatus, TotalSaid
from domain.comms.rounds.state import Rounds
from domain.timeline import Details, Journal
from domain.wording import shortened

_ROUNDS_REMEMBERED = 60
_QUOTED = 400  # characters of an update on the timeline


def begin(start: CommsStart, origin: str) -> Rounds:
    """Return rounds of which none has been sent, unless earlier ones were ended by hand; `origin` names them on the timeline."""
    rounds = Rounds(
        incident=start.incident,
        code=start.code,
        service=start.service,
        journal=Journal(origin=origin),
        incident_status=start.incident_status,
        edition=edition_for(start.audience),
        cadence=Cadence(interval=start.incident_status.policy.cadence),
    )
    if start.before:
        _go_on_from(rounds, start.before)
    return rounds


def _go_on_from(rounds: Rounds, before: RoundStatus) -> None:
    """Go on from how earlier rounds stood: no number, and no draft's, is given twice, and no miss is counted twice."""
    if before.last_kind and before.last_sent_at:
        rounds.last = Sent(number=before.number - 1, kind=before.last_kind, at=before.last_sent_at, approved_by="")
        rounds.earlier = [rounds.last]
    rounds.revision = before.drafts
    rounds.missed_in_all, rounds.missed_this_round = before.missed_in_all, before.missed_this_round
    rounds.missed_at, rounds.total_said = before.missed_at, before.total_said


def take_in(rounds: Rounds, status: IncidentStatus, now: datetime) -> None:
    """Take in how the incident stands. What was approved, or agreed, for one kind of round does not hold for another."""
    catch_up(rounds, now)
    before, total = rounds.kind, rounds.incident_status.total
    rounds.incident_status = status
    if rounds.kind is not before:
        rounds.edition.approved = None
        rounds.cadence = rounds.cadence.model_copy(update={"agreed_at": None})
        if rounds.edition.draft and (rounds.edition.drafted_by == THE_BOARD or rounds.kind is None):
            rounds.edition.draft = None
    if status.total != total:
        _quote_total(rounds)


def _quote_total(rounds: Rounds) -> None:
    """Have a draft that says the total impact, or is to, say what the incident's is now: both audiences hear one."""
    edition, total = rounds.edition, rounds.incident_status.total
    if edition.draft is None or edition.draft.total == total:
        return
    if edition.draft.total or (rounds.kind and Answer.TOTAL in rules_of(rounds.kind).begins_with):
        rounds.revision += 1
        edition.rewrite({"total": total}, edition.drafted_by)
        edition.approved = None


def miss_at(rounds: Rounds) -> datetime | None:
    """Return when the open round counts as missed next; None when none waits for people, or nothing comes of it any more."""
    written = rounds.kind is not None and rules_of(rounds.kind).written
    if rounds.overdue_from is None or not written or rounds.incident_status.over:
        return None
    return next_miss_at(rounds.overdue_from, rounds.missed_at, rounds.cadence)


def catch_up(rounds: Rounds, now: datetime) -> None:
    """Count every miss until now that nobody has counted yet, before anything is changed by which it would be forgotten.

    Whoever was away while a round became overdue may hear of a message first, and of the time that has come after it.
    """
    while (at := miss_at(rounds)) and at <= now:
        count_miss(rounds, at)


def count_miss(rounds: Rounds, at: datetime) -> None:
    """Count that the open round is overdue, or is so still after one more interval. It stays the one open round."""
    rounds.missed_in_all += 1
    rounds.missed_this_round += 1
    rounds.missed_at = at
    again = f" for the {_th(rounds.missed_this_round)} time" if rounds.missed_this_round > 1 else ""
    due = f"due {rounds.due:%H:%M} UTC" if rounds.due else None
    rounds.write(at, f"{rounds.name} to {rounds.readers} is missed{again}", why=due)


def prepare(rounds: Rounds) -> None:
    """Make a draft of the open round from the board."""
    if rounds.kind:
        rounds.revision += 1
        rounds.edition.prepare(rounds.incident_status, rounds.kind)


def close(rounds: Rounds, now: datetime) -> None:
    """Tell those who had heard of it that it was stood down, and why: the stand-down is the approval."""
    status = rounds.incident_status
    rounds.edition.close(_reason_told(rounds, now), status.stood_down_by, now, part_of=status.part_of)
    why = f"it is part of {status.part_of}" if status.part_of else "it is stood down"
    send(rounds, now, Details(who=status.stood_down_by or None, why=why))


def _reason_told(rounds: Rounds, now: datetime) -> str:
    """Return why it was stood down; nothing, where business readers may not know the words: nobody is there to reword them."""
    because = rounds.incident_status.stood_down_because
    if rounds.incident_status.part_of or not isinstance(rounds.edition, BusinessEdition):
        return because
    hits = business_language(business_closing(because), rounds.incident_status.company)
    if not hits:
        return because
    rounds.write(now, f"leaves the reason out of {rounds.name} to {rounds.readers}", why=pointed_out(hits))
    return ""


def send(rounds: Rounds, now: datetime, said_by: Details) -> None:
    """Freeze what is approved into the round that goes out now, and open the next one. Whoever waits for an older one gets this."""
    edition, kind = rounds.edition, rounds.kind
    if edition.approved is None or kind is None:
        return
    tally.write(rounds, now)
    what = f"sends {rounds.name} to {rounds.readers}: {shortened(in_short(edition.approved), _QUOTED)}"
    rounds.last = Sent(number=rounds.number, kind=kind, at=now, approved_by=edition.approved_by)
    rounds.earlier = [*rounds.earlier, rounds.last][-_ROUNDS_REMEMBERED:]
    rounds.missed_this_round, rounds.missed_at, rounds.batches, rounds.unreached = 0, None, 0, 0
    if edition.approved.total:
        rounds.total_said = TotalSaid(total=edition.approved.total, at=now, by=edition.approved_by)
    rounds.headline = headline(rounds.headline, edition.approved.impact)
    heading = Heading(
        incident=rounds.incident,
        code=rounds.code,
        service=rounds.service,
        number=rounds.last.number,
        kind=kind,
        approved_by=edition.approved_by,
        approved_at=edition.approved_at or now,
        declared_at=rounds.incident_status.declared_at,
        sent_at=now,
        next_due=rounds.due,
        headline=rounds.headline,
    )
    edition.begin(heading)
    rounds.written_by = {}
    rounds.write(now, what, **said_by)


def _th(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
