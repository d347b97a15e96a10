"""A team's ladder with names put to its rungs."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.ladder import (
    EVERYONE,
    PERSON,
    ResolvedLadder,
    ResolvedRung,
    ladder_for,
    resolve_ladder,
    resolve_personal_ladder,
    resolve_senior_ladder,
)
from domain.lookups import LadderQuery
from domain.messages import Purpose
from domain.organisation import Organisation, Rung, RungName, Urgency
from domain.policies import LeadPolicy, Seniority
from domain.rota import Override
from domain.seniority import RUNG_NAMES, SENIORS, called_to_declare, who_declares
from tests.domain.builders import NIGHT, at, minutes, rung
from tests.domain.company import AWAY, organisation, person


def shop_ladder(company: Organisation, service: str | None = "checkout", when: datetime = NIGHT) -> ResolvedLadder:
    """Return the shop team's ladder at an instant."""
    return resolve_ladder(company, "shop", service, when)


def people_on(rung_: ResolvedRung) -> list[str]:
    """Return who stands on a rung."""
    return [contact.person for contact in rung_.contacts]


def test_the_rungs_are_those_of_the_process_and_then_everyone() -> None:
    """On-call engineer, service owner, head of department, in the team's order and with its waits; then everyone."""
    rungs = shop_ladder(organisation()).rungs

    assert [
        (RungName.ON_CALL, ["ana"], 2, minutes(5)),
        (RungName.SERVICE_OWNER, ["bo"], 1, minutes(4)),
        (RungName.HEAD_OF_DEPARTMENT, ["cy"], 1, minutes(3)),
        (EVERYONE, ["ana", "bo", "cy"], 1, minutes(10)),
    ] == [(each.name, people_on(each), each.tries, each.wait) for each in rungs]


def test_who_is_on_duty_is_asked_for_the_instant() -> None:
    """When the rota turns, the same ladder names the next person."""
    company = organisation(overrides=(Override(person="dee", starts=at(10), ends=at(20)),))

    on_call = [people_on(shop_ladder(company, when=at(minute)).rungs[0]) for minute in (9, 10, 20)]

    assert [["ana"], ["dee"], ["ana"]] == on_call


def test_the_deputy_stands_in_for_who_is_absent() -> None:
    """The deputy of an absent service owner is paged instead, and the rung says why."""
    company = organisation(person("bo", deputy="dee", away=True))

    owner = shop_ladder(company).rungs[1].contacts[0]

    assert "dee" == owner.person
    assert "Bo is absent until 2026-03-02 12:14 (leave); Dee is the deputy" == owner.because


def test_an_absence_that_is_over_changes_nothing() -> None:
    """From the minute an absence ends the person is paged again, without explanation."""
    company = organisation(person("bo", deputy="dee", away=True))

    owner = shop_ladder(company, when=AWAY.ends).rungs[1].contacts[0]

    assert ("bo", None) == (owner.person, owner.because)


def test_an_absent_person_without_deputy_is_paged_after_all() -> None:
    """A page to somebody on leave beats a page to nobody, and says so."""
    owner = shop_ladder(organisation(person("bo", away=True))).rungs[1].contacts[0]

    assert "bo" == owner.person
    assert owner.because is not None
    assert "there is no deputy left to ask" in owner.because


@pytest.mark.parametrize("service", [None, "till"])
def test_an_unknown_service_leaves_its_owners_rung_empty_with_a_reason(service: str | None) -> None:
    """Without a known service nobody owns it: that rung is skipped in words, the others stand."""
    rungs = shop_ladder(organisation(), service).rungs

    assert [["ana"], [], ["cy"], ["ana", "cy"]] == [people_on(each) for each in rungs]
    assert "no service in the organisation is named by the alert" == rungs[1].skipped
    assert [None, None, None] == [rungs[0].skipped, rungs[2].skipped, rungs[3].skipped]


def test_everyone_is_team_ladder_and_deputies_each_once() -> None:
    """The widest rung names everyone on the ladder, everyone on the team, and the ladder's deputies, each exactly once."""
    company = organisation(person("bo", deputy="eli"), person("cy", deputy="ana"), members=("ana", "dee", "bo"))

    assert ["ana", "bo", "cy", "dee", "eli"] == sorted(people_on(shop_ladder(company).rungs[-1]))


