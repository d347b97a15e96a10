"""Two incidents that are one: who may say so, what each of them does then, and what ends it."""

import pytest

from domain.alerts import AlertsReceived
from domain.board.posted_changes import ChangePosted
from domain.board.state import Section
from domain.bridges import Audience, BridgeMoved
from domain.codes import IncidentCode
from domain.errors import Refused
from domain.incident import alerts, attaching, forwarding, joining, moves, parts, requests, searching, triage
from domain.incident.contacts import planned
from domain.incident.state import Incident
from domain.incident.views import details, holder, view
from domain.lifecycle import IncidentState
from domain.messages import Purpose, Suspected
from domain.organisation import Urgency
from domain.reliance.contact_plan import ContactPlan
from domain.requests import Declare, Propose, SameAs, StandDown
from domain.timeline import Kind
from tests.domain.builders import NIGHT, actor, alert, at
from tests.domain.incidents import move_of, told
from tests.domain.pairs import ANA, CHECKOUT, HEAD, IDENTITY, PAYMENTS, Post, opened, taken

S = IncidentState


def texts(case: Incident) -> list[tuple[str, str]]:
    """Return who is texted what."""
    return [(each.person, each.notice.body) for each in case.to_tell]


def attached(other: Incident | None = None, *, mine: Incident | None = None) -> tuple[Incident, Incident, Post]:
    """Return the incident of payments, which Ana had and which is part of that of checkout, and the post between them."""
    part, whole = mine or taken(PAYMENTS), other or taken(CHECKOUT, "ben")
    post = Post.between(part, whole)
    post.same(PAYMENTS, CHECKOUT, reason="the same certificate")
    post.settle()
    assert S.ATTACHED is part.state, told(part)
    return part, whole, post


def refused(case: Incident, other: str = CHECKOUT) -> str:
    """Return why the head of department is refused at once."""
    with pytest.raises(Refused) as words:
        requests.check(case, SameAs(actor=HEAD, other=other), at(2))
    return str(words.value)


def test_one_becomes_part_of_the_other_when_the_other_has_said_yes() -> None:
    """Until then nothing stops: the search goes on; then it ends, with one text that names the other and who has it."""
    part, whole = taken(PAYMENTS), taken(CHECKOUT, "ben")
    post = Post.between(part, whole)
    said = post.same(PAYMENTS, "Checkout-aaaa")
    assert (
        f"{PAYMENTS} asks to be part of {CHECKOUT}: if that cannot be, you are told. Until then nothing stops." == said
    )
    assert (moves.AskOther, S.TRIAGE) == (move_of(part, at(2)), part.state)
    post.speak(PAYMENTS)
    assert moves.LookAround is move_of(part, at(2))
    post.settle()

    search = part.searches.triage
    assert search
    assert moves.StopSearch(search=search.id) == moves.next_move(part, at(2))
    order = searching.stop_order(part, search, at(2))
    notice = f"{PAYMENTS} is the same as {CHECKOUT} and part of it now. Ben has it."
    assert (f"it is the same as {CHECKOUT}", notice) == (order.because, order.notice)
    assert [("cy", notice)] == texts(part)
    assert f"attached to {CHECKOUT}" in told(part)


def test_the_one_that_stays_says_so_on_its_board_and_timeline() -> None:
    """Who said so and why; the service is among what is affected; nobody is called to it who was not."""
    _, whole, _ = attached()

    [entry] = [each for each in whole.board.entries if each.section is Section.EXTENT]
    assert ("payments", "Cy", f"Payments: {PAYMENTS} is part of it") == (entry.service, entry.by, entry.text)
    note = next(each for each in whole.timeline.entries if each.what == f"{PAYMENTS} is part of it now")
    assert ("Cy", "the same certificate") == (note.who, note.why)
    assert ({}, "ben") == (whole.called, whole.first_contact)


