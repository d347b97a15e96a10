"""Nothing is forgotten: a review that is not held goes up, an action that is due is called to mind, everyone hears how they stand.

Each step is taken once. After an outage those whose time has come are taken as one.
"""

from collections.abc import Iterable
from datetime import datetime

from domain.leading import PersonCard
from domain.review.actions import goes_to
from domain.review.lifecycle import ReviewState
from domain.review.outward import PeopleFound, PeopleQuery, WhoAnswers
from domain.review.post import order, order_to, text
from domain.review.reminding import Above, steps_due
from domain.review.state import Action, Letter, Review
from domain.timeline import Kind
from domain.wording import local_moment

_UP = 3
"""Lead, service owner, head of department: from the fourth step on all of them hear of it."""


def goes_up_at(review: Review) -> datetime | None:
    """Return when a review that is not held goes up next (UTC); None while none is due."""
    if review.state is not ReviewState.SCHEDULED or review.due_at is None:
        return None
    return review.due_at + review.went_up * review.facts.policy.goes_up_every


def who_is_asked(review: Review, actions: Iterable[Action], now: datetime) -> PeopleQuery:
    """Return what must be known before a step: whether owners are there still, and who answers for their teams and ours."""
    actions = list(actions)
    lead = (review.facts.lead.id,) if review.facts.lead else ()
    return PeopleQuery(
        people=tuple(dict.fromkeys([*lead, *(each.owner.id for each in actions)])),
        teams=tuple(dict.fromkeys([review.facts.team.id, *(each.team.id for each in actions)])),
        service=review.facts.service,
        at=now,
    )


def go_up(review: Review, found: PeopleFound, now: datetime) -> None:
    """Tell whoever is next that the review is not held: the lead, the service owner, the head of department, then all three."""
    due, at = review.due_at, goes_up_at(review)
    if due is None or at is None or now < at:
        return
    before = review.went_up
    review.went_up += 1 + (now - at) // review.facts.policy.goes_up_every
    steps = range(before, review.went_up)
    ours = _answers(found, review.facts.team.id)
    chain = [_still_there(review.facts.lead, found), ours.service_owner, ours.head_of_department]
    told = chain if review.went_up > _UP else [chain[step] for step in steps]
    people = _each_once([*told, *_instead(chain, told)])
    since = local_moment(due, "UTC", now)
    names = ", ".join(person.name for person in people) or "nobody is there to hear of it"
    review.write(now, f"the review is not held: {names}", Kind.STEP, why=f"it was due by {since} UTC")
    order_to(review, Letter.NOT_HELD, people)
    for person in people if before < _UP else ():  # by then it is a mail a day, and nobody is woken for it
        when = local_moment(due, person.time_zone, now)
        text(
            review,
            person,
            f"The review of {review.code} was due by {when} and is not held. Hold it: mimp review {review.code}",
        )


def _instead(chain: list[PersonCard | None], told: list[PersonCard | None]) -> list[PersonCard | None]:
    """Where nobody of those who are told is there, it goes to whoever of the chain is."""
    return [] if any(told) else chain


def chase(review: Review, number: int, found: PeopleFound, now: datetime) -> None:
    """Take the steps of an action whose time has come, and find it an owner when its own has left."""
    action = review.action(number)
    if action is None or not action.open:
        return
    find_owner(review, action, found, now)
    due = steps_due(action, review.facts.actions, now)
    if not due:
        return
    action.chased_until = now
    above = {step.above for step in due}
    if not any(each.overdue for each in above):
        review.write(
            now, f"{action.owner.name} is reminded of action {action.number}", why=f"it is due by {action.due}"
        )
        order(review, Letter.REMINDER, action.owner, action=action.number)
        return
    answers = _answers(found, action.team.id, review.facts.team.id)
    owner_above = answers.service_owner if above & {Above.SERVICE_OWNER, Above.BOTH} else None
    head = answers.head_of_department if above & {Above.HEAD_OF_DEPARTMENT, Above.BOTH} else None
    people = _each_once([action.owner, owner_above, head])
    names = ", ".join(person.name for person in people)
    review.write(now, f"action {action.number} is overdue: {names}", why=f"it was due by {action.due}")
    order_to(review, Letter.OVERDUE, people, action=action.number)


