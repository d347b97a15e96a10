"""Scripted people at the phone."""

from simulator.line import Line
from simulator.people import (
    Answer,
    AnswerSilently,
    Busy,
    CallBehaviour,
    Decline,
    DialIn,
    HangUp,
    Ignore,
    Off,
    TakenFor,
    Voicemail,
)
from simulator.records import CallStatus


class Callee:
    """Whoever is at a phone in one call; `behaviour` None is a person at the page, who is not scripted."""

    def __init__(self, behaviour: CallBehaviour | DialIn | None, line: Line) -> None:
        self._behaviour = behaviour
        self._line = line
        self._keys = list(behaviour.press) if isinstance(behaviour, Answer | DialIn) else []

    @property
    def taken_for(self) -> TakenFor | None:
        """Who machine detection hears; None when it never makes up its mind."""
        return self._behaviour.taken_for if isinstance(self._behaviour, Voicemail) else "human"

    @property
    def unreachable(self) -> CallStatus | None:
        """How the call ends before it rings, if it does."""
        match self._behaviour:
            case Busy():
                return CallStatus.BUSY
            case Off():
                return CallStatus.FAILED
            case _:
                return None

    def hears_ringing(self) -> None:
        """Decide when to pick up or turn the call away."""
        match self._behaviour:
            case Answer() | AnswerSilently() | Voicemail() | HangUp():
                self._after_rings(self._behaviour.after_rings, CallStatus.IN_PROGRESS)
            case Decline():
                self._after_rings(self._behaviour.after_rings, CallStatus.BUSY)
            case Ignore() | Busy() | Off() | DialIn() | None:
                pass

    def is_connected(self) -> None:
        """Decide when to put the phone down again."""
        if isinstance(self._behaviour, HangUp):
            self._line.later(self._behaviour.after, self._line.hang_up)

    def hears_menu(self) -> None:
        """Think, then press the next keys."""
        if self._keys and isinstance(self._behaviour, Answer | DialIn):
            keys = self._keys.pop(0)
            self._line.later(self._behaviour.think, lambda: self._press(keys))

    def is_in_conference(self) -> None:
        """Decide how long to stay."""
        if isinstance(self._behaviour, Answer | DialIn) and self._behaviour.stay is not None:
            conference = self._line.call.conference
            self._line.later(self._behaviour.stay, lambda: self._leave(conference))

    def _after_rings(self, rings: int, outcome: CallStatus) -> None:
        act = self._line.decline if outcome is CallStatus.BUSY else self._line.answer

        def act_if_still_ringing() -> None:
            # Someone at the page may have been faster.
            if self._line.call.status is CallStatus.RINGING:
                act()

        self._line.later(rings * self._line.services.config.ring_seconds, act_if_still_ringing)

    def _leave(self, conference: str | None) -> None:
        if self._line.call.conference == conference:
            self._line.hang_up()

    def _press(self, keys: str) -> None:
        for key in keys:
            if self._line.call.status is CallStatus.IN_PROGRESS:
                self._line.press(key)