def test_both_show_that_they_are_one() -> None:
    """To managers in the web page, and to the command line: part of which, and with which."""
    part, whole, _ = attached()

    assert (CHECKOUT, (PAYMENTS,)) == (view(part).part_of, view(whole).with_it)
    assert (None, (), None) == (view(whole).part_of, view(part).with_it, view(part).holder)
    assert f"Part of **{CHECKOUT}**: what is new about it goes there." in details(part)
    assert f"With it: {PAYMENTS}." in details(whole)
    assert "nobody needed" == holder(part)


def test_of_a_declared_one_the_owners_of_its_parts_are_called() -> None:
    """At once when it is declared; when it is declared later, with all other teams."""
    _, whole, _ = attached(opened(CHECKOUT, S.DECLARED))
    assert {"payments-team": "payments"} == {team: each.service for team, each in whole.called.items()}
    why = next(each.why for each in whole.timeline.entries if each.what == "Payments team is called too")
    assert f"owns Payments: {PAYMENTS} is part of it" == why

    _, later, _ = attached()
    planned(later, ContactPlan(service="checkout"), at(5))
    assert ["payments-team"] == list(later.called)


def test_people_on_its_call_and_its_lead_are_told() -> None:
    """No search tells them: each hears once where it goes on, and nobody leads it any more."""
    part = opened(PAYMENTS, S.DECLARED)
    for number, person in enumerate(("dee", "lea")):
        moved = BridgeMoved(
            code=PAYMENTS,
            audience=Audience.TECHNICAL,
            person=person,
            name=person,
            team="payments-team",
            call_id=f"CA{number}",
            joined=True,
            sequence=1,
        )
        joining.bridge_moved(part, moved, at(1))
    attached(opened(CHECKOUT, S.DECLARED), mine=part)

    words = f"{PAYMENTS} is the same as {CHECKOUT} and part of it now. Lea leads it."
    assert [("cy", words), ("lea", words), ("dee", words)] == texts(part)
    assert (None, []) == (part.lead_id, joining.missing_teams(part))


@pytest.mark.parametrize("who", ["dee", "lea"])
def test_whose_it_is_not_does_not_make_it_part_of_another(who: str) -> None:
    """In triage it is the first contact's to say, or the head of department's."""
    case = taken(PAYMENTS)
    with pytest.raises(Refused, match="Only the one who leads or has it, or the head of department"):
        requests.grant(case, SameAs(actor=actor(who), other=CHECKOUT), at(2))
    requests.grant(case, SameAs(actor=ANA, other=CHECKOUT), at(2))

    assert case.attachment


def test_what_cannot_be_is_refused_at_once() -> None:
    """Itself, an earlier one of the same service, one that is part of it already, no code, one that was never offered."""
    case, whole, _ = attached()

    assert f"{CHECKOUT} is this very incident: name the other one." == refused(whole)
    assert "checkout-ZZZZ is over: it was an earlier incident of the same service." == refused(whole, "checkout-ZZZZ")
    assert f"{PAYMENTS} is part of {CHECKOUT} already." == refused(whole, PAYMENTS)
    assert "'nonsense' is not an incident code; codes look like checkout-7K3Q." == refused(whole, "nonsense")
    assert "No other incident was offered: say which one it is the same as." == refused(whole, "")
    assert f"{PAYMENTS} is part of {CHECKOUT}: ask that one." == refused(case, IDENTITY)


def test_whoever_waits_for_an_answer_asks_nobody_else() -> None:
    """One question at a time; the same request twice is refused, and changes nothing."""
    case = taken(PAYMENTS)
    requests.grant(case, SameAs(actor=HEAD, other=CHECKOUT), at(2))

    assert f"{PAYMENTS} asks to be part of {CHECKOUT} already: wait for the answer." == refused(case, IDENTITY)


