"""P15: whose page has a code that leads to the call of their audience, as the rounds of comms are told."""

from domain.incident import comms, declaring, searching, triage
from domain.incident.episode import CalledTeam, Invitation
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import IncidentState
from domain.messages import FactsRecorded, Purpose
from domain.names import page_id
from domain.timeline import Kind, Reference, TimelineEntry
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.incidents import HEAD, tell_rounds
from tests.domain.rounds_of_an_incident import declared


def paged(case: Incident, purpose: Purpose, team: str, *people: str, person: str | None = None) -> Search:
    """Begin a search that pages these people, as its timeline says, and return it."""
    search = searching.start_search(case, purpose, team, NIGHT, person=person)
    tells(case, search, *people)
    return search


def tells(case: Incident, search: Search, *people: str, code: str = CODE) -> None:
    """Have a search tell the incident with this code that it paged these people."""
    steps = [
        TimelineEntry(
            at=NIGHT,
            kind=Kind.STEP,
            what="page the on-call engineer",
            about=Reference(intent=f"{page_id(search.id, person)}#{number}"),
            origin=search.id,
            sequence=number,
        )
        for number, person in enumerate(people, start=1)
    ]
    triage.record(case, FactsRecorded(code=code, entries=steps))


def test_whoever_was_paged_to_join_can_while_their_team_is_called() -> None:
    """Their codes lead to the technical call while it is declared; those of a team that is not needed any more do not."""
    case = declared()
    case.called["storefront"], case.called["warehouse"] = CalledTeam(name="Storefront"), CalledTeam(name="Warehouse")
    paged(case, Purpose.JOIN, "storefront", "ana")
    paged(case, Purpose.JOIN, "warehouse", "wim", "ida")
    assert ("ana", "ida", "wim") == comms.status(case).technical_call

    case.called["warehouse"].dropped = True
    assert ("ana",) == comms.status(case).technical_call
    case.state = IncidentState.MITIGATED
    assert () == comms.status(case).technical_call


def test_a_team_that_is_called_again_keeps_its_codes() -> None:
    """Ana, who was paged first, comes in by her code as does Bo, who was paged when the team had left the call."""
    case = declared()
    case.called["storefront"] = CalledTeam(name="Storefront")
    for person in ("ana", "bo"):
        paged(case, Purpose.JOIN, "storefront", person)

    assert ("ana", "bo") == comms.status(case).technical_call


def test_whoever_leads_declared_or_is_to_lead_can_by_any_page_of_it() -> None:
    """Cy leads and Dee declared it; neither can without a page, nor can Eve, who was paged and has no part in it."""
    case = declared()
    case.episode.declarer = "dee"
    assert () == comms.status(case).technical_call

    paged(case, Purpose.DECLARE, "storefront", "cy", "dee", "eve")
    assert ("cy", "dee") == comms.status(case).technical_call
    case.state = IncidentState.MITIGATED
    assert () == comms.status(case).technical_call


def test_whoever_declared_it_can_though_another_leads() -> None:
    """Cy declared it by the code of a page, and has handed the lead over."""
    case = declared()
    case.state, case.leadership.lead = IncidentState.PROPOSED, None
    declaring.declare(case, HEAD, "", at(1))
    paged(case, Purpose.DECLARE, "storefront", "cy")
    assert case.leadership.lead is not None
    case.leadership.lead.person = PersonCard(id="dee", name="Dee")

    assert ("cy",) == comms.status(case).technical_call


def test_an_invitation_leads_to_the_business_call_alone() -> None:
    """Until it is taken back, and never to the technical call, though Cy leads."""
    case = declared()
    case.episode.invited = {"cy": Invitation(name="Cy"), "bea": Invitation(name="Bea", dropped=True)}
    paged(case, Purpose.BUSINESS_CALL, "", "cy", person="cy")
    seen = comms.status(case)

    assert (("cy",), ()) == (seen.business_call, seen.technical_call)


def test_a_page_is_news_to_the_rounds() -> None:
    """A mail that goes out a moment later says how to join; told twice it is none, nor of another incident."""
    case = declared()
    search = paged(case, Purpose.DECLARE, "storefront")
    tells(case, search, "cy", code="checkout-AAAA")
    assert comms.to_tell(case, at(1)) is None
    for news in (True, False):
        tells(case, search, "cy")
        assert news == (comms.to_tell(case, at(1)) is not None)
        tell_rounds(case, at(1))
