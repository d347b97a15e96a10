"""One conference while it goes on: who comes, who goes, and when it ends."""

from simulator.conference_records import ConferenceRecord, ConferenceStatus, Departure, Ending, Participant
from simulator.conference_reports import ConferenceReports, ParticipantEvent
from simulator.line import Line
from simulator.services import Services
from simulator.twiml_dial import Conference
from simulator.views import conference_view


class NotLetInError(Exception):
    """Twilio does not let a call into a conference; `code` is its own for why."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Room:
    """One conference's state, the verbs that change it, and everyone who is told. Every change is at once."""

    def __init__(self, conference: ConferenceRecord, reports: ConferenceReports, services: Services) -> None:
        self.conference = conference
        self._reports = reports
        self._services = services
        self._lines: dict[str, Line] = {}

    @property
    def is_open(self) -> bool:
        """True until it has ended."""
        return self.conference.status is not ConferenceStatus.COMPLETED

    def find(self, name: str) -> Participant | None:
        """Find who is in it now by their call's SID or their label."""
        return next((each for each in self.conference.participants if name in (each.sid, each.order.label)), None)

    def join(self, line: Line, order: Conference) -> Participant:
        """Let a call in; the conference starts with the second one, if one of them may start it.

        Raises NotLetInError when there is no room, or when someone has the label.
        """
        self._must_have_a_place(order)
        now = self._services.clock.now()
        participant = Participant(line.call, order, now, now, muted=order.muted)
        self.conference.participants.append(participant)
        self._lines[participant.sid] = line
        line.enter_conference(self.conference.sid)
        self._services.feed.tell(f"{line.name}: joins the bridge {self.conference.name}")
        self._tell("participant-join", participant)
        self._start_if_it_may()
        return participant

    def leave(self, participant: Participant, departure: Departure, *, kicked: bool = False) -> None:
        """Let someone go; does nothing when they are gone. The last one ends the conference, a moderator always does."""
        if participant not in self.conference.participants:
            return
        self._let_go(participant, departure)
        if participant.order.end_on_exit:
            self._end(Ending.MODERATOR_KICKED if kicked else Ending.MODERATOR_LEFT, participant)
        elif not self.conference.participants:
            self._end(Ending.LAST_KICKED if kicked else Ending.LAST_LEFT, participant)

    def end(self) -> None:
        """Put everyone out, because the customer says so; does nothing when it has ended."""
        if self.is_open:
            self._end(Ending.VIA_API, None)

    def mute(self, participant: Participant, *, muted: bool) -> None:
        """Say whether someone is heard."""
        if participant.muted is not muted:
            participant.muted = muted
            self._tell("participant-mute" if muted else "participant-unmute", participant)

    def hold(self, participant: Participant, *, hold: bool) -> None:
        """Say whether someone hears music instead of the others."""
        if participant.hold is not hold:
            participant.hold = hold
            self._tell("participant-hold" if hold else "participant-unhold", participant)

    def _must_have_a_place(self, order: Conference) -> None:
        present = self.conference.participants
        if len(present) >= order.most:
            raise NotLetInError(16_020, f"the conference {self.conference.name} is full: {len(present)} are in it")
        if order.label is not None and any(each.order.label == order.label for each in present):
            raise NotLetInError(
                16_025, f"somebody in the conference {self.conference.name} has the label {order.label}"
            )

    def _start_if_it_may(self) -> None:
        present = self.conference.participants
        waits = self.conference.status is ConferenceStatus.INIT
        if waits and len(present) > 1 and any(each.order.start_on_enter for each in present):
            self.conference.status = ConferenceStatus.IN_PROGRESS
            self.conference.started = self._services.clock.now()
            self._reports.started()
            self._publish()

    def _let_go(self, participant: Participant, departure: Departure) -> None:
        self.conference.participants.remove(participant)
        line = self._lines.pop(participant.sid)
        line.leave_conference()
        self._services.feed.tell(f"{line.name}: leaves the bridge {self.conference.name}")
        self._reports.left(participant, departure)
        self._publish()

    def _end(self, ending: Ending, last: Participant | None) -> None:
        departure = Departure.ENDED_VIA_API if last is None else Departure.MODERATOR_ENDED
        for participant in tuple(self.conference.participants):
            self._let_go(participant, departure)
        self.conference.status = ConferenceStatus.COMPLETED
        self.conference.ended = self._services.clock.now()
        self.conference.ending, self.conference.ended_by = ending, last
        self._services.feed.tell(f"The bridge {self.conference.name} is over")
        self._reports.ended()
        self._publish()

    def _tell(self, event: ParticipantEvent, participant: Participant) -> None:
        participant.updated = self._services.clock.now()
        self._reports.changed(event, participant)
        self._publish()

    def _publish(self) -> None:
        self.conference.updated = self._services.clock.now()
        self._services.feed.publish("conference", conference_view(self.conference))
