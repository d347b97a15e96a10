"""The incidents that are part of this one (domain/attaching.py): how they are taken in, what that does here, how they leave."""

from datetime import datetime

from domain.attaching import (
    Affected,
    AttachAnswered,
    AttachAsked,
    Detached,
    OtherClosed,
    Part,
    TeamNeeded,
    is_further,
    stays,
    the_other_way_round,
)
from domain.board.record import described, tell
from domain.board.state import Entry, Section
from domain.incident import alerts, comms, joining
from domain.incident.episode import CalledTeam
from domain.incident.state import Incident
from domain.lifecycle import IncidentState, in_words
from domain.timeline import Kind

_MOST_PARTS = 100  # with what is part of them; each is carried over a continue-as-new


def asked(incident: Incident, wanted: AttachAsked, now: datetime) -> None:
    """Judge whether another incident can be part of this one, take it in if it can, and note that it is owed the answer."""
    refused = None
    if not _is_part_by(incident, wanted):
        refused = _why_not(incident, wanted)
        if refused is None:
            _take_in(incident, wanted, now)
    answer = AttachAnswered(
        code=wanted.code,
        other=wanted.other,
        number=wanted.number,
        state=incident.state,
        refused=refused,
        held=_who_has_it(incident),
        on_call=tuple(team for team in joining.called_teams(incident) if incident.on_call.has_team(team)),
        called=tuple(joining.missing_teams(incident)),
        service=incident.service_name,
    )
    incident.answers_owed.append(answer)


def _is_part_by(incident: Incident, question: AttachAsked | Detached) -> bool:
    """Whether it is part of this one by this very question: a later one is judged anew, as this one may have moved since."""
    part = incident.parts.get(question.code)
    return question.other == incident.code and part is not None and part.number == question.number


def _why_not(incident: Incident, wanted: AttachAsked) -> str | None:
    """Return why the other cannot be part of this one; None when it can."""
    if wanted.other != incident.code:
        return f"{wanted.other} is over."
    if incident.state is IncidentState.ATTACHED and incident.attachment:
        return f"{incident.code} is itself part of {incident.attachment.other}: say that it is the same as that one."
    if not incident.state.worked_on:
        return f"{incident.code} is {in_words(incident.state)}: nothing is made part of it."
    if is_further(wanted.state, incident.state):
        return the_other_way_round(wanted.code, wanted.state, incident.code, incident.state)
    if sum(len(part.affected) for part in incident.parts.values()) + len(wanted.affected) > _MOST_PARTS:
        return f"At most {_MOST_PARTS} incidents can be part of {incident.code}, with those that are part of them."
    return _asks_itself(incident, wanted)


def _asks_itself(incident: Incident, wanted: AttachAsked) -> str | None:
    """Of two that ask each other one stays. One that waits for a third takes nobody in, or three could go round in a circle."""
    mine = incident.attachment
    if mine is None or (mine.other == wanted.code and stays(mine.asked, wanted)):
        return None
    if mine.other == wanted.code:
        return f"{incident.code} asks at the same moment to be part of {wanted.code}, which stays."
    return f"{incident.code} asks at this moment to be part of {mine.other}: ask again in a minute."


def _take_in(incident: Incident, wanted: AttachAsked, now: datetime) -> None:
    """Put its services among what is affected, have its teams called, and look for somebody as urgently as it does."""
    told_on = wanted.told_on.at_most(comms.room_for_parts(incident))
    part = Part(number=wanted.number, affected=wanted.affected, teams=wanted.teams, told_on=told_on)
    incident.parts[wanted.code] = part
    incident.write(now, Kind.NOTE, f"{wanted.code} is part of it now", who=wanted.by, why=wanted.reason or None)
    if told_on != wanted.told_on:
        why = f"{comms.MOST_OF_PARTS} are told on, the most there may be"
        incident.write(now, Kind.COMMS, f"leaves out people who were told of {wanted.code}", why=why)
    for each in wanted.affected:
        _put_on_the_board(incident, each, wanted, now)
    if wanted.urgent:
        alerts.ask_for_urgently(incident, now)
    if incident.state.declared:
        call_their_teams(incident, now)


def _put_on_the_board(incident: Incident, affected: Affected, wanted: AttachAsked, now: datetime) -> None:
    entry = Entry(
        number=incident.board.next_number,
        section=Section.EXTENT,
        at=now,
        by=wanted.by,
        text=f"{affected.name}: {affected.code} is part of it",
        service=affected.service,
    )
    incident.board.put(entry)
    tell(incident.board, incident.write, now, described(entry), wanted.by, wanted.reason or None)


def call_their_teams(incident: Incident, now: datetime) -> None:
    """Have the teams that its parts need called to the technical call (P14, P15), those that are not yet."""
    for code, part in incident.parts.items():
        for each in part.teams:
            if each.team not in incident.called:
                incident.called[each.team] = CalledTeam(name=each.name, service=each.service)
                incident.write(
                    now, Kind.NOTE, f"{each.name} is called too", why=f"{code}, which is part of it, needs them"
                )


def affected_by(incident: Incident) -> tuple[Affected, ...]:
    """Return the services this incident and its parts are about, its own first."""
    itself = Affected(
        code=incident.code, service=incident.card.service if incident.card else None, name=incident.service_name
    )
    return (itself, *(each for part in incident.parts.values() for each in part.affected))


def teams_needed(incident: Incident) -> tuple[TeamNeeded, ...]:
    """Return who is needed for it: the team in charge, those it has called, those its parts need; none that was dropped."""
    card = incident.card
    needed = {card.team: TeamNeeded(team=card.team, name=card.team_name, service=card.service)} if card else {}
    for team, called in incident.called.items():
        needed.setdefault(team, TeamNeeded(team=team, name=called.name, service=called.service))
    for each in (each for part in incident.parts.values() for each in part.teams):
        needed.setdefault(each.team, each)
    dropped = {team for team, called in incident.called.items() if called.dropped}
    return tuple(each for each in needed.values() if each.team not in dropped)


def _who_has_it(incident: Incident) -> str:
    if incident.leadership.lead:
        return f"{incident.leadership.lead.person.name} leads it."
    return f"{incident.first_contact_name} has it." if incident.first_contact_name else "Nobody has it yet."


def detached(incident: Incident, leave: Detached, now: datetime) -> None:
    """Note that an incident that was taken in is no part of this one after all."""
    if _is_part_by(incident, leave):
        del incident.parts[leave.code]
        incident.write(now, Kind.NOTE, f"{leave.code} is no part of it after all", why=leave.because)


def could_not_answer(incident: Incident, answer: AttachAnswered, now: datetime) -> None:
    """The one that asked has ended before it was answered."""
    leave = Detached(code=answer.code, other=answer.other, number=answer.number, because="it has ended")
    detached(incident, leave, now)


def take_leave(incident: Incident) -> list[OtherClosed]:
    """Return what the parts of an incident that is over are told, and let them go."""
    over = incident.episode.stood_down_by if incident.state is IncidentState.STOOD_DOWN else None
    because = f"{incident.code} is {'stood down' if over else 'over'}"
    parts, incident.parts = incident.parts, {}
    return [
        OtherClosed(
            code=code,
            other=incident.code,
            because=because,
            stood_down_by=over,
            quiet_until=incident.episode.quiet_until if over else None,
        )
        for code in parts
    ]
