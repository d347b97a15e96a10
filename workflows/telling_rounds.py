"""What an incident and its rounds of comms tell each other; the rules are in domain/incident/comms.py and reminding.py."""

from temporalio import workflow
from temporalio.common import Priority as TemporalPriority

from domain.codes import read_incident_code
from domain.comms.drafting.wording import READERS
from domain.comms.rounds.situation import RoundStatus
from domain.incident import comms, moves, reminding
from domain.incident.state import Incident
from domain.names import Priority, Queue, Signal, WorkflowType, comms_id
from workflows.sending import send


class TellsRounds:
    """Gives an incident its rounds of comms, and what it hears of them."""

    _incident: Incident
    _woken: bool

    async def _begin_rounds(self, move: moves.BeginRounds) -> None:
        """Begin the rounds to an audience; they go on over a continue-as-new, and end when they are told that it is over."""
        start = comms.begin(self._incident, move.audience, workflow.now())
        await workflow.start_child_workflow(
            WorkflowType.COMMS_ROUNDS,
            start,
            id=self._rounds_id(move),
            task_queue=Queue.ENGINE,
            priority=TemporalPriority(priority_key=Priority.COMMS),
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            static_summary=f"{self._incident.code}: updates to {READERS[move.audience]}",
        )

    async def _tell_rounds(self, move: moves.TellRounds) -> None:
        """Tell the rounds how the incident stands; those that cannot be told have been ended from outside."""
        status = comms.note_told(self._incident, move.audience, workflow.now())
        if not await send(self._rounds_id(move), Signal.INCIDENT_STATUS, status):
            comms.are_gone(self._incident, move.audience, workflow.now())

    async def _see_to_rounds(self, _: moves.SeeToRounds) -> None:
        reminding.see_to(self._incident, workflow.now())

    async def _end_rounds(self, _: moves.EndRounds) -> None:
        comms.end(self._incident, workflow.now())

    def _rounds_id(self, move: moves.BeginRounds | moves.TellRounds) -> str:
        return comms_id(self._incident.workflow_id, read_incident_code(self._incident.code).suffix, move.audience)

    @workflow.signal(name=Signal.ROUND_STATUS)
    def round_status(self, status: RoundStatus) -> None:
        """How the rounds to one audience stand: which is open, when it is due, what it lacks."""
        comms.take_in(self._incident, status)
        self._woken = True
