"""Reporting by phone what may be a major incident (P9): by key 9 after it was read back, and by nothing else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config.settings import Settings
from domain.errors import Refused
from domain.lifecycle import IncidentState
from domain.organisation import Channel, Organisation, Service
from domain.page_messages import ReportMade
from domain.tokens import ReportToken
from gateway.app import create_app
from gateway.call_steps import MOST_REPEATS, MOST_WAITS
from tests.domain.builders import NIGHT
from tests.domain.reporting.company import standing
from tests.gateway.builders import SIGNING_KEY, report_token
from tests.gateway.company import organisation
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

ASKS = "Key in your four-digit code to join its call. To report an incident, press 0, then the hash key."
CHOOSE = "Which service is it about? Press 1 for Checkout, 2 for Service 1,"
KEYS = "Press 9 to report it, 0 to choose again, star to repeat."
READ_BACK = f"You report Checkout: customers cannot pay. It goes to Storefront. {KEYS}"
NOTHING = "Nothing is reported. Goodbye."
MOMENT = "One moment, please."


def shop() -> Organisation:
    """Return the company: Ana's team owns the checkout, and there are nine services more."""
    company = organisation()
    checkout = company.services["checkout"].model_copy(update={"customer_effect": "customers cannot pay"})
    others = [Service(id=f"s{n}", name=f"Service {n}", team="platform", owner="eve") for n in range(1, 10)]
    return company.model_copy(update={"services": {each.id: each for each in (*others, checkout)}})


@pytest.fixture
async def client(settings: Settings, temporal: FakeTemporal) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of this company's gateway."""
    transport = httpx.ASGITransport(app=create_app(settings, shop(), temporal, lambda: NIGHT))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


async def reporting(caller: Caller) -> Caller:
    """Ana calls us and presses 0."""
    await caller.dials()
    await caller.presses("0")
    return caller


async def at_the_read_back(caller: Caller) -> Caller:
    """Ana has chosen the checkout, and nothing is reported yet."""
    await (await reporting(caller)).presses("1")
    return caller


def reported(temporal: FakeTemporal) -> list[tuple[str, str]]:
    """Return what was reported: the incident's key, and the report's id."""
    return [(what.key, suspected.report_id) for what, suspected in temporal.suspected]


async def test_a_caller_reports_a_service_by_key(caller: Caller, temporal: FakeTemporal) -> None:
    """They choose among services, their own first, hear it read back, and with key 9 it is reported and they hear its code."""
    assert ASKS == (await caller.dials()).words
    assert (await caller.presses("0")).words.startswith(CHOOSE)
    assert READ_BACK == (await caller.presses("1")).words
    assert [] == temporal.suspected
    heard = await caller.presses("9")

    said = "It is reported as checkout, 7 K 3 Q. Whoever is on call for Storefront is called to judge it. Goodbye."
    assert (said, True) == (heard.words, heard.hangs_up)
    [(what, suspected)] = temporal.suspected
    assert ("checkout", "CA1", "ana", "Ana", "customers cannot pay", Channel.CALL) == (
        what.key,
        suspected.report_id,
        suspected.person,
        suspected.name,
        suspected.what,
        suspected.channel,
    )
    assert "key 9 on a call from a number ending in 01" == suspected.proof
    assert {"CA1": ("ana", ReportMade(report_id="CA1", channel=Channel.CALL))} == temporal.counted


async def test_what_is_open_already_is_joined(caller: Caller, temporal: FakeTemporal) -> None:
    """They hear who has it before they report, and again at the end."""
    temporal.standing["checkout"] = standing(holder="Bo")
    await at_the_read_back(caller)
    assert "Incident checkout, 7 K 3 Q is open for it, and Bo has it: your report joins it." in caller.heard.words
    heard = await caller.presses("9")

    assert "It is reported as checkout, 7 K 3 Q. Bo has it, and your report is on its timeline." in heard.words


async def test_what_is_part_of_another_is_told_with_both_codes_spoken(caller: Caller, temporal: FakeTemporal) -> None:
    """They hear who has the other before they report, and again at the end."""
    temporal.standing["checkout"] = standing(IncidentState.ATTACHED, part_of="search-AAAA")
    temporal.standing["search"] = standing(code="search-AAAA", holder="Bo")
    await at_the_read_back(caller)
    other = "part of search, A A A A, which Bo has: your report goes there."
    assert f"Incident checkout, 7 K 3 Q about it is {other}" in caller.heard.words
    heard = await caller.presses("9")

    assert f"It is reported as checkout, 7 K 3 Q. It is {other}" in heard.words


