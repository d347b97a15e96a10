"""Documents: how they are fetched, lead on, and fail."""

import httpx
import pytest

from simulator.documents import APOLOGY
from tests.simulator.customer import ADDRESS, Received
from tests.simulator.world import World, response, seconds_after_start

HELLO = response("<Say>Hello</Say>")


async def test_each_verb_takes_its_time(world: World) -> None:
    """Speech takes 0.3 seconds a word, a pause its length, a recording nothing; Hangup ends it."""
    world.customer.answers["/voice"] = response(
        "<Say>Two words</Say>",
        '<Pause length="4"/>',
        "<Play>/jingle.mp3</Play>",
        "<Say>Bye</Say>",
        "<Hangup/>",
        "<Say>No</Say>",
    )
    call = await world.picked_up()
    await world.to_the_end()

    assert [(seconds_after_start(line.at), line.words) for line in call.spoken] == [(2.0, "Two words"), (6.6, "Bye")]
    assert (call.status.value, seconds_after_start(call.ended)) == ("completed", 6.9)


async def test_reject_ends_the_call(world: World) -> None:
    """Reject turns a conversation away."""
    world.customer.answers["/voice"] = response("<Reject/>", "<Say>No</Say>")
    call = await world.picked_up()

    assert (call.status.value, call.words) == ("completed", "")


async def test_words_are_repeated_as_often_as_asked(world: World) -> None:
    """A loop says the words again and again."""
    world.customer.answers["/voice"] = response('<Say loop="3">Hello</Say>')
    call = await world.picked_up()
    await world.to_the_end()

    assert call.words == "Hello Hello Hello"


async def test_a_document_is_asked_for_with_the_calls_fields(world: World) -> None:
    """The customer is told which call asks, by POST unless asked otherwise."""
    call = await world.picked_up()

    (request,) = world.customer.at("/voice")
    assert (request.method, request.fields["CallSid"], request.fields["CallStatus"]) == (
        "POST",
        call.sid,
        "in-progress",
    )


async def test_documents_can_be_fetched_with_get(world: World) -> None:
    """With Method GET the call's fields stand in the query."""
    call = await world.picked_up(Method="GET")

    (request,) = world.customer.at("/voice")
    assert (request.method, request.fields["CallSid"]) == ("GET", call.sid)


async def test_words_can_come_with_the_request(world: World) -> None:
    """Twiml given in the request is spoken without asking the customer."""
    call = await world.picked_up(Url=None, Twiml=HELLO)
    await world.to_the_end()

    assert (call.words, world.customer.received) == ("Hello", [])


async def test_relative_addresses_start_at_the_present_document(world: World) -> None:
    """Each document's relative addresses count from where it came from."""
    world.customer.answers |= {
        "/voice": response("<Redirect>/calls/one?a=1</Redirect>"),
        "/calls/one": response("<Redirect>two</Redirect>"),
        "/calls/two": response("<Redirect>../three</Redirect>"),
        "/three": HELLO,
    }
    call = await world.picked_up()
    await world.to_the_end()

    assert [delivery.url.removeprefix(ADDRESS) for delivery in call.fetches] == [
        "/voice",
        "/calls/one?a=1",
        "/calls/two",
        "/three",
    ]
    assert call.words == "Hello"


@pytest.mark.parametrize(
    ("answer", "code"),
    [(500, "11200"), (404, "11200"), ("not XML", "12100"), ("<Response><Shout/></Response>", "12100")],
)
async def test_the_fallback_is_asked_when_a_document_fails(world: World, answer: str | int, code: str) -> None:
    """Whatever is wrong with a document, the fallback hears which and why, and goes on with the call."""
    world.customer.answers |= {"/voice": answer, "/fallback": HELLO}
    call = await world.picked_up(FallbackUrl=f"{ADDRESS}/fallback")
    await world.to_the_end()

    (request,) = world.customer.at("/fallback")
    assert (request.fields["ErrorCode"], request.fields["ErrorUrl"]) == (code, f"{ADDRESS}/voice")
    assert call.words == "Hello"


async def test_a_customer_out_of_reach_is_a_failed_document(world: World) -> None:
    """A document whose customer cannot be reached is tried twice, then the fallback is asked."""
    world.customer.answers["/fallback"] = HELLO
    call = await world.call(FallbackUrl=f"{ADDRESS}/fallback")
    world.customer.unreachable = 2
    await world.after(2)
    world.simulator.answer(call.sid)
    await world.to_the_end()

    assert world.customer.at("/fallback")[0].fields["ErrorCode"] == "11205"
    assert call.words == "Hello"


