"""What follows for a review when its incident tells how it stands: it is scheduled, moved, called off (P25)."""

from datetime import datetime

from domain.review.actions import end
from domain.review.calendar import meeting_entry
from domain.review.lifecycle import ReviewState, Step, apply
from domain.review.meeting import deadline, proposed
from domain.review.outward import CalendarMethod
from domain.review.post import order
from domain.review.situation import MOST_INVOLVED, Involved, ReviewFacts
from domain.review.state import ActionState, Letter, Meeting, Review, ReviewInput
from domain.timeline import Journal, Kind
from domain.wording import local_moment


def begin(start: ReviewInput, review_id: str, origin: str, now: datetime) -> Review:
    """Return a review that begins, with its meeting proposed; `origin` names it on the timeline."""
    review = Review(
        incident=start.incident,
        code=start.code,
        review=review_id,
        facts=_kept(start.facts),
        journal=Journal(origin=origin),
        progress_every=start.facts.actions.progress_every,
    )
    _schedule_for(review, now)
    _invite_involved(review, start.facts)
    return review


def carried_over(review: Review) -> ReviewInput:
    """Return how the run that follows starts: with all there is, and each thing in it once."""
    facts = review.facts.model_copy(update={"timeline": ()})
    return ReviewInput(incident=review.incident, code=review.code, facts=facts, carried=review)


def take_in(review: Review, facts: ReviewFacts, now: datetime) -> None:
    """Take in how the incident stands: its deadline moves with the last mitigation, its people come to be invited."""
    facts = _with_an_end(facts, now)
    before, review.facts = review.facts, _kept(facts)
    if review.state is ReviewState.CLOSED and (
        facts.not_major_because or facts.mitigated_at in {None, review.reviewed}
    ):
        return
    if facts.not_major_because:
        call_off(review, facts.not_major_because, now)
        return
    if facts.mitigated_at != before.mitigated_at:
        _mitigation_has_changed(review, now)
    _invite_involved(review, facts)
    _move_actions(review, before, now)


def facts_have_changed(review: Review, facts: ReviewFacts, now: datetime) -> None:
    """Take in what people found out; what follows from it for actions is done."""
    before, review.facts = review.facts, facts
    _move_actions(review, before, now)


def _with_an_end(facts: ReviewFacts, now: datetime) -> ReviewFacts:
    """An incident that ended while it was reopened is not mitigated again: its review is due from then on."""
    ended_so = facts.over and facts.mitigated_at is None and not facts.not_major_because
    return facts.model_copy(update={"mitigated_at": now}) if ended_so else facts


def call_off(review: Review, because: str, now: datetime) -> None:
    """There is nothing to review: whoever was invited or owns an action is told, and it leaves their calendars."""
    apply(review, Step.CALL_OFF)
    review.write(now, "the review is called off", Kind.STATE, why=because)
    for action in review.open_actions:
        end(review, action, ActionState.DROPPED, now, f"the review is called off: {because}")
    meeting, review.due_at = review.meeting, None
    if meeting is None or review.held_at:
        return
    meeting.sequence += 1
    entry = meeting_entry(review, meeting, CalendarMethod.CANCEL, now)
    for each in review.invited.values():
        order(review, Letter.CALLED_OFF, each.person, entry=entry, why=because)


def invite_again(review: Review) -> None:
    """Have everyone who is invited told when it is now."""
    for each in review.invited.values():
        order(review, Letter.INVITATION, each.person)


def _schedule_for(review: Review, now: datetime) -> None:
    """Propose a meeting for the last mitigation."""
    facts = review.facts
    if facts.mitigated_at is None:
        review.due_at = None
        return
    review.due_at = deadline(facts.mitigated_at, facts.policy, review.zone)
    review.went_up = 0
    review.meeting = _meeting(review, review.due_at, now)
    at, due = (local_moment(each, review.zone, now) for each in (review.meeting.at, review.due_at))
    review.write(now, f"the review is proposed for {at}", Kind.STATE, why=f"due by {due}")


def _meeting(review: Review, due_at: datetime, now: datetime) -> Meeting:
    """Return the next change of the meeting; where people have set a time that is to come and in time, that stays."""
    before, policy = review.meeting, review.facts.policy
    if before is None:
        return Meeting(at=proposed(now, due_at, policy, review.zone), lasts=policy.lasts)
    sequence = before.sequence + 1
    if before.by_hand and now < before.at and before.at + before.lasts <= due_at:
        return before.model_copy(update={"sequence": sequence})
    at = proposed(now, due_at, policy, review.zone)
    return Meeting(at=at, lasts=policy.lasts, place=before.place, sequence=sequence)


def _mitigation_has_changed(review: Review, now: datetime) -> None:
    """The deadline moves with the last mitigation. What was reviewed before a reopening is reviewed again; the answers stay."""
    if review.facts.mitigated_at is None:
        review.due_at = None
        review.write(now, "the review waits: the incident is reopened", Kind.STATE)
        return
    if review.state is not ReviewState.SCHEDULED:
        apply(review, Step.MEET_AGAIN)
        review.held_at = review.said_held_at = review.closed_at = None
    _schedule_for(review, now)
    invite_again(review)


def _kept(facts: ReviewFacts) -> ReviewFacts:
    """Return what is kept of them: who was involved stands among those who are invited."""
    return facts.model_copy(update={"involved": ()})


def _invite_involved(review: Review, facts: ReviewFacts) -> None:
    """Invite whoever was involved and is not invited yet; after the meeting they only get how the actions stand."""
    for each in facts.involved:
        if each.person.id not in review.invited and len(review.invited) < MOST_INVOLVED:
            invite(review, each)


def invite(review: Review, involved: Involved) -> None:
    """Have one more person invited; while the review waits they hear of it with everyone else."""
    review.invited[involved.person.id] = involved
    if review.state is ReviewState.SCHEDULED and review.due_at:
        order(review, Letter.INVITATION, involved.person)


def _move_actions(review: Review, before: ReviewFacts, now: datetime) -> None:
    """Actions nobody has started go to the team that is now at the root cause (P27)."""
    team = review.facts.root_cause.team
    if team.id == before.root_cause.team.id:
        return
    for action in review.open_actions:
        if action.team.id == before.root_cause.team.id and not action.by_hand:
            action.team, action.homeless = team, True
            review.write(now, f"action {action.number} goes to {team.name}", why="that team is at the root cause now")
