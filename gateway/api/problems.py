"""What may go wrong with a request of a person: as it is declared in the description of the API, and as it is said."""

from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from config.incident_index import NoSuchIncident
from domain.errors import Refused
from gateway.api.models import Problem
from gateway.engine import Gone, TemporalUnavailable
from gateway.refusals import RequestRefused, mistake
from records.errors import RecordsError

RETRY_AFTER = {"Retry-After": "5"}
UNCHANGED = "Nothing was changed."
_SEND_JSON = f"{UNCHANGED} Send JSON as /openapi.json describes it, with the header 'Content-Type: application/json'."

FORESEEN = (RequestRefused, RequestValidationError, HTTPException, Refused, Gone, TemporalUnavailable, RecordsError)
"""What a request may end in besides an answer."""

Declared = dict[int | str, dict[str, Any]]
"""Answers by their status, as the framework takes them."""


def _declared(description: str) -> dict[str, Any]:
    return {"model": Problem, "description": description}


OF_ANY_REQUEST: Declared = {
    401: _declared("No token, or none that is known here."),
    403: _declared("The token's owner is not in the organisation file any more."),
    503: _declared(
        "Temporal, or a worker, does not answer. The header `Retry-After` says in how many seconds to try again."
    ),
    "default": _declared("Anything else that is wrong with the request."),
}

OF_A_REPORT: Declared = OF_ANY_REQUEST | {422: _declared("What is given does not fit; nothing was changed.")}

OF_AN_INCIDENT: Declared = OF_ANY_REQUEST | {404: _declared("There is no incident with this code.")}

OF_A_CHANGE: Declared = OF_AN_INCIDENT | {
    409: _declared("The incident refuses it, for the reason given; nothing was changed."),
    422: _declared("What is given does not fit; nothing was changed."),
}


def beside_a_stream(declared: Declared) -> Declared:
    """Return what is declared for a route whose answers are no JSON: its problems are all the same."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    content = {"application/json": {"schema": schema}}
    return {status: {"description": each["description"], "content": content} for status, each in declared.items()}


def problem_of(error: Exception) -> JSONResponse:
    """Say in words what went wrong; `error` is one of those that are foreseen."""
    match error:
        case RequestRefused(status=status, sentences=(what, *to_do), headers=headers):
            return _problem(status, what, " ".join(to_do) or UNCHANGED, headers)
        case RequestValidationError():
            return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, _mistakes(error), _SEND_JSON)
        case HTTPException(status_code=status_code, detail=detail):
            return _problem(HTTPStatus(status_code), f"{detail}.", UNCHANGED)
        case NoSuchIncident() | Gone():
            return _problem(HTTPStatus.NOT_FOUND, str(error), "GET /incidents lists those that are open.")
        case Refused():
            return _problem(HTTPStatus.CONFLICT, str(error), UNCHANGED)
        case TemporalUnavailable() | RecordsError():
            return _problem(
                HTTPStatus.SERVICE_UNAVAILABLE, str(error), "Send it again: that does no harm.", RETRY_AFTER
            )
    raise error


def _mistakes(invalid: RequestValidationError) -> str:
    return " ".join(mistake(each["loc"][1:], each["msg"]) for each in invalid.errors())


def _problem(status: HTTPStatus, error: str, hint: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(Problem(error=error, hint=hint).model_dump(), status_code=status, headers=headers)
