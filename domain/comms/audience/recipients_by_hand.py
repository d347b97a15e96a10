"""Who is told because somebody added them, and who is told no more (P14: anyone further is offered to the lead)."""

from collections.abc import Sized
from datetime import datetime

from domain.comms.rounds.editions import BusinessEdition, TechnicalEdition
from domain.comms.rounds.requests import AddRecipient, DropRecipient
from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from domain.organisation import Organisation
from domain.wording import shortened
from domain.writing import one_line, said_by

_MOST_PEOPLE = 500
_MOST_TEAMS = 100
_LONGEST_BECAUSE = 80  # characters of why somebody is told, which is carried for each; the timeline has all of it


def add(rounds: Rounds, request: AddRecipient, now: datetime) -> str:
    """Tell one more person or team from now on, the last round at once, and return the words to say back.

    Raises:
        Refused: nobody or a team of the other audience is named, they are told already, or no reason is given.

    """
    reason = one_line(request.reason, missing="Say why they are told: they will read it.")
    because = shortened(f"added by {request.actor.name}: {reason}", _LONGEST_BECAUSE)
    if _is_told(rounds, request):
        raise Refused(f"{_name(request)} is told already.")
    match rounds.edition, request.person, request.team:
        case BusinessEdition() | TechnicalEdition() as edition, str() as person, None:
            _check_room(edition.people.by_hand, _MOST_PEOPLE, "people are added by hand")
            edition.people.add(person, because)
        case TechnicalEdition() as edition, None, str() as team:
            _check_room(edition.teams.by_hand, _MOST_TEAMS, "teams are added by hand")
            edition.teams.add(team, because)
        case _:
            raise _nobody_named(rounds)
    rounds.write(now, f"{_name(request)} is told with the {rounds.readers}", **said_by(request.actor, reason))
    at_once = f", and gets {rounds.last_name} at once" if rounds.last else ""
    return f"{_name(request)} is told from now on{at_once}."


def drop(rounds: Rounds, request: DropRecipient, now: datetime) -> str:
    """Tell a person or team nothing more, and return the words to say back.

    Raises:
        Refused: nobody or a team of the other audience is named, they are not told anyway, or no reason is given.

    """
    reason = one_line(request.reason, missing="Say why they are told nothing more.")
    if not _is_told(rounds, request):
        raise Refused(f"{_name(request)} is not among the {rounds.readers} by that id.")
    match rounds.edition, request.person, request.team:
        case BusinessEdition() | TechnicalEdition() as edition, str() as person, None:
            _check_room(edition.people.dropped, _MOST_PEOPLE, "people are told nothing more")
            edition.drop(person)
        case TechnicalEdition() as edition, None, str() as team:
            _check_room(edition.teams.dropped, _MOST_TEAMS, "teams are told nothing more")
            edition.drop_team(team)
        case _:
            raise _nobody_named(rounds)
    rounds.write(
        now, f"{_name(request)} is told nothing more with the {rounds.readers}", **said_by(request.actor, reason)
    )
    return f"{_name(request)} is told nothing more."


def name_of(organisation: Organisation, person: str | None, team: str | None) -> str | None:
    """Return what people call this person or team, given by id; None for one the organisation does not have."""
    if person:
        return organisation.people[person].name if person in organisation.people else None
    return organisation.teams[team].name if team and team in organisation.teams else None


def _is_told(rounds: Rounds, request: AddRecipient | DropRecipient) -> bool:
    match rounds.edition, request.person, request.team:
        case BusinessEdition() | TechnicalEdition() as edition, str() as person, None:
            return person in edition.whom(rounds.incident_status).people
        case TechnicalEdition() as edition, None, str() as team:
            return team in edition.whom(rounds.incident_status).teams
    raise _nobody_named(rounds)


def _check_room(members: Sized, most: int, what: str) -> None:
    if len(members) >= most:
        raise Refused(f"{len(members)} {what}, the most there may be.")


def _nobody_named(rounds: Rounds) -> Refused:
    which = "one person" if isinstance(rounds.edition, BusinessEdition) else "one person, or one team"
    return Refused(f"Name {which} of the {rounds.readers}.")


def _name(request: AddRecipient | DropRecipient) -> str:
    return request.name or request.person or request.team or "nobody"
