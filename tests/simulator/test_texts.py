"""Texts, both ways."""

import httpx
import pytest

from simulator.errors import NotPossibleError
from simulator.segments import segments
from tests.simulator.customer import ADDRESS, Answer
from tests.simulator.world import ADA, OUR_NUMBER, World, response, seconds_after_start


async def test_a_text_is_sent_and_delivered(world: World) -> None:
    """A text goes from queued to sent to delivered, each told to the customer in order."""
    text = await world.text("Checkout is down", StatusCallback=f"{ADDRESS}/status")
    assert text.status.value == "queued"
    await world.to_the_end()

    assert [(seconds_after_start(change.at), change.status.value) for change in text.history] == [
        (0.0, "queued"),
        (0.5, "sent"),
        (1.5, "delivered"),
    ]
    posted = [request.fields for request in world.customer.at("/status")]
    assert [(fields["MessageStatus"], fields["MessageSid"]) for fields in posted] == [
        ("sent", text.sid),
        ("delivered", text.sid),
    ]


async def test_a_text_without_callback_is_delivered_in_silence(world: World) -> None:
    """Nobody is told about a text whose sender did not ask."""
    text = await world.text("Checkout is down")
    await world.to_the_end()

    assert (text.status.value, world.customer.received) == ("delivered", [])


async def test_a_text_from_a_phone_reaches_the_customer(world: World) -> None:
    """A text written on a phone is posted to the webhook with Twilio's fields."""
    text = world.simulator.send_text(ADA, "ACK 4821")
    await world.simulator.settle()

    (request,) = world.customer.at("/texts")
    places = {f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip", "Country")}
    assert request.fields == places | {
        "MessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsMessageSid": text.sid,
        "AccountSid": world.config.account_sid,
        "From": ADA,
        "To": OUR_NUMBER,
        "Body": "ACK 4821",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
    }


async def test_the_customers_answer_becomes_a_text(world: World) -> None:
    """A Message in the answer to a text is sent back to its writer."""
    world.customer.answers["/texts"] = response("<Message>You have it</Message>")
    world.simulator.send_text(ADA, "ACK 4821")
    await world.to_the_end()

    answer = world.simulator.texts[-1]
    assert (answer.to, answer.from_, answer.body) == (ADA, OUR_NUMBER, "You have it")
    assert (answer.direction, answer.status.value) == ("outbound-reply", "delivered")


@pytest.mark.parametrize(
    "answer",
    ["<Response/>", "", 204, httpx.Response(500, text="<Response><Message>No</Message></Response>"), "not XML"],
)
async def test_an_answer_that_says_nothing_sends_nothing(world: World, answer: Answer) -> None:
    """An empty, failed or unreadable answer sends no text."""
    world.customer.answers["/texts"] = answer
    world.simulator.send_text(ADA, "ACK 4821")
    await world.to_the_end()

    assert len(world.simulator.texts) == 1


@pytest.mark.parametrize(
    ("received", "replied"),
    [
        ("Reply ACK 4821 to take it", "ACK 4821"),
        ("At 12345 or 02:14: code 9034, not 1111", "ACK 9034"),
        ("No code", "ACK "),
    ],
)
async def test_a_scripted_reply_names_the_code_it_was_sent(world: World, received: str, replied: str) -> None:
    """Three seconds after a text arrived the reply is written, with the first run of exactly four digits."""
    world.simulator.script_texts(ADA, [{"do": "reply", "after": 3.0, "body": "ACK {digits}"}])
    await world.text(received)
    await world.to_the_end()

    reply = world.simulator.texts[-1]
    assert (reply.body, seconds_after_start(reply.created)) == (replied, 4.5)
    assert world.customer.at("/texts")[0].fields["Body"] == replied


async def test_a_text_script_is_followed_text_by_text(world: World) -> None:
    """The first text is ignored, the second answered to the number it came from."""
    world.simulator.script_texts(ADA, [{"do": "ignore"}, {"do": "reply", "body": "LIST"}])
    for _ in range(2):
        await world.text("Checkout is down", From="+15550000009")
        await world.to_the_end()

    replies = [text for text in world.simulator.texts if text.direction == "inbound"]
    assert [(reply.body, reply.to) for reply in replies] == [("LIST", "+15550000009")]


async def test_a_text_nobody_listens_for_is_kept(world: World) -> None:
    """Without a webhook a text stays with the phone company, and the news says that nobody listens."""
    world.simulator.set_text_webhook(None)
    world.simulator.send_text(ADA, "ACK 4821")
    await world.to_the_end()

    assert world.customer.received == []
    assert "Nobody listens" in world.simulator.feed.news[-1]["words"]


@pytest.mark.parametrize(
    ("sender", "body", "receiver", "words"),
    [
        ("Ada", "Hi", None, "not a phone number"),
        (ADA, " ", None, "no words"),
        (ADA, "Hi", "+15559999999", "not one of"),
    ],
)
async def test_a_text_that_cannot_be_sent_is_refused(
    world: World, sender: str, body: str, receiver: str | None, words: str
) -> None:
    """A text from nobody, without words, or to a stranger's number is refused in words."""
    with pytest.raises(NotPossibleError, match=words):
        world.simulator.send_text(sender, body, receiver)

    assert world.simulator.texts == ()


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("…" * 70, 1),
        ("…" * 71, 2),
        ("…" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_long_texts_are_counted_in_segments(body: str, count: int) -> None:
    """160 plain places fit one text, 153 each part of a longer one; 70 and 67 with other alphabets.

    A euro sign takes two places, and so does an emoji.
    """
    assert count == segments(body)


async def test_a_text_that_does_not_arrive_says_why(world: World) -> None:
    """An undelivered text was sent, is reported with Twilio's code, and is answered by nobody."""
    world.simulator.script_texts(ADA, [{"do": "undelivered", "code": 30006}])
    text = await world.text("Checkout is down", StatusCallback=f"{ADDRESS}/status")
    await world.to_the_end()

    posted = [request.fields for request in world.customer.at("/status")]
    assert [(fields["MessageStatus"], fields.get("ErrorCode")) for fields in posted] == [
        ("sent", None),
        ("undelivered", "30006"),
    ]
    assert (text.status.value, text.error_code) == ("undelivered", 30006)


async def test_a_late_text_arrives_while_it_is_worth_it(world: World) -> None:
    """A text that waits in the queue no longer than its ValidityPeriod is sent and delivered."""
    world.simulator.script_texts(ADA, [{"do": "late", "after": 300}])
    text = await world.text("Checkout is down", ValidityPeriod="300")
    await world.to_the_end()

    assert (text.status.value, seconds_after_start(text.sent)) == ("delivered", 300.0)


async def test_a_text_that_is_no_longer_worth_it_is_not_sent(world: World) -> None:
    """A text that would wait longer than its ValidityPeriod is given up at its end, with 30036."""
    world.simulator.script_texts(ADA, [{"do": "late", "after": 301}])
    text = await world.text("Checkout is down", ValidityPeriod="300", StatusCallback=f"{ADDRESS}/status")
    await world.to_the_end()

    assert [(seconds_after_start(change.at), change.status.value) for change in text.history] == [
        (0.0, "queued"),
        (300.0, "undelivered"),
    ]
    assert [request.fields["ErrorCode"] for request in world.customer.at("/status")] == ["30036"]
