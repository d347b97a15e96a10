"""What the customer is told of mails: signed, together, until it is taken."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sendgrid.helpers.eventwebhook import EventWebhook

from config.event_keys import new_event_keys
from simulator.event_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from simulator.records import MailStatus
from tests.simulator.customer import ADDRESS, Customer
from tests.simulator.test_mail import HEADERS, written
from tests.simulator.world import CONFIG, World

KEYS = new_event_keys()
ARGS = {"code": "checkout-7K3Q", "audience": "business", "number": "1", "person": "ada"}


class Listening(Customer):
    """A customer who keeps the bodies of what is posted, as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[httpx.Request] = []

    async def serve(self, request: httpx.Request) -> httpx.Response:
        """Keep a request, and answer as usual."""
        self.posts.append(request)
        return await super().serve(request)

    @property
    def events(self) -> list[list[dict[str, Any]]]:
        """The events of each post, in order."""
        return [json.loads(post.content) for post in self.posts]


@pytest.fixture
async def heard() -> AsyncIterator[World]:
    """A world whose customer hears of mails."""
    config = CONFIG.model_copy(update={"event_webhook": f"{ADDRESS}/events", "event_key": KEYS.private})
    made = World(customer=Listening(), config=config)
    yield made
    await made.close()


def listening(world: World) -> Listening:
    """Return the customer of such a world."""
    assert isinstance(world.customer, Listening)
    return world.customer


async def mail(world: World, *addresses: str) -> None:
    """Have a mail sent to each of these, in one request."""
    personalizations = [{"to": [{"email": each}], "custom_args": ARGS} for each in addresses]
    mail = written(personalizations=personalizations, categories=["business", "first"])
    answer = await world.http.post("/v3/mail/send", json=mail, headers=HEADERS, auth=lambda request: request)
    assert 202 == answer.status_code


def told(world: World) -> list[tuple[str, str]]:
    """Return every event so far: what, and about whose mail."""
    return [(event["event"], event["email"]) for events in listening(world).events for event in events]


async def test_a_mail_is_processed_and_delivered(heard: World) -> None:
    """Each event says what, when and about whom, with what was sent along and an id of its own."""
    await mail(heard, "ada@example.com")
    await heard.to_the_end()
    [processed], [delivered] = listening(heard).events

    assert [("processed", "ada@example.com"), ("delivered", "ada@example.com")] == told(heard)
    assert ARGS.items() <= delivered.items()
    assert (["business", "first"], True) == (delivered["category"], isinstance(delivered["timestamp"], int))
    assert processed["sg_event_id"] != delivered["sg_event_id"]
    assert processed["sg_message_id"] == delivered["sg_message_id"]
    assert MailStatus.DELIVERED is heard.simulator.mails[0].status


async def test_events_come_together(heard: World) -> None:
    """What happens within a moment is one post, however many mails it is about."""
    await mail(heard, *(f"p{number}@example.com" for number in range(100)))
    await heard.to_the_end()

    assert [100, 100] == [len(events) for events in listening(heard).events]


async def test_events_are_signed_as_sendgrid_signs_them(heard: World) -> None:
    """SendGrid's own package finds the signature right, and wrong over another body."""
    await mail(heard, "ada@example.com")
    await heard.to_the_end()
    post = listening(heard).posts[0]
    signature, signed_at = (post.headers[name] for name in (SIGNATURE_HEADER, TIMESTAMP_HEADER))
    webhook = EventWebhook(KEYS.public)

    assert webhook.verify_signature(post.content.decode(), signature, signed_at)
    assert not webhook.verify_signature(f"{post.content.decode()} ", signature, signed_at)


@pytest.mark.parametrize(
    ("address", "events", "reason"),
    [
        ("bounce@example.com", ["processed", "bounce"], "550 5.1.1 The email account that you tried to reach"),
        ("bounce-7@example.com", ["processed", "bounce"], "550 5.1.1 The email account that you tried to reach"),
        ("blocked.ada@example.com", ["processed", "bounce"], "550 5.7.1 Blocked by the recipient's server"),
        ("drop@example.com", ["dropped"], "Bounced Address"),
        ("Deferred@example.com", ["processed", "deferred", "delivered"], ""),
        ("bouncer@example.com", ["processed", "delivered"], ""),
    ],
)
async def test_some_addresses_stand_for_what_becomes_of_their_mails(
    heard: World, address: str, events: list[str], reason: str
) -> None:
    """A failure is had by writing to it, with a reason as SendGrid words it."""
    await mail(heard, address)
    await heard.to_the_end()

    last = listening(heard).events[-1][-1]
    assert events == [what for what, _ in told(heard)]
    assert (True, bool(reason)) == (last.get("reason", "").startswith(reason), "reason" in last)


