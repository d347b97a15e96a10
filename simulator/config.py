"""The simulator's settings: who may ask, whose numbers it owns, and how fast people and machines are."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

E164 = r"^\+[1-9]\d{6,14}$"


class SimulatorConfig(BaseModel):
    """Everything that can be set; frozen. Durations are telephone seconds unless said otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_sid: str = Field(default="AC" + "0" * 32, pattern=r"^AC[0-9a-f]{32}$")
    auth_token: str = Field(default="simulated-auth-token", min_length=1, repr=False)
    api_keys: dict[str, str] = Field(default_factory=dict, repr=False)
    """Further pairs of key and secret that may use the Twilio interface."""
    sendgrid_key: str = Field(default="SG.simulated", min_length=1, repr=False)
    from_numbers: tuple[Annotated[str, Field(pattern=E164)], ...] = Field(default=("+15005550006",), min_length=1)
    """The numbers that calls and texts may come from, E.164."""
    text_webhook: str | None = None
    """Where texts from phones are posted."""
    voice_webhook: str | None = None
    """What a call from a phone asks for its first words."""
    voice_status_webhook: str | None = None
    """Where the end of a call from a phone is posted. At Twilio this is set on the number, and nothing by default."""
    event_webhook: str | None = None
    """Where events of mails are posted."""
    event_key: str | None = Field(default=None, repr=False)
    """What they are signed with: a private key (ECDSA, DER, PKCS 8) in base64; without one, by a key that nobody knows."""

    ring_seconds: float = Field(default=5.0, gt=0)
    seconds_per_word: float = Field(default=0.3, ge=0)
    calls_per_second: float | None = Field(default=None, gt=0)
    """So many calls a telephone second are dialled, the rest wait in the queue; None for all at once."""
    queue_seconds: float = Field(default=0.2, ge=0)
    """From the request until the call is dialled."""
    dial_seconds: float = Field(default=0.8, ge=0)
    """From dialling until the phone rings, is busy, or turns out to be off."""
    detection_seconds: float = Field(default=3.0, ge=0)
    """From pick-up until machine detection has made up its mind."""
    text_sent_seconds: float = Field(default=0.5, ge=0)
    text_delivered_seconds: float = Field(default=1.0, ge=0)
    """From sent to delivered."""
    mail_processed_seconds: float = Field(default=0.2, ge=0)
    mail_delivered_seconds: float = Field(default=1.0, ge=0)
    """From processed to delivered."""
    events_collected_seconds: float = Field(default=0.5, ge=0)
    """So long events of mails are collected and then posted together."""
    events_again_seconds: float = Field(default=30.0, gt=0)
    """After so long events that were not taken are posted again."""
    events_given_up_seconds: float = Field(default=86_400.0, ge=0)
    """After so long they are not posted any more (SendGrid documentation: 24 hours)."""

    ring_timeout_seconds: int = 60
    """Rings this long when a request names no Timeout (Twilio documentation)."""
    call_limit_seconds: int = 14_400
    """A call lasts at most this long when a request names no TimeLimit (Twilio documentation: four hours)."""
    silent_documents: int = 20
    """So many documents in a row may be fetched without a second of speech or waiting: redirect loops end."""

    connect_seconds: float = Field(default=5.0, gt=0)
    """Real seconds a webhook has to accept the connection (Twilio documentation)."""
    webhook_seconds: float = Field(default=15.0, gt=0)
    """Real seconds a webhook has to answer (Twilio documentation)."""
