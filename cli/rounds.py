"""Asks the rounds of comms of an incident: how they stand, and what people want of them."""

import asyncio

import temporalio.client
from temporalio.client import WorkflowHandle, WorkflowQueryFailedError
from temporalio.service import RPCError

from cli.incidents import ANSWER_WITHIN, bring, no_worker
from config.incident_index import is_about_the_workflow
from domain.audiences import Audience
from domain.codes import IncidentCode, rounds_of
from domain.comms.rounds.requests import CommsAsk, CommsRequest
from domain.comms.rounds.views import CommsView
from domain.errors import Refused
from domain.names import Query


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
    try:
        shown: CommsView = await _handle(client, code, audience).query(
            Query.SNAPSHOT, result_type=CommsView, rpc_timeout=ANSWER_WITHIN
        )
    except RPCError as error:
        if is_about_the_workflow(error):
            raise Refused(
                f"There are no updates of {code}: it was not declared a major incident, or there is none with this code."
            ) from error
        raise no_worker(error) from error
    except WorkflowQueryFailedError as error:
        raise no_worker(error) from error
    return shown


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
