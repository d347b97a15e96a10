"""Requests the gateway does not take: always in words, always below 500."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse

from domain.errors import MimpError


class RequestRefused(MimpError):
    """A request that is answered with this status and these sentences."""

    def __init__(self, status: HTTPStatus, *sentences: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(" ".join(sentences))
        self.status = status
        self.sentences = sentences
        self.headers = headers


async def say_refusal(_: Request, refusal: Exception) -> JSONResponse:
    """Answer with the refusal's status and sentences."""
    assert isinstance(refusal, RequestRefused)  # noqa: S101 - registered for this class alone
    return in_words(refusal.status, *refusal.sentences, headers=refusal.headers)


def in_words(status: HTTPStatus, *sentences: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the one form every refusal and failure has: `{"errors": [sentence, ...]}`."""
    return JSONResponse({"errors": list(sentences)}, status_code=status, headers=headers)


def mistake(where: Sequence[str | int], why: str) -> str:
    """Return the sentence for a field of a body that does not fit; never what was written there."""
    if not where or isinstance(where[0], int):  # the body as a whole, or a character of what is no JSON
        return f"The body: {why}."
    return f"{'.'.join(map(str, where))}: {why}."
