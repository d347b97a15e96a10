"""What people ask of the rounds for one audience, judged and carried out in one place: a line for each request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.comms.audience import recipients_by_hand
from domain.comms.drafting import quantities
from domain.comms.drafting.answers import ANSWERS, Answer
from domain.comms.drafting.drafts import check_may_write, check_named, check_stands, is_approved, note_written
from domain.comms.drafting.requirements import missing
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.comms.drafting.wording import READERS, clock_moment
from domain.comms.drafting.writing import business_language, paragraphs, pointed_out
from domain.comms.rounds import cadence_by_hand
from domain.comms.rounds.editions import BusinessEdition
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.permission import check_may_send, may_send
from domain.comms.rounds.requests import (
    AddRecipient,
    ApproveDraft,
    ChangeCadence,
    CommsRequest,
    DropRecipient,
    SendRound,
    WriteBusinessDraft,
    WriteDraft,
    WriteTechnicalDraft,
)
from domain.comms.rounds.rounds import catch_up, prepare, send
from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import Request
from domain.requests import Reply
from domain.writing import one_line_if_any, said_by


def grant(rounds: Rounds, request: CommsRequest, now: datetime) -> Reply:
    """Carry a request out and return the words to say back; it is a sign of life of who asks.

    Raises:
        Refused: with the reason, for the person who asked; then nothing they asked for has changed.

    """
    if request.code not in {None, rounds.code}:
        raise Refused(f"Incident {request.code} is over; {rounds.code} is another one.")
    if request.audience is not rounds.audience:
        raise Refused(
            f"These are the updates to {rounds.readers}; what is meant for {READERS[request.audience]} stays there."
        )
    if rounds.incident_status.over:
        raise Refused(f"{rounds.code} is over: no update of it is open.")
    catch_up(rounds, now)
    reply = Reply(words=CARRIED_OUT_BY[type(request)](rounds, request, now))
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
    kind, sends_too = _open(rounds), may_send(request.actor, rounds.incident_status.may_send)
    if not sends_too:
        check_may_write(rounds, request.actor)
    answers = {answer.value: _cleaned(answer, said) for answer, said in request.written()}
    if rounds.edition.draft is None or request.from_the_board:
        prepare(rounds)
    if answers:
        rounds.revision += 1
        rounds.edition.rewrite(answers, request.actor.name)
    note_written(rounds, request.actor, may_send=sends_too)
    rounds.write(now, f"writes {rounds.name} to {rounds.readers}", **said_by(request.actor))
    lacks = missing(kind, rounds.audience, rounds.edition.draft)
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
    return cadence_by_hand.change(rounds, request, now)


def _add_recipient(rounds: Rounds, request: AddRecipient, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    return recipients_by_hand.add(rounds, request, now)


def _drop_recipient(rounds: Rounds, request: DropRecipient, now: datetime) -> str:
    _check_may_send(rounds, request.actor)
    return recipients_by_hand.drop(rounds, request, now)


CARRIED_OUT_BY: Mapping[type[Request], Callable[[Rounds, Any, datetime], str]] = {
    WriteBusinessDraft: _write_draft,
    WriteTechnicalDraft: _write_draft,
    ApproveDraft: _approve,
    SendRound: _send,
    ChangeCadence: _change_cadence,
    AddRecipient: _add_recipient,
    DropRecipient: _drop_recipient,
}
"""What carries out each request."""


def _open(rounds: Rounds) -> RoundKind:
    if rounds.kind is None or not rules_of(rounds.kind).written:
        raise Refused(f"No update to {rounds.readers} is open: the last one was {rounds.last_name}.")
    return rounds.kind


def _check_may_send(rounds: Rounds, actor: Actor) -> None:
    check_may_send(actor, rounds.incident_status.may_send)


def _approve_draft(rounds: Rounds, request: ApproveDraft | SendRound, now: datetime) -> None:
    """Approve the draft that was read, word for word; overruled technical words go on record."""
    kind = _open(rounds)
    check_stands(rounds, request.revision)
    if lacks := missing(kind, rounds.audience, rounds.edition.draft):
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
            return pointed_out(business_language(draft, rounds.incident_status.company))
    return ""


def _cleaned(answer: Answer, said: str | tuple[Quantity, ...]) -> str | tuple[Quantity, ...]:
    return paragraphs(said, ANSWERS[answer].label) if isinstance(said, str) else quantities.checked(said)
