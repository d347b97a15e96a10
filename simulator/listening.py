"""The time that passes in a call: words are spoken, silence is kept, keys are waited for."""

from collections.abc import Callable
from datetime import datetime

from simulator.line import Key, Line, Signal
from simulator.orders import Document
from simulator.twiml import Gather, Pause, Play, Say

ENDLESS = 1000
"""So often is said what is to be said without end (`loop="0"`)."""


class CallOver(Exception):
    """Not an error: the call ended while something was being waited for."""


class Diverted(Exception):
    """Not an error: the customer sent the call to another document."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.url)
        self.document = document


class Listening:
    """One call's waiting. Whatever waits here raises CallOver when the call ends, Diverted when it is sent elsewhere."""

    def __init__(self, line: Line, time_passed: Callable[[], None]) -> None:
        self._line = line
        self._clock = line.services.clock
        self._seconds_per_word = line.services.config.seconds_per_word
        self._time_passed = time_passed

    async def next(self, until: datetime | None = None) -> Key | Signal | None:
        """Wait for whatever happens to the call; None when nothing does in time, if there is a time."""
        signal = await self._line.inbox.get(until)
        self.stop_when_over()
        if isinstance(signal, Document):
            self._line.close_menu()
            raise Diverted(signal)
        return signal

    async def until_it_may_leave(self) -> None:
        """Wait in the queue; nothing else can happen to a call there but its end."""
        while await self.next() is not Signal.MAY_LEAVE:
            pass

    async def pass_time(self, seconds: float, menu: int | None = None) -> str | None:
        """Let telephone seconds pass; a key pressed for `menu` cuts them short and is told."""
        if seconds > 0:
            self._time_passed()
        until = self._clock.after(seconds)
        while (signal := await self.next(until)) is not None:
            if isinstance(signal, Key) and signal.menu == menu:
                return signal.key
        return None

    async def prompt(self, verb: Say | Play | Pause, menu: int | None = None) -> str | None:
        """Speak or keep silent; a key pressed for `menu` cuts it short and is told."""
        match verb:
            case Say():
                return await self._say(verb, menu)
            case Pause():
                return await self.pass_time(verb.seconds, menu)
            case Play():
                # How long a recording lasts is not known here: it counts as nothing.
                return None

    async def collect(self, verb: Gather, menu: int) -> tuple[str, str]:
        """Read a menu out and collect keys until it is satisfied; tells them and the key that finished it."""
        digits = ""
        key = await self._read_out(verb, menu)
        while (key := key or await self.pass_time(verb.timeout, menu)) is not None:
            if key == verb.finish_on:
                return digits, key
            digits += key
            if len(digits) == verb.digits:
                break
            key = None
        return digits, ""

    def stop_when_over(self) -> None:
        """Raise CallOver when the call has ended."""
        if self._line.call.status.is_over:
            raise CallOver

    async def _read_out(self, verb: Gather, menu: int) -> str | None:
        for prompt in verb.prompts:
            key = await self.prompt(prompt, menu)
            if key is not None:
                return key
        return None

    async def _say(self, verb: Say, menu: int | None) -> str | None:
        seconds = self._seconds_per_word * len(verb.words.split())
        for _ in range(verb.loop or ENDLESS):
            self._line.say(verb.words)
            key = await self.pass_time(seconds, menu)
            if key is not None:
                return key
        return None
