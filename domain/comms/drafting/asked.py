"""What is answered to whoever asks by text how it stands, and to whoever sends updates by text.

`STATUS` gets the last approved business text, whoever asks, and nothing else (P15); `SEND 4821` sends the drafts its page names.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.audiences import Audience
from domain.codes import slug
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.dispatch.delivery import BusinessRound
from domain.comms.drafting.wording import READERS
from domain.comms.rounds.views import CommsView, status_text
from domain.errors import Refused
from domain.messages import RoundToSend
from domain.organisation import Organisation
from domain.text_commands import MOST_CHARACTERS
from domain.wording import shortened

_MOST_IN_A_LIST = 300  # characters of one incident among several
_HOW_TO_SEND = (
    "SEND and the code sends every update that is ready; BUSINESS or TECHNICAL after the code sends that one alone, "
    "and the number of a draft behind that the draft with this number."
)
_AFTER_THE_CODE = re.compile(r"(?P<audience>[a-z]*)\s*(?P<revision>[0-9]{0,6})")


class Came(NamedTuple):
    """What came of sending one update: whether it went, and the words of whoever decided it."""

    audience: Audience
    went: bool
    words: str


def is_told(view: CommsView, person: str, organisation: Organisation) -> bool:
    """Whether a person is among those these rounds are for: named, told last, or of a team that is; not who was dropped."""
    if person in view.dropped:
        return False
    match view.whom:
        case BusinessAudience(people=people):
            return person in people or person in view.told
        case TechnicalAudience(people=people, teams=teams):
            known = [organisation.teams[each] for each in teams if each in organisation.teams]
            theirs = any(person in each.members or person == each.head_of_department for each in known)
            return theirs or person in people or person in view.told


def is_meant(written: str, code: str, service: str) -> bool:
    """Whether what follows STATUS means the incident with this code, by the code, its key, or what people call the service."""
    key, _, _ = code.rpartition("-")
    return slug(written) in {slug(code), key, slug(service)}


def business_text(view: CommsView) -> str:
    """Return what whoever asks how it stands is told: the last approved text to the business; of anything else, nothing."""
    return status_text(view.service, view.last if isinstance(view.last, BusinessRound) else None)


def how_it_stands(views: Sequence[CommsView], written: str) -> str:
    """Return the answer to STATUS: how the one incident stands, a line each where there are several, or that there is none."""
    if not views:
        of_it = f" for '{shortened(' '.join(written.split()), 40)}'" if written else ""
        return f"No major incident is open{of_it} that you are told of."
    if len(views) == 1:
        return shortened(business_text(views[0]), MOST_CHARACTERS)
    room = min(_MOST_IN_A_LIST, MOST_CHARACTERS // len(views) - 1)
    return shortened("\n".join(shortened(business_text(each), room) for each in views), MOST_CHARACTERS)


def rounds_meant(named: Sequence[RoundToSend], written: str) -> tuple[RoundToSend, ...]:
    """Return which of the updates a page names are sent: all of them, or those to the audience that was written after its code.

    Whoever writes the number of a draft behind the audience has looked at that one.

    Raises:
        Refused: something else was written, or the page names no such update.

    """
    read = _AFTER_THE_CODE.fullmatch(written.strip(" .,;:!").lower())
    wanted, number = (read["audience"], read["revision"]) if read else (written, "")
    if (wanted or number) and wanted not in set(Audience):
        raise Refused(_HOW_TO_SEND)
    meant = tuple(each for each in named if not wanted or each.audience == wanted)
    if not meant:
        to = f" to {READERS[Audience(wanted)]}" if wanted else ""
        raise Refused(f"This page asks for no update{to}. {_HOW_TO_SEND}")
    if number:
        return tuple(RoundToSend(audience=each.audience, revision=int(number)) for each in meant)
    return meant


def check_was_told(wanted: RoundToSend, incident_code: str, page_code: str) -> None:
    """Refuse to send a draft of which the page told a part only, until whoever sends it has looked at the rest.

    Raises:
        Refused: with where to look, and what to text then.

    """
    if not wanted.whole:
        raise Refused(
            f"the draft is longer than what you were told. Look at it ('mimp comms {incident_code} draft --audience "
            f"{wanted.audience}'), then text SEND {page_code} {wanted.audience.upper()} and its number."
        )


def what_came_of_it(came: Iterable[Came]) -> str:
    """Return which updates went and which not, and why: what went comes first."""
    went_first = sorted(came, key=lambda each: not each.went)
    return " ".join(
        each.words if each.went else f"Nothing goes out to {READERS[each.audience]}: {each.words}"
        for each in went_first
    )
