"""What is meant for one audience never gets to the other: every way that could lead there is tried (P15)."""

import ast
import inspect
import json
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from domain.comms.audience import recipients
from domain.comms.audience.recipients import RoundChannel
from domain.comms.dispatch import delivery
from domain.comms.dispatch.sending import failed
from domain.comms.drafting import updates
from domain.comms.rounds import editions, requests, rounds
from domain.comms.rounds.editions import BusinessEdition, TechnicalEdition
from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from domain.organisation import Channel
from tests.architecture.tree import sources
from tests.domain.builders import NIGHT, at
from tests.domain.comms.desk import (
    ANSWERS,
    BUSINESS,
    TECHNICAL,
    adds,
    approves,
    ask,
    begun,
    cadence,
    drops,
    engineer,
    found,
    hand_over,
    mins,
    send_one,
    sends,
    stakeholder,
    writes,
    written,
)

TEXT: RoundChannel = Channel.TEXT
MODULES = (delivery, editions, recipients, requests, updates)
ONLY_SHOW = {
    *(("domain/comms/drafting/words.py", name) for name in ("_common", "_news")),
    ("domain/comms/drafting/preview.py", "of"),
}
"""What both are told alike, read off a round or the recipients of either into plain words: nothing of an audience's own types comes
out. A preview's messages are written by what was given to it for one audience, and it sends nothing."""

MAY_NAME_BOTH = {
    "domain/comms/rounds/editions.py",
    "domain/comms/dispatch/sending.py",
    "domain/comms/rounds/views.py",
    "domain/comms/rounds/situation.py",
}
"""Where both stand side by side as alternatives; that nothing gets from one to the other there is tried below."""


def pairs() -> list[tuple[type[BaseModel], type[BaseModel]]]:
    """Return every model of one audience with its twin of the other."""
    models: dict[str, type[BaseModel]] = {}
    for module in MODULES:
        models |= {name: each for name, each in vars(module).items() if _is_model(each, module)}
    return [
        (model, models[name.replace("Business", "Technical")])
        for name, model in models.items()
        if name.startswith(("Business", "WriteBusiness")) and name.replace("Business", "Technical") in models
    ]


def _is_model(each: object, module: ModuleType) -> bool:
    return inspect.isclass(each) and issubclass(each, BaseModel) and each.__module__ == module.__name__


def example(case: Rounds) -> dict[type[BaseModel], BaseModel]:
    """Return one filled model of each type that comes up while a round is written, sent and received."""
    send_one(case, at(5))
    found(case, stakeholder("bea"), stakeholder("ben", TEXT), engineer("tom"), engineer("tim", TEXT))
    whom = case.edition.whom(case.incident_status)
    audience = case.edition.audience
    orders: list[Any] = hand_over(case, at(6))
    people = tuple(order.recipient if hasattr(order, "recipient") else order.recipients[0] for order in orders)
    ask(case, writes("ana", audience, **ANSWERS), at(7))
    ask(case, approves("ana", case.revision, audience=audience), at(7))
    seen: list[Any] = [*orders, *people, case.edition, whom]
    seen += [case.edition.round, case.edition.round and case.edition.round.update, writes("ana", audience, impact="x")]
    kind: Any = recipients.BusinessRecipients if audience is BUSINESS else recipients.TechnicalRecipients
    seen.append(kind(recipients=people))
    return {type(each): each for each in seen}


EXAMPLES = {**example(begun(BUSINESS)), **example(begun(TECHNICAL))}


def test_every_model_of_an_audience_has_a_twin_and_an_example() -> None:
    """The pairs below are all there are."""
    assert len(pairs()) >= 9
    assert {each for pair in pairs() for each in pair} <= set(EXAMPLES)


@pytest.mark.parametrize(("business", "technical"), pairs(), ids=lambda model: model.__name__)
def test_neither_is_taken_for_the_other(business: type[BaseModel], technical: type[BaseModel]) -> None:
    """What crosses a boundary as one cannot be read as the other, whole or as JSON, in either direction."""
    for mine, other in ((business, technical), (technical, business)):
        with pytest.raises(ValidationError):
            other.model_validate_json(EXAMPLES[mine].model_dump_json())
        with pytest.raises(ValidationError):
            other.model_validate(EXAMPLES[mine].model_dump())
        with pytest.raises(ValidationError):
            other.model_validate(EXAMPLES[mine])


def parts() -> list[tuple[type[BaseModel], str, type[BaseModel]]]:
    """Return every field of a model that says whom it is for, or holds a part that does, with the model's twin."""
    both = [*pairs(), *((technical, business) for business, technical in pairs())]
    return [
        (mine, field, other)
        for mine, other in both
        for field, part in EXAMPLES[other].model_dump(mode="json").items()
        if field == "audience" or '"audience":' in json.dumps(part)
    ]


def test_every_model_says_whom_it_is_for() -> None:
    """By itself, or by a part of it; so that below each is tried."""
    assert {each for pair in pairs() for each in pair} == {mine for mine, _, _ in parts()}


