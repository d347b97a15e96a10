"""What a provider's refusal means: one table per provider, from its codes to permanent, temporary or misconfigured.

The codes are Twilio's documentation of errors and SendGrid's of status codes. What is not listed is judged by the class of its HTTP
status: 429 was not processed, another 4xx will not get better, and a 5xx may have been carried out.
"""

import errno
import json
import socket
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from requests import exceptions as requests_errors
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from urllib3.exceptions import MaxRetryError, NewConnectionError

from domain.errors import DeliveryFailed, FailureKind

PERMANENT, TEMPORARY = FailureKind.PERMANENT, FailureKind.TEMPORARY
MISCONFIGURED, UNKNOWN = FailureKind.MISCONFIGURED, FailureKind.UNKNOWN

TWILIO_CODES: dict[int, FailureKind] = {
    # our account, our number, our callback addresses
    **dict.fromkeys((20003, 20404, 21210, 21212, 21603, 21606, 21608, 21219, 30002, 30034), MISCONFIGURED),
    **dict.fromkeys((11100, 21609, 21262), MISCONFIGURED),
    # a country or number range our account may not reach
    **dict.fromkeys((21215, 21216, 21408, 13227, 32205, 13225), MISCONFIGURED),
    # this number cannot be reached this way
    **dict.fromkeys((21211, 21214, 21217, 21401, 21614, 30005, 30006, 13224), PERMANENT),
    # the person has opted out of texts (STOP)
    21610: PERMANENT,
    # filtered: the same words would be filtered again
    **dict.fromkeys((30004, 30007), PERMANENT),
    # queues are full, a carrier is in trouble, too many requests
    **dict.fromkeys((20429, 21611, 30001, 30003, 30008, 30017, 30022), TEMPORARY),
}

SENDGRID_STATUSES: dict[int, FailureKind] = {401: MISCONFIGURED, 403: MISCONFIGURED, 413: PERMANENT, 429: TEMPORARY}


_NO_WAY_THERE = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH})


def from_twilio(error: TwilioRestException | TwilioServiceException) -> DeliveryFailed:
    """Say what Twilio's refusal means; its newer products word theirs by RFC 9457."""
    words = error.msg if isinstance(error, TwilioRestException) else error.detail or error.title
    kind = TWILIO_CODES.get(error.code or 0) or _by_class(error.status)
    return DeliveryFailed(kind, f"Twilio: {words}", error.code)


def from_sendgrid(error: HTTPError) -> DeliveryFailed:
    """Say what SendGrid's refusal means."""
    kind = SENDGRID_STATUSES.get(error.status_code) or _by_class(error.status_code)
    return DeliveryFailed(kind, f"SendGrid: {_sendgrid_words(error)}", error.status_code)


def from_network(error: requests_errors.RequestException | URLError | OSError) -> DeliveryFailed:
    """Say what a failure on the way means: a connection that was never made is safe, anything later is ambiguous."""
    if _never_connected(error):
        return DeliveryFailed(TEMPORARY, "the provider cannot be reached")
    return DeliveryFailed(UNKNOWN, "the connection broke before the provider answered")


def unreadable() -> DeliveryFailed:
    """Say what an answer means that is broken off or no answer of the provider's: it may have carried out the request."""
    return DeliveryFailed(UNKNOWN, "the provider's answer cannot be read")


def _sendgrid_words(error: HTTPError) -> str:
    """Return SendGrid's own sentences, or the status in words where something before SendGrid has answered."""
    try:
        return " ".join(str(each["message"]) for each in json.loads(error.body)["errors"])
    except (ValueError, KeyError, TypeError):
        return str(error.reason)


def _by_class(status: int) -> FailureKind:
    if status >= 500:
        return UNKNOWN
    return TEMPORARY if status == 429 else PERMANENT


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests_errors.ConnectTimeout):
        return True
    if isinstance(error, requests_errors.ConnectionError):
        cause = error.args[0] if error.args else None
        return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    reason = error.reason if isinstance(error, URLError) else None
    return isinstance(reason, socket.gaierror) or (isinstance(reason, OSError) and reason.errno in _NO_WAY_THERE)
