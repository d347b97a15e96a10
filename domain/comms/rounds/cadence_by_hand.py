"""How often updates go out, or when the next one does, as somebody in charge says (P19).

| open is | an interval | an agreed time |
|---|---|---|
| the second update, or a further one | moves it | moves it |
| the first one, or one after reopening | holds from the one after it on | refused: its time counts from what happened |
| the final one | refused: none follows it | moves it, and says who agreed |
| none | refused | refused |
"""

from datetime import datetime, timedelta

from domain.comms.drafting.wording import clock_moment
from domain.comms.rounds.kinds import Due
from domain.comms.rounds.requests import ChangeCadence
from domain.comms.rounds.schedule import agreed, due_rule, every
from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from domain.wording import duration_in_words
from domain.writing import one_line_if_any, said_by

_BY_WHAT_HAPPENED = {Due.AFTER_DECLARATION, Due.AFTER_REOPENING}


def change(rounds: Rounds, request: ChangeCadence, now: datetime) -> str:
    """Change the cadence, and return the words to say back.

    Raises:
        Refused: it would do nothing, or not what was meant; the words say why, and what holds.

    """
    before, by, zone = rounds.due, one_line_if_any(request.agreed_by), request.actor.time_zone
    match request.interval, request.at:
        case timedelta() as interval, None:
            what = _every(rounds, interval, zone, now)
        case None, datetime() as at:
            what = _agree(rounds, at, by, zone, now)
        case _:
            raise Refused("Say either how often updates go out, or when the next one does.")
    rounds.write(now, what, **said_by(request.actor, f"agreed by {by}" if by else ""))
    verb = "stays" if rounds.due == before else "is"
    return f"{_capital(what)}. {_capital(rounds.name)} {verb} due by {_due(rounds, zone, now)}."


def _every(rounds: Rounds, interval: timedelta, zone: str, now: datetime) -> str:
    if _rule(rounds) is Due.AFTER_MITIGATION:
        raise Refused(
            f"{_capital(rounds.name)} is the last, so that no interval follows it: it is due by {_due(rounds, zone, now)}. "
            "If it must come at another time, agree on one."
        )
    rounds.cadence = every(interval, rounds.running, now)
    return f"updates to {rounds.readers} every {duration_in_words(interval)}"


def _agree(rounds: Rounds, at: datetime, by: str, zone: str, now: datetime) -> str:
    """Agree on a time for the open update; for the final one it is named who agreed, as the process wants it soon (P20)."""
    rule = _rule(rounds)
    if rule in _BY_WHAT_HAPPENED:
        raise Refused(
            f"{_capital(rounds.name)} is due by {_due(rounds, zone, now)}, {rule}, and no agreement moves it. "
            "Once it is sent, a time can be agreed for the next one."
        )
    if rule is Due.AFTER_MITIGATION and not by:
        raise Refused(f"Name who agreed that {rounds.name} comes at another time.")
    rounds.cadence = agreed(at, by, rounds.cadence, rounds.running, now)
    return f"next update to {rounds.readers} agreed for {clock_moment(at, 'UTC', now)}"


def _rule(rounds: Rounds) -> Due:
    """Return by which rule the open update is due; of one that nobody writes there is nothing to say."""
    rule = due_rule(rounds.incident_status, rounds.last)
    if rule is None or rule is Due.AT_ONCE:
        raise Refused(f"No update to {rounds.readers} is open, and none is due: the last one was {rounds.last_name}.")
    return rule


def _due(rounds: Rounds, zone: str, now: datetime) -> str:
    return clock_moment(rounds.due, zone, now) if rounds.due else "no time"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