def test_everyone_honours_absences_too() -> None:
    """A team member on leave is not woken by the widest rung: their deputy is, once."""
    company = organisation(person("dee", deputy="eli", away=True), members=("ana", "dee", "eli"))

    assert ["ana", "bo", "cy", "eli"] == sorted(people_on(shop_ladder(company).rungs[-1]))


def test_one_person_may_stand_on_several_rungs() -> None:
    """A service owner who is also on call stands on both rungs, and once among everyone."""
    company = organisation(overrides=(Override(person="bo", starts=NIGHT, ends=at(60)),))

    assert [["bo"], ["bo"], ["cy"], ["bo", "cy"]] == [people_on(each) for each in shop_ladder(company).rungs]


def test_contacts_carry_name_and_time_zone() -> None:
    """A contact has what an answer needs to be confirmed in their words: name and time zone."""
    company = organisation(person("ana", time_zone="Asia/Tokyo"))

    contact = shop_ladder(company).rungs[0].contacts[0]

    assert ("Ana", "Asia/Tokyo") == (contact.name, contact.time_zone)


@pytest.mark.parametrize(
    "rungs",
    [(), (rung("ana"),), (rung("ana"), ResolvedRung(name=EVERYONE, wait=timedelta(minutes=1)))],
    ids=["no rung", "no everyone", "nobody in everyone"],
)
def test_a_ladder_that_ends_in_nobody_cannot_be_made(rungs: tuple[ResolvedRung, ...]) -> None:
    """Every ladder ends in everyone, and everyone is somebody: anything else is refused when it is made."""
    with pytest.raises(ValidationError, match="everyone is somebody"):
        ResolvedLadder(rungs=rungs)


def test_rungs_have_titles_in_words() -> None:
    """Reasons and timelines name each rung in words."""
    assert [
        "on-call engineer",
        "service owner",
        "head of department",
        "everyone on the team and the ladder",
    ] == [each.title for each in shop_ladder(organisation()).rungs]


def with_first_rung(company: Organisation, first: Rung) -> Organisation:
    """Return the company with another first rung on its ladder."""
    usual = company.ladders["usual"]
    rungs = (first, *usual.rungs[1:])
    return company.model_copy(update={"ladders": {"usual": usual.model_copy(update={"rungs": rungs})}})


TOGETHER = Rung(
    who=RungName.ON_CALL, together_with=(RungName.SERVICE_OWNER, RungName.HEAD_OF_DEPARTMENT), tries=2, wait=minutes(5)
)


def test_a_rung_may_be_shared() -> None:
    """Whoever the ladder puts together is paged at once, and the rung is called by all its names."""
    first = shop_ladder(with_first_rung(organisation(), TOGETHER)).rungs[0]

    assert (["ana", "bo", "cy"], 2) == (people_on(first), first.tries)
    assert "on-call engineer and service owner and head of department" == first.title


def test_whoever_stands_on_a_rung_twice_is_paged_once() -> None:
    """When the on-call engineer stands in for the service owner, one page is enough."""
    company = organisation(person("bo", deputy="ana", away=True))

    assert ["ana", "cy"] == people_on(shop_ladder(with_first_rung(company, TOGETHER)).rungs[0])


def test_who_is_missing_from_a_shared_rung_is_said() -> None:
    """An alert for a service nobody listed has no owner to page; the others on the rung are, and the rung says why."""
    first = shop_ladder(with_first_rung(organisation(), TOGETHER), service=None).rungs[0]

    assert (["ana", "cy"], "on-call engineer and head of department") == (people_on(first), first.title)
    assert "service owner left out: no service in the organisation is named by the alert" == first.left_out


def test_of_low_urgency_the_ladder_is_the_on_call_engineer_alone() -> None:
    """Nobody above is told, nor who shares the rung, and everyone least of all; a deputy stands in as always."""
    company = with_first_rung(organisation(person("ana", deputy="dee", away=True)), TOGETHER)
    resolved = resolve_ladder(company, "shop", "checkout", NIGHT, Urgency.LOW)

    [only] = resolved.rungs
    assert (RungName.ON_CALL, ["dee"], 1, "on-call engineer") == (only.name, people_on(only), only.tries, only.title)


