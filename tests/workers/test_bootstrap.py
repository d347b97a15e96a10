"""Where settings meet the providers' clients."""

import base64
import re
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import pytest
from pydantic import SecretStr
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from config.event_keys import new_event_keys
from config.settings import SIMULATED_ACCOUNT_SID, SIMULATED_NUMBER, Settings
from domain.names import Queue
from domain.tokens import AttemptToken, LinkToken
from tests.activities import test_calls, test_mails, test_texts
from tests.activities.company import call_to, company, mail_to, text_to
from tests.activities.provider import Provider, Says
from tests.workers.fakes import no_client
from workers.bootstrap import lane_rates, make_activities
from workers.registry import Activities

ACCOUNT = "AC" + 32 * "1"


Bootstrap = Callable[..., Activities]

SIGNING_KEY = "a signing key of the tests alone"
TRIAL = {"public_url": "https://mimp.larkfield.example", "twilio_auth_tokens": (SecretStr("a token of the trial"),)}
"""Simulated phones behind a public address."""


@pytest.fixture
def bootstrapped(threads: Executor) -> Bootstrap:
    """Makes the activities for settings."""

    def make(**given: Any) -> Activities:
        settings = Settings(signing_key=SecretStr(SIGNING_KEY), **given)
        return make_activities(settings, company(), no_client(), threads)

    return make


def real_telephone(bootstrapped: Bootstrap) -> Activities:
    """Return the activities of an installation with an account at Twilio; its simulator is out of reach."""
    return bootstrapped(
        public_url="https://mimp.larkfield.example",
        twilio_account_sid=ACCOUNT,
        twilio_auth_tokens=(SecretStr("the token"), SecretStr("the next token")),
        twilio_number="+447700900199",
        simulator_url="http://127.0.0.1:1",
    )


