"""P15: business stakeholders have a call of their own, to which the lead invites them in business language, each once."""

import pytest

from domain.audiences import Audience
from domain.board.entries import AddToBoard
from domain.board.state import Section
from domain.bridges import Bridge, BridgeMoved
from domain.errors import Refused
from domain.incident import business_call, contacts, joining, moves, requests, searching, sharing, views, wanted
from domain.incident.page_words import page_words
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import IncidentState, Role
from domain.messages import Purpose, Verb
from domain.organisation import Urgency
from domain.purposes import kind_of
from domain.reliance.contact_plan import ContactPlan, Stakeholder
from domain.requests import (
    AnyRequest,
    InviteStakeholder,
    Mitigate,
    OpenBusinessCall,
    Reopen,
    StandDown,
    UninviteStakeholder,
)
from domain.technical_words import technical_words
from domain.text_replies import how_to_answer
from domain.wording import page_text
from tests.domain.builders import CODE, actor, at, card, contact, incident, resolves, search
from tests.domain.incidents import move_of, told
from tests.domain.searches import answers, carry_out, holder, page

LEAD = actor("cy")
HEAD = actor("hal", Role.HEAD_OF_DEPARTMENT)
NOT_YOURS = "Only the incident lead, or the head of department, may do that."
OVER = "The business call is over. (Major incident: customers cannot pay.)"
STAKEHOLDERS = (
    Stakeholder(id="eve", name="Eve", because="owner of Sales"),
    Stakeholder(id="finn", name="Finn", because="is told of every incident"),
)


def declared(state: IncidentState = IncidentState.DECLARED, *people: Stakeholder) -> Incident:
    """Return a declared incident that Cy leads, whose contact plan names Eve and Finn."""
    case = incident(state, first_contact="ana", lead="cy")
    case.card = card(customer_effect="customers cannot pay")
    contacts.planned(case, ContactPlan(service="checkout", stakeholders=people or STAKEHOLDERS), at(0))
    return case


def opened() -> tuple[Incident, list[Search]]:
    """Return it with its business call open, and the searches by which both are told."""
    case = declared()
    requests.grant(case, OpenBusinessCall(actor=LEAD), at(5))
    begun = []
    while isinstance(move := moves.next_move(case, at(5)), moves.StartSearch):
        begun.append(searching.start_search(case, move.purpose, move.team, at(5), person=move.person))
    return case, begun


def moved(audience: Audience, person: str = "eve", *, joined: bool = True, sequence: int = 1) -> BridgeMoved:
    """Return a report that somebody came on a call or left it."""
    name = person.capitalize()
    return BridgeMoved(
        code=CODE,
        audience=audience,
        person=person,
        name=name,
        team="storefront",
        call_id=f"CA-{person}",
        joined=joined,
        sequence=sequence,
    )


def asked(kind: type[InviteStakeholder | UninviteStakeholder], person: str, reason: str = "they asked") -> AnyRequest:
    """Return the lead's request about a person."""
    return kind(actor=LEAD, person=PersonCard(id=person, name=person.capitalize()), reason=reason)


@pytest.mark.parametrize("purpose", Purpose)
def test_the_bridge_follows_from_what_the_page_is_for(purpose: Purpose) -> None:
    """An invitation leads to the business call and no other page does; only three kinds of page ask the person to join."""
    audience = Audience.BUSINESS if purpose is Purpose.BUSINESS_CALL else Audience.TECHNICAL

    assert Bridge(code=CODE, audience=audience) == Bridge.of_page(CODE, purpose)
    assert (purpose in {Purpose.JOIN, Purpose.CALL_BACK, Purpose.BUSINESS_CALL}) is kind_of(purpose).joins


def test_every_stakeholder_of_the_contact_plan_is_told_once() -> None:
    """Of low urgency, so that nobody is rung out of bed, and by their own channels, not those of the team in charge."""
    case, begun = opened()

    assert [("eve", "", Urgency.LOW), ("finn", "", Urgency.LOW)] == [
        (each.whom, each.team, each.urgency) for each in begun
    ]
    assert "incident/checkout/7K3Q/escalation/business_call/eve" == begun[0].id
    assert (("Eve", "Finn"), ()) == (views.view(case).invited, views.view(case).on_business_call)
    assert moves.StartSearch is not move_of(case, at(500))
    assert "opens the business call for Eve, Finn" in told(case)


