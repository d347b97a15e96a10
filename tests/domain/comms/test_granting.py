"""What may be asked of rounds, by whom, and what is refused with which words."""

from typing import Any

import pytest

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds import granting, rounds, views
from domain.comms.rounds.requests import CommsRequest
from domain.comms.rounds.situation import TotalSaid
from domain.errors import Refused
from tests.domain.builders import CODE, NIGHT, actor, at
from tests.domain.comms.desk import (
    ANSWERS,
    HEAD,
    IMPACT,
    LOST_ORDERS,
    TECHNICAL,
    adds,
    approves,
    ask,
    begun,
    cadence,
    drops,
    mins,
    said,
    send_one,
    sends,
    status,
    writes,
    written,
)


def refusal(case: Any, request: CommsRequest, now: Any = NIGHT) -> str:
    """Return why this is refused, and see that it changed nothing."""
    before = case.model_copy(deep=True)
    with pytest.raises(Refused) as refused:
        granting.grant(case, request, now)
    assert before == case
    return str(refused.value)


def test_anybody_writes_and_the_lead_sends() -> None:
    """A draft by whoever knows most goes out when the lead says so, in the words that stand there, and is on record."""
    case = begun()
    assert "says everything" in ask(case, writes("dee", impact="The tills are shut."), NIGHT)
    words = ask(case, sends("ana", revision=case.revision), at(2))

    assert words.startswith("The first update goes out to business stakeholders. The next is due by 03:01 UTC")
    assert case.edition.round is not None
    assert ("The tills are shut.", "Ana") == (case.edition.round.update.impact, case.edition.round.approved_by)
    assert "sends the first update to business stakeholders: The tills are shut." == said(case)[-1]
    assert ("Ana", "code 4821") == (written(case)[-1].who, written(case)[-1].why)


@pytest.mark.parametrize(
    "request_of",
    [
        lambda who: sends(who, revision=2),
        lambda who: approves(who, 2),
        lambda who: cadence(who, interval=mins(30)),
        lambda who: adds(who, person="zoe"),
    ],
)
def test_only_who_answers_for_it_decides(request_of: Any) -> None:
    """Who is not in charge may write, and nothing else; the head of department may always."""
    case = begun()
    ask(case, writes("dee", impact=IMPACT), NIGHT)
    reason = refusal(case, request_of("dee"))
    assert all(
        who in reason
        for who in (
            "Only the incident lead, the head of department or their deputy",
            "whoever sees to an overdue update",
            "while nobody leads, whoever led it last and the first contact",
        )
    )
    granting.check(case, request_of("ana"), NIGHT)


def test_the_head_of_department_and_who_holds_the_page_may_send() -> None:
    """A round is never held up because the lead is busy: the head of department sends it, or whoever was paged for it."""
    of_the_search = sends("eve", revision=2).model_copy(
        update={"actor": actor("eve").model_copy(update={"sees_to_round": True})}
    )
    for case, request in (
        (begun(), sends("cy", HEAD, revision=2)),
        (begun(may_send=("eve",)), sends("eve", revision=2)),
        (begun(), of_the_search),
    ):
        ask(case, writes("dee", impact=IMPACT), NIGHT)
        ask(case, request, NIGHT)
        assert case.last is not None


@pytest.mark.parametrize(
    ("sent", "answers", "lacking"),
    [
        (0, {"plan": "x"}, "the impact now"),
        (1, {"impact": IMPACT}, "the plan"),
        (2, {"impact": IMPACT}, "the status of the work"),
    ],
)
def test_a_round_that_lacks_what_it_must_say_is_refused(sent: int, answers: dict[str, Any], lacking: str) -> None:
    """Each round says what the process asks of it (P17 to P19), or stays open; what is missing is said."""
    case = begun(impact="")
    so_far: list[dict[str, Any]] = [{"impact": IMPACT}, {"impact": IMPACT, "plan": "x"}]
    for number, enough in enumerate(so_far[:sent]):
        ask(case, writes("ana", **enough), at(number))
        ask(case, sends("ana", revision=case.revision), at(number))
    ask(case, writes("ana", **answers), at(9))

    assert f"does not say {lacking}" in refusal(case, sends("ana"), at(9))


def test_the_final_round_needs_numbers_and_next_steps() -> None:
    """After mitigation it is said in numbers what it cost, and how it is mended for good (P20); that is the incident's."""
    case = begun()
    ask(case, writes("ana", impact=IMPACT), NIGHT)
    ask(case, sends("ana", revision=case.revision), NIGHT)
    rounds.take_in(case, status(mitigated_at=at(20)), at(20))
    ask(case, writes("ana", status="It works."), at(21))
    assert "the total impact in numbers and the next steps" in refusal(case, sends("ana"), at(21))
    ask(case, writes("ana", total=(LOST_ORDERS,), next_steps="A spare till."), at(22))
    assert "It is the last." in ask(case, sends("ana", revision=case.revision), at(22))
    assert TotalSaid(total=(LOST_ORDERS,), at=at(22), by="Ana") == views.round_status(case).total_said
    assert "is open" in refusal(case, sends("ana"), at(101))


