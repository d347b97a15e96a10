"""No double and no loss: what becomes of a call or text whose answer is lost, or whose worker dies."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from activities.calls import Calls
from activities.texts import Texts
from domain.sending import Accepted
from tests.activities.company import OUR_GERMAN_NUMBER, OUR_NUMBER, PHONE, call_to, telephone, text_to
from tests.activities.contract import failure, kind_of
from tests.activities.provider import Behaviour, Cuts, Hangs, Provider, Says
from tests.activities.sending import Attempt, Pauses, sending
from tests.activities.twilio_book import NOW, Mishap, TwilioBook
from tests.activities.twilio_words import TOO_MANY, a_client, refuses

BODY = text_to().body
FAULT = Says(503, "<html>Service unavailable</html>")
LOST: list[Behaviour] = [Cuts(), Cuts(after=b"HTTP/1.1 201"), FAULT, Says(200, "<html>Hello</html>"), Hangs()]

Order = Callable[..., Awaitable[Accepted]]


async def a_call(address: str, attempt: Attempt | None = None, pauses: Pauses | None = None, **given: Any) -> Accepted:
    """Call Ana."""
    with a_client(address, timeout_seconds=0.5) as client, sending(pauses) as way:
        calls = Calls(telephone(client), way)
        return await (attempt or Attempt()).environment().run(calls.place_call, call_to(**given))


async def a_text(address: str, attempt: Attempt | None = None, pauses: Pauses | None = None, **given: Any) -> Accepted:
    """Text Ana."""
    with a_client(address, timeout_seconds=0.5) as client, sending(pauses) as way:
        texts = Texts(telephone(client), way)
        order = text_to().model_copy(update=given)
        return await (attempt or Attempt()).environment().run(texts.send_text, order)


either = pytest.mark.parametrize("order", [a_call, a_text])


def taken(book: TwilioBook) -> list[str]:
    """Return the ids of what Twilio has taken."""
    return [each["sid"] for each in (*book.calls, *book.texts)]


@pytest.fixture
def book(provider: Provider) -> TwilioBook:
    """Twilio's book, in which there is nothing yet."""
    kept = TwilioBook()
    provider.answers = kept
    return kept


@either
@pytest.mark.parametrize("lost", LOST)
async def test_what_was_taken_is_found_and_not_sent_again(
    book: TwilioBook, order: Order, provider: Provider, lost: Behaviour
) -> None:
    """Twilio took it and its answer was lost: its list shows it, and nothing is sent twice."""
    book.mishaps = [Mishap(lost, taken=True)]
    accepted = await order(provider.address)

    assert [Accepted(provider_id=taken(book)[0], found=True)] == [accepted]
    assert (1, 1) == (len(provider.sent), len(taken(book)))


@either
@pytest.mark.parametrize("lost", LOST)
async def test_what_was_not_taken_is_sent_once_more(
    book: TwilioBook, order: Order, provider: Provider, lost: Behaviour
) -> None:
    """Twilio failed before it took anything: after three looks it is sent again, and nobody is left without a page."""
    book.mishaps = [Mishap(lost, taken=False)]
    accepted = await order(provider.address)

    assert [Accepted(provider_id=taken(book)[0])] == [accepted]
    assert (2, 3, 1) == (len(provider.sent), book.listed, len(taken(book)))


@either
async def test_a_list_that_lags_behind_is_looked_at_again(book: TwilioBook, order: Order, provider: Provider) -> None:
    """Twilio shows what it took a moment late: three looks within two seconds find it."""
    book.mishaps, book.lag = [Mishap(Cuts(), taken=True)], 2
    pauses = Pauses()
    accepted = await order(provider.address, pauses=pauses)

    assert (True, 1, 3, 2.0) == (accepted.found, len(provider.sent), book.listed, sum(pauses.seconds))


@either
async def test_what_was_taken_at_the_second_try_is_found(book: TwilioBook, order: Order, provider: Provider) -> None:
    """The second answer may be lost as well: the list is looked at again."""
    book.mishaps = [Mishap(Cuts(), taken=False), Mishap(FAULT, taken=True)]
    accepted = await order(provider.address)

    assert (Accepted(provider_id=taken(book)[0], found=True), 2) == (accepted, len(provider.sent))