def test_an_invitation_is_the_impact_statement_alone() -> None:
    """P17: nothing technical, not even the incident's code, which names a service; our number is the one it comes from."""
    case, _ = opened()
    words = page_words(case, Purpose.BUSINESS_CALL)
    text = page_text("", how_to_answer(Purpose.BUSINESS_CALL, "4821"), words.headline)

    assert ("Major incident: customers cannot pay.", "") == (words.headline, words.detail)
    assert "Major incident: customers cannot pay. To join the business call, call this number and key in 4821." == text
    assert [] == technical_words(text)


def test_single_people_are_added_and_dropped_with_a_reason() -> None:
    """Whoever is dropped is told that they need not join, and opening the call again does not invite them anew."""
    case, (eve, _) = opened()
    requests.grant(case, asked(UninviteStakeholder, "eve", "on holiday"), at(6))
    requests.grant(case, asked(InviteStakeholder, "gus"), at(6))

    assert ("Finn", "Gus") == views.view(case).invited
    stop = searching.stop_order(case, eve, at(6))
    assert not wanted.is_wanted(case, eve)
    expected = "You need not join the business call. (Major incident: customers cannot pay.)"
    assert ("the invitation was taken back", expected) == (stop.because, stop.notice)
    with pytest.raises(Refused, match=r"^All in the contact plan have been invited: invite people by name\.$"):
        requests.check(case, OpenBusinessCall(actor=LEAD), at(7))
    requests.grant(case, asked(InviteStakeholder, "eve"), at(8))
    assert ("Eve", "Finn", "Gus") == views.view(case).invited


def test_whoever_is_dropped_while_on_the_call_is_to_be_asked_to_leave() -> None:
    """Nobody is thrown out of a conversation, so the lead hears that they are still on it."""
    case, _ = opened()
    joining.bridge_moved(case, moved(Audience.BUSINESS), at(6))

    reply = requests.grant(case, asked(UninviteStakeholder, "eve"), at(7))
    assert "Eve is invited no more. They are on the call: ask them to leave it." == reply.words


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (
            OpenBusinessCall(actor=actor("ana")),
            "Only the incident lead, or the head of department, may do that.",
        ),
        (asked(InviteStakeholder, "gus", " "), "Say why they are to be on the business call."),
        (asked(InviteStakeholder, "eve"), "Eve is invited already."),
        (asked(UninviteStakeholder, "gus"), "Gus is not invited to the business call."),
        (asked(UninviteStakeholder, "eve", ""), "Say why they are not needed on the business call."),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(request_: AnyRequest, why: str) -> None:
    """Nothing has changed then."""
    case, _ = opened()
    before = case.model_dump()
    with pytest.raises(Refused) as refused:
        requests.grant(case, request_, at(6))
    assert (why, before) == (str(refused.value), case.model_dump())


def test_the_head_of_department_may_open_it_too() -> None:
    """Also when somebody else leads, and after mitigation."""
    for state in (IncidentState.PROVISIONALLY_DECLARED, IncidentState.MITIGATED):
        case = declared(state)
        case.episode.contacts = ContactPlan(service="checkout", stakeholders=STAKEHOLDERS)
        assert (
            "2 stakeholders invited to the business call."
            == requests.grant(case, OpenBusinessCall(actor=HEAD), at(5)).words
        )


@pytest.mark.parametrize("state", [IncidentState.TRIAGE, IncidentState.PROPOSED, IncidentState.RESOLVED])
def test_before_the_declaration_and_after_the_end_there_is_none(state: IncidentState) -> None:
    """Nobody in the business is called together for what is not declared."""
    with pytest.raises(Refused, match="There is a business call from its declaration until it is resolved"):
        requests.check(declared(state), OpenBusinessCall(actor=HEAD), at(5))


def test_whom_to_invite_must_be_known() -> None:
    """Without a plan, or with one that names nobody, the lead is told what to do."""
    case = declared()
    case.episode.contacts = None
    with pytest.raises(Refused, match="Whom to inform is still being looked up"):
        requests.check(case, OpenBusinessCall(actor=LEAD), at(5))
    case.episode.contacts = ContactPlan(service="checkout")
    with pytest.raises(Refused, match=r"^The contact plan names nobody: invite people by name\.$"):
        requests.check(case, OpenBusinessCall(actor=LEAD), at(5))


