"""The small company with more around its shop: what the checkout relies on, and who relies on the checkout (P2)."""

from domain.organisation import BusinessArea, Organisation, Person, Service
from tests.harness.organisation import always, small_company, team

_PEOPLE = {
    "eve": Person(
        id="eve", name="Eve Stone", phones=("+447700900005",), email="eve@example.com", time_zone="Europe/London"
    ),
    "finn": Person(
        id="finn", name="Finn Berg", phones=("+447700900006",), email="finn@example.com", time_zone="Europe/Oslo"
    ),
    "gita": Person(
        id="gita", name="Gita Rao", phones=("+447700900007",), email="gita@example.com", time_zone="Europe/London"
    ),
}
"""Eve is on call for the data, Finn for the warehouse; Gita answers for the logistics."""


def company_with_reliance() -> Organisation:
    """Return the company: returns rely on the checkout, which relies on payments, which rely on the database."""
    company = small_company()
    checkout = company.services["checkout"].model_copy(update={"relies_on": ("payments",)})
    services = {
        "checkout": checkout,
        "payments": Service(
            id="payments",
            name="Payments",
            team="platform",
            owner="dan",
            customer_effect="no card is charged",
            relies_on=("database",),
        ),
        "database": Service(
            id="database", name="Database", team="data", owner="eve", customer_effect="nothing can be booked"
        ),
        "returns": Service(
            id="returns",
            name="Returns",
            team="warehouse",
            owner="finn",
            business_area="logistics",
            customer_effect="customers cannot send goods back",
            relies_on=("checkout",),
        ),
    }
    logistics = BusinessArea(id="logistics", name="Logistics", owner="gita")
    return company.model_copy(
        update={
            "business_areas": {**company.business_areas, "logistics": logistics},
            "services": services,
            "teams": {**company.teams, **{each.id: each for each in (team("data", "eve"), team("warehouse", "finn"))}},
            "people": {**company.people, **_PEOPLE},
            "rotas": {**company.rotas, **{each.id: each for each in (always("eve"), always("finn"))}},
        }
    )
