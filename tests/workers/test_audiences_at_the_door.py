"""What crosses a boundary of Temporal for one audience is not read by what serves the other (P15)."""

from typing import Any

import pytest
from pydantic import BaseModel, SecretStr, ValidationError
from temporalio import activity

from config.settings import Settings
from config.temporal import DATA_CONVERTER
from domain.audiences import Audience
from domain.comms.rounds.requests import CommsAsk
from domain.names import Queue
from tests.activities.company import company
from tests.domain.comms.test_two_audiences import EXAMPLES, pairs
from tests.workers.fakes import no_client, no_threads
from workers.bootstrap import make_activities

TWINS = dict(pairs()) | {technical: business for business, technical in pairs()}


def of_rounds() -> dict[str, activity._Definition]:
    """Return, by name, every activity that takes or gives what is one audience's."""
    activities = make_activities(
        Settings(signing_key=SecretStr("a signing key of the tests alone")), company(), no_client(), no_threads()
    )
    served = [activity._Definition.must_from_callable(each) for queue in Queue for each in activities.serving(queue)]
    return {str(each.name): each for each in served if TWINS.keys() & {*(each.arg_types or ()), each.ret_type}}


async def carried(what: BaseModel, as_what: Any) -> Any:
    """Return what Temporal carries as it is read at the other end."""
    [read] = await DATA_CONVERTER.decode(await DATA_CONVERTER.encode([what]), [as_what])
    return read


def test_every_activity_of_rounds_names_its_audience() -> None:
    """There is a pair of each, and none for both."""
    assert {
        f"{verb}_{audience}_{what}"
        for audience in Audience
        for verb, what in (("resolve", "recipients"), ("send", "mails"), ("send", "text"))
    } == set(of_rounds())


@pytest.mark.parametrize("name", sorted(of_rounds()))
async def test_no_activity_takes_or_gives_what_is_the_others(name: str) -> None:
    """Its own is read as it was sent, and its twin is refused before anything is done with it."""
    door = of_rounds()[name]
    for kind in {*(door.arg_types or ()), door.ret_type} & TWINS.keys():
        assert EXAMPLES[kind] == await carried(EXAMPLES[kind], kind)
        with pytest.raises((ValidationError, RuntimeError)):
            await carried(EXAMPLES[TWINS[kind]], kind)


@pytest.mark.parametrize("audience", list(Audience))
async def test_a_draft_that_says_it_is_for_the_other_is_read_by_no_rounds(audience: Audience) -> None:
    """Also when it is written with Temporal's own tools."""
    [other] = set(Audience) - {audience}
    draft = {"actor": {"contact": "ana", "name": "Ana"}, "kind": f"write_{audience}_draft", "audience": other}

    with pytest.raises(ValidationError, match="audience"):
        CommsAsk.model_validate({"request": draft})
