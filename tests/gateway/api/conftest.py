"""The gateway as people meet it: Ana, Bo and Cy have tokens of their own, and the checkout incident is open."""

from collections.abc import AsyncIterator

import httpx
import pytest

from config.settings import Settings
from domain.audiences import Audience
from domain.history.rows import HistoryToRecord
from gateway.app import create_app
from records.database import open_records
from records.history import History
from records.upkeep import migrate
from tests.domain.builders import NIGHT
from tests.domain.comms.shown import unwritten
from tests.domain.history.pasts import PAST
from tests.domain.review.shown import review
from tests.gateway.api.builders import person_tokens, seen, shows
from tests.gateway.builders import CODE
from tests.gateway.company import organisation
from tests.gateway.fake_client import Pauses
from tests.gateway.fakes import FakeTemporal


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Everything the gateway is given, with the tokens of people."""
    return settings.model_copy(update={"person_tokens": person_tokens()})


@pytest.fixture
async def client(settings: Settings, temporal: FakeTemporal, pauses: Pauses) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client that shows no token; an error nobody foresaw fails the test."""
    temporal.seen[CODE] = [seen()]
    temporal.reviews[CODE] = review()
    for audience in Audience:
        temporal.comms[CODE, audience] = unwritten(audience)
    app = create_app(settings, organisation(), temporal, lambda: NIGHT, pause=pauses)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway") as client:
        yield client


@pytest.fixture
def ana(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Ana, of the team in charge, who shows her token."""
    client.headers.update(shows("mimp_ana"))
    return client


@pytest.fixture
def known(settings: Settings) -> None:
    """The record knows the night the checkout failed."""
    engine = open_records(settings.records_url.get_secret_value())
    migrate(engine)
    History(engine).write(HistoryToRecord(code=CODE, incident=PAST.incident, entries=PAST.entries))
    engine.dispose()
