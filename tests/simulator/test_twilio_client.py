"""The simulator as Twilio's own package sees it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.simulator.conftest import Served
from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BEN, CONFIG, OUR_NUMBER, START, bridge, response

T = TypeVar("T")


class Loopback(TwilioHttpClient):  # type: ignore[misc]  # its base is untyped
    """Sends what is meant for Twilio to the simulator."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=10)
        self._url = urlsplit(url)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Send a request, to another host."""
        rebased = urlunsplit(urlsplit(url)._replace(scheme=self._url.scheme, netloc=self._url.netloc))
        return super().request(method, rebased, *args, **kwargs)


class Sdk:
    """Twilio's package, each request in a thread of its own while the simulator goes on."""

    def __init__(self, served: Served) -> None:
        self.world = served.world
        self.http = Loopback(served.url)
        self.client = Client(CONFIG.account_sid, CONFIG.auth_token, http_client=self.http)

    async def ask(self, what: Callable[[Client], T]) -> T:
        """Ask Twilio for something."""
        return await asyncio.to_thread(what, self.client)

    async def call(self, to: str = ADA, **more: Any) -> Any:
        """Place a call."""
        return await self.ask(lambda c: c.calls.create(to=to, from_=OUR_NUMBER, url=f"{ADDRESS}/voice", **more))


@pytest.fixture
async def sdk(served: Served) -> AsyncIterator[Sdk]:
    """Twilio's package, pointed at the simulator."""
    made = Sdk(served)
    yield made
    assert made.http.session is not None
    made.http.session.close()


async def test_a_call_is_placed_and_followed_to_its_end(sdk: Sdk) -> None:
    """A call placed with the package is queued, and can be fetched until it has ended."""
    sdk.world.customer.answers["/voice"] = response("<Say>Hello</Say>")
    sdk.world.simulator.script_calls(ADA, [{"do": "answer_silently", "after_rings": 2}])
    placed = await sdk.call(
        status_callback=f"{ADDRESS}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
        timeout=25,
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=f"{ADDRESS}/detected",
    )
    await sdk.world.to_the_end()
    ended = await sdk.ask(lambda c: c.calls(placed.sid).fetch())

    assert (placed.status, placed.to, placed._from, placed.direction) == ("queued", ADA, OUR_NUMBER, "outbound-api")
    assert (ended.status, ended.duration, ended.start_time) == ("completed", "0", START)
    assert ended.end_time == START + timedelta(seconds=11)
    statuses = [request.fields["CallStatus"] for request in sdk.world.customer.at("/status")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]


async def test_a_call_is_cancelled_with_the_package(sdk: Sdk) -> None:
    """An update stops a phone that rings."""
    placed = await sdk.call()
    await sdk.world.after(5)
    cancelled = await sdk.ask(lambda c: c.calls(placed.sid).update(status="canceled"))

    assert cancelled.status == "canceled"


async def test_a_conversation_gets_new_words_with_the_package(sdk: Sdk) -> None:
    """An update with TwiML takes over a conversation."""
    sdk.world.customer.answers["/voice"] = response('<Pause length="60"/>')
    call = await sdk.world.picked_up()
    await sdk.ask(lambda c: c.calls(call.sid).update(twiml=response("<Say>Taken</Say>")))
    await sdk.world.to_the_end()

    assert call.words == "Taken"


async def test_a_refusal_is_the_packages_own_error(sdk: Sdk) -> None:
    """The package raises its error with Twilio's code and status."""
    with pytest.raises(TwilioRestException) as refusal:
        await sdk.call(to="911")

    assert (refusal.value.status, refusal.value.code) == (400, 21211)


async def test_calls_are_listed_by_number_and_status(sdk: Sdk) -> None:
    """A list of calls can be narrowed to what may still be ringing at one number."""
    first = await sdk.call(timeout=5)
    await sdk.world.to_the_end()
    second = await sdk.call()
    await sdk.call(to="+15550100002")
    await sdk.world.after(2)

    async def listed(**filters: Any) -> list[str | None]:
        """List calls through the filters."""
        return [call.sid for call in await sdk.ask(lambda c: c.calls.list(**filters))]

    assert await listed(to=ADA) == [second.sid, first.sid]
    assert await listed(to=ADA, status="ringing") == [second.sid]
    assert await listed(to=ADA, from_="+15550000009") == []
    assert len(await listed()) == 3


