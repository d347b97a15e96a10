"""What a provider's refusal means, code by code, as Twilio and SendGrid document them."""

import errno
import socket
from urllib.error import URLError

import pytest
from python_http_client.exceptions import HTTPError
from requests import exceptions as requests_errors
from twilio.base.exceptions import TwilioRestException
from urllib3.exceptions import ProtocolError

from activities.provider_errors import SENDGRID_STATUSES, TWILIO_CODES, from_network, from_sendgrid, from_twilio

TWILIO = {
    20003: "misconfigured",  # authentication failed
    20404: "misconfigured",  # no such resource
    20429: "temporary",  # too many requests
    21210: "misconfigured",  # the sender is not verified
    21211: "permanent",  # invalid number
    21212: "misconfigured",  # invalid sender
    21214: "permanent",  # the number cannot be reached
    21215: "misconfigured",  # no permission to call that country
    21216: "misconfigured",  # not allowed to call that number
    21217: "permanent",  # the number does not seem valid
    21219: "misconfigured",  # a trial account calls unverified numbers
    21262: "misconfigured",  # machine detection beside the call has no callback
    21401: "permanent",  # invalid number
    21408: "misconfigured",  # no permission to text that region
    21603: "misconfigured",  # no sender is given
    21606: "misconfigured",  # the sender cannot send texts
    21608: "misconfigured",  # a trial account texts unverified numbers
    21609: "misconfigured",  # invalid status callback
    21610: "permanent",  # opted out
    21611: "temporary",  # the sender's queue is full
    21614: "permanent",  # not a mobile number
    11100: "misconfigured",  # invalid address of ours
    13224: "permanent",  # invalid number to dial
    13225: "misconfigured",  # not allowed to dial that number
    13227: "misconfigured",  # no permission to dial that country
    30001: "temporary",  # queue overflow
    30002: "misconfigured",  # account suspended
    30003: "temporary",  # the handset cannot be reached
    30004: "permanent",  # blocked
    30005: "permanent",  # unknown handset
    30006: "permanent",  # landline or unreachable carrier
    30007: "permanent",  # filtered
    30008: "temporary",  # unknown error of the carrier
    30017: "temporary",  # carrier congestion
    30022: "temporary",  # daily limit of the carrier
    30034: "misconfigured",  # the number is not registered
    32205: "misconfigured",  # the number is blocked for our account
}


def said_by_twilio(status: int, code: int | None) -> TwilioRestException:
    """Return what Twilio's package raises."""
    return TwilioRestException(status, "/Calls.json", "The reason", code)


def said_by_sendgrid(status: int) -> HTTPError:
    """Return what SendGrid's package raises."""
    return HTTPError(status, "The reason", b"", {})


@pytest.mark.parametrize(("code", "kind"), TWILIO.items())
def test_each_code_of_twilio_has_its_kind(code: int, kind: str) -> None:
    """A code says whether the person, the moment or our installation is at fault."""
    failure = from_twilio(said_by_twilio(400, code))

    assert (kind, "Twilio: The reason", code) == (failure.kind, failure.reason, failure.code)


def test_no_code_is_judged_that_is_not_written_here() -> None:
    """The table of codes and the list above name the same codes."""
    assert set(TWILIO) == set(TWILIO_CODES)


@pytest.mark.parametrize("code", [None, 0, 99999])
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "permanent"), (404, "permanent"), (429, "temporary"), (500, "unknown"), (503, "unknown"), (599, "unknown")],
)
def test_what_twilio_says_in_no_known_code_is_judged_by_its_class(status: int, code: int | None, kind: str) -> None:
    """Without a known code the HTTP status decides, and a 5xx may have been carried out."""
    assert kind == from_twilio(said_by_twilio(status, code)).kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "permanent"),
        (401, "misconfigured"),  # the key is wrong
        (403, "misconfigured"),  # the sender is not verified
        (404, "permanent"),
        (413, "permanent"),  # too large
        (429, "temporary"),
        (500, "unknown"),
        (503, "unknown"),
    ],
)
def test_each_status_of_sendgrid_has_its_kind(status: int, kind: str) -> None:
    """SendGrid has no codes: its HTTP status says who is at fault."""
    failure = from_sendgrid(said_by_sendgrid(status))

    assert (kind, "SendGrid: The reason", status) == (failure.kind, failure.reason, failure.code)


def test_no_status_of_sendgrid_is_judged_apart_that_is_not_written_here() -> None:
    """Apart from their class, four statuses are judged."""
    assert {401, 403, 413, 429} == set(SENDGRID_STATUSES)


@pytest.mark.parametrize(
    "error",
    [
        requests_errors.ConnectTimeout(),
        URLError(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")),
        URLError(OSError(errno.ENETUNREACH, "Network is unreachable")),
        URLError(OSError(errno.EHOSTUNREACH, "No route to host")),
        URLError(socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
    ],
    ids=lambda error: str(error) or type(error).__name__,
)
def test_a_connection_that_was_never_made_is_temporary(error: URLError | OSError) -> None:
    """Nothing was carried anywhere, so trying again rings no phone twice."""
    assert "temporary" == from_network(error).kind


@pytest.mark.parametrize(
    "error",
    [
        requests_errors.ReadTimeout(),
        requests_errors.ConnectionError(ProtocolError("Connection aborted.")),
        requests_errors.ConnectionError(),
        requests_errors.ChunkedEncodingError(),
        URLError(TimeoutError("timed out")),
        URLError(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")),
        URLError("unknown url type"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
        ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
        TimeoutError("The read operation timed out"),
    ],
    ids=lambda error: f"{type(error).__name__} {error}",
)
def test_whatever_else_breaks_on_the_way_is_unknown(error: URLError | OSError) -> None:
    """Where a connection may have carried the request, nobody knows whether a phone rings."""
    assert "unknown" == from_network(error).kind