@pytest.mark.parametrize("state", [S.MITIGATED, S.RESOLVED, S.STOOD_DOWN])
def test_what_is_worked_on_no_more_is_neither_part_nor_whole(state: IncidentState) -> None:
    """Refused at once for the one, and by the other in its answer; who asked is texted why, and nothing has changed."""
    over = opened(PAYMENTS, state)
    assert f"An incident that is {state.replace('_', ' ')} cannot be made part of another." == refused(over)

    case, other = taken(PAYMENTS), opened(CHECKOUT, state)
    post = Post.between(case, other)
    post.same(PAYMENTS, CHECKOUT)
    post.settle()

    why = f"{CHECKOUT} is {state.replace('_', ' ')}: nothing is made part of it."
    assert [("cy", f"{PAYMENTS} is not made part of {CHECKOUT}: {why}")] == texts(case)
    assert (S.TRIAGE, "ana", None, {}) == (case.state, case.first_contact, case.attachment, other.parts)
    assert why == next(each.why for each in case.timeline.entries if each.what == f"is not made part of {CHECKOUT}")


@pytest.mark.parametrize(
    ("mine", "other", "goes"),
    [
        (S.TRIAGE, S.TRIAGE, True),
        (S.TRIAGE, S.DECLARED, True),
        (S.PROPOSED, S.TRIAGE, False),
        (S.PROPOSED, S.PROVISIONALLY_DECLARED, True),
        (S.DECLARED, S.TRIAGE, False),
        (S.DECLARED, S.PROVISIONALLY_DECLARED, False),
        (S.PROVISIONALLY_DECLARED, S.DECLARED, True),
        (S.DECLARED, S.DECLARED, True),
    ],
)
def test_the_less_far_one_becomes_part_never_the_reverse(
    mine: IncidentState, other: IncidentState, *, goes: bool
) -> None:
    """What was proposed or declared is not lost; the refusal says how it can be done."""
    case, whole = opened(PAYMENTS, mine), opened(CHECKOUT, other)
    post = Post.between(case, whole)
    post.same(PAYMENTS, CHECKOUT)
    post.settle()

    assert (goes, goes) == (case.state is S.ATTACHED, bool(whole.board.entries))
    if not goes:
        assert texts(case)[0][1].endswith(f"attach {CHECKOUT} to {PAYMENTS} instead.")


def test_one_that_is_part_of_another_names_that_one() -> None:
    """Whoever attaches to it reads to which it goes."""
    part, whole, _ = attached()
    third = taken(IDENTITY)
    post = Post.between(third, part, whole)
    post.same(IDENTITY, PAYMENTS)
    post.settle()

    assert f"{PAYMENTS} is itself part of {CHECKOUT}: attach to that." in texts(third)[0][1]


def test_one_that_has_ended_or_has_a_successor_refuses() -> None:
    """Not found, or another incident under the same key: both mean that it is over."""
    case = taken(PAYMENTS)
    gone = Post.between(case)
    gone.ended.add("checkout-ZZZZ")
    gone.same(PAYMENTS, "checkout-ZZZZ")
    gone.settle()
    assert [("cy", f"{PAYMENTS} is not made part of checkout-ZZZZ: checkout-ZZZZ is over.")] == texts(case)

    another = Post({PAYMENTS: case, "checkout-ZZZZ": taken(CHECKOUT)})
    another.same(PAYMENTS, "checkout-ZZZZ")
    another.settle()
    assert (texts(case)[0], None) == (texts(case)[1], case.attachment)


def test_what_changed_while_the_other_thought_is_judged_once_more() -> None:
    """Declared meanwhile it does not become part of one in triage, and the other learns that it has no part."""
    case, whole = taken(PAYMENTS), taken(CHECKOUT)
    post = Post.between(case, whole)
    post.same(PAYMENTS, CHECKOUT)
    post.speak(PAYMENTS)
    post.deliver(PAYMENTS, CHECKOUT)
    requests.grant(case, Propose(actor=ANA), at(3))
    requests.grant(case, Declare(actor=HEAD), at(3))
    post.settle()

    assert (S.DECLARED, None, {}) == (case.state, case.attachment, whole.parts)
    assert f"{PAYMENTS} is no part of it after all" in told(whole)
    assert texts(case)[-1][1].endswith(f"attach {CHECKOUT} to {PAYMENTS} instead.")


