"""How an incident becomes part of another that is the same (domain/attaching.py), what it does then, and what ends that."""

from datetime import datetime, timedelta

from domain.alerts import AlertsReceived
from domain.attaching import (
    AttachAnswered,
    AttachAsked,
    Attachment,
    Detached,
    OtherClosed,
    is_further,
    the_other_way_round,
)
from domain.board.posted_changes import ChangePosted
from domain.codes import incident_of, read_incident_code
from domain.errors import Refused
from domain.incident import alerts, concerned, forwarding
from domain.incident.state import Incident
from domain.leading import end
from domain.lifecycle import Actor, Command, IncidentState, apply
from domain.messages import Stop, Suspected
from domain.requests import SameAs
from domain.timeline import Kind
from domain.writing import one_line_if_any, said_by

_OTHER_IS_ASKED_EVERY = timedelta(hours=1)  # one that somebody terminated by hand is noticed by then


def same_as(incident: Incident, request: SameAs, now: datetime) -> str:
    """Note that this incident asks another to be part of it, and return the words to say back; nothing stops before the answer.

    Raises:
        Refused: not by who leads or has it, nor by the head of department; not while it can be attached; or not to that one.

    """
    other = _named(incident, request.other)
    reason = one_line_if_any(request.reason)
    _check(incident, other, request.actor)
    incident.attachments_asked += 1
    incident.attachment = Attachment(asked=_question(incident, other, request.actor, reason), actor=request.actor)
    incident.write(now, Kind.NOTE, f"asks to be part of {other}", **said_by(request.actor, reason))
    return f"{incident.code} asks to be part of {other}: if that cannot be, you are told. Until then nothing stops."


def _named(incident: Incident, other: str) -> str:
    """Return the code that was given, or that of the incident which was offered to whoever has this one."""
    if other:
        return str(read_incident_code(other))
    if incident.surroundings.may_be_same is None:
        raise Refused("No other incident was offered: say which one it is the same as.")
    return incident.surroundings.may_be_same.code


def _check(incident: Incident, other: str, actor: Actor) -> None:
    if other == incident.code:
        raise Refused(f"{other} is this very incident: name the other one.")
    if incident_of(other) == incident.workflow_id:
        raise Refused(f"{other} is over: it was an earlier incident of the same service.")
    if incident.attachment:
        raise Refused(f"{incident.code} asks to be part of {incident.attachment.other} already: wait for the answer.")
    if other in incident.parts:
        raise Refused(f"{other} is part of {incident.code} already.")
    apply(incident.model_copy(), Command.ATTACH, actor)


def _question(incident: Incident, other: str, actor: Actor, reason: str) -> AttachAsked:
    card = incident.card
    return AttachAsked(
        code=incident.code,
        other=other,
        number=incident.attachments_asked,
        service=card.service if card else None,
        service_name=incident.service_name,
        team=card.team if card else "",
        team_name=card.team_name if card else "",
        state=incident.state,
        opened_at=incident.opened_at,
        urgent=bool(incident.suspected),
        by=actor.name,
        reason=reason,
    )


def check_asked_here(incident: Incident) -> None:
    """Raise `Refused` while this incident is part of another, which decides for both."""
    if forwarding.forwards(incident) and incident.attachment:
        raise Refused(f"{incident.code} is part of {incident.attachment.other}: ask that one.")


def asks_at(incident: Incident) -> datetime | None:
    """Return when the other is to be asked, at first or again: that it can be asked shows that it is there. None for never."""
    attachment = incident.attachment
    if attachment is None or not (incident.state.worked_on or forwarding.forwards(incident)):
        return None
    return attachment.asked_at + _OTHER_IS_ASKED_EVERY if attachment.asked_at else incident.opened_at


def ask(attachment: Attachment, now: datetime) -> AttachAsked:
    """Return what the other is asked, and note that it is asked now."""
    attachment.asked_at = now
    return attachment.asked


def could_not_ask(incident: Incident, asked: AttachAsked, now: datetime) -> None:
    """The other cannot be asked: it has ended, which refuses it, or ends what was part of it."""
    refused = f"{asked.other} is over."
    over = AttachAnswered(code=asked.code, other=asked.other, number=asked.number, state=asked.state, refused=refused)
    answered(incident, over, now)


def answered(incident: Incident, answer: AttachAnswered, now: datetime) -> None:
    """Take in the answer: become part of the other, or stay as it was. One that takes in what does not ask any more is told so."""
    attachment = incident.attachment
    if attachment is None or not _answers(answer, attachment.asked):
        if answer.refused is None:
            _leave(incident, answer, "it does not ask for that any more")
    elif incident.state is IncidentState.ATTACHED:
        if answer.refused and forwarding.forwards(incident):
            _other_is_gone(incident, now)
    elif answer.refused:
        _stay_alone(incident, attachment, answer.refused, now)
    else:
        _become_part(incident, attachment, answer, now)


