"""The words people read and hear, in one place: short, the important thing first."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SPOKEN_WORDS = 19  # with the word before them about 8 seconds
_SPOKEN_CHARACTERS = 120  # a host name is one word and takes as long as six
_SPOKEN_DETAIL = 200
_ADDRESS = re.compile(r"\b\w+://\S+")
_SEGMENT = 160  # characters of one text in the GSM alphabet; more is sent, and paid, as several


def duration_in_words(duration: timedelta) -> str:
    """Return a duration as a person says it: "25 seconds", "5 minutes", "1 hour 30 minutes"."""
    seconds = round(duration.total_seconds())
    parts = [(seconds // 3600, "hour"), (seconds % 3600 // 60, "minute"), (seconds % 60, "second")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "0 seconds"


def local_time(at: datetime, time_zone: str) -> str:
    """Return the time of day where the reader is."""
    return f"{at.astimezone(ZoneInfo(time_zone)):%H:%M}"


def shortened(text: str, length: int) -> str:
    """Return the text cut at a word to at most this many characters, with an ellipsis when something was cut."""
    if len(text) <= length:
        return text
    return f"{text[: length - 3].rsplit(' ', 1)[0]}..."


def headline(service: str, effect: str | None, summary: str) -> str:
    """Return the first sentence of a page: which service, and what it means for customers, or what the alert says."""
    return f"{service}: {_sentence(effect or summary)}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def spoken(text: str) -> str:
    """Return the text short enough to be spoken in about 8 seconds, without addresses, which nobody can take down by ear."""
    words = _ADDRESS.sub("", text).split()
    whole = " ".join(words)
    short = shortened(" ".join(words[:_SPOKEN_WORDS]), _SPOKEN_CHARACTERS).removesuffix("...")
    return whole if short == whole else _sentence(short)


def spoken_detail(text: str) -> str:
    """Return the details short enough to be listened to after the keys."""
    return shortened(" ".join(_ADDRESS.sub("", text).split()), _SPOKEN_DETAIL)


def spelled(code: str) -> str:
    """Return a code as it is spoken: letter by letter, digit by digit."""
    return " ".join(code.replace("-", " "))


def incident_code_spoken(code: str) -> str:
    """Return an incident code as it is spoken: the key as words, the suffix letter by letter."""
    key, _, suffix = code.rpartition("-")
    return f"{key.replace('-', ' ')}, {spelled(suffix)}"


def page_text(code: str, page_code: str, headline_words: str) -> str:
    """Return the text of a page."""
    how = f"Reply ACK {page_code} to take it, PASS {page_code} to pass it on."
    room = _SEGMENT - len(code) - len(how) - 2
    return f"{code} {shortened(headline_words, max(room, 20))} {how}"


def taken_text(code: str, page_code: str) -> str:
    """Return the text to whoever took a page by phone: how to pass it on or close it later."""
    return f"You have {code}. PASS {page_code} passes it on, NOT {page_code} closes it as not major."


def page_mail_subject(code: str, headline_words: str) -> str:
    """Return the subject of a page's mail."""
    return f"[{code}] {shortened(headline_words, 120)}"


def page_mail_body(name: str, code: str, page_code: str, headline_words: str, detail: str) -> str:
    """Return the body of a page's mail, plain text."""
    return (
        f"{name},\n\n{headline_words}\n\n{detail}\n\n"
        f"You are being paged for incident {code}. To take it, answer the call and press 1,\n"
        f"or text ACK {page_code} to the number that texted you. PASS {page_code} passes it on.\n"
    )
