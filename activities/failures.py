"""The one place where a failed delivery becomes what Temporal carries: an ApplicationError whose type is the kind of failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from json import JSONDecodeError
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from requests import exceptions as requests_errors
from temporalio.exceptions import ApplicationError
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from activities.provider_errors import from_network, from_sendgrid, from_twilio, unreadable
from domain.errors import DeliveryFailed, FailureKind


@contextmanager
def deliveries(*, harmless_twice: bool = False) -> Iterator[None]:
    """Turn whatever a provider's package raises into an ApplicationError typed by `FailureKind`, never retried blindly.

    What does no harm when it is done twice, such as ending a call, may be retried after an ambiguous failure too.
    """
    try:
        with _typed():
            yield
    except DeliveryFailed as failure:
        again = {FailureKind.TEMPORARY, FailureKind.UNKNOWN} if harmless_twice else {FailureKind.TEMPORARY}
        final = failure.kind not in again
        raise ApplicationError(failure.reason, failure.code, type=failure.kind, non_retryable=final) from failure


@contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise from_twilio(error) from error
    except HTTPError as error:
        raise from_sendgrid(error) from error
    except (requests_errors.RequestException, URLError, OSError) as error:
        raise from_network(error) from error
    except (HTTPException, JSONDecodeError) as error:
        raise unreadable() from error
