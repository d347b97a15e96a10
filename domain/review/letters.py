"""The words of every mail of a review: short, the important thing first, days and times as the reader's own clock shows them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.review.calendar import meeting_entry
from domain.review.lifecycle import ReviewState
from domain.review.outward import ActionInMail, CalendarMethod, ReviewMail
from domain.review.questions import QUESTIONS
from domain.review.reminding import overdue
from domain.review.settling import settles_at
from domain.review.state import Action, Letter, Order, Review
from domain.wording import counted, day_in_words, local_moment, sentence

_MOST_SHOWN = 50


def write(review: Review, order: Order, now: datetime) -> ReviewMail:
    """Return the mail that was ordered, as things stand now; the same order is the same mail, by its id."""
    subject, lines = _WORDS[order.letter](review, order, now)
    shown = _shown(review, order)
    entry = order.entry
    if order.letter is Letter.INVITATION and review.meeting:
        entry = meeting_entry(review, review.meeting, CalendarMethod.REQUEST, now)
    return ReviewMail(
        mail_id=order.mail_id,
        code=review.code,
        review=review.review,
        person=order.to.id,
        subject=subject,
        lines=tuple(line for line in lines if line),
        actions=tuple(_in_mail(action, order, now) for action in shown),
        entry=entry,
    )


Words = tuple[str, tuple[str, ...]]
"""A subject, and paragraphs; those that are empty are left out."""


def _invitation(review: Review, order: Order, now: datetime) -> Words:
    facts, meeting = review.facts, review.meeting
    when = _moment(meeting.at, order, now) if meeting else "a time to be said"
    how = review.invited[order.to.id].how if order.to.id in review.invited else ""
    changed = "It has changed: please" if meeting and meeting.sequence else "Please"
    return (
        f"Review of {review.code} at {when}",
        (
            f"{changed} come to the review of {review.code} ({facts.service_name}) at {when}.",
            f"Where: {meeting.place}." if meeting and meeting.place else "",
            f"You are invited because you were involved: {how}." if how else "",
            facts.impact and f"What happened: {sentence(facts.impact)}",
            facts.mitigation and f"What ended it: {sentence(facts.mitigation)}",
            f"We discuss: {' '.join(QUESTIONS.values())}",
            f"Answers can be written down before: mimp review {review.code} answer prevent '...' --as {order.to.id}",
        ),
    )


def _called_off(review: Review, order: Order, _: datetime) -> Words:
    why = f"The review of {review.code} is called off: {sentence(order.why)}"
    return f"No review of {review.code}", (why, "It leaves your calendar with this mail.")


def _not_held(review: Review, order: Order, now: datetime) -> Words:
    due = _moment(review.due_at, order, now) if review.due_at else "now"
    return (
        f"The review of {review.code} is not held",
        (
            f"The review of {review.code} ({review.facts.service_name}) was due by {due}, and is not held.",
            "Hold it while events are fresh. Once each question has an answer, if only 'nothing', say so:",
            f"mimp review {review.code} held --as {order.to.id}",
        ),
    )


def _about(review: Review, order: Order) -> Action:
    action = review.action(order.action)
    assert action is not None  # noqa: S101 - a mail about an action names one of the review
    return action


def _yours(review: Review, order: Order, _: datetime) -> Words:
    action = _about(review, order)
    return (
        f"Yours, by {day_in_words(action.due)}: {action.text}",
        (
            f"Action {action.number} of the review of {review.code} is yours: {action.text}",
            f"By {day_in_words(action.due)}. Done when: {sentence(action.measure)}",
            order.why and f"Why: {sentence(order.why)}",
            _ways(review, action),
        ),
    )


def _due(review: Review, action: Action) -> tuple[str, str]:
    """Return by when an action is to be done, and by what one sees that it is."""
    due = f"Action {action.number} of the review of {review.code} is due by {day_in_words(action.due)}: {action.text}"
    return due, f"Done when: {sentence(action.measure)}"


def _changed(review: Review, order: Order, _: datetime) -> Words:
    action = _about(review, order)
    return (
        f"Action {action.number} of {review.code}: by {day_in_words(action.due)}",
        (
            *_due(review, action),
            order.why and f"Why: {sentence(order.why)}",
            _ways(review, action),
        ),
    )


def _not_yours(review: Review, order: Order, _: datetime) -> Words:
    action = _about(review, order)
    return (
        f"No longer yours: action {action.number} of {review.code}",
        (
            f"Action {action.number} of the review of {review.code} is {action.owner.name}'s now: {action.text}",
            order.why and f"Why: {sentence(order.why)}",
        ),
    )


def _ended(review: Review, order: Order, now: datetime) -> Words:
    action, closes_at = _about(review, order), settles_at(review)
    by = f"Approved by {action.approved_by}." if action.approved_by else ""
    outcome = sentence(action.outcome) if action.outcome else ""
    says = f"Action {action.number} of the review of {review.code} is {action.state}: {action.text}"
    closes = f"Nothing is left to do: the review is closed at {_moment(closes_at, order, now)}." if closes_at else ""
    reopen = f"mimp action {review.code} {action.number} reopen --as {order.to.id} --reason '...'"
    mistaken = "" if review.state is ReviewState.CLOSED else f"If that is a mistake, open it again: {reopen}"
    return f"Action {action.number} of {review.code} is {action.state}", (says, outcome, by, closes, mistaken)


def _reminder(review: Review, order: Order, _: datetime) -> Words:
    action = _about(review, order)
    return (
        f"Due by {day_in_words(action.due)}: {action.text}",
        (
            *_due(review, action),
            _ways(review, action),
        ),
    )


def _overdue(review: Review, order: Order, _: datetime) -> Words:
    action = _about(review, order)
    whose = "yours" if order.to.id == action.owner.id else f"{action.owner.name}'s"
    return (
        f"Overdue: {action.text}",
        (
            f"Action {action.number} of the review of {review.code} is not done: {action.text}",
            f"It was due by {day_in_words(action.due)}.",
            f"It is {whose}. Done when: {sentence(action.measure)}",
            _ways(review, action) if whose == "yours" else "",
        ),
    )


def _proposed(review: Review, order: Order, _: datetime) -> Words:
    action = _about(review, order)
    proposal = action.proposal
    asks = f"{proposal.by.name} asks that it be {proposal.into}: {sentence(proposal.reason)}" if proposal else ""
    return (
        f"Your yes is asked for: action {action.number} of {review.code}",
        (
            f"Action {action.number} of the review of {review.code}: {action.text}",
            asks,
            "Say yes, or no with --refuse and a --reason:",
            f"mimp action {review.code} {action.number} decide --approve --as {order.to.id}",
        ),
    )


def _progress(review: Review, _: Order, now: datetime) -> Words:
    left, late = review.open_actions, [each for each in review.open_actions if overdue(each, now)]
    open_ones = f"{counted(len(left), 'action')} that followed from {review.code} ({review.facts.service_name}) is open"
    ended = f"{len(review.actions) - len(left)} of {len(review.actions)} are done, moved or dropped."
    are = open_ones if len(left) == 1 else f"{open_ones.removesuffix(' is open')} are open"
    return f"How the actions of {review.code} stand", (
        f"{are}{f', {len(late)} of them overdue' if late else ''}. {ended}",
    )


def _closed(review: Review, _: Order, __: datetime) -> Words:
    done = "Every action is done, moved or dropped" if review.actions else "No action follows from it"
    return f"The review of {review.code} is closed", (f"{done}: the review of {review.code} is closed. Thank you.",)


_WORDS: Mapping[Letter, Callable[[Review, Order, datetime], Words]] = {
    Letter.INVITATION: _invitation,
    Letter.CALLED_OFF: _called_off,
    Letter.NOT_HELD: _not_held,
    Letter.YOURS: _yours,
    Letter.CHANGED: _changed,
    Letter.NOT_YOURS: _not_yours,
    Letter.ENDED: _ended,
    Letter.REMINDER: _reminder,
    Letter.OVERDUE: _overdue,
    Letter.PROPOSED: _proposed,
    Letter.PROGRESS: _progress,
    Letter.CLOSED: _closed,
}
"""The words of each."""


def _shown(review: Review, order: Order) -> list[Action]:
    """Return the actions a mail shows: the one it is about, or all, those that are open first."""
    if order.letter in {Letter.PROGRESS, Letter.CLOSED}:
        return sorted(review.actions, key=lambda each: (not each.open, each.due, each.number))[:_MOST_SHOWN]
    return [_about(review, order)] if order.action else []


def _in_mail(action: Action, order: Order, now: datetime) -> ActionInMail:
    state = "overdue" if overdue(action, now) else action.state.value
    return ActionInMail(
        number=action.number,
        text=action.text,
        owner=action.owner.name,
        due=action.due,
        measure=action.measure,
        state=state,
        yours=action.open and action.owner.id == order.to.id,
    )


def _ways(review: Review, action: Action) -> str:
    done = f"DONE {review.code} {action.number}"
    return f"Press the link when it is done or needs more time, or text {done}."


def _moment(at: datetime, order: Order, now: datetime) -> str:
    """Return a time on the reader's clock, and which that is: of somebody who only joined a call it is not known."""
    return f"{local_moment(at, order.to.time_zone, now)} ({order.to.time_zone})"
