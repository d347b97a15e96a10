"""Where a call stands, as it is carried in the addresses of its documents: the gateway itself remembers no call."""

from http import HTTPStatus
from typing import Annotated, Self
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.phone_menu import Stage
from gateway.refusals import RequestRefused

MOST_MENUS = 3
"""How often a menu is said before the call ends; silence is no answer."""

MOST_WAITS = 5
"""How often a caller is asked for a moment's patience before they are told that it takes too long."""


class CallStep(BaseModel):
    """The menu a call is at, how often it was said, and how often the caller was asked to wait; `digit` is the key waited for."""

    model_config = ConfigDict(frozen=True)

    stage: Stage = Stage.OPENING
    turn: Annotated[int, Field(ge=1, le=MOST_MENUS)] = 1
    wait: Annotated[int, Field(ge=0, le=MOST_WAITS)] = 0
    digit: Annotated[str, Field(max_length=1)] = ""

    @classmethod
    def read(cls, request: Request) -> Self:
        """Return the step an address names. Raises `RequestRefused` for an address that was not made here."""
        try:
            return cls.model_validate(dict(request.query_params))
        except ValidationError as error:
            raise RequestRefused(HTTPStatus.BAD_REQUEST, "The address does not say where the call stands.") from error

    @property
    def next_turn(self) -> "CallStep | None":
        """The same menu once more; None when it was said often enough."""
        return CallStep(stage=self.stage, turn=self.turn + 1) if self.turn < MOST_MENUS else None

    def waiting(self, digit: str = "") -> "CallStep | None":
        """The same step after a moment, with the key that waits; None when the caller has waited long enough."""
        if self.wait >= MOST_WAITS:
            return None
        return self.model_copy(update={"wait": self.wait + 1, "digit": digit})

    @property
    def query(self) -> str:
        """The step as the query of an address."""
        return urlencode({name: value for name, value in self.model_dump(mode="json").items() if value})
