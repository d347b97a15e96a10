"""What people may read: the open incidents, how one stands, and what happened."""

from fastapi import APIRouter

from domain.organisation import Organisation
from gateway.api.doors import Code
from gateway.api.models import IncidentListed, IncidentShown, OpenIncidents, TimelineShown
from gateway.api.problems import OF_AN_INCIDENT, OF_ANY_REQUEST
from gateway.engine import Engine


class Reading:
    """Shows incidents as the engine knows them."""

    def __init__(self, engine: Engine, organisation: Organisation) -> None:
        self._engine = engine
        self._organisation = organisation

    def routes(self, router: APIRouter) -> None:
        """Add the routes to a router."""
        router.add_api_route("/incidents", self.listed, responses=OF_ANY_REQUEST, summary="The open incidents")
        for path, endpoint, summary in (
            ("/incidents/{code}", self.shown, "How an incident stands"),
            ("/incidents/{code}/timeline", self.timeline, "What happened, when, by whom and why"),
        ):
            router.add_api_route(path, endpoint, responses=OF_AN_INCIDENT, summary=summary)

    async def listed(self) -> OpenIncidents:
        """List the open incidents, the latest first. A new one shows up within seconds."""
        found = await self._engine.open_incidents()
        return OpenIncidents(incidents=[IncidentListed.of(each, self._organisation) for each in found])

    async def shown(self, code: Code) -> IncidentShown:
        """Show how an incident stands, open or over."""
        return IncidentShown.of(await self._engine.incident(code))

    async def timeline(self, code: Code) -> TimelineShown:
        """Show the latest entries of an incident's timeline, in order of time."""
        return TimelineShown.of((await self._engine.incident(code)).view)
