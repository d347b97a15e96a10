"""<Dial>: being put through to a conference (Twilio documentation, TwiML Dial and Conference)."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from simulator.twiml_attributes import TwimlError, choice_of, flag_of, method_of, text_of, whole_number_of

MOST_PARTICIPANTS = 250
LONGEST_LABEL = 128
LONGEST_STAY = 14_400
_EVENTS = frozenset({"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"})
_NO_LABEL = re.compile(r"^CA[0-9a-f]{32}$|/|%2f", re.IGNORECASE)


@dataclass(frozen=True)
class Conference:
    """A conference to be joined, by its name, and how. Beeps and waiting music make no difference to what is heard here."""

    name: str
    start_on_enter: bool = True
    end_on_exit: bool = False
    muted: bool = False
    label: str | None = None
    most: int = MOST_PARTICIPANTS
    """Whoever would be one more than this is not let in."""
    status_callback: str | None = None
    status_method: str = "POST"
    status_events: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Dial:
    """Stays in a conference until it ends, `time_limit` telephone seconds have passed, or * is pressed where that leaves.

    `action` None means that the document goes on with its next verb.
    """

    conference: Conference
    action: str | None = None
    method: str = "POST"
    hangup_on_star: bool = False
    time_limit: int = LONGEST_STAY


def read_dial(element: ET.Element) -> Dial:
    """Read the verb; raises TwimlError, in words. Of what can be dialled this simulator knows conferences alone."""
    nouns = list(element)
    if not nouns and text_of(element):
        raise TwimlError("<Dial> to a number is not known to this simulator: put a <Conference> into it")
    if [noun.tag for noun in nouns] != ["Conference"]:
        inside = ", ".join(f"<{noun.tag}>" for noun in nouns) or "nothing"
        raise TwimlError(f"<Dial> must hold one <Conference>, not {inside}")
    time_limit = whole_number_of(element, "timeLimit", LONGEST_STAY)
    if time_limit == 0:
        raise TwimlError('timeLimit="0" of <Dial> must be at least 1')
    return Dial(
        conference=_conference(nouns[0]),
        action=element.get("action") or None,
        method=method_of(element),
        hangup_on_star=flag_of(element, "hangupOnStar", default=False),
        time_limit=time_limit,
    )


def _conference(element: ET.Element) -> Conference:
    if (inner := next(iter(element), None)) is not None:
        raise TwimlError(f"<{inner.tag}> cannot stand inside <Conference>")
    name = text_of(element)
    if not name or len(name) > LONGEST_LABEL:
        raise TwimlError(f"<Conference> needs a name of at most {LONGEST_LABEL} characters")
    choice_of(element, "beep", ("true", "false", "onEnter", "onExit"), "true")
    method_of(element, "waitMethod")
    return Conference(
        name=name,
        start_on_enter=flag_of(element, "startConferenceOnEnter", default=True),
        end_on_exit=flag_of(element, "endConferenceOnExit", default=False),
        muted=flag_of(element, "muted", default=False),
        label=_label(element),
        most=_most(element),
        status_callback=element.get("statusCallback") or None,
        status_method=method_of(element, "statusCallbackMethod"),
        status_events=_events(element),
    )


def _label(element: ET.Element) -> str | None:
    label = element.get("participantLabel") or None
    if label is not None and (len(label) > LONGEST_LABEL or _NO_LABEL.search(label)):
        raise TwimlError(
            f'participantLabel="{label}" of <Conference> must be at most {LONGEST_LABEL} characters, '
            "without a slash, and no call's SID"
        )
    return label


def _most(element: ET.Element) -> int:
    most = whole_number_of(element, "maxParticipants", MOST_PARTICIPANTS)
    if not 1 <= most <= MOST_PARTICIPANTS:
        raise TwimlError(f'maxParticipants="{most}" of <Conference> must be from 1 to {MOST_PARTICIPANTS}')
    return most


def _events(element: ET.Element) -> frozenset[str]:
    events = frozenset(element.get("statusCallbackEvent", "").split())
    if not events <= _EVENTS:
        unknown = " ".join(sorted(events - _EVENTS))
        raise TwimlError(f'statusCallbackEvent="{unknown}" of <Conference> must be of {" ".join(sorted(_EVENTS))}')
    return events
