"""What a customer is told about a text."""

from simulator.call_reports import API_VERSION
from simulator.orders import Callback
from simulator.records import TextRecord
from simulator.services import Services
from simulator.webhooks import InOrder


def text_fields(text: TextRecord, account_sid: str) -> dict[str, str]:
    """Give the fields every webhook about a text carries."""
    return {
        "MessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsMessageSid": text.sid,
        "AccountSid": account_sid,
        "From": text.from_,
        "To": text.to,
        "ApiVersion": API_VERSION,
    }


class TextReports:
    """Posts one text's status callbacks, in order."""

    def __init__(self, text: TextRecord, services: Services) -> None:
        self._text = text
        self._services = services
        self._in_order = InOrder(services.webhooks, services.clock)

    def status_changed(self) -> None:
        """Tell the customer, when that was asked for."""
        if self._text.status_callback is None:
            return
        status = self._text.status.value
        fields = text_fields(self._text, self._services.config.account_sid)
        fields |= {"MessageStatus": status, "SmsStatus": status}
        if self._text.error_code is not None:
            fields["ErrorCode"] = str(self._text.error_code)
        callback = Callback(self._text.status_callback)
        delivery = self._services.webhooks.prepare("text_status", self._text.to, callback, fields)
        self._text.callbacks.append(delivery)
        self._in_order.send(delivery)