def find_owner(review: Review, action: Action, found: PeopleFound, now: datetime) -> None:
    """Keep an action owned: by whoever answers for its team when the owner has left, or when it came to that team.

    The owner of the team's service first, then its head of department, then whoever has it, then who led the incident, then who
    answers for the team in charge. Where nobody of them is there the owner stays on record, and it is tried again at the next step.
    """
    there = _still_there(action.owner, found)
    if there:
        action.owner = there
    if there and not action.homeless:
        return
    new, action.homeless = _next_owner(review, action, there, found), False
    if new is None:
        review.write(
            now, f"action {action.number} has no owner any more", Kind.NOTE, why=f"{action.owner.name} has left"
        )
    elif there is None or new.id != there.id:
        why = "their team is at the root cause" if there else f"{action.owner.name} is not in the organisation any more"
        former = action.owner
        goes_to(review, action, new, now, why)
        if there is None:  # who has left has no address to be told at
            review.orders = [each for each in review.orders if (each.letter, each.to) != (Letter.NOT_YOURS, former)]
        review.write(now, f"action {action.number} is {new.name}'s from now on", why=why)


def _next_owner(review: Review, action: Action, there: PersonCard | None, found: PeopleFound) -> PersonCard | None:
    team, ours = _answers(found, action.team.id), _answers(found, review.facts.team.id)
    lead = _still_there(review.facts.lead, found)
    candidates = [team.service_owner, team.head_of_department, there, lead, ours.service_owner, ours.head_of_department]
    return next((each for each in candidates if each), None)


def ask_for_approval(review: Review, number: int, found: PeopleFound, now: datetime) -> None:
    """Tell somebody who may approve it what is proposed about an action: the lead, else the service owner, else the head."""
    action = review.action(number)
    if action is None or action.proposal is None or action.proposal.told:
        return
    action.proposal.told = True
    ours, themselves = _answers(found, review.facts.team.id), {action.owner.id, action.proposal.by.id}
    chain = _each_once([_still_there(review.facts.lead, found), ours.service_owner])
    approver = next((each for each in chain if each.id not in themselves), ours.head_of_department)
    whether = f"whether action {action.number} may be {action.proposal.into}"
    if approver:
        order(review, Letter.PROPOSED, approver, action=action.number)
        review.write(now, f"{approver.name} is asked {whether}", why=action.proposal.reason)
    else:
        review.write(now, f"nobody is there to say {whether}", Kind.NOTE, why=action.proposal.reason)


def progress_at(review: Review) -> datetime | None:
    """Return when everyone involved is told next how actions stand (UTC); None while none is followed up."""
    if review.state is not ReviewState.FOLLOWING_UP or review.progress_told_at is None or not review.open_actions:
        return None
    return review.progress_told_at + review.progress_every


def tell_progress(review: Review, found: PeopleFound, now: datetime) -> None:
    """Tell everyone involved how actions stand (P28); owners who have left are found in passing."""
    at = progress_at(review)
    if at is None or now < at:
        return
    for action in review.open_actions:
        find_owner(review, action, found, now)
    review.progress_told_at = now
    people = review.involved
    review.write(now, f"{len(people)} people are told how actions stand", why=f"{len(review.open_actions)} are open")
    order_to(review, Letter.PROGRESS, people)


def _answers(found: PeopleFound, *teams: str) -> WhoAnswers:
    """Return who answers for the first of these teams for which anybody does."""
    known = {each.team: each for each in found.teams if each.service_owner or each.head_of_department}
    return next((known[team] for team in teams if team in known), WhoAnswers(team=teams[0]))


def _still_there(person: PersonCard | None, found: PeopleFound) -> PersonCard | None:
    """Return a person as the organisation names them now; None when they have left it."""
    return next((each for each in found.people if person and each.id == person.id), None)


def _each_once(people: Iterable[PersonCard | None]) -> list[PersonCard]:
    return list({person.id: person for person in people if person}.values())
