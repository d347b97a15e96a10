"""How events of mails are signed: ECDSA on P-256 over the time and the body (SendGrid documentation, event webhook security)."""

import base64

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


class EventSigner:
    """Signs with a private key, given in base64 (DER, PKCS 8); with one of its own, which nobody knows, when none is given.

    Raises ValueError for what is no such key.
    """

    def __init__(self, private_key: str | None = None) -> None:
        self._key = _read(private_key) if private_key else ec.generate_private_key(ec.SECP256R1())

    def headers(self, timestamp: str, body: bytes) -> dict[str, str]:
        """Give the headers of a delivery."""
        signature = self._key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {SIGNATURE_HEADER: base64.b64encode(signature).decode(), TIMESTAMP_HEADER: timestamp}


def _read(written: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_der_private_key(base64.b64decode(written, validate=True), None)
    except (ValueError, TypeError) as error:
        raise ValueError("the event key is no private key in base64") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("the event key is of another kind than SendGrid's")  # noqa: TRY004 - it is a value that was given
    return key