async def test_a_script_says_what_becomes_of_the_next_mails(heard: World) -> None:
    """One behaviour each, over HTTP; it goes before what an address stands for."""
    script = {"mails": {"Bounce@example.com": [{"do": "arrive"}, {"do": "drop", "reason": "Spam Reporting Address"}]}}
    assert 204 == (await heard.http.put("/sim/scripts", json=script)).status_code
    for _ in range(2):
        await mail(heard, "bounce@example.com")
        await heard.to_the_end()

    assert ["processed", "delivered", "dropped"] == [what for what, _ in told(heard)]


async def test_what_was_not_taken_is_posted_again_as_it_was(heard: World) -> None:
    """Each time with the same events under the same ids, until it is taken."""
    listening(heard).answers["/events"] = 503
    await mail(heard, "ada@example.com")
    await heard.after(45)
    listening(heard).answers["/events"] = 204
    await heard.to_the_end()
    posts = [post for post in listening(heard).posts if b"processed" in post.content]

    assert (3, 1) == (len(posts), len({post.content for post in posts}))


async def test_what_nobody_takes_for_a_day_is_given_up(heard: World) -> None:
    """As at SendGrid: a customer who is away for longer is not told any more."""
    listening(heard).answers["/events"] = 503
    await mail(heard, "drop@example.com")
    await heard.after(86_500)
    posts = len(listening(heard).posts)
    await heard.after(3_600)

    assert (True, posts) == (posts > 2_000, len(listening(heard).posts))


@pytest.mark.parametrize(
    ("rule", "posts"),
    [({"do": "duplicate"}, 2), ({"do": "lose"}, 0), ({"do": "unreachable"}, 1), ({"do": "wrong_signature"}, 2)],
    ids=str,
)
async def test_events_meet_faults(heard: World, rule: dict[str, Any], posts: int) -> None:
    """They come twice, never, late, or with a signature that is not SendGrid's, which is not taken and comes again."""

    async def check(received: Any) -> httpx.Response:
        post = listening(heard).posts[-1]
        signature, signed_at = (post.headers[name] for name in (SIGNATURE_HEADER, TIMESTAMP_HEADER))
        right = EventWebhook(KEYS.public).verify_signature(post.content.decode(), signature, signed_at)
        return httpx.Response(204 if right else 403)

    heard.simulator.set_faults([{**rule, "on": "mail_events"}])
    listening(heard).answers["/events"] = check
    await mail(heard, "drop@example.com")
    await heard.to_the_end()

    assert posts == len(listening(heard).posts)


async def test_without_a_webhook_nobody_is_told(world: World) -> None:
    """A mail company that knows no address posts nothing, and the mail has its fate all the same."""
    await mail(world, "bounce@example.com")
    await world.to_the_end()

    assert ([], MailStatus.BOUNCED) == (world.customer.received, world.simulator.mails[0].status)


async def test_the_webhook_can_be_set_over_http(world: World) -> None:
    """Whoever plays with it says where events go, and sees each delivery and each mail's fate."""
    assert 204 == (await world.http.put("/sim/webhooks", json={"event": f"{ADDRESS}/events"})).status_code
    await mail(world, "bounce@example.com")
    await world.to_the_end()
    state = (await world.http.get("/sim/state")).json()

    assert (f"{ADDRESS}/events", 2) == (state["event_webhook"], len(state["mail_events"]))
    assert ("bounced", True) == (state["mails"][0]["status"], state["mails"][0]["reason"].startswith("550"))


def test_a_key_that_is_none_is_said_in_words() -> None:
    """The wrong half of the pair, or no key at all, ends the simulator before it begins."""
    for key in ("nonsense", KEYS.public):
        with pytest.raises(ValueError, match="the event key is no private key"):
            World(config=CONFIG.model_copy(update={"event_key": key}))
