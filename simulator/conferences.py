"""Every conference: one at a time is open under each name, and a name may be used again and again."""

from uuid import uuid4

from simulator.conference_records import ConferenceRecord
from simulator.conference_reports import ConferenceReports
from simulator.errors import UnknownConferenceError
from simulator.orders import Callback
from simulator.room import Room
from simulator.services import Services
from simulator.twiml_dial import Conference


class Conferences:
    """Every conference there ever was, in order."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._rooms: dict[str, Room] = {}

    @property
    def conferences(self) -> tuple[ConferenceRecord, ...]:
        """Every conference, oldest first."""
        return tuple(room.conference for room in self._rooms.values())

    def room(self, sid: str) -> Room:
        """Find a conference; raises UnknownConferenceError."""
        if sid not in self._rooms:
            raise UnknownConferenceError(f"there is no conference {sid}")
        return self._rooms[sid]

    def open(self, order: Conference, callback: Callback | None) -> Room:
        """Find the conference that is open under a name; the first who comes opens it, and says what is told of it."""
        for room in self._rooms.values():
            if room.is_open and room.conference.name == order.name:
                return room
        now = self._services.clock.now()
        conference = ConferenceRecord(f"CF{uuid4().hex}", order.name, now, now)
        reports = ConferenceReports(conference, callback, order.status_events, self._services)
        room = Room(conference, reports, self._services)
        self._rooms[conference.sid] = room
        return room