@pytest.fixture
def proxy(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """A company's proxy, which lets nothing out and remembers who was to be reached."""
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", provider.address)
    provider.answers = Says(403)
    return provider


async def test_simulated_calls_and_texts_go_to_the_simulator(bootstrapped: Bootstrap, provider: Provider) -> None:
    """Without an account of Twilio's, the simulator is called, as the account and number it knows."""
    activities = bootstrapped(simulator_url=provider.address)
    provider.answers = test_calls.ACCEPTED
    await ActivityEnvironment().run(activities.calls.place_call, call_to())
    provider.answers = test_texts.ACCEPTED
    await ActivityEnvironment().run(activities.texts.send_text, text_to())

    base = f"/2010-04-01/Accounts/{SIMULATED_ACCOUNT_SID}"
    assert [f"{base}/Calls.json", f"{base}/Messages.json"] == [asked.path for asked in provider.asked]
    assert [[SIMULATED_NUMBER]] * 2 == [asked.form["From"] for asked in provider.asked]


async def test_simulated_mails_go_to_the_simulator(bootstrapped: Bootstrap, provider: Provider) -> None:
    """Without a key of SendGrid's, the simulator gets the mail, from the address of the settings."""
    activities = bootstrapped(simulator_url=provider.address, mail_from="majors@larkfield.example")
    provider.answers = test_mails.ACCEPTED
    await ActivityEnvironment().run(activities.mails.send_mail, mail_to())

    assert ("/v3/mail/send", "majors@larkfield.example") == (provider.only.path, provider.only.json["from"]["email"])


async def test_real_calls_go_to_twilio(bootstrapped: Bootstrap, proxy: Provider) -> None:
    """With an account, Twilio itself is asked, and the simulator is not."""
    activities = real_telephone(bootstrapped)
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(activities.calls.place_call, call_to())

    assert [("CONNECT", "api.twilio.com:443")] == [(asked.method, asked.path) for asked in proxy.asked]


async def test_real_mails_go_to_sendgrid(bootstrapped: Bootstrap, proxy: Provider) -> None:
    """With a key, SendGrid itself is asked, and the simulator is not."""
    activities = bootstrapped(
        sendgrid_api_key=SecretStr("SG.real"),
        sendgrid_event_key=new_event_keys().public,
        simulator_url="http://127.0.0.1:1",
    )
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(activities.mails.send_mail, mail_to())

    assert {("CONNECT", "api.sendgrid.com:443")} == {(asked.method, asked.path) for asked in proxy.asked}


@pytest.mark.parametrize(
    ("given", "credentials"),
    [
        ({"twilio_auth_tokens": (SecretStr("first"), SecretStr("second"))}, f"{SIMULATED_ACCOUNT_SID}:first"),
        ({"twilio_api_key": "SK1", "twilio_api_secret": SecretStr("the secret")}, "SK1:the secret"),
    ],
)
async def test_an_api_key_goes_before_the_accounts_token(
    bootstrapped: Bootstrap, provider: Provider, given: dict[str, Any], credentials: str
) -> None:
    """An API key is used where there is one, and otherwise the first of the account's tokens."""
    provider.answers = test_calls.ACCEPTED
    await ActivityEnvironment().run(bootstrapped(simulator_url=provider.address, **given).calls.place_call, call_to())

    assert f"Basic {base64.b64encode(credentials.encode()).decode()}" == provider.only.headers["Authorization"]


async def test_callbacks_come_to_the_public_address_signed_with_the_key(
    bootstrapped: Bootstrap, provider: Provider
) -> None:
    """Workers and gateway share address and key, so the gateway can read what the workers wrote."""
    activities = bootstrapped(simulator_url=provider.address, **TRIAL)
    provider.answers = test_calls.ACCEPTED
    await ActivityEnvironment().run(activities.calls.place_call, call_to())
    place, _, token = provider.only.form["Url"][0].rpartition("/")

    assert "https://mimp.larkfield.example/twilio/voice" == place
    assert "ana" == AttemptToken.read(token, SIGNING_KEY).person


async def test_people_abroad_are_called_from_our_number_there(bootstrapped: Bootstrap, provider: Provider) -> None:
    """The numbers of the settings are those that people are called from."""
    numbers = {"twilio_number": "+447700900000", "twilio_numbers": ("+4930901820",)}
    activities = bootstrapped(simulator_url=provider.address, **numbers)
    provider.answers = test_calls.ACCEPTED
    for who in ("ana", "cy"):
        await ActivityEnvironment().run(activities.calls.place_call, call_to(who))

    assert [["+447700900000"], ["+4930901820"]] == [asked.form["From"] for asked in provider.asked]


async def test_links_in_mails_lead_to_the_public_address(bootstrapped: Bootstrap, provider: Provider) -> None:
    """A mail's link leads to the gateway, which can read what it is about."""
    activities = bootstrapped(simulator_url=provider.address, **TRIAL)
    provider.answers = test_mails.ACCEPTED
    await ActivityEnvironment().run(activities.mails.send_mail, mail_to())
    [link] = re.findall(
        r"^Open it, then press \"Take it\": https://mimp\.larkfield\.example/answer/(\S+)$",
        provider.only.json["content"][0]["value"],
        re.MULTILINE,
    )

    told = mail_to().pages[0]
    expected = LinkToken(
        page=told.page_id,
        owner=told.owner,
        incident=told.incident,
        person="ana",
        code=told.incident_code,
        team=told.team,
    )
    assert expected == LinkToken.read(link, SIGNING_KEY)


@pytest.mark.parametrize(
    ("name", "calls", "segments", "expected"),
    [
        ("Checkout", None, None, {Queue.CALLS: None, Queue.TEXTS: None}),
        ("Checkout", 5, 2, {Queue.CALLS: 5, Queue.TEXTS: 2}),
        ("Płatności", 5, 3, {Queue.CALLS: 5, Queue.TEXTS: 1}),
    ],
)
def test_a_text_counts_as_the_segments_of_the_longest_page(
    name: str, calls: float | None, segments: float | None, expected: dict[Queue, float | None]
) -> None:
    """Providers limit segments, queues limit texts: where pages need three segments, a third of the texts go out."""
    named = company().services["checkout"].model_copy(update={"name": name})
    organisation = company().model_copy(update={"services": {"checkout": named}})
    settings = Settings(calls_per_second=calls, text_segments_per_second=segments)

    assert expected | {Queue.COMMS: 25.0} == lane_rates(settings, organisation)
