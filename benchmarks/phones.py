"""The telephone company of a run: what it received and when, by its own clock, which is this machine's."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

_Found = TypeVar("_Found")
_WITHIN_SECONDS = 30
_OVER = {"completed", "busy", "no-answer", "failed", "canceled"}
_HOLDING_ON = "One moment"
"""How the words begin that keep a caller on the line: they confirm nothing."""


class Line(BaseModel):
    """Something spoken (`spoken`) or a key pressed while a menu waited for it (`key`)."""

    at: datetime
    kind: str
    words: str


class Call(BaseModel):
    """A call as the telephone company shows it; times are UTC, by its clock."""

    sid: str
    to: str
    status: str
    gathering: bool
    created: datetime
    rang: datetime | None
    answered: datetime | None
    ended: datetime | None
    transcript: list[Line]

    @property
    def over(self) -> bool:
        """Whether nothing more will happen on it."""
        return self.status in _OVER

    @property
    def key_pressed(self) -> datetime | None:
        """When the first key was pressed that a menu waited for."""
        return next((line.at for line in self.transcript if line.kind == "key"), None)

    @property
    def first_words(self) -> float | None:
        """Seconds from picking up to the first words."""
        spoken = (line.at for line in self.transcript if line.kind == "spoken")
        return _seconds(self.answered, next(spoken, None))

    @property
    def confirmation(self) -> float | None:
        """Seconds from the first key to the words that say what came of it."""
        pressed = self.key_pressed
        after = (
            line.at
            for line in self.transcript
            if pressed and line.at >= pressed and line.kind == "spoken" and not line.words.startswith(_HOLDING_ON)
        )
        return _seconds(pressed, next(after, None))


class Phones:
    """The company's phones, over the simulator's own interface."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url = f"{url}/sim"
        self._http = http

    async def script(self, numbers: Iterable[str], *behaviours: dict[str, Any]) -> None:
        """Say what these phones do when they ring; the last behaviour repeats."""
        scripts = {"calls": dict.fromkeys(numbers, behaviours)}
        (await self._http.put(f"{self._url}/scripts", json=scripts)).raise_for_status()

    async def calls(self, numbers: Iterable[str]) -> list[Call]:
        """Return every call to these numbers, the first one first."""
        response = await self._http.get(f"{self._url}/state", timeout=60)
        wanted = set(numbers)
        return [Call.model_validate(call) for call in response.json()["calls"] if call["to"] in wanted]

    async def answer(self, call: Call) -> None:
        """Pick up."""
        (await self._http.post(f"{self._url}/calls/{call.sid}/answer")).raise_for_status()

    async def press(self, call: Call, key: str) -> None:
        """Press a key."""
        (await self._http.post(f"{self._url}/calls/{call.sid}/press", json={"digits": key})).raise_for_status()

    async def hang_up(self, call: Call) -> None:
        """Put the phone down."""
        (await self._http.post(f"{self._url}/calls/{call.sid}/hang-up")).raise_for_status()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator["Watch"]:
        """Follow what happens, as the phones' page does."""
        watch = Watch()
        async with self._http.stream("GET", f"{self._url}/events", timeout=None) as response:
            following = asyncio.create_task(watch.follow(response))
            try:
                yield watch
            finally:
                if following.done():
                    following.result()  # what broke it says more than that nothing was heard
                following.cancel()


class Watch:
    """What has happened on the phones since one began to look, and what was under way then."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.mails = 0
        self.round_mails: defaultdict[str, list[datetime]] = defaultdict(list)
        """When each mail of a round came in (UTC), by the code of its incident."""
        self.last_text: datetime | None = None
        self._texts: dict[str, str] = {}
        self._news = asyncio.Event()
        self._last_change = time.monotonic()

    async def follow(self, response: httpx.Response) -> None:
        """Take in the stream of events until it ends."""
        kind = ""
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                self._take(kind, json.loads(value))

    @property
    def texts(self) -> int:
        """How many texts there have been."""
        return len(self._texts)

    async def until(self, look: Callable[[], _Found | None], what: str, within: float = _WITHIN_SECONDS) -> _Found:
        """Return what `look` finds as soon as it finds something. Raises `TimeoutError`, naming `what`."""
        async with _patience(what, within):
            while not (found := look()):
                self._news.clear()
                await self._news.wait()
        return found

    async def first_call(self, number: str) -> Call:
        """Return the first call to a number as soon as it is placed."""
        return await self.until(
            lambda: next((call for call in self.calls.values() if call.to == number), None), f"{number} is called"
        )

    async def silence(self, seconds: float) -> None:
        """Return once nothing rings, talks or is being delivered, and no call or text has changed for so long.

        Raises `TimeoutError` when that never comes.
        """
        async with _patience("everything is over"):
            while not self._all_over or time.monotonic() < self._last_change + seconds:
                self._news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), seconds)

    @property
    def _all_over(self) -> bool:
        return all(call.over for call in self.calls.values()) and set(self._texts.values()) <= {"delivered", "received"}

    def _take(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "call":
            self.calls[data["sid"]] = Call.model_validate(data)
        elif kind == "text":
            if data["sid"] not in self._texts:
                self.last_text = datetime.fromisoformat(data["created"])
            self._texts[data["sid"]] = data["status"]
        elif kind == "mail" and data["status"] is None:  # what becomes of it comes later
            self.mails += 1
            self.round_mails[data["custom_args"].get("code", "")].append(datetime.fromisoformat(data["at"]))
        if kind in {"call", "text"}:
            self._last_change = time.monotonic()
        self._news.set()


@asynccontextmanager
async def _patience(what: str, seconds: float = _WITHIN_SECONDS) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise TimeoutError(f"The benchmark waited {seconds:g} seconds in vain until {what}.") from error


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