def test_a_hundred_people_are_the_most() -> None:
    """The nearest are invited, the lead hears how many are not, and what the incident carries stays small."""
    people = (Stakeholder(id=f"person-{number}", name=f"Person {number}", because="told") for number in range(130))
    case = declared(IncidentState.DECLARED, *people)
    reply = requests.grant(case, OpenBusinessCall(actor=LEAD), at(5))
    while isinstance(move := moves.next_move(case, at(5)), moves.StartSearch):
        searching.start_search(case, move.purpose, move.team, at(5), person=move.person)

    assert "100 stakeholders invited to the business call. There is no room for 30 more." == reply.words
    assert len(case.model_dump_json()) < 100 * 1024
    with pytest.raises(Refused, match="there is room for no more"):
        requests.check(case, asked(InviteStakeholder, "gus"), at(6))


def test_who_is_on_which_call_is_kept_apart() -> None:
    """A stakeholder who comes and goes is on the business call's list and timeline, and the technical teams stay missing."""
    case, _ = opened()
    for report in (moved(Audience.BUSINESS), moved(Audience.TECHNICAL, "dee")):
        joining.bridge_moved(case, report, at(6))

    shown = views.view(case)
    assert (("Dee",), ("Eve",), ("Finn",)) == (shown.on_call, shown.on_business_call, shown.invited)
    assert ["joins the business call", "joins the technical call"] == told(case)[-2:]
    details = views.details(case)
    assert ("On the technical call: Dee." in details, "On the business call: Eve." in details) == (True, True)
    joining.bridge_moved(case, moved(Audience.BUSINESS, joined=False, sequence=2), at(7))
    assert ("leaves the business call", ()) == (told(case)[-1], views.view(case).on_business_call)


def test_the_board_is_told_to_the_technical_call_only() -> None:
    """Its entries are technical: a stakeholder on the business call is texted none of them."""
    case, _ = opened()
    joining.bridge_moved(case, moved(Audience.BUSINESS), at(6))
    note = AddToBoard(actor=actor("ana"), section=Section.ACTION_TAKEN, text="restarted web-1")
    requests.grant(case, note, at(7))

    assert ([], None) == (sharing.listeners(case), sharing.due_at(case))


@pytest.mark.parametrize(
    ("requests_", "notice"),
    [
        (
            [Mitigate(actor=LEAD, what="restarted it"), resolves(LEAD)],
            f"It is resolved. {OVER}",
        ),
        (
            [StandDown(actor=HEAD, reason="a test")],
            f"It is no major incident. {OVER}",
        ),
    ],
)
def test_at_the_end_each_invitation_is_withdrawn_with_one_text(requests_: list[AnyRequest], notice: str) -> None:
    """In business language; after mitigation alone the call goes on, and what is reopened does not invite anybody by itself."""
    case, begun = opened()
    for request in requests_:
        assert all(wanted.is_wanted(case, each) for each in begun)
        requests.grant(case, request, at(20))

    assert [notice, notice] == [searching.stop_order(case, each, at(20)).notice for each in begun]
    for each in begun:
        searching.search_ended(case, each, at(20))
    if case.state is IncidentState.RESOLVED:
        requests.grant(case, Reopen(actor=LEAD, reason="again", code=CODE).model_copy(update={"actor": HEAD}), at(21))
        assert [] == business_call.invited(case)


def test_who_joins_by_code_may_leave_and_come_back_until_they_are_invited_no_more() -> None:
    """Their page stays theirs; to acknowledge it is no joining, and it cannot be passed on."""
    state = search().model_copy(update={"purpose": Purpose.BUSINESS_CALL, "urgency": Urgency.LOW})
    page(state, contact("eve"))
    assert answers(state, "eve", Verb.ACKNOWLEDGE, 1).words.startswith(
        "Noted, Eve. To join the business call, call our number"
    )
    assert (None, {}) == (holder(state), carry_out(state))

    said = [answers(state, "eve", Verb.JOIN, minute) for minute in (2, 30)]
    assert ["Thank you, Eve. You are put through."] * 2 == [each.words for each in said]
    assert (True, None) == (said[1].accepted, said[1].asked_again_in)


def test_an_alert_that_clears_takes_no_invitation_back() -> None:
    """The call is about what customers cannot do; that an alert is gone, the search is not told."""
    case, (eve, _) = opened()
    case.clear_since = at(6)

    assert not searching.search_told(case, eve, at(6))
    assert moves.TellSearch(search=eve.id) != moves.next_move(case, at(6))
