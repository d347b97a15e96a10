"""P15: technical teams on one call; who is missing is shown and chased."""

import pytest

from domain.audiences import Audience
from domain.bridges import Bridge, BridgeMoved
from domain.errors import Refused
from domain.hand_over import OfferLead
from domain.incident import contacts, joining, moves, requests, searching
from domain.incident.state import Incident
from domain.incident.views import view
from domain.lifecycle import IncidentState
from domain.messages import Purpose, TeamCard
from domain.organisation import Urgency
from domain.reliance.contact_plan import ContactPlan, TeamContact
from domain.reliance.graph import Chain
from domain.requests import AddTeam, DropTeam, Mitigate
from tests.domain.builders import CODE, actor, at, card, incident
from tests.domain.incidents import move_of, told
from tests.domain.leads import card_of

LEAD = actor("cy")
X = TeamCard(id="x", name="X")
STOREFRONT = TeamContact(id="storefront", name="Storefront", because="owns Checkout", chain=Chain(path=("checkout",)))
PLATFORM = TeamContact(
    id="platform", name="Platform", because="owns Identity", chain=Chain(path=("checkout", "identity"))
)


def declared() -> Incident:
    """Return a declared incident that Cy leads, whose two teams are to be called."""
    case = incident(IncidentState.DECLARED, first_contact="ana", lead="cy")
    case.card, case.surroundings.looked_at_changes, case.surroundings.looked_back = card(), True, True
    contacts.planned(case, ContactPlan(service="checkout", teams_to_call=(STOREFRONT, PLATFORM)), at(0))
    return case


def moved(
    team: str = "platform", *, joined: bool = True, call: str = "CA1", sequence: int = 1, code: str = CODE
) -> BridgeMoved:
    """Return a report that Dee came on the technical call or left it."""
    return BridgeMoved(
        code=code,
        audience=Audience.TECHNICAL,
        person="dee",
        name="Dee",
        team=team,
        call_id=call,
        joined=joined,
        sequence=sequence,
    )


def test_every_team_is_called_at_once_with_the_service_it_is_called_for() -> None:
    """A search for each, of the urgency that no quiet hours hold back."""
    case = declared()
    for team, service in (("storefront", "checkout"), ("platform", "identity")):
        assert moves.StartSearch(purpose=Purpose.JOIN, team=team) == moves.next_move(case, at(0))
        search = searching.start_search(case, Purpose.JOIN, team, at(0))

        assert (service, Urgency.MAJOR) == (searching.service_of(case, search), search.urgency)
    assert moves.Listen is move_of(case, at(0))
    assert ("Storefront", "Platform") == view(case).missing


def test_a_team_is_found_when_somebody_of_it_is_on_the_call() -> None:
    """Its search ends; who joined is on the timeline, and shown."""
    case = declared()
    searches = [searching.start_search(case, Purpose.JOIN, team, at(0)) for team in ("storefront", "platform")]
    joining.bridge_moved(case, moved(), at(3))

    assert moves.StopSearch(search=searches[1].id) == moves.next_move(case, at(3))
    assert "Platform is on the call" == searching.stop_order(case, searches[1], at(3)).because
    assert (("Dee",), ("Storefront",)) == (view(case).on_call, view(case).missing)
    assert ("joins the technical call", "for Platform") == (told(case)[-1], case.timeline.entries[-1].why)


def test_a_team_that_leaves_is_called_again_after_a_moment() -> None:
    """Whoever drops out may come back at once; after five minutes somebody of the team is called."""
    case = declared()
    case.called["storefront"].dropped = True
    joining.bridge_moved(case, moved(), at(3))
    joining.bridge_moved(case, moved(joined=False, sequence=2), at(10))

    assert [moves.Listen, moves.StartSearch] == [move_of(case, when) for when in (at(14.9), at(15))]
    assert at(15) == joining.chases_at(case)


def test_a_question_to_somebody_else_of_the_team_delays_no_chase() -> None:
    """While a person of the team is offered the lead, the team that has left the call is called again in time."""
    case = declared()
    joining.bridge_moved(case, moved("storefront"), at(3))
    joining.bridge_moved(case, moved("storefront", joined=False, sequence=2), at(10))
    requests.grant(case, OfferLead(actor=LEAD, to=card_of("dee")), at(10))
    searching.start_search(case, Purpose.OFFER_LEAD, "storefront", at(10), person="dee")

    assert at(15) == joining.chases_at(case)


def test_reports_come_late_twice_and_out_of_order() -> None:
    """Of each call the newest counts; a repeat is no second entry, and one of an earlier incident is not its own."""
    case = declared()
    for report in (
        moved(joined=False, sequence=2),
        moved(sequence=1),
        moved(joined=False, sequence=2),
        moved(code="checkout-AAAA"),
    ):
        joining.bridge_moved(case, report, at(3))
    assert () == view(case).on_call

    joining.bridge_moved(case, moved(call="CA2", sequence=3), at(4))
    joining.bridge_moved(case, moved(call="CA2", sequence=3), at(4))
    assert ["joins the technical call"] == [each for each in told(case) if "joins" in each]


def test_the_lead_says_which_teams_are_needed() -> None:
    """Added with a reason, a team is called too; dropped, it is called no more. Nobody else says so."""
    case = declared()
    requests.grant(case, AddTeam(actor=LEAD, team=TeamCard(id="payments", name="Payments"), reason="cards fail"), at(5))
    requests.grant(case, DropTeam(actor=LEAD, team="platform", reason="not them"), at(5))

    assert ("Storefront", "Payments") == view(case).missing
    for request, words in (
        (
            AddTeam(actor=actor("ana"), team=X, reason="y"),
            "Only the incident lead, or the head of department, may do that.",
        ),
        (DropTeam(actor=LEAD, team="x", reason="y"), "x is not called. Called are: storefront, platform, payments."),
        (AddTeam(actor=LEAD, team=X, reason=" "), "Say why they are needed."),
    ):
        with pytest.raises(Refused) as refused:
            requests.check(case, request, at(6))
        assert words == str(refused.value)


def test_nobody_is_called_to_join_what_is_mitigated() -> None:
    """Its searches end, and those who were called are told; who is on the call may stay."""
    case = declared()
    search = searching.start_search(case, Purpose.JOIN, "platform", at(0))
    requests.grant(case, Mitigate(actor=LEAD, what="rolled back"), at(5))

    assert moves.StopSearch(search=search.id) == moves.next_move(case, at(5))
    order = searching.stop_order(case, search, at(5))
    assert ("mitigated by Cy", f"{CODE} is mitigated by Cy. Nothing more to do.") == (order.because, order.notice)


def test_each_audience_has_a_bridge_of_its_own() -> None:
    """No name is both."""
    names = {Bridge(code=CODE, audience=audience).name for audience in Audience}

    assert {f"{CODE}-technical", f"{CODE}-business"} == names
