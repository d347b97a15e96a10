"""Every answer against the providers' own descriptions."""

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BASE, BEN, EVERY_EVENT, OUR_NUMBER, World, bridge, response

REPOSITORY = Path(__file__).parents[2]
DESCRIPTIONS = Path(os.environ.get("MIMP_PROVIDER_SPECS", REPOSITORY.parent / "shared" / "data"))
HOST = "https://api.twilio.com"

pytestmark = pytest.mark.skipif(
    not DESCRIPTIONS.is_dir(), reason="the providers' descriptions are not here (MIMP_PROVIDER_SPECS)"
)


class Asked:
    """A request as openapi-core reads it."""

    def __init__(self, request: httpx.Request) -> None:
        self.host_url = HOST
        self.path = request.url.path
        self.full_url_pattern = f"{HOST}{request.url.path}"
        self.method = request.method.lower()
        self.content_type = request.headers.get("content-type", "")
        self.body = request.content
        query = ImmutableMultiDict(request.url.params.multi_items())
        self.parameters = RequestParameters(query=query, header=Headers(dict(request.headers)))


class Answered:
    """An answer as openapi-core reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.data = answer.content
        self.status_code = answer.status_code
        self.content_type = answer.headers.get("content-type", "")
        self.headers = dict(answer.headers)


@pytest.fixture(scope="module")
def twilio() -> OpenAPI:
    """Twilio's description."""
    description = json.loads((DESCRIPTIONS / "twilio_api_v2010.json").read_text())
    # Twilio says in words that this is null while a conference goes on, and does not say so in its description.
    description["components"]["schemas"]["conference_enum_reason_conference_ended"]["nullable"] = True
    description["components"]["schemas"]["conference_enum_reason_conference_ended"]["enum"].append(None)
    return OpenAPI.from_dict(description)


async def checked(world: World, description: OpenAPI, method: str, path: str, **more: Any) -> dict[str, Any]:
    """Ask, check the answer against the description, and give it."""
    answer = await world.http.request(method, f"{BASE}{path}", **more)
    description.validate_response(Asked(answer.request), Answered(answer))
    body: dict[str, Any] = answer.json()
    return body


async def test_calls_look_as_described_in_every_status(world: World, twilio: OpenAPI) -> None:
    """Created, fetched, listed and updated, a call is as Twilio describes it all along its life."""
    world.customer.answers["/voice"] = response("<Say>Hello</Say>", '<Pause length="60"/>')
    asked = {"To": ADA, "From": OUR_NUMBER, "Url": f"{ADDRESS}/voice", "StatusCallbackEvent": EVERY_EVENT}
    sid = (await checked(world, twilio, "POST", "/Calls.json", data=asked))["sid"]
    statuses = []
    for step in ("queued", "ringing", "in-progress"):
        if step == "in-progress":
            world.simulator.answer(sid)
        statuses.append((await checked(world, twilio, "GET", f"/Calls/{sid}.json"))["status"])
        await checked(world, twilio, "GET", "/Calls.json", params={"PageSize": "1"})
        await world.after(2)
    ended = await checked(world, twilio, "POST", f"/Calls/{sid}.json", data={"Status": "completed"})

    assert [*statuses, ended["status"]] == ["queued", "ringing", "in-progress", "completed"]


@pytest.mark.parametrize("behaviour", ["busy", "off", "ignore", "decline", "voicemail"])
async def test_every_outcome_looks_as_described(world: World, twilio: OpenAPI, behaviour: str) -> None:
    """However a call ends, what is shown of it is as described."""
    world.simulator.script_calls(ADA, [{"do": behaviour}])
    call = await world.call(MachineDetection="Enable")
    await world.to_the_end()
    shown = await checked(world, twilio, "GET", f"/Calls/{call.sid}.json")

    assert shown["status"] == call.status.value


async def test_calls_from_phones_look_as_described(world: World, twilio: OpenAPI) -> None:
    """A call from a phone is as Twilio describes it while it goes on and when it is over."""
    world.customer.answers["/incoming"] = response('<Pause length="5"/>')
    call = await world.dialled()
    shown = [await checked(world, twilio, "GET", f"/Calls/{call.sid}.json")]
    await world.to_the_end()
    shown.append(await checked(world, twilio, "GET", f"/Calls/{call.sid}.json"))

    assert ["in-progress", "completed"] == [each["status"] for each in shown]


