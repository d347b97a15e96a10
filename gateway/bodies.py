"""Bodies of requests, read only as far as they may reach: whoever sends more is cut off, not waited for."""

import asyncio
from http import HTTPStatus

from fastapi import Request
from starlette.requests import ClientDisconnect

from gateway.refusals import RequestRefused

_READ_WITHIN_SECONDS = 10


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body, of at most `limit` bytes.

    Raises:
        RequestRefused: it is larger (413), whether or not it said so beforehand; it comes too slowly (408) or breaks off (400).

    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > limit:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(_READ_WITHIN_SECONDS):
            return await _read_up_to(request, limit)
    except TimeoutError as error:
        sentence = f"The body did not arrive within {_READ_WITHIN_SECONDS} seconds."
        raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT, sentence) from error
    except ClientDisconnect as error:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "The request broke off before its body had arrived.") from error


async def _read_up_to(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


def _too_large(limit: int) -> RequestRefused:
    return RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {limit} bytes.")
