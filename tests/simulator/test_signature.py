"""Signatures, judged by Twilio's own package."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from simulator.signature import sign
from tests.simulator.customer import ADDRESS
from tests.simulator.world import CONFIG, World, response

FIELDS = st.dictionaries(st.text(min_size=1), st.text())


@settings(deadline=None)
@given(token=st.text(min_size=1), fields=FIELDS)
def test_any_signature_is_accepted_by_twilios_validator(token: str, fields: dict[str, str]) -> None:
    """Whatever is posted, Twilio's own validator accepts the signature."""
    url = "https://customer.test:8443/voice?attempt=1&x=%20"

    assert RequestValidator(token).validate(url, fields, sign(token, url, fields))


async def test_every_request_to_the_customer_is_signed(world: World) -> None:
    """Documents, callbacks and texts all carry a signature that fits what was received, blanks included."""
    world.customer.answers["/voice"] = response("<Redirect method='GET'>/more?a=1&amp;b=%20</Redirect>")
    world.customer.answers["/more"] = response("<Say>Hello</Say>")
    await world.picked_up(StatusCallback=f"{ADDRESS}/status?attempt=7", StatusCallbackEvent=["ringing", "completed"])
    await world.to_the_end()
    world.simulator.send_text("+15550100001", "ACK 4821")
    await world.simulator.settle()

    validator = RequestValidator(CONFIG.auth_token)
    received = world.customer.received
    assert [request.path for request in received] == ["/status", "/voice", "/more", "/status", "/texts"]
    for request in received:
        posted = request.fields if request.method == "POST" else {}
        assert validator.validate(request.url, posted, request.headers["X-Twilio-Signature"]), request


async def test_a_wrong_token_does_not_fit(world: World) -> None:
    """A customer with another token refuses the request."""
    world.simulator.send_text("+15550100001", "ACK 4821")
    await world.simulator.settle()

    (request,) = world.customer.received
    assert not RequestValidator("another").validate(request.url, request.fields, request.headers["X-Twilio-Signature"])
