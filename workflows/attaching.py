"""What incidents say to each other until two that are one are one; the rules are in domain/incident/attaching.py and leaving.py."""

from temporalio import workflow

from domain.alerts import AlertsReceived
from domain.attaching import AttachAnswered, AttachAsked, Detached, OtherClosed
from domain.board.posted_changes import ChangesPosted
from domain.codes import incident_of
from domain.incident import attaching, forwarding, leaving, moves, parts
from domain.incident.state import Incident
from domain.messages import Suspected
from domain.names import Signal
from workflows.sending import send

_FORWARDED_AS: dict[type[AlertsReceived | Suspected | ChangesPosted], Signal] = {
    AlertsReceived: Signal.ALERTS_RECEIVED,
    Suspected: Signal.SUSPECTED,
    ChangesPosted: Signal.CHANGES_POSTED,
}


class SpeaksWithOthers:
    """Gives an incident the signals by which two become one, and what it does about them."""

    _incident: Incident
    _woken: bool

    async def _ask_other(self, _: moves.AskOther) -> None:
        """Ask the other to be part of it, or whether it is there still; one that has ended cannot be asked."""
        if attachment := self._incident.attachment:
            asked = attaching.ask(attachment, workflow.now())
            if not await send(incident_of(asked.other), Signal.ATTACH_ASKED, asked):
                attaching.could_not_ask(self._incident, asked, workflow.now())

    async def _answer_others(self, _: moves.AnswerOthers) -> None:
        """Answer those that asked, and tell one that took this incident in that it is no part of it."""
        answers, self._incident.answers_owed = self._incident.answers_owed, []
        for answer in answers:
            if not await send(incident_of(answer.code), Signal.ATTACH_ANSWERED, answer):
                parts.could_not_answer(self._incident, answer, workflow.now())
        leaving, self._incident.leaving = self._incident.leaving, []
        for leave in leaving:
            await send(incident_of(leave.other), Signal.DETACHED, leave)

    async def _pass_on(self, _: moves.PassOn) -> None:
        """Tell the incident of which this one is part what is new; when it has ended, triage starts anew here."""
        fact = self._incident.to_forward.pop(0)
        attachment = self._incident.attachment
        if attachment is None or not await send(incident_of(attachment.other), _FORWARDED_AS[type(fact)], fact):
            leaving.could_not_forward(self._incident, fact, workflow.now())

    async def _tell_parts(self, _: moves.TellParts) -> None:
        """Tell the incidents that are part of this one that it is over; one that has ended need not be told."""
        for news in parts.take_leave(self._incident):
            await send(incident_of(news.code), Signal.OTHER_CLOSED, news)

    @workflow.signal(name=Signal.ATTACH_ASKED)
    def attach_asked(self, asked: AttachAsked) -> None:
        """Another incident asks to be part of this one."""
        parts.asked(self._incident, asked, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.ATTACH_ANSWERED)
    def attach_answered(self, answer: AttachAnswered) -> None:
        """The other incident answers whether this one is part of it."""
        attaching.answered(self._incident, answer, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.DETACHED)
    def detached(self, leave: Detached) -> None:
        """An incident that was taken in is no part of this one after all."""
        parts.detached(self._incident, leave, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.OTHER_CLOSED)
    def other_closed(self, news: OtherClosed) -> None:
        """The incident of which this one is part is over."""
        leaving.other_closed(self._incident, news, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.CHANGES_POSTED)
    def changes_posted(self, posted: ChangesPosted) -> None:
        """What deployment tools have changed, as an incident that is part of this one was told."""
        for change in posted.changes:
            forwarding.changed(self._incident, change, workflow.now())
        self._woken = True
