"""Two and three incidents that ask each other at once: whatever arrives when, somebody stays, and nobody goes round in a circle."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attaching import stays
from domain.errors import Refused
from domain.lifecycle import IncidentState
from tests.domain.builders import PATIENT, at
from tests.domain.pairs import CHECKOUT, IDENTITY, PAYMENTS, Post, opened

S = IncidentState
CODES = (CHECKOUT, PAYMENTS, IDENTITY)
STATES = (S.TRIAGE, S.PROPOSED, S.PROVISIONALLY_DECLARED, S.DECLARED)

states = st.sampled_from(STATES)
minutes = st.integers(0, 2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(CODES), st.sampled_from(CODES)),
        st.tuples(st.just("arrive"), st.sampled_from(CODES), st.sampled_from(CODES)),
        st.tuples(st.just("speak"), st.sampled_from(CODES), st.just("")),
        st.tuples(st.just("move"), st.sampled_from(CODES), states),
        st.tuples(st.just("ask again"), st.sampled_from(CODES), st.just("")),
    ),
    max_size=40,
)


def take(post: Post, step: tuple[str, str, str]) -> None:
    """Take one step; a request that is refused changes nothing."""
    what, one, other = step
    incident = post.incidents[one]
    match what:
        case "say":
            with suppress(Refused):
                post.same(one, other)
        case "arrive":
            post.deliver(one, other)
        case "speak":
            post.speak(one)
        case "move" if incident.state in STATES:
            incident.state = S(other)
        case "ask again" if incident.attachment:
            incident.attachment.asked_at = None


def round_and_round(post: Post) -> Iterator[str]:
    """Yield each incident from which one never comes to one that stays."""
    attached = post.attached()
    for code in attached:
        seen, here = {code}, code
        while here in attached:
            here = attached[here]
            if here in seen:
                yield code
                break
            seen.add(here)


@PATIENT
@given(first=states, second=states, opened_at=st.tuples(minutes, minutes), order=steps)
def test_of_two_that_ask_each_other_exactly_one_stays(
    first: IncidentState, second: IncidentState, opened_at: tuple[int, int], order: list[tuple[str, str, str]]
) -> None:
    """The one that is further along, else the one that was opened earlier, else the one whose code comes first."""
    one, other = opened(CHECKOUT, first, when=at(opened_at[0])), opened(PAYMENTS, second, when=at(opened_at[1]))
    post = Post.between(one, other)
    post.same(CHECKOUT, PAYMENTS)
    post.same(PAYMENTS, CHECKOUT)
    assert one.attachment
    assert other.attachment
    staying = one if stays(one.attachment.asked, other.attachment.asked) else other
    further = {0: opened_at[0] <= opened_at[1]}.get(STATES.index(first) - STATES.index(second))
    assert (STATES.index(first) > STATES.index(second) if further is None else further) == (staying is one)
    for what, sender, receiver in order:
        if {sender, receiver} <= {CHECKOUT, PAYMENTS, ""} and what in {"arrive", "speak"}:
            take(post, (what, sender, receiver))
    post.settle()

    [(part, whole)] = post.attached().items()
    assert (staying.code, {part}) == (whole, set(staying.parts))
    assert staying.attachment is None


@PATIENT
@given(begun=st.permutations([(CHECKOUT, PAYMENTS), (PAYMENTS, IDENTITY), (IDENTITY, CHECKOUT)]), order=steps)
def test_three_in_a_ring_never_go_round_in_a_circle(
    begun: list[tuple[str, str]], order: list[tuple[str, str, str]]
) -> None:
    """Whoever asks whom and whatever arrives when, also again and while they move: nobody is lost, and nobody waits for ever."""
    post = Post.between(*(opened(code) for code in CODES))
    for one, other in begun:
        post.same(one, other)
    for step in order:
        take(post, step)
        assert [] == list(round_and_round(post))
    post.settle()

    assert [] == list(round_and_round(post))
    assert set(post.attached()) < set(CODES)
    assert [] == [each.code for each in post.incidents.values() if each.attachment and each.state is not S.ATTACHED]
    assert {(part, whole) for part, whole in post.attached().items()} == {
        (part, whole) for whole, each in post.incidents.items() for part in each.parts
    }


def test_nobody_of_a_ring_is_left_without_an_answer() -> None:
    """Three that ask in a ring at the same moment stay as they are; who asked is told, and may ask again."""
    post = Post.between(*(opened(code) for code in CODES))
    for one, other in zip(CODES, (*CODES[1:], CODES[0]), strict=True):
        post.same(one, other)
    for code in CODES:
        post.speak(code)
    post.settle()

    assert {} == post.attached()
    told = [(telling.person, telling.notice.body) for each in post.incidents.values() for telling in each.to_tell]
    why = f"{PAYMENTS} asks at this moment to be part of {IDENTITY}: ask again in a minute."
    assert ("cy", f"{CHECKOUT} is not made part of {PAYMENTS}: {why}") == told[0]
    assert 3 == len(told)
    post.same(CHECKOUT, PAYMENTS)
    post.settle()
    post.same(PAYMENTS, IDENTITY)
    post.settle()

    assert {CHECKOUT: PAYMENTS, PAYMENTS: IDENTITY} == post.attached()
    with pytest.raises(Refused, match=f"{PAYMENTS} is part of {IDENTITY}: ask that one"):
        post.same(PAYMENTS, CHECKOUT)
