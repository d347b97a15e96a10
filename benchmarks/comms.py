"""Rounds of comms as the engine runs them, without an incident: one is written, looked at beforehand, and sent."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.common import Priority as TemporalPriority

from benchmarks.company import Person
from benchmarks.stage import Stage
from config.clock import wall_clock
from config.round_letters import RoundLetters
from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience
from domain.comms.dispatch.forecast import Forecast, TextLane
from domain.comms.drafting.preview import PreviewDesk, preview
from domain.comms.rounds.requests import CommsAsk, CommsRequest, SendRound, WriteBusinessDraft
from domain.comms.rounds.situation import CommsStart, IncidentStatus
from domain.comms.rounds.views import CommsView
from domain.lanes import Rates
from domain.lifecycle import Actor
from domain.names import Priority, Query, Queue, Signal, Update, WorkflowType, comms_id, incident_id
from domain.text_segments import longest_page_text

_LEAD = Actor(contact="ana", name="Ana", proof="the benchmark")
_SUFFIX = "7K3Q"


@dataclass(frozen=True)
class FirstRound:
    """The first round to many stakeholders, written and not sent."""

    stage: Stage
    code: str
    status: IncidentStatus
    handle: WorkflowHandle[Any, Any]

    async def forecast(self) -> Forecast:
        """Return what the preview says of how long it takes."""
        settings, organisation = self.stage.settings, self.stage.organisation
        rates = Rates(calls=settings.call_rate, text_segments=settings.text_segment_rate)
        lane = TextLane(rates, longest_page_text(organisation))
        desk = PreviewDesk(organisation, RoundLetters(settings.templates), lane)
        view: CommsView = await self.handle.query(Query.SNAPSHOT, result_type=CommsView)
        return preview(view, desk, wall_clock()).forecast

    async def send(self) -> float:
        """Send it; return when the lead's word was given (UTC, seconds)."""
        view: CommsView = await self.handle.query(Query.SNAPSHOT, result_type=CommsView)
        started = time.time()
        await self._ask(SendRound(actor=_LEAD, audience=Audience.BUSINESS, revision=view.revision))
        return started

    async def end(self) -> None:
        """Nothing more comes of it."""
        await self.handle.signal(Signal.INCIDENT_STATUS, self.status.model_copy(update={"over": True}))

    async def write(self) -> None:
        """Have the lead write what a first round must say."""
        await self._ask(WriteBusinessDraft(actor=_LEAD, audience=Audience.BUSINESS, impact="Nobody can check out."))

    async def _ask(self, request: CommsRequest) -> None:
        await self.handle.execute_update(Update.REQUEST, CommsAsk(request=request))


async def first_round(stage: Stage, name: str, people: Iterable[Person]) -> FirstRound:
    """Begin rounds to these people, with the first one written; `name` tells them from others'."""
    status = IncidentStatus(
        declared_at=wall_clock(),
        may_send=(_LEAD.contact,),
        business=BusinessAudience(people={each.id: "is measured" for each in people}),
    )
    start = CommsStart(
        incident=incident_id(name),
        code=f"{name}-{_SUFFIX}",
        service="Checkout",
        audience=Audience.BUSINESS,
        incident_status=status,
    )
    workflow_id = comms_id(start.incident, _SUFFIX, Audience.BUSINESS)
    handle = await stage.client.start_workflow(
        WorkflowType.COMMS_ROUNDS,
        start,
        id=workflow_id,
        task_queue=Queue.ENGINE,
        priority=TemporalPriority(priority_key=Priority.COMMS),
    )
    begun = FirstRound(stage, start.code, status, handle)
    await begun.write()
    return begun
