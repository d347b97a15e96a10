"""Who stands behind an audience at the moment a round is sent, and on which channels each is told.

Rotas turn and people leave while an incident runs, so this is asked anew for every round.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from domain.comms.audience.recipients import (
    BusinessAudience,
    BusinessRecipient,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipient,
    TechnicalRecipients,
)
from domain.contacts import channels_to_inform
from domain.ladder import RUNG_TITLES
from domain.organisation import Organisation, RungName, Team

_Recipient = TypeVar("_Recipient", BusinessRecipient, TechnicalRecipient)


@dataclass(frozen=True)
class _Wanted:
    """Somebody to tell, why, and the team by whose agreement; empty where they are told for themselves."""

    person: str
    because: str
    team: str = ""


def business_recipients(organisation: Organisation, audience: BusinessAudience, at: datetime) -> BusinessRecipients:
    """Return the business stakeholders to tell at this instant (UTC)."""
    wanted = [_Wanted(person, because) for person, because in audience.people.items()]
    told, left_out = _told(organisation, wanted, at, BusinessRecipient)
    return BusinessRecipients(recipients=told, left_out=left_out)


def technical_recipients(organisation: Organisation, audience: TechnicalAudience, at: datetime) -> TechnicalRecipients:
    """Return whom to tell at this instant (UTC): of each team who is on call and the head of department, and the people named."""
    gone = [team for team in audience.teams if team not in organisation.teams]
    wanted = [
        *_of_teams(organisation, audience, at),
        *(_Wanted(person, because) for person, because in audience.people.items()),
    ]
    told, left_out = _told(organisation, wanted, at, TechnicalRecipient)
    missing = (f"the team {team} is not in the organisation file any more" for team in gone)
    return TechnicalRecipients(recipients=told, left_out=(*missing, *left_out))


def _of_teams(organisation: Organisation, audience: TechnicalAudience, at: datetime) -> Iterator[_Wanted]:
    for team_id, because in audience.teams.items():
        team = organisation.teams.get(team_id)
        if team is not None:
            on_call = organisation.on_call(team_id, at)
            yield _stand_in(organisation, team, on_call, RungName.ON_CALL, because, at)
            yield _stand_in(organisation, team, team.head_of_department, RungName.HEAD_OF_DEPARTMENT, because, at)


def _stand_in(
    organisation: Organisation, team: Team, person: str, place: RungName, because: str, at: datetime
) -> _Wanted:
    """Return the person at a place of the team, or who stands in for them, and both reasons."""
    found = organisation.stand_in(person, at)
    why = f"{RUNG_TITLES[place]} of {team.name} ({because})"
    return _Wanted(found.person, f"{why}; {found.because}" if found.because else why, team.id)


def _told(
    organisation: Organisation, wanted: Iterable[_Wanted], at: datetime, kind: type[_Recipient]
) -> tuple[tuple[_Recipient, ...], tuple[str, ...]]:
    """Return whom to tell, each once for the first reason there is; and whom nobody can tell, in words."""
    told: dict[str, _Recipient] = {}
    left_out: dict[str, str] = {}
    for each in wanted:
        person = organisation.people.get(each.person)
        if person is None:
            left_out[each.person] = f"{each.person} is not in the organisation file any more"
        elif not (channels := channels_to_inform(organisation, person, each.team, at)):
            left_out[each.person] = f"{person.name} has neither a mail address nor a telephone number"
        elif person.id not in told:
            told[person.id] = kind(
                person=person.id,
                name=person.name,
                because=each.because,
                channels=channels,
                time_zone=person.time_zone,
                team=each.team,
            )
    return tuple(told.values()), tuple(left_out.values())
