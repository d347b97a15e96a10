"""The words people read and hear, in one place: short, the important thing first."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SPOKEN_WORDS = 19  # with the word before them about 8 seconds
_SPOKEN_CHARACTERS = 120  # a host name is one word and takes as long as six
_SPOKEN_DETAIL = 200
_ADDRESS = re.compile(r"\b\w+://\S+")
_LISTED = 400  # characters of codes in one text; beyond that LIST shows them
_MARKUP = re.compile(r"(?P<address>https?://[^\s<>]*[^\s<>.,;:!?)\]])|[\\`*_\[\]<>|~&]|^[#+=-]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_SEGMENT = 160  # characters of one text in the GSM alphabet; more is sent, and paid, as several


def duration_in_words(duration: timedelta) -> str:
    """Return a duration as a person says it: "25 seconds", "5 minutes", "1 hour 30 minutes"."""
    seconds = round(duration.total_seconds())
    parts = [(seconds // 3600, "hour"), (seconds % 3600 // 60, "minute"), (seconds % 60, "second")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "0 seconds"


def ago(duration: timedelta) -> str:
    """Return how long ago something was, to the minute: "a moment ago", "12 minutes ago", "1 hour 3 minutes ago"."""
    minutes = duration // timedelta(minutes=1)
    return f"{duration_in_words(timedelta(minutes=minutes))} ago" if minutes > 0 else "a moment ago"


def quiet_in_words(quiet_for: timedelta | None) -> str:
    """Return what it means for later alerts that an incident is closed as not major; None when nobody can say for how long."""
    return f"nobody is called for the same alert for {duration_in_words(quiet_for) if quiet_for else 'a while'}"


def counted(count: int, noun: str) -> str:
    """Return a number of things in words: "1 alert", "3 alerts"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def alerts_in_words(count: int, *, reminders: int = 0, cleared: int = 0, more: bool = False) -> str:
    """Return what there is of several pages: "3 alerts, 2 of them cleared", "1 alert and 1 reminder"."""
    kinds = [(count - reminders, "alert"), (reminders, "reminder")]
    said = [counted(number, f"more {noun}" if more else noun) for number, noun in kinds if number]
    which = "all of them" if cleared == count else f"{cleared} of them"
    return " and ".join(said) + (f", {which} cleared" if cleared else "")


def take_in_words(count: int, reminders: int) -> str:
    """Return what an answer to several pages does: what is theirs already is kept, not taken."""
    if not reminders:
        return "take"
    return "keep" if reminders == count else "take or keep"


def local_time(at: datetime, time_zone: str) -> str:
    """Return the time of day where the reader is."""
    return f"{at.astimezone(ZoneInfo(time_zone)):%H:%M}"


def local_moment(at: datetime, time_zone: str, now: datetime) -> str:
    """Return a time of day where the reader is, with its day when that is not the reader's today: "02:14 on Tuesday"."""
    there, today = at.astimezone(ZoneInfo(time_zone)), now.astimezone(ZoneInfo(time_zone)).date()
    if there.date() == today:
        return f"{there:%H:%M}"
    weekday_says_it = abs(there.date() - today) < timedelta(days=7)
    return f"{there:%H:%M} on {there:%A}" if weekday_says_it else f"{there:%H:%M} on {there.day} {there:%B}"


def day_in_words(day: date) -> str:
    """Return a day as a person says it, whole: "Monday 9 March 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def shortened(text: str, length: int) -> str:
    """Return the text cut at a word to at most this many characters, with an ellipsis when something was cut."""
    if len(text) <= length:
        return text
    return f"{text[: length - 3].rsplit(' ', 1)[0]}..."


def as_markdown_text(words: str) -> str:
    """Return words from outside for a page of Markdown: one line of text, never markup; only web addresses are links."""
    text = " ".join(words.split())
    plain = _MARKUP.sub(lambda found: f"<{found['address']}>" if found["address"] else f"\\{found[0]}", text)
    return _NUMBERED.sub(r"\1\\\2", plain)


def headline(service: str, effect: str | None, summary: str) -> str:
    """Return the first sentence of a page: which service, and what it means for customers, or what the alert says."""
    return f"{service}: {sentence(effect or summary)}"


def sentence(text: str) -> str:
    """Return the text in one line, with a full stop where it ends with nothing of the kind."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def spoken(text: str, at_most: int = _SPOKEN_WORDS) -> str:
    """Return the text in so many words, spoken in about 8 seconds, without addresses, which nobody can take down by ear."""
    words = _ADDRESS.sub("", text).split()
    whole = " ".join(words)
    short = shortened(" ".join(words[:at_most]), _SPOKEN_CHARACTERS).removesuffix("...")
    return whole if short == whole else sentence(short)


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


