"""Deployment tools report what they change, and it stands on the board of every incident it could have caused (P16).

An incident knows of no change that was posted before it opened.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError

from domain.board.posted_changes import ChangePosted, could_have_caused
from domain.organisation import Organisation
from domain.reliance.graph import Reliance
from gateway.bodies import read_body
from gateway.engine import Engine
from gateway.refusals import RequestRefused, mistake
from gateway.sources import SourceDoor

_MOST_BYTES = 16 * 1024


class ChangeStored(BaseModel):
    """The codes of the open incidents on whose boards the change stands; none where nothing it could have caused is open."""

    incidents: list[str]


class ChangeDesk:
    """Takes changes from tools that know one of the tokens for systems."""

    def __init__(self, engine: Engine, organisation: Organisation, door: SourceDoor) -> None:
        self._engine = engine
        self._reliance = Reliance(organisation)
        self._door = door

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
        """Put the change on the board of every open incident it could have caused."""
        self._door.check(request)
        body = await read_body(request, _MOST_BYTES)
        try:
            change = ChangePosted.model_validate_json(body)
        except ValidationError as invalid:
            mistakes = [mistake(each["loc"], each["msg"]) for each in invalid.errors()]
            raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, *mistakes) from invalid
        return ChangeStored(incidents=await self._engine.post_change(could_have_caused(change, self._reliance), change))
