"""Whom the organisation names, who stands in for whom, and what its policies may say (P1 to P6)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.durations import format_duration, parse_duration
from domain.organisation import (
    Absence,
    AlertRouting,
    Ladder,
    Organisation,
    Person,
    Rung,
    RungName,
    Service,
    StandIn,
    Team,
    Urgency,
)
from domain.policies import ChangesPolicy, CommsPolicy, DeclarationPolicy, PagingPolicy, Policies, ReviewPolicy
from domain.rota import Rota, Shift

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def person(name: str, **rest: Any) -> Person:
    """Somebody in London, with an id made from the name."""
    return Person(id=name.lower().replace(" ", "-"), name=name, time_zone="Europe/London", **rest)


def away(until: datetime, reason: str = "") -> tuple[Absence, ...]:
    """An absence that has begun and lasts until then."""
    return (Absence(starts=NOW - DAY, ends=until, reason=reason),)


def organisation(*people: Person) -> Organisation:
    """One team, headed by the first person, with everyone taking weekly turns."""
    ids = tuple(each.id for each in people)
    shift = Shift(people=ids, rotates="weekly", since=date(2026, 1, 5), time_zone="Europe/London")
    head = Rung(who=RungName.HEAD_OF_DEPARTMENT, wait=5 * MINUTE)
    return Organisation(
        name="Larkfield",
        business_areas={},
        services={"checkout": Service(id="checkout", name="Checkout", team="shop", owner=ids[0])},
        teams={"shop": Team(id="shop", name="Shop", head_of_department=ids[0], rota="weekly", ladder="standard")},
        people={each.id: each for each in people},
        rotas={"weekly": Rota(id="weekly", time_zone="Europe/London", shifts=(shift,))},
        ladders={"standard": Ladder(name="standard", rungs=(head,))},
        alerts=AlertRouting(catch_all_team="shop"),
    )


def test_a_person_who_is_present_needs_nobody_to_stand_in() -> None:
    """Without an absence it is the person, and there is nothing to explain."""
    company = organisation(person("Nadia Rahman", deputy="tom-okafor"), person("Tom Okafor"))

    assert StandIn(person="nadia-rahman") == company.stand_in("nadia-rahman", NOW)


def test_the_deputy_stands_in_for_an_absent_person_and_the_reason_says_so() -> None:
    """Whoever is called instead can be told why."""
    nadia = person("Nadia Rahman", deputy="tom-okafor", absences=away(datetime(2026, 12, 1, tzinfo=UTC), "leave"))
    company = organisation(nadia, person("Tom Okafor"))
    because = "Nadia Rahman is absent until 2026-12-01 (leave); Tom Okafor is the deputy"

    assert StandIn(person="tom-okafor", because=because) == company.stand_in("nadia-rahman", NOW)


def test_an_absence_ends_by_itself_at_its_very_end() -> None:
    """The first moment after an absence belongs to the person again."""
    ends = NOW + DAY
    company = organisation(person("Nadia Rahman", deputy="tom-okafor", absences=away(ends)), person("Tom Okafor"))

    assert company.stand_in("nadia-rahman", ends - timedelta(microseconds=1)).person == "tom-okafor"
    assert StandIn(person="nadia-rahman") == company.stand_in("nadia-rahman", ends)


def test_a_deputy_who_is_absent_has_a_deputy_too() -> None:
    """Deputies are followed until somebody is present, and each step is told."""
    company = organisation(
        person("Ana", deputy="ben", absences=away(NOW + DAY)),
        person("Ben", deputy="cleo", absences=away(NOW + DAY, "ill")),
        person("Cleo"),
    )
    because = (
        "Ana is absent until 2026-11-25 12:00; Ben is the deputy; "
        "Ben is absent until 2026-11-25 12:00 (ill); Cleo is the deputy"
    )

    assert StandIn(person="cleo", because=because) == company.stand_in("ana", NOW)


def test_without_a_deputy_it_is_the_absent_person_after_all() -> None:
    """A page to somebody on leave beats a page to nobody."""
    company = organisation(person("Ana", absences=away(NOW + DAY)))
    because = "Ana is absent until 2026-11-25 12:00; there is no deputy left to ask"

    assert StandIn(person="ana", because=because) == company.stand_in("ana", NOW)


def test_deputies_in_a_circle_do_no_harm() -> None:
    """When everyone in a circle of deputies is absent, it is the person who was asked for."""
    company = organisation(
        person("Ana", deputy="ben", absences=away(NOW + DAY)), person("Ben", deputy="ana", absences=away(NOW + DAY))
    )

    assert company.stand_in("ana", NOW).person == "ana"
    assert company.stand_in("ben", NOW).person == "ben"


@given(data=st.data())
def test_standing_in_always_ends_with_somebody(data: st.DataObject) -> None:
    """Whatever the deputies and absences, the answer is a person, present unless it is the one who was asked for."""
    ids = ("ana", "ben", "cleo", "dan")
    people = [
        person(
            each.title(),
            deputy=data.draw(st.none() | st.sampled_from(ids)),
            absences=data.draw(st.sampled_from(((), away(NOW + DAY)))),
        )
        for each in ids
    ]
    company = organisation(*people)
    asked = data.draw(st.sampled_from(ids))
    answer = company.stand_in(asked, NOW)

    assert answer.person == asked or company.person(answer.person).absence(NOW) is None
    assert (answer.because is None) == (company.person(asked).absence(NOW) is None)


def test_a_team_has_the_person_of_its_rota_on_call() -> None:
    """The rota alone decides who is on call; absences are not its business."""
    company = organisation(person("Ana", absences=away(NOW + DAY)), person("Ben"))

    assert {"ana", "ben"} == {company.on_call("shop", NOW), company.on_call("shop", NOW + 7 * DAY)}


def test_an_unknown_service_is_no_error_but_an_unknown_person_or_team_is() -> None:
    """Alerts may name services nobody listed; ids of people and teams come from the organisation itself."""
    company = organisation(person("Ana"))

    assert company.service("nonsense") is None
    with pytest.raises(KeyError):
        company.person("nobody")
    with pytest.raises(KeyError):
        company.team("nothing")


def test_the_first_number_is_called_and_texted() -> None:
    """A person without a number has no phone."""
    two = person("Ana", phones=("+447700900101", "+447700900102"))

    assert two.phone == "+447700900101"
    assert person("Ben").phone is None


def test_urgencies_are_ranked() -> None:
    """Low disturbs least, major most."""
    ranked = list(Urgency)

    assert [Urgency.LOW, Urgency.HIGH, Urgency.MAJOR] == ranked
    assert [(False, False), (True, False), (True, True)] == [
        (each.outranks(Urgency.LOW), each.outranks(Urgency.HIGH)) for each in ranked
    ]


def test_facts_cannot_be_changed_or_misspelt() -> None:
    """A model is frozen, and refuses a field it does not know."""
    with pytest.raises(ValidationError):
        person("Ana").name = "Ben"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        person("Ana", emial="ana@example.com")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Ana Smith"},
        {"id": "ana-"},
        {"phones": ("07700900101",)},
        {"phones": ("+44 7700 900101",)},
        {"email": "Ana <ana@example.com>"},
        {"email": "ana@localhost"},
        {"time_zone": "London"},
        {"channels": ()},
    ],
)
def test_a_person_nobody_could_reach_is_refused(wrong: dict[str, Any]) -> None:
    """Ids, numbers, addresses and zones have one form each."""
    valid = {"id": "ana", "name": "Ana", "time_zone": "Europe/London"}

    assert Person.model_validate(valid).id == "ana"
    with pytest.raises(ValidationError):
        Person.model_validate({**valid, **wrong})


def test_an_absence_needs_to_end_after_it_starts() -> None:
    """An absence the wrong way round would never hold, so it is refused."""
    with pytest.raises(ValidationError, match="must end after it starts"):
        Absence(starts=NOW, ends=NOW)


@pytest.mark.parametrize(
    ("policy", "field", "least", "most"),
    [
        (CommsPolicy, "first", "1m", "1h"),
        (CommsPolicy, "cadence", "30m", "1h"),
        (CommsPolicy, "final", "5m", "1d"),
        (ReviewPolicy, "within", "1h", "2d"),
        (PagingPolicy, "ring", "10s", "1m"),
        (PagingPolicy, "answer_limit", "30s", "15m"),
        (DeclarationPolicy, "provisional_after", "1m", "1d"),
        (ChangesPolicy, "looked_back", "1m", "7d"),
    ],
)
def test_policies_keep_within_the_process(policy: type[BaseModel], field: str, least: str, most: str) -> None:
    """A company chooses its waiting times, between bounds that the process gives (P17 to P19, P25)."""
    shorter = parse_duration(least) - timedelta(seconds=1)
    longer = parse_duration(most) + timedelta(seconds=1)

    assert all(policy.model_validate({field: bound}) for bound in (least, most))
    for beyond in (shorter, longer):
        with pytest.raises(ValidationError, match=f"must be between {least} and {most}"):
            policy.model_validate({field: beyond})


def test_without_a_word_the_policies_are_those_of_the_process() -> None:
    """Defaults are fit for use, and survive being stored."""
    policies = Policies()

    assert (policies.comms.first, policies.comms.cadence) == (15 * MINUTE, 45 * MINUTE)
    assert (policies.review.within, policies.review.working_days) == (2 * DAY, False)
    assert timedelta(seconds=20) == policies.paging.ring
    assert policies == Policies.model_validate_json(policies.model_dump_json())


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("25s", 25), ("5m", 300), ("1h30m", 5400), ("1h 30m", 5400), ("2d", 172800), ("0m", 0), ("1d2h3m4s", 93784)],
)
def test_a_length_of_time_is_read_as_people_write_it(written: str, seconds: int) -> None:
    """Days, hours, minutes and seconds, from large to small."""
    assert timedelta(seconds=seconds) == parse_duration(written)


@pytest.mark.parametrize(
    "written", ["", "5", "5 minutes", "m", "30m1h", "-5m", "1.5h", "\N{ARABIC-INDIC DIGIT FIVE}m", "99999999999d"]
)
def test_what_is_no_length_of_time_is_refused_by_name(written: str) -> None:
    """Nothing is guessed: a number without a unit, or with a foreign one, is refused."""
    with pytest.raises(ValueError, match="is not a length of time such as 25s, 5m, 1h30m or 2d"):
        parse_duration(written)


@pytest.mark.parametrize("written", [5, 5.5, "5 minutes", True, None])
def test_a_policy_refuses_a_length_without_a_unit(written: object) -> None:
    """Nobody can tell whether 5 means seconds or minutes."""
    with pytest.raises(ValidationError, match="must be a length of time"):
        Rung.model_validate({"who": "on_call", "wait": written})


@given(seconds=st.integers(0, 10**8))
def test_a_length_of_time_is_written_as_it_is_read(seconds: int) -> None:
    """Writing and reading are each other's inverse."""
    assert timedelta(seconds=seconds) == parse_duration(format_duration(timedelta(seconds=seconds)))
