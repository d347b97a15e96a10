"""Which workflows and activities serve which queue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from activities.calls import Calls
from activities.directory import Directory
from activities.mails import Mails
from activities.pager_desk import PagerDesk
from activities.recent_incidents import IncidentIndex
from activities.texts import Texts
from domain.names import Queue
from workflows.escalation import Escalation
from workflows.incident import Incident
from workflows.pager import Pager

WORKFLOWS: tuple[type, ...] = (Incident, Escalation, Pager)
"""Every workflow; all of them run on the engine's queue."""


@dataclass(frozen=True)
class Activities:
    """The activities, each with its client."""

    directory: Directory
    pager_desk: PagerDesk
    incident_index: IncidentIndex
    calls: Calls
    texts: Texts
    mails: Mails

    def serving(self, queue: Queue) -> list[Callable[..., Any]]:
        """Return the activities of a queue."""
        by_queue: dict[Queue, list[Callable[..., Any]]] = {
            Queue.ENGINE: [
                self.directory.look_up_service,
                self.directory.resolve_ladder,
                self.pager_desk.hand_to_pager,
                self.incident_index.recent_incidents,
            ],
            Queue.PAGE: [self.calls.place_call, self.calls.end_call, self.texts.send_text, self.mails.send_mail],
            Queue.COMMS: [self.mails.send_mail],
        }
        return by_queue[queue]
