"""What is shown of a review: to people by command line, API and link (P25 to P28)."""

from datetime import date, datetime, timedelta

from pydantic import Field

from domain.leading import PersonCard
from domain.messages import Message, TeamCard
from domain.names import SearchAttribute
from domain.review.chasing import goes_up_at, progress_at
from domain.review.lifecycle import ReviewState
from domain.review.questions import QUESTIONS
from domain.review.reminding import overdue
from domain.review.requests import Question
from domain.review.settling import settles_at
from domain.review.situation import Involved, ReviewFacts
from domain.review.state import Action, Review
from domain.timeline import TimelineEntry
from domain.wording import as_markdown_text

_SHOWN = 40  # actions in the Temporal UI


class ActionView(Message):
    """How an action stands: `state` is open, done, moved or dropped. `due` is a day in the owner's calendar.

    `outcome` says what was done, or why it was moved or dropped; `proposal` what waits for somebody to approve it.
    """

    number: int
    text: str
    owner: PersonCard
    team: TeamCard
    due: date
    measure: str
    state: str
    overdue: bool = False
    outcome: str = ""
    proposal: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == "open"


class ReviewView(Message):
    """How a review stands: `state` is scheduled, held, following_up or closed. Times are UTC, and None while it is not so.

    `due_at` is by when it is to be held; None while no review is due, as the incident was reopened. `goes_up_at` is when somebody
    hears next that it is not held, `progress_at` when everyone hears next how actions stand, `settles_at` when it is closed by
    itself as nothing is left to do, `lead` who led the incident.
    """

    code: str
    service: str
    state: str
    due_at: datetime | None = None
    meets_at: datetime | None = None
    place: str = ""
    held_at: datetime | None = None
    invited: tuple[Involved, ...] = ()
    attended: tuple[str, ...] = ()
    answers: dict[Question, str] = Field(default_factory=dict)
    actions: tuple[ActionView, ...] = ()
    progress_every: timedelta = timedelta(days=7)
    progress_at: datetime | None = None
    goes_up_at: datetime | None = None
    settles_at: datetime | None = None
    lead: str = ""
    facts: ReviewFacts | None = None
    timeline: tuple[TimelineEntry, ...] = ()


def view(review: Review, now: datetime) -> ReviewView:
    """Return what may be shown of the review."""
    waits = review.state is ReviewState.SCHEDULED and review.due_at is None
    return ReviewView(
        code=review.code,
        service=review.facts.service_name,
        state=review.state,
        due_at=review.due_at,
        meets_at=review.meeting.at if review.meeting and not waits else None,
        place=review.meeting.place if review.meeting else "",
        held_at=review.held_at,
        invited=tuple(review.invited.values()),
        attended=review.attended,
        answers={question: each.answer for question, each in review.answers.items()},
        actions=tuple(_action_view(action, now) for action in review.actions),
        progress_every=review.progress_every,
        progress_at=progress_at(review),
        goes_up_at=goes_up_at(review),
        settles_at=settles_at(review),
        lead=review.facts.lead.name if review.facts.lead else "",
        facts=review.facts,
        timeline=tuple(review.timeline.entries),
    )


def shown(review: Review, key: str, now: datetime) -> dict[str, str]:
    """Return what a manager filters reviews by; `key` is that of the incident."""
    late = any(overdue(action, now) for action in review.actions)
    return {
        SearchAttribute.STATE: review.state,
        SearchAttribute.CODE: review.code,
        SearchAttribute.SERVICE: key,
        SearchAttribute.LEAD: review.facts.lead.id if review.facts.lead else "nobody",
        SearchAttribute.OVERDUE_ACTIONS: "some" if late else "none",
    }


def _action_view(action: Action, now: datetime) -> ActionView:
    proposal = action.proposal
    asked = f"{proposal.by.name} asks that it be {proposal.into}: {proposal.reason}" if proposal else ""
    return ActionView(
        number=action.number,
        text=action.text,
        owner=action.owner,
        team=action.team,
        due=action.due,
        measure=action.measure,
        state=action.state,
        overdue=overdue(action, now),
        outcome=action.outcome,
        proposal=asked,
    )


def details(review: Review, now: datetime) -> str:
    """Return what a manager reads of it in the Temporal UI, as Markdown."""
    lines = [
        f"**{review.state.replace('_', ' ').capitalize()}**: review of {review.code}, {_plain(review.facts.service_name)}"
    ]
    if review.state is ReviewState.SCHEDULED:
        lines += _meeting_lines(review)
    if closes_at := settles_at(review):
        lines.append(f"Nothing is left to do: it is closed at {closes_at:%Y-%m-%d %H:%M} UTC.")
    lines += [f"- {QUESTIONS[question]} {_plain(each.answer)}" for question, each in sorted(review.answers.items())]
    lines += [
        f"- {'**overdue** ' if overdue(action, now) else ''}{action.number}. {_plain(action.text)}: "
        f"{_plain(action.owner.name)}, by {action.due}, {action.state}"
        for action in sorted(review.actions, key=lambda each: (not each.open, each.due))[:_SHOWN]
    ]
    return "\n\n".join(lines)


def _meeting_lines(review: Review) -> list[str]:
    if review.due_at is None:
        return ["It waits: the incident is reopened."]
    meets = f"Meets {review.meeting.at:%Y-%m-%d %H:%M} UTC. " if review.meeting else ""
    return [f"{meets}Due by {review.due_at:%Y-%m-%d %H:%M} UTC; it has gone up {review.went_up} times."]


def _plain(words: str) -> str:
    return as_markdown_text(words)
