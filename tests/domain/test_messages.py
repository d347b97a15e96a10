"""The models that cross a Temporal boundary."""

import inspect

import pytest
from pydantic import ValidationError

from domain import messages
from domain.messages import Answer, Message, Verb
from tests.domain.builders import answer_of

MODELS = [each for _, each in inspect.getmembers(messages, inspect.isclass) if issubclass(each, Message)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_message_is_not_changed_once_it_is_sent(model: type[Message]) -> None:
    """Every model that crosses a boundary is frozen, so that what was judged is what is carried out."""
    assert model.model_config["frozen"] is True


def test_changing_a_message_is_an_error() -> None:
    """An answer cannot be turned into another one on its way."""
    with pytest.raises(ValidationError):
        answer_of("ana", Verb.ACKNOWLEDGE).verb = Verb.PASS_ON  # type: ignore[misc] # the point of the test


def test_a_message_survives_the_wire() -> None:
    """What is read back is what was sent."""
    given = answer_of("ana", Verb.KEEP_LOOKING)

    assert given == Answer.model_validate_json(given.model_dump_json())


def test_a_field_of_a_newer_version_is_overlooked() -> None:
    """Fields are only added: a message with one more is still read by whoever does not know it."""
    given = answer_of("ana", Verb.ACKNOWLEDGE)

    assert given == Answer.model_validate({**given.model_dump(), "added_later": True})
