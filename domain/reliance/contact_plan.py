"""Whom to contact when a service fails (P14), from the dependency matrix, in lists that never mix audiences (P15).

| list | who | audience |
|---|---|---|
| teams to call | the owners of what fails and of what it relies on directly | technical |
| teams to inform | the owners of everything affected, also when the cause lies elsewhere (P21) | technical |
| teams offered | the owners of what it relies on further down: the lead may call them | technical |
| technical people | whoever is told of every incident | technical |
| stakeholders | owners and contacts of the business areas that suffer, and whoever is told of every incident | business |

A team stands in the first of its lists alone: who is called need not be informed, and who must be informed is not merely offered.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Self, TypeVar

from domain.messages import Message
from domain.organisation import Organisation
from domain.reliance.graph import Chain, Reliance

_MOST_SERVICES = 100
_LONGEST_PATH = 10
_EVERY_INCIDENT = "is told of every incident"

_Chains = Mapping[str, Chain]
"""Services by id, the nearest first, each with the chain that leads to it."""


class _Entry(Message):
    """Something the matrix leads to by a chain; None where it needs no reliance to lead there."""

    id: str
    name: str
    chain: Chain | None = None

    @property
    def distance(self) -> float:
        """How many reliances lead there; endless where none does."""
        return self.chain.distance if self.chain else inf

    def fit_to_send(self) -> Self:
        """Return it without the middle of a path that is longer than anybody reads."""
        return self.model_copy(update={"chain": self.chain.shortened(_LONGEST_PATH)}) if self.chain else self


_Listed = TypeVar("_Listed", bound=_Entry)


class RelatedService(_Entry):
    """A service that is affected, or may be the cause, and the id of the team that owns it."""

    team: str


class _Contact(_Entry):
    """Whom to contact, and why in words."""

    because: str


class TeamContact(_Contact):
    """A technical team to call, to inform, or to offer."""


class TechnicalContact(_Contact):
    """A person who is informed in technical language."""


class Stakeholder(_Contact):
    """A person who is informed in business language."""


class ContactPlan(Message):
    """What suffers when a service fails and what may be the cause, the nearest first, and whom to contact.

    `note` says what is not known of a service that nobody listed. Of a plan that was made fit to send, `more_affected` and
    `more_causes` count the services it leaves out.
    """

    service: str | None
    note: str | None = None
    affected: tuple[RelatedService, ...] = ()
    more_affected: int = 0
    causes: tuple[RelatedService, ...] = ()
    more_causes: int = 0
    teams_to_call: tuple[TeamContact, ...] = ()
    teams_to_inform: tuple[TeamContact, ...] = ()
    teams_offered: tuple[TeamContact, ...] = ()
    technical_people: tuple[TechnicalContact, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()

    def fit_to_send(self) -> "ContactPlan":
        """Return the plan small enough for a Temporal payload: the nearest services and no long paths, but everyone to contact."""
        return self.model_copy(
            update={
                "affected": _fit(self.affected[:_MOST_SERVICES]),
                "more_affected": self.more_affected + len(self.affected[_MOST_SERVICES:]),
                "causes": _fit(self.causes[:_MOST_SERVICES]),
                "more_causes": self.more_causes + len(self.causes[_MOST_SERVICES:]),
                "teams_to_call": _fit(self.teams_to_call),
                "teams_to_inform": _fit(self.teams_to_inform),
                "teams_offered": _fit(self.teams_offered),
                "stakeholders": _fit(self.stakeholders),
            }
        )


def contact_plan(organisation: Organisation, service: str | None) -> ContactPlan:
    """Say whom to contact when this service fails, leaving nothing out; None is a report that names no service."""
    return plan_contacts(Reliance(organisation), service)


def plan_contacts(reliance: Reliance, service: str | None) -> ContactPlan:
    """Do the same with a matrix that was made before."""
    organisation = reliance.organisation
    failing = organisation.service(service) if service else None
    if failing is None:
        return _plan_for_unknown(organisation, service)
    itself = {failing.id: Chain(path=(failing.id,))}
    affected, causes = reliance.affected_by(failing.id), reliance.possible_causes(failing.id)
    direct = {cause: chain for cause, chain in causes.items() if chain.distance == 1}
    owner = _owners(organisation, itself, "which fails")
    called = owner + _owners(organisation, direct, f"which {failing.name} relies on", besides=owner)
    informed = _owners(organisation, affected, "which is affected", besides=called)
    further_down = f"which {failing.name} relies on further down"
    return ContactPlan(
        service=failing.id,
        affected=_related(organisation, affected),
        causes=_related(organisation, causes),
        teams_to_call=called,
        teams_to_inform=informed,
        teams_offered=_owners(organisation, causes, further_down, besides=called + informed),
        technical_people=_technical_people(organisation),
        stakeholders=_stakeholders(organisation, itself | affected),
    )


def _plan_for_unknown(organisation: Organisation, service: str | None) -> ContactPlan:
    team = organisation.team(organisation.alerts.catch_all_team)
    what = f"service '{service}' is not in the organisation file" if service else "no service is named"
    return ContactPlan(
        service=service,
        note=f"{what}: what relies on it, and what it relies on, is not known",
        teams_to_call=(TeamContact(id=team.id, name=team.name, because=f"is the catch-all team, as {what}"),),
        technical_people=_technical_people(organisation),
        stakeholders=_stakeholders(organisation, {}),
    )


def _related(organisation: Organisation, chains: _Chains) -> tuple[RelatedService, ...]:
    services = ((organisation.services[service], chain) for service, chain in chains.items())
    return tuple(RelatedService(id=each.id, name=each.name, team=each.team, chain=chain) for each, chain in services)


def _owners(
    organisation: Organisation, chains: _Chains, which: str, besides: Iterable[TeamContact] = ()
) -> tuple[TeamContact, ...]:
    """Return the teams that own these services, each for its nearest one, but those that are contacted anyway."""
    contacted = {each.id for each in besides}
    found: dict[str, TeamContact] = {}
    for service, chain in chains.items():
        owned = organisation.services[service]
        if owned.team not in contacted and owned.team not in found:
            team = organisation.team(owned.team)
            because = f"owns {owned.name}, {which}"
            found[team.id] = TeamContact(id=team.id, name=team.name, because=because, chain=chain)
    return _nearest_first(found.values())


def _technical_people(organisation: Organisation) -> tuple[TechnicalContact, ...]:
    listed = [organisation.person(person) for person in dict.fromkeys(organisation.comms_lists.technical)]
    return _nearest_first(TechnicalContact(id=each.id, name=each.name, because=_EVERY_INCIDENT) for each in listed)


def _stakeholders(organisation: Organisation, chains: _Chains) -> tuple[Stakeholder, ...]:
    """Return who speaks for the business areas that these services serve, each for the nearest, and who is told of everything."""
    found: dict[str, Stakeholder] = {}
    for person, because, chain in _reasons_to_tell(organisation, chains):
        if person not in found:
            name = organisation.person(person).name
            found[person] = Stakeholder(id=person, name=name, because=because, chain=chain)
    return _nearest_first(found.values())


def _reasons_to_tell(organisation: Organisation, chains: _Chains) -> Iterator[tuple[str, str, Chain | None]]:
    """Yield a person, why they are told, and the chain that leads to it; the first reason for a person is the nearest."""
    areas_seen: set[str] = set()
    for service, chain in chains.items():
        serving = organisation.services[service]
        if serving.business_area and serving.business_area not in areas_seen:
            areas_seen.add(serving.business_area)
            area = organisation.business_areas[serving.business_area]
            suffers = f"{area.name}, which {serving.name} serves"
            yield area.owner, f"owner of {suffers}", chain
            yield from ((contact, f"contact for {suffers}", chain) for contact in area.contacts)
    yield from ((person, _EVERY_INCIDENT, None) for person in organisation.comms_lists.business)


def _nearest_first(entries: Iterable[_Listed]) -> tuple[_Listed, ...]:
    """Return them by distance, then by name; those that no chain leads to come last."""
    return tuple(sorted(entries, key=lambda each: (each.distance, each.name, each.id)))


def _fit(entries: tuple[_Listed, ...]) -> tuple[_Listed, ...]:
    return tuple(each.fit_to_send() for each in entries)
