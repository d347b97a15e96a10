"""The simulator's own HTTP interface."""

import email.policy
from email import message_from_bytes
from typing import Any

import pytest

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BEN, World, bridge, response

ADA_BYRON = {"id": "ada", "name": "Ada Byron", "number": ADA, "email": "ada@example.com", "detail": "Checkout"}


async def test_it_says_that_it_runs_and_whether_it_is_quiet(world: World) -> None:
    """Health tells that the process lives; the request itself counts as something going on."""
    answer = await world.http.get("/sim/health")

    assert answer.json() == {"status": "ok", "quiet": False}
    assert world.simulator.is_quiet()


async def test_everything_remembered_is_shown(world: World) -> None:
    """The state lists people, calls with their transcript, texts, mails and news."""
    world.customer.answers["/voice"] = response("<Say>Hello</Say>", '<Pause length="9"/>')
    await world.http.put("/sim/people", json=[ADA_BYRON])
    call = await world.picked_up()
    await world.press(call, "5")
    world.simulator.send_text(ADA, "ACK 4821")
    await world.simulator.settle()
    state = (await world.http.get("/sim/state")).json()

    assert state["people"] == [ADA_BYRON]
    (shown,) = state["calls"]
    assert (shown["sid"], shown["status"], shown["manual"]) == (call.sid, "in-progress", True)
    assert [(line["kind"], line["words"]) for line in shown["transcript"]] == [
        ("spoken", "Hello"),
        ("unheard_key", "5"),
    ]
    assert [text["body"] for text in state["texts"]] == ["ACK 4821"]
    assert [line["words"] for line in state["news"]] == [
        "Ada Byron: the phone rings",
        "Ada Byron: picked up",
        "Ada Byron: pressed 5",
        "Ada Byron: texted “ACK 4821”",
    ]


async def test_people_keep_to_their_scripts(world: World) -> None:
    """Scripts for calls and texts are set by number; numbers that are not named keep theirs."""
    await world.http.put("/sim/scripts", json={"calls": {ADA: [{"do": "busy"}]}})
    await world.http.put("/sim/scripts", json={"texts": {ADA: [{"do": "reply", "body": "LIST"}]}})
    call = await world.call()
    await world.text("Hello")
    await world.to_the_end()

    assert call.status.value == "busy"
    assert world.simulator.texts[-1].body == "LIST"


async def test_a_phone_is_used_over_http(world: World) -> None:
    """A phone is answered, keys are pressed and it is hung up over HTTP."""
    world.customer.answers["/voice"] = response('<Gather action="/pressed" numDigits="2"/>')
    world.customer.answers["/pressed"] = response('<Pause length="60"/>')
    call = await world.call()
    await world.after(2)
    statuses = []
    for verb, body in (("answer", None), ("press", {"digits": "42"}), ("hang-up", None)):
        answer = await world.http.post(f"/sim/calls/{call.sid}/{verb}", json=body)
        await world.simulator.settle()
        statuses.append((answer.status_code, answer.json()["status"]))

    assert statuses == [(200, "in-progress"), (200, "in-progress"), (200, "completed")]
    assert world.customer.at("/pressed")[0].fields["Digits"] == "42"


async def test_a_phone_declines_over_http(world: World) -> None:
    """A ringing phone is turned away over HTTP."""
    call = await world.call()
    await world.after(2)
    answer = await world.http.post(f"/sim/calls/{call.sid}/decline")

    assert answer.json()["status"] == "busy"


async def test_a_text_is_written_over_http(world: World) -> None:
    """A text written over HTTP reaches the webhook set over HTTP."""
    await world.http.put("/sim/webhooks", json={"text": f"{ADDRESS}/elsewhere"})
    answer = await world.http.post("/sim/texts", json={"from": ADA, "body": "ACK 4821"})
    await world.simulator.settle()

    assert (answer.status_code, answer.json()["status"]) == (201, "received")
    assert [request.fields["Body"] for request in world.customer.at("/elsewhere")] == ["ACK 4821"]


