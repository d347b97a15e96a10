"""What people report by text or call (P9): counted by their pager, stored with the incident, and told what happens next.

Numbers can be forged, so whoever texts or calls may report a few times and nothing more (domain/paging/reports.py).
"""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from config.reporting import About, about, about_no_service
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.messages import Suspected
from domain.organisation import Channel, Organisation, Person, Service
from domain.page_messages import ReportMade
from domain.phone_menu import CONFIRM
from domain.reporting.services import team_called
from domain.reporting.texts import read_report
from domain.reporting.words import what_comes_of_it
from domain.wording import spoken_codes
from gateway.callers import masked
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import TwilioForm
from gateway.refused_texts import reply_to_refused

_COUNT_WITHIN_SECONDS = 4  # and 5 each to store the report and its reply: Twilio itself gives up after 15 seconds
_OTHER_WITHIN_SECONDS = 1  # whom the report reaches is good to know, and worth no wait
_SHOWN = 40  # characters of a text on the timeline


class _Taken(NamedTuple):
    """A report that is stored: the code of its incident, and how that stood before."""

    code: str
    standing: IncidentView | None


@dataclass(frozen=True)
class Reports:
    """Takes reports of people who are known by their number."""

    engine: Engine
    organisation: Organisation

    async def standing(self, person: Person, service: Service | None) -> IncidentView | None:
        """Return how the incident stands that a report would join; None when it opens one. Raises `TemporalUnavailable`.

        Of one that is part of another it says who has the other, if that is told at once.
        """
        try:
            standing = await self.engine.open_incident(self._about(person, service).key)
        except Gone:
            return None
        return await self._with_who_has_the_other(standing) if standing.part_of else standing

    async def _with_who_has_the_other(self, part: IncidentView) -> IncidentView:
        other = part
        try:
            async with asyncio.timeout(_OTHER_WITHIN_SECONDS):
                while other.part_of:
                    other = await self.engine.open_incident(read_incident_code(other.part_of).key)
        except (TimeoutError, TemporalUnavailable, Gone):
            return part
        return part.model_copy(update={"part_of": other.code, "holder": other.holder, "lead": other.lead})

    async def by_text(self, person: Person, form: TwilioForm, written: str) -> str | None:
        """Take what a text reports, and return the words to text back; None for silence. Raises `TemporalUnavailable`."""
        try:
            read = read_report(written, self.organisation, person.id)
            made = ReportMade(report_id=form.required("MessageSid"), channel=Channel.TEXT)
            proof = f"text '{form.text('Body').strip()[:_SHOWN]}'"
            taken = await self._take(person, read.service, made, read.what, proof)
        except Refused as refused:
            return await reply_to_refused(self.engine, person, form, str(refused))
        return what_comes_of_it(taken.code, taken.standing, team_called(self.organisation, read.service))

    async def by_call(self, person: Person, form: TwilioForm, service: Service | None) -> str:
        """Take what a caller reports, and return the words to say back. Raises `Refused`, `TemporalUnavailable`."""
        made = ReportMade(report_id=form.required("CallSid"), channel=Channel.CALL)
        what = (service.customer_effect if service else None) or f"{person.name} says that something is wrong"
        proof = f"key {CONFIRM} on a call from {masked(form.required('From'))}"
        taken = await self._take(person, service, made, what, proof)
        words = what_comes_of_it(taken.code, taken.standing, team_called(self.organisation, service))
        other = taken.standing.part_of if taken.standing else None
        return spoken_codes(words, filter(None, (taken.code, other)))

    async def _take(self, person: Person, service: Service | None, made: ReportMade, what: str, proof: str) -> _Taken:
        """Store a report, once however often it is delivered: every step knows it by its id."""
        standing, _ = await asyncio.gather(
            self.standing(person, service),
            self.engine.count_report(person.id, made, within=_COUNT_WITHIN_SECONDS),
        )
        report = Suspected(
            report_id=made.report_id,
            person=person.id,
            name=person.name,
            what=what,
            channel=made.channel,
            proof=proof,
        )
        code = await self.engine.report_suspicion(self._about(person, service), report)
        return _Taken(str(code), standing)

    def _about(self, person: Person, service: Service | None) -> About:
        return about(self.organisation, service.id) if service else about_no_service(person)
