"""Drafts from the board, in as many words as each audience needs."""

from decimal import Decimal

import pytest

from domain.board.entries import AddedSection, AddToBoard, add
from domain.board.state import Board, Outcome, Section
from domain.board.theories import RecordOutcome, record_outcome
from domain.board.views import board_view
from domain.comms.drafting.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate
from domain.comms.drafting.writing import (
    business_draft,
    business_language,
    findings,
    in_short,
    paragraphs,
    pointed_out,
    technical_draft,
)
from domain.comms.rounds.situation import Findings
from domain.errors import Refused
from domain.technical_words import CompanyWords
from tests.domain.builders import actor, at, incident
from tests.domain.comms.desk import IMPACT, status

KNOWN = Findings(extent="order_hub.", cause="A bad release.", plan="Roll back.", status="Restarted it.")


def test_each_audience_begins_with_what_it_needs() -> None:
    """Technical teams read what is affected; business stakeholders have no such answer at all."""
    case = status(findings=KNOWN)
    assert BusinessUpdate(impact=IMPACT, cause="A bad release.", plan="Roll back.") == business_draft(
        case, RoundKind.SECOND, None
    )
    assert TechnicalUpdate(
        impact=IMPACT, extent="order_hub.", cause="A bad release.", plan="Roll back."
    ) == technical_draft(case, RoundKind.SECOND, None)


def test_the_first_round_says_the_impact_alone() -> None:
    """What customers cannot do is said at once, and needs nothing else to be known (P17)."""
    assert BusinessUpdate(impact=IMPACT) == business_draft(status(findings=KNOWN), RoundKind.FIRST, None)


def test_what_holds_is_said_again_and_the_status_is_new() -> None:
    """The plan of the last round stands until the board has another; how the work stands is said anew each time."""
    last = BusinessUpdate(plan="The old till.", status="Half of it works.")
    draft = business_draft(status(), RoundKind.FURTHER, last)

    assert ("The old till.", "") == (draft.plan, draft.status)
    assert "Roll back." == business_draft(status(findings=KNOWN), RoundKind.FURTHER, last).plan


def test_the_board_says_what_is_known() -> None:
    """Confirmed theories are the cause, what is tried is the plan, what was done is the status, the extent is the extent."""
    board, case = Board(), incident()
    noted: list[tuple[AddedSection, str]] = [
        (Section.EXTENT, "order_hub"),
        (Section.THEORY, "a bad release"),
        (Section.THEORY, "a full disk"),
        (Section.SOLUTION, "roll back"),
        (Section.ACTION_TAKEN, "restarted the shop!"),
    ]
    for section, text in noted:
        add(board, AddToBoard(actor=actor("ana"), section=section, text=text), at(1), case.write)
    for number, outcome in [(2, Outcome.CONFIRMED), (3, Outcome.RULED_OUT), (4, Outcome.IN_PROGRESS)]:
        record_outcome(board, RecordOutcome(actor=actor("ana"), number=number, outcome=outcome), at(2), case.write)

    expected = Findings(extent="order_hub.", cause="a bad release.", plan="roll back.", status="restarted the shop!")
    assert expected == findings(board_view(board))


def test_an_empty_board_says_nothing() -> None:
    """Nothing is made up."""
    assert Findings() == findings(board_view(Board()))


def test_business_language_knows_the_companys_words() -> None:
    """Words of the list, of the company and names of its systems are found in every answer; plain words are not."""
    update = BusinessUpdate(impact="Customers cannot pay.", cause="The flux broke.", plan="We mend order_hub.")
    hits = business_language(update, CompanyWords(words=("flux",), names=("order_hub", "Payments")))

    assert ["flux", "order_hub"] == [hit.word for hit in hits]
    assert 'Business readers may not know: "flux" in "The flux broke."' in pointed_out(hits)
    assert "" == pointed_out(())


def test_paragraphs_stay_and_control_characters_do_not() -> None:
    """What is written over several lines reads so; what could break a mail's header or a terminal is left out."""
    assert "One.\n\nTwo." == paragraphs("  One.\r\n\r\nTwo.\x1b\x00 \n", "status")
    with pytest.raises(Refused, match="at most"):
        paragraphs("x" * 1_201, "status")


def test_in_short_it_is_one_line() -> None:
    """An update in a line, its numbers included."""
    lost = Quantity(amount=Decimal("1200.50"), unit="euros", counted="till by till")

    assert "Shut. In total 1,200.50 euros: till by till (estimate). Till two is open." == in_short(
        BusinessUpdate(impact="Shut.", status="till two is\topen", total=(lost,))
    )