async def test_a_number_is_dialled_over_http(world: World) -> None:
    """A phone calls us over HTTP, and the voice webhook set over HTTP is asked; the one for texts stays."""
    webhooks = {"voice": f"{ADDRESS}/elsewhere", "voice_status": f"{ADDRESS}/over"}
    await world.http.put("/sim/webhooks", json=webhooks)
    answer = await world.http.post("/sim/calls", json={"from": ADA})
    await world.to_the_end()

    shown = answer.json()
    assert (answer.status_code, shown["direction"], shown["phone"], shown["status"]) == (201, "inbound", ADA, "ringing")
    assert [request.path for request in world.customer.received] == ["/elsewhere", "/over"]
    state = (await world.http.get("/sim/state")).json()
    assert {f"{name}_webhook": url for name, url in webhooks.items()}.items() <= state.items()
    assert state["text_webhook"] == f"{ADDRESS}/texts"


async def test_people_dial_in_as_scripted_over_http(world: World) -> None:
    """A script may have a phone call us."""
    await world.http.put("/sim/scripts", json={"dial_in": {ADA: [{"after": 5}, {"after": 9}]}})
    await world.to_the_end()

    assert [call.direction for call in world.simulator.calls] == ["inbound", "inbound"]


async def test_conferences_are_shown(world: World) -> None:
    """The state lists every conference with who is in it, and which conference a call is in."""
    world.customer.answers["/voice"] = response(bridge('participantLabel="ada"'))
    call = await world.picked_up()
    state = (await world.http.get("/sim/state")).json()

    (shown,) = state["conferences"]
    assert (shown["name"], shown["status"], shown["ended"]) == ("bridge", "init", None)
    assert shown["participants"] == [
        {
            "call": call.sid,
            "phone": ADA,
            "label": "ada",
            "joined": "2026-03-01T02:00:02+00:00",
            "muted": False,
            "hold": False,
        }
    ]
    assert state["calls"][0]["conference"] == shown["sid"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "/sim/calls/CAnone/answer", None, 404, "there is no call CAnone"),
        ("POST", "/sim/calls", {"from": "Ada"}, 409, "'Ada' is not a phone number"),
        ("POST", "/sim/calls", {"from": ADA, "to": BEN}, 409, "not one of the simulator's numbers"),
        ("PUT", "/sim/scripts", {"dial_in": {ADA: [{"rings": 1}]}}, 422, "Extra inputs"),
        ("PUT", "/sim/webhooks", {"voice": "nowhere"}, 409, "'nowhere' is not a web address"),
        ("POST", "/sim/texts", {"from": "Ada", "body": "Hi"}, 409, "'Ada' is not a phone number"),
        ("POST", "/sim/texts", {"from": ADA}, 422, "body.body: Field required"),
        ("PUT", "/sim/people", [ADA_BYRON, ADA_BYRON], 409, "two people have the id ada"),
        ("PUT", "/sim/people", [{**ADA_BYRON, "number": "12"}], 422, "body.0.number: String should match"),
        ("PUT", "/sim/scripts", {"calls": {ADA: [{"do": "dance"}]}}, 422, "Input tag 'dance' found"),
        ("PUT", "/sim/scripts", {"calls": {"Ada": []}}, 422, "String should match"),
        ("PUT", "/sim/webhooks", {"text": "nowhere"}, 409, "'nowhere' is not a web address"),
        ("GET", "/sim/mails/none/html", None, 404, "there is no mail none"),
        ("GET", "/sim/mails/none/source", None, 404, "there is no mail none"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_words(
    world: World, method: str, path: str, body: Any, status: int, words: str
) -> None:
    """Every refusal is one sentence a person can act on."""
    answer = await world.http.request(method, path, json=body)

    assert answer.status_code == status
    assert words in answer.json()["error"]


async def test_a_phone_in_the_wrong_state_is_refused_in_words(world: World) -> None:
    """A phone that does not ring yet cannot be answered, and the answer says why."""
    call = await world.call()
    answer = await world.http.post(f"/sim/calls/{call.sid}/answer")

    assert answer.status_code == 409
    assert "it is queued, not ringing" in answer.json()["error"]


async def test_the_page_is_served_and_loads_nothing_from_elsewhere(world: World) -> None:
    """The page and its parts come from the simulator alone."""
    page = await world.http.get("/")
    parts = [await world.http.get(f"/{name}") for name in ("phones.js", "phones.css", "icon.svg")]

    assert [page.status_code, *(part.status_code for part in parts)] == [200, 200, 200, 200]
    assert "default-src 'none'" in page.text
    for text in (page.text, *(part.text for part in parts)):
        assert "https://" not in text.replace("http://www.w3.org/2000/svg", "")


async def test_a_mail_is_shown_where_it_can_do_no_harm(world: World) -> None:
    """A mail's HTML comes with a policy under which nothing runs and nothing is fetched."""
    mail = {
        "from": {"email": "incidents@example.com"},
        "personalizations": [{"to": [{"email": "ada@example.com"}]}],
        "subject": "Hi",
        "content": [{"type": "text/html", "value": "<p>Hello</p>"}],
    }
    headers = {"Authorization": "Bearer SG.the-key"}
    await world.http.post("/v3/mail/send", json=mail, headers=headers, auth=lambda request: request)
    answer = await world.http.get(f"/sim/mails/{world.simulator.mails[0].id}/html")

    policy = answer.headers["Content-Security-Policy"]
    assert "<p>Hello</p>" in answer.text
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "allow-scripts" not in policy


async def test_a_mail_is_shown_as_it_left(world: World) -> None:
    """With the name beside the sender's address, the headers it was given, and the forms it has: any mail programme opens it."""
    mail: dict[str, Any] = {
        "from": {"email": "incidents@example.com", "name": "Incident updates"},
        "personalizations": [{"to": [{"email": "ada@example.com"}], "headers": {"Message-ID": "<1@example.com>"}}],
        "reply_to": {"email": "desk@example.com"},
        "subject": "Grüße, it is down",
        "content": [{"type": "text/plain", "value": "Hello"}, {"type": "text/html", "value": "<p>Hello</p>"}],
    }
    key = {"Authorization": "Bearer SG.the-key"}
    for content in (mail["content"], [{"type": "text/html", "value": "<p>Hello</p>"}]):
        letter = mail | {"content": content}
        await world.http.post("/v3/mail/send", json=letter, headers=key, auth=lambda request: request)
    left = [await world.http.get(f"/sim/mails/{each.id}/source") for each in world.simulator.mails]
    both, html = (message_from_bytes(each.content, policy=email.policy.strict) for each in left)

    assert ("Incident updates <incidents@example.com>", "ada@example.com", "Grüße, it is down", "desk@example.com") == (
        both["From"],
        both["To"],
        both["Subject"],
        both["Reply-To"],
    )
    assert ("<1@example.com>", world.simulator.mails[0].at) == (both["Message-ID"], both["Date"].datetime)
    assert ("multipart/alternative", "text/html") == (both.get_content_type(), html.get_content_type())


async def test_an_entry_for_a_calendar_is_a_part_of_the_mail_and_can_be_opened(world: World) -> None:
    """The source says what the entry does as its type, and a calendar opens it from the page."""
    entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    mail = {
        "from": {"email": "incidents@example.com"},
        "personalizations": [{"to": [{"email": "ada@example.com"}]}],
        "subject": "Review",
        "content": [
            {"type": "text/plain", "value": "Come"},
            {"type": "text/calendar; method=REQUEST", "value": entry},
        ],
    }
    key = {"Authorization": "Bearer SG.the-key"}
    await world.http.post("/v3/mail/send", json=mail, headers=key, auth=lambda request: request)
    [kept] = world.simulator.mails
    source, opened = [await world.http.get(f"/sim/mails/{kept.id}/{what}") for what in ("source", "calendar")]
    parts = message_from_bytes(source.content, policy=email.policy.strict).iter_parts()

    assert ["text/plain", "text/calendar"] == [part.get_content_type() for part in parts]
    assert b'method="REQUEST"' in source.content
    assert (entry, "text/calendar; charset=utf-8") == (opened.text, opened.headers["content-type"])
