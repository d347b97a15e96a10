"""What a review carries stays small, however many people and actions there are: Temporal keeps it at each roll-over."""

from datetime import timedelta
from decimal import Decimal

from domain.comms.drafting.updates import Quantity
from domain.messages import TeamCard
from domain.review import chasing
from domain.review.actions import MOST_ACTIONS
from domain.review.requests import AnswerQuestion, DropAction, Question, ReviewHeld
from domain.review.rows import next_to_record
from domain.review.situation import MOST_INVOLVED, Fact, Involved
from domain.review.state import Review, ReviewInput
from tests.domain.builders import NIGHT
from tests.domain.review.desk import DAY, LEAD, Company, adds, ask, asks, begun, card, posted, start

_MOST_BYTES = 256 * 1024
_PEOPLE = tuple(
    Involved(person=card(f"firstname-lastname-{number:03}"), how="was on the technical call")
    for number in range(MOST_INVOLVED)
)
_RECALLED = tuple(Fact(at=NIGHT, what="x" * 160, who="Firstname Lastname") for _ in range(40))
_FACTS = {
    "involved": _PEOPLE,
    "timeline": _RECALLED,
    "impact": "x" * 500,
    "mitigation": "x" * 500,
    "workaround": "x" * 500,
    "measure": "x" * 500,
    "total": tuple(Quantity(amount=Decimal(1200), unit="orders", counted="x" * 100) for _ in range(5)),
}


def _largest() -> Review:
    """Return a review of the largest incident, in long words, with every mail of it and a record that is away."""
    review, long = begun(**_FACTS), "watch the disk and restart it " * 10
    for question in Question:
        ask(review, AnswerQuestion(actor=LEAD, question=question, answer="x" * 2_000), NIGHT)
    for number in range(MOST_ACTIONS):
        owner, team = _PEOPLE[number].person, TeamCard(id="platform", name="The Platform Team")
        ask(review, adds(owner, text=long, measure=long, team=team), NIGHT)
    posted(review)
    ask(review, ReviewHeld(actor=LEAD, attended=tuple(each.person for each in _PEOPLE)), NIGHT + DAY)
    for action in review.actions:
        ask(review, DropAction(actor=asks(action.owner), number=action.number, reason=long), NIGHT + DAY)
    now = NIGHT + 8 * DAY
    company = Company()
    company.people |= {each.person.id: each.person for each in _PEOPLE}
    chasing.tell_progress(review, company.finds(chasing.who_is_asked(review, review.actions, now)), now)
    next_to_record(review)
    return review


def test_the_largest_review_fits_into_one_roll_over() -> None:
    """300 people, 100 actions in long words, each with a proposal, every progress mail waiting, nothing recorded yet."""
    review = _largest()
    while review.outbox.overflows:
        review.outbox.give_up(review.outbox.next_together())
    carried = ReviewInput.model_validate({**start(**_FACTS).model_dump(), "carried": review.model_dump()})
    sizes = {name: len(str(value)) for name, value in review.model_dump(mode="json").items()}

    assert 300 == len(review.orders)
    assert _MOST_BYTES > len(carried.model_dump_json()), sizes
    assert timedelta(days=7) == review.progress_every
