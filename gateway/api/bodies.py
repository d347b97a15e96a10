"""Bodies of requests, derived from the requests themselves: people give what only they know, the gateway fills in the rest.

A request names who asks, by which clock, and which incident is meant; the gateway knows all of it. A person or a team in it is
given by id, and becomes the card the request asks for: nobody is named by somebody else's words.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.fields import FieldInfo

from domain.comms.audience.recipients_by_hand import name_of
from domain.comms.rounds.requests import AddRecipient, DropRecipient
from domain.messages import Message, TeamCard
from domain.organisation import Organisation, Person, Team
from domain.wording import shortened
from gateway.refusals import RequestRefused

_SHOWN = 80
_BY_ID = "A person's id in the organisation file."
_FILLED_IN = {"kind", "actor", "code", "audience"}
_NAMED = (AddRecipient, DropRecipient)
"""Requests about somebody by id, whose name is filled in, too."""

_AS_GIVEN = ConfigDict(extra="forbid", str_strip_whitespace=True, str_min_length=1, str_max_length=4000)


class _Listed(NamedTuple):
    """What the organisation file lists by id: how a body's field for it is described, and who is not there when it is missing."""

    description: str
    nobody: str


_A_PERSON = _Listed("A person's id in the organisation file.", "nobody")
_A_TEAM = _Listed("A team's id in the organisation file.", "no team")


def body_of(request: type[Message]) -> type[BaseModel]:
    """Return the model of what a person gives for such a request: its fields but for those the gateway fills in."""
    filled = _FILLED_IN | ({"name"} if issubclass(request, _NAMED) else set())
    fields: dict[str, Any] = {
        name: _as_given(field) for name, field in request.model_fields.items() if name not in filled
    }
    return create_model(f"{request.__name__}Body", __config__=_AS_GIVEN, **fields)


def filled_in(request: type[Message], given: BaseModel, known: Mapping[str, object], organisation: Organisation) -> Any:
    """Return the request as the incident takes it, with what is known of who asks and which incident is meant.

    Raises:
        RequestRefused: a person or a team is given that the organisation does not have (422).
        RequestValidationError: what is given does not go together.

    """
    fields = {name: _completed(request, name, value, organisation) for name, value in given}
    try:
        return request.model_validate({**fields, **known})
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in mistakes]) from error


def recipient_name(given: BaseModel, organisation: Organisation) -> dict[str, str]:
    """Return what people call whoever a request about a recipient names by id; nothing for every other request.

    Raises:
        RequestRefused: the organisation does not have them (422).

    """
    named = {field: str(value) for field, value in given if field in {"person", "team"} and value}
    if not named:
        return {}
    name = name_of(organisation, named.get("person"), named.get("team"))
    if name is None:
        [(field, value)] = list(named.items())[:1]
        sentence = f"{field}: the organisation file has none with the id '{value}'."
        raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
    return {"name": name}


def _as_given(field: FieldInfo) -> tuple[Any, FieldInfo]:
    card = _card(field)
    if card is None:
        return field.annotation, field
    description = _kind_of(card).description
    if _several(field):
        return tuple[str, ...], FieldInfo(default=(), description=f"{description} Several, as a list.")
    if field.is_required():
        return str, FieldInfo(description=description)
    return str | None, FieldInfo(default=None, description=description)


def _completed(request: type[Message], name: str, value: Any, organisation: Organisation) -> Any:
    field = request.model_fields[name]
    card = _card(field)
    if card is None or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_card_of(card, name, each, organisation) for each in value)
    return _card_of(card, name, value, organisation)


def _card_of(card: type[BaseModel], name: str, value: str, organisation: Organisation) -> BaseModel:
    kind = _kind_of(card)
    known: Mapping[str, Person | Team] = organisation.teams if kind is _A_TEAM else organisation.people
    if value not in known:
        sentence = f"{name}: {kind.nobody} in the organisation file has the id '{shortened(value, _SHOWN)}'."
        raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
    return card.model_validate({field: getattr(known[value], field) for field in card.model_fields})


def _kind_of(card: type[BaseModel]) -> _Listed:
    return _A_TEAM if issubclass(card, TeamCard) else _A_PERSON


def _card(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a person or team that a field holds, if it holds one, or several of it.

    That is an id and a name, and nothing a person has not.
    """
    holds_others = _several(field) or get_origin(field.annotation) in {Union, UnionType}
    kinds = get_args(field.annotation) if holds_others else (field.annotation,)
    return next((kind for kind in kinds if _is_a_card(kind)), None)


def _several(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is tuple


def _is_a_card(kind: Any) -> bool:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return False
    return {"id", "name"} <= kind.model_fields.keys() <= Person.model_fields.keys()
