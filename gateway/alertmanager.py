"""The Alertmanager webhook, version 4 (Prometheus documentation), read into the alerts of the domain.

`status` alone says whether an alert fires; `endsAt` is the zero time of year 1 while it does, and is not needed.
"""

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, from_json

from domain.alerts import Alert, AlertStatus
from domain.errors import MimpError
from domain.wording import shortened

SOURCE = "alertmanager"
_NAMELESS = "Alert without a name"
_MOST_MISTAKES = 20
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
_HIDDEN = "Cf"  # Unicode's category of what has no width, or turns around the words that follow


class BodyInvalid(MimpError):
    """A body that is not what the source should send; `mistakes` has a sentence for each thing that is wrong."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(" ".join(mistakes))
        self.mistakes = mistakes


class _Received(BaseModel):
    """Fields are added to the webhook without notice: what is not known is ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")


class ReceivedAlert(_Received):
    """One alert of a delivery; annotations and the generator's address may be missing once it is resolved."""

    status: AlertStatus
    labels: dict[str, str]
    annotations: dict[str, str] = Field(default_factory=dict)
    starts_at: AwareDatetime
    generator_url: str = Field(default="", alias="generatorURL")
    fingerprint: str = ""


class Delivery(_Received):
    """One delivery: the alerts of a group, firing and resolved ones together."""

    alerts: list[ReceivedAlert]


def read_delivery(body: bytes, service_label: str) -> list[Alert]:
    """Return the alerts of a delivery; the label `service_label` names the service each is about.

    Raises:
        BodyInvalid: with every mistake, each in a sentence that names the field.

    """
    content = _json(body)
    _check_version(content)
    try:
        delivery = Delivery.model_validate(content)
    except ValidationError as invalid:
        raise BodyInvalid(*_sentences(invalid)) from invalid
    return [_alert(received, service_label) for received in delivery.alerts]


def _json(body: bytes) -> dict[str, object]:
    try:
        content = from_json(body)
    except ValueError as error:
        raise BodyInvalid(f"The body is not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise BodyInvalid("The body must be a JSON object, as Alertmanager's webhook sends it.")
    return content


def _check_version(content: dict[str, object]) -> None:
    # Grafana's body looks the same but for these two, and means other things by its states.
    if "orgId" in content or content.get("version") == "1":
        raise BodyInvalid("This is Grafana's webhook: orgId or version 1 says so. Only Alertmanager's is taken here.")
    if content.get("version") != "4":
        raise BodyInvalid('version: must be "4", the version of Alertmanager\'s webhook that is understood here.')


def _sentences(invalid: ValidationError) -> list[str]:
    errors = invalid.errors(include_url=False, include_context=False)
    more = len(errors) - _MOST_MISTAKES
    sentences = [_sentence(error) for error in errors[:_MOST_MISTAKES]]
    return [*sentences, f"There are {more} mistakes more."] if more > 0 else sentences


def _sentence(error: ErrorDetails) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    message = error["msg"]
    return f"{_one_line(place.removeprefix('.'), 100)}: {message[:1].lower()}{message[1:]}."


def _alert(received: ReceivedAlert, service_label: str) -> Alert:
    labels = received.labels
    name = _one_line(labels.get("alertname", ""), 200) or _NAMELESS
    return Alert(
        source=SOURCE,
        fingerprint=_fingerprint(received),
        status=received.status,
        name=name,
        summary=_one_line(received.annotations.get("summary", ""), 500) or name,
        service=_one_line(labels.get(service_label, ""), 200) or None,
        severity=_one_line(labels.get("severity", ""), 50) or None,
        url=_web_address(received.generator_url),
        starts_at=_in_utc(received.starts_at),
    )


def _fingerprint(received: ReceivedAlert) -> str:
    """Return the source's own, or else a digest of the labels, which is what tells one alert from another."""
    given = _one_line(received.fingerprint, 64)
    labels = json.dumps(received.labels, sort_keys=True)
    return given or hashlib.sha256(labels.encode()).hexdigest()[:16]


def _in_utc(at: datetime) -> datetime:
    """Return the instant in UTC: written with another distance it is the same start of the same trouble."""
    try:
        return at.astimezone(UTC)
    except OverflowError:  # at the edge of the calendar the distance does not matter, and the alert is not to be lost
        return at.replace(tzinfo=UTC)


def _web_address(written: str) -> str | None:
    address = _visible(_UNPRINTABLE.sub("", written))
    return address[:1000] if address.startswith(("http://", "https://")) else None


def _one_line(text: str, length: int) -> str:
    """Return the text on one line, cut to this many characters: it is spoken, texted and shown."""
    return shortened(_UNPRINTABLE.sub(" ", _visible(text)).strip(), length)


def _visible(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) != _HIDDEN)
