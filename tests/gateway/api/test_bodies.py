"""A further request of people is one line of a table: its route and its body follow from its model."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import Field, model_validator

from config.settings import Settings
from domain.lifecycle import Actor
from domain.messages import Message, TeamCard
from gateway.api.asking import PersonsRequest, Requests
from gateway.api.doors import route_for
from gateway.counts import Counts
from gateway.people import People
from tests.domain.builders import NIGHT
from tests.gateway.api.builders import seen, shows
from tests.gateway.builders import CODE
from tests.gateway.company import organisation
from tests.gateway.fakes import FakeTemporal


class Card(Message):
    """A person, as a request names one."""

    id: str
    name: str
    time_zone: str


class HandOver(Message):
    """A request that names somebody else."""

    kind: Literal["hand_over"] = "hand_over"
    actor: Actor
    code: str | None = None
    to: Card
    instead_of: Card | None = None
    minutes: Annotated[int, Field(ge=5, description="How long it stands.")] = 30

    @model_validator(mode="after")
    def _to_another(self) -> "HandOver":
        if self.to == self.instead_of:
            raise ValueError("it cannot be handed to the same person")
        return self


class CallTeam(Message):
    """A request that names a team."""

    kind: Literal["call_team"] = "call_team"
    actor: Actor
    code: str | None = None
    team: TeamCard


class Accept(Message):
    """A request that needs nothing but who asks, and by which clock they live."""

    kind: Literal["accept"] = "accept"
    actor: Actor
    code: str | None = None


class Note(Message):
    """A request with a choice in it."""

    kind: Literal["note"] = "note"
    actor: Actor
    code: str | None = None
    how: Literal["plain", "urgent"] = "plain"
    text: str | None = None


TABLE = [
    PersonsRequest(HandOver, "Hand it over"),
    PersonsRequest(CallTeam, "Call a team"),
    PersonsRequest(Accept, "Accept it"),
    PersonsRequest(Note, "Write it down"),
]


@pytest.fixture
async def ana(settings: Settings, temporal: FakeTemporal) -> AsyncIterator[httpx.AsyncClient]:
    """Ana, before a gateway with these requests."""
    temporal.seen[CODE] = [seen()]
    company = organisation()
    router = APIRouter(route_class=route_for(People(company, settings.person_tokens, Counts())))
    Requests(temporal, company, lambda: NIGHT).routes(router, TABLE)
    app = FastAPI()
    app.include_router(router)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=shows("mimp_ana")) as client:
        yield client


async def asked(ana: httpx.AsyncClient, path: str, body: Any = None) -> httpx.Response:
    """Ask for something."""
    return await ana.post(f"/incidents/{CODE}/{path}", json=body)


def the_one(temporal: FakeTemporal) -> Message:
    """Return the request that reached the incident."""
    [(_, request)] = temporal.asks.values()
    assert isinstance(request, Message)
    return request


async def schema_of(ana: httpx.AsyncClient, body: str) -> dict[str, Any]:
    """Return how a body is described."""
    described: dict[str, Any] = (await ana.get("/openapi.json")).json()["components"]["schemas"][body]
    return described


async def test_a_person_is_given_by_id_and_filled_in_from_the_organisation(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Name and time zone are the organisation's, whatever anybody would write; what may be left out has its default."""
    response = await asked(ana, "hand-over", {"to": "bo"})
    request = the_one(temporal)

    assert 200 == response.status_code
    assert isinstance(request, HandOver)
    assert (Card(id="bo", name="Bo", time_zone="Europe/London"), None, 30) == (
        request.to,
        request.instead_of,
        request.minutes,
    )
    assert ("ana", CODE) == (request.actor.contact, request.code)


