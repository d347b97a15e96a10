"""What a text says of an action of a review: `DONE checkout-7K3Q 2 the alert is in place`, `LATER checkout-7K3Q 2 2026-04-01 why`.

Neither word is one that carriers reserve. Sender numbers can be forged, but who forges one can at worst say that an action is done
or late, which is on the record with the channel it came by (P28).
"""

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.codes import IncidentCode, read_incident_code
from domain.errors import Refused


class ActionWord(StrEnum):
    """The words such a text begins with."""

    DONE = "DONE"
    LATER = "LATER"


class ActionText(NamedTuple):
    """A text, understood: which action it is about, by which day it will be done (None: it is done), and what more is said."""

    code: IncidentCode
    number: int
    due: date | None
    said: str


_WORDS = re.compile(rf"\s*(?P<word>{'|'.join(ActionWord)})(?!\w)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ACTION = re.compile(
    r"\W*(?P<code>[a-z0-9]+(?:-[a-z0-9]+)*-[a-z0-9]{4})\W+(?P<number>[0-9]{1,4})(?![0-9])\W*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DAY = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])\W*(?P<rest>.*)", re.DOTALL)
_HOW = {
    ActionWord.DONE: "Say which action is done: DONE, the incident's code, the action's number, and what was done, such as "
    "DONE checkout-7K3Q 2 the alert is in place.",
    ActionWord.LATER: "Say which action needs more time: LATER, the incident's code, the action's number, a day, and why, such as "
    "LATER checkout-7K3Q 2 2026-04-01 the part is late.",
}


def is_about_action(body: str) -> bool:
    """Whether a text begins with a word about an action, whether or not it says the rest."""
    return _WORDS.fullmatch(body) is not None


def action_in(body: str) -> ActionText | None:
    """Understand a text about an action; None for every other text.

    Raises:
        Refused: it begins with such a word, and does not say the rest; with how it is written.

    """
    found = _WORDS.fullmatch(body)
    if found is None:
        return None
    word = ActionWord(found["word"].upper())
    action = _ACTION.fullmatch(found["rest"])
    if action is None:
        raise Refused(_HOW[word])
    code, number = read_incident_code(action["code"]), int(action["number"])
    if number == 0:
        raise Refused(_HOW[word])
    if word is ActionWord.DONE:
        return ActionText(code, number, None, action["rest"].strip())
    day = _DAY.fullmatch(action["rest"])
    if day is None:
        raise Refused(_HOW[word])
    return ActionText(code, number, _read_day(day["day"]), day["rest"].strip())


def _read_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(
            f"There is no day {written}: write the year, the month and the day, such as 2026-04-01."
        ) from error