def test_an_answer_to_an_earlier_question_attaches_nobody() -> None:
    """It was refused, asked again, and only then a repeat of the first question is answered: the other learns what counts."""
    case, whole = taken(PAYMENTS), taken(CHECKOUT, "ben")
    post = Post.between(case, whole)
    post.same(PAYMENTS, CHECKOUT)
    assert case.attachment
    late = case.attachment.asked
    attaching.could_not_ask(case, late, at(2))
    parts.asked(whole, late, at(3))
    assert list(whole.parts) == [PAYMENTS]
    post.settle()

    assert (S.TRIAGE, {}) == (case.state, whole.parts)


def test_a_late_answer_closes_no_circle() -> None:
    """Meanwhile the other became part of a third, and the third of this one: asked once more, it is judged by what holds now."""
    case, whole, third = taken(PAYMENTS), taken(CHECKOUT), taken(IDENTITY)
    post = Post.between(case, whole, third)
    post.same(PAYMENTS, CHECKOUT)
    assert case.attachment
    late = case.attachment.asked
    attaching.could_not_ask(case, late, at(2))
    parts.asked(whole, late, at(2))
    for one, other in ((CHECKOUT, IDENTITY), (IDENTITY, PAYMENTS)):
        post.same(one, other)
        for sender, receiver in ((one, other), (other, one)):
            post.speak(sender)
            post.deliver(sender, receiver)
    post.same(PAYMENTS, CHECKOUT)
    post.settle()

    assert {CHECKOUT: IDENTITY, IDENTITY: PAYMENTS} == post.attached()
    assert whole.parts == {}
    assert texts(case)[-1][1].endswith(f"{CHECKOUT} is itself part of {IDENTITY}: attach to that.")


def test_asked_again_it_is_the_same_question() -> None:
    """After an hour the other is asked once more, which changes nothing there: that it can be asked shows that it is there."""
    part, whole, post = attached()
    before, written = list(whole.board.entries), told(whole)
    assert [moves.Listen, moves.AskOther] == [_after_the_search(part, minute) for minute in (61.9, 62)]
    post.now = at(62)
    post.speak(PAYMENTS)
    post.settle()

    assert (before, written, S.ATTACHED) == (whole.board.entries, told(whole), part.state)


def _after_the_search(part: Incident, minute: float) -> type[moves.Move]:
    """Return what comes next once its search and its words are out."""
    for search in part.searches.running:
        searching.stop_order(part, search, at(2))
        searching.search_ended(part, search, at(2))
    part.to_tell.clear()
    part.to_forward.clear()
    return move_of(part, at(minute))


def test_what_fires_already_goes_to_the_other_too() -> None:
    """Its alerts keep the other open, and ask there for what they asked for here."""
    part, _, _ = attached()

    assert [[alert("f-payments", service="payments")]] == [
        each.alerts for each in part.to_forward if isinstance(each, AlertsReceived)
    ]
    assert isinstance(_first_move_besides_searches(part), moves.PassOn)


def _first_move_besides_searches(part: Incident) -> moves.Move:
    for search in part.searches.running:
        searching.stop_order(part, search, at(2))
    return moves.next_move(part, at(2))


def test_what_is_new_goes_to_the_other_and_repeats_are_counted() -> None:
    """New, worse and cleared alerts, reports of persons, changes: in order, many alerts together, and nobody is called here."""
    part, _, _ = attached()
    part.to_forward.clear()
    known = alert("f-payments", service="payments")
    worse = known.model_copy(update={"level": 3})
    news = [alert("f9"), worse, worse.model_copy(update={"status": alert(firing=False).status})]
    for each in (known, *news, alert("f9")):
        alerts.receive(part, each, at(3))
    report = Suspected(report_id="r1", person="helen", name="Helen", what="nobody can pay")
    change = ChangePosted(source="ci", change_id="1", what="4.2 is live", at=NIGHT)
    alerts.suspect(part, report, at(4))
    forwarding.pass_on(part, change)

    assert [AlertsReceived(alerts=news), report, change] == part.to_forward
    assert (2, None, S.ATTACHED) == (part.repeats, part.asked_for, part.state)
    assert ["alert cleared: CheckoutDown", "reported: nobody can pay"] == told(part)[-2:]


