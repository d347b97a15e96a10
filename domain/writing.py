"""How a rule writes on the timeline, and what people may write: one line, and not too much of it (P22)."""

from datetime import datetime
from typing import Protocol, Unpack

from domain.errors import Refused
from domain.lifecycle import Actor
from domain.timeline import Details, Kind

MOST_CHARACTERS = 500
"""How long a reason or a statement may be: whoever reads it was just woken, and the incident carries it while it is open."""


class Write(Protocol):
    """What writes on an incident's timeline: `Incident.write`."""

    def __call__(self, at: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
        """Write that this happened at this instant (UTC)."""


def said_by(actor: Actor, why: str = "") -> Details:
    """Return who asked for something and how, and why: their reason, and what they showed as proof."""
    proven = f"{why} ({actor.proof})" if why and actor.proof else why or actor.proof
    return Details(who=actor.name, channel=actor.channel, why=proven or None)


def one_line(written: str, *, missing: str) -> str:
    """Return what somebody wrote, in one line.

    Raises:
        Refused: with `missing` when nothing is written; or because it is too long.

    """
    line = " ".join(written.split())
    if not line:
        raise Refused(missing)
    if len(line) > MOST_CHARACTERS:
        raise Refused(f"That is {len(line)} characters long: say it in {MOST_CHARACTERS} at most.")
    return line


def one_line_if_any(written: str | None) -> str:
    """Return what somebody wrote, in one line, where they need not write anything.

    Raises:
        Refused: it is too long.

    """
    return one_line(written, missing="") if written and written.strip() else ""