async def test_a_person_who_need_not_be_given_may_be(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Whoever is named in addition is looked up alike."""
    await asked(ana, "hand-over", {"to": "bo", "instead_of": "cy", "minutes": 5})
    request = the_one(temporal)

    assert isinstance(request, HandOver)
    assert request.instead_of
    assert ("Cy", 5) == (request.instead_of.name, request.minutes)


@pytest.mark.parametrize("body", [{"to": "nobody"}, {"to": "bo", "instead_of": "nobody"}])
async def test_a_person_nobody_knows_is_told_by_field(
    ana: httpx.AsyncClient, temporal: FakeTemporal, body: dict[str, str]
) -> None:
    """A mistyped id changes nothing."""
    response = await asked(ana, "hand-over", body)
    field = next(name for name, who in body.items() if who == "nobody")

    assert (422, f"{field}: nobody in the organisation file has the id 'nobody'.") == (
        response.status_code,
        response.json()["error"],
    )
    assert {} == temporal.asks


async def test_a_team_is_given_by_id_and_named_by_the_organisation(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """A mistyped team is nobody's: it is said so, and neither that nor a person's id has anybody called."""
    for nobody in ("discovrey", "bo", "x" * 3000):
        response = await asked(ana, "call-team", {"team": nobody})
        words = f"team: no team in the organisation file has the id '{nobody[:77]}{'...' if nobody[80:] else ''}'."
        assert (422, words) == (response.status_code, response.json()["error"])
    assert {} == temporal.asks
    await asked(ana, "call-team", {"team": "platform"})
    request = the_one(temporal)

    assert isinstance(request, CallTeam)
    assert TeamCard(id="platform", name="Platform") == request.team
    described = (await schema_of(ana, "CallTeamBody"))["properties"]["team"]
    assert "A team's id in the organisation file." == described["description"]


@pytest.mark.parametrize("to", [{"id": "bo", "name": "Head of department", "time_zone": "UTC"}, 1, None])
async def test_nobody_is_named_by_anything_but_an_id(
    ana: httpx.AsyncClient, temporal: FakeTemporal, to: object
) -> None:
    """A card that somebody has written is not taken."""
    assert (422, {}) == ((await asked(ana, "hand-over", {"to": to})).status_code, temporal.asks)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"to": "bo", "minutes": 4}, "minutes: Input should be greater than or equal to 5."),
        ({"to": "bo", "instead_of": "bo"}, "The body: Value error, it cannot be handed to the same person."),
        ({"to": "bo", "kind": "hand_over"}, "kind: Extra inputs are not permitted."),
    ],
)
async def test_the_models_own_rules_hold(
    ana: httpx.AsyncClient, temporal: FakeTemporal, body: dict[str, object], said: str
) -> None:
    """Bounds and rules of a request are those of its model, told in words; its kind is not a person's to give."""
    response = await asked(ana, "hand-over", body)

    assert (422, said, {}) == (response.status_code, response.json()["error"], temporal.asks)


async def test_a_request_that_needs_nothing_needs_no_body(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Accepting takes no more than asking for it; the clock by which somebody lives is known."""
    assert 200 == (await ana.post(f"/incidents/{CODE}/accept")).status_code
    request = the_one(temporal)

    assert isinstance(request, Accept)
    assert "Europe/London" == request.actor.time_zone


async def test_a_choice_is_a_persons_to_make(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """One of several words is a field like any other."""
    await asked(ana, "note", {"how": "urgent"})
    request = the_one(temporal)

    assert isinstance(request, Note)
    assert "urgent" == request.how


async def test_a_body_is_described_by_what_a_person_gives(ana: httpx.AsyncClient) -> None:
    """The description has the fields to give, with their words and bounds, and says that people are given by id."""
    described = await schema_of(ana, "HandOverBody")
    fields = described["properties"]

    assert (["to"], {"to", "instead_of", "minutes"}) == (described["required"], fields.keys())
    assert ("string", "A person's id in the organisation file.") == (fields["to"]["type"], fields["to"]["description"])
    assert (5, "How long it stands.") == (fields["minutes"]["minimum"], fields["minutes"]["description"])
