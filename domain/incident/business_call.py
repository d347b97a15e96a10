"""The business call (P15): stakeholders are invited to a call of their own, in business language, each told once.

The lead or the head of department opens it, and adds or drops single people. Nobody is chased: who stays away is not called again.
"""

from collections.abc import Iterable
from datetime import datetime

from domain.errors import Refused
from domain.incident.episode import Invitation
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.lifecycle import Actor, IncidentState, check_leads_or_heads, in_words
from domain.messages import PageWords, Stop
from domain.requests import InviteStakeholder, OpenBusinessCall, UninviteStakeholder
from domain.timeline import Kind
from domain.wording import counted, impact_sentence
from domain.writing import one_line, said_by

_MOST_INVITED = 100
"""Each has a search of their own, which the incident carries; a call of more people is none in which anybody can speak."""


def open_business_call(incident: Incident, request: OpenBusinessCall, now: datetime) -> str:
    """Invite every stakeholder of the contact plan, and return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared or mitigated, or nobody is left to invite.

    """
    _check(incident, request.actor)
    if incident.episode.contacts is None:
        raise Refused("Whom to inform is still being looked up: ask again in a moment, or invite people by name.")
    listed = {each.id: each.name for each in incident.episode.contacts.stakeholders}
    new = [each for each in listed.items() if each[0] not in incident.episode.invited]
    if not new:
        found = "All in the contact plan have been invited" if listed else "The contact plan names nobody"
        raise Refused(f"{found}: invite people by name.")
    asked = new[: _room(incident)]
    _invite(incident, asked)
    names = ", ".join(name for _, name in asked)
    incident.write(now, Kind.NOTE, f"opens the business call for {names}", **said_by(request.actor))
    more = f" There is no room for {len(new) - len(asked)} more." if len(new) > len(asked) else ""
    return f"{counted(len(asked), 'stakeholder')} invited to the business call.{more}"


def invite(incident: Incident, request: InviteStakeholder, now: datetime) -> str:
    """Invite one more person, and return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared or mitigated, without a reason; or they are
            invited already, or as many as there is room for.

    """
    reason = one_line(request.reason, missing="Say why they are to be on the business call.")
    _check(incident, request.actor)
    person = request.person
    if person.id in invited(incident):
        raise Refused(f"{person.name} is invited already.")
    _room(incident)
    _invite(incident, [(person.id, person.name)])
    incident.write(now, Kind.NOTE, f"invites {person.name} to the business call", **said_by(request.actor, reason))
    return f"{person.name} is invited to the business call."


def uninvite(incident: Incident, request: UninviteStakeholder, now: datetime) -> str:
    """Take an invitation back, and return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared or mitigated, without a reason; or they are not
            invited.

    """
    reason = one_line(request.reason, missing="Say why they are not needed on the business call.")
    _check(incident, request.actor)
    person = request.person
    if person.id not in invited(incident):
        raise Refused(f"{person.name} is not invited to the business call.")
    incident.episode.invited[person.id].dropped = True
    incident.write(
        now, Kind.NOTE, f"invites {person.name} to the business call no more", **said_by(request.actor, reason)
    )
    on_it = any(each.person == person.id for each in incident.on_business_call.on_it.values())
    stays = " They are on the call: ask them to leave it." if on_it else ""
    return f"{person.name} is invited no more.{stays}"


def invited(incident: Incident) -> list[str]:
    """Return the ids of those who are invited now; nobody is when it is over."""
    if not incident.state.led:
        return []
    return [person for person, invitation in incident.episode.invited.items() if not invitation.dropped]


def awaited(incident: Incident) -> tuple[str, ...]:
    """Return the names of those who are invited and are not on the call."""
    there = {each.person for each in incident.on_business_call.on_it.values()}
    return tuple(incident.episode.invited[person].name for person in invited(incident) if person not in there)


def words(incident: Incident) -> PageWords:
    """Return what an invitation says: the impact statement alone, as nothing technical is told to business readers (P17)."""
    return PageWords(headline=impact_sentence(incident.impact), detail="", service="the business call")


_WHY_IT_IS_OVER = {
    IncidentState.RESOLVED: "It is resolved.",
    IncidentState.ATTACHED: "It is dealt with as part of another.",
    IncidentState.STOOD_DOWN: "It is no major incident.",
}


def stop_order(incident: Incident, search: Search) -> Stop:
    """Tell an invitation that it is over, with one text in business language; what is over is opened anew when it is reopened."""
    about = impact_sentence(incident.impact)
    if incident.state.led:
        return Stop(because="the invitation was taken back", notice=f"You need not join the business call. ({about})")
    invitation = incident.episode.invited.pop(search.whom, None)
    if invitation and not invitation.dropped:
        incident.episode.was_invited.append(search.whom)
    said = f"{_WHY_IT_IS_OVER.get(incident.state, '')} The business call is over. ({about})".strip()
    return Stop(because=f"it is {in_words(incident.state)}", notice=said)


def _invite(incident: Incident, people: Iterable[tuple[str, str]]) -> None:
    for person, name in people:
        incident.episode.invited[person] = Invitation(name=name)


def _room(incident: Incident) -> int:
    """Return how many more can be invited. Raises `Refused` when nobody can."""
    room = _MOST_INVITED - len(invited(incident))
    if room <= 0:
        raise Refused(f"{_MOST_INVITED} people are invited, and there is room for no more.")
    return room


def _check(incident: Incident, actor: Actor) -> None:
    if not incident.state.led:
        raise Refused("There is a business call from its declaration until it is resolved, and not now.")
    check_leads_or_heads(actor, incident.lead_id)
