"""Next steps, as people ask for them: added, handed on, put off, done, moved, dropped, opened again (P27)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Refused
from domain.leading import PersonCard
from domain.review.calendar import action_entry
from domain.review.lifecycle import ReviewState, Step, apply
from domain.review.outward import CalendarMethod
from domain.review.permission import check_may_change, check_takes_part, may_approve, runs_it
from domain.review.post import order
from domain.review.requests import (
    ActionDone,
    AddAction,
    AssignAction,
    ChangeDeadline,
    DecideAction,
    DropAction,
    MoveAction,
    ReopenAction,
)
from domain.review.settling import settles_at
from domain.review.state import Action, ActionState, Letter, Proposal, Review
from domain.timeline import Kind
from domain.writing import one_line, one_line_if_any, said_by

MOST_ACTIONS = 100
"""How many actions may follow from one review: with more, nobody would finish any."""

_FURTHEST = timedelta(days=2 * 365)


def add(review: Review, request: AddAction, now: datetime) -> str:
    """Add an action, told to its owner and put into their calendar; return the words to say back.

    Raises:
        Refused: not by who takes part, the review is closed, or it lacks what to do, by when, or how one sees that it is done.

    """
    check_takes_part(review, request.actor)
    _check_is_open(review)
    if len(review.actions) >= MOST_ACTIONS:
        raise Refused(f"{MOST_ACTIONS} actions have followed from it already: follow this one elsewhere.")
    text = one_line(request.text, missing="Say what is to be done.")
    measure = one_line(request.measure, missing="Say by what one sees that it is done.")
    _check_due(request.due, request.owner, now)
    action = Action(
        number=len(review.actions) + 1,
        text=text,
        owner=request.owner,
        team=request.team or review.facts.root_cause.team,
        due=request.due,
        measure=measure,
        chased_until=now,
    )
    _follow_up(review, now)
    review.actions.append(action)
    _to_owner(review, Letter.YOURS, action, now)
    what = f"action {action.number}, for {action.owner.name} by {action.due}: {action.title}"
    review.write(now, what, **said_by(request.actor))
    return (
        f"Action {action.number} of {review.code} is {action.owner.name}'s, by {action.due}; it is in their calendar."
    )


def reopen(review: Review, request: ReopenAction, now: datetime) -> str:
    """Open an action again that was ended by mistake; return the words to say back.

    Its owner is told, and it comes back into their calendar. What was due to be called to mind meanwhile is not caught up.

    Raises:
        Refused: not by its owner or who runs the review, it is open, the review is closed, or without a reason.

    """
    action = _action(review, request.number)
    check_may_change(review, action, request.actor)
    if action.open:
        raise Refused(f"Action {action.number} of {review.code} is open already.")
    reason = one_line(request.reason, missing="Say why it is to be done after all.")
    _follow_up(review, now)
    action.state, action.ended_at, action.outcome, action.approved_by = ActionState.OPEN, None, "", ""
    action.chased_until = now
    _to_owner(review, Letter.YOURS, action, now, f"{request.actor.name} has opened it again: {reason}")
    what = f"action {action.number} is open again: {action.title}"
    review.write(now, what, Kind.STATE, **said_by(request.actor, reason))
    return f"Action {action.number} of {review.code} is open again, by {action.due}; {action.owner.name} is told."


def _follow_up(review: Review, now: datetime) -> None:
    """There comes to be something to do: what everyone would have been told while there was nothing is not caught up."""
    if review.state is ReviewState.HELD:
        apply(review, Step.FOLLOW_UP)
    if review.progress_told_at and not review.open_actions:
        review.progress_told_at += (now - review.progress_told_at) // review.progress_every * review.progress_every


def assign(review: Review, request: AssignAction, now: datetime) -> str:
    """Give an action another owner; return the words to say back.

    Raises:
        Refused: not by its owner or who runs the review, it is not open, it is theirs already, or without a reason.

    """
    action = _open_action(review, request.number)
    check_may_change(review, action, request.actor)
    reason = one_line(request.reason, missing="Say why somebody else is to do it.")
    if request.owner.id == action.owner.id:
        raise Refused(f"Action {action.number} is {action.owner.name}'s already.")
    action.by_hand, action.handed_over_by, action.proposal = True, request.actor.contact, None
    goes_to(review, action, request.owner, now, reason)
    review.write(now, f"action {action.number} is {action.owner.name}'s from now on", **said_by(request.actor, reason))
    return f"Action {action.number} of {review.code} is {action.owner.name}'s from now on; both are told."


def goes_to(review: Review, action: Action, owner: PersonCard, now: datetime, why: str) -> None:
    """Make an action somebody else's: it leaves one calendar and comes into another."""
    former, action.owner, action.homeless = action.owner, owner, False
    entry = action_entry(review, action, CalendarMethod.CANCEL, now)
    order(review, Letter.NOT_YOURS, former, action=action.number, entry=entry, why=why)
    _to_owner(review, Letter.YOURS, action, now, why)


