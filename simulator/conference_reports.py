"""What a customer is told about a conference while it happens."""

from email.utils import format_datetime
from typing import Literal

from simulator.conference_records import ConferenceRecord, Departure, Participant
from simulator.orders import Callback
from simulator.services import Services
from simulator.webhooks import InOrder

ParticipantEvent = Literal[
    "participant-join",
    "participant-leave",
    "participant-mute",
    "participant-unmute",
    "participant-hold",
    "participant-unhold",
]
_ASKED_FOR_AS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
}
"""A customer asks for events by other names than those they are reported by. Nobody is heard to speak here, so the
simulator sends none of the events asked for as `speaker`, nor those of announcements."""


class ConferenceReports:
    """Posts one conference's status callbacks, numbered from 1, in order.

    Whoever comes first says where and of which events; what later participants ask for is ignored (Twilio documentation).
    """

    def __init__(
        self, conference: ConferenceRecord, callback: Callback | None, events: frozenset[str], services: Services
    ) -> None:
        self._conference = conference
        self._callback = callback
        self._events = events
        self._services = services
        self._in_order = InOrder(services.webhooks, services.clock)
        self._sequence = 0

    def started(self) -> None:
        """Tell that two or more hear each other."""
        self._send("conference-start", "", {})

    def ended(self) -> None:
        """Tell that it is over, and why."""
        fields = {"ReasonConferenceEnded": str(self._conference.ending)}
        if (last := self._conference.ended_by) is not None:
            fields["CallSidEndingConference"] = last.sid
            if last.order.label is not None:
                fields["ParticipantLabelEndingConference"] = last.order.label
        self._send("conference-end", "", fields)

    def left(self, participant: Participant, departure: Departure) -> None:
        """Tell that someone left, and why."""
        # A participant whose call goes on was only put out of the conference.
        more = {"ReasonParticipantLeft": departure.value, "ParticipantCallStatus": participant.call.status.value}
        self.changed("participant-leave", participant, more)

    def changed(self, event: ParticipantEvent, participant: Participant, more: dict[str, str] | None = None) -> None:
        """Tell what happened to a participant, and how they take part."""
        order = participant.order
        fields = {
            "CallSid": participant.sid,
            "Muted": _word(participant.muted),
            "Hold": _word(participant.hold),
            "Coaching": "false",
            "EndConferenceOnExit": _word(order.end_on_exit),
            "StartConferenceOnEnter": _word(order.start_on_enter),
        }
        if order.label is not None:
            fields["ParticipantLabel"] = order.label
        self._send(event, participant.call.phone, fields | (more or {}))

    def _send(self, event: str, number: str, fields: dict[str, str]) -> None:
        if self._callback is None or _ASKED_FOR_AS[event] not in self._events:
            return
        self._sequence += 1
        common = {
            "ConferenceSid": self._conference.sid,
            "FriendlyName": self._conference.name,
            "AccountSid": self._services.config.account_sid,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self._sequence),
            "Timestamp": format_datetime(self._services.clock.now()),
        }
        delivery = self._services.webhooks.prepare("conference_status", number, self._callback, common | fields)
        self._conference.callbacks.append(delivery)
        self._in_order.send(delivery)


def _word(flag: bool) -> str:
    return "true" if flag else "false"
