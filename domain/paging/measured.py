"""What there is to measure of a pager's work: each attempt and each first ring once, however many pages they are for."""

from datetime import timedelta

from domain.organisation import Channel
from domain.paging.state import Outcome, PagerState


def outcomes(state: PagerState) -> list[tuple[Channel, Outcome]]:
    """Return what came of attempts since this was asked last; an attempt counts anew only when another outcome becomes known."""
    news = []
    for attempt in state.attempts.values():
        if attempt.outcome is not None and attempt.outcome is not attempt.counted:
            attempt.counted = attempt.outcome
            news.append((attempt.channel, attempt.outcome))
    return news


def first_rings(state: PagerState) -> list[timedelta]:
    """Return how long pages waited until the phone rang for them, of those that are not measured yet."""
    waited, state.first_rings = state.first_rings, []
    return waited