def change_deadline(review: Review, request: ChangeDeadline, now: datetime) -> str:
    """Give an action another deadline; return the words to say back.

    Raises:
        Refused: not by its owner or who runs the review, it is not open, the day is over, or it is later without a reason.

    """
    action = _open_action(review, request.number)
    check_may_change(review, action, request.actor)
    _check_due(request.due, action.owner, now)
    if request.due == action.due:
        raise Refused(f"Action {action.number} is due by {action.due} already.")
    reason = one_line_if_any(request.reason)
    if request.due > action.due and not reason:
        raise Refused("Say why it needs more time.")
    before, action.due, action.chased_until, action.by_hand = action.due, request.due, now, True
    _to_owner(review, Letter.CHANGED, action, now, reason)
    if action.due > before and review.facts.lead and not runs_it(review, request.actor):
        order(review, Letter.CHANGED, review.facts.lead, action=action.number, why=reason)
    what = f"action {action.number} is due by {action.due}, no longer by {before}"
    review.write(now, what, **said_by(request.actor, reason))
    return f"Action {action.number} of {review.code} is due by {action.due}."


def done(review: Review, request: ActionDone, now: datetime) -> str:
    """Note that an action is done; return the words to say back. Raises `Refused`: not by its owner, or it is not open."""
    action = _open_action(review, request.number)
    check_may_change(review, action, request.actor)
    end(review, action, ActionState.DONE, now, one_line_if_any(request.what))
    review.write(
        now, f"action {action.number} is done: {action.title}", Kind.STATE, **said_by(request.actor, action.outcome)
    )
    return f"Action {action.number} of {review.code} is done. {_what_is_left(review)}"


def move_or_drop(review: Review, request: MoveAction | DropAction, now: datetime) -> str:
    """Have an action followed elsewhere, or not done at all; where it takes somebody else's yes, propose it.

    Raises:
        Refused: not by its owner or who runs the review, it is not open, something else is proposed, or without a reason or where.

    """
    action = _open_action(review, request.number)
    check_may_change(review, action, request.actor)
    reason = one_line(request.reason, missing="Say why.")
    if action.proposal and action.proposal.by.id != request.actor.contact:
        raise Refused(f"{action.proposal.by.name} asks that it be {action.proposal.into}: decide that first.")
    action.proposal = proposal = _proposal(request, reason)
    if may_approve(review, action, request.actor, asked_by=""):
        return _carry_out(review, action, request, now)
    asked = f"asks that action {action.number} be {proposal.into}{_where(proposal.to)}"
    review.write(now, asked, **said_by(request.actor, reason))
    return f"Who runs the review of {review.code} is asked whether action {action.number} may be {proposal.into}."