async def test_what_is_none_of_these_goes_to_the_catch_all_team(caller: Caller, temporal: FakeTemporal) -> None:
    """0 leaves the service open; whoever is called for it knows whom to ask."""
    await (await reporting(caller)).presses("0")
    assert "trouble with something that is not listed. It goes to Platform." in caller.heard.words
    await caller.presses("9")

    [(what, suspected)] = temporal.suspected
    assert ("reported-by-ana", None, "Ana says that something is wrong") == (what.key, what.label, suspected.what)


async def test_more_services_are_a_key_away(caller: Caller, temporal: FakeTemporal) -> None:
    """8 reads out the next ones, whose keys then count."""
    await (await reporting(caller)).presses("8")
    assert caller.heard.words.startswith("Press 1 for Service 7, 2 for Service 8, 3 for Service 9, 0 for none of these")
    assert "You report trouble with Service 8. It goes to Platform." in (await caller.presses("2")).words
    await caller.presses("9")

    assert [("s8", "CA1")] == reported(temporal)


async def test_whoever_chose_wrong_chooses_again(caller: Caller, temporal: FakeTemporal) -> None:
    """0 at the read-back leads to the first services, and nothing is reported."""
    await at_the_read_back(caller)

    assert (await caller.presses("0")).words.startswith(CHOOSE)
    assert [] == temporal.suspected


@pytest.mark.parametrize(("key", "first"), [("*", ""), ("1", "That key does nothing here. ")])
async def test_other_keys_say_it_again(caller: Caller, temporal: FakeTemporal, key: str, first: str) -> None:
    """A star repeats; a key that means nothing says so, and after many of them the call ends."""
    await at_the_read_back(caller)

    assert f"{first}{READ_BACK}" == (await caller.presses(key)).words
    for _ in range(MOST_REPEATS):
        await caller.presses(key)
    assert (NOTHING, True, []) == (caller.heard.words, caller.heard.hangs_up, temporal.suspected)


@pytest.mark.parametrize("keys", ["", "0", "01"], ids=["at first", "at the services", "at the read-back"])
async def test_silence_reports_nothing(caller: Caller, temporal: FakeTemporal, keys: str) -> None:
    """A telephone in a pocket hears each menu three times, and the call ends."""
    await caller.dials()
    for key in keys:
        await caller.presses(key)
    words = [caller.heard.words]
    while caller.heard.goes_on_at:
        words.append((await caller.stays_on_the_line()).words)

    assert (3, [], {}) == (len(words), temporal.suspected, temporal.counted)
    assert words[2].startswith(words[0])
    assert words[2].endswith("Goodbye.")


async def test_a_report_too_many_is_refused_in_words(caller: Caller, temporal: FakeTemporal) -> None:
    """The caller hears why, and nothing is reported."""
    temporal.one_too_many = Refused("This is not reported: you have reported 3 times in ten minutes.")
    heard = await (await at_the_read_back(caller)).presses("9")

    assert "This is not reported: you have reported 3 times in ten minutes. Goodbye." == heard.words
    assert [] == temporal.suspected


async def test_a_key_that_is_delivered_twice_is_one_report(caller: Caller, temporal: FakeTemporal) -> None:
    """Twilio may repeat a request: the report has the call's own id, however often it comes."""
    first = await (await at_the_read_back(caller)).presses("9")
    second = await caller.repeated()

    assert (first, {("checkout", "CA1")}) == (second, set(reported(temporal)))


@pytest.mark.parametrize("step", ["open_incident", "count_report", "report_suspicion"])
async def test_a_slow_engine_keeps_the_caller_on_the_line(caller: Caller, temporal: FakeTemporal, step: str) -> None:
    """The key need not be pressed again: after a moment it is brought under the same id."""
    await at_the_read_back(caller)
    temporal.silent_to = {step}
    moment = await caller.presses("9")
    temporal.silent_to = set()
    heard = await caller.stays_on_the_line()

    assert (MOMENT, True) == (moment.words, moment.pauses)
    assert heard.words.startswith("It is reported as checkout, 7 K 3 Q.")
    assert {("checkout", "CA1")} == set(reported(temporal))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("01", "We cannot get through at the moment. Nothing is reported: please call again. Goodbye."),
        (
            "019",
            "We do not know whether it is reported: please call again. To report it twice does no harm. Goodbye.",
        ),
    ],
    ids=["before", "after key 9"],
)
async def test_an_engine_that_stays_silent_ends_the_call_in_words(
    caller: Caller, temporal: FakeTemporal, keys: str, words: str
) -> None:
    """After a few moments the caller hears what is known of their report, and what to do."""
    await caller.dials()
    for key in keys[:-1]:
        await caller.presses(key)
    temporal.silent_to = {"open_incident"}
    await caller.presses(keys[-1])
    for _ in range(MOST_WAITS):
        assert MOMENT == caller.heard.words
        await caller.stays_on_the_line()

    assert (words, True) == (caller.heard.words, caller.heard.hangs_up)


