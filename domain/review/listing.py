"""Actions of several reviews as one list: what is overdue first, then what is due soonest, at last what is over (P28)."""

from collections.abc import Iterable

from domain.messages import Message
from domain.review.views import ActionView, ReviewView


class ListedAction(ActionView):
    """An action, and the incident whose review it follows from, by its code and what people call its service."""

    code: str
    service: str


class ListedActions(Message):
    """Actions in the order in which somebody is to look at them."""

    actions: tuple[ListedAction, ...] = ()


def listed(reviews: Iterable[ReviewView], *, open_only: bool) -> ListedActions:
    """Return the actions of these reviews, in that order."""
    found = [
        ListedAction(code=review.code, service=review.service, **dict(action))
        for review in reviews
        for action in review.actions
        if action.open or not open_only
    ]
    found.sort(key=lambda each: (not each.open, not each.overdue, each.due, each.code, each.number))
    return ListedActions(actions=tuple(found))
