"""The gateway in one process, with a fake engine behind it and a fake Twilio before it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from config.event_keys import new_event_keys
from config.settings import Settings
from gateway.app import create_app
from gateway.temporal_gate import TemporalGate
from records.database import open_records
from records.receipts import Receipts
from records.upkeep import prepare
from tests.domain.builders import NIGHT
from tests.gateway.builders import SIGNING_KEY, token
from tests.gateway.company import organisation
from tests.gateway.fake_client import FakeClient, Pauses, as_client, nobody
from tests.gateway.fakes import AUTH_TOKEN, PUBLIC_URL, Caller, FakeSendGrid, FakeTemporal, FakeTwilio

ALERT_TOKENS = ("first-token-of-two", "second-token-of-two")


EVENT_KEYS = new_event_keys()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two tokens of every kind, as while they are changed; records of the test's own."""
    records = f"sqlite:///{tmp_path}/records.db"
    prepare(open_records(records))
    return Settings(
        public_url=PUBLIC_URL,
        signing_key=SecretStr(SIGNING_KEY),
        alert_tokens=tuple(SecretStr(each) for each in ALERT_TOKENS),
        twilio_auth_tokens=(SecretStr("the next token"), SecretStr(AUTH_TOKEN)),
        sendgrid_event_key=EVENT_KEYS.public,
        records_url=SecretStr(records),
    )


@pytest.fixture
def temporal() -> FakeTemporal:
    """An engine that remembers."""
    return FakeTemporal()


@pytest.fixture
async def client(settings: Settings, temporal: FakeTemporal) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the gateway; an error nobody foresaw fails the test."""
    app = create_app(settings, organisation(), temporal, lambda: NIGHT)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


@pytest.fixture
def twilio(client: httpx.AsyncClient) -> FakeTwilio:
    """Twilio, with the account's token."""
    return FakeTwilio(client)


@pytest.fixture
def sendgrid(client: httpx.AsyncClient) -> FakeSendGrid:
    """SendGrid, with the key of our event webhook."""
    return FakeSendGrid(client, EVENT_KEYS.private)


@pytest.fixture
def kept(settings: Settings) -> Receipts:
    """What the gateway has written down."""
    return Receipts(open_records(settings.records_url.get_secret_value()))


@pytest.fixture
def caller(twilio: FakeTwilio) -> Caller:
    """Ana, whose phone rang for checkout."""
    return Caller(twilio, token("ana"))


@pytest.fixture
def fake_client() -> FakeClient:
    """A client of an empty Temporal."""
    return FakeClient()


@pytest.fixture
def pauses() -> Pauses:
    """What the gate waits between two tries."""
    return Pauses()


@pytest.fixture
def gate(fake_client: FakeClient, pauses: Pauses) -> TemporalGate:
    """A gate with the client behind it."""
    return TemporalGate(nobody, as_client(fake_client), pause=pauses)
