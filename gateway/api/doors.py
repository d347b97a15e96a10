"""Every route for people: who asks is known before anything is read, and what goes wrong is said as a `Problem`."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.types import Message

from config.incident_index import NoSuchIncident
from domain.codes import IncidentCode, read_incident_code
from domain.errors import Refused
from domain.organisation import Person
from gateway.api.problems import FORESEEN, problem_of
from gateway.bodies import read_body
from gateway.people import People

_MOST_BYTES = 16 * 1024
_LONGEST_CODE = 100  # keys are slugs of at most 60 letters

BY_TOKEN = Depends(
    HTTPBearer(
        scheme_name="person-token",
        bearerFormat="mimp_...",
        description="A person's own token, made with `mimp token`. What they may do follows from the organisation file.",
        auto_error=False,  # the route itself lets nobody in without one; this tells it to whoever reads the description
    )
)


def route_for(people: People) -> type[APIRoute]:
    """Return the kind of route that lets these people in and nobody else."""

    class PersonsRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle, reads_a_body = super().get_route_handler(), self.body_field is not None

            async def answered(request: Request) -> Response:
                try:
                    request.state.asking = people.who_asks(request)
                    return await handle(await _with_its_body(request) if reads_a_body else request)
                except FORESEEN as error:
                    return problem_of(error)

            return answered

    return PersonsRoute


async def _whoever_asks(request: Request) -> Person:
    person: Person = request.state.asking
    return person


Asking = Annotated[Person, Depends(_whoever_asks)]
"""The person who asks, as an argument of a route."""


async def _incident_code(
    code: Annotated[str, Path(description="The incident's code.", examples=["checkout-7K3Q"])],
) -> IncidentCode:
    if len(code) > _LONGEST_CODE:
        raise NoSuchIncident(f"No incident has a code of more than {_LONGEST_CODE} letters.")
    try:
        return read_incident_code(code)
    except Refused as refused:
        raise NoSuchIncident(str(refused)) from refused


Code = Annotated[IncidentCode, Depends(_incident_code)]
"""The code in a route's path, as an argument."""


async def _with_its_body(request: Request) -> Request:
    """Read the body as far as it may reach, and hand the request on as if nobody had."""
    body = await read_body(request, _MOST_BYTES)

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)