async def test_without_a_fallback_the_caller_hears_an_apology(world: World) -> None:
    """A document that fails without a fallback ends the call with Twilio's apology."""
    world.customer.answers["/voice"] = 500
    call = await world.picked_up()
    await world.to_the_end()

    assert (call.words, call.status.value) == (APOLOGY, "completed")


async def test_a_fallback_that_fails_too_ends_in_an_apology(world: World) -> None:
    """The fallback is asked once, not again and again."""
    world.customer.answers |= {"/voice": 500, "/fallback": 500}
    call = await world.picked_up(FallbackUrl=f"{ADDRESS}/fallback")
    await world.to_the_end()

    assert (len(world.customer.at("/fallback")), call.words) == (1, APOLOGY)


async def test_the_fallback_helps_again_later_in_the_call(world: World) -> None:
    """A second failure after something was said is a new one, and the fallback is asked again."""
    world.customer.answers |= {
        "/voice": 500,
        "/fallback": response("<Say>Once more</Say>", "<Redirect>/voice</Redirect>"),
    }
    call = await world.picked_up(FallbackUrl=f"{ADDRESS}/fallback", TimeLimit="2")
    await world.to_the_end()

    assert len(world.customer.at("/fallback")) == 4
    assert APOLOGY not in call.words


async def test_redirect_loops_end(world: World) -> None:
    """Documents that lead to each other without a word end in an apology instead of going round for ever."""
    world.customer.answers["/voice"] = response("<Redirect>/voice</Redirect>")
    call = await world.picked_up()
    await world.to_the_end()

    assert (len(world.customer.at("/voice")), call.words) == (world.config.silent_documents, APOLOGY)


async def test_a_loop_through_the_fallback_ends_too(world: World) -> None:
    """A fallback that leads back into the loop does not keep it alive."""
    world.customer.answers |= {
        "/voice": response("<Redirect>/voice</Redirect>"),
        "/fallback": response("<Redirect>/voice</Redirect>"),
    }
    call = await world.picked_up(FallbackUrl=f"{ADDRESS}/fallback")
    await world.to_the_end()

    assert (len(world.customer.at("/fallback")), call.words) == (1, APOLOGY)


async def test_a_menu_that_repeats_may_repeat_for_long(world: World) -> None:
    """A loop in which something is said is no redirect loop."""
    world.customer.answers["/voice"] = response("<Say>Again</Say>", "<Redirect>/voice</Redirect>")
    call = await world.picked_up(TimeLimit="30")
    await world.to_the_end()

    assert (len(call.spoken), APOLOGY in call.words) == (100, False)


async def test_an_address_that_cannot_be_called_is_a_failure(world: World) -> None:
    """A redirect to nowhere ends in an apology."""
    world.customer.answers["/voice"] = response("<Redirect>mailto:ada@example.com</Redirect>")
    call = await world.picked_up()
    await world.to_the_end()

    assert call.words == APOLOGY


async def test_a_message_has_no_place_in_a_call(world: World) -> None:
    """A text's verb in a call's document is a failure."""
    world.customer.answers["/voice"] = response("<Message>Hello</Message>")
    call = await world.picked_up()
    await world.to_the_end()

    assert (call.words, world.simulator.texts) == (APOLOGY, ())


async def test_an_http_redirect_is_not_followed(world: World) -> None:
    """Only documents lead on: an HTTP redirect counts as a failure."""
    world.customer.answers |= {"/voice": httpx.Response(302, headers={"Location": f"{ADDRESS}/other"}), "/other": HELLO}
    call = await world.picked_up()
    await world.to_the_end()

    assert (call.words, world.customer.at("/other")) == (APOLOGY, [])


async def test_hanging_up_during_a_fetch_ends_the_call_at_once(world: World) -> None:
    """A phone put down while a document is on its way hears nothing of it."""

    async def hang_up_first(received: Received) -> str:
        """Hang up while the document is on its way."""
        world.simulator.hang_up(received.fields["CallSid"])
        return HELLO

    world.customer.answers["/voice"] = hang_up_first
    call = await world.picked_up()
    await world.to_the_end()

    assert (call.status.value, call.words) == ("completed", "")
