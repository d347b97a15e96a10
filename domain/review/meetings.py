"""The meeting: scheduled by people, its questions answered, held (P25, P26)."""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.review.lifecycle import ReviewState, Step, apply
from domain.review.permission import check_runs_it, check_takes_part
from domain.review.questions import MUST_BE_ANSWERED, QUESTIONS
from domain.review.requests import AnswerQuestion, ChangeRhythm, InviteToReview, ReviewHeld, ScheduleReview
from domain.review.situation import MOST_INVOLVED, Involved
from domain.review.situations import invite, invite_again
from domain.review.state import Answered, Meeting, Review
from domain.timeline import Kind
from domain.wording import local_moment, shortened
from domain.writing import MOST_CHARACTERS, one_line_if_any, said_by

_LONGEST_ANSWER = 4 * MOST_CHARACTERS
_FURTHEST = timedelta(days=92)


def schedule(review: Review, request: ScheduleReview, now: datetime) -> str:
    """Hold it at another time or place; later than it is due only for a reason. Return the words to say back.

    Raises:
        Refused: not by who runs it, not before it was held, in the past, or later than it is due without a reason.

    """
    check_runs_it(review, request.actor)
    due = _check_is_due(review)
    lasts = request.lasts or (review.meeting.lasts if review.meeting else review.facts.policy.lasts)
    if request.at <= now:
        raise Refused("That time is over: give one that is still to come.")
    if request.at > now + _FURTHEST:
        raise Refused("That is more than three months away: hold it while events are fresh.")
    if not timedelta(minutes=5) <= lasts <= timedelta(days=1):
        raise Refused("A review lasts from 5 minutes to a day.")
    reason = one_line_if_any(request.reason)
    shown_due = local_moment(due, request.actor.time_zone, now)
    if request.at + lasts > due and not reason:
        raise Refused(f"It is due by {shown_due}: say why it is to be held later.")
    place = one_line_if_any(request.place) or (review.meeting.place if review.meeting else "")
    sequence = review.meeting.sequence + 1 if review.meeting else 0
    review.meeting = Meeting(at=request.at, lasts=lasts, place=place, sequence=sequence, by_hand=True)
    at = local_moment(request.at, request.actor.time_zone, now)
    review.write(now, f"the review is to be held at {at}", Kind.STATE, **said_by(request.actor, reason))
    invite_again(review)
    late = f" It is due by {shown_due}, and goes up all the same." if request.at + lasts > due else ""
    return f"The review of {review.code} is at {at}; everyone invited is told.{late}"


def invite_one(review: Review, request: InviteToReview, now: datetime) -> str:
    """Invite one more person; return the words to say back.

    Raises:
        Refused: not by who takes part, not before it was held, they are invited, or too many are.

    """
    check_takes_part(review, request.actor)
    _check_is_due(review)
    person = request.person
    if person.id in review.invited:
        raise Refused(f"{person.name} is invited already.")
    if len(review.invited) >= MOST_INVOLVED:
        raise Refused(f"{MOST_INVOLVED} people are invited already: tell this one yourself.")
    invite(review, Involved(person=person, how=f"invited by {request.actor.name}"))
    review.write(
        now, f"{person.name} is invited to the review", **said_by(request.actor, one_line_if_any(request.reason))
    )
    return f"{person.name} is invited to the review of {review.code}."


def answer(review: Review, request: AnswerQuestion, now: datetime) -> str:
    """Answer a question, before the meeting, in it or after; return the words to say back.

    Raises:
        Refused: not by who takes part, without words or with too many, or when it is closed.

    """
    check_takes_part(review, request.actor)
    if review.state is ReviewState.CLOSED:
        raise Refused(f"The review of {review.code} is closed.")
    words = request.answer.strip()
    if not words:
        raise Refused('Say what was answered, if only "nothing".')
    if len(words) > _LONGEST_ANSWER:
        raise Refused(f"That is {len(words)} characters long: say it in {_LONGEST_ANSWER} at most.")
    review.answers[request.question] = Answered(answer=words, by=request.actor.name)
    said = shortened(" ".join(words.split()), MOST_CHARACTERS)
    review.write(now, f"answers: {QUESTIONS[request.question]}", **said_by(request.actor, said))
    lacks = lacking(review)
    return f"That is noted. {_still(lacks)}" if lacks else "That is noted; every question is answered."


def held(review: Review, request: ReviewHeld, now: datetime) -> str:
    """Note that it was held; return the words to say back.

    Raises:
        Refused: not by who runs it, in the future, before mitigation, or while a question has no answer.

    """
    check_runs_it(review, request.actor)
    due = _check_is_due(review)
    at = request.at or now
    if at > now:
        raise Refused("That time is still to come: say it when it was held.")
    if review.facts.mitigated_at and at < review.facts.mitigated_at:
        raise Refused("That is before the incident was mitigated: give the time at which it was held.")
    if lacks := lacking(review):
        raise Refused(_still(lacks))
    apply(review, Step.HOLD)
    review.held_at, review.said_held_at, review.held_in_time = at, now, at <= due
    review.attended = tuple(dict.fromkeys(each.name for each in request.attended))
    late = "" if review.held_in_time else f"it was due by {local_moment(due, 'UTC', now)} UTC"
    review.write(now, "the review was held", Kind.STATE, **said_by(request.actor, late))
    review.progress_told_at = now
    if review.open_actions:
        apply(review, Step.FOLLOW_UP)
        return f"The review of {review.code} was held. {len(review.open_actions)} to be done."
    return f"The review of {review.code} was held. Add what follows from it within a day; then it is closed."


def change_rhythm(review: Review, request: ChangeRhythm, now: datetime) -> str:
    """Tell how actions stand more or less often; return the words to say back. Raises `Refused`: not by who runs it."""
    check_runs_it(review, request.actor)
    if review.state is ReviewState.CLOSED:
        raise Refused(f"The review of {review.code} is closed.")
    review.progress_every = timedelta(days=request.days)
    every = "every day" if request.days == 1 else f"every {request.days} days"
    review.write(now, f"everyone involved is told {every} how actions stand", **said_by(request.actor))
    return f"Everyone involved is told {every} how the actions of {review.code} stand."


def lacking(review: Review) -> list[str]:
    """Return the questions that must be answered and are not."""
    return [QUESTIONS[each] for each in MUST_BE_ANSWERED if each not in review.answers]


def _still(lacks: list[str]) -> str:
    return f'Not answered yet, if only with "nothing": {" ".join(lacks)}'


def _check_is_due(review: Review) -> datetime:
    """Return by when it is due. Raises `Refused` when it is not to be held any more, or not yet."""
    if review.state is not ReviewState.SCHEDULED:
        stands = "closed" if review.state is ReviewState.CLOSED else "held already"
        raise Refused(f"The review of {review.code} is {stands}.")
    if review.due_at is None:
        raise Refused(f"{review.code} is reopened: its review waits until it is mitigated again.")
    return review.due_at
