"""The incident: reported, in triage until someone has it and judges it, stood down when it is not major (P9 to P11).

Alerts arrive by signal and are never refused; requests of people are updates, accepted or refused with a reason. What comes next is
the rule in domain/incident_moves.py.
"""

from temporalio import workflow
from temporalio.common import Priority as TemporalPriority
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError

from domain import incident as rules
from domain import incident_alerts
from domain.alerts import AlertsReceived
from domain.codes import IncidentCode, read_incident_code, run_suffix
from domain.errors import Refused
from domain.incident import IncidentInput
from domain.incident_moves import Move, next_move, over_at, wakes_at
from domain.messages import (
    AlertsCleared,
    EscalationReport,
    EscalationStart,
    FactsRecorded,
    IncidentView,
    Purpose,
    RecentIncidentsQuery,
    ServiceCard,
    ServiceQuery,
    StandDown,
    StandDownReply,
    Stop,
)
from domain.names import Priority, Query, Queue, SearchAttribute, Signal, Update, WorkflowType, escalation_id
from domain.timeline import Journal
from workflows import activity_calls, measures
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.INCIDENT)
class Incident(RollsOver):
    """One incident, from the first alert to its end."""

    @workflow.init
    def __init__(self, start: IncidentInput) -> None:
        self._key = start.key
        self._incident = start.carried or _new_incident(start)
        self._woken = False

    @workflow.run
    async def run(self, _: IncidentInput) -> None:
        """Take one step after another until the incident is over."""
        steps = {
            Move.IDENTIFY: self._identify,
            Move.START_TRIAGE: self._start_triage,
            Move.SUPERSEDE_TRIAGE: self._supersede_triage,
            Move.STOP_TRIAGE: self._stop_triage,
            Move.TELL_SEARCH: self._tell_search,
            Move.LOOK_AROUND: self._look_around,
            Move.CLOSE_BY_ITSELF: self._close_by_itself,
            Move.LISTEN: self._listen,
            Move.STAY_QUIET: self._stay_quiet,
        }
        self._show()
        while (move := next_move(self._incident, workflow.now())) is not Move.END:
            await steps[move]()
            self._show()
            await self._roll_over_when_due()

    async def _identify(self) -> None:
        """Find the service and the team; an alert nobody can place goes to the catch-all team and says so."""
        query = ServiceQuery(key=self._key, service_label=self._incident.service_label)
        rules.identify(self._incident, await activity_calls.look_up_service(query), workflow.now())

    async def _start_triage(self) -> None:
        """Begin the search for someone who judges it."""
        rules.start_triage(self._incident, workflow.now())
        card = self._card()
        start = EscalationStart(
            incident=self._incident.workflow_id,
            code=self._incident.code,
            purpose=Purpose.TRIAGE,
            team=card.team,
            service=card.service,
            words=rules.page_words(self._incident),
            urgency=self._incident.triage_urgency,
        )
        await workflow.start_child_workflow(
            WorkflowType.ESCALATION,
            start,
            id=self._triage_id(),
            task_queue=Queue.ENGINE,
            priority=TemporalPriority(priority_key=Priority.ESCALATION),
            # A parent's continue-as-new would terminate its children; this one is stopped by `stop`, explicitly.
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            static_summary=f"{self._incident.code}: find someone in {card.team_name} who judges it",
        )

    async def _supersede_triage(self) -> None:
        """End the search that only told somebody, so that one that calls people begins at once."""
        await send(self._triage_id(), Signal.STOP, Stop(because="superseded: an alert came that people are called for"))
        rules.supersede_triage(self._incident)

    async def _stop_triage(self) -> None:
        """Tell the search that it is settled; it withdraws every page and reports its end."""
        order = rules.stop_order(self._incident, workflow.now())
        if not await send(self._triage_id(), Signal.STOP, order):
            rules.search_ended(self._incident, workflow.now())

    async def _tell_search(self) -> None:
        """Tell the search whether all alerts have cleared; one that cannot be told has been ended from outside."""
        cleared = rules.search_told(self._incident, workflow.now())
        if not await send(self._triage_id(), Signal.ALERTS_CLEARED, AlertsCleared(cleared=cleared)):
            rules.search_ended(self._incident, workflow.now())

    async def _look_around(self) -> None:
        """Say which other incidents were opened lately, now that there is somebody to read it."""
        self._incident.looked_around = True
        query = RecentIncidentsQuery(besides=self._incident.code, opened_since=workflow.now() - rules.LATELY)
        rules.others_seen(self._incident, await activity_calls.recent_incidents(query), workflow.now())

    async def _close_by_itself(self) -> None:
        rules.close_by_itself(self._incident, workflow.now())

    async def _listen(self) -> None:
        await wait_until(self._has_news, wakes_at(self._incident), "waiting for news")
        self._woken = False

    async def _stay_quiet(self) -> None:
        until = over_at(self._incident)
        await wait_until(self._has_news, until, "repeats of the same alert wake nobody until then")
        self._woken = False

    def _has_news(self) -> bool:
        return self._woken or self._roll_over_due()

    async def _roll_over_when_due(self) -> None:
        if self._roll_over_due():
            await self._handlers_done()
            workflow.continue_as_new(IncidentInput(key=self._key, carried=self._incident))

    def _show(self) -> None:
        """Keep what a manager sees in the Temporal UI true."""
        workflow.set_current_details(rules.details(self._incident))
        shown: dict[str, str] = {
            SearchAttribute.STATE: self._incident.state.value,
            SearchAttribute.CODE: self._incident.code,
            SearchAttribute.SERVICE: self._key,
            SearchAttribute.HOLDER: self._incident.first_contact or "nobody",
        }
        if shown != self._incident.shown:
            self._incident.shown = shown
            updates = [SearchAttributeKey.for_keyword(name).value_set(text) for name, text in shown.items()]
            workflow.upsert_search_attributes(updates)

    def _card(self) -> ServiceCard:
        assert self._incident.card is not None  # noqa: S101 - `next_move` identifies before anything else
        return self._incident.card

    def _triage_id(self) -> str:
        suffix = read_incident_code(self._incident.code).suffix
        purpose = Purpose.TRIAGE if self._incident.triages == 1 else f"{Purpose.TRIAGE}-{self._incident.triages}"
        return escalation_id(self._incident.workflow_id, suffix, purpose, self._card().team)

    @workflow.signal(name=Signal.ALERTS_RECEIVED)
    def alerts_received(self, received: AlertsReceived) -> None:
        """Alerts about this incident's service, new, repeated or cleared."""
        for alert in received.alerts:
            incident_alerts.receive(self._incident, alert, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.FACTS_RECORDED)
    def facts_recorded(self, facts: FactsRecorded) -> None:
        """What escalations and pagers did."""
        rules.record(self._incident, facts)

    @workflow.signal(name=Signal.ESCALATION_REPORTED)
    def escalation_reported(self, report: EscalationReport) -> None:
        """Who has it, or that the search has ended."""
        if report.escalation == self._triage_id():
            after = rules.escalation_reported(self._incident, report, workflow.now())
            if after is not None:
                measures.answered(after)
            self._woken = True

    @workflow.update(name=Update.STAND_DOWN, description="Close the incident as not major.")
    def stand_down(self, request: StandDown) -> StandDownReply:
        """Close the incident as not major (P11)."""
        self._woken = True
        words = rules.stand_down(self._incident, request.actor, request.reason, workflow.now())
        return StandDownReply(words=words)

    @stand_down.validator
    def _check_stand_down(self, request: StandDown) -> None:
        try:
            rules.check_stand_down(self._incident, request.actor, request.code)
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from refused

    @workflow.query(name=Query.SNAPSHOT)
    def snapshot(self) -> IncidentView:
        """What may be shown of the incident."""
        return rules.view(self._incident)


def _new_incident(start: IncidentInput) -> rules.Incident:
    info = workflow.info()
    return rules.Incident(
        workflow_id=info.workflow_id,
        code=str(IncidentCode(start.key, run_suffix(info.first_execution_run_id))),
        opened_at=workflow.now(),
        service_label=start.service_label,
        journal=Journal(origin=f"{info.workflow_id}#{run_suffix(info.first_execution_run_id)}"),
    )
