"""What the rounds for one audience do next, and until when they may sleep: state + now → move.

Who is told is looked up beside these moves, mails and texts go out beside them, and receipts are written down beside them, so that
none of it holds up a miss.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.comms.dispatch import sending, tally
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds import views
from domain.comms.rounds.rounds import miss_at
from domain.comms.rounds.state import Rounds


class Move(BaseModel):
    """Something for the rounds to do now."""

    model_config = ConfigDict(frozen=True)


class CountMiss(Move):
    """The open round is overdue, or still is after another interval: count it."""

    at: datetime


class Prepare(Move):
    """Make a draft of the open round from the board: whoever is reminded of it is told what it would say."""


class Close(Move):
    """Say that it was stood down to those who had heard of it."""


class TellIncident(Move):
    """Tell the incident how the rounds stand, and what happened."""


class SayWhatCame(Move):
    """Say what came of handing the last round over."""


class Listen(Move):
    """Wait for news, or for a time to come."""

    until: datetime | None


class End(Move):
    """Nothing more is to be said."""


def next_move(rounds: Rounds, now: datetime) -> Move:
    """Say what comes next: what is late is noted first, then the incident is told, then people are."""
    return (
        _close(rounds)
        or _count_a_miss(rounds, now)
        or _prepare(rounds, now)
        or _say_what_came(rounds, now)
        or _tell_the_incident(rounds)
        or _rest(rounds)
    )


def _close(rounds: Rounds) -> Move | None:
    return Close() if rounds.kind is RoundKind.CLOSING else None


def _count_a_miss(rounds: Rounds, now: datetime) -> Move | None:
    at = miss_at(rounds)
    return CountMiss(at=at) if at and now >= at else None


def _prepare(rounds: Rounds, now: datetime) -> Move | None:
    at = prepares_at(rounds)
    return Prepare() if at and now >= at else None


def _say_what_came(rounds: Rounds, now: datetime) -> Move | None:
    at = tally.due_at(rounds)
    return SayWhatCame() if at and now >= at else None


def _tell_the_incident(rounds: Rounds) -> Move | None:
    return TellIncident() if rounds.journal.unsent or rounds.incident_told != views.round_status(rounds) else None


def _rest(rounds: Rounds) -> Move:
    over = rounds.incident_status.over and not sending.under_way(rounds)
    return End() if over else Listen(until=wakes_at(rounds))


def prepares_at(rounds: Rounds) -> datetime | None:
    """Return when a draft is made because nobody has written one; None when there is one, or no round is open."""
    return None if rounds.edition.draft or rounds.incident_status.over else rounds.nudge_at


def wakes_at(rounds: Rounds) -> datetime | None:
    """Return until when rounds that listen may sleep; None for ever."""
    return min((at for at in (miss_at(rounds), prepares_at(rounds), tally.due_at(rounds)) if at), default=None)