async def test_calls_are_listed_by_time(sdk: Sdk) -> None:
    """A list of calls can be narrowed to those that began in a span of time."""
    first = await sdk.call(timeout=5)
    await sdk.world.after(3600)
    second = await sdk.call(timeout=5)
    await sdk.world.to_the_end()

    async def listed(**filters: Any) -> list[str | None]:
        """List calls through the filters."""
        return [call.sid for call in await sdk.ask(lambda c: c.calls.list(**filters))]

    half_past = START + timedelta(minutes=30)
    assert await listed(start_time_after=half_past) == [second.sid]
    assert await listed(start_time_before=half_past) == [first.sid]
    assert await listed(start_time_after=START, start_time_before=START + timedelta(hours=2)) == [second.sid, first.sid]
    assert await listed(start_time=START) == [second.sid, first.sid]
    assert await listed(start_time=START + timedelta(days=1)) == []


async def test_long_lists_come_page_by_page(sdk: Sdk) -> None:
    """The package walks all pages and sees every call once, newest first, while new calls come in."""
    placed = [(await sdk.call(to=f"+1555010{number:04}")).sid for number in range(6)]
    page = await sdk.ask(lambda c: c.calls.page(page_size=3))
    pages = [[call.sid for call in page]]
    await sdk.call()
    while page.next_page_url:
        page = await asyncio.to_thread(page.next_page)
        pages.append([call.sid for call in page])

    assert pages == [placed[:2:-1], placed[2::-1]]


async def test_a_text_is_sent_fetched_and_listed(sdk: Sdk) -> None:
    """A text sent with the package can be fetched, and found by number and day."""
    sent = await sdk.ask(
        lambda c: c.messages.create(
            to=ADA, from_=OUR_NUMBER, body="Reply ACK 4821", status_callback=f"{ADDRESS}/status", validity_period=300
        )
    )
    await sdk.world.to_the_end()
    fetched = await sdk.ask(lambda c: c.messages(sent.sid).fetch())
    found = await sdk.ask(lambda c: c.messages.list(to=ADA, from_=OUR_NUMBER, date_sent_after=START))
    elsewhere = await sdk.ask(lambda c: c.messages.list(to="+15550100002"))

    assert (sent.status, sent.num_segments, sent.direction) == ("queued", "1", "outbound-api")
    assert (fetched.status, fetched.body, fetched.date_sent) == ("delivered", "Reply ACK 4821", START)
    assert [text.sid for text in found] == [sent.sid]
    assert elsewhere == []


async def test_a_conference_is_found_changed_and_ended(sdk: Sdk) -> None:
    """A conference is found by name, its participants are listed, muted and put out, and it is ended."""
    sdk.world.customer.answers["/voice"] = response(bridge(name="INC-1 technical"), '<Pause length="60"/>')
    await sdk.world.bridged(ADA, BEN)
    (found,) = await sdk.ask(lambda c: c.conferences.list(friendly_name="INC-1 technical", status="in-progress"))
    present = await sdk.ask(lambda c: c.conferences(found.sid).participants.list())
    ben, ada = present
    muted = await sdk.ask(lambda c: c.conferences(found.sid).participants(ben.call_sid).update(muted=True))
    gone = await sdk.ask(lambda c: c.conferences(found.sid).participants(ada.call_sid).delete())
    ended = await sdk.ask(lambda c: c.conferences(found.sid).update(status="completed"))

    assert (found.date_created, muted.muted, gone) == (START + timedelta(seconds=2), True, True)
    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    assert await sdk.ask(lambda c: c.conferences.list(date_created_after=START.date() + timedelta(days=1))) == []


async def test_a_label_names_a_participant(sdk: Sdk) -> None:
    """The package fetches a participant by the label it was given, and has its error for one who is not there."""
    sdk.world.customer.answers["/voice"] = response(bridge('participantLabel="ada lovelace"'))
    call = await sdk.world.picked_up()
    conference = sdk.world.simulator.conferences[0].sid
    found = await sdk.ask(lambda c: c.conferences(conference).participants("ada lovelace").fetch())
    with pytest.raises(TwilioRestException) as refusal:
        await sdk.ask(lambda c: c.conferences(conference).participants("ben").fetch())

    assert (found.call_sid, found.label, found.status) == (call.sid, "ada lovelace", "connected")
    assert (refusal.value.status, refusal.value.code) == (404, 20404)
