"""What a review carries stays small, however many people and actions there are: Temporal keeps it at each roll-over."""

from decimal import Decimal
from typing import Any

from domain.comms.drafting.updates import Quantity
from domain.review import chasing, situations
from domain.review.actions import MOST_ACTIONS
from domain.review.requests import AnswerQuestion, DropAction, Question, ReviewHeld
from domain.review.rows import next_to_record
from domain.review.situation import MOST_INVOLVED, Fact, Involved
from domain.review.state import Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import DAY, LEAD, Company, adds, ask, asks, begun, card, posted

_MOST_BYTES = 256 * 1024
_PEOPLE = tuple(
    Involved(person=card(f"firstname-lastname-{number:03}"), how="was on the technical call")
    for number in range(MOST_INVOLVED)
)
_RECALLED = tuple(Fact(at=NIGHT, what="x" * 160, who="Firstname Lastname") for _ in range(40))
_TEXT = "alert when the disk of the order database is nine tenths full, also at night"
_MEASURE = "a drill with a full disk rings the engineer on call"
_FACTS: dict[str, Any] = {
    "involved": _PEOPLE,
    "timeline": _RECALLED,
    "impact": "x" * 500,
    "mitigation": "x" * 500,
    "workaround": "x" * 500,
    "measure": "x" * 500,
    "total": tuple(Quantity(amount=Decimal(1200), unit="orders", counted="x" * 100) for _ in range(5)),
}


def _large() -> Review:
    """Return a review of the largest incident, with every progress mail of it waiting, and a record that is away."""
    review = begun(**_FACTS)
    for question in Question:
        ask(review, AnswerQuestion(actor=LEAD, question=question, answer="x" * 2_000), NIGHT)
    for each in _PEOPLE[:MOST_ACTIONS]:
        ask(review, adds(each.person, text=_TEXT, measure=_MEASURE), NIGHT)
    posted(review)
    ask(review, ReviewHeld(actor=LEAD, attended=tuple(each.person for each in _PEOPLE)), NIGHT + DAY)
    for action in review.actions[:20]:
        ask(review, DropAction(actor=asks(action.owner), number=action.number, reason=_TEXT), NIGHT + DAY)
    now, company = NIGHT + 8 * DAY, Company()
    company.people |= {each.person.id: each.person for each in _PEOPLE}
    chasing.tell_progress(review, company.finds(chasing.who_is_asked(review, review.actions, now)), now)
    next_to_record(review)
    return review


def test_the_largest_review_fits_into_one_roll_over() -> None:
    """300 people, 100 actions, each person's progress mail waiting, as much for the record as ever waits."""
    review = _large()
    while review.outbox.overflows:
        del review.outbox.waiting[-1]
    carried = situations.carried_over(review)

    assert (MOST_INVOLVED, MOST_ACTIONS) == (len(review.orders), len(review.open_actions))
    assert _MOST_BYTES > len(carried.model_dump_json())
