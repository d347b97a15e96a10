"""The one place where a failed delivery becomes what Temporal carries: an ApplicationError whose type is the kind of failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from json import JSONDecodeError
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from requests import exceptions as requests_errors
from temporalio import activity
from temporalio.exceptions import ApplicationError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException

from activities.provider_errors import from_list, from_network, from_sendgrid, from_twilio, unreadable
from activities.sending import waited
from activities.throttling import PATIENCE, wait_for
from domain.errors import DeliveryFailed, FailureKind, Throttled


@contextmanager
def deliveries(attempt_id: str, patience: timedelta = PATIENCE) -> Iterator[None]:
    """Turn `DeliveryFailed` into an ApplicationError. Only what the provider had no room for is tried again, for so long at most.

    Everything else is the workflow's decision: the next channel follows at once, and shows in its history.
    """
    try:
        yield
    except Throttled as failure:
        tries = activity.info().attempt
        wait = wait_for(failure.wait, attempt=tries, waited=waited(), name=attempt_id, patience=patience)
        raise _carried(failure, again=wait is not None, after=wait) from failure
    except DeliveryFailed as failure:
        raise _carried(failure, again=False) from failure


@contextmanager
def harmless_twice() -> Iterator[None]:
    """Turn `DeliveryFailed` into an ApplicationError where doing it again does no harm: only a plain refusal is final."""
    try:
        yield
    except DeliveryFailed as failure:
        again = failure.kind in {FailureKind.TEMPORARY, FailureKind.UNKNOWN}
        raise _carried(
            failure, again=again, after=failure.wait if isinstance(failure, Throttled) else None
        ) from failure


@contextmanager
def provider_answers() -> Iterator[None]:
    """Turn whatever a provider's package raises into `DeliveryFailed`.

    Errors that carry a provider's own words end here: logs and histories show causes, too, and those name whom it was for.
    """
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise from_twilio(error) from None
    except TwilioException as error:
        raise from_list(error) from None
    except HTTPError as error:
        raise from_sendgrid(error) from None
    except (requests_errors.RequestException, URLError, OSError) as error:
        raise from_network(error) from error
    except (HTTPException, JSONDecodeError) as error:
        raise unreadable() from error


def _carried(failure: DeliveryFailed, *, again: bool, after: timedelta | None = None) -> ApplicationError:
    return ApplicationError(
        failure.reason, failure.code, type=failure.kind, non_retryable=not again, next_retry_delay=after
    )
