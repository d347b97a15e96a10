"""The keys by which a mail company signs what it tells us of mails: ECDSA on P-256, in base64 (SendGrid documentation)."""

import base64
import binascii
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class EventKeys:
    """A pair of keys: `private` signs, and is the mail company's; `public` checks, and is ours."""

    private: str
    public: str


def new_event_keys() -> EventKeys:
    """Make a pair of keys, for a mail company that is only played."""
    key = ec.generate_private_key(ec.SECP256R1())
    return EventKeys(private=_private(key), public=_public(key))


def is_public_key(written: str) -> bool:
    """Whether this is a key that signatures can be checked with."""
    try:
        key = serialization.load_der_public_key(base64.b64decode(written, validate=True))
    except (ValueError, binascii.Error, TypeError):
        return False
    return isinstance(key, ec.EllipticCurvePublicKey)


def _private(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return base64.b64encode(der).decode()


def _public(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()
