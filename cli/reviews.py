"""Asks reviews of incidents: how they stand, and what people want of them."""

import asyncio
from collections.abc import Callable
from datetime import date

import temporalio.client
import typer

from cli.incidents import bring, connected, shown_by
from cli.requests import known_organisation, known_person
from config.clock import wall_clock
from config.review_index import list_open_reviews
from config.settings import read_settings
from domain.codes import IncidentCode, review_of
from domain.leading import PersonCard
from domain.lifecycle import Actor
from domain.names import incident_id
from domain.organisation import Organisation
from domain.review.requests import ReviewAsk, ReviewRequest
from domain.review.views import ReviewView
from domain.roles import team_in_charge, who_asks

_AT_ONCE = 20


async def review_view(client: temporalio.client.Client, code: IncidentCode) -> ReviewView:
    """Return how the review of an incident stands, open or closed.

    Raises:
        Refused: there is none.
        NotReachable: no worker answers.

    """
    missing = f"There is no review of {code}: its impact is not over yet, or there is no incident with this code."
    return await shown_by(client.get_workflow_handle(review_of(code)), ReviewView, missing=missing)


async def open_reviews(client: temporalio.client.Client) -> list[ReviewView]:
    """Return how every review stands that is not closed yet. Raises as `review_view`."""
    codes, found = await list_open_reviews(client), list[ReviewView]()
    for start in range(0, len(codes), _AT_ONCE):
        found += await asyncio.gather(*(review_view(client, code) for code in codes[start : start + _AT_ONCE]))
    return found


def ask_review(code: IncidentCode, by: str, asked: Callable[[Actor, str], ReviewRequest]) -> None:
    """Bring a request to the review of an incident in the name of a person, and print what came of it.

    Raises:
        Refused: with the reason.
        NotReachable: no worker answers.

    """
    actor = _actor(known_organisation(), code, by)
    gone = f"No review of {code} is open: its impact is not over yet, or the review is closed."

    async def ask() -> str:
        client = await connected(read_settings())
        request = ReviewAsk(request=asked(actor, str(code)))
        return await bring(client.get_workflow_handle(review_of(code)), request, gone=gone)

    print(asyncio.run(ask()))


def _actor(organisation: Organisation, code: IncidentCode, by: str) -> Actor:
    """Return who asks: of an incident that is over nobody knows but the organisation file which team is in charge."""
    person, team = known_person(organisation, by), team_in_charge(organisation, incident_id(code.key))
    return who_asks(organisation, person.id, team, wall_clock(), service=code.key, proof="the command line")


def card_of(person_id: str) -> PersonCard:
    """Return the card of the person with this id. Raises `Refused` when there is none."""
    person = known_person(known_organisation(), person_id)
    return PersonCard.of_person(person)


def day(written: str) -> date:
    """Return a day as it is given to an option. Raises `BadParameter` when it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise typer.BadParameter(f"'{written}' is no day such as 2026-04-01.") from error