async def test_a_read_back_that_is_said_again_waits_for_the_engine_too(caller: Caller, temporal: FakeTemporal) -> None:
    """After silence it is asked anew how things stand: what was opened meanwhile is told."""
    await at_the_read_back(caller)
    temporal.silent, temporal.standing["checkout"] = 1, standing(holder="Bo")

    assert MOMENT == (await caller.stays_on_the_line()).words
    assert "Bo has it: your report joins it." in (await caller.stays_on_the_line()).words


async def test_nobody_on_the_line_waits_longer_than_four_seconds(caller: Caller, temporal: FakeTemporal) -> None:
    """Counting a report and looking whether one is open go on at the same time."""
    await (await at_the_read_back(caller)).presses("9")

    assert [4] == temporal.patience


@pytest.mark.parametrize("path", ["", "/key"])
async def test_a_stranger_reports_nothing(twilio: FakeTwilio, temporal: FakeTemporal, path: str) -> None:
    """Who calls is found anew at each step: with the address of somebody's call alone nothing is reported."""
    form = {"CallSid": "CA1", "From": "+15005550099", "Digits": "1"}
    response = await twilio.post(f"/twilio/report/{report_token()}{path}", form)

    assert ("This number is not known here." in response.text, []) == (True, temporal.requests)


@pytest.mark.parametrize("path", ["", "/key"])
async def test_a_step_belongs_to_its_call(twilio: FakeTwilio, temporal: FakeTemporal, path: str) -> None:
    """The address of one call's step is of no use in another call."""
    form = {"CallSid": "CA2", "From": "+447700900101", "Digits": "1"}
    response = await twilio.post(f"/twilio/report/{report_token('CA1')}{path}", form)

    assert (403, []) == (response.status_code, temporal.requests)


async def test_a_service_that_is_no_longer_listed_is_asked_for_anew(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """When the organisation file changes while somebody is on the line, nothing is reported for a service that is gone."""
    gone = ReportToken(call="CA1", service="gone").signed(SIGNING_KEY)
    response = await twilio.post(f"/twilio/report/{gone}", {"CallSid": "CA1", "From": "+447700900101"})

    assert (CHOOSE in response.text, []) == (True, temporal.suspected)


@dataclass
class Walk:
    """A call that goes on, and what was read back last."""

    caller: Caller
    temporal: FakeTemporal
    documents: int = 0

    async def press(self, key: str) -> None:
        """Press a key where one is waited for; whatever is reported by it was read back."""
        said, before = self.caller.heard.words, len(self.temporal.suspected)
        if self.caller.heard.on_key is None:
            return
        await self.caller.presses(key)
        self.documents += 1
        for what, _ in self.temporal.suspected[before:]:
            assert key == "9"
            assert f"You report {what.title}" in said or f"trouble with {what.title}." in said or what.label is None

    async def listen(self) -> None:
        """Say nothing."""
        if self.caller.heard.goes_on_at:
            await self.caller.stays_on_the_line()
            self.documents += 1


@examples(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["0", "1", "2", "8", "9", "*", "listen", "stumble"]), max_size=20))
async def test_no_call_reports_what_it_did_not_read_back(
    client: httpx.AsyncClient, temporal: FakeTemporal, moves: list[str]
) -> None:
    """However a call goes, only key 9 reports, at most once, and only what was said before; and every call ends."""
    temporal.suspected, temporal.silent = [], 0
    walk = Walk(Caller(FakeTwilio(client), "none"), temporal)
    await walk.caller.dials()
    await walk.press("0")
    for move in moves:
        match move:
            case "listen":
                await walk.listen()
            case "stumble":
                temporal.silent = 1
            case key:
                await walk.press(key)
    while walk.caller.heard.goes_on_at and walk.documents < 60:
        await walk.listen()

    assert (True, True) == (walk.caller.heard.hangs_up, len({each.report_id for _, each in temporal.suspected}) <= 1)
