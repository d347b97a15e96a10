"""Whoever takes an incident is told once of another that may be the same: opened just before, and one relies on the other (P2)."""

from datetime import datetime

from domain.incident.state import Incident
from domain.lookups import RecentIncident, RecentIncidents
from domain.reliance.graph import Chain
from domain.timeline import Kind


def offer(incident: Incident, found: RecentIncidents | None, now: datetime) -> None:
    """Offer the nearest of the others that are worked on, by the dependency matrix, to whoever has this one."""
    related = [each for each in found.incidents if each.open and each.chain] if found else []
    nearest = min(related, key=_distance, default=None)
    if nearest is None or nearest.chain is None or incident.first_contact is None or incident.attachment:
        return
    incident.surroundings.may_be_same = nearest
    held = f"{nearest.holder} has it" if nearest.holder else "nobody has it yet"
    incident.write(now, Kind.NOTE, f"may be the same as {nearest.code}: {held}", why=str(nearest.chain))
    words = f"{nearest.code} may be the same: {_in_words(nearest.chain)}, and {held}."
    incident.tell(incident.first_contact, f"{words} SAME and your code makes {incident.code} part of it.")


def _distance(other: RecentIncident) -> int:
    return other.chain.distance if other.chain else 0


def _in_words(chain: Chain) -> str:
    """Return the chain as a text says it: the arrow of the timeline would double what the text costs."""
    between = ", ".join(chain.path[1:-1])
    return f"{chain.path[0]} relies on {chain.path[-1]}" + (f" through {between}" if between else "")
