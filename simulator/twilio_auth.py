"""Who may use the Twilio interface."""

import base64
import binascii
import secrets

from fastapi import Request

from simulator.config import SimulatorConfig
from simulator.twilio_errors import not_found, unauthorised


def authenticate(request: Request, config: SimulatorConfig) -> None:
    """Raise TwilioRefusal unless the request comes with the account's token, or a key and its secret, for that account."""
    user, secret = _credentials(request.headers.get("authorization", ""))
    accepted = {**config.api_keys, config.account_sid: config.auth_token}
    expected = accepted.get(user)
    if expected is None or not secrets.compare_digest(expected.encode(), secret.encode()):
        raise unauthorised()
    if request.path_params.get("account", config.account_sid) != config.account_sid:
        raise not_found(request.url.path)


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, secret