def _answers(answer: AttachAnswered, question: AttachAsked) -> bool:
    return (answer.code, answer.other, answer.number) == (question.code, question.other, question.number)


def _leave(incident: Incident, answer: AttachAnswered, because: str) -> None:
    incident.leaving.append(Detached(code=answer.code, other=answer.other, number=answer.number, because=because))


def _stay_alone(incident: Incident, attachment: Attachment, why: str, now: datetime) -> None:
    incident.attachment = None
    incident.write(now, Kind.NOTE, f"is not made part of {attachment.other}", why=why)
    incident.tell(attachment.actor.contact, f"{incident.code} is not made part of {attachment.other}: {why}")


def _become_part(incident: Incident, attachment: Attachment, answer: AttachAnswered, now: datetime) -> None:
    """Judge once more by what holds now: since it was asked, it may have been declared, stood down, or passed on."""
    try:
        _check_not_further(incident, answer)
        apply(incident, Command.ATTACH, attachment.actor)
    except Refused as refused:
        _leave(incident, answer, str(refused))
        _stay_alone(incident, attachment, str(refused), now)
        return
    attachment.held = answer.held
    people = concerned.whom_no_search_tells(incident, attachment.actor.contact)
    incident.asked_for = incident.unheld_since = incident.episode.quiet_until = incident.episode.closed_at = None
    incident.tell_all(end(incident.leadership, now, incident.write, because=f"it is part of {answer.other} now"))
    incident.write(now, Kind.STATE, f"attached to {answer.other}", **said_by(attachment.actor, attachment.asked.reason))
    incident.tell_all(tuple((person, _words(incident, attachment)) for person in people))
    for alert in incident.alerts.values():
        if alert.firing:
            forwarding.pass_on_alert(incident, alert)


def _check_not_further(incident: Incident, answer: AttachAnswered) -> None:
    if is_further(incident.state, answer.state):
        raise Refused(the_other_way_round(incident.code, incident.state, answer.other, answer.state))


def _words(incident: Incident, attachment: Attachment) -> str:
    return f"{incident.code} is the same as {attachment.other} and part of it now. {attachment.held}".strip()


def stop_order(incident: Incident, attachment: Attachment) -> Stop:
    """Return what a search is told whose incident is part of another now, with the one text for everyone who was paged."""
    return Stop(because=f"it is the same as {attachment.other}", notice=_words(incident, attachment))


def could_not_forward(incident: Incident, fact: AlertsReceived | Suspected | ChangePosted, now: datetime) -> None:
    """The other has ended: what fires now or was reported is searched for here, so that no alert is ever lost."""
    if forwarding.forwards(incident):
        _other_is_gone(incident, now)
    _ask_here(incident, fact, now)


def _other_is_gone(incident: Incident, now: datetime) -> None:
    """It ended without a word: what still fires, or was reported, is nobody's."""
    _ends(incident, now)
    for alert in incident.alerts.values():
        if alert.firing:
            alerts.ask_for(incident, alert, now)
    if incident.attachment:
        incident.write(now, Kind.NOTE, f"{incident.attachment.other}, of which it was part, is over")
        if incident.attachment.asked.urgent:
            alerts.ask_for_urgently(incident, now)


def _ends(incident: Incident, now: datetime) -> None:
    """It ends with the other, but for what the other has not heard of any more."""
    incident.episode.closed_at = now
    unheard, incident.to_forward = incident.to_forward, []
    for fact in unheard:
        _ask_here(incident, fact, now)


def _ask_here(incident: Incident, fact: AlertsReceived | Suspected | ChangePosted, now: datetime) -> None:
    match fact:
        case AlertsReceived():
            for alert in fact.alerts:
                if alert.firing:
                    alerts.ask_for(incident, alert, now)
        case Suspected():
            alerts.ask_for_urgently(incident, now)


def other_closed(incident: Incident, news: OtherClosed, now: datetime) -> None:
    """The other is over, and this one with it; stood down, it stays as quiet as the other does."""
    attachment = incident.attachment
    mine = attachment is not None and (news.code, news.other) == (incident.code, attachment.other)
    if not mine or not forwarding.forwards(incident):
        return
    why = f"{news.because}, and it is part of it"
    if news.stood_down_by:
        apply(incident, Command.STAND_DOWN_WITH_OTHER)
        incident.attachment = None
        incident.episode.quiet_until, incident.episode.stood_down_by = news.quiet_until, news.stood_down_by
        incident.report_unjudged = False
        incident.write(now, Kind.STATE, "stood down as not major", who=news.stood_down_by, why=why)
    else:
        incident.write(now, Kind.NOTE, "is over", why=why)
    _ends(incident, now)
