"""A review for tests: checkout was mitigated at NIGHT, a Monday, under Ana's lead; Bo owns the service, Cy heads the department.

Dee of the platform team, which is at the root cause, lives by Berlin's clock; Gus had nothing to do with any of it.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.closing.root_cause import RootCause
from domain.errors import Refused
from domain.leading import PersonCard
from domain.lifecycle import Actor, Role
from domain.messages import TeamCard
from domain.policies import ActionsPolicy
from domain.review import granting, situations
from domain.review.outward import PeopleFound, PeopleQuery, WhoAnswers
from domain.review.requests import AddAction, AnswerQuestion, Question, ReviewHeld, ReviewRequest
from domain.review.situation import Involved, ReviewFacts, ReviewStart
from domain.review.state import Action, Letter, Order, Review, ReviewInput
from tests.domain.builders import CODE, NIGHT

REVIEW = "incident/checkout/7K3Q/review"
ORIGIN = f"{REVIEW}#AAAA"
LONDON, BERLIN = "Europe/London", "Europe/Berlin"

STOREFRONT = TeamCard(id="storefront", name="Storefront")
PLATFORM = TeamCard(id="platform", name="Platform")
NETWORK = TeamCard(id="network", name="Network")

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def card(who: str, time_zone: str = LONDON) -> PersonCard:
    """Return somebody: `ana` is called Ana."""
    return PersonCard(id=who, name=who.capitalize(), time_zone=time_zone)


ANA, BO, CY, DEE, EVE, FAY, GUS = (
    card("ana"),
    card("bo"),
    card("cy"),
    card("dee", BERLIN),
    card("eve"),
    card("fay"),
    card("gus"),
)


def asks(person: PersonCard, *roles: Role) -> Actor:
    """Return somebody who asks, by the operator's shell."""
    return Actor(contact=person.id, name=person.name, roles=frozenset(roles), time_zone=person.time_zone, proof="shell")


LEAD = asks(ANA)
SERVICE_OWNER = asks(BO, Role.SERVICE_OWNER)
HEAD = asks(CY, Role.HEAD_OF_DEPARTMENT)
ENGINEER = asks(DEE)
STRANGER = asks(GUS)


def facts(**changes: Any) -> ReviewFacts:
    """Return how the incident stood when it ended: mitigated at NIGHT, Ana and Dee were involved; reopened, it goes on."""
    given: dict[str, Any] = {
        "service": "checkout",
        "service_name": "Checkout",
        "team": STOREFRONT,
        "root_cause": RootCause(team=PLATFORM),
        "mitigated_at": NIGHT,
        "lead": ANA,
        "involved": (Involved(person=ANA, how="led it"), Involved(person=DEE, how="was on the technical call")),
        "impact": "Customers cannot check out.",
        "mitigation": "version 4.1 was put back",
        "over": changes.get("mitigated_at", NIGHT) is not None,
        **changes,
    }
    return ReviewFacts(**given)


def start(**changes: Any) -> ReviewStart:
    """Return how a review begins."""
    return ReviewStart(incident="incident/checkout", code=CODE, facts=facts(**changes))


def begun(now: datetime = NIGHT, **changes: Any) -> Review:
    """Return a review that has just begun."""
    given = ReviewInput.model_validate(start(**changes).model_dump())
    return situations.begin(given, REVIEW, ORIGIN, now)


def told(review: Review, now: datetime, **changes: Any) -> None:
    """Have the incident tell how it stands; reopened, it goes on, and mitigated again, it ends."""
    if "mitigated_at" in changes:
        changes = {"over": changes["mitigated_at"] is not None, **changes}
    situations.take_in(review, review.facts.model_copy(update=changes), now)


def ask(review: Review, request: ReviewRequest, now: datetime) -> str:
    """Make a request and return the words said back; to check it first changes nothing."""
    before = review.model_dump_json()
    granting.check(review, request, now)
    assert before == review.model_dump_json()
    return granting.grant(review, request, now).words


def refusal(review: Review, request: ReviewRequest, now: datetime = NIGHT + 2 * DAY) -> str:
    """Make a request that is refused, see that nothing has changed, and return why."""
    before = review.model_dump_json()
    with pytest.raises(Refused) as refused:
        ask(review, request, now)
    assert before == review.model_dump_json()
    return str(refused.value)


def answers_all(review: Review, now: datetime) -> None:
    """Have every question answered."""
    for question in Question:
        ask(review, AnswerQuestion(actor=LEAD, question=question, answer="nothing"), now)


def held(now: datetime = NIGHT + DAY, **changes: Any) -> Review:
    """Return a review that was held at this instant."""
    review = begun(**changes)
    answers_all(review, now)
    ask(review, ReviewHeld(actor=LEAD), now)
    return review


def adds(owner: PersonCard = DEE, due: date = date(2026, 6, 1), by: Actor = LEAD, **changes: Any) -> AddAction:
    """Return a request for one more action."""
    given: dict[str, Any] = {"text": "alert on a full disk", "measure": "a drill shows it", **changes}
    return AddAction(actor=by, owner=owner, due=due, **given)


def followed_up(*owners: PersonCard, due: date = date(2026, 6, 1), **changes: Any) -> Review:
    """Return a review that was held, with an action for each of these owners; nothing waits to be sent."""
    review = held(**changes)
    for owner in owners or (DEE,):
        ask(review, adds(owner, due), NIGHT + DAY)
    posted(review)
    return review


def only(review: Review) -> Action:
    """Return its only action."""
    [action] = review.actions
    return action


def posted(review: Review) -> list[Order]:
    """Have everything sent that waits for it, and return it in order."""
    orders, review.orders = review.orders, []
    return orders


def mailed(review: Review) -> list[tuple[Letter, str]]:
    """Have everything sent that waits for it, and return what went to whom."""
    return [(each.letter, each.to.id) for each in posted(review)]


class Company:
    """The organisation as the file says it now: people leave it, teams go."""

    def __init__(self) -> None:
        self.people = {each.id: each for each in (ANA, BO, CY, DEE, EVE, FAY, GUS)}
        self.owners = {"storefront": "bo", "platform": "eve"}
        self.heads = {"storefront": "cy", "platform": "fay", "network": "fay"}

    def loses(self, *people: PersonCard) -> None:
        """Have people leave it."""
        for person in people:
            del self.people[person.id]

    def finds(self, query: PeopleQuery) -> PeopleFound:
        """Answer who is there, and who answers for teams."""
        there = tuple(self.people[each] for each in query.people if each in self.people)
        return PeopleFound(people=there, teams=tuple(map(self._answers, query.teams)))

    def _answers(self, team: str) -> WhoAnswers:
        owner, head = self.owners.get(team, ""), self.heads.get(team, "")
        return WhoAnswers(team=team, service_owner=self.people.get(owner), head_of_department=self.people.get(head))


def wall(day: date, at: time = time(9), time_zone: str = BERLIN) -> datetime:
    """Return the instant at which clocks there show this on that day."""
    return datetime.combine(day, at, ZoneInfo(time_zone))


ORDINARY = ActionsPolicy()
