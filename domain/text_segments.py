"""What a text costs: providers count, limit and charge segments, not texts (GSM 03.38; Twilio documentation, segments)."""

from unicodedata import combining, normalize

from domain.messages import Purpose
from domain.organisation import Organisation, Service
from domain.text_replies import how_to_answer
from domain.wording import headline, page_text

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")  # sent as an escape and a character
_TYPED_AS = {
    "'": "\u2018\u2019\u201a\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7",
    " ": "\u00a0\u2007\u2009\u202f",
    "x": "\u00d7",
    "...": "\u2026",
}
"""What mail programmes and word processors put in by themselves, and how a phone would have typed it."""
_TYPED = str.maketrans({each: typed for typed, written in _TYPED_AS.items() for each in written})
_WITHOUT_ACCENT = {**dict(zip("łŁđĐ", "lLdD", strict=True)), "\u0131": "i", "œ": "oe", "Œ": "OE"}
"""Letters of which Unicode takes nothing off."""
_FILLER = "it does not answer " * 10  # an alert's own words, as long as a page's text lets them be


def segments(body: str) -> int:
    """Return how many segments a text is sent as.

    One holds 160 characters, or 153 where there are several; beyond the GSM alphabet 70, or 67.
    """
    if set(body) <= _GSM | _GSM_TWICE:
        length, alone, joined = len(body) + sum(each in _GSM_TWICE for each in body), 160, 153
    else:
        length, alone, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)


def beyond_gsm(body: str) -> str:
    """Return the characters beyond the GSM alphabet, each once, in order: a single one makes the whole text dearer."""
    return "".join(dict.fromkeys(character for character in body if character not in _GSM | _GSM_TWICE))


def cheapest(body: str) -> str:
    """Return the same words at the least cost: typed plainly, and without accents where these alone make a text dear."""
    typed = normalize("NFC", body).translate(_TYPED)
    bare = "".join(each if each in _GSM | _GSM_TWICE else _without_accent(each) for each in typed)
    return typed if beyond_gsm(bare) else bare


def _without_accent(character: str) -> str:
    known = _WITHOUT_ACCENT.get(character)
    return known or "".join(each for each in normalize("NFKD", character) if not combining(each))


def longest_page_text(organisation: Organisation) -> int:
    """Return the segments of the longest usual text of a page: about the service whose name and effect need most of them."""
    return max((segments(_page_text(service)) for service in organisation.services.values()), default=1)


def _page_text(service: Service) -> str:
    return page_text(
        f"{service.id}-XXXX",
        how_to_answer(Purpose.TRIAGE, "0000"),
        headline(service.name, service.customer_effect, _FILLER),
    )
