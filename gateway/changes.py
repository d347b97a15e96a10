"""Deployment tools report what they change, and it stands on the board of every incident it could have caused (P16).

Of those that are open and of those that open later: a change is kept before anybody is told of it, so that an incident that opens
between the two finds it.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError

from domain.board.posted_changes import ChangePosted, could_have_caused, is_ahead
from domain.organisation import Organisation
from domain.reliance.graph import Reliance
from gateway.bodies import read_body
from gateway.engine import Engine
from gateway.refusals import RequestRefused, mistake
from gateway.sources import SourceDoor

_MOST_BYTES = 16 * 1024


class ChangeStored(BaseModel):
    """The change is kept for what opens later; `incidents` are the codes of the open ones that were told of it."""

    incidents: list[str]


class ChangeDesk:
    """Takes changes from tools that know one of the tokens for systems. `now` tells the time (UTC)."""

    def __init__(
        self, engine: Engine, organisation: Organisation, door: SourceDoor, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._reliance = Reliance(organisation)
        self._door = door
        self._now = now

    def routes(self) -> APIRouter:
        """Return the desk's route."""
        router = APIRouter(tags=["alerts"])
        router.add_api_route(
            "/changes",
            self.take,
            methods=["POST"],
            status_code=HTTPStatus.ACCEPTED,
            summary="A deployment tool has changed something; sending the same again does no harm",
        )
        return router

    async def take(self, request: Request) -> ChangeStored:
        """Keep the change, and tell every open incident it could have caused."""
        self._door.check(request)
        change = self._read(await read_body(request, _MOST_BYTES))
        await self._engine.keep_change(change)
        told = await self._engine.post_change(could_have_caused(change, self._reliance), change)
        return ChangeStored(incidents=told)

    def _read(self, body: bytes) -> ChangePosted:
        """Return the change. Raises `RequestRefused` (422) with every mistake in it."""
        try:
            change = ChangePosted.model_validate_json(body)
        except ValidationError as invalid:
            mistakes = [mistake(each["loc"], each["msg"]) for each in invalid.errors()]
            raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, *mistakes) from invalid
        if is_ahead(change, self._now()):
            ahead = mistake(("at",), "lies more than an hour ahead; it is the time at which the change was made")
            raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, ahead)
        return change
