"""Who is told because somebody added them, and who is told no more (P14: anyone further is offered to the lead)."""

from datetime import datetime

from domain.comms.editions import BusinessEdition, TechnicalEdition
from domain.comms.requests import AddRecipient, DropRecipient
from domain.comms.state import Rounds
from domain.errors import Refused
from domain.organisation import Organisation
from domain.writing import one_line, said_by

_MOST = 500


def add(rounds: Rounds, request: AddRecipient, now: datetime) -> str:
    """Tell one more person or team from now on, the last round at once, and return the words to say back.

    Raises:
        Refused: nobody or a team of the other audience is named, they are told already, or no reason is given.

    """
    reason = one_line(request.reason, missing="Say why they are told: they will read it.")
    because = f"added by {request.actor.name}: {reason}"
    if _is_told(rounds, request):
        raise Refused(f"{_name(request)} is told already.")
    if len(rounds.edition.by_hand.people) >= _MOST:
        raise Refused(f"{_MOST} people are added by hand, the most there may be.")
    match rounds.edition, request.person, request.team:
        case BusinessEdition() | TechnicalEdition() as edition, str() as person, None:
            edition.add(person, because)
        case TechnicalEdition() as edition, None, str() as team:
            edition.add_team(team, because)
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
            edition.drop(person)
        case TechnicalEdition() as edition, None, str() as team:
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


def _nobody_named(rounds: Rounds) -> Refused:
    which = "one person" if isinstance(rounds.edition, BusinessEdition) else "one person, or one team"
    return Refused(f"Name {which} of the {rounds.readers}.")


def _name(request: AddRecipient | DropRecipient) -> str:
    return request.name or request.person or request.team or "nobody"