def _proposal(request: MoveAction | DropAction, reason: str) -> Proposal:
    by = PersonCard.of(request.actor)
    if isinstance(request, DropAction):
        return Proposal(by=by, into=ActionState.DROPPED, reason=reason)
    to = one_line(request.to, missing="Say where it is followed from now on.")
    return Proposal(by=by, into=ActionState.MOVED, to=to, reason=reason)


def decide(review: Review, request: DecideAction, now: datetime) -> str:
    """Approve or refuse what was proposed about an action; return the words to say back.

    Raises:
        Refused: nothing was proposed, not by who may approve it, or a refusal without a reason.

    """
    action = _open_action(review, request.number)
    proposal = action.proposal
    if proposal is None:
        raise Refused(f"Nothing was proposed about action {action.number}.")
    if not may_approve(review, action, request.actor, asked_by=proposal.by.id):
        raise Refused(
            "Who runs the review approves it, and nobody for themselves; the head of department may in any case."
        )
    if request.approved:
        return _carry_out(review, action, request, now)
    reason = one_line(request.reason, missing="Say why not: its owner is told.")
    action.proposal = None
    order(review, Letter.CHANGED, proposal.by, action=action.number, why=f"It is not {proposal.into}: {reason}")
    review.write(now, f"action {action.number} is not {proposal.into}", **said_by(request.actor, reason))
    return f"Action {action.number} of {review.code} stays as it is; {proposal.by.name} is told."


def _carry_out(review: Review, action: Action, request: MoveAction | DropAction | DecideAction, now: datetime) -> str:
    proposal, action.proposal = action.proposal, None
    assert proposal is not None  # noqa: S101 - only what was proposed is carried out
    outcome = f"{_where(proposal.to).strip()}: {proposal.reason}" if proposal.to else proposal.reason
    end(review, action, proposal.into, now, outcome)
    action.approved_by = request.actor.name
    what = f"action {action.number} is {proposal.into}{_where(proposal.to)}: {action.title}"
    review.write(now, what, Kind.STATE, **said_by(request.actor, proposal.reason))
    return f"Action {action.number} of {review.code} is {proposal.into}. {_what_is_left(review)}"


def end(review: Review, action: Action, state: ActionState, now: datetime, outcome: str) -> None:
    """Have an action done, moved or dropped: its owner is told, and it leaves their calendar."""
    action.state, action.ended_at, action.outcome, action.proposal = state, now, outcome, None
    entry = action_entry(review, action, CalendarMethod.CANCEL, now)
    order(review, Letter.ENDED, action.owner, action=action.number, entry=entry)


def _to_owner(review: Review, letter: Letter, action: Action, now: datetime, why: str = "") -> None:
    entry = action_entry(review, action, CalendarMethod.REQUEST, now)
    order(review, letter, action.owner, action=action.number, entry=entry, why=why)


def _open_action(review: Review, number: int) -> Action:
    action = _action(review, number)
    if not action.open:
        raise Refused(f"Action {number} of {review.code} is {action.state} already.")
    return action


def _action(review: Review, number: int) -> Action:
    """Return an action about which something may still be said."""
    action = review.action(number)
    if action is None:
        raise Refused(f"The review of {review.code} has no action {number}.")
    _check_is_open(review)
    return action


def _check_is_open(review: Review) -> None:
    if review.state is ReviewState.CLOSED:
        raise Refused(f"The review of {review.code} is closed.")


def _check_due(due: date, owner: PersonCard, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(owner.time_zone)).date()
    if due < today:
        raise Refused(f"{due} is over: give a day that is still to come.")
    if due > today + _FURTHEST:
        raise Refused(f"{due} is more than two years away: give a day by which somebody will still ask for it.")


def _where(to: str) -> str:
    return f" to {to}" if to else ""


def _what_is_left(review: Review) -> str:
    """Return what comes next, in words that fit into a text."""
    if left := len(review.open_actions):
        return f"{left} to go."
    next_ = ": the review is closed tomorrow, or when whoever runs it says so." if settles_at(review) else "."
    return f"It was the last one{next_}"