def spoken_codes(text: str, codes: Iterable[str]) -> str:
    """Return the text with these incident codes as they are spoken."""
    for code in codes:
        text = text.replace(code, incident_code_spoken(code))
    return text


def about_incident(code: str, words: str) -> str:
    """Return what came of the answer to one of several pages: the incident comes first, unless the words name it themselves."""
    return words if code in words else f"{code}: {words}"


def page_text(named: str, how: str, headline_words: str, *, cleared: bool = False) -> str:
    """Return the text of a page: what it is about, unless the headline says so, and how it is answered."""
    said = f"Cleared since: {headline_words}" if cleared else headline_words
    begins = f"{named} " if named and named not in headline_words else ""
    room = _SEGMENT - len(begins) - len(how) - 1
    return f"{begins}{shortened(said, max(room, 20))} {how}"


def impact_sentence(impact: str | None) -> str:
    """Return what business readers are told of an incident, which is never more than the impact statement."""
    said = sentence(impact or "Something that the business relies on fails")
    return f"Major incident: {said}"


def follow_in_words(count: int) -> str:
    """Return what a mail says of pages that had no room in it."""
    return f"{count} more {'follows' if count == 1 else 'follow'}; LIST shows what is open."


def pages_text(count: int, services: str, code: str, *, reminders: int = 0, cleared: int = 0, and_more: int = 0) -> str:
    """Return the text that tells several pages at once; `and_more` are open too, and told next: its code does not answer them."""
    which, rest = (f"these {count}", f" {and_more} more follow.") if and_more else ("all", "")
    how = f"Reply ACK {code} to {take_in_words(count, reminders)} {which}, LIST for each with its code.{rest}"
    alerts = f"{alerts_in_words(count, reminders=reminders, cleared=cleared)}:"
    room = _SEGMENT - len(alerts) - len(how) - 3
    return f"{alerts} {sentence(shortened(services, max(room, 20)))} {how}"


def things_in_words(count: int, services: str) -> str:
    """Return what waits, where one answer does not do for all of it: "2 things wait for you: Checkout, Search"."""
    return f"{counted(count, 'thing')} wait for you: {services}"


def things_text(count: int, services: str) -> str:
    """Return the text that tells several pages at once, each of which has its own answer."""
    how = "LIST shows each with its code and how to answer it."
    return f"{sentence(shortened(things_in_words(count, services), _SEGMENT - len(how) - 2))} {how}"


def taken_text(taken: Sequence[tuple[str, str]]) -> str:
    """Return the text to whoever took incidents by phone, each with its page's code: how to pass on, propose or close it later."""
    if len(taken) == 1:
        code, page_code = taken[0]
        closes = f"NOT {page_code} closes it: {quiet_in_words(None)}."
        return f"You have {code}. PASS {page_code} passes it on, MAJOR {page_code} proposes it, {closes}"
    listed = ", ".join(f"{code} ({page_code})" for code, page_code in taken)
    if len(listed) > _LISTED:
        listed = f"{len(taken)} incidents; LIST shows each with its code"
    closes = f"NOT and the code closes it: {quiet_in_words(None)}."
    return f"You have {listed}. PASS and the code passes one on, MAJOR and the code proposes it, {closes}"


def page_mail_subject(code: str, headline_words: str) -> str:
    """Return the subject of a page's mail."""
    return f"[{code}] {shortened(headline_words, 120)}"


def check_in_headline(code: str, since: str, until: str) -> str:
    """Return what is asked of whoever took it and has not been heard of since, and what comes of silence."""
    return f"Are you still on {code}, yours since {since}? Without an answer others are called at {until}."


def asked_again(after: timedelta) -> str:
    """Return what awaits whoever has it: an acknowledgement runs out."""
    return f"You are asked again in {duration_in_words(after)}."


def lapsed_text(code: str, page_code: str) -> str:
    """Return the text to whoever had it and did not answer whether they are still on it."""
    return f"{code} is no longer yours: others are called now. ACK {page_code} takes it back."


def lost_text(code: str, holder: str, since: str) -> str:
    """Return the text to whoever had it and did not answer, when somebody else has taken it."""
    return f"{code} is no longer yours: {holder} has it since {since}."
