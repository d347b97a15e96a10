"""Two incidents that are one: who may say so, what the other says to it, and what both do then."""

import pytest

from domain.audiences import Audience
from domain.board.state import Section
from domain.bridges import BridgeMoved
from domain.errors import Refused
from domain.incident import attaching, joining, moves, parts, requests, searching
from domain.incident.contacts import planned
from domain.incident.state import Incident
from domain.incident.views import details, holder, view
from domain.lifecycle import IncidentState
from domain.reliance.contact_plan import ContactPlan
from domain.requests import Declare, Propose, SameAs
from tests.domain.builders import actor, at
from tests.domain.incidents import move_of, told
from tests.domain.pairs import ANA, CHECKOUT, HEAD, IDENTITY, PAYMENTS, Post, attached, opened, taken, texts

S = IncidentState


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
    assert f"{PAYMENTS}, which is part of it, needs them" == why

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
    how = "Leave this call for that one: your team is called to it, and the code of that page puts you through."
    assert [("cy", words), ("lea", f"{words} {how}"), ("dee", f"{words} {how}")] == texts(part)
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
        how = f"'mimp same {CHECKOUT} {PAYMENTS}', or SAME and their code if {PAYMENTS} was offered to them."
        assert texts(case)[0][1].endswith(f"Whoever has {CHECKOUT} can make it part of {PAYMENTS}: {how}")


def test_one_that_is_part_of_another_names_that_one() -> None:
    """Whoever attaches to it reads to which it goes."""
    part, whole, _ = attached()
    third = taken(IDENTITY)
    post = Post.between(third, part, whole)
    post.same(IDENTITY, PAYMENTS)
    post.settle()

    assert f"{PAYMENTS} is itself part of {CHECKOUT}: say that it is the same as that one." in texts(third)[0][1]


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
    assert f"Whoever has {CHECKOUT} can make it part of {PAYMENTS}: " in texts(case)[-1][1]


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
    assert texts(case)[-1][1].endswith(f"{CHECKOUT} is itself part of {IDENTITY}: say that it is the same as that one.")
