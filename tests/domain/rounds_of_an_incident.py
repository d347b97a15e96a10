"""An incident and what its rounds say, for tests of what follows."""

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.situation import RoundStatus
from domain.incident import comms, reminding, searching, wanted
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.reliance.contact_plan import ContactPlan, Stakeholder, TeamContact, TechnicalContact
from tests.domain.builders import CODE, NIGHT, at, card, incident
from tests.domain.incidents import tell_rounds

BUSINESS, TECHNICAL = Audience.BUSINESS, Audience.TECHNICAL


def declared() -> Incident:
    """Return an incident that Cy has declared at NIGHT and leads; Bea owns Sales, the storefront the checkout."""
    case = incident(IncidentState.DECLARED, first_contact="ana", lead="cy")
    case.card = card(customer_effect="customers cannot pay")
    case.episode.declared_at = NIGHT
    case.episode.contacts = ContactPlan(
        service="checkout",
        teams_to_call=(TeamContact(id="storefront", name="Storefront", because="owns Checkout, which fails"),),
        teams_to_inform=(TeamContact(id="warehouse", name="Warehouse", because="owns Returns"),),
        technical_people=(TechnicalContact(id="tom", name="Tom", because="is told of every incident"),),
        stakeholders=(Stakeholder(id="bea", name="Bea", because="owner of Sales"),),
    )
    tell_rounds(case, NIGHT)
    return case


def status(
    audience: Audience = BUSINESS, *, due: float = 15, number: int = 1, kind: RoundKind | None = None, revision: int = 1
) -> RoundStatus:
    """Return how rounds stand: one is due so many minutes into the night, as the policies usually say."""
    return RoundStatus(
        code=CODE,
        audience=audience,
        number=number,
        kind=kind or RoundKind.FIRST,
        due_at=at(due),
        nudge_at=at(due - 10),
        overdue_from=at(due + 5),
        missing=("the plan",),
        revision=revision,
        draft="Customers cannot pay.",
    )


def says(case: Incident, *rounds: RoundStatus) -> Incident:
    """Have the rounds say how they stand."""
    for each in rounds:
        comms.take_in(case, each)
    return case


def begun(case: Incident, now: float) -> list[Purpose]:
    """Do what is due with the rounds, begin the searches that follow, and return what all that run now are for."""
    if (due := reminding.next_at(case)) and at(now) >= due:
        reminding.see_to(case, at(now))
    for each in wanted.searches_due(case, at(now)):
        searching.start_search(case, each.purpose, each.team, at(now), person=each.person)
    return [search.purpose for search in case.searches.running]
