"""What a text that reports something says: about which service, and what is wrong (P9).

`REPORT checkout nobody can pay`: a service is read by its id or its name, in whatever case and with whatever stands between its
words, the longest that fits. What names no service is never guessed at: the sender hears how to report, and nothing is reported.
"""

import re
import string
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from domain.errors import Refused
from domain.organisation import Organisation, Service
from domain.reporting.services import offered_services, own_services
from domain.text_commands import MOST_CHARACTERS, REPORT
from domain.wording import shortened
from domain.writing import MOST_CHARACTERS as MOST_SAID

OTHER = "OTHER"
"""Stands in place of a service for what is no service listed."""

_WORD = re.compile(r"\w+")
_BETWEEN = f"{string.whitespace}:;,.!?)-\u2013\u2014"
"""What may stand between a service and what is wrong with it."""

_SHOWN = 40  # characters of what was not understood
_OTHERWISE = f"{REPORT} {OTHER} and what is wrong reports anything else."


class ReportRead(NamedTuple):
    """What a text reports: about which service, None for what is not listed, and what is wrong."""

    service: Service | None
    what: str


def read_report(written: str, organisation: Organisation, person: str) -> ReportRead:
    """Read what follows the word REPORT in a text of this person.

    Raises:
        Refused: with how to report, when no service is named, or not what is wrong.

    """
    text = unicodedata.normalize("NFC", written)
    words = list(_WORD.finditer(text))
    if not words:
        raise Refused(_how_to_report(organisation, person))
    named = _named([_folded(each[0]) for each in words], organisation)
    if named is None:
        shown = shortened(" ".join(text.split()), _SHOWN)
        raise Refused(
            f"Nothing is reported: '{shown}' begins with no service listed here. {REPORT} alone shows yours. {_OTHERWISE}"
        )
    length, service = named
    what = " ".join(text[words[length - 1].end() :].lstrip(_BETWEEN).split())
    return ReportRead(service, shortened(what, MOST_SAID) or _understood(service))


def _named(words: list[str], organisation: Organisation) -> tuple[int, Service | None] | None:
    """Return what a text begins with, and of how many words it is: of several names that fit, the longest."""
    fitting = [
        (len(name), service) for name, service in _names(organisation) if name and tuple(words[: len(name)]) == name
    ]
    return max(fitting, key=lambda each: each[0], default=None)


def _names(organisation: Organisation) -> Iterator[tuple[tuple[str, ...], Service | None]]:
    """Yield every name in words: of names that are the same, an id goes before what a service is called."""
    services = organisation.services.values()
    yield from ((_in_words(each.id), each) for each in services)
    yield from ((_in_words(each.name), each) for each in services)
    yield _in_words(OTHER), None


def _in_words(name: str) -> tuple[str, ...]:
    return tuple(_folded(each) for each in _WORD.findall(unicodedata.normalize("NFC", name)))


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _understood(service: Service | None) -> str:
    """Return what is wrong where nobody says so: what customers notice when the service fails."""
    if service is None:
        raise Refused(f"Nothing is reported: say what is wrong. {_OTHERWISE}")
    if service.customer_effect is None:
        raise Refused(f"Nothing is reported: say what is wrong with {service.name}, such as {_example(service)}.")
    return service.customer_effect


def _how_to_report(organisation: Organisation, person: str) -> str:
    """Return the form, with the services of whoever asks."""
    own = own_services(organisation, person)
    example = next(iter(offered_services(organisation, person)), None)
    form = (
        f"Text {REPORT}, a service and what is wrong, such as {_example(example)}. {_OTHERWISE}"
        if example
        else _OTHERWISE
    )
    listed = f" Your services: {', '.join(each.id for each in own)}." if own else ""
    return shortened(f"Nothing is reported yet. {form}{listed}", MOST_CHARACTERS)


def _example(service: Service) -> str:
    return f"{REPORT} {service.id} nobody can use it"
