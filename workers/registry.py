"""Which workflows and activities serve which queue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from activities.calls import Calls
from activities.canary import Canary as CanaryActivities
from activities.directory import Directory
from activities.earlier_incidents import Memory
from activities.history_book import HistoryBook
from activities.lanes import Lanes
from activities.mails import Mails
from activities.pager_desk import PagerDesk
from activities.people import People
from activities.receipts import ReceiptBook
from activities.recent_changes import ChangeReader
from activities.recent_incidents import IncidentIndex
from activities.recipients import Recipients
from activities.review_mails import ReviewMails
from activities.round_mails import RoundMails
from activities.round_texts import RoundTexts
from activities.texts import Texts
from domain.names import Queue
from workflows.archive import Archive
from workflows.canary import Canary
from workflows.change_log import ChangeLog
from workflows.comms_rounds import CommsRounds
from workflows.escalation import Escalation
from workflows.incident import Incident
from workflows.pager import Pager
from workflows.review import Review

WORKFLOWS: tuple[type, ...] = (Incident, Escalation, Pager, CommsRounds, Review, Archive, Canary, ChangeLog)
"""Every workflow; all of them run on the engine's queue."""


@dataclass(frozen=True)
class Activities:
    """The activities, each with its client, and the lanes they look at."""

    directory: Directory
    pager_desk: PagerDesk
    incident_index: IncidentIndex
    change_reader: ChangeReader
    calls: Calls
    texts: Texts
    mails: Mails
    recipients: Recipients
    round_mails: RoundMails
    round_texts: RoundTexts
    people: People
    review_mails: ReviewMails
    receipts: ReceiptBook
    history: HistoryBook
    memory: Memory
    canary: CanaryActivities
    lanes: Lanes

    def serving(self, queue: Queue) -> list[Callable[..., Any]]:
        """Return the activities of a queue."""
        by_queue: dict[Queue, list[Callable[..., Any]]] = {
            Queue.ENGINE: [
                self.directory.look_up_service,
                self.directory.resolve_ladder,
                self.directory.plan_contacts,
                self.pager_desk.hand_to_pager,
                self.pager_desk.tell_person,
                self.incident_index.recent_incidents,
                self.change_reader.recent_changes,
                self.memory.earlier_incidents,
                self.recipients.resolve_business_recipients,
                self.recipients.resolve_technical_recipients,
                self.people.look_up_people,
                self.canary.heartbeat,
            ],
            Queue.PAGE: [
                self.calls.end_call,
                self.calls.redirect_call,
                self.calls.check_call,
                self.mails.send_mail,
            ],
            Queue.CALLS: [self.calls.place_call],
            # Texts of rounds share the lane of pages, behind them: the provider's rate is one for both.
            Queue.TEXTS: [
                self.texts.send_text,
                self.round_texts.send_business_text,
                self.round_texts.send_technical_text,
            ],
            Queue.COMMS: [
                self.mails.send_mail,
                self.round_mails.send_business_mails,
                self.round_mails.send_technical_mails,
                self.review_mails.send_review_mail,
                self.receipts.record_receipts,
                self.history.record_history,
            ],
        }
        return [*by_queue[queue], self.canary.canary]