def test_a_quantity_says_how_it_was_counted() -> None:
    """A number nobody can check is no number."""
    vague = LOST_ORDERS.model_copy(update={"counted": " "})

    assert "how the 1200 orders were counted" in refusal(begun(), writes("ana", total=(vague,)))


def test_technical_words_are_pointed_out_and_overruled_on_record() -> None:
    """Business readers are spared the list's words, the company's and the names of its systems; or it is said why not."""
    case = begun()
    words = ask(case, writes("dee", impact="The order_hub database is down. The flux is off."), NIGHT)
    assert '"database" in "The order_hub database is down."' in words

    reason = refusal(case, sends("ana", revision=case.revision))
    assert all(word in reason for word in ("order_hub", "database", "flux", "Reword it"))
    ask(case, sends("ana", revision=case.revision, overrule="they asked for it"), NIGHT)
    [overruled] = [entry for entry in written(case) if entry.what.startswith("leaves technical words in")]
    assert ("Ana", "they asked for it (code 4821)") == (overruled.who, overruled.why)


def test_technical_teams_are_told_in_their_own_language() -> None:
    """What is pointed out to the business is plain speech to engineers."""
    case = begun(TECHNICAL)
    ask(case, writes("dee", TECHNICAL, impact="The order_hub database is down.", extent="order_hub"), NIGHT)

    assert "goes out" in ask(case, sends("ana", revision=case.revision, audience=TECHNICAL), NIGHT)


def test_a_round_sent_twice_goes_out_once() -> None:
    """Two people send at the same moment: the second hears that the draft has gone out."""
    case = begun()
    ask(case, writes("dee", impact=IMPACT), NIGHT)
    read = case.revision
    ask(case, sends("ana", revision=read), NIGHT)

    assert "has gone out" in refusal(case, sends("cy", HEAD, revision=read))
    assert "does not say" in refusal(case, sends("cy", HEAD))
    assert 2 == case.number


def test_a_conversation_keeps_its_headline() -> None:
    """Every round carries the impact as the first one worded it, whatever the impact is by then."""
    case = begun()
    for number, impact in enumerate(["The tills are shut.", "Half of the tills are shut."]):
        ask(case, writes("dee", impact=impact, plan="We mend them."), at(number))
        ask(case, sends("ana", revision=case.revision), at(number))

    assert case.edition.round is not None
    assert "The tills are shut." == case.edition.round.headline


def test_a_draft_begins_with_what_is_known() -> None:
    """Whoever writes finds the impact statement there, and starts over from the board when they want to."""
    case = begun()
    ask(case, writes("dee", plan="x"), NIGHT)
    assert (IMPACT, "x") == (
        case.edition.draft and case.edition.draft.impact,
        case.edition.draft and case.edition.draft.plan,
    )

    ask(case, writes("dee", from_the_board=True), NIGHT)
    assert case.edition.draft is not None
    assert (IMPACT, "") == (case.edition.draft.impact, case.edition.draft.plan)


def test_the_cadence_is_changed_in_one_way_at_a_time() -> None:
    """How often, or when the next one: both at once would contradict each other."""
    both = cadence("ana", interval=mins(30), at=at(40))

    assert "either" in refusal(begun(), both)
    assert "either" in refusal(begun(), cadence("ana"))


def test_a_change_of_the_cadence_says_what_holds_now() -> None:
    """Whoever changes it reads by when the open update is due from then on, in words whose names keep their capitals."""
    case = begun()
    send_one(case, NIGHT)
    half_hourly = ask(case, cadence("ana", interval=mins(30)), at(1))
    agreed = ask(case, cadence("ana", at=at(50)), at(2))

    assert "Updates to business stakeholders every 30 minutes. The second update is due by 02:44 UTC." == half_hourly
    assert "Next update to business stakeholders agreed for 03:04 UTC. The second update is due by 03:04 UTC." == agreed
    assert "next update to business stakeholders agreed for 03:04 UTC" == said(case)[-1]


def test_an_interval_may_be_set_before_it_holds() -> None:
    """The first update stays due soon after the declaration (P17); the ones after it come as often as was said."""
    case = begun()

    assert "Updates to business stakeholders every 30 minutes. The first update stays due by 02:29 UTC." == ask(
        case, cadence("ana", interval=mins(30)), NIGHT
    )
    send_one(case, at(5))
    assert at(35) == case.due


