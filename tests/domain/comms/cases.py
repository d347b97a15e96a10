"""Rounds of every kind, and an update that says one thing, for tests that go through every row of the two tables."""

from decimal import Decimal
from typing import Any

from config.round_letters import RoundLetters, Words, words_of
from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.dispatch.letters import Letter
from domain.comms.drafting.answers import ANSWERS, Answer
from domain.comms.drafting.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate, Update
from domain.comms.rounds import rounds
from domain.comms.rounds.state import Rounds
from tests.domain.builders import at
from tests.domain.comms.desk import BUSINESS, begun, send_one, status
from tests.domain.comms.told import business_round, technical_round

LETTERS, LONDON = RoundLetters(), "Europe/London"

_SENT_BEFORE = {RoundKind.FIRST: 0, RoundKind.FURTHER: 2}
_BEFORE_IT_IS_OPEN: dict[RoundKind, dict[str, Any]] = {
    RoundKind.FINAL: {"mitigated_at": at(10)},
    RoundKind.CLOSING: {"stood_down_at": at(10), "stood_down_by": "Cy", "stood_down_because": "a test"},
}


def open_round(kind: RoundKind, audience: Audience) -> Rounds:
    """Return rounds of which one of this kind is open, ten minutes into the night."""
    case = begun(audience)
    for minute in range(_SENT_BEFORE.get(kind, 1)):
        send_one(case, at(minute))
    rounds.take_in(case, status(**_BEFORE_IT_IS_OPEN.get(kind, {})), at(0))
    assert case.kind is kind
    return case


def about(answer: Answer, says: str) -> Any:
    """Return this, as the answer is given: a text, or a quantity of it."""
    return (Quantity(amount=Decimal(7), unit=says, counted="by hand"),) if answer is Answer.TOTAL else says


def saying(audience: Audience, **answers: Any) -> Update:
    """Return an update that says this and nothing else."""
    return (BusinessUpdate if audience is BUSINESS else TechnicalUpdate)(**answers)


def says_all(says: str) -> dict[str, Any]:
    """Return every answer there is, each about this, with its own name."""
    return {answer.value: about(answer, f"{says} {answer}") for answer in ANSWERS}


def words_to(audience: Audience, kind: RoundKind = RoundKind.SECOND, number: int = 2, **told: Any) -> Words:
    """Return what a round says to this audience."""
    return words_of(_sent(audience, kind, number, told), LONDON)


def mail_to(audience: Audience, kind: RoundKind = RoundKind.SECOND, number: int = 2, **told: Any) -> Letter:
    """Return the mail of a round to this audience."""
    sent = _sent(audience, kind, number, told)
    if isinstance(sent, BusinessRound):
        return LETTERS.business_mail(sent, LONDON)
    return LETTERS.technical_mail(sent, LONDON)


def text_to(audience: Audience, kind: RoundKind = RoundKind.SECOND, number: int = 2, **told: Any) -> str:
    """Return the text of a round to this audience."""
    sent = _sent(audience, kind, number, told)
    if isinstance(sent, BusinessRound):
        return LETTERS.business_text(sent, LONDON).words
    return LETTERS.technical_text(sent, LONDON).words


def _sent(audience: Audience, kind: RoundKind, number: int, told: dict[str, Any]) -> BusinessRound | TechnicalRound:
    return (business_round if audience is BUSINESS else technical_round)(kind, number, **told)
