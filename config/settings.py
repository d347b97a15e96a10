"""Settings from the environment (`MIMP_…`), read once at start into one frozen model.

The defaults run everything on one machine with simulated providers. Giving the credentials of a real provider, or the address of an
existing Temporal, chooses it; nothing else changes.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.event_keys import is_public_key
from config.lists import CommaSeparated
from config.person_tokens import PersonToken, PersonTokens
from domain.senders import not_international

SIMULATED_ACCOUNT_SID = "AC00000000000000000000000000000000"
SIMULATED_SECRET = "simulated"  # noqa: S105 - opens nothing but the simulator on this machine
SIMULATED_NUMBER = "+15005550006"
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_KEY_CHARACTERS = 32  # 128 bits when it is written in hexadecimal digits
_TOKEN_CHARACTERS = 16
_HOW_TO_MAKE_ONE = "'openssl rand -hex 32' makes one"
_RATE_OF_A_NEW_ACCOUNT = (
    1.0  # a second, calls and text segments alike; the provider queues the rest (Twilio documentation)
)


class SettingsInvalid(Exception):
    """The environment does not make sense; the text has one line for each mistake."""


class Settings(BaseSettings):
    """Everything that differs from one installation to the next."""

    model_config = SettingsConfigDict(
        env_prefix="MIMP_",
        frozen=True,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # the input is the environment, secrets and all
    )

    organisation: Path = Path("config/organisation.yaml")
    templates: Path | None = None

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_tls: bool = False
    temporal_api_key: SecretStr | None = None

    public_url: str = "http://127.0.0.1:8080"
    gateway_host: str = "127.0.0.1"
    gateway_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    signing_key: SecretStr | None = None
    alert_tokens: Annotated[tuple[SecretStr, ...], NoDecode, CommaSeparated] = ()
    person_tokens: Annotated[tuple[PersonToken, ...], NoDecode, PersonTokens] = ()

    simulator_url: str = "http://127.0.0.1:8090"
    twilio_account_sid: str = SIMULATED_ACCOUNT_SID
    twilio_auth_tokens: Annotated[tuple[SecretStr, ...], NoDecode, CommaSeparated] = (SecretStr(SIMULATED_SECRET),)
    twilio_api_key: str | None = None
    twilio_api_secret: SecretStr | None = None
    twilio_number: str = SIMULATED_NUMBER
    twilio_numbers: Annotated[tuple[str, ...], NoDecode, CommaSeparated] = ()
    sendgrid_api_key: SecretStr = SecretStr(SIMULATED_SECRET)
    sendgrid_event_key: str | None = None
    mail_from: str = "incidents@example.com"

    calls_per_second: Annotated[float, Field(gt=0)] | None = None
    text_segments_per_second: Annotated[float, Field(gt=0)] | None = None

    records_url: SecretStr = SecretStr("sqlite:///.mimp/records.db")  # it may hold a password

    metrics_address: str | None = None
    overdue_after_seconds: Annotated[int, Field(gt=0)] = 300
    heartbeat_url: str | None = None

    @property
    def our_numbers(self) -> tuple[str, ...]:
        """The numbers people call us at (E.164), the usual one first."""
        return (self.twilio_number, *self.twilio_numbers)

    @property
    def telephone_simulated(self) -> bool:
        """Whether calls and texts go to the simulator: so long as no account of Twilio's is named."""
        return self.twilio_account_sid == SIMULATED_ACCOUNT_SID

    @property
    def mail_simulated(self) -> bool:
        """Whether mails go to the simulator: so long as no key of SendGrid's is given."""
        return self.sendgrid_api_key.get_secret_value() == SIMULATED_SECRET

    @property
    def call_rate(self) -> float | None:
        """Calls started in a second: with a real account that of a new one, unless told otherwise; None is no limit."""
        return self.calls_per_second or self._rate_of_a_new_account()

    @property
    def text_segment_rate(self) -> float | None:
        """Segments of texts sent in a second: with a real account that of a new one, unless told otherwise; None is no limit."""
        return self.text_segments_per_second or self._rate_of_a_new_account()

    def _rate_of_a_new_account(self) -> float | None:
        return None if self.telephone_simulated else _RATE_OF_A_NEW_ACCOUNT

    def secret(self) -> str:
        """Return the key that signs callback tokens.

        Raises:
            SettingsInvalid: none is set.

        """
        if self.signing_key is None:
            raise SettingsInvalid(
                "MIMP_SIGNING_KEY is not set: give a long random text, the same to every worker and gateway; "
                f"{_HOW_TO_MAKE_ONE}."
            )
        return self.signing_key.get_secret_value()

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        mistakes = [
            *self._easily_guessed(),
            *self._half_a_telephone(),
            *self._known_to_anybody(),
            *self._no_word_of_mails(),
            *self._no_numbers(),
            *self._no_public_address(),
            *self._no_temporal_address(),
            *self._no_way_to_watch(),
        ]
        if mistakes:
            raise PydanticCustomError("belong_together", "{mistakes}", {"mistakes": "\n".join(mistakes)})
        return self

    def _easily_guessed(self) -> Iterator[str]:
        if self.signing_key and _shorter(self.signing_key, _KEY_CHARACTERS):
            yield (
                f"MIMP_SIGNING_KEY has fewer than {_KEY_CHARACTERS} characters, and whoever guesses it answers pages: "
                f"give a long random text; {_HOW_TO_MAKE_ONE}."
            )
        if any(_shorter(token, _TOKEN_CHARACTERS) for token in self.alert_tokens):
            yield (
                f"MIMP_ALERT_TOKENS has a token of fewer than {_TOKEN_CHARACTERS} characters, and whoever guesses it wakes people: "
                f"give long random texts; {_HOW_TO_MAKE_ONE}."
            )

    def _half_a_telephone(self) -> Iterator[str]:
        simulated = self._auth_tokens() == {SIMULATED_SECRET}
        if not self.twilio_auth_tokens:
            yield "MIMP_TWILIO_AUTH_TOKENS names no token: give one, or two while they are being changed."
        elif not self.telephone_simulated and (simulated or self.twilio_number == SIMULATED_NUMBER):
            yield "MIMP_TWILIO_ACCOUNT_SID is set: MIMP_TWILIO_AUTH_TOKENS and MIMP_TWILIO_NUMBER are needed as well."
        if bool(self.twilio_api_key) != bool(self.twilio_api_secret):
            yield "MIMP_TWILIO_API_KEY and MIMP_TWILIO_API_SECRET belong together: set both or none."

    def _known_to_anybody(self) -> Iterator[str]:
        """The simulator's secret stands in this file: with it anybody signs texts and key presses in Twilio's name."""
        tokens = self._auth_tokens()
        if SIMULATED_SECRET in tokens and not self.telephone_simulated and len(tokens) > 1:
            yield (
                f"MIMP_TWILIO_AUTH_TOKENS names '{SIMULATED_SECRET}', which anybody knows: "
                "name nothing but the tokens of your account."
            )
        if SIMULATED_SECRET in tokens and self.telephone_simulated and self._reached_from_outside():
            yield (
                f"MIMP_TWILIO_AUTH_TOKENS names '{SIMULATED_SECRET}', which anybody knows, and others reach MIMP_PUBLIC_URL: "
                "give a long random text, and the same to the simulator (--auth-token) if you run one."
            )

    def _no_word_of_mails(self) -> Iterator[str]:
        where = "SendGrid shows it as the verification key of the signed event webhook"
        if self.sendgrid_event_key is None:
            if not self.mail_simulated:
                yield f"MIMP_SENDGRID_API_KEY is set: MIMP_SENDGRID_EVENT_KEY is needed as well; {where}."
        elif not is_public_key(self.sendgrid_event_key):
            yield f"MIMP_SENDGRID_EVENT_KEY is no public key: {where}, in one line."

    def _reached_from_outside(self) -> bool:
        """Whether a proxy that speaks TLS stands before the gateway, as it does where others than this machine reach it."""
        host = _host(self.public_url)
        return host is not None and host not in _THIS_MACHINE and self.public_url.lower().startswith("https")

    def _auth_tokens(self) -> set[str]:
        return {token.get_secret_value() for token in self.twilio_auth_tokens}

    def _no_numbers(self) -> Iterator[str]:
        given = {"MIMP_TWILIO_NUMBER": (self.twilio_number,), "MIMP_TWILIO_NUMBERS": self.twilio_numbers}
        for name, numbers in given.items():
            for number in not_international(numbers):
                yield f"{name}: '{number}' is no number in international form: write it like +447700900000."

    def _no_public_address(self) -> Iterator[str]:
        host = _host(self.public_url)
        if host is None:
            yield f"MIMP_PUBLIC_URL is '{self.public_url}': give the address providers reach us at, such as https://mimp.example.com."
        elif not self.telephone_simulated and host in _THIS_MACHINE:
            yield "MIMP_PUBLIC_URL points to this machine: Twilio needs an address it can reach from outside."

    def _no_temporal_address(self) -> Iterator[str]:
        if re.fullmatch(r"[^\s/@]+:\d{1,5}", self.temporal_address) is None:
            yield f"MIMP_TEMPORAL_ADDRESS is '{self.temporal_address}': give host and port, such as temporal.example.com:7233."

    def _no_way_to_watch(self) -> Iterator[str]:
        if self.metrics_address is not None and not _is_ip_and_port(self.metrics_address):
            yield f"MIMP_METRICS_ADDRESS is '{self.metrics_address}': give an IP address and a port, such as 127.0.0.1:9464."
        if self.heartbeat_url is not None and _host(self.heartbeat_url) is None:
            yield "MIMP_HEARTBEAT_URL is no web address: give one such as https://watch.example.com/mimp, or leave it empty."


def _shorter(secret: SecretStr, characters: int) -> bool:
    return len(secret.get_secret_value()) < characters


def _is_ip_and_port(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return port.isdecimal() and 0 < int(port) <= 65535


def _host(address: str) -> str | None:
    """Return the host a web address names, None when it is no web address."""
    try:
        parts = urlsplit(address)
        possible = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:  # square brackets around what is no IPv6 address, or a port there is not
        return None
    return parts.hostname if possible else None


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsInvalid: with every mistake, one a line.

    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid("\n".join(_in_words(mistake) for mistake in error.errors())) from error


def _in_words(mistake: ErrorDetails) -> str:
    names = [str(part).upper() for part in mistake["loc"][:1]]
    return f"MIMP_{names[0]}: {mistake['msg']}" if names else mistake["msg"]
