"""Codes that people read aloud and type: incident codes, page codes, slugs.

An incident's code contains its workflow id (`checkout-7K3Q` is `incident/checkout`, the run whose id begins so), so nothing is
ever looked up to find the incident behind a code.
"""

import base64
import hashlib
import re
from collections.abc import Container
from typing import NamedTuple

from domain.errors import Refused
from domain.names import comms_id, incident_id, incident_key, review_id
from domain.wording import shortened

_SUFFIX_LETTERS = 4
_SLUG_LENGTH = 60
_SHOWN = 80
PAGE_CODES = 10_000
_CODE = re.compile(r"(?P<key>[a-z0-9]+(?:-[a-z0-9]+)*)-(?P<suffix>[A-Z2-7]{4})")


class IncidentCode(NamedTuple):
    """An incident's code, taken apart."""

    key: str
    suffix: str

    def __str__(self) -> str:
        return f"{self.key}-{self.suffix}"


def run_suffix(first_run_id: str) -> str:
    """Return the 4 base32 letters that tell this incident from earlier ones with the same key."""
    digest = hashlib.sha256(first_run_id.encode()).digest()
    return base64.b32encode(digest).decode()[:_SUFFIX_LETTERS]


def read_incident_code(text: str) -> IncidentCode:
    """Take a code apart as a person typed it, in any case.

    Raises:
        Refused: the text has not the form of an incident code, or its key is longer than any.

    """
    head, _, tail = text.strip().rpartition("-")
    match = _CODE.fullmatch(f"{head.lower()}-{tail.upper()}")
    if match is None or len(head) > _SLUG_LENGTH:
        raise Refused(f"'{shortened(text, _SHOWN)}' is not an incident code; codes look like checkout-7K3Q.")
    return IncidentCode(match["key"], match["suffix"])


def incident_of(code: str) -> str:
    """Return the workflow id a code contains."""
    return incident_id(read_incident_code(code).key)


def rounds_of(code: IncidentCode, audience: str) -> str:
    """Return the workflow id of the rounds that tell this audience of the incident with this code."""
    return comms_id(incident_id(code.key), code.suffix, audience)


def review_of(code: IncidentCode) -> str:
    """Return the workflow id of the review of the incident with this code."""
    return review_id(incident_id(code.key), code.suffix)


def read_review_id(workflow_id: str) -> IncidentCode:
    """Return the code of the incident whose review has this workflow id: the inverse of `review_of`."""
    incident, suffix, _ = workflow_id.rsplit("/", 2)
    return IncidentCode(incident_key(incident), suffix)


def slug(text: str) -> str:
    """Return the text as lower-case words joined by hyphens, at most 60 characters; never empty.

    Where letters are lost (no ASCII, or too long) a short digest of the text is added, so that two texts stay apart.
    """
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if words and text.isascii() and len(words) <= _SLUG_LENGTH:
        return words
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]
    return f"{words[: _SLUG_LENGTH - len(digest) - 1].strip('-')}-{digest}".strip("-")


def free_page_code(first_choice: int, taken: Container[str]) -> str:
    """Return a 4-digit page code that is not taken, the first choice if it is free.

    The choice is random, made by the caller: a code that could be computed from the page would let a forged text answer it.

    Raises:
        Refused: all ten thousand codes are taken.

    """
    for offset in range(PAGE_CODES):
        code = f"{(first_choice + offset) % PAGE_CODES:04d}"
        if code not in taken:
            return code
    raise Refused("Every 4-digit page code of this person is in use.")
