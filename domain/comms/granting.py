"""What people ask of the rounds for one audience, judged and carried out in one place: a line for each request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.comms import recipients_by_hand
from domain.comms.drafts import check_may_write, check_named, check_stands, is_approved, note_written
from domain.comms.editions import BusinessEdition
from domain.comms.requests import (
    AddRecipient,
    ApproveDraft,
    ChangeCadence,
    CommsRequest,
    DropRecipient,
    ReviseTotal,
    SendRound,
    WriteBusinessDraft,
    WriteDraft,
    WriteTechnicalDraft,
)
from domain.comms.requirements import missing
from domain.comms.rounds import prepare, send
from domain.comms.schedule import agreed, every
from domain.comms.state import Rounds
from domain.comms.updates import Quantity, RoundKind
from domain.comms.wording import READERS, clock_moment
from domain.comms.writing import business_language, paragraphs, pointed_out
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import Request
from domain.requests import Reply
from domain.wording import duration_in_words
from domain.writing import one_line, one_line_if_any, said_by

_MOST_QUANTITIES = 12


def grant(rounds: Rounds, request: CommsRequest, now: datetime) -> Reply:
    """Carry a request out and return the words to say back; it is a sign of life of who asks.

    Raises:
        Refused: with the reason, for the person who asked; then nothing has changed.

    """
    if request.code not in {None, rounds.code}:
        raise Refused(f"Incident {request.code} is over; {rounds.code} is another one.")
    if request.audience is not rounds.audience:
        raise Refused(
            f"These are the updates to {rounds.readers}; what is meant for {READERS[request.audience]} stays there."
        )
    if rounds.stands.over:
        raise Refused(f"{rounds.code} is over: no update of it is open.")
    reply = Reply(words=_CARRIED_OUT_BY[type(request)](rounds, request, now))
    rounds.heard_from, rounds.heard_at = request.actor.contact, now
    return reply


def check(rounds: Rounds, request: CommsRequest, now: datetime) -> None:
    """Raise `Refused` as `grant` would, and change nothing: for the validator of an update."""
    grant(rounds.model_copy(deep=True), request, now)


def grant_signal(rounds: Rounds, request: CommsRequest, now: datetime) -> None:
    """Carry out a request whose sender hears nothing back: a refusal goes on the timeline."""
    try:
        grant(rounds, request, now)
    except Refused as refused:
        actor = request.actor
        what = f"refused: {request.kind.replace('_', ' ')} for {rounds.readers}"
        rounds.write(now, what, who=actor.name, channel=actor.channel, why=str(refused))


def _write_draft(rounds: Rounds, request: WriteDraft, now: datetime) -> str:
    kind, may_send = _open(rounds), _may_send(rounds, request.actor)
    if not may_send:
        check_may_write(rounds, request.actor)
    answers = {field: _cleaned(field, said) for field, said in request.written()}
    if rounds.edition.draft is None or request.from_the_board:
        prepare(rounds)
    if answers:
        rounds.revision += 1
        rounds.edition.rewrite(answers, request.actor.name)
    note_written(rounds, request.actor, may_send=may_send)
    rounds.write(now, f"writes {rounds.name} to {rounds.readers}", **said_by(request.actor))
    lacks = missing(kind, rounds.edition.draft)
    complete = (
        f"It lacks {' and '.join(lacks)}." if lacks else "It says everything it must; it goes out when it is approved."
    )
    beside = f"Draft {rounds.edition.approved_revision} stays approved. " if rounds.edition.approved else ""
    draft = f"Draft {rounds.revision} of {rounds.name} to {rounds.readers}."
    return f"{draft} {complete} {beside}{_pointed_out(rounds)}".strip()


def _approve(rounds: Rounds, request: ApproveDraft, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    if not is_approved(rounds, request.revision):
        _approve_draft(rounds, request, now)
    return f"{rounds.name.capitalize()} to {rounds.readers} is approved; it goes out when it is sent."


def _send(rounds: Rounds, request: SendRound, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    if not is_approved(rounds, request.revision):
        _approve_draft(rounds, request, now)
    name = rounds.name
    send(rounds, now, said_by(request.actor))
    due = rounds.due
    then = f"The next is due by {clock_moment(due, request.actor.time_zone, now)}." if due else "It is the last."
    return f"{name.capitalize()} goes out to {rounds.readers}. {then}"


def _change_cadence(rounds: Rounds, request: ChangeCadence, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    by = one_line_if_any(request.agreed_by)
    if request.interval is not None and request.at is None:
        rounds.cadence = every(request.interval, rounds.running, now)
        what = f"updates to {rounds.readers} every {duration_in_words(request.interval)}"
    elif request.at is not None and request.interval is None:
        rounds.cadence = agreed(request.at, by, rounds.cadence, rounds.running, now)
        what = f"next update to {rounds.readers} agreed for {clock_moment(request.at, 'UTC', now)}"
    else:
        raise Refused("Say either how often updates go out, or when the next one does.")
    rounds.write(now, what, **said_by(request.actor, f"agreed by {by}" if by else ""))
    due = rounds.due
    then = f"{rounds.name.capitalize()} is due by {clock_moment(due, request.actor.time_zone, now)}." if due else ""
    return f"{what.capitalize()}. {then}".strip()


def _add_recipient(rounds: Rounds, request: AddRecipient, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    return recipients_by_hand.add(rounds, request, now)


def _drop_recipient(rounds: Rounds, request: DropRecipient, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    return recipients_by_hand.drop(rounds, request, now)


def _revise_total(rounds: Rounds, request: ReviseTotal, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    if not any(each.kind is RoundKind.FINAL for each in rounds.earlier):
        raise Refused("No final update has gone out yet: the total impact belongs into its draft.")
    reason = one_line(request.reason, missing="Say why the total impact is another.")
    total = _quantities(request.total)
    if not total:
        raise Refused("Say at least one quantity: how much of what, and how it was counted.")
    rounds.total = total
    said = "; ".join(f"{each.amount} {each.unit}" for each in total)
    rounds.write(now, f"the total impact is put right: {said}", **said_by(request.actor, reason))
    return f"The total impact of {rounds.code} is now: {said}."


_CARRIED_OUT_BY: Mapping[type[Request], Callable[[Rounds, Any, datetime], str]] = {
    WriteBusinessDraft: _write_draft,
    WriteTechnicalDraft: _write_draft,
    ApproveDraft: _approve,
    SendRound: _send,
    ChangeCadence: _change_cadence,
    AddRecipient: _add_recipient,
    DropRecipient: _drop_recipient,
    ReviseTotal: _revise_total,
}
"""What carries out each request."""


def _open(rounds: Rounds) -> RoundKind:
    if rounds.kind is None or rounds.kind is RoundKind.CLOSING:
        raise Refused(f"No update to {rounds.readers} is open: the last one was {rounds.last_name}.")
    return rounds.kind


def _may_send(rounds: Rounds, actor: Actor) -> bool:
    lead = rounds.stands.lead
    leads = lead is not None and actor.contact == lead.id
    return leads or actor.heads_the_department or actor.contact in rounds.stands.may_send


def _check_may_send(rounds: Rounds, actor: Actor) -> None:
    if not _may_send(rounds, actor):
        raise Refused(
            "Only the incident lead, or the head of department, may do that; who takes part writes the draft."
        )


def _approve_draft(rounds: Rounds, request: ApproveDraft | SendRound, now: datetime) -> None:
    """Approve the draft that was read, word for word; overruled technical words go on record."""
    kind = _open(rounds)
    check_stands(rounds, request.revision)
    if lacks := missing(kind, rounds.edition.draft):
        raise Refused(f"{rounds.name.capitalize()} does not say {' and '.join(lacks)} yet.")
    check_named(rounds, request.revision)
    overrule, pointed = one_line_if_any(request.overrule), _pointed_out(rounds)
    if pointed and not overrule:
        raise Refused(f"{pointed} Reword it, or say why it stays.")
    rounds.edition.approve(rounds.revision, request.actor.name, now)
    rounds.write(now, f"approves {rounds.name} to {rounds.readers}", **said_by(request.actor))
    if pointed:
        rounds.write(now, f"leaves technical words in: {pointed}", **said_by(request.actor, overrule))


def _pointed_out(rounds: Rounds) -> str:
    match rounds.edition:
        case BusinessEdition(draft=draft) if draft:
            return pointed_out(business_language(draft, rounds.company))
    return ""


def _cleaned(field: str, said: str | tuple[Quantity, ...]) -> str | tuple[Quantity, ...]:
    return paragraphs(said, field.replace("_", " ")) if isinstance(said, str) else _quantities(said)


def _quantities(total: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    if len(total) > _MOST_QUANTITIES:
        raise Refused(f"The total impact has {_MOST_QUANTITIES} quantities at most.")
    return tuple(
        each.model_copy(
            update={
                "unit": one_line(each.unit, missing=f"Say of what {each.amount} are counted."),
                "counted": one_line(each.counted, missing=f"Say how the {each.amount} {each.unit} were counted."),
            }
        )
        for each in total
    )
