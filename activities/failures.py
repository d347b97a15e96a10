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
def deliveries() -> Iterator[None]:
    """Turn whatever a provider's package raises into an ApplicationError typed by `FailureKind`, never retried blindly."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise _carried(from_twilio(error)) from error
    except HTTPError as error:
        raise _carried(from_sendgrid(error)) from error
    except (requests_errors.RequestException, URLError, OSError) as error:
        raise _carried(from_network(error)) from error
    except (HTTPException, JSONDecodeError) as error:
        raise _carried(unreadable()) from error
    except DeliveryFailed as failure:
        raise _carried(failure) from failure


def _carried(failure: DeliveryFailed) -> ApplicationError:
    retry = failure.kind is FailureKind.TEMPORARY
    return ApplicationError(failure.reason, failure.code, type=failure.kind, non_retryable=not retry)
