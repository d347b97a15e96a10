"""What a provider's refusal means, as Twilio and SendGrid document it. Twilio's codes: tests/domain/test_provider_codes.py."""

import errno
import socket
from urllib.error import URLError

import pytest
from python_http_client.exceptions import HTTPError
from requests import exceptions as requests_errors
from twilio.base.exceptions import TwilioRestException
from urllib3.exceptions import ProtocolError

from activities.provider_errors import SENDGRID_STATUSES, from_network, from_sendgrid, from_twilio


def said_by_twilio(status: int, code: int | None) -> TwilioRestException:
    """Return what Twilio's package raises."""
    return TwilioRestException(status, "/Calls.json", "The reason", code)


def said_by_sendgrid(status: int) -> HTTPError:
    """Return what SendGrid's package raises."""
    return HTTPError(status, "The reason", b"", {})


def test_a_known_code_of_twilio_is_said_in_words_for_people() -> None:
    """A code says whether the person, the moment or our installation is at fault, first in our words and then in Twilio's."""
    failure = from_twilio(said_by_twilio(400, 21614))

    reason = "this number cannot receive texts: it is not a mobile number (Twilio 21614: The reason)"
    assert ("permanent", reason, 21614) == (failure.kind, failure.reason, failure.code)


def test_a_known_code_counts_more_than_the_status_it_comes_with() -> None:
    """Twilio answers 400 to what is a fault of our account: the code knows better."""
    assert "misconfigured" == from_twilio(said_by_twilio(400, 21606)).kind


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
    """Apart from their class, three statuses are judged."""
    assert {401, 403, 413} == set(SENDGRID_STATUSES)


@pytest.mark.parametrize(
    "error",
    [
        requests_errors.ConnectTimeout(),
        requests_errors.ProxyError("Tunnel connection failed"),
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
