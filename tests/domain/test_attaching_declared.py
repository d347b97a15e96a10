"""A declared incident that becomes part of another: its technical call goes on there, and nobody is left behind (P14, P15)."""

from domain.attaching import AttachAsked
from domain.audiences import Audience
from domain.board.state import Section
from domain.bridges import BridgeMoved
from domain.incident import contacts, joining, requests, searching
from domain.incident.episode import CalledTeam
from domain.incident.state import Incident
from domain.incident.views import view
from domain.leading import Lead, PersonCard
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.reliance.contact_plan import ContactPlan
from domain.requests import DropTeam
from tests.domain.builders import actor, at
from tests.domain.incidents import told
from tests.domain.pairs import CHECKOUT, IDENTITY, PAYMENTS, Post, attached, opened, taken, texts

S = IncidentState
MAILERS = "mailers-DDDD"


def joined(case: Incident, person: str, team: str, number: int = 1) -> None:
    """Have a person come on the technical call for a team."""
    report = BridgeMoved(
        code=case.code,
        audience=Audience.TECHNICAL,
        person=person,
        name=person.capitalize(),
        team=team,
        call_id=f"CA{case.code}{number}",
        joined=True,
        sequence=1,
    )
    joining.bridge_moved(case, report, at(1))


def declared() -> Incident:
    """Return the declared incident of payments, which has called databases and networks, and of which that of mailers is part."""
    part = opened(PAYMENTS, S.DECLARED)
    part.episode.called = {
        "payments-team": CalledTeam(name="Payments team", service="payments"),
        "databases": CalledTeam(name="Databases", service="database"),
        "networks": CalledTeam(name="Networks"),
    }
    post = Post.between(taken(MAILERS), part)
    post.same(MAILERS, PAYMENTS)
    post.settle()
    part.to_tell.clear()
    return part


def test_every_team_it_had_called_is_called_to_the_other() -> None:
    """Also those of its parts, each for its service; not the one its lead had found is not needed."""
    part = declared()
    requests.grant(part, DropTeam(actor=actor("lea"), team="networks", reason="not them"), at(1))
    _, whole, _ = attached(opened(CHECKOUT, S.DECLARED), mine=part)

    assert {"payments-team": "payments", "databases": "database", "mailers-team": "mailers"} == {
        team: each.service for team, each in whole.called.items()
    }
    assert {"payments-team", "databases", "mailers-team"} == set(joining.missing_teams(whole))
    why = [each.why for each in whole.timeline.entries if each.what == "Databases is called too"]
    assert [f"{PAYMENTS}, which is part of it, needs them"] == why


def test_whom_the_other_does_not_need_it_does_not_call() -> None:
    """What its lead decided there stays, and so does a team that is called already."""
    whole = opened(CHECKOUT, S.DECLARED)
    whole.episode.called = {"databases": CalledTeam(name="Databases", dropped=True)}
    attached(whole, mine=declared())

    assert {"payments-team", "networks", "mailers-team"} == set(joining.missing_teams(whole))


def test_what_is_affected_goes_over_whole() -> None:
    """The services of its parts are among what is affected, with the codes that tell of them."""
    _, whole, _ = attached(opened(CHECKOUT, S.DECLARED), mine=declared())

    extent = [(each.service, each.text) for each in whole.board.entries if each.section is Section.EXTENT]
    assert [
        ("payments", f"Payments: {PAYMENTS} is part of it"),
        ("mailers", f"Mailers: {MAILERS} is part of it"),
    ] == extent


def test_the_teams_of_its_parts_are_called_when_the_other_is_declared_later() -> None:
    """Nothing was declared before: whose services they are is known all the same, through every incident that became part."""
    mailers, payments, checkout = taken(MAILERS), taken(PAYMENTS), taken(CHECKOUT, "ben")
    post = Post.between(mailers, payments, checkout)
    for one, other in ((MAILERS, PAYMENTS), (PAYMENTS, CHECKOUT)):
        post.same(one, other)
        post.settle()
    contacts.planned(checkout, ContactPlan(service="checkout"), at(5))

    assert ["payments-team", "mailers-team"] == list(checkout.called)


def test_whoever_is_on_its_call_reads_how_to_go_on() -> None:
    """Their team is called to the other's call, or is on it; whose team is not needed there reads that it is one incident now."""
    part, whole = declared(), opened(CHECKOUT, S.DECLARED)
    whole.episode.called = {
        "networks": CalledTeam(name="Networks"),
        "databases": CalledTeam(name="Databases", dropped=True),
    }
    joined(whole, "nat", "networks")
    for number, (person, team) in enumerate((("pia", "payments-team"), ("ned", "networks"), ("dan", "databases"))):
        joined(part, person, team, number)
    attached(whole, mine=part)

    words = f"{PAYMENTS} is the same as {CHECKOUT} and part of it now. Lea leads it."
    called = "Leave this call for that one: your team is called to it, and the code of that page puts you through."
    assert {
        "cy": words,
        "lea": words,
        "pia": f"{words} {called}",
        "ned": f"{words} Its call goes on, and your team is on it already.",
        "dan": words,
    } == dict(texts(part))


def test_who_asked_and_who_is_told_gets_one_text() -> None:
    """Whatever they were paged for: the searches that end tell everybody else."""
    part = declared()
    join = searching.start_search(part, Purpose.JOIN, "payments-team", at(1))
    joined(part, "cy", "payments-team")
    attached(opened(CHECKOUT, S.DECLARED), mine=part)

    assert ["cy", "lea"] == sorted(person for person, _ in texts(part))
    triage = part.searches.triage
    assert triage
    for search in (triage, join):
        order = searching.stop_order(part, search, at(2))
        assert ({"cy", "lea"}, True) == (set(order.told), bool(order.notice))


def test_nobody_is_needed_on_the_call_of_a_part() -> None:
    """Whoever calls with an old code is known by that: their team is called there no more."""
    part, whole, _ = attached(opened(CHECKOUT, S.DECLARED), mine=declared())

    assert ((), {"payments-team", "databases", "networks", "mailers-team"}) == (
        view(part).called,
        set(view(whole).called),
    )


def test_a_hundred_with_all_their_parts_are_the_most() -> None:
    """One that brings too many of its own is refused, and nothing of it is taken in."""
    part, whole = declared(), opened(CHECKOUT, S.DECLARED)
    part.leadership.lead = Lead(person=PersonCard(id="lea", name="Lea"), since=at(0), heard_of=at(0))
    [nested] = part.parts.values()
    part.parts[MAILERS] = nested.model_copy(update={"affected": nested.affected * 100})
    post = Post.between(part, whole)
    post.same(PAYMENTS, CHECKOUT)
    post.settle()

    assert (S.DECLARED, {}, {}) == (part.state, whole.parts, whole.called)
    assert "At most 100 incidents can be part of" in texts(part)[0][1]
    assert not [each for each in told(whole) if "part of it" in each]


def test_a_question_says_everything_the_other_needs() -> None:
    """It is one message, small enough to send, and reads back as it was."""
    part = declared()
    post = Post.between(part, opened(CHECKOUT, S.DECLARED))
    post.same(PAYMENTS, CHECKOUT)
    assert part.attachment
    asked = part.attachment.asked

    assert ["payments", "mailers"] == [each.service for each in asked.affected]
    assert ["payments-team", "databases", "networks", "mailers-team"] == [each.team for each in asked.teams]
    assert asked == AttachAsked.model_validate_json(asked.model_dump_json())
    assert IDENTITY not in asked.model_dump_json()