def test_what_counts_from_what_happened_is_not_agreed_away() -> None:
    """Neither the first update nor the one after a reopening: it is refused with when it is due, and why."""
    later = cadence("ana", at=at(59), agreed_by="the board")
    assert (
        "The first update is due by 02:29 UTC, soon after the declaration, and no agreement moves it. "
        "Once it is sent, a time can be agreed for the next one."
    ) == refusal(begun(), later)

    case = begun()
    send_one(case, NIGHT)
    rounds.take_in(case, status(reopened_at=at(10)), at(10))
    assert "The second update is due by 02:39 UTC, soon after it was reopened, and no agreement" in refusal(
        case, later, at(11)
    )


def test_the_final_update_comes_when_it_was_agreed() -> None:
    """At night nobody can count orders: who agreed to the morning is named, no interval moves it, and nothing after it is due."""
    case = begun()
    send_one(case, NIGHT)
    rounds.take_in(case, status(mitigated_at=at(10)), at(10))

    assert "Name who agreed that the final update comes at another time." == refusal(case, cadence("ana", at=at(400)))
    assert (
        "The final update is the last, so that no interval follows it: it is due by 03:24 UTC. "
        "If it must come at another time, agree on one."
    ) == refusal(case, cadence("ana", interval=mins(30)), at(11))
    assert "The final update is due by 08:54 UTC." in ask(
        case, cadence("ana", at=at(400), agreed_by="the board"), at(11)
    )
    assert at(400) == case.due

    send_one(case, at(30))
    assert "No update to business stakeholders is open, and none is due: the last one was the final update." == refusal(
        case, cadence("ana", interval=mins(30)), at(31)
    )


def test_what_was_agreed_for_one_kind_of_round_holds_for_no_other() -> None:
    """Mitigated, the final update is due by its own rule; back again, the next one is by the interval."""
    case = begun()
    send_one(case, NIGHT)
    ask(case, cadence("ana", at=at(500), agreed_by="the board"), at(1))
    rounds.take_in(case, status(mitigated_at=at(10)), at(10))
    assert at(70) == case.due

    ask(case, cadence("ana", at=at(500), agreed_by="the board"), at(11))
    rounds.take_in(case, status(reopened_at=at(20)), at(20))
    send_one(case, at(25))
    assert at(70) == case.due


def test_people_are_added_and_dropped_by_name_and_reason() -> None:
    """Who is added reads why; who is dropped is told no more though the lists name them; nobody is added twice."""
    case = begun()
    send_one(case, NIGHT)
    assert "gets the first update at once" in ask(case, adds("ana", person="zoe", name="Zoe"), NIGHT)
    assert "added by Ana: asked for it" == case.edition.whom(case.incident_status).people["zoe"]
    assert "already" in refusal(case, adds("ana", person="zoe"))

    ask(case, drops("ana", person="bea"), NIGHT)
    ask(case, drops("ana", person="zoe"), NIGHT)
    assert {"ben"} == set(case.edition.whom(case.incident_status).people)
    assert "not among" in refusal(case, drops("ana", person="bea"))
    ask(case, adds("ana", person="bea"), NIGHT)
    assert "bea" in case.edition.whom(case.incident_status).people


def test_a_team_is_added_to_the_technical_readers() -> None:
    """Whoever is on call of a team that turns out to be affected is told from then on."""
    case = begun(TECHNICAL)
    ask(case, adds("ana", TECHNICAL, team="payments"), NIGHT)
    assert {"storefront", "payments"} == set(getattr(case.edition.whom(case.incident_status), "teams", {}))
    ask(case, drops("ana", TECHNICAL, team="storefront"), NIGHT)
    assert {"payments"} == set(getattr(case.edition.whom(case.incident_status), "teams", {}))


def test_another_incident_is_never_meant() -> None:
    """A word for an earlier incident of the same service does nothing to this one; nor does one after its end."""
    other = sends("ana").model_copy(update={"code": "checkout-AAAA"})

    assert f"{CODE} is another one" in refusal(begun(), other)
    assert "is over" in refusal(begun(over=True), sends("ana"))


def test_what_a_signal_asks_is_judged_the_same() -> None:
    """A refusal nobody hears stands on the timeline."""
    case = begun()
    granting.grant_signal(case, sends("dee"), NIGHT)

    [entry] = written(case)
    assert ("refused: send round for business stakeholders", "Dee") == (entry.what, entry.who)


def test_mitigation_takes_an_approval_back() -> None:
    """What was approved as one more update is not sent as the last word."""
    case = begun()
    send_one(case, NIGHT)
    ask(case, writes("ana", **ANSWERS), at(5))
    ask(case, approves("ana", case.revision), at(5))
    rounds.take_in(case, status(mitigated_at=at(6)), at(6))

    assert (None, RoundKind.FINAL) == (case.edition.approved, case.kind)
