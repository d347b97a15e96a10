"""Whose words go out: who writes, how often, and that nobody sends what they have not read."""

from typing import Any

import pytest

from domain.comms.drafting.drafts import MOST_DRAFTS
from domain.comms.rounds import views
from domain.lifecycle import Role
from tests.domain.builders import NIGHT, at
from tests.domain.comms.desk import IMPACT, approves, ask, begun, sends, writes
from tests.domain.comms.test_granting import refusal


def approved(case: Any, impact: str = "One.") -> int:
    """Have Dee write and Ana approve what she has read; return the number of that draft."""
    ask(case, writes("dee", impact=impact), NIGHT)
    ask(case, approves("ana", case.revision), NIGHT)
    return int(case.revision)


@pytest.mark.parametrize("names_it", [False, True])
def test_what_was_approved_is_what_goes_out(names_it: bool) -> None:
    """Words that somebody writes later stand beside it: they neither go out nor keep it from going, however often they change."""
    case = begun()
    read = approved(case)
    for number in range(5):
        words = ask(case, writes("dee", impact=f"A rumour {number}."), at(1))
    shown = views.round_status(case)

    assert f"Draft {read} stays approved." in words
    assert (read, "One.", "Ana") == (shown.revision, shown.draft, shown.approved_by)
    ask(case, sends("ana", revision=read if names_it else None), at(2))
    assert case.edition.round is not None
    assert "One." == case.edition.round.update.impact


def test_nobody_sends_words_they_have_not_read() -> None:
    """What nobody has approved is named by who sends it: another draft than the one they read is refused, and none is guessed."""
    case = begun()
    ask(case, writes("dee", impact="One."), NIGHT)
    read = case.revision
    assert f"name the draft you have read. It is draft {read} now" in refusal(case, sends("ana"))
    ask(case, writes("dee", impact="Two."), NIGHT)

    assert "look at it again" in refusal(case, sends("ana", revision=read))
    assert "look at it again" in refusal(case, approves("ana", read))
    ask(case, sends("ana", revision=case.revision), NIGHT)
    assert case.edition.round is not None
    assert "Two." == case.edition.round.update.impact


def test_a_later_draft_is_approved_or_sent_by_its_number() -> None:
    """Who reads the proposal that stands beside what is approved can have that instead."""
    for request in (approves, lambda who, revision: sends(who, revision=revision)):
        case = begun()
        approved(case)
        ask(case, writes("dee", impact="Two."), NIGHT)
        ask(case, request("ana", case.revision), NIGHT)
        if case.last is None:
            ask(case, sends("ana"), NIGHT)
        assert case.edition.round is not None
        assert "Two." == case.edition.round.update.impact


@pytest.mark.parametrize("request_of", [writes, lambda who: writes(who, impact="Two.")])
def test_who_may_send_takes_an_approval_back_by_writing(request_of: Any) -> None:
    """The lead who finds a mistake after approving never sends it: their own draft takes the place of what was approved."""
    case = begun()
    approved(case)
    ask(case, request_of("ana"), NIGHT)

    assert case.edition.approved is None
    assert "name the draft you have read" in refusal(case, sends("ana"))


@pytest.mark.parametrize(
    "writer",
    [
        {"roles": frozenset({Role.RESPONDER})},
        {"roles": frozenset({Role.SERVICE_OWNER})},
        {"teams": frozenset({"storefront", "payments"})},
        {"contact": "tom"},
        {"contact": "dee"},
        {"contact": "ana"},
    ],
)
def test_who_takes_part_writes(writer: dict[str, Any]) -> None:
    """The team and the owner of what fails, technical teams that are told of it, who was called, and who may send."""
    request = writes("mallory", impact=IMPACT)

    ask(begun(), request.model_copy(update={"actor": request.actor.model_copy(update=writer)}), NIGHT)


@pytest.mark.parametrize("writer", [{}, {"contact": "bea"}, {"teams": frozenset({"payments"})}])
def test_who_has_nothing_to_do_with_it_does_not_write(writer: dict[str, Any]) -> None:
    """Nor do those who are told of it as the business."""
    request = writes("mallory", impact=IMPACT)
    changed = request.model_copy(update={"actor": request.actor.model_copy(update=writer)})

    assert "Who takes part" in refusal(begun(), changed)


def test_one_person_writes_to_a_round_so_often() -> None:
    """Then what others have read stays as it is; who may send, others, and the next round are not held up by it."""
    case = begun()
    for number in range(MOST_DRAFTS):
        ask(case, writes("dee", impact=f"{number}."), NIGHT)
    assert "20 times" in refusal(case, writes("dee", impact="once more"))
    ask(case, writes("tom", impact="x"), NIGHT)
    for number in range(MOST_DRAFTS + 1):
        ask(case, writes("ana", impact=f"{number}."), NIGHT)

    ask(case, sends("ana", revision=case.revision), NIGHT)
    ask(case, writes("dee", impact="of the next one"), at(1))


@pytest.mark.parametrize(("characters", "whole"), [(299, True), (301, False)])
def test_a_nudge_says_whether_it_tells_all_of_the_draft(characters: int, whole: bool) -> None:
    """What it cut is looked at before it is sent by a word."""
    case = begun()
    ask(case, writes("ana", impact="x" * characters), NIGHT)

    assert whole == views.round_status(case).draft_whole