async def test_conferences_look_as_described_in_every_status(world: World, twilio: OpenAPI) -> None:
    """Fetched, listed and ended, a conference is as Twilio describes it all along its life."""
    world.customer.answers["/voice"] = response(bridge())
    statuses = []
    for number in (ADA, BEN):
        await world.picked_up(number)
        sid = world.simulator.conferences[0].sid
        statuses.append((await checked(world, twilio, "GET", f"/Conferences/{sid}.json"))["status"])
    statuses.append(
        (await checked(world, twilio, "POST", f"/Conferences/{sid}.json", data={"Status": "completed"}))["status"]
    )
    listed = await checked(world, twilio, "GET", "/Conferences.json", params={"PageSize": "1"})

    assert (["init", "in-progress", "completed"], 1) == (statuses, len(listed["conferences"]))


async def test_participants_look_as_described(world: World, twilio: OpenAPI) -> None:
    """Listed, fetched, changed and put out, a participant is as Twilio describes it."""
    world.customer.answers["/voice"] = response(bridge('participantLabel="ada"'))
    call = await world.picked_up()
    path = f"/Conferences/{world.simulator.conferences[0].sid}/Participants"
    listed = await checked(world, twilio, "GET", f"{path}.json")
    fetched = await checked(world, twilio, "GET", f"{path}/{call.sid}.json")
    changed = await checked(world, twilio, "POST", f"{path}/{call.sid}.json", data={"Muted": "true", "Hold": "true"})
    gone = await world.http.delete(f"{BASE}{path}/{call.sid}.json")
    twilio.validate_response(Asked(gone.request), Answered(gone))

    assert [fetched] == listed["participants"]
    assert (False, True, True, 204) == (fetched["muted"], changed["muted"], changed["hold"], gone.status_code)


async def test_texts_look_as_described(world: World, twilio: OpenAPI) -> None:
    """Texts either way, fetched and listed, are as Twilio describes them."""
    asked = {"To": ADA, "From": OUR_NUMBER, "Body": "Hello"}
    sid = (await checked(world, twilio, "POST", "/Messages.json", data=asked))["sid"]
    await world.to_the_end()
    world.simulator.send_text(ADA, "ACK 4821")
    await checked(world, twilio, "GET", f"/Messages/{sid}.json")
    listed = await checked(world, twilio, "GET", "/Messages.json", params={"PageSize": "1"})

    assert (len(listed["messages"]), bool(listed["next_page_uri"])) == (1, True)


async def test_a_text_that_did_not_arrive_looks_as_described(world: World, twilio: OpenAPI) -> None:
    """An undelivered text has its error as Twilio describes it."""
    world.simulator.script_texts(ADA, [{"do": "undelivered", "code": 30005}])
    text = await world.text("Hello")
    await world.to_the_end()
    shown = await checked(world, twilio, "GET", f"/Messages/{text.sid}.json")

    assert (shown["status"], shown["error_code"]) == ("undelivered", 30005)


@pytest.mark.parametrize("key", ["SG.the-key", "SG.wrong"])
async def test_mail_is_answered_as_described(world: World, key: str) -> None:
    """Accepted and refused mail is answered as SendGrid describes it."""
    description = json.loads((DESCRIPTIONS / "sendgrid_mail_v3.json").read_text())
    description["servers"] = [{"url": HOST}]
    # SendGrid describes `help` as an object and answers with a string or null.
    error = description["components"]["schemas"]["ErrorResponse"]["properties"]["errors"]["items"]
    del error["properties"]["help"]
    # And it calls `field` nullable in words of an older OpenAPI than its own.
    error["properties"]["field"]["type"] = ["string", "null"]
    sent = {"from": {"email": "a@example.com"}, "personalizations": [{"to": [{"email": "b@example.com"}]}]}
    for mail in ({**sent, "subject": "Hi", "content": [{"type": "text/plain", "value": "Hi"}]}, sent):
        headers = {"Authorization": f"Bearer {key}"}
        answer = await world.http.post("/v3/mail/send", json=mail, headers=headers, auth=lambda request: request)
        OpenAPI.from_dict(description).validate_response(Asked(answer.request), Answered(answer))

    assert len(world.simulator.mails) == (1 if key == "SG.the-key" else 0)
