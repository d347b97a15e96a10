"""Asks reviews of incidents: how they stand, and what people want of them."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import temporalio.client
import typer

from cli.incidents import NotReachable, bring, connected, shown_by
from cli.requests import known_organisation, known_person
from config.clock import wall_clock
from config.review_index import list_open_reviews
from config.settings import read_settings
from domain.codes import IncidentCode, review_of
from domain.errors import Refused
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


class OpenReviews(NamedTuple):
    """How the reviews stand that are not closed yet, and which could not be asked: they may go on all the same."""

    seen: list[ReviewView]
    silent: list[IncidentCode]


async def open_reviews(client: temporalio.client.Client) -> OpenReviews:
    """Return how every review stands that is not closed yet; one that cannot be asked keeps nothing of the others.

    Raises:
        NotReachable: no worker answers for any of the first that are asked.

    """
    codes, found = await list_open_reviews(client), OpenReviews([], [])
    for start in range(0, len(codes), _AT_ONCE):
        together = codes[start : start + _AT_ONCE]
        answers = await asyncio.gather(*(_view_if_any(client, code) for code in together))
        found.seen.extend(each for each in answers if isinstance(each, ReviewView))
        found.silent.extend(
            code for code, each in zip(together, answers, strict=True) if not isinstance(each, ReviewView)
        )
        unreached = [each for each in answers if isinstance(each, NotReachable)]
        if unreached and not found.seen:
            raise unreached[0]
    return found


async def _view_if_any(client: temporalio.client.Client, code: IncidentCode) -> ReviewView | Refused | NotReachable:
    """Return how a review stands, or why nobody can say."""
    try:
        return await review_view(client, code)
    except (Refused, NotReachable) as error:
        return error


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
