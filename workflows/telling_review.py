"""What an incident tells its review; the rules are in domain/incident/review.py."""

from temporalio import workflow
from temporalio.common import Priority as TemporalPriority
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.codes import read_incident_code, review_of
from domain.incident import moves, review
from domain.incident.state import Incident
from domain.names import Priority, Queue, Signal, WorkflowType
from workflows.sending import send


class TellsReview:
    """Gives an incident its review."""

    _incident: Incident

    async def _begin_review(self, _: moves.BeginReview) -> None:
        """Begin the review; it outlives the incident.

        One that has gone may have been ended by hand, or be closed as all was done: Temporal knows which, and begins no second one
        after a review of the same mitigation that is closed.
        """
        before, anew = self._incident.review, review.may_be_closed(self._incident)
        reuse = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY if anew else WorkflowIDReusePolicy.ALLOW_DUPLICATE
        try:
            await workflow.start_child_workflow(
                WorkflowType.REVIEW,
                review.begin(self._incident),
                id=self._review_id,
                task_queue=Queue.ENGINE,
                priority=TemporalPriority(priority_key=Priority.REVIEW),
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                id_reuse_policy=reuse,
                static_summary=f"{self._incident.code}: the review and its actions",
            )
        except WorkflowAlreadyStartedError:
            if before:
                review.is_closed(self._incident, before)
        else:
            if anew:
                review.begins_anew(self._incident, workflow.now())

    async def _tell_review(self, move: moves.TellReview) -> None:
        """Tell the review how the incident stands."""
        facts = review.note_told(self._incident, over=move.over)
        if not await send(self._review_id, Signal.REVIEW_FACTS, facts):
            review.are_gone(self._incident)

    @property
    def _review_id(self) -> str:
        return review_of(read_incident_code(self._incident.code))
