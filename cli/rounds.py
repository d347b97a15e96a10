"""Asks the rounds of comms of an incident: how they stand, and what people want of them."""

import asyncio

import temporalio.client
from temporalio.client import WorkflowHandle

from cli.incidents import bring, shown_by
from domain.audiences import Audience
from domain.codes import IncidentCode, rounds_of
from domain.comms.rounds.requests import CommsAsk, CommsRequest
from domain.comms.rounds.views import CommsView


async def both_views(client: temporalio.client.Client, code: IncidentCode) -> tuple[CommsView, CommsView]:
    """Return how the rounds of both audiences stand, those of the business first. Raises as `rounds_view`."""
    business, technical = await asyncio.gather(
        rounds_view(client, code, Audience.BUSINESS), rounds_view(client, code, Audience.TECHNICAL)
    )
    return business, technical


async def rounds_view(client: temporalio.client.Client, code: IncidentCode, audience: Audience) -> CommsView:
    """Return how the rounds for an audience stand, open or over.

    Raises:
        Refused: there are none.
        NotReachable: no worker answers.

    """
    missing = f"There are no updates of {code}: it was not declared a major incident, or there is none with this code."
    return await shown_by(_handle(client, code, audience), CommsView, missing=missing)


async def ask_rounds(client: temporalio.client.Client, code: IncidentCode, request: CommsRequest) -> str:
    """Bring what a person asks to the rounds for the audience it names; return the words to say.

    Raises:
        Refused: with the reason.
        NotReachable: no worker answers.

    """
    gone = f"No updates of {code} are open: it was not declared a major incident, or it is over."
    return await bring(_handle(client, code, request.audience), CommsAsk(request=request), gone=gone)


def _handle(client: temporalio.client.Client, code: IncidentCode, audience: Audience) -> WorkflowHandle[object, object]:
    return client.get_workflow_handle(rounds_of(code, audience))
