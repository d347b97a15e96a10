"""The providers' clients: a limit on every call, the right credentials, the right address."""

import base64

import pytest

from activities.providers import TIMEOUT_SECONDS, sendgrid_client, twilio_client
from tests.activities.provider import Provider
from tests.activities.test_texts import ACCEPTED
from tests.activities.twilio_words import ACCOUNT, BASE


def test_no_provider_is_waited_for_longer_than_the_engine_waits() -> None:
    """Both clients give up on a request long before the workflow does on the activity, so there is time to look what came of it."""
    twilio = twilio_client(ACCOUNT, "the secret")
    sendgrid = sendgrid_client("SG.the-key")

    assert (6.0, 6.0, 6.0) == (TIMEOUT_SECONDS, twilio.http_client.timeout, sendgrid.client.mail.send.timeout)


def test_by_default_the_providers_themselves_are_asked() -> None:
    """Without another address SendGrid's own is used, and Twilio's, over the proxy of the environment if there is one."""
    client = twilio_client(ACCOUNT, "the secret")

    assert "https://api.sendgrid.com" == sendgrid_client("SG.the-key").client.host
    assert ("https://api.twilio.com", True) == (client.api.base_url, client.http_client.session.trust_env)


@pytest.mark.parametrize(("api_key", "user"), [(None, ACCOUNT), ("SK1", "SK1")])
def test_the_account_is_used_with_its_own_token_or_an_api_key(
    provider: Provider, api_key: str | None, user: str
) -> None:
    """An API key opens the account without its token, and without one the account's own token does."""
    provider.answers = ACCEPTED
    client = twilio_client(ACCOUNT, "the secret", api_key=api_key, base_url=provider.address)
    client.messages.create(to="+447700900101", from_="+15005550006", body="Hello")
    client.http_client.session.close()

    expected = "Basic " + base64.b64encode(f"{user}:the secret".encode()).decode()
    assert (f"{BASE}/Messages.json", expected) == (provider.only.path, provider.only.headers["Authorization"])
