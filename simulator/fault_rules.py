"""What can go wrong on purpose: rules that say which requests and callbacks are hit, how often, and by what."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator, model_validator

RequestKind = Literal[
    "create_call",
    "update_call",
    "fetch_call",
    "list_calls",
    "create_text",
    "fetch_text",
    "list_texts",
    "update_conference",
    "fetch_conference",
    "list_conferences",
    "update_participant",
    "remove_participant",
    "fetch_participant",
    "list_participants",
    "send_mail",
]
"""A request of the customer's."""
ReportKind = Literal["call_status", "machine", "text_status", "conference_status"]
"""A callback that reports, one of a row about the same call, text or conference."""
FetchKind = Literal["voice", "key", "inbound_text"]
"""A callback whose answer says how to go on: what to say, what follows a key, what to answer to a text."""
EventsKind = Literal["mail_events"]
"""A callback with several events; it is posted again until it is taken."""
CallbackKind = ReportKind | FetchKind | EventsKind
Moment = Literal["before", "after"]


class _Rule(BaseModel):
    """What every rule says of whom it hits. One fault hits one event; each rule counts what matches it by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    """Its name in reports and releases; its place in the plan, from 1, when not given."""
    to: str | None = None
    """Only what concerns this number (E.164), or this mail address."""
    status: str | None = None
    """Only callbacks that report this status, or this event of a conference, in Twilio's words."""
    skip: int = Field(default=0, ge=0)
    """So many that match are left in peace first."""
    times: int | None = Field(default=1, ge=1)
    """So many are hit, then no more; None is for ever."""
    chance: float = Field(default=1.0, ge=0, le=1)
    """How likely each of them is hit, drawn from the plan's seed."""


class Throttle(_Rule):
    """Refuses with 429; nothing is created. `retry_after` is seconds."""

    do: Literal["throttle"]
    on: RequestKind
    retry_after: int = Field(default=1, ge=0)
    when: Literal["before"] = "before"


class ServerError(_Rule):
    """Answers with a 5xx, before anything was done or after."""

    do: Literal["error"]
    on: RequestKind
    answer: int = Field(default=500, ge=500, le=599)
    when: Moment = "before"


class Refuse(_Rule):
    """Refuses with an error of Twilio's, or for mail with a bare HTTP status; nothing is created."""

    do: Literal["refuse"]
    on: RequestKind
    code: int | None = Field(default=None, ge=10_000, le=99_999)
    answer: int = Field(default=400, ge=400, le=499)
    when: Literal["before"] = "before"

    @model_validator(mode="after")
    def _twilio_names_a_code(self) -> Self:
        if self.on != "send_mail" and self.code is None:
            raise ValueError("a refusal of Twilio's needs its code, such as 21211")
        return self


class Cut(_Rule):
    """Closes the connection without an answer, before anything was done or after."""

    do: Literal["cut"]
    on: RequestKind
    when: Moment = "before"


class Slow(_Rule):
    """Takes its time, before anything is done or before it answers; `seconds` pass on the telephone's or a real clock."""

    do: Literal["slow"]
    on: RequestKind
    seconds: float = Field(ge=0)
    clock: Literal["telephone", "real"] = "telephone"
    when: Moment = "after"


class Hold(_Rule):
    """Stops a request before or after it is carried out, a callback before it is sent or after it was answered.

    It goes on when it is released, or is dropped then: a request's connection is cut, a callback is never sent.
    """

    do: Literal["hold"]
    on: RequestKind | CallbackKind
    when: Moment = "before"


class Duplicate(_Rule):
    """Sends a callback twice, under the same idempotency token; the second answer is not looked at."""

    do: Literal["duplicate"]
    on: CallbackKind


class Reorder(_Rule):
    """Sends a callback after the next one about the same call, text or conference; when none follows, it is never sent."""

    do: Literal["reorder"]
    on: ReportKind


class Late(_Rule):
    """Sends a callback so many telephone seconds later; others overtake it."""

    do: Literal["late"]
    on: CallbackKind
    seconds: float = Field(gt=0)


class Lose(_Rule):
    """Never sends a callback."""

    do: Literal["lose"]
    on: CallbackKind


class Unreachable(_Rule):
    """Finds the callback's address closed: every attempt fails to connect, or only the first `attempts` of them."""

    do: Literal["unreachable"]
    on: CallbackKind
    attempts: int | None = Field(default=None, ge=1)


class WrongSignature(_Rule):
    """Signs a callback as somebody would who does not know the account's token."""

    do: Literal["wrong_signature"]
    on: CallbackKind


RequestFault = Throttle | ServerError | Refuse | Cut | Slow | Hold
CallbackFault = Hold | Duplicate | Reorder | Late | Lose | Unreachable | WrongSignature
Rule = Annotated[
    Throttle
    | ServerError
    | Refuse
    | Cut
    | Slow
    | Hold
    | Duplicate
    | Reorder
    | Late
    | Lose
    | Unreachable
    | WrongSignature,
    Field(discriminator="do"),
]
Rules = TypeAdapter(tuple[Rule, ...])
_WITH_A_STATUS = ("call_status", "text_status", "conference_status")
_LISTED = f"{', '.join(_WITH_A_STATUS[:-1])} and {_WITH_A_STATUS[-1]}"


class FaultPlan(BaseModel):
    """Rules in order: of several that are due at the same event the first one acts. The seed decides every chance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 0
    rules: tuple[Rule, ...] = ()

    @field_validator("rules")
    @classmethod
    def _every_rule_has_its_own_name(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        named = tuple(rule.model_copy(update={"id": rule.id or str(place)}) for place, rule in enumerate(rules, 1))
        names = [rule.id for rule in named]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two rules are called {', '.join(twice)}")
        return named

    @field_validator("rules")
    @classmethod
    def _only_reports_have_a_status(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        for rule in rules:
            if rule.status is not None and rule.on not in _WITH_A_STATUS:
                raise ValueError(f"rule {rule.id}: only {_LISTED} have a status, not {rule.on}")
        return rules