def test_what_is_no_part_of_another_passes_nothing_on() -> None:
    """Also not while it waits for the answer: then paging goes on here."""
    case = taken(PAYMENTS)
    requests.grant(case, SameAs(actor=HEAD, other=CHECKOUT), at(2))
    alerts.receive(case, alert("f9"), at(3))

    assert ([], Urgency.HIGH) == (case.to_forward, case.asked_for)


def test_an_alert_that_cannot_be_passed_on_starts_triage_anew() -> None:
    """The other has ended: an alert is never lost."""
    part, _, _ = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f9"), at(3))
    for search in part.searches.running:
        searching.stop_order(part, search, at(3))
        searching.search_ended(part, search, at(3))
    attaching.could_not_forward(part, part.to_forward.pop(0), at(4))

    assert moves.StartSearch(purpose=Purpose.TRIAGE, team="payments-team") == moves.next_move(part, at(4))
    searching.start_search(part, Purpose.TRIAGE, "payments-team", at(4))
    assert (S.TRIAGE, None, None) == (part.state, part.attachment, part.first_contact)


def test_what_waits_behind_it_is_searched_for_too() -> None:
    """An alert cleared, and somebody reported it: neither reaches the other any more, and the report is nobody's."""
    part, _, _ = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f-payments", service="payments", firing=False), at(3))
    alerts.suspect(part, Suspected(report_id="r1", person="helen", name="Helen", what="nobody can pay"), at(3))
    attaching.could_not_forward(part, part.to_forward.pop(0), at(4))

    assert ([], Urgency.HIGH) == (part.to_forward, part.asked_for)


def test_when_all_is_clear_and_the_other_has_ended_it_ends_too() -> None:
    """Nothing is left that anybody would have to be called for."""
    part, _, _ = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f-payments", service="payments", firing=False), at(3))
    for search in part.searches.running:
        searching.stop_order(part, search, at(3))
        searching.search_ended(part, search, at(3))
    part.to_tell.clear()
    attaching.could_not_forward(part, part.to_forward.pop(0), at(4))

    assert [moves.StayQuiet, moves.End] == [move_of(part, when) for when in (at(4), at(4.5))]


@pytest.mark.parametrize("reported", [True, False])
def test_one_that_vanished_is_missed_within_the_hour(*, reported: bool) -> None:
    """Somebody terminated it by hand: what still fires, or was reported, is searched for here."""
    mine = taken(PAYMENTS)
    if reported:
        mine.alerts.clear()
        alerts.suspect(mine, Suspected(report_id="r1", person="h", name="H", what="x"), at(1))
        mine.asked_for = None
    part, _, post = attached(mine=mine)
    post.ended.add(CHECKOUT)
    post.now = at(70)
    post.speak(PAYMENTS)

    assert Urgency.HIGH is part.asked_for
    assert f"{CHECKOUT}, of which it was part, is over" in told(part)


def test_what_a_person_reported_is_searched_for_by_the_other_too() -> None:
    """People were called for it: one that was for the record only calls them now."""
    mine = taken(PAYMENTS)
    alerts.suspect(mine, Suspected(report_id="r1", person="h", name="H", what="x"), at(1))
    whole = opened(CHECKOUT)
    whole.asked_for = None
    attached(whole, mine=mine)

    assert Urgency.HIGH is whole.asked_for


