"""Who is told in a round of comms: looked up when it is sent, never earlier."""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity

from domain.comms.audience.recipients import (
    BusinessAudience,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipients,
)
from domain.comms.audience.resolving import business_recipients, technical_recipients
from domain.names import Activity
from domain.organisation import Organisation


class Recipients:
    """Puts people and channels to an audience. `now` tells when it is asked (UTC)."""

    def __init__(self, organisation: Organisation, now: Callable[[], datetime]) -> None:
        self._organisation = organisation
        self._now = now

    @activity.defn(name=Activity.RESOLVE_BUSINESS_RECIPIENTS)
    async def resolve_business_recipients(self, audience: BusinessAudience) -> BusinessRecipients:
        """Return the business stakeholders to tell now, each once with why; and whom nobody can tell."""
        return business_recipients(self._organisation, audience, self._now())

    @activity.defn(name=Activity.RESOLVE_TECHNICAL_RECIPIENTS)
    async def resolve_technical_recipients(self, audience: TechnicalAudience) -> TechnicalRecipients:
        """Return who is to be told of the technical teams now, each once with why; and whom nobody can tell."""
        return technical_recipients(self._organisation, audience, self._now())
