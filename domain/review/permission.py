"""Who may do what in a review (P25 to P28)."""

from domain.errors import Refused
from domain.lifecycle import Actor, Role
from domain.review.state import Action, Review


def runs_it(review: Review, actor: Actor) -> bool:
    """Whether this person runs the review: who led the incident, the service owner, the head of department."""
    led = review.facts.lead is not None and actor.contact == review.facts.lead.id
    return led or actor.heads_the_department or Role.SERVICE_OWNER in actor.roles


def check_runs_it(review: Review, actor: Actor) -> None:
    """Raise `Refused` unless this person runs the review."""
    if not runs_it(review, actor):
        raise Refused("Only who led the incident, the service owner or the head of department may do that.")


def check_takes_part(review: Review, actor: Actor) -> None:
    """Raise `Refused` unless this person was involved, is of the team in charge or at the root cause, or owns an action."""
    owners = {action.owner.id for action in review.actions}
    teams = {review.facts.team.id, review.facts.root_cause.team.id}
    takes_part = actor.contact in review.invited.keys() | owners or bool(actor.roles) or bool(actor.teams & teams)
    if not (takes_part or runs_it(review, actor)):
        raise Refused("Only who was involved in the incident, or is of its team, takes part in its review.")


def check_may_change(review: Review, action: Action, actor: Actor) -> None:
    """Raise `Refused` unless this person owns the action, or runs the review."""
    if actor.contact != action.owner.id and not runs_it(review, actor):
        raise Refused(f"Only {action.owner.name}, who owns it, or who runs the review may do that.")


def may_approve(review: Review, action: Action, actor: Actor, asked_by: str) -> bool:
    """Whether this person may let an action be moved or dropped: who runs the review, but nobody for themselves.

    Whoever handed it to its owner is no better than the owner. A head of department answers for the department, and may.
    """
    if actor.heads_the_department:
        return True
    return runs_it(review, actor) and actor.contact not in {action.owner.id, action.handed_over_by, asked_by}
