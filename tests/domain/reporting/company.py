"""A company with many services: Ana's team owns three of them, and the platform team the rest."""

from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.organisation import AlertRouting, Organisation, Service, Team
from tests.domain import company
from tests.domain.builders import CODE, NIGHT


def service(service_id: str, name: str = "", *, team: str = "platform", effect: str | None = None) -> Service:
    """Return a service; of the platform team unless another is named."""
    return Service(id=service_id, name=name or service_id.capitalize(), team=team, owner="eli", customer_effect=effect)


SERVICES = (
    service("orders"),
    service("card-gateway", "Card gateway (supplier)"),
    service("checkout", team="shop", effect="customers cannot pay"),
    service("search", team="shop"),
    service("search-index", "Search index"),
    service("basket", "Shopping basket", team="shop"),
)


def organisation(*services: Service) -> Organisation:
    """Return the company; it runs these services, or the usual ones. Ana and Cy, the head, are of the shop; Eli owns the rest."""
    shop = company.organisation(members=("ana",))
    platform = Team(id="platform", name="Platform", head_of_department="dee", members=(), rota="shop", ladder="usual")
    return shop.model_copy(
        update={
            "services": {each.id: each for each in services or SERVICES},
            "teams": {**shop.teams, "platform": platform},
            "alerts": AlertRouting(catch_all_team="platform"),
        }
    )


def standing(
    state: IncidentState = IncidentState.TRIAGE,
    *,
    holder: str | None = None,
    lead: str | None = None,
    code: str = CODE,
    part_of: str | None = None,
) -> IncidentView:
    """Return how checkout's incident stands."""
    return IncidentView(
        code=code,
        part_of=part_of,
        service="Checkout",
        state=state,
        team="Shop",
        holder=holder,
        lead=lead,
        opened_at=NIGHT,
        alerts=1,
        repeats=0,
        headline="Checkout: customers cannot pay.",
        older_entries=0,
        timeline=[],
    )
