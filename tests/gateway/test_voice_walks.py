"""Calls as they may go: pages come and end, the engine stumbles, and the caller presses whatever they like."""

from dataclasses import dataclass, field

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.messages import Answer, Verb
from tests.gateway.builders import CHECKOUT, LOGIN, SEARCH, script, to_tell, token
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

SERVICES = {CHECKOUT: "Checkout", SEARCH: "Search", LOGIN: "Login"}
MOST_DOCUMENTS = 60
"""Far more than the menus, moments and pages of any call here amount to."""

moves = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.sampled_from("123890*")),
        st.tuples(st.just("listen"), st.just("")),
        st.tuples(st.sampled_from(["open", "close", "repeat", "stumble"]), st.sampled_from(sorted(SERVICES))),
    ),
    max_size=25,
)


@dataclass
class Walk:
    """A call that goes on, the pages as they are, and what the caller was told last."""

    temporal: FakeTemporal
    caller: Caller
    open: dict[str, bool] = field(default_factory=dict)
    documents: int = 0
    said: str = ""

    @property
    def over(self) -> bool:
        """Whether the call ends unless a key is pressed."""
        return self.caller.heard.goes_on_at is None

    def tell(self) -> None:
        """Have the pager say what is open and what is not."""
        pages = [to_tell(code, closed=None if is_open else "Bo has it") for code, is_open in self.open.items()]
        self.temporal.scripts["ana"] = script(*pages)

    async def listen(self) -> None:
        """Say nothing."""
        if self.caller.heard.goes_on_at:
            await self.caller.stays_on_the_line()
            self._heard()

    async def press(self, key: str) -> None:
        """Press a key while a menu waits for one, and check what comes of it against what was said."""
        if self.caller.heard.on_key is None:
            return
        before, said = dict(self.temporal.answers), self.said
        asked = len(self.temporal.asks)
        await self.caller.presses(key)
        self._heard()
        given = [answer for answer_id, (_, answer) in self.temporal.answers.items() if answer_id not in before]
        for answer in given:
            _is_what_was_said(answer, key, said)
        closed = len(self.temporal.asks) > asked
        assert not closed or (key == "9" and "as not major. Then nobody is called" in said)

    async def repeat(self) -> None:
        """Deliver the last request once more, as Twilio may; one that met a silent engine answers only now."""
        stored = not self.caller.heard.pauses
        before = set(self.temporal.answers) | set(self.temporal.asks)
        if await self.caller.repeated():
            self._heard()
            after = set(self.temporal.answers) | set(self.temporal.asks)
            assert before == after or not stored

    def _heard(self) -> None:
        self.documents += 1
        if self.caller.heard.on_key:
            self.said = self.caller.heard.words


def _is_what_was_said(given: Answer, key: str, said: str) -> None:
    service = given.page_id.split("/")[1].capitalize()
    assert given.verb is Verb.KEEP_LOOKING or service in said
    keys = {Verb.ACKNOWLEDGE: "1", Verb.PASS_ON: "2", Verb.KEEP_LOOKING: "3"}
    words = {Verb.ACKNOWLEDGE: "Press 1 to take", Verb.PASS_ON: "2 to pass it on", Verb.KEEP_LOOKING: "3 to keep"}
    assert (keys[given.verb], True) == (key, words[given.verb] in said)


@pytest.mark.parametrize("first", [[CHECKOUT], [CHECKOUT, SEARCH], [CHECKOUT, SEARCH, LOGIN]], ids=len)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
async def test_no_call_answers_what_it_did_not_say(
    client: httpx.AsyncClient, temporal: FakeTemporal, first: list[str], moves: list[tuple[str, str]]
) -> None:
    """However a call goes, a key answers only what was told, as it was told; a repeat answers nothing new; and it ends."""
    temporal.answers, temporal.asks, temporal.silent_to, temporal.silent = {}, {}, set(), 0
    walk = Walk(temporal, Caller(FakeTwilio(client), token()), dict.fromkeys(first, True))
    walk.tell()
    await walk.caller.picks_up()
    walk.said = walk.caller.heard.words
    for what, which in moves:
        match what:
            case "press":
                await walk.press(which)
            case "listen":
                await walk.listen()
            case "repeat":
                await walk.repeat()
            case "stumble":
                temporal.silent = 1
            case _:
                walk.open[which] = what == "open"
                walk.tell()
    while not walk.over and walk.documents < MOST_DOCUMENTS:
        await walk.listen()

    assert (walk.over, walk.caller.heard.hangs_up) == (True, True)
