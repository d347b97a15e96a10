"""Who and what the organisation says: asked as local activities, so that nothing of it lives in a workflow's memory."""

from temporalio import activity

from domain.ladder import ResolvedLadder, ladder_for
from domain.lookups import ContactPlanQuery, LadderQuery, ServiceCard, ServiceQuery
from domain.names import Activity
from domain.organisation import Organisation, Service
from domain.policies import Seniority
from domain.reliance.contact_plan import ContactPlan, plan_contacts
from domain.reliance.graph import Reliance
from domain.technical_words import company_words


class Directory:
    """Answers from the organisation file."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._reliance = Reliance(organisation)
        self._company = company_words(organisation)

    @activity.defn(name=Activity.LOOK_UP_SERVICE)
    async def look_up_service(self, query: ServiceQuery) -> ServiceCard:
        """Return the service an incident's key names, or the catch-all team for one the organisation does not know."""
        organisation = self._organisation
        service = organisation.service(query.key)
        team = organisation.team(service.team if service else organisation.alerts.catch_all_team)
        return ServiceCard(
            service=service.id if service else None,
            name=service.name if service else query.service_label or query.key,
            team=team.id,
            team_name=team.name,
            customer_effect=service.customer_effect if service else None,
            quiet_for=organisation.policies.triage.quiet_for,
            closes_after_clear=organisation.policies.triage.closes_after_clear,
            seniority=self._seniority(service),
            provisional_after=organisation.policies.declaration.provisional_after,
            lead=organisation.policies.lead,
            grace=organisation.policies.resolution.grace,
            changes_looked_back=organisation.policies.changes.looked_back,
            comms=organisation.policies.comms,
            company=self._company,
            review=organisation.policies.review,
            actions=organisation.policies.actions,
            note=None if service else _unknown(query, team.name),
        )

    @activity.defn(name=Activity.RESOLVE_LADDER)
    async def resolve_ladder(self, query: LadderQuery) -> ResolvedLadder:
        """Return whom a search calls now."""
        return ladder_for(self._organisation, query)

    @activity.defn(name=Activity.PLAN_CONTACTS)
    async def plan_contacts(self, query: ContactPlanQuery) -> ContactPlan:
        """Return whom to contact when a service fails (P14), small enough to be carried by an incident."""
        return plan_contacts(self._reliance, query.service).fit_to_send()

    def _seniority(self, service: Service | None) -> Seniority:
        """Return who may declare; of a service that nobody listed there is no owner who could."""
        return self._organisation.policies.declaration.declared_by if service else Seniority.HEAD_OF_DEPARTMENT


def _unknown(query: ServiceQuery, team: str) -> str:
    if query.service_label is None:
        return f"no service is named: the catch-all team, {team}, is paged"
    return f"service '{query.service_label}' is not in the organisation file: the catch-all team, {team}, is paged"
