"""How a person reports what may be a major incident over HTTP, without an alert (P9)."""

import hashlib
import secrets

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from config.reporting import about
from domain.messages import Suspected
from domain.organisation import Organisation
from gateway.api.asking import IdempotencyKey
from gateway.api.doors import Asking
from gateway.api.models import Raised
from gateway.api.problems import OF_A_REPORT
from gateway.engine import Engine

_WHAT_FOLLOWS = (
    "Unless somebody has it already, whoever is on call is called to judge it."  # no worker need live to say so
)


class Report(BaseModel):
    """What somebody sees, and in which service."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, str_min_length=1)

    service: str = Field(max_length=100, description="The service in trouble, by its id; or what it is called.")
    what: str = Field(max_length=500, description="What one sees.")


class Reporting:
    """Stores reports of people with the incidents they are about."""

    def __init__(self, engine: Engine, organisation: Organisation) -> None:
        self._engine = engine
        self._organisation = organisation

    def routes(self, router: APIRouter) -> None:
        """Add the route to a router."""
        router.add_api_route(
            "/incidents",
            self.report,
            methods=["POST"],
            responses=OF_A_REPORT,
            summary="Report what may be a major incident",
        )

    async def report(self, asking: Asking, given: Report, idempotency_key: IdempotencyKey = None) -> Raised:
        """Open an incident, or join the one that is open for the service; whoever is on call is called to judge it.

        Sent again under the same `Idempotency-Key` it is the same report.
        """
        key = idempotency_key or secrets.token_urlsafe(16)
        report_id = hashlib.sha256(f"{asking.id} {key}".encode()).hexdigest()[:32]
        report = Suspected(
            report_id=report_id, person=asking.id, name=asking.name, what=given.what, proof="a token of their own"
        )
        code = await self._engine.report_suspicion(about(self._organisation, given.service), report)
        return Raised(code=str(code), words=f"Reported as {code}. {_WHAT_FOLLOWS}")
