"""Whom to contact when a service fails, and why."""

from collections.abc import Iterable

import pytest

from domain.messages import Message
from domain.organisation import CommsLists, Organisation
from domain.reliance.contact_plan import ContactPlan, Stakeholder, TeamContact, contact_plan, plan_contacts
from domain.reliance.graph import Reliance
from tests.domain.reliance.companies import area, company

SHOP = {
    "checkout": ["payments", "identity"],
    "payments": ["database"],
    "identity": ["directory"],
    "database": ["hosting"],
}


def why(entries: Iterable[TeamContact | Stakeholder]) -> dict[str, tuple[str, str]]:
    """Return who is contacted, why, and by which chain."""
    return {each.id: (each.because, str(each.chain)) for each in entries}


def ids(entries: Iterable[TeamContact | Stakeholder]) -> list[str]:
    """Return who is contacted."""
    return [each.id for each in entries]


def test_the_owners_of_what_fails_and_of_what_it_relies_on_directly_are_called() -> None:
    """Their expertise is needed: the owner of what fails first, then the others by name."""
    plan = contact_plan(company(SHOP), "checkout")

    assert {
        "checkout-team": ("owns Checkout, which fails", "checkout"),
        "identity-team": ("owns Identity, which Checkout relies on", "checkout ← identity"),
        "payments-team": ("owns Payments, which Checkout relies on", "checkout ← payments"),
    } == why(plan.teams_to_call)
    assert ["checkout-team", "identity-team", "payments-team"] == ids(plan.teams_to_call)


def test_owners_of_what_it_relies_on_further_down_are_offered() -> None:
    """The lead may call them; nobody calls them unasked."""
    plan = contact_plan(company(SHOP), "checkout")

    assert {
        "database-team": ("owns Database, which Checkout relies on further down", "checkout ← payments ← database"),
        "directory-team": ("owns Directory, which Checkout relies on further down", "checkout ← identity ← directory"),
        "hosting-team": (
            "owns Hosting, which Checkout relies on further down",
            "checkout ← payments ← database ← hosting",
        ),
    } == why(plan.teams_offered)


def test_owners_of_what_is_affected_are_informed() -> None:
    """Whoever relies on a service hears of its failure from it, nearest first, also where the cause lies elsewhere (P21)."""
    plan = contact_plan(company(SHOP), "database")

    assert {
        "payments-team": ("owns Payments, which is affected", "payments ← database"),
        "checkout-team": ("owns Checkout, which is affected", "checkout ← payments ← database"),
    } == why(plan.teams_to_inform)
    assert ["payments-team", "checkout-team"] == ids(plan.teams_to_inform)


def test_a_team_that_is_called_is_not_informed_too() -> None:
    """A team that owns what fails and what is affected by it is on the call anyway."""
    plan = contact_plan(company(SHOP, teams={"payments": "money", "checkout": "money"}), "payments")

    assert (["money", "database-team"], []) == (ids(plan.teams_to_call), ids(plan.teams_to_inform))


def test_a_team_that_must_be_informed_is_not_merely_offered() -> None:
    """Of two places in the matrix the one that gets a team told counts; what it may have caused stands under causes."""
    plan = contact_plan(company(SHOP, teams={"checkout": "both", "hosting": "both"}), "payments")

    assert (["both"], []) == (ids(plan.teams_to_inform), ids(plan.teams_offered))
    assert [("database", "database-team"), ("hosting", "both")] == [(each.id, each.team) for each in plan.causes]


def test_a_team_with_several_services_is_named_for_the_nearest() -> None:
    """One entry for a team, with the reason that is easiest to see."""
    plan = contact_plan(company(SHOP, teams=dict.fromkeys(SHOP, "one")), "checkout")

    assert {"one": ("owns Checkout, which fails", "checkout")} == why(plan.teams_to_call)


def test_the_business_is_told_through_its_areas() -> None:
    """Owner and contacts of the areas that what fails serves, then of those that what is affected serves."""
    sales, finance = area("sales", "helen", "ruth"), area("finance", "martin")
    plan = contact_plan(
        company(SHOP, serves={"checkout": "sales", "payments": "finance"}, areas=[sales, finance]), "payments"
    )

    assert {
        "martin": ("owner of Finance, which Payments serves", "payments"),
        "helen": ("owner of Sales, which Checkout serves", "checkout ← payments"),
        "ruth": ("contact for Sales, which Checkout serves", "checkout ← payments"),
    } == why(plan.stakeholders)
    assert ["martin", "helen", "ruth"] == ids(plan.stakeholders)


