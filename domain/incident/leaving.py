"""How an incident ceases to be part of another: the other is over or gone, or it was a mistake.

What had been proposed before comes back to its own head of department: nobody else stands it down (P11).
"""

from datetime import datetime

from domain.alerts import AlertsReceived
from domain.attaching import Attachment, Detached, OtherClosed
from domain.board.posted_changes import ChangesPosted
from domain.errors import Refused
from domain.incident import alerts, forwarding
from domain.incident.state import Incident
from domain.lifecycle import Command, apply
from domain.messages import Suspected
from domain.requests import Separate
from domain.timeline import Kind
from domain.writing import one_line, said_by


def could_not_forward(incident: Incident, fact: AlertsReceived | Suspected | ChangesPosted, now: datetime) -> None:
    """The other has ended: what fires now or was reported is searched for here, so that no alert is ever lost."""
    if forwarding.forwards(incident):
        other_is_gone(incident, now)
    _ask_here(incident, fact, now)


def other_is_gone(incident: Incident, now: datetime) -> None:
    """It ended without a word: what still fires, or was reported, is nobody's."""
    if incident.attachment:
        incident.write(now, Kind.NOTE, f"{incident.attachment.other}, of which it was part, is over")
        _go_on_alone(incident, incident.attachment, now)


def _go_on_alone(incident: Incident, attachment: Attachment, now: datetime) -> None:
    """It is part of no other any more: who judges it is searched for, if it still fires or was reported; else it ends.

    What had been proposed is so again, and its own head of department is called: nobody else stands it down (P11).
    """
    if attachment.was_judged:
        _propose_again(incident, now)
        return
    _ends(incident, now)
    for alert in incident.alerts.values():
        if alert.firing:
            alerts.ask_for(incident, alert, now)
    if attachment.asked.urgent:
        alerts.ask_for_urgently(incident, now)


def _propose_again(incident: Incident, now: datetime) -> None:
    """Whoever had it, led it or declared it does so no more: all of them are searched for anew."""
    apply(incident, Command.PROPOSE_AGAIN)
    incident.attachment = None
    incident.to_forward = []
    incident.first_contact = incident.first_contact_name = None
    episode = incident.episode
    episode.declared_at = episode.declared_by = episode.declarer = episode.provisional_lead = None
    episode.provisional = episode.told_nobody_senior = False
    episode.proposed_at = now
    alerts.ask_for_urgently(incident, now)
    why = "it was proposed before, and only its own head of department or their deputy may stand it down"
    incident.write(now, Kind.STATE, "proposed as a major incident again", why=why)


def _ends(incident: Incident, now: datetime) -> None:
    """It ends with the other, but for what the other has not heard of any more."""
    incident.episode.closed_at = now
    unheard, incident.to_forward = incident.to_forward, []
    for fact in unheard:
        _ask_here(incident, fact, now)


def _ask_here(incident: Incident, fact: AlertsReceived | Suspected | ChangesPosted, now: datetime) -> None:
    match fact:
        case AlertsReceived():
            for alert in fact.alerts:
                if alert.firing:
                    alerts.ask_for(incident, alert, now)
        case Suspected():
            alerts.ask_for_urgently(incident, now)


def other_closed(incident: Incident, news: OtherClosed, now: datetime) -> None:
    """The other is over, and this one with it; stood down, it stays as quiet as the other does, unless it was judged before."""
    attachment = incident.attachment
    if attachment is None or (news.code, news.other) != (incident.code, attachment.other):
        return
    if not forwarding.forwards(incident):
        return
    why = f"{news.because}, and it is part of it"
    if news.stood_down_by and attachment.was_judged:
        incident.write(now, Kind.NOTE, f"is no part of {news.other} any more", why=news.because)
        _propose_again(incident, now)
    elif news.stood_down_by:
        _stand_down_with(incident, news, why, now)
    else:
        incident.write(now, Kind.NOTE, "is over", why=why)
        _ends(incident, now)


def _stand_down_with(incident: Incident, news: OtherClosed, why: str, now: datetime) -> None:
    apply(incident, Command.STAND_DOWN_WITH_OTHER)
    incident.attachment = None
    incident.episode.quiet_until, incident.episode.stood_down_by = news.quiet_until, news.stood_down_by
    incident.report_unjudged = False
    incident.write(now, Kind.STATE, "stood down as not major", who=news.stood_down_by, why=why)
    _ends(incident, now)


def separate(incident: Incident, request: Separate, now: datetime) -> str:
    """Let it be part of the other no more, and return the words to say back: it was a mistake.

    Raises:
        Refused: it is part of none; not by who made it part, nor by its head of department; or without a reason.

    """
    reason = one_line(request.reason, missing="Say why it is not the same.")
    attachment, actor = incident.attachment, request.actor
    if attachment is None or not forwarding.forwards(incident):
        raise Refused(f"{incident.code} is part of no other incident.")
    if actor.contact != attachment.actor.contact and not actor.heads_the_department:
        raise Refused(f"Only {attachment.actor.name}, who made it part, or the head of department may separate it.")
    asked = attachment.asked
    incident.leaving.append(Detached(code=asked.code, other=asked.other, number=asked.number, because=reason))
    incident.write(now, Kind.NOTE, f"is no part of {asked.other} any more", **said_by(actor, reason))
    _go_on_alone(incident, attachment, now)
    what_follows = "people are called for it again" if incident.asked_for else "nobody need be called, and it ends"
    return f"{incident.code} is no part of {asked.other} any more: {what_follows}."
