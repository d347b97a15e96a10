"""What a provider's refusal means: permanent, temporary or misconfigured, and in which words.

This is the door those words come in by: from here on no telephone number and no mail address stands in them.

Twilio's codes stand in `domain/provider_codes.py`; SendGrid has none, and its HTTP status decides. What is not listed is judged by
the class of its HTTP status: 429 was not processed, another 4xx will not get better, and a 5xx may have been carried out.
"""

import errno
import json
import re
import socket
from http import HTTPStatus
from typing import Any
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from requests import exceptions as requests_errors
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.response import Response
from urllib3.exceptions import MaxRetryError, NewConnectionError

from activities.throttling import read_retry_after
from domain.errors import DeliveryFailed, FailureKind, RecipientsRefused, Throttled
from domain.provider_codes import known_meaning
from domain.provider_words import on_record

PERMANENT, TEMPORARY = FailureKind.PERMANENT, FailureKind.TEMPORARY
MISCONFIGURED, UNKNOWN = FailureKind.MISCONFIGURED, FailureKind.UNKNOWN

SENDGRID_STATUSES: dict[int, FailureKind] = {401: MISCONFIGURED, 403: MISCONFIGURED, 413: PERMANENT}

_NO_WAY_THERE = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH})
_TOO_MANY_REQUESTS = 429
_OF_A_RECIPIENT = re.compile(r"personalizations\.(\d{1,6})(?:\.|$)")  # how SendGrid names a field of one recipient's


def from_twilio(error: TwilioRestException | TwilioServiceException) -> DeliveryFailed:
    """Say what Twilio's refusal means; its newer products word theirs by RFC 9457."""
    words = on_record(str(error.msg if isinstance(error, TwilioRestException) else error.detail or error.title))
    known = known_meaning(error.code or 0)
    if known is None:
        return DeliveryFailed(_by_class(error.status), f"Twilio: {words}", error.code)
    return DeliveryFailed(known.kind, f"{known.words} (Twilio {error.code}: {words})", error.code)


def from_list(error: TwilioException) -> DeliveryFailed:
    """Say what it means that Twilio's list could not be had; its package keeps the answer in the error's arguments."""
    answers = [each for each in error.args if isinstance(each, Response)]
    if not answers:
        return unreadable()
    return DeliveryFailed(_by_class(answers[0].status_code), f"Twilio: HTTP status {answers[0].status_code}")


def turned_away(answer: Response) -> Throttled:
    """Say what an answer of Twilio with status 429 means; its package would drop the header that says how long to wait."""
    wait = read_retry_after((answer.headers or {}).get("Retry-After"))
    return Throttled(f"Twilio had too many requests of ours at once: {_message(answer.text)}", 20429, wait)


def from_sendgrid(error: HTTPError) -> DeliveryFailed:
    """Say what SendGrid's refusal means."""
    reason = f"SendGrid: {_sendgrid_words(error)}"
    if error.status_code == _TOO_MANY_REQUESTS:
        return Throttled(reason, error.status_code, read_retry_after(error.headers.get("Retry-After")))
    if places := _refused_recipients(error):
        return RecipientsRefused(reason, error.status_code, places)
    kind = SENDGRID_STATUSES.get(error.status_code) or _by_class(error.status_code)
    return DeliveryFailed(kind, reason, error.status_code)


def from_network(error: requests_errors.RequestException | URLError | OSError) -> DeliveryFailed:
    """Say what a failure on the way means: a connection that was never made is safe, anything later is ambiguous."""
    if _never_connected(error):
        return DeliveryFailed(TEMPORARY, "the provider cannot be reached")
    return DeliveryFailed(UNKNOWN, "the connection broke before the provider answered")


def unreadable() -> DeliveryFailed:
    """Say what an answer means that is broken off or no answer of the provider's: it may have carried out the request."""
    return DeliveryFailed(UNKNOWN, "the provider's answer cannot be read")


def _message(body: str) -> str:
    """Return the sentence in an error of Twilio's, or what there is to be said without one."""
    try:
        said: Any = json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        return "it gives no reason"
    return on_record(str(said))


def _sendgrid_words(error: HTTPError) -> str:
    """Return SendGrid's own sentences, or the status in words where something before SendGrid has answered."""
    try:
        return on_record(" ".join(str(each["message"]) for each in json.loads(error.body)["errors"]))
    except (ValueError, KeyError, TypeError):
        return on_record(str(error.reason))


def _refused_recipients(error: HTTPError) -> dict[int, str]:
    """Return which recipients SendGrid refuses, by their place in the request; none when it refuses anything else as well."""
    if error.status_code != HTTPStatus.BAD_REQUEST:
        return {}
    try:
        mistakes = [(str(each["field"]), on_record(str(each["message"]))) for each in json.loads(error.body)["errors"]]
    except (ValueError, KeyError, TypeError):
        return {}
    found = [(_OF_A_RECIPIENT.match(field), words) for field, words in mistakes]
    return {} if None in (place for place, _ in found) else {int(place[1]): words for place, words in found if place}


def _by_class(status: int) -> FailureKind:
    if status >= 500:
        return UNKNOWN
    return TEMPORARY if status == _TOO_MANY_REQUESTS else PERMANENT


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests_errors.ConnectTimeout | requests_errors.ProxyError):
        return True  # a proxy that builds no tunnel has carried nothing
    if isinstance(error, requests_errors.ConnectionError):
        cause = error.args[0] if error.args else None
        return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    reason = error.reason if isinstance(error, URLError) else None
    return isinstance(reason, socket.gaierror) or (isinstance(reason, OSError) and reason.errno in _NO_WAY_THERE)
