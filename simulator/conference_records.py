"""What the simulator remembers of conferences: who was in them, when, and what was told of it. Times are UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.records import CallRecord, Delivery
from simulator.twiml_dial import Conference


class ConferenceStatus(StrEnum):
    """A conference's status as Twilio names it."""

    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


class Ending(StrEnum):
    """Why a conference ended, in the words of Twilio's `reason_conference_ended`."""

    VIA_API = "conference-ended-via-api"
    MODERATOR_LEFT = "participant-with-end-conference-on-exit-left"
    MODERATOR_KICKED = "participant-with-end-conference-on-exit-kicked"
    LAST_LEFT = "last-participant-left"
    LAST_KICKED = "last-participant-kicked"


class Departure(StrEnum):
    """Why a participant left, in the words of Twilio's `ReasonParticipantLeft`."""

    HUNG_UP = "participant_hung_up"
    UPDATED_VIA_API = "participant_updated_via_api"
    MODERATOR_ENDED = "moderator_ended_conference"
    ENDED_VIA_API = "conference_ended_via_api"


@dataclass(eq=False)
class Participant:
    """One call in a conference."""

    call: CallRecord
    order: Conference
    joined: datetime
    updated: datetime
    muted: bool = False
    hold: bool = False

    @property
    def sid(self) -> str:
        """Its call's SID."""
        return self.call.sid


@dataclass
class ConferenceRecord:
    """One conference, from the first who comes to the last who leaves."""

    sid: str
    name: str
    created: datetime
    updated: datetime
    status: ConferenceStatus = ConferenceStatus.INIT
    started: datetime | None = None
    ended: datetime | None = None
    ending: Ending | None = None
    ended_by: Participant | None = None
    """Whose leaving ended it; None when the customer did."""
    participants: list[Participant] = field(default_factory=list)
    """Who is in it now, in the order they came."""
    callbacks: list[Delivery] = field(default_factory=list)
    """Status callbacks, in the order they were sent."""
