"""What a customer is told about a call while it happens."""

from email.utils import format_datetime

from simulator.fault_rules import ReportKind
from simulator.orders import Callback, CallOrder
from simulator.records import CallRecord, CallStatus
from simulator.services import Services
from simulator.webhooks import InOrder

API_VERSION = "2010-04-01"
_EVENTS = {
    CallStatus.INITIATED: "initiated",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "answered",
}
"""A customer asks for events by other names than the statuses they report; `completed` stands for every end."""
_SIP_CODES = {
    CallStatus.COMPLETED: "200",
    CallStatus.BUSY: "486",
    CallStatus.NO_ANSWER: "487",
    CallStatus.CANCELED: "487",
    CallStatus.FAILED: "480",
}


def call_fields(call: CallRecord, account_sid: str, status: CallStatus | None = None) -> dict[str, str]:
    """Give the fields every webhook about a call carries."""
    fields = {
        "CallSid": call.sid,
        "AccountSid": account_sid,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        # Twilio sends fields it knows nothing about as blanks, and signs them.
        "FromCity": "",
        "ToCity": "",
        "CallStatus": (status or call.status).value,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
    }
    if call.answered_by is not None:
        fields["AnsweredBy"] = call.answered_by
    return fields


class CallReports:
    """Posts one call's status and machine-detection callbacks, each kind numbered or once, all in order."""

    def __init__(self, call: CallRecord, order: CallOrder, services: Services) -> None:
        self._call = call
        self._order = order
        self._services = services
        self._in_order = InOrder(services.webhooks, services.clock)
        self._sequence = 0

    def status_changed(self, status: CallStatus) -> None:
        """Tell the customer, when this event was asked for."""
        callback = self._order.status_callback
        if callback is None or _EVENTS.get(status, "completed") not in self._order.status_events:
            return
        self._send("call_status", callback, self._status_fields(status))
        self._sequence += 1

    def detected(self, callback: Callback, seconds: float) -> None:
        """Tell the customer who picked up, after so many seconds of listening."""
        fields = {
            "CallSid": self._call.sid,
            "AccountSid": self._services.config.account_sid,
            "AnsweredBy": self._call.answered_by or "unknown",
            "MachineDetectionDuration": str(int(seconds * 1000)),
        }
        self._send("machine", callback, fields)

    def _send(self, kind: ReportKind, callback: Callback, fields: dict[str, str]) -> None:
        delivery = self._services.webhooks.prepare(kind, self._call.phone, callback, fields)
        self._call.callbacks.append(delivery)
        self._in_order.send(delivery)

    def _status_fields(self, status: CallStatus) -> dict[str, str]:
        fields = call_fields(self._call, self._services.config.account_sid, status) | {
            "Timestamp": format_datetime(self._call.updated),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._sequence),
        }
        if status.is_over:
            seconds = self._call.duration
            # `Duration` is in minutes begun: what the call is billed for.
            fields |= {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60))}
            fields["SipResponseCode"] = _SIP_CODES[status]
        return fields
