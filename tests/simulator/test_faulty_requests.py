"""Requests that go wrong on purpose."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.simulator.conftest import Served
from tests.simulator.customer import ADDRESS
from tests.simulator.test_mail import HEADERS, written
from tests.simulator.world import ADA, BASE, OUR_NUMBER, World

CALL = {"To": ADA, "From": OUR_NUMBER, "Url": f"{ADDRESS}/voice"}
TEXT = {"To": ADA, "From": OUR_NUMBER, "Body": "Hello"}
EVERY_CODE = [
    *(10_001, 11_100, 13_224, 13_225, 13_227, 20_003, 20_404, 21_210, 21_211, 21_212, 21_214, 21_215, 21_216, 21_217),
    *(21_219, 21_262, 21_401, 21_408, 21_603, 21_606, 21_608, 21_609, 21_610, 21_611, 21_614, 30_001, 30_034, 32_205),
]


async def place(world: World) -> httpx.Response:
    """Ask for a call."""
    return await world.http.post(f"{BASE}/Calls.json", data=CALL)


async def send_mail(world: World) -> httpx.Response:
    """Ask for a mail."""
    return await world.http.post("/v3/mail/send", json=written(), headers=HEADERS, auth=lambda request: request)


async def started(world: World, asking: Any) -> "asyncio.Task[httpx.Response]":
    """Begin to ask for something that is not answered at once; gives the request under way."""
    task = asyncio.create_task(asking)
    await world.until_held()
    return task


async def test_a_flood_is_throttled(world: World) -> None:
    """429 says when to come again, in Twilio's words, and nothing is created; then it works."""
    world.simulator.set_faults([{"on": "create_call", "do": "throttle", "retry_after": 7}])
    refused = await place(world)

    assert (refused.status_code, refused.headers["Retry-After"], refused.json()) == (
        429,
        "7",
        {
            "code": 20429,
            "message": "Too Many Requests",
            "more_info": "https://www.twilio.com/docs/errors/20429",
            "status": 429,
        },
    )
    assert world.simulator.calls == ()
    assert (await place(world)).status_code == 201


@pytest.mark.parametrize(("when", "created"), [("before", 0), ("after", 1)])
async def test_a_server_fails_before_or_after_it_placed_the_call(world: World, when: str, created: int) -> None:
    """The same 503 may mean that no phone rings, or that one does."""
    world.simulator.set_faults([{"on": "create_call", "do": "error", "answer": 503, "when": when}])
    answer = await place(world)

    assert (answer.status_code, answer.json()["code"]) == (503, 20503)
    assert len(world.simulator.calls) == created


@pytest.mark.parametrize("code", EVERY_CODE)
async def test_any_refusal_of_twilios_can_be_had(world: World, code: int) -> None:
    """Whatever Twilio may refuse a call or a text with can be tried, and nothing is created."""
    rules = [{"on": kind, "do": "refuse", "code": code} for kind in ("create_call", "create_text")]
    world.simulator.set_faults(rules)
    answers = [await place(world), await world.http.post(f"{BASE}/Messages.json", data=TEXT)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(400, code)] * 2
    assert (world.simulator.calls, world.simulator.texts) == ((), ())


@pytest.mark.parametrize(("when", "created"), [("before", 0), ("after", 1)])
async def test_a_connection_is_cut_before_or_after_the_call_was_placed(served: Served, when: str, created: int) -> None:
    """The connection closes without an answer; whether a phone rings cannot be told from it."""
    served.world.simulator.set_faults([{"on": "create_call", "do": "cut", "when": when}])
    async with httpx.AsyncClient(base_url=served.url, auth=served.world.http.auth, trust_env=False) as http:
        with pytest.raises(httpx.TransportError):
            await http.post(f"{BASE}/Calls.json", data=CALL)
        assert len(served.world.simulator.calls) == created
        assert (await http.post(f"{BASE}/Calls.json", data=CALL)).status_code == 201


