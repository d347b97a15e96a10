"""What a review puts into calendars: the meeting, and the day by which an action is done. Names and numbers never repeat."""

from datetime import datetime

from domain.review.outward import CalendarEntry, CalendarMethod
from domain.review.questions import QUESTIONS
from domain.review.state import Action, Meeting, Review


def meeting_entry(review: Review, meeting: Meeting, method: CalendarMethod, now: datetime) -> CalendarEntry:
    """Return the entry of the meeting as it is now, or of its being called off."""
    return CalendarEntry(
        uid=f"review-{review.code}@mimp",
        sequence=meeting.sequence,
        method=method,
        title=f"Post-incident review of {review.code}: {review.facts.service_name}",
        text="\n".join([review.facts.impact, *QUESTIONS.values()]).strip(),
        place=meeting.place,
        starts=meeting.at,
        ends=meeting.at + meeting.lasts,
        stamp=now,
    )


def action_entry(review: Review, action: Action, method: CalendarMethod, now: datetime) -> CalendarEntry:
    """Return the entry of the day by which an action is done; each change of it counts."""
    action.sequence += 1
    return CalendarEntry(
        uid=f"action-{review.code}-{action.number}@mimp",
        sequence=action.sequence - 1,
        method=method,
        title=f"Due: {action.title}",
        text=f"Action {action.number} of {review.code}. Done when: {action.measure}",
        on=action.due,
        stamp=now,
    )
