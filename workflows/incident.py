"""The incident: reported, in triage until someone has it and judges it, stood down when it is not major (P9 to P11).

Alerts arrive by signal and are never refused; requests of people are updates, accepted or refused with a reason. What comes next is
the rule in domain/incident/moves.py.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from temporalio import workflow
from temporalio.common import Priority as TemporalPriority
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError

from domain.alerts import AlertsReceived
from domain.board.change_log import RecentChangesQuery
from domain.board.posted_changes import ChangePosted
from domain.bridges import BridgeMoved
from domain.codes import IncidentCode, read_incident_code, run_suffix
from domain.errors import DeliveryFailed, Refused
from domain.history.archive import ArchiveStart
from domain.history.outbox import Outbox
from domain.history.rows import HistoryToRecord
from domain.incident import (
    alerts,
    changed_before,
    comms,
    contacts,
    declaring,
    forwarding,
    happened_before,
    joining,
    leads,
    moves,
    offering,
    page_words,
    recording,
    reminding,
    requests,
    searching,
    sharing,
    state,
    triage,
    views,
)
from domain.incident.searches import Search
from domain.incident.state import IncidentInput
from domain.incident.view import IncidentView
from domain.lookups import ContactPlanQuery, RecentIncidentsQuery, ServiceCard, ServiceQuery
from domain.messages import AlertsCleared, EscalationReport, EscalationStart, FactsRecorded, HeardOf, Stop, Suspected
from domain.names import Priority, Query, Queue, SearchAttribute, Signal, Update, WorkflowType, archive_id
from domain.requests import Ask, Reply
from domain.timeline import Journal, Kind
from workflows import activity_calls, measures
from workflows.attaching import SpeaksWithOthers
from workflows.recording import RecordsHistory
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.telling_review import TellsReview
from workflows.telling_rounds import TellsRounds
from workflows.timers import wait_until

_UNHELD_SINCE = SearchAttributeKey.for_datetime(SearchAttribute.UNHELD_SINCE)


@workflow.defn(name=WorkflowType.INCIDENT)
class Incident(RollsOver, SpeaksWithOthers, TellsRounds, TellsReview, RecordsHistory):
    """One incident, from the first alert to its end."""

    @workflow.init
    def __init__(self, start: IncidentInput) -> None:
        self._key = start.key
        self._incident = start.carried or _new_incident(start)
        self._woken = False

    @workflow.run
    async def run(self, _: IncidentInput) -> None:
        """Take one step after another until the incident is over."""
        self._show()
        while not isinstance(move := moves.next_move(self._incident, workflow.now()), moves.End):
            await self._make(move)
            self._show()
            await self._roll_over_when_due()
        await self._leave_to_be_recorded()

    async def _make(self, move: moves.Move) -> None:
        make: dict[type[moves.Move], Callable[[Any], Awaitable[None]]] = {
            moves.Identify: self._identify,
            moves.StartSearch: self._start_search,
            moves.SupersedeSearch: self._supersede_search,
            moves.StopSearch: self._stop_search,
            moves.TellSearch: self._tell_search,
            moves.RewordSearch: self._reword_search,
            moves.LookAround: self._look_around,
            moves.LookAtChanges: self._look_at_changes,
            moves.LookBack: self._look_back,
            moves.AskOther: self._ask_other,
            moves.AnswerOthers: self._answer_others,
            moves.PassOn: self._pass_on,
            moves.TellParts: self._tell_parts,
            moves.SeeToTheLead: self._see_to_the_lead,
            moves.TellOfLife: self._tell_of_life,
            moves.PlanContacts: self._plan_contacts,
            moves.BeginRounds: self._begin_rounds,
            moves.TellRounds: self._tell_rounds,
            moves.SeeToRounds: self._see_to_rounds,
            moves.EndRounds: self._end_rounds,
            moves.BeginReview: self._begin_review,
            moves.TellReview: self._tell_review,
            moves.ShareBoard: self._share_board,
            moves.TellPeople: self._tell_people,
            moves.TellNobodySenior: self._tell_nobody_senior,
            moves.CloseByItself: self._close_by_itself,
            moves.Listen: self._listen,
            moves.StayQuiet: self._stay_quiet,
        }
        await make[type(move)](move)

    async def _identify(self, _: moves.Identify) -> None:
        """Find the service and the team; an alert nobody can place goes to the catch-all team and says so."""
        query = ServiceQuery(key=self._key, service_label=self._incident.service_label)
        triage.identify(self._incident, await activity_calls.look_up_service(query), workflow.now())

    async def _start_search(self, move: moves.StartSearch) -> None:
        """Begin to search a team for somebody, or to ask one person by name."""
        search = searching.start_search(self._incident, move.purpose, move.team, workflow.now(), person=move.person)
        await workflow.start_child_workflow(
            WorkflowType.ESCALATION,
            EscalationStart(
                incident=self._incident.workflow_id,
                code=self._incident.code,
                purpose=search.purpose,
                team=search.team,
                service=searching.service_of(self._incident, search),
                words=page_words.page_words(self._incident, search.purpose),
                urgency=search.urgency,
                first=searching.first_asked(self._incident, search),
                deputy_of=searching.whose_deputy(self._incident, search),
                person=search.person,
                seniority=self._incident.seniority,
            ),
            id=search.id,
            task_queue=Queue.ENGINE,
            priority=TemporalPriority(priority_key=Priority.ESCALATION),
            # A parent's continue-as-new would terminate its children; this one is stopped by `stop`, explicitly.
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            static_summary=views.search_summary(self._incident, search),
        )

    async def _supersede_search(self, move: moves.SupersedeSearch) -> None:
        """End the search that only told somebody, so that one that calls people begins at once."""
        await send(move.search, Signal.STOP, Stop(because="it got worse, and people are called now"))
        searching.supersede(self._search(move.search))

    async def _stop_search(self, move: moves.StopSearch) -> None:
        """Tell the search that it is settled; it withdraws every page and reports its end."""
        search = self._search(move.search)
        order = searching.stop_order(self._incident, search, workflow.now())
        if not await send(search.id, Signal.STOP, order):
            searching.search_ended(self._incident, search, workflow.now())

    async def _tell_search(self, move: moves.TellSearch) -> None:
        """Tell the search whether all alerts have cleared; one that cannot be told has been ended from outside."""
        search = self._search(move.search)
        cleared = searching.search_told(self._incident, search, workflow.now())
        if not await send(search.id, Signal.ALERTS_CLEARED, AlertsCleared(cleared=cleared)):
            searching.search_ended(self._incident, search, workflow.now())

    async def _reword_search(self, move: moves.RewordSearch) -> None:
        """Tell the search what its pages say now; one that cannot be told has been ended from outside."""
        search = self._search(move.search)
        words = searching.words_told(self._incident, search, workflow.now())
        if not await send(search.id, Signal.WORDS_CHANGED, words):
            searching.search_ended(self._incident, search, workflow.now())

    async def _look_around(self, _: moves.LookAround) -> None:
        """Say which other incidents were opened lately, and which may be the same, now that there is somebody to read it."""
        self._incident.surroundings.looked_around = True
        query = RecentIncidentsQuery(besides=self._incident.code, opened_since=workflow.now() - triage.LATELY)
        found = await activity_calls.recent_incidents(query)
        triage.others_seen(self._incident, found, workflow.now())
        offering.offer(self._incident, found, workflow.now())

    async def _look_at_changes(self, _: moves.LookAtChanges) -> None:
        """Say what was changed before it opened, and put it on the board (P16)."""
        self._incident.surroundings.looked_at_changes = True
        since = self._incident.opened_at - self._card().changes_looked_back
        found = await activity_calls.recent_changes(RecentChangesQuery(key=self._key, since=since))
        changed_before.changes_seen(self._incident, found, workflow.now())

    async def _look_back(self, _: moves.LookBack) -> None:
        """Put on the board which incidents of the past were like it, with their workarounds (P16)."""
        self._incident.surroundings.looked_back = True
        found = await activity_calls.earlier_incidents(happened_before.query(self._incident))
        happened_before.earlier_seen(self._incident, found, workflow.now())

    async def _tell_nobody_senior(self, _: moves.TellNobodySenior) -> None:
        """Tell the first contact that they may declare it provisionally (P12); the search for somebody senior goes on."""
        declaring.nobody_senior(self._incident, workflow.now())

    async def _see_to_the_lead(self, _: moves.SeeToTheLead) -> None:
        """Ask a lead who is silent, call who may take over, or close an offer nobody answered (P13)."""
        leads.see_to_the_lead(self._incident, workflow.now())

    async def _tell_of_life(self, _: moves.TellOfLife) -> None:
        """Whoever has it is heard of: they need not be asked whether they are still on it."""
        self._incident.told_of_life = True
        triage, person = self._incident.searches.triage, self._incident.first_contact
        if triage and triage.running and person:
            await send(triage.id, Signal.HEARD_OF, HeardOf(person=person))

    async def _plan_contacts(self, _: moves.PlanContacts) -> None:
        """Find out from the dependency matrix whom to call and whom to inform (P14)."""
        query = ContactPlanQuery(service=self._card().service)
        contacts.planned(self._incident, await activity_calls.plan_contacts(query), workflow.now())

    async def _share_board(self, _: moves.ShareBoard) -> None:
        """Have everyone on the call texted what is new on the board."""
        sharing.share(self._incident, workflow.now())

    async def _tell_people(self, _: moves.TellPeople) -> None:
        """Have words texted; who has left the organisation meanwhile is not told, and the timeline says so."""
        telling = self._incident.to_tell.pop(0)
        try:
            await activity_calls.tell_person(telling)
        except DeliveryFailed as failure:
            self._incident.write(workflow.now(), Kind.NOTE, "a text could not be sent", why=failure.reason)

    async def _close_by_itself(self, _: moves.CloseByItself) -> None:
        triage.close_by_itself(self._incident, workflow.now())

    async def _listen(self, _: moves.Listen) -> None:
        self._record_beside()
        await wait_until(self._has_news, moves.wakes_at(self._incident, workflow.now()), "waiting for news")
        self._woken = False

    async def _stay_quiet(self, _: moves.StayQuiet) -> None:
        self._record_beside()
        until = moves.over_at(self._incident)
        await wait_until(self._has_news, until, "it may be reopened, and repeats of its alerts wake nobody, until then")
        self._woken = False

    def _has_news(self) -> bool:
        return self._woken or self._roll_over_due() or self._is_to_record()

    async def _roll_over_when_due(self) -> None:
        if self._roll_over_due():
            await self._let_recording_end()
            await self._handlers_done()
            workflow.continue_as_new(IncidentInput(key=self._key, carried=self._incident))

    async def _leave_to_be_recorded(self) -> None:
        """Leave what is not recorded yet to a workflow of its own: the next alert finds this one's id free."""
        left = recording.all_to_record(self._incident)
        if not left.empty:
            await workflow.start_child_workflow(
                WorkflowType.ARCHIVE,
                ArchiveStart(left=left),
                id=archive_id(self._incident.workflow_id, read_incident_code(self._incident.code).suffix),
                task_queue=Queue.ENGINE,
                priority=TemporalPriority(priority_key=Priority.RECORDS),
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"{self._incident.code}: what is left to be recorded",
            )

    def _outbox(self) -> Outbox:
        return self._incident.outbox

    def _recording_waits(self) -> bool:
        return recording.waits_until(self._incident, workflow.now()) is not None

    def _next_to_record(self) -> HistoryToRecord:
        return recording.next_to_record(self._incident)

    def _recorded(self, written: HistoryToRecord) -> None:
        recording.recorded(self._incident, written)

    def _show(self) -> None:
        """Keep what a manager sees in the Temporal UI true."""
        workflow.set_current_details(views.details(self._incident))
        shown: dict[str, str] = {
            SearchAttribute.STATE: self._incident.state.value,
            SearchAttribute.CODE: self._incident.code,
            SearchAttribute.SERVICE: self._key,
            SearchAttribute.HOLDER: views.holder(self._incident),
            SearchAttribute.LEAD: self._incident.lead_id or "nobody",
        }
        if other := views.part_of(self._incident):
            shown[SearchAttribute.PART_OF] = other
        if self._incident.comms.rounds_told:
            shown[SearchAttribute.OVERDUE_ROUNDS] = reminding.overdue_audiences(self._incident)
        since = self._incident.unheld_since or self._incident.shown_unheld_since
        if (shown, since) != (self._incident.shown, self._incident.shown_unheld_since):
            self._incident.shown, self._incident.shown_unheld_since = shown, since
            updates = [SearchAttributeKey.for_keyword(name).value_set(text) for name, text in shown.items()]
            unheld = [_UNHELD_SINCE.value_set(since)] if since else []
            workflow.upsert_search_attributes([*updates, *unheld])

    def _card(self) -> ServiceCard:
        assert self._incident.card is not None  # noqa: S101 - `next_move` identifies before anything else
        return self._incident.card

    def _search(self, search_id: str) -> Search:
        search = self._incident.searches.named(search_id)
        assert search is not None  # noqa: S101 - a move names a search that the incident knows
        return search

    @workflow.signal(name=Signal.ALERTS_RECEIVED)
    def alerts_received(self, received: AlertsReceived) -> None:
        """Alerts about this incident's service, new, repeated or cleared."""
        for alert in received.alerts:
            alerts.receive(self._incident, alert, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.SUSPECTED)
    def suspected(self, report: Suspected) -> None:
        """A person reports what may be a major incident (P9)."""
        alerts.suspect(self._incident, report, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.FACTS_RECORDED)
    def facts_recorded(self, facts: FactsRecorded) -> None:
        """What escalations and pagers did."""
        triage.record(self._incident, facts)
        # Whoever was paged has a code, and their update says how to join the call.
        self._woken = self._woken or comms.to_tell(self._incident, workflow.now()) is not None

    @workflow.signal(name=Signal.ESCALATION_REPORTED)
    def escalation_reported(self, report: EscalationReport) -> None:
        """Who has it, or that the search has ended."""
        after = searching.escalation_reported(self._incident, report, workflow.now())
        if after is not None:
            measures.answered(after)
        self._woken = True

    @workflow.signal(name=Signal.CHANGE_POSTED)
    def change_posted(self, change: ChangePosted) -> None:
        """A deployment tool has changed something that could have caused it."""
        forwarding.changed(self._incident, change, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.BRIDGE_MOVED)
    def bridge_moved(self, report: BridgeMoved) -> None:
        """Somebody came on the call, or left it."""
        joining.bridge_moved(self._incident, report, workflow.now())
        self._woken = True

    @workflow.update(
        name=Update.REQUEST, description="What a person asks of the incident: propose, declare, stand down ..."
    )
    def request(self, ask: Ask) -> Reply:
        """Carry out what a person asks, and return the words to say back."""
        self._woken = True
        return requests.grant(self._incident, ask.request, workflow.now())

    @request.validator
    def _check_request(self, ask: Ask) -> None:
        try:
            requests.check(self._incident, ask.request, workflow.now())
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from refused

    @workflow.signal(name=Signal.REQUESTED)
    def requested(self, ask: Ask) -> None:
        """Carry out what a person asks with Temporal's own tools; a refusal goes on the timeline."""
        self._woken = True
        requests.grant_signal(self._incident, ask.request, workflow.now())

    @workflow.query(name=Query.SNAPSHOT)
    def snapshot(self) -> IncidentView:
        """What may be shown of the incident."""
        return views.view(self._incident)


def _new_incident(start: IncidentInput) -> state.Incident:
    info = workflow.info()
    return state.Incident(
        workflow_id=info.workflow_id,
        code=str(IncidentCode(start.key, run_suffix(info.first_execution_run_id))),
        opened_at=workflow.now(),
        service_label=start.service_label,
        journal=Journal(origin=f"{info.workflow_id}#{run_suffix(info.first_execution_run_id)}"),
    )
