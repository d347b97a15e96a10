"""What is said and shown of the rounds for one audience: to the incident, to managers, to the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pydantic import Field

from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.dispatch.progress import Standing
from domain.comms.dispatch.sending import lookup_due
from domain.comms.drafting.requirements import missing
from domain.comms.drafting.updates import BusinessUpdate, Quantity, TechnicalUpdate, Update
from domain.comms.drafting.writing import in_short
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.schedule import Sent
from domain.comms.rounds.situation import RoundStatus
from domain.comms.rounds.state import Rounds
from domain.messages import Message
from domain.technical_words import CompanyWords
from domain.wording import as_markdown_text, counted, duration_in_words, shortened

_SHOWN = 300  # characters of an update in a line


class Unreached(Message):
    """Somebody no channel has reached in the last round, and why the last one failed."""

    person: str
    name: str
    why: str


class CommsView(Message):
    """Where the rounds for one audience stand: what is open, what was said last and to whom, and what was sent. Times are UTC.

    `draft` is what was written last, by `drafted_by`, and `revision` names it; `beginning` is what the board says, while nobody has
    written any. `approved` is what goes out when somebody sends, and `approved_revision` names it: a later draft stands beside it.
    `whom` are the ids of those who are told next, each with why; `told` of those who were told last and are not dropped; `can_join`
    of those who have a code that leads to this audience's own call.
    `last` is the last approved text, all that a stakeholder who asks is told: it has `people`, of whom so many are still `waiting`;
    `settled`: all of them are looked up. `headline` is the subject of the conversation, empty before the first round. `total` is
    the incident's total impact as it was said or put right last, `company` the words its business readers may not know.
    """

    code: str
    service: str
    status: RoundStatus
    interval: timedelta
    agreed_at: datetime | None = None
    draft: BusinessUpdate | TechnicalUpdate | None = Field(default=None, discriminator="audience")
    drafted_by: str = ""
    revision: int = 0
    approved: BusinessUpdate | TechnicalUpdate | None = Field(default=None, discriminator="audience")
    approved_revision: int = 0
    beginning: BusinessUpdate | TechnicalUpdate | None = Field(default=None, discriminator="audience")
    whom: BusinessAudience | TechnicalAudience = Field(discriminator="audience")
    dropped: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    can_join: tuple[str, ...] = ()
    last: BusinessRound | TechnicalRound | None = None
    sent: tuple[Sent, ...] = ()
    people: int = 0
    waiting: int = 0
    settled: bool = True
    unreached: tuple[Unreached, ...] = ()
    total: tuple[Quantity, ...] = ()
    company: CompanyWords = CompanyWords()
    declared_at: datetime | None = None
    headline: str = ""


def round_status(rounds: Rounds) -> RoundStatus:
    """Return what the incident is told of the open round."""
    edition = rounds.edition
    goes_out = edition.approved or edition.draft
    says = in_short(goes_out) if goes_out else ""
    return RoundStatus(
        audience=rounds.audience,
        code=rounds.code,
        number=rounds.number,
        kind=rounds.kind,
        due_at=rounds.due,
        nudge_at=rounds.nudge_at,
        overdue_from=rounds.overdue_from,
        missed_this_round=rounds.missed_this_round,
        missed_in_all=rounds.missed_in_all,
        missing=missing(rounds.kind, rounds.audience, goes_out) if rounds.kind else (),
        revision=edition.approved_revision if edition.approved else rounds.revision if edition.draft else 0,
        draft=shortened(says, _SHOWN),
        draft_whole=len(says) <= _SHOWN,
        approved_by=edition.approved_by if edition.approved else None,
        last_sent_at=rounds.last.at if rounds.last else None,
        unreached=rounds.unreached,
        heard_from=rounds.heard_from,
        heard_at=rounds.heard_at,
        total_said=rounds.total_said,
        last_kind=rounds.last.kind if rounds.last else None,
        missed_at=rounds.missed_at,
        drafts=rounds.revision,
        by_hand=rounds.edition.changed_by_hand(),
    )


def unreached(rounds: Rounds) -> tuple[Unreached, ...]:
    """Return whom no channel has reached in the last round."""
    return tuple(
        Unreached(person=person, name=each.name, why=each.why)
        for person, each in rounds.edition.deliveries.items()
        if each.standing is Standing.UNREACHED
    )


def view(rounds: Rounds) -> CommsView:
    """Return what may be shown of the rounds."""
    edition, kind = rounds.edition, rounds.kind
    return CommsView(
        code=rounds.code,
        service=rounds.service,
        status=round_status(rounds),
        interval=rounds.cadence.interval,
        agreed_at=rounds.cadence.agreed_at,
        draft=edition.draft,
        drafted_by=edition.drafted_by if edition.draft else "",
        revision=rounds.revision if edition.draft else 0,
        approved=edition.approved,
        approved_revision=edition.approved_revision if edition.approved else 0,
        beginning=edition.beginning(rounds.incident_status, kind) if kind and not edition.draft else None,
        whom=edition.whom(rounds.incident_status),
        dropped=tuple(edition.people.dropped),
        told=tuple(person for person in edition.deliveries if edition.is_told(person)),
        can_join=edition.can_join(rounds.incident_status),
        last=edition.round,
        sent=tuple(rounds.earlier),
        people=len(edition.deliveries),
        settled=not lookup_due(rounds),
        waiting=sum(each.standing in {Standing.WAITING, Standing.OUT} for each in edition.deliveries.values()),
        unreached=unreached(rounds),
        total=rounds.incident_status.total,
        company=rounds.incident_status.company,
        declared_at=rounds.incident_status.declared_at,
        headline=rounds.headline,
    )


def details(rounds: Rounds) -> str:
    """Return what a manager reads in the Temporal UI (Markdown); words from outside are text, never markup."""
    return "\n\n".join(_lines(rounds))


def _lines(rounds: Rounds) -> Iterator[str]:
    yield f"**{rounds.code}**: updates to {rounds.readers}"
    yield _next(rounds)
    if rounds.edition.draft:
        lacks = missing(rounds.kind, rounds.audience, rounds.edition.draft) if rounds.kind else ()
        yield _said(f"Draft by {rounds.edition.drafted_by}", rounds.edition.draft)
        yield f"It lacks {' and '.join(lacks)}." if lacks else "It says everything this update must say."
    if rounds.edition.approved:
        yield f"Approved by {as_markdown_text(rounds.edition.approved_by)}."
    if rounds.last and rounds.edition.round:
        yield _said(f"Last sent {rounds.last.at.astimezone(UTC):%m-%d %H:%M} UTC", rounds.edition.round.update)
        out = sum(each.standing is Standing.TAKEN for each in rounds.edition.deliveries.values())
        yield f"Handed over for {out} of {counted(len(rounds.edition.deliveries), 'recipient')}."
    yield f"Updates missed: {rounds.missed_in_all}."


def _next(rounds: Rounds) -> str:
    if rounds.due is None:
        return "No update is open."
    often = f", missed {rounds.missed_this_round} times" if rounds.missed_this_round > 1 else ""
    late = f"; overdue{often}" if rounds.missed_this_round else ""
    last = rounds.kind is not None and rules_of(rounds.kind).last
    then = "It is the last." if last else f"Then every {duration_in_words(rounds.cadence.interval)}."
    due = rounds.due.astimezone(UTC)
    return f"Next: {rounds.name}, due {due:%m-%d %H:%M:%S} UTC{late}. {then}"


def _said(head: str, update: Update) -> str:
    return f"{as_markdown_text(head)}: {as_markdown_text(shortened(in_short(update), _SHOWN))}"


def status_text(service: str, last: BusinessRound | None) -> str:
    """Return what a stakeholder who asks for the state is told: the last approved text to the business, and nothing else."""
    return f"{service}: {in_short(last.update)}" if last else f"{service}: no update has gone out yet."
