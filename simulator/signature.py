"""The X-Twilio-Signature header."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def sign(auth_token: str, url: str, fields: Mapping[str, str]) -> str:
    """Sign a webhook as Twilio does: HMAC-SHA1 over the URL and every posted field, sorted by name.

    `fields` is empty for a GET, whose parameters are part of the URL (Twilio documentation, webhook security).
    """
    text = url + "".join(name + fields[name] for name in sorted(fields))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
