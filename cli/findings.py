"""What is known of an incident in the end: asked of the incident, and of its review once that is over."""

import asyncio
from collections.abc import Callable

from cli.incidents import connected
from cli.requests import ask_incident
from cli.reviews import ask_review
from config.incident_index import NoSuchIncident, find
from config.settings import read_settings
from domain.codes import IncidentCode, read_incident_code
from domain.lifecycle import Actor
from domain.review.requests import Finding


def ask_whoever_knows(code: str, by: str, asked: Callable[[Actor, str], Finding]) -> None:
    """Bring what somebody found out to the incident, or to its review if that is over, and print what came of it.

    Raises:
        Refused: with the reason.
        NotReachable: no worker answers.

    """
    known = read_incident_code(code)
    if asyncio.run(_is_over(known)):
        ask_review(known, by, asked)
    else:
        ask_incident(code, by, asked)


async def _is_over(code: IncidentCode) -> bool:
    """Whether nothing more happens to the incident; one that Temporal has forgotten is over, too."""
    try:
        return (await find(await connected(read_settings()), code)).over
    except NoSuchIncident:
        return True