@either
async def test_it_is_never_sent_a_third_time(book: TwilioBook, order: Order, provider: Provider) -> None:
    """After two lost answers and a list that shows nothing it counts as not taken, and the next channel follows."""
    book.mishaps = [Mishap(FAULT, taken=False)] * 3
    error = await failure(order(provider.address))

    assert (("temporary", False), 2) == (kind_of(error), len(provider.sent))
    assert error.message.endswith("; it was sent again, and the provider's list does not show it")


@either
@pytest.mark.parametrize(
    "blind", [FAULT, Cuts(), TOO_MANY, refuses(20003, "Authenticate", 401), Says(200, {"page": 0})]
)
async def test_nothing_is_sent_blindly(book: TwilioBook, order: Order, provider: Provider, blind: Behaviour) -> None:
    """Without a list nobody knows whether the phone rings already: it is not sent again, whatever keeps the list away."""
    book.mishaps, book.blind = [Mishap(Cuts(), taken=False)], [blind, blind]
    error = await failure(order(provider.address))

    expected = "the connection broke before the provider answered, and the provider's list cannot be read: "
    assert (("unknown", False), True) == (kind_of(error), error.message.startswith(expected))
    assert (1, 2) == (len(provider.sent), book.listed)


@either
async def test_a_list_that_fails_once_is_asked_again(book: TwilioBook, order: Order, provider: Provider) -> None:
    """One look that fails is no reason to give up what the next look finds."""
    book.mishaps, book.blind = [Mishap(Cuts(), taken=True)], [FAULT]
    accepted = await order(provider.address)

    assert (True, 1) == (accepted.found, len(provider.sent))


@either
async def test_a_list_that_shows_nothing_at_last_is_believed(
    book: TwilioBook, order: Order, provider: Provider
) -> None:
    """The first look failed and the last did not: it is not there, and is sent again."""
    book.mishaps, book.blind = [Mishap(Cuts(), taken=False)], [FAULT]
    accepted = await order(provider.address)

    assert (False, 2) == (accepted.found, len(provider.sent))


@either
async def test_a_list_that_fails_at_the_last_look_leaves_it_open(
    book: TwilioBook, order: Order, provider: Provider
) -> None:
    """What was not there at first may be there by now: without a last look it is not sent again."""
    book.mishaps, book.blind = [Mishap(Cuts(), taken=False)], [None, None, FAULT]
    error = await failure(order(provider.address))

    assert (("unknown", False), 1) == (kind_of(error), len(provider.sent))


@either
async def test_a_refusal_at_the_second_try_is_final(book: TwilioBook, order: Order, provider: Provider) -> None:
    """Twilio's plain no needs no look at its list."""
    book.mishaps = [Mishap(Cuts(), taken=False), Mishap(refuses(21211, "Invalid"), taken=False)]
    error = await failure(order(provider.address))

    assert (("permanent", False), 3) == (kind_of(error), book.listed)


@either
async def test_another_worker_finds_what_the_first_one_sent(book: TwilioBook, order: Order, provider: Provider) -> None:
    """A worker died after it had sent: the next one looks before it sends, finds it, and no phone rings twice."""
    await order(provider.address)
    again = await order(provider.address, Attempt(2, timedelta(seconds=6)))

    expected = Accepted(provider_id=taken(book)[0], found=True)
    assert (expected, 1) == (again, len(provider.sent))


@either
async def test_another_worker_sends_what_the_first_one_did_not(
    book: TwilioBook, order: Order, provider: Provider
) -> None:
    """A worker died before it had sent: the next one looks three times, and sends."""
    accepted = await order(provider.address, Attempt(2, timedelta(seconds=6)))

    expected = Accepted(provider_id=taken(book)[0])
    assert (expected, 3, 1) == (accepted, book.listed, len(provider.sent))


@either
async def test_another_worker_sends_once_at_most(book: TwilioBook, order: Order, provider: Provider) -> None:
    """The worker that died may have sent twice; the next one sends once, and what the list does not show was not taken."""
    book.mishaps = [Mishap(Cuts(), taken=False)] * 2
    error = await failure(order(provider.address, Attempt(3)))

    assert (("temporary", False), 1) == (kind_of(error), len(provider.sent))


