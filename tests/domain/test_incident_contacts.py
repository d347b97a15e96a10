"""P14: once it is declared it is known whom to call and whom to inform, and why."""

from domain.incident import contacts
from domain.incident.moves import PlanContacts
from domain.incident.views import view
from domain.lifecycle import IncidentState
from domain.reliance.contact_plan import ContactPlan, RelatedService, Stakeholder, TeamContact
from domain.reliance.graph import Chain
from tests.domain.builders import at, card, incident
from tests.domain.incidents import move_of, told

S = IncidentState
IDENTITY = TeamContact(
    id="platform",
    name="Platform",
    because="owns Identity, which Checkout relies on",
    chain=Chain(path=("checkout", "identity")),
)
OWNER = TeamContact(
    id="storefront", name="Storefront", because="owns Checkout, which fails", chain=Chain(path=("checkout",))
)
HELEN = Stakeholder(id="helen", name="Helen", because="owns Online sales")


def test_whom_to_contact_is_asked_once_it_is_declared_and_not_before() -> None:
    """Also a provisional declaration calls teams; a suspicion does not."""
    for state in S:
        case = incident(state, first_contact="ana", lead="cy")

        assert (state in {S.DECLARED, S.PROVISIONALLY_DECLARED}) == contacts.are_due(case)

    declared = incident(S.DECLARED, lead="cy")
    declared.card = card()
    assert PlanContacts is move_of(declared, at(0))


def test_each_list_is_on_the_timeline_with_why() -> None:
    """Who is called and who is informed stand apart, each with the chain that explains it; empty lists say nothing."""
    case = incident(S.DECLARED)
    contacts.planned(
        case, ContactPlan(service="checkout", teams_to_call=(OWNER, IDENTITY), stakeholders=(HELEN,)), at(1)
    )

    called = "Storefront (owns Checkout, which fails); Platform (owns Identity, which Checkout relies on: checkout ← identity)"
    assert [
        f"teams to call: {called}",
        "business stakeholders to inform: Helen (owns Online sales)",
    ] == told(case)
    shown = view(case).contacts
    assert shown is not None
    assert (OWNER, IDENTITY) == shown.teams_to_call
    assert not contacts.are_due(case)


def test_a_plan_of_a_large_company_is_carried_in_small() -> None:
    """Everyone to contact is kept; of the services the nearest, and how many more there are."""
    services = tuple(
        RelatedService(
            id=f"s{number}", name=f"S{number}", team="platform", chain=Chain(path=(f"s{number}", "checkout"))
        )
        for number in range(100)
    )
    people = tuple(Stakeholder(id=f"p{number}", name=f"P{number}", because="is told") for number in range(40))
    case = incident(S.DECLARED)
    contacts.planned(
        case, ContactPlan(service="checkout", affected=services, more_affected=5, stakeholders=people), at(1)
    )
    kept = case.episode.contacts
    assert kept is not None

    assert (30, 75, 40) == (len(kept.affected), kept.more_affected, len(kept.stakeholders))
    assert told(case)[0].endswith("; and 28 more")
