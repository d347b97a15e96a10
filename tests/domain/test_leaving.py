"""What becomes of a part that had been proposed when the other is stood down (P11), and of one that was attached by mistake."""

from collections.abc import Callable

import pytest

from domain.errors import Refused
from domain.incident import alerts, attaching, leaving, moves, parts, requests, searching, triage
from domain.incident.state import Incident
from domain.incident.views import view
from domain.lifecycle import Actor, IncidentState, Role
from domain.messages import Purpose, Suspected
from domain.organisation import Channel, Urgency
from domain.requests import Declare, SameAs, Separate, StandDown
from tests.domain.builders import actor, alert, at
from tests.domain.incidents import told
from tests.domain.pairs import ANA, CHECKOUT, HEAD, PAYMENTS, Post, attached, opened, taken, texts

S = IncidentState
JUDGED = [S.PROPOSED, S.PROVISIONALLY_DECLARED, S.DECLARED]
PAYMENTS_HEAD = actor("pat", Role.HEAD_OF_DEPARTMENT)


def judged(state: IncidentState) -> tuple[Incident, Incident, Post]:
    """Return the incident of payments, which stood there when it became part of that of checkout, and the post between them."""
    part = opened(PAYMENTS, state)
    part.first_contact, part.first_contact_name, part.episode.proposed_at, part.episode.declared_by = (
        "ana",
        "Ana",
        at(0),
        "Pat",
    )
    return attached(opened(CHECKOUT, S.DECLARED), mine=part)


def ended(part: Incident, minute: float) -> None:
    """Let its searches and its words be out."""
    for search in part.searches.running:
        searching.stop_order(part, search, at(minute))
        searching.search_ended(part, search, at(minute))
    part.to_tell.clear()


def stood_down(part: Incident, whole: Incident, post: Post) -> None:
    """Have the other's head of department stand it down, and the part hear of it."""
    ended(part, 3)
    triage.stand_down(whole, HEAD, "a test", at(10))
    post.now = at(10)
    post.take_leave(CHECKOUT)
    post.settle()


def vanished(part: Incident, _: Incident, post: Post) -> None:
    """Have somebody terminate the other by hand, and the part miss it."""
    ended(part, 3)
    post.ended.add(CHECKOUT)
    post.now = at(70)
    post.speak(PAYMENTS)


def separated(part: Incident, _: Incident, post: Post) -> None:
    """Have the head of its own department take it out again."""
    ended(part, 3)
    requests.grant(part, Separate(actor=PAYMENTS_HEAD, reason="another certificate"), at(10))
    post.settle()


@pytest.mark.parametrize("how", [stood_down, vanished, separated])
@pytest.mark.parametrize("state", JUDGED)
def test_what_was_proposed_comes_back_to_its_own_head_of_department(
    state: IncidentState, how: Callable[[Incident, Incident, Post], None]
) -> None:
    """P11: nobody has it any more; their head of department is called, and somebody who has it until then."""
    part, whole, post = judged(state)
    how(part, whole, post)

    assert (S.PROPOSED, None, None, None) == (part.state, part.attachment, part.first_contact, part.lead_id)
    assert (Urgency.HIGH, [], None) == (part.asked_for, part.to_forward, view(part).declared_by)
    assert "proposed as a major incident again" in told(part)
    begun = set()
    for _ in range(2):
        move = moves.next_move(part, at(71))
        assert isinstance(move, moves.StartSearch)
        begun.add(move.purpose)
        searching.start_search(part, move.purpose, move.team, at(71))
    assert {Purpose.DECLARE, Purpose.TRIAGE} == begun
    assert S.PROPOSED is part.state


def test_nobody_but_its_head_of_department_ends_what_came_back() -> None:
    """The first contact does not, nor did the other's head by standing the other down; its own head declares it, or does not."""
    part, whole, post = judged(S.DECLARED)
    stood_down(part, whole, post)
    with pytest.raises(Refused, match="only the head of department or their deputy may stand it down"):
        requests.grant(part, StandDown(actor=ANA, reason="a test"), at(11))
    requests.grant(part, Declare(actor=PAYMENTS_HEAD), at(12))

    assert (S.DECLARED, "pat", "Pat") == (part.state, part.lead_id, part.episode.declared_by)


def test_what_was_in_triage_is_stood_down_with_the_other() -> None:
    """Nobody had proposed it, so that nobody's judgement is lost."""
    part, whole, post = attached()
    part.to_forward.clear()
    stood_down(part, whole, post)

    assert (S.STOOD_DOWN, None) == (part.state, part.asked_for)