@either
async def test_another_worker_that_cannot_look_does_not_send(
    book: TwilioBook, order: Order, provider: Provider
) -> None:
    """After a worker's death nothing is sent blindly either."""
    book.blind = [FAULT, FAULT]
    error = await failure(order(provider.address, Attempt(2)))

    assert (("unknown", False), 0) == (kind_of(error), len(provider.sent))
    assert error.message.startswith("an earlier try was cut off, and the provider's list cannot be read")


@either
async def test_what_was_turned_away_is_sent_without_a_look(book: TwilioBook, order: Order, provider: Provider) -> None:
    """Twilio said that it took nothing: the next try need not ask for a list that would be turned away as well."""
    attempt = Attempt()
    book.mishaps = [Mishap(TOO_MANY, taken=False)]
    await failure(order(provider.address, attempt))
    accepted = await order(provider.address, Attempt(2, timedelta(seconds=3), left=attempt.beats[-1]))

    expected = Accepted(provider_id=taken(book)[0])
    assert (expected, 0) == (accepted, book.listed)


@either
async def test_being_turned_away_earlier_does_not_vouch_for_a_later_death(
    book: TwilioBook, order: Order, provider: Provider
) -> None:
    """The first try was turned away, the second sent and died: the third looks."""
    await order(provider.address)
    accepted = await order(provider.address, Attempt(3, left=(1,)))

    assert (True, 1) == (accepted.found, len(provider.sent))


@pytest.mark.parametrize(
    "other",
    [
        {"to": "+447700900102", "ours": OUR_NUMBER},
        {"to": PHONE, "ours": OUR_GERMAN_NUMBER},
        {"to": PHONE, "ours": OUR_NUMBER, "at": NOW - timedelta(seconds=61)},
    ],
    ids=["to somebody else", "from another number", "before this was ordered"],
)
@either
async def test_another_call_or_text_is_not_taken_for_this_one(
    book: TwilioBook, order: Order, provider: Provider, other: dict[str, Any]
) -> None:
    """What is between other numbers, or older than the order by more than clocks differ, proves nothing."""
    book.took(book.calls, **other)
    book.took(book.texts, **other, body=BODY)
    book.mishaps = [Mishap(Cuts(), taken=False)]
    accepted = await order(provider.address)

    assert (False, 2) == (accepted.found, len(provider.sent))


@either
async def test_what_is_known_already_is_not_taken_for_this_one(
    book: TwilioBook, order: Order, provider: Provider
) -> None:
    """A call or text to the same person a moment ago is another one: the order names it."""
    book.took(book.calls, PHONE, OUR_NUMBER)
    book.took(book.texts, PHONE, OUR_NUMBER, body=BODY)
    book.mishaps = [Mishap(Cuts(), taken=False)]
    accepted = await order(provider.address, known=tuple(taken(book)))

    assert (False, 2) == (accepted.found, len(provider.sent))


@either
async def test_clocks_that_differ_hide_nothing(book: TwilioBook, order: Order, provider: Provider) -> None:
    """Twilio's clock may be a little behind ours: what it made within a minute before the order counts."""
    book.now = NOW - timedelta(seconds=60)
    book.mishaps = [Mishap(Cuts(), taken=True)]

    assert (await order(provider.address)).found


async def test_a_text_with_other_words_is_another_text(book: TwilioBook, provider: Provider) -> None:
    """Two texts to one person within a minute are told apart by their words."""
    book.took(book.texts, PHONE, OUR_NUMBER, body="orders-2M5X: nothing is dispatched. Reply ACK 7733.")
    book.mishaps = [Mishap(Cuts(), taken=False)]
    accepted = await a_text(provider.address)

    assert (False, 2) == (accepted.found, len(provider.sent))


async def test_a_text_is_known_by_its_words_whatever_became_of_its_quotes(book: TwilioBook, provider: Provider) -> None:
    """Twilio replaces dashes and quotes on the way: the text is still the same."""
    book.took(book.texts, PHONE, OUR_NUMBER, body="The shop's checkout - 95% fail. ACK 4821")
    book.mishaps = [Mishap(Cuts(), taken=False)]
    accepted = await a_text(provider.address, body="The shop’s checkout – 95%\u00a0fail. ACK 4821")  # noqa: RUF001 - the point

    assert (True, 1) == (accepted.found, len(provider.sent))
