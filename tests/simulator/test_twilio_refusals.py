"""What Twilio refuses, and in which words."""

from typing import Any

import httpx
import pytest

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BASE, OUR_NUMBER, World

CALL = {"To": ADA, "From": OUR_NUMBER, "Url": f"{ADDRESS}/voice"}
TEXT = {"To": ADA, "From": OUR_NUMBER, "Body": "Hello"}


def changed(fields: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    """Change fields; None leaves one out."""
    return {name: value for name, value in (fields | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": None}, 21201),
        ({"From": None}, 21213),
        ({"To": "5550100001"}, 21211),
        ({"To": "+0123"}, 21211),
        ({"From": "+15559999999"}, 21212),
        ({"Url": None}, 21205),
        ({"Url": "/voice"}, 21205),
        ({"Url": "http://under_score/voice"}, 21205),
        ({"FallbackUrl": "nowhere"}, 21205),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"Timeout": "soon"}, 20422),
        ({"Timeout": "601"}, 20422),
        ({"Method": "PUT"}, 20422),
        ({"Url": None, "Twiml": "x" * 4001}, 20422),
        ({"MachineDetection": "Maybe"}, 20422),
        ({"MachineDetection": "Enable", "AsyncAmd": "true"}, 21262),
    ],
)
async def test_a_wrong_call_is_refused(world: World, changes: dict[str, str | None], code: int) -> None:
    """A call that cannot be placed is refused with Twilio's code, and no phone rings."""
    answer = await world.http.post(f"{BASE}/Calls.json", data=changed(CALL, changes))

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert world.simulator.calls == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "Ada"}, 21211),
        ({"From": None}, 21603),
        ({"From": "+15559999999"}, 21606),
        ({"Body": None}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"ValidityPeriod": "0"}, 20422),
        ({"ValidityPeriod": "36001"}, 20422),
        ({"StatusCallback": "nowhere"}, 21609),
    ],
)
async def test_a_wrong_text_is_refused(world: World, changes: dict[str, str | None], code: int) -> None:
    """A text that cannot be sent is refused with Twilio's code, and none is sent."""
    answer = await world.http.post(f"{BASE}/Messages.json", data=changed(TEXT, changes))

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert world.simulator.texts == ()


async def test_a_refusal_looks_like_twilios(world: World) -> None:
    """A refusal has a code, words, where to read more, and the status again."""
    answer = await world.http.post(f"{BASE}/Calls.json", data=changed(CALL, {"To": "911"}))

    assert answer.json() == {
        "code": 21211,
        "message": "The phone number you are attempting to call, 911, is not valid.",
        "more_info": "https://www.twilio.com/docs/errors/21211",
        "status": 400,
    }


@pytest.mark.parametrize(
    "path", ["Calls/CAnone.json", "Messages/SMnone.json", "Conferences/CFnone.json", "Queues.json"]
)
async def test_what_does_not_exist_is_not_found(world: World, path: str) -> None:
    """An unknown call, text, conference or kind of thing is answered with 20404."""
    answer = await world.http.get(f"{BASE}/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_another_account_is_not_found(world: World) -> None:
    """Only one account exists."""
    answer = await world.http.get(f"/2010-04-01/Accounts/AC{'0' * 32}/Calls.json")

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


@pytest.mark.parametrize(
    "auth",
    [
        ("ACwrong", "the-token"),
        ("AC" + "a1" * 16, "wrong"),
        ("SK1", "the-token"),
        ("", ""),
    ],
)
async def test_wrong_credentials_are_refused(world: World, auth: tuple[str, str]) -> None:
    """Whoever does not know the token is answered with 20003 and nothing else."""
    answer = await world.http.post(f"{BASE}/Calls.json", data=CALL, auth=auth)

    assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (401, 20003, "Authenticate")
    assert world.simulator.calls == ()


@pytest.mark.parametrize("header", ["", "Bearer the-token", "Basic ???", "Basic /////w=="])
async def test_other_kinds_of_credentials_are_refused(world: World, header: str) -> None:
    """Only HTTP basic authentication that can be read is considered."""
    anonymous = httpx.AsyncClient(transport=httpx.ASGITransport(world.simulator.app), base_url="http://simulator.test")
    answer = await anonymous.get(f"{BASE}/Calls.json", headers={"Authorization": header})
    await anonymous.aclose()

    assert answer.status_code == 401


async def test_an_api_key_is_as_good_as_the_token(world: World) -> None:
    """A key and its secret may be used in place of the account's token."""
    answer = await world.http.get(f"{BASE}/Calls.json", auth=("SK1", "the-secret"))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query", [{"PageSize": "0"}, {"PageSize": "1001"}, {"PageSize": "many"}, {"StartTime>": "yesterday"}]
)
async def test_a_list_that_cannot_be_read_is_refused(world: World, query: dict[str, Any]) -> None:
    """A wrong page size or moment is refused, not guessed at."""
    await world.call()
    answer = await world.http.get(f"{BASE}/Calls.json", params=query)

    assert (answer.status_code, answer.json()["code"]) == (400, 20422)