def test_those_who_were_called_to_declare_it_are_told() -> None:
    """It may become part of another before they answer: then they get the one text, with who has the other."""
    part = opened(PAYMENTS, S.PROPOSED)
    part.first_contact = "ana"
    declare = searching.start_search(part, Purpose.DECLARE, "payments-team", at(1))
    whole = opened(CHECKOUT, S.DECLARED)
    requests.grant(part, SameAs(actor=ANA, other=CHECKOUT), at(2))
    Post.between(part, whole).settle()
    order = searching.stop_order(part, declare, at(2))

    assert (f"{PAYMENTS} is the same as {CHECKOUT} and part of it now. Lea leads it.", ()) == (
        order.notice,
        order.told,
    )


@pytest.mark.parametrize("state", JUDGED)
def test_a_text_makes_nothing_part_of_another_that_is_proposed(state: IncidentState) -> None:
    """It can be forged: as for standing down, whoever may is asked to do it otherwise, also when it was proposed meanwhile."""
    by_text = HEAD.model_copy(update={"channel": Channel.TEXT})
    case = opened(PAYMENTS, state)
    said = "Once it is proposed it is not made part of another by text, which can be forged: press the key on a call, or use"
    with pytest.raises(Refused, match=said):
        requests.check(case, SameAs(actor=by_text, other=CHECKOUT), at(2))

    early, whole = opened(PAYMENTS), opened(CHECKOUT, S.DECLARED)
    requests.grant(early, SameAs(actor=by_text, other=CHECKOUT), at(2))
    early.state = state
    Post.between(early, whole).settle()
    assert (state, {}, True) == (early.state, whole.parts, said in texts(early)[0][1])


@pytest.mark.parametrize("who", [HEAD, PAYMENTS_HEAD])
def test_a_mistake_is_taken_back(who: Actor) -> None:
    """By whoever made it part, or its head of department: triage starts anew for what fires, and the other learns of it."""
    part, whole, post = attached()
    ended(part, 3)
    said = requests.grant(part, Separate(actor=who, reason="another certificate"), at(10)).words
    post.settle()

    assert f"{PAYMENTS} is no part of {CHECKOUT} any more: people are called for it again." == said
    assert moves.StartSearch(purpose=Purpose.TRIAGE, team="payments-team") == moves.next_move(part, at(10))
    searching.start_search(part, Purpose.TRIAGE, "payments-team", at(10))
    assert (S.TRIAGE, None, {}) == (part.state, part.attachment, whole.parts)
    why = [each.why for each in whole.timeline.entries if each.what == f"{PAYMENTS} is no part of it after all"]
    assert ["another certificate"] == why


def test_what_was_reported_is_searched_for_after_a_mistake_and_what_is_clear_ends() -> None:
    """Nobody is called for what does not fire and nobody reported."""
    mine = taken(PAYMENTS)
    alerts.suspect(mine, Suspected(report_id="r1", person="h", name="H", what="x"), at(1))
    reported, _, _ = attached(mine=mine)
    requests.grant(reported, Separate(actor=HEAD, reason="another"), at(10))
    assert Urgency.HIGH is reported.asked_for

    clear, _, post = attached()
    ended(clear, 3)
    clear.to_forward.clear()
    alerts.receive(clear, alert("f-payments", service="payments", firing=False), at(4))
    said = requests.grant(clear, Separate(actor=HEAD, reason="another"), at(10)).words
    post.settle()
    assert said.endswith("nobody need be called, and it ends.")
    assert moves.End is type(moves.next_move(clear, at(11)))


def test_whose_it_is_not_separates_nothing() -> None:
    """Nor is anything separated that is part of nothing, or without a reason."""
    part, whole, _ = attached()
    for case, who, reason, words in (
        (part, ANA, "x", "Only Cy, who made it part, or the head of department may separate it."),
        (part, HEAD, " ", "Say why it is not the same."),
        (whole, HEAD, "x", f"{CHECKOUT} is part of no other incident."),
    ):
        with pytest.raises(Refused) as refused:
            requests.check(case, Separate(actor=who, reason=reason), at(3))
        assert words == str(refused.value)


def test_after_a_mistake_it_can_become_part_of_another_again() -> None:
    """It is asked anew, and a late word of the first time changes nothing."""
    part, whole, post = attached()
    [news] = parts.take_leave(whole.model_copy(deep=True))
    ended(part, 3)
    requests.grant(part, Separate(actor=HEAD, reason="another"), at(10))
    searching.start_search(part, Purpose.TRIAGE, "payments-team", at(10))
    leaving.other_closed(part, news, at(11))
    assert (S.TRIAGE, None) == (part.state, attaching.asks_at(part))
    post.same(PAYMENTS, CHECKOUT)
    post.settle()

    assert (S.ATTACHED, [PAYMENTS]) == (part.state, list(whole.parts))
