"""What happens on the board reaches everyone on the call: a text each minute, until they stop it (P22)."""

from datetime import datetime, timedelta

from domain.board.digest import digest, entries_after
from domain.errors import Refused
from domain.incident.state import Incident
from domain.requests import MuteBoard

_EACH = timedelta(minutes=1)


def listeners(incident: Incident) -> list[str]:
    """Return who is on the technical call and has not stopped the texts, each once."""
    people = dict.fromkeys(each.person for each in incident.on_call.on_it.values())
    return [person for person in people if person not in incident.episode.board_muted]


def due_at(incident: Incident) -> datetime | None:
    """Return when the next text is due; None while there is nothing new, or nobody to tell."""
    if incident.board.sequence <= incident.board_shared or not listeners(incident):
        return None
    return (incident.board_shared_at or incident.opened_at) + _EACH


def share(incident: Incident, now: datetime) -> None:
    """Have everyone on the call texted what is new on the board, once; the first text to a person says how they are stopped."""
    news = entries_after(incident.board, incident.board_shared)
    words = digest(news, incident.code)
    for person in listeners(incident):
        first = person not in incident.episode.told_to_mute
        incident.tell(person, words, board_of=incident.code if first else "")
        incident.episode.told_to_mute += [person] if first else []
    incident.board_shared, incident.board_shared_at = news.cursor, now


def somebody_joined(incident: Incident) -> None:
    """Whoever comes first on a call nobody was on is told what happens from now on; what was before, the board shows."""
    if len(incident.on_call.on_it) == 1:
        incident.board_shared = incident.board.sequence


def mute(incident: Incident, request: MuteBoard, now: datetime) -> str:  # noqa: ARG001 - one signature for every request
    """Text the board's news to this person no more, and return the words to say back.

    Raises:
        Refused: they get none.

    """
    person = request.actor.contact
    if person in incident.episode.board_muted:
        raise Refused("You get no texts of the board.")
    incident.episode.board_muted.append(person)
    return f"You get no more texts of the board of {incident.code}. It stands in its timeline."
