"""Whoever was told of an incident that became part of another is told on (P21)."""

from domain.attaching import Affected, AttachAsked, Detached, ToldOn
from domain.comms.drafting.writing import business_closing, technical_closing
from domain.comms.rounds.situation import ByHand
from domain.incident import comms, parts
from domain.incident.episode import Invitation
from domain.lifecycle import IncidentState
from domain.timeline import Kind
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.rounds_of_an_incident import TECHNICAL, declared, says, status


def _part(name: str, *stakeholders: str, number: int = 1) -> AttachAsked:
    """Return the question of an incident about this service, of which these stakeholders were told."""
    code = f"{name.lower()}-BBBB"
    return AttachAsked(
        code=code,
        other=CODE,
        number=number,
        affected=(Affected(code=code, service=name.lower(), name=name),),
        state=IncidentState.DECLARED,
        opened_at=NIGHT,
        by="Cy",
        told_on=ToldOn(stakeholders=stakeholders, teams=("payments",), technical_people=("pat",)),
    )


def test_whoever_was_told_of_a_part_is_told_on_while_it_is_one() -> None:
    """P21: each with why, unless they are told anyway; once it is a part no more it tells them itself again."""
    case = declared()
    parts.asked(case, _part("Payments", "bea", "eve"), at(2))
    seen, because = comms.status(case), "was told of Payments, which is part of it"
    assert {"bea": "owner of Sales", "eve": because} == seen.business.people
    assert (because, because) == (seen.technical.teams["payments"], seen.technical.people["pat"])
    assert {"bea", "eve"} == set(comms.to_hand_over(case).stakeholders)

    case.episode.invited = {"eve": Invitation(name="Eve", dropped=True)}
    assert {"bea"} == set(comms.status(case).business.people)
    parts.detached(case, Detached(code="payments-BBBB", other=CODE, number=1, because="a mistake"), at(3))
    assert "payments" not in comms.status(case).technical.teams


def test_what_people_added_and_dropped_is_handed_over_as_they_have_it() -> None:
    """The rounds say so; before there are any nobody was told."""
    case = declared()
    by_hand = ByHand(people=("zoe",), dropped=("bea",))
    says(case, status().model_copy(update={"by_hand": by_hand}))
    team = ByHand(teams=("data",), dropped_teams=("warehouse",))
    says(case, status(TECHNICAL).model_copy(update={"by_hand": team}))
    handed = comms.to_hand_over(case)
    assert (("zoe",), ("storefront", "data"), ("tom",)) == (handed.stakeholders, handed.teams, handed.technical_people)

    case.comms.rounds_told.clear()
    assert ToldOn() == comms.to_hand_over(case)


def test_who_is_told_on_is_bounded_and_what_is_left_out_is_on_record() -> None:
    """They are carried while it lasts, whatever the number of its parts."""
    case = declared()
    for number in range(3):
        people = tuple(f"{number}-{each}" for each in range(200))
        parts.asked(case, _part(f"Service{number}", *people, number=number), at(2))

    held = sum(len(each.told_on.stakeholders) for each in case.parts.values())
    assert (comms.MOST_OF_PARTS, ["leaves out people who were told of service2-BBBB"]) == (
        held,
        [entry.what for entry in case.timeline.entries if entry.kind is Kind.COMMS],
    )


def test_whoever_was_told_hears_of_which_incident_it_is_part() -> None:
    """Its own updates end; which ones come in their place is what they are told."""
    case = declared()
    comms.close(case, "Cy", at(5), part_of="the incident about Payments, payments-BBBB")
    case.state = IncidentState.ATTACHED
    said = [closing("", part_of=comms.status(case).part_of).status for closing in (business_closing, technical_closing)]

    expected = (
        "part of the incident about Payments, payments-BBBB from now on: its updates reach you in place of these."
    )
    assert [f"This is dealt with as {expected}"] * 2 == said