def test_an_area_that_does_not_suffer_is_left_in_peace() -> None:
    """What the failing service relies on works, so nobody who lives by it is told."""
    plan = contact_plan(company(SHOP, serves={"database": "finance"}, areas=[area("finance", "martin")]), "checkout")

    assert () == plan.stakeholders


def test_who_answers_for_several_areas_is_told_once() -> None:
    """The nearest reason counts."""
    areas = [area("sales", "helen"), area("finance", "helen", "helen")]
    plan = contact_plan(
        company(
            SHOP,
            serves={"checkout": "sales", "payments": "finance"},
            areas=areas,
            comms_lists=CommsLists(business=("helen",)),
        ),
        "payments",
    )

    assert {"helen": ("owner of Finance, which Payments serves", "payments")} == why(plan.stakeholders)


LISTS = CommsLists(technical=("tom", "nadia"), business=("martin", "helen"))


@pytest.mark.parametrize("service", ["checkout", "till", None])
def test_the_comms_lists_are_told_of_every_incident(service: str | None) -> None:
    """Each list in its own audience, by name, whatever fails."""
    plan = contact_plan(company(SHOP, comms_lists=LISTS), service)

    assert ["nadia", "tom"] == [each.id for each in plan.technical_people]
    assert ["helen", "martin"] == ids(plan.stakeholders)
    assert {"is told of every incident"} == {each.because for each in (*plan.technical_people, *plan.stakeholders)}


@pytest.mark.parametrize(
    ("service", "what"),
    [("till", "service 'till' is not in the organisation file"), (None, "no service is named")],
)
def test_of_a_service_nobody_listed_that_is_said(service: str | None, what: str) -> None:
    """The catch-all team is called, nothing else is made up, and the plan says that it does not know."""
    plan = contact_plan(company(SHOP), service)

    assert f"{what}: what relies on it, and what it relies on, is not known" == plan.note
    assert {"shop": (f"is the catch-all team, as {what}", "None")} == why(plan.teams_to_call)
    assert ContactPlan(service=service, note=plan.note, teams_to_call=plan.teams_to_call) == plan


def test_of_a_service_that_is_listed_nothing_is_unknown() -> None:
    """No note where the matrix says all there is."""
    assert contact_plan(company(SHOP), "checkout").note is None


def test_everything_affected_and_every_possible_cause_is_named_with_its_team() -> None:
    """The extent of an incident begins with what the matrix says."""
    plan = contact_plan(company(SHOP), "payments")

    assert [("checkout", "Checkout", "checkout-team", "checkout ← payments")] == [
        (each.id, each.name, each.team, str(each.chain)) for each in plan.affected
    ]
    assert ["database", "hosting"] == [each.id for each in plan.causes]


def test_a_matrix_that_is_at_hand_gives_the_same_plan() -> None:
    """Whoever asks often makes it once."""
    reliance = Reliance(company(SHOP))

    assert [contact_plan(company(SHOP), service) for service in SHOP] == [
        plan_contacts(reliance, service) for service in SHOP
    ]


def ring_of(count: int) -> Organisation:
    """Return a company in which each service relies on the next, all around."""
    names = [f"service-{number:04}" for number in range(count)]
    return company({name: [names[(number + 1) % count]] for number, name in enumerate(names)})


def test_a_plan_that_is_sent_stays_small_and_forgets_nobody() -> None:
    """However much fails: the nearest services with a count of the others, short paths, but every team and person."""
    whole = contact_plan(ring_of(300), "service-0000")
    sent = whole.fit_to_send()

    assert (100, 199, 100, 199) == (len(sent.affected), sent.more_affected, len(sent.causes), sent.more_causes)
    assert [ids(whole.teams_to_call), ids(whole.teams_to_inform)] == [
        ids(sent.teams_to_call),
        ids(sent.teams_to_inform),
    ]
    assert 10 == max(len(each.chain.path) for each in sent.teams_to_inform if each.chain)
    assert [each.distance for each in whole.teams_to_inform] == [each.distance for each in sent.teams_to_inform]
    assert len(sent.model_dump_json()) < 256 * 1024 < len(whole.model_dump_json())


def test_a_small_plan_is_sent_whole() -> None:
    """Nothing is left out of what fits."""
    plan = contact_plan(company(SHOP, comms_lists=LISTS), "checkout")

    assert plan == plan.fit_to_send()


def test_a_plan_survives_the_wire() -> None:
    """What is read back is what was sent, and nobody changes it on the way."""
    plan = contact_plan(company(SHOP, comms_lists=LISTS), "checkout")

    assert isinstance(plan, Message)
    assert plan == ContactPlan.model_validate_json(plan.model_dump_json())
