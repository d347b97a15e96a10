"""How an incident becomes part of another that is the same (domain/attaching.py), and who is told."""

from datetime import datetime, timedelta

from domain.attaching import (
    AttachAnswered,
    AttachAsked,
    Attachment,
    Detached,
    is_further,
    the_other_way_round,
)
from domain.codes import incident_of, read_incident_code
from domain.errors import Refused
from domain.incident import comms, concerned, forwarding, leaving, parts
from domain.incident.state import Incident
from domain.leading import end
from domain.lifecycle import Actor, Command, IncidentState, apply
from domain.messages import Stop
from domain.requests import AnyRequest, SameAs, Separate
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
    return AttachAsked(
        code=incident.code,
        other=other,
        number=incident.attachments_asked,
        affected=parts.affected_by(incident),
        teams=parts.teams_needed(incident),
        state=incident.state,
        opened_at=incident.opened_at,
        urgent=bool(incident.suspected),
        by=actor.name,
        reason=reason,
        told_on=comms.to_hand_over(incident),
    )


def check_asked_here(incident: Incident, request: AnyRequest) -> None:
    """Raise `Refused` while this incident is part of another, which decides for both; only its being a part is decided here."""
    if forwarding.forwards(incident) and incident.attachment and not isinstance(request, Separate):
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
            leaving.other_is_gone(incident, now)
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
    stood = incident.state
    try:
        _check_not_further(incident, answer)
        apply(incident, Command.ATTACH, attachment.actor)
    except Refused as refused:
        _leave(incident, answer, str(refused))
        _stay_alone(incident, attachment, str(refused), now)
        return
    attachment.held, attachment.was = answer.held, stood
    comms.close(incident, attachment.actor.name, now, part_of=_in_words(answer))
    words = _words_for_each(incident, attachment, answer)
    attachment.told = tuple(words)
    incident.asked_for = incident.unheld_since = incident.episode.quiet_until = incident.episode.closed_at = None
    incident.tell_all(end(incident.leadership, now, incident.write, because=f"it is part of {answer.other} now"))
    incident.write(now, Kind.STATE, f"attached to {answer.other}", **said_by(attachment.actor, attachment.asked.reason))
    incident.tell_all(tuple(words.items()))
    for alert in incident.alerts.values():
        if alert.firing:
            forwarding.pass_on_alert(incident, alert)


def _in_words(other: AttachAnswered) -> str:
    """Return which incident goes on, as whoever was told of this one reads it."""
    return f"the incident about {other.service}, {other.other}"


def _check_not_further(incident: Incident, answer: AttachAnswered) -> None:
    if is_further(incident.state, answer.state):
        raise Refused(the_other_way_round(incident.code, incident.state, answer.other, answer.state))


def _words_for_each(incident: Incident, attachment: Attachment, answer: AttachAnswered) -> dict[str, str]:
    """Return what the incident itself tells whom; whoever is on its call hears where that goes on. Searches tell the others."""
    words = _words(incident, attachment)
    told = dict.fromkeys(concerned.whom_no_search_tells(incident, attachment.actor.contact), words)
    for each in incident.on_call.on_it.values():
        told[each.person] = f"{words} {_where_the_call_goes_on(each.team, answer)}".strip()
    return told


def _where_the_call_goes_on(team: str, answer: AttachAnswered) -> str:
    """Say how whoever is on the call of what is part of another now comes on that of the other: each has a code of its own."""
    if team in answer.on_call:
        return "Its call goes on, and your team is on it already."
    if team in answer.called:
        return "Leave this call for that one: your team is called to it, and the code of that page puts you through."
    return ""


def _words(incident: Incident, attachment: Attachment) -> str:
    return f"{incident.code} is the same as {attachment.other} and part of it now. {attachment.held}".strip()


def stop_order(incident: Incident, attachment: Attachment) -> Stop:
    """Return what a search is told whose incident is part of another now, with the one text for everyone who was paged."""
    because = f"it is the same as {attachment.other}"
    return Stop(because=because, notice=_words(incident, attachment), told=attachment.told)