async def test_a_connection_is_cut_for_good(served: Served) -> None:
    """Not a byte of an answer comes before the end: the customer sees a closed connection and nothing else."""
    served.world.simulator.set_faults([{"on": "list_calls", "do": "cut"}])
    address = httpx.URL(served.url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(f"GET {BASE}/Calls.json HTTP/1.1\r\nHost: simulator\r\n\r\n".encode())
    try:
        received = await reader.read()
    except ConnectionResetError:
        received = b""
    writer.close()

    assert received == b""


async def test_only_a_server_made_for_it_cuts(world: World) -> None:
    """Where the connection cannot be cut, the test hears of it instead of getting an answer."""
    world.simulator.set_faults([{"on": "create_call", "do": "cut"}])

    with pytest.raises(LookupError, match="cannot cut connections"):
        await place(world)


@pytest.mark.parametrize(("when", "created"), [("before", 0), ("after", 1)])
async def test_a_slow_answer_comes_in_telephone_time(world: World, when: str, created: int) -> None:
    """A request takes its seconds on the telephone's clock, while all else goes on."""
    world.simulator.set_faults([{"on": "create_call", "do": "slow", "seconds": 20, "when": when}])
    placing = await started(world, place(world))
    await world.after(19)
    assert (placing.done(), len(world.simulator.calls)) == (False, created)
    await world.after(1)

    assert (await placing).status_code == 201
    assert len(world.simulator.calls) == 1


async def test_a_slow_answer_can_take_real_seconds(world: World) -> None:
    """Real seconds count as something going on: nothing settles before they are over, and no clock is moved."""
    world.simulator.set_faults([{"on": "list_calls", "do": "slow", "seconds": 0.01, "clock": "real"}])
    asking = await started(world, world.http.get(f"{BASE}/Calls.json"))
    assert not world.simulator.is_quiet()
    await world.simulator.settle()

    assert (await asking).status_code == 200


@pytest.mark.parametrize(("when", "created"), [("before", 0), ("after", 1)])
async def test_a_request_is_held_at_an_exact_boundary(world: World, when: str, created: int) -> None:
    """A call is held before or after it was placed, for as long as it takes, until it is released."""
    world.simulator.set_faults([{"id": "gate", "on": "create_call", "do": "hold", "when": when}])
    placing = await started(world, place(world))
    await world.after(600)
    assert (placing.done(), len(world.simulator.calls)) == (False, created)
    assert world.simulator.is_quiet()
    released = await world.http.post("/sim/faults/gate/release")

    assert (released.status_code, (await placing).status_code) == (204, 201)
    assert len(world.simulator.calls) == 1


@pytest.mark.parametrize(("when", "created"), [("before", 0), ("after", 1)])
async def test_a_held_request_can_be_dropped(served: Served, when: str, created: int) -> None:
    """A held request that is dropped ends in a cut connection, and nothing more comes of it."""
    world = served.world
    world.simulator.set_faults([{"on": "create_call", "do": "hold", "when": when}])
    async with httpx.AsyncClient(base_url=served.url, auth=world.http.auth, trust_env=False) as http:
        placing = asyncio.create_task(http.post(f"{BASE}/Calls.json", data=CALL))
        await world.until_held()
        await world.http.post("/sim/faults/1/release", json={"drop": True})
        with pytest.raises(httpx.TransportError):
            await placing

    assert len(world.simulator.calls) == created


async def test_a_new_plan_lets_go_of_what_the_old_one_held(world: World) -> None:
    """Whatever is held when the plan is replaced goes on, so that nothing waits for a rule that is gone."""
    world.simulator.set_faults([{"on": "create_call", "do": "hold"}])
    placing = await started(world, place(world))
    world.simulator.set_faults()

    assert (await placing).status_code == 201


async def test_a_server_that_stops_waits_for_nothing_that_is_held(served: Served) -> None:
    """A held request does not keep the simulator from stopping: it goes on then."""
    served.world.simulator.set_faults([{"on": "create_call", "do": "hold", "times": None}])
    async with httpx.AsyncClient(base_url=served.url, auth=served.world.http.auth, trust_env=False) as http:
        placing = asyncio.create_task(http.post(f"{BASE}/Calls.json", data=CALL))
        await served.world.until_held()
        served.server.should_exit = True

        assert (await placing).status_code == 201


async def test_mail_is_throttled_in_sendgrids_words(world: World) -> None:
    """SendGrid's 429 says when to come again; the mail is delivered at the next attempt alone."""
    world.simulator.set_faults([{"on": "send_mail", "do": "throttle", "retry_after": 2}])
    refused, taken = await send_mail(world), await send_mail(world)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert refused.json() == {"errors": [{"message": "Too Many Requests", "field": None, "help": None}]}
    assert (taken.status_code, len(world.simulator.mails)) == (202, 1)


@pytest.mark.parametrize(
    ("fault", "status", "delivered"),
    [
        ({"do": "refuse", "answer": 403}, 403, 0),
        ({"do": "error", "answer": 502}, 502, 0),
        ({"do": "error", "answer": 502, "when": "after"}, 502, 1),
    ],
)
async def test_mail_fails_before_or_after_it_was_delivered(
    world: World, fault: dict[str, Any], status: int, delivered: int
) -> None:
    """A refused mail is not delivered; one whose answer was lost to a server's failure is."""
    world.simulator.set_faults([{"on": "send_mail", "to": "ada@example.com", **fault}])
    answer = await send_mail(world)

    assert (answer.status_code, len(world.simulator.mails)) == (status, delivered)


async def test_mail_to_somebody_else_is_left_in_peace(world: World) -> None:
    """A rule for one mail address leaves mail to others alone, and mail that cannot be read is only refused."""
    world.simulator.set_faults([{"on": "send_mail", "to": "ben@example.com", "do": "error"}])
    sent = await send_mail(world)
    unreadable = await world.http.post("/v3/mail/send", content="?", headers=HEADERS, auth=lambda request: request)

    assert (sent.status_code, unreadable.status_code) == (202, 400)