def test_stood_down_with_the_other_it_stays_as_quiet() -> None:
    """Who judged it stands there; the same alert wakes nobody until the other's quiet time is over, and a new one does."""
    part, whole, post = attached()
    triage.stand_down(whole, HEAD, "a test", at(10))
    assert moves.TellParts is _next_besides_searches(whole)
    post.now = at(10)
    part.to_forward.clear()
    post.take_leave(CHECKOUT)
    post.settle()

    assert (S.STOOD_DOWN, "Cy", at(250), {}) == (part.state, part.stood_down_by, part.quiet_until, whole.parts)
    entry = part.timeline.entries[-1]
    assert ("Cy", f"{CHECKOUT} is stood down, and it is part of it", Kind.STATE) == (entry.who, entry.why, entry.kind)
    alerts.receive(part, alert("f-payments", service="payments"), at(11))
    searching.search_ended(part, part.searches.running[0], at(11))
    assert not part.triage_due
    alerts.receive(part, alert("f9"), at(12))
    assert part.triage_due


def _next_besides_searches(case: Incident) -> type[moves.Move]:
    for search in case.searches.running:
        searching.stop_order(case, search, at(10))
    return move_of(case, at(10))


def test_when_the_other_is_over_it_is_over() -> None:
    """Resolved, and the grace time is over: then both end."""
    part, whole, post = attached()
    for case in (part, whole):
        searching.search_ended(case, case.searches.running[0], at(3))
    part.to_tell.clear()
    part.to_forward.clear()
    whole.state, whole.resolved_at, whole.closed_at = S.RESOLVED, at(20), at(20)
    assert [moves.StayQuiet, moves.TellParts] == [move_of(whole, when) for when in (at(259), at(260))]
    post.now = at(260)
    post.take_leave(CHECKOUT)
    post.settle()

    assert [moves.StayQuiet, moves.End] == [move_of(part, when) for when in (at(260), at(260.5))]
    assert moves.End is move_of(whole, at(260))


def test_the_news_of_an_end_is_judged_by_whom_it_is_about() -> None:
    """Of a third incident, or for an earlier one under the same key, it says nothing; nor twice."""
    part, whole, _ = attached()
    [news] = parts.take_leave(whole)
    for other in (news.model_copy(update={"other": IDENTITY}), news.model_copy(update={"code": "payments-ZZZZ"})):
        attaching.other_closed(part, other, at(5))
    assert (S.ATTACHED, None) == (part.state, part.closed_at)
    for _ in range(2):
        attaching.other_closed(part, news, at(5))

    assert ["is over"] == [each for each in told(part) if each == "is over"]


def test_what_the_other_has_not_heard_any_more_is_not_lost() -> None:
    """It was on its way when the other was stood down: it opens triage again here."""
    part, whole, post = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f9"), at(9))
    triage.stand_down(whole, HEAD, "a test", at(10))
    post.take_leave(CHECKOUT)
    post.settle()

    assert (S.STOOD_DOWN, Urgency.HIGH, []) == (part.state, part.asked_for, part.to_forward)


def test_nothing_is_asked_of_what_is_part_of_another() -> None:
    """The other decides for both: whoever asks here reads where to."""
    part, _, _ = attached()
    with pytest.raises(Refused, match=f"{PAYMENTS} is part of {CHECKOUT}: ask that one."):
        requests.grant(part, StandDown(actor=HEAD, reason="x"), at(3))


def test_a_hundred_at_most_are_part_of_one() -> None:
    """What an incident carries stays small."""
    whole = taken(CHECKOUT)
    for number in range(101):
        case = taken(str(IncidentCode(f"service-{number}", "AAAA")))
        post = Post.between(case, whole)
        post.same(case.code, CHECKOUT)
        post.settle()

    assert 100 == len(whole.parts)
    assert len(whole.model_dump_json()) < 100_000
    assert f"100 incidents are part of {CHECKOUT}, the most there may be." in texts(case)[0][1]


def test_it_all_survives_a_roll_over() -> None:
    """Questions, answers, parts, and what is on its way come back as they were, each as what it was."""
    part, whole, _ = attached()
    change = ChangePosted(source="ci", change_id="1", what="4.2 is live", at=NIGHT)
    forwarding.pass_on(part, Suspected(report_id="r1", person="helen", name="Helen", what="nobody can pay"))
    forwarding.pass_on(part, change)

    for case in (part, whole):
        assert case == Incident.model_validate_json(case.model_dump_json())