@pytest.mark.parametrize(("mine", "field", "other"), parts(), ids=lambda each: getattr(each, "__name__", each))
def test_no_field_takes_what_is_the_others(mine: type[BaseModel], field: str, other: type[BaseModel]) -> None:
    """A round, a batch or a text with one part of the other audience in it is not made at all."""
    whole, twin = EXAMPLES[mine].model_dump(mode="json"), EXAMPLES[other].model_dump(mode="json")
    assert mine.model_validate(whole) == EXAMPLES[mine]
    with pytest.raises(ValidationError):
        mine.model_validate({**whole, field: twin[field]})


@pytest.mark.parametrize("audience", [BUSINESS, TECHNICAL])
def test_no_request_for_the_other_audience_changes_anything(audience: Any) -> None:
    """Whatever is asked of the wrong rounds is refused, also of the one who may do everything, and leaves them as they were."""
    other = TECHNICAL if audience is BUSINESS else BUSINESS
    case = begun(audience)
    send_one(case, NIGHT)
    before = case.model_copy(deep=True)
    wrong = [
        writes("ana", other, impact="x"),
        approves("ana", 1, audience=other),
        sends("ana", audience=other),
        cadence("ana", other, interval=mins(30)),
        adds("ana", other, person="zoe"),
        drops("ana", other, person="bea"),
    ]
    for request in wrong:
        with pytest.raises(Refused, match="stays there"):
            ask(case, request, at(1))
    assert before == case


@pytest.mark.parametrize("audience", [BUSINESS, TECHNICAL])
def test_what_failed_of_the_other_audiences_moves_nobody(audience: Any) -> None:
    """Who is of both goes on to their next channel where a message failed, and not where it arrived."""
    other = TECHNICAL if audience is BUSINESS else BUSINESS
    case = begun(audience)
    send_one(case, NIGHT)
    found(case, stakeholder("cy", Channel.MAIL, Channel.TEXT), engineer("cy", Channel.MAIL, Channel.TEXT))
    hand_over(case, at(1))
    failure = delivery.Failed(person="cy", channel=Channel.MAIL, number=1, reason="550")
    report = delivery.DeliveriesFailed(code=case.code, audience=other, failed=(failure,))
    before = case.model_copy(deep=True)
    failed(case, report, at(2))
    assert before == case

    failed(case, report.model_copy(update={"audience": audience}), at(2))
    assert Channel.TEXT is case.edition.deliveries["cy"].channel


@pytest.mark.parametrize(
    ("audience", "because", "said"),
    [
        (BUSINESS, "a test of the database", "This is over: it was not a major incident."),
        (BUSINESS, "a false alarm", "This is over: it was not a major incident. A false alarm."),
        (TECHNICAL, "a test of the database", "This is over: it was not a major incident. A test of the database."),
    ],
)
def test_an_engineers_reason_is_not_told_to_the_business(audience: Any, because: str, said: str) -> None:
    """Nobody rewords what a stand-down says: a technical word in it keeps the reason out, and the timeline says which."""
    case = begun(audience)
    send_one(case, NIGHT)
    stood_down = case.incident_status.model_copy(
        update={"stood_down_at": at(5), "stood_down_by": "Cy", "stood_down_because": because}
    )
    rounds.take_in(case, stood_down, at(7))
    rounds.close(case, at(5))

    assert case.edition.round is not None
    assert said == case.edition.round.update.status
    left_out = [entry.why for entry in written(case) if "leaves the reason out" in entry.what]
    assert ("database" in because and audience is BUSINESS) == any('"database"' in (why or "") for why in left_out)


def test_a_team_is_never_told_with_the_business() -> None:
    """A whole technical team cannot be added to the business stakeholders by a slip."""
    with pytest.raises(Refused, match="one person of the business stakeholders"):
        ask(begun(), adds("ana", team="storefront"), NIGHT)


def test_the_state_of_one_audience_takes_no_part_of_the_others() -> None:
    """What is carried over a continue-as-new is read back as what it was, or not at all."""
    assert isinstance(Rounds.model_validate_json(begun(BUSINESS).model_dump_json()).edition, BusinessEdition)
    assert isinstance(Rounds.model_validate_json(begun(TECHNICAL).model_dump_json()).edition, TechnicalEdition)
    carried = begun(TECHNICAL)
    send_one(carried, NIGHT)
    mixed = {**carried.edition.model_dump(), "audience": "business"}
    with pytest.raises(ValidationError):
        Rounds.model_validate({**carried.model_dump(), "edition": mixed})


def test_no_function_turns_one_into_the_other() -> None:
    """Outside of the alternatives named above no function takes what is one audience's and returns what is the other's."""
    mixing = []
    for source in sources("domain", "workflows"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and source.name not in MAY_NAME_BOTH:
                named = " ".join(ast.unparse(each) for each in [node.args, node.returns] if each)
                if "Business" in named.replace("BusinessArea", "") and "Technical" in named:
                    mixing.append((source.name, node.name, ast.unparse(node.returns) if node.returns else ""))
    assert ONLY_SHOW == {(file, name) for file, name, _ in mixing}
    assert [] == [each for each in mixing if "Business" in each[2] or "Technical" in each[2]]
