"""What the organisation answers when a workflow asks."""

import pytest
from temporalio.testing import ActivityEnvironment

from activities.directory import Directory
from domain.ladder import ResolvedLadder
from domain.lookups import LadderQuery, ServiceCard, ServiceQuery
from domain.messages import Purpose
from domain.organisation import Organisation, Service, Team, Urgency
from domain.policies import ChangesPolicy, DeclarationPolicy, Policies, Seniority
from domain.technical_words import company_words
from tests.domain.builders import NIGHT, minutes
from tests.domain.company import organisation


def company() -> Organisation:
    """Return a company with two teams: Shop, who are asked when nobody else is known, and Pay, who run payments."""
    base = organisation()
    pay = Team(id="pay", name="Payments team", head_of_department="eli", rota="shop", ladder="usual")
    payments = Service(
        id="payments", name="Payments", team="pay", owner="dee", customer_effect="customers cannot pay by card"
    )
    return base.model_copy(
        update={"teams": {**base.teams, "pay": pay}, "services": {**base.services, "payments": payments}}
    )


async def card(key: str, service_label: str | None) -> ServiceCard:
    """Ask about a service."""
    query = ServiceQuery(key=key, service_label=service_label)
    found: ServiceCard = await ActivityEnvironment().run(Directory(company()).look_up_service, query)
    return found


async def ladder(team: str, service: str | None = "payments") -> ResolvedLadder:
    """Ask about a team's ladder."""
    query = LadderQuery(team=team, service=service, at=NIGHT)
    found: ResolvedLadder = await ActivityEnvironment().run(Directory(company()).resolve_ladder, query)
    return found


def first_names(resolved: ResolvedLadder) -> list[str | None]:
    """Return whom each rung turns to first, None for one that is skipped."""
    return [rung.contacts[0].person if rung.contacts else None for rung in resolved.rungs]


async def test_a_known_service_is_looked_up_with_its_team() -> None:
    """The card says what customers notice, which team runs it, how long repeats stay quiet, and when it closes by itself."""
    expected = ServiceCard(
        service="payments",
        name="Payments",
        team="pay",
        team_name="Payments team",
        customer_effect="customers cannot pay by card",
        quiet_for=minutes(240),
        closes_after_clear=minutes(15),
        company=company_words(company()),
        note=None,
    )
    assert expected == await card("payments", "payments")


async def test_an_unknown_service_goes_to_the_catch_all_team_and_says_so() -> None:
    """An alert about a service nobody listed pages somebody all the same, under the name the alert gave."""
    found = await card("basket-v2", "Basket v2")

    assert (None, "Basket v2", "shop", "Shop", None) == (
        found.service,
        found.name,
        found.team,
        found.team_name,
        found.customer_effect,
    )
    assert "service 'Basket v2' is not in the organisation file: the catch-all team, Shop, is paged" == found.note


async def test_an_alert_that_names_no_service_goes_to_the_catch_all_team_and_says_so() -> None:
    """An alert without a service label pages somebody all the same."""
    found = await card("alertname-nodedown", None)

    assert (None, "alertname-nodedown", "shop") == (found.service, found.name, found.team)
    assert "no service is named: the catch-all team, Shop, is paged" == found.note


async def test_a_ladder_names_its_people() -> None:
    """The rungs are the engineer on call, the service's owner and the team's head, and then everyone."""
    assert ["ana", "dee", "eli", "ana"] == first_names(await ladder("pay"))


def owners_declare() -> Organisation:
    """Return the company, where service owners declare and changes of two days count."""
    policies = Policies(
        declaration=DeclarationPolicy(declared_by=Seniority.SERVICE_OWNER),
        changes=ChangesPolicy(looked_back=minutes(2880)),
    )
    return company().model_copy(update={"policies": policies})


async def test_the_card_says_what_the_company_has_agreed() -> None:
    """Who may declare, and how far back changes count; of a service without an owner the head of department declares."""
    directory = Directory(owners_declare())
    cards = [
        await ActivityEnvironment().run(directory.look_up_service, ServiceQuery(key=key, service_label=key))
        for key in ("payments", "basket-v2")
    ]

    assert [Seniority.SERVICE_OWNER, Seniority.HEAD_OF_DEPARTMENT] == [each.seniority for each in cards]
    assert minutes(2880) == cards[0].changes_looked_back


@pytest.mark.parametrize(
    ("purpose", "people"),
    [
        (Purpose.DECLARE, ["dee", "eli", "eli"]),
        (Purpose.SILENT_LEAD, ["ana", "eli", "eli"]),
        (Purpose.REOPEN, ["ana", "eli", "eli"]),
    ],
)
async def test_owners_are_called_to_declare_and_for_nothing_else(purpose: Purpose, people: list[str]) -> None:
    """Where they are senior enough the search begins with them; who leads stays the head of department's to say."""
    first = None if purpose is Purpose.DECLARE else "ana"
    query = LadderQuery(
        team="pay",
        service="payments",
        at=NIGHT,
        purpose=purpose,
        first=first,
        seniority=Seniority.SERVICE_OWNER,
    )
    found: ResolvedLadder = await ActivityEnvironment().run(Directory(owners_declare()).resolve_ladder, query)

    assert people == first_names(found)


async def test_by_default_the_head_of_department_is_called_to_declare() -> None:
    """What a company has not said otherwise stays as the process has it."""
    query = LadderQuery(team="pay", service="payments", at=NIGHT, purpose=Purpose.DECLARE)
    found: ResolvedLadder = await ActivityEnvironment().run(Directory(company()).resolve_ladder, query)

    assert ["eli", "eli"] == first_names(found)


async def test_a_team_that_was_removed_is_stood_in_for() -> None:
    """While an incident runs its team may leave the organisation file: the catch-all team's ladder is climbed."""
    assert ["ana", "dee", "cy", "ana"] == first_names(await ladder("a-team-that-left"))


async def test_a_service_that_was_removed_skips_its_owner() -> None:
    """While an incident runs its service may leave the organisation file: the ladder goes on without an owner."""
    assert ["ana", None, "eli", "ana"] == first_names(await ladder("pay", "a-service-that-left"))


async def test_a_ladder_of_low_urgency_is_not_climbed() -> None:
    """For what is only told, the engineer on call is named and nobody else."""
    query = LadderQuery(team="pay", service="payments", at=NIGHT, urgency=Urgency.LOW)
    found: ResolvedLadder = await ActivityEnvironment().run(Directory(company()).resolve_ladder, query)

    assert (["ana"], Urgency.LOW) == (first_names(found), found.urgency)
