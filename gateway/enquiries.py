"""How an incident stands, for whoever asks by text: the last approved business text, and nothing else.

Numbers can be forged, so a person's pager counts how often they are answered (domain/paging/enquiries.py), and they hear of those
incidents alone whose updates are for them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from config.incident_index import OpenIncident
from domain.audiences import Audience
from domain.codes import read_incident_code
from domain.comms.drafting.asked import how_it_stands, is_meant, is_told
from domain.comms.rounds.views import CommsView
from domain.lifecycle import IncidentState
from domain.organisation import Organisation, Person
from domain.page_messages import Enquiry
from gateway.engine import Engine, Gone
from gateway.forms import TwilioForm

_COUNT_WITHIN_SECONDS = (
    4  # beside the list; 4 more for the rounds and 5 for the reply: Twilio itself gives up after 15 seconds
)
_MOST_ASKED = 20
_HAVE_ROUNDS = {
    IncidentState.PROVISIONALLY_DECLARED,
    IncidentState.DECLARED,
    IncidentState.MITIGATED,
    IncidentState.RESOLVED,
}


@dataclass(frozen=True)
class Enquiries:
    """Answers people who are known by their number."""

    engine: Engine
    organisation: Organisation

    async def by_text(self, person: Person, form: TwilioForm, written: str) -> str | None:
        """Return the words to text back; None where nothing is. Raises `TemporalUnavailable`."""
        asked = Enquiry(text_id=form.required("MessageSid"))
        counted, listed = await asyncio.gather(
            self.engine.count_enquiry(person.id, asked, within=_COUNT_WITHIN_SECONDS),
            self.engine.open_incidents(),
        )
        if not counted.answered:
            return counted.words or None
        meant = [each for each in listed if each.state in _HAVE_ROUNDS and self._is_meant(each, written)]
        return how_it_stands(await self._told_to(person, meant[:_MOST_ASKED]), written)

    def _is_meant(self, incident: OpenIncident, written: str) -> bool:
        service = self.organisation.service(incident.service)
        return not written or is_meant(written, incident.code, service.name if service else incident.service)

    async def _told_to(self, person: Person, incidents: Sequence[OpenIncident]) -> list[CommsView]:
        """Return the business rounds of those incidents of which this person is told, in business language or not."""
        found = await asyncio.gather(*(self._business_rounds(person, each) for each in incidents))
        return [view for view in found if view]

    async def _business_rounds(self, person: Person, incident: OpenIncident) -> CommsView | None:
        code = read_incident_code(incident.code)
        try:
            business, technical = await asyncio.gather(
                *(self.engine.rounds(code, audience) for audience in (Audience.BUSINESS, Audience.TECHNICAL))
            )
        except Gone:  # declared a moment ago, or just over
            return None
        told = any(is_told(view, person.id, self.organisation) for view in (business, technical))
        return business if told else None