def test_of_low_urgency_the_rota_is_asked_where_the_ladder_does_not() -> None:
    """A ladder that begins with the service owner has an on-call engineer all the same."""
    owner_first = with_first_rung(organisation(), Rung(who=RungName.SERVICE_OWNER, wait=minutes(5)))

    assert ["ana"] == people_on(resolve_ladder(owner_first, "shop", "checkout", NIGHT, Urgency.LOW).rungs[0])


@pytest.mark.parametrize(
    "rungs",
    [(), (rung("bo", who=RungName.SERVICE_OWNER),), (rung("ana"), rung("bo", who=RungName.SERVICE_OWNER))],
    ids=["none", "not the on-call engineer", "more than one"],
)
def test_a_ladder_of_low_urgency_is_never_another(rungs: tuple[ResolvedRung, ...]) -> None:
    """Whoever builds one with other rungs is told."""
    with pytest.raises(ValidationError):
        ResolvedLadder(rungs=rungs, urgency=Urgency.LOW)


def senior(company: Organisation, owner_of: str | None = None) -> list[tuple[str, list[str], int, timedelta]]:
    """Return the ladder of who is senior enough: name, people, tries and wait of each rung."""
    seniority = Seniority.SERVICE_OWNER if owner_of else Seniority.HEAD_OF_DEPARTMENT
    resolved = resolve_senior_ladder(company, "shop", NIGHT, seniority=seniority, service_id=owner_of)
    return [(each.name, people_on(each), each.tries, each.wait) for each in resolved.rungs]


def test_somebody_senior_is_the_head_of_department_and_who_stands_in() -> None:
    """P11: the head as the team's ladder has it, then all who count as head, whether or not they are away."""
    company = organisation(person("cy", deputy="dee", away=True))

    assert [
        (RungName.HEAD_OF_DEPARTMENT, ["dee"], 1, minutes(3)),
        (EVERYONE, ["dee", "cy"], 1, minutes(10)),
    ] == senior(company)


def test_where_the_owner_declares_they_are_called_first() -> None:
    """P11: from the rung the company has named upwards, each as the team's ladder has it; the widest names them all."""
    company = organisation(person("bo", deputy="eli", away=True), person("cy", deputy="dee"))
    widest = resolve_senior_ladder(
        company, "shop", NIGHT, seniority=Seniority.SERVICE_OWNER, service_id="checkout"
    ).rungs[-1]

    assert [
        (RungName.SERVICE_OWNER, ["eli"], 1, minutes(4)),
        (RungName.HEAD_OF_DEPARTMENT, ["cy"], 1, minutes(3)),
        (EVERYONE, ["cy", "dee", "eli", "bo"], 1, minutes(10)),
    ] == senior(company, "checkout")
    assert "service owner, head of department and all who stand in for them" == widest.title


@pytest.mark.parametrize(
    ("reminded", "expected"),
    [
        ("bo", [("deputy of Bo", ["eli"], minutes(3)), ("head of department", ["cy"], minutes(3))]),
        ("ana", [("head of department", ["cy"], minutes(3))]),
        ("left", [("head of department", ["cy"], minutes(3))]),
        (None, [("head of department", ["cy"], minutes(3))]),
    ],
)
def test_for_an_overdue_update_the_deputy_of_who_was_reminded_is_called_first(
    reminded: str | None, expected: list[tuple[str, list[str], timedelta]]
) -> None:
    """Whoever that was, the lead or not; given as long as the one after them. Without a deputy it begins with who is senior."""
    company = organisation(person("bo", deputy="eli"))
    query = LadderQuery(
        team="shop", service="checkout", at=NIGHT, purpose=Purpose.ROUND_OVERDUE, deputy_of=reminded, first="dee"
    )
    rungs = ladder_for(company, query).rungs

    assert expected == [(each.title, people_on(each), each.wait) for each in rungs[:-1]]


def test_of_a_service_nobody_listed_the_head_of_department_is_called() -> None:
    """There is no owner whom the search could begin with."""
    assert senior(organisation()) == senior(organisation(), "till")


