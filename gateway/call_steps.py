"""Where a call stands, as it is carried in the addresses of its documents: the gateway itself remembers no call."""

from http import HTTPStatus
from typing import Annotated, Self
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer, field_validator

from domain.assessment import Question
from domain.messages import Purpose
from domain.phone_menu import Stage
from gateway.refusals import RequestRefused

MOST_TURNS = 3
"""How often a menu is said to somebody who stays silent before the call ends; silence is no answer."""

MOST_REPEATS = 20
"""How often a menu is said again for a key that answers nothing; whoever presses keys is there, but a machine may press them."""

MOST_WAITS = 5
"""How often a caller is asked for a moment's patience before they are told that it takes too long."""

MOST_CODES = 100
"""How many pages a step names at most: an address then stays well under what Twilio takes."""

Codes = Annotated[tuple[Annotated[str, Field(pattern=r"^\d{4}$")], ...], Field(max_length=MOST_CODES)]
"""Codes of pages, as they stand in an address: with commas between them."""


OtherCode = Annotated[str, Field(pattern=r"^([a-z0-9-]+-[A-Z2-7]{4})?$", max_length=80)]
"""An incident's code; empty for none."""


class CallStep(BaseModel):
    """The menu a call is at.

    `told` are the codes of the pages the menu is about, `done` of those the call is through with; `each` means one after another.
    `turn` counts how often the menu met silence, `repeats` how often a star or a wrong key had it said again, `wait` how often the
    caller was asked to wait; `digit` is the key waited for. `question` is the number of the one of the five that is asked, from 1.
    `other` is the incident that was named as one that may be the same. `purpose` is what a page that was told alone asked then.
    """

    model_config = ConfigDict(frozen=True)

    stage: Stage = Stage.OPENING
    turn: Annotated[int, Field(ge=1, le=MOST_TURNS)] = 1
    repeats: Annotated[int, Field(ge=0, le=MOST_REPEATS)] = 0
    wait: Annotated[int, Field(ge=0, le=MOST_WAITS)] = 0
    digit: Annotated[str, Field(max_length=1)] = ""
    question: Annotated[int, Field(ge=0, le=len(Question))] = 0
    other: OtherCode = ""
    purpose: Purpose | None = None
    each: bool = False
    told: Codes = ()
    done: Codes = ()

    @field_validator("told", "done", mode="before")
    @classmethod
    def _apart(cls, written: object) -> object:
        return tuple(code for code in written.split(",") if code) if isinstance(written, str) else written

    @field_serializer("told", "done")
    def _together(self, codes: tuple[str, ...]) -> str:
        return ",".join(codes)

    @classmethod
    def read(cls, request: Request) -> Self:
        """Return the step an address names. Raises `RequestRefused` for an address that was not made here."""
        try:
            return cls.model_validate(dict(request.query_params))
        except ValidationError as error:
            raise RequestRefused(HTTPStatus.BAD_REQUEST, "The address does not say where the call stands.") from error

    @property
    def again(self) -> "CallStep | None":
        """The same menu once more after silence; None when it was said often enough."""
        if self.turn >= MOST_TURNS:
            return None
        return self.model_copy(update={"turn": self.turn + 1, "wait": 0, "digit": ""})

    @property
    def repeated(self) -> "CallStep | None":
        """The same menu once more after a key that answers nothing, which is no silence; None when it was said often enough."""
        if self.repeats >= MOST_REPEATS:
            return None
        return self.model_copy(update={"repeats": self.repeats + 1, "wait": 0, "digit": ""})

    def waiting(self, digit: str = "") -> "CallStep | None":
        """The same step after a moment, with the key that waits; None when the caller has waited long enough."""
        if self.wait >= MOST_WAITS:
            return None
        return self.model_copy(update={"wait": self.wait + 1, "digit": digit})

    @property
    def taken(self) -> bool:
        """Whether the call is through with the pages the menu is about: they were taken, or decided."""
        return bool(self.told) and set(self.told) <= set(self.done)

    @property
    def next_question(self) -> "CallStep | None":
        """The next of the five questions about the page that was taken; None after the last."""
        if self.question >= len(Question):
            return None
        return self._at(Stage.JUDGING).model_copy(update={"question": self.question + 1})

    @property
    def held(self) -> "CallStep":
        """What comes after a page was taken: what becomes of it."""
        return self._through_with_it(Stage.HELD)

    @property
    def leading(self) -> "CallStep":
        """What comes after somebody has declared it, or leads it from now on: they may join the technical call."""
        return self._through_with_it(Stage.LEADING)

    @property
    def same(self) -> "CallStep":
        """What comes before the page that was taken becomes part of the incident that was named: it is read out."""
        return self._at(Stage.SAME).model_copy(update={"other": self.other})

    @property
    def closing(self) -> "CallStep":
        """What comes before an incident is closed as not major: what that means is read out."""
        return self._at(Stage.CLOSING)

    @property
    def back(self) -> "CallStep | None":
        """The menu that led to this one; None when the call went back and forth often enough."""
        if self.repeats >= MOST_REPEATS:
            return None
        before = self._at(Stage.HELD if self.taken else Stage.OPENING)
        return before.model_copy(update={"repeats": self.repeats + 1})

    @property
    def onwards(self) -> "CallStep":
        """What comes after the pages of this menu."""
        through_with = tuple(dict.fromkeys((*self.done, *self.told)))[-MOST_CODES:]
        return CallStep(each=self.each, done=through_with)

    def _through_with_it(self, stage: Stage) -> "CallStep":
        return self.onwards.model_copy(update={"stage": stage, "told": self.told})

    def _at(self, stage: Stage) -> "CallStep":
        """Another menu about the same pages; how often the call went back and forth is carried along, so that it ends."""
        return CallStep(stage=stage, repeats=self.repeats, each=self.each, told=self.told, done=self.done)

    @property
    def query(self) -> str:
        """The step as the query of an address."""
        return urlencode({name: value for name, value in self.model_dump(mode="json").items() if value})
