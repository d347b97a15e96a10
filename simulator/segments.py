"""How many parts a text is sent in."""

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("^{}\\[~]|€\f")
"""These take two places in GSM-7: an escape and a character (3GPP TS 23.038)."""


def segments(body: str) -> int:
    """Count the parts a text is split into: 160 or 153 places each, 70 or 67 beyond GSM-7 (Twilio documentation)."""
    if (_GSM_7 | _ESCAPED).issuperset(body):
        places, single, part = len(body) + sum(character in _ESCAPED for character in body), 160, 153
    else:
        # An emoji takes two places of UCS-2.
        places, single, part = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if places <= single else -(-places // part)
