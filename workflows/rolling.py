"""Continue-as-new, by one rule for every workflow.

A run rolls over into a fresh one when Temporal suggests it (its history has grown), or when an operator asks (before an upgrade),
and only at a point where no activity, child start or handler is pending: the result of an activity in flight would be lost.
"""

from temporalio import workflow

from domain.names import Update


class RollsOver:
    """Gives a workflow the `roll_over` update and the question whether to roll over now."""

    _roll_over_asked = False

    @workflow.update(name=Update.ROLL_OVER, description="Continue as new at the next quiet point; nothing is lost.")
    def roll_over(self) -> None:
        """Ask this run to continue as new at its next quiet point."""
        self._roll_over_asked = True

    def _roll_over_due(self) -> bool:
        return self._roll_over_asked or workflow.info().is_continue_as_new_suggested()

    async def _handlers_done(self) -> None:
        """Wait for every handler: an update that is cut off by a roll-over would fail for its caller."""
        await workflow.wait_condition(workflow.all_handlers_finished)