def test_an_owner_who_is_not_on_the_teams_ladder_is_called_once() -> None:
    """The policy names them, whether or not the ladder does."""
    company = organisation()
    usual = company.ladders["usual"]
    without = usual.model_copy(update={"rungs": (usual.rungs[0], usual.rungs[2])})
    company = company.model_copy(update={"ladders": {"usual": without}})

    assert (RungName.SERVICE_OWNER, ["bo"], 1, minutes(3)) == senior(company, "checkout")[0]


@pytest.mark.parametrize(("offer_lasts", "tries", "wait"), [(10, 3, 3), (60, 3, 18), (3, 3, 1), (2, 2, 1), (1, 1, 1)])
def test_who_is_asked_by_name_stands_on_a_ladder_alone(offer_lasts: float, tries: int, wait: float) -> None:
    """No deputy stands in, though they are away; they are tried within the time the question lasts: an offer of the lead stands."""
    company = organisation(person("dee", deputy="eli", away=True))
    policies = company.policies.model_copy(update={"lead": LeadPolicy(offer_lasts=minutes(offer_lasts))})
    query = LadderQuery(
        team="shop",
        service="checkout",
        at=NIGHT,
        urgency=Urgency.MAJOR,
        purpose=Purpose.OFFER_LEAD,
        person="dee",
    )
    found = ladder_for(company.model_copy(update={"policies": policies}), query)

    [only] = found.rungs
    assert (["dee"], tries, minutes(wait), True) == (people_on(only), only.tries, only.wait, found.personal)


def test_who_has_left_the_organisation_is_asked_by_their_id() -> None:
    """The attempt to page them then says that they are gone, where everyone sees it."""
    [only] = resolve_personal_ladder(organisation(), "zoe", urgency=Urgency.MAJOR, lasts=None).rungs

    assert ("zoe", "zoe") == (only.contacts[0].person, only.contacts[0].name)


def test_an_invitation_is_told_once_however_long_an_offer_of_the_lead_stands() -> None:
    """Each question to one person has a time of its own; what is only told has none, and nobody is called again about it."""
    query = LadderQuery(
        team="", service=None, at=NIGHT, urgency=Urgency.LOW, purpose=Purpose.BUSINESS_CALL, person="dee"
    )
    [only] = ladder_for(organisation(), query).rungs

    assert (["dee"], 1) == (people_on(only), only.tries)


def test_who_is_called_to_declare_is_who_may_by_what_the_incident_carries() -> None:
    """P11: the file of today says nothing of it, so that nobody is called who is then refused."""
    company = organisation()
    assert company.policies.declaration.declared_by is Seniority.HEAD_OF_DEPARTMENT
    for seniority, people in (
        (Seniority.SERVICE_OWNER, ["bo", "cy", "cy"]),
        (Seniority.HEAD_OF_DEPARTMENT, ["cy", "cy"]),
    ):
        query = LadderQuery(team="shop", service="checkout", at=NIGHT, purpose=Purpose.DECLARE, seniority=seniority)
        assert people == [people_on(each)[0] for each in ladder_for(company, query).rungs]


@pytest.mark.parametrize("seniority", Seniority)
def test_whoever_is_said_to_declare_is_who_is_called(seniority: Seniority) -> None:
    """The words of a proposal, of a refusal and the ladder name the same people, in their order."""
    query = LadderQuery(team="shop", service="checkout", at=NIGHT, purpose=Purpose.DECLARE, seniority=seniority)
    titles = [each.title for each in ladder_for(organisation(), query).rungs[:-1]]

    assert titles == [RUNG_NAMES[who] for who in SENIORS[seniority]]
    for title in titles:
        assert (True, True) == (title in called_to_declare(seniority), title in who_declares(seniority))


@pytest.mark.parametrize("people", [(), ("ana", "bo")], ids=["nobody", "two"])
def test_a_ladder_for_one_person_is_never_another(people: tuple[str, ...]) -> None:
    """Whoever builds one with others on it is told."""
    with pytest.raises(ValidationError, match="that person alone"):
        ResolvedLadder(rungs=(rung(*people).model_copy(update={"name": PERSON}),))
