"""The addresses a call goes on at: made here, and refused in words when they were not."""

from urllib.parse import urlsplit

import pytest

from tests.gateway.builders import CHECKOUT, script, to_tell, token
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

CALL = {"CallSid": "CA1", "To": "+447700900101", "Digits": "1"}
MANY = ",".join(f"{code:04d}" for code in range(101))


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's one page is open: whatever is let in would take effect."""
    temporal.scripts["ana"] = script()


async def test_documents_are_found_under_the_public_address(caller: Caller) -> None:
    """Where the call goes on is an absolute address, whatever name the request came in by."""
    heard = await caller.picks_up()

    assert heard.on_key is not None
    assert (urlsplit(heard.on_key).scheme, urlsplit(heard.on_key).hostname) == ("https", "mimp.example.com")


async def test_a_token_of_somebody_elses_key_is_refused(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """An address that was not made here is refused in words, and nobody is asked."""
    head, _, tail = token().partition(".")
    for altered in (f"{head}x.{tail}", head, "x", "%00"):
        response = await twilio.post(f"/twilio/voice/{altered}", CALL)

        assert response.status_code == 403
    assert temporal.requests == []


@pytest.mark.parametrize("path", ["", "/key"])
@pytest.mark.parametrize(
    "query",
    [
        "turn=4",
        "turn=0",
        "turn=x",
        "repeats=21",
        "repeats=-1",
        "wait=6",
        "wait=-1",
        "digit=12",
        "stage=nowhere",
        "stage=",
        "each=perhaps",
        "told=482",
        "told=48211",
        "told=4821,abcd",
        "told=4821;1234",
        "done=everything",
        "done=4821,,x",
        f"told={MANY}",
        f"done={MANY}",
    ],
)
async def test_an_address_that_makes_no_sense_is_refused(
    twilio: FakeTwilio, temporal: FakeTemporal, path: str, query: str
) -> None:
    """A step that no call of ours can be at is refused in words, and nobody is asked."""
    response = await twilio.post(f"/twilio/voice/{token()}{path}?{query}", CALL)

    assert (
        response.status_code,
        response.json()["errors"],
    ) == (400, ["The address does not say where the call stands."])
    assert temporal.requests == []


async def test_a_key_answers_no_page_the_person_was_not_paged_for(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Codes in an address that are none of the person's pages are answered with the menu, not with an answer to anything."""
    response = await twilio.post(f"/twilio/voice/{token()}/key?told=9999,0000", CALL)

    assert (response.status_code, temporal.answers) == (200, {})
    assert "Press 1 to take it" in response.text


async def test_a_key_that_names_no_page_answers_none(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Only what was told can be answered."""
    response = await twilio.post(f"/twilio/voice/{token()}/key", CALL)

    assert (response.status_code, temporal.answers) == (200, {})


@pytest.mark.parametrize("missing", ["CallSid", "To"])
async def test_a_key_without_its_call_is_refused(twilio: FakeTwilio, temporal: FakeTemporal, missing: str) -> None:
    """Without the call's id a repeat could not be told from a second answer, and without the number nothing is proved."""
    fields = {name: value for name, value in CALL.items() if name != missing}
    response = await twilio.post(f"/twilio/voice/{token()}/key?told={CHECKOUT}", fields)

    assert (response.status_code, response.json()["errors"]) == (400, [f"The field {missing} is missing."])
    assert temporal.answers == {}


async def test_more_pages_than_an_address_can_name_are_told_in_parts(caller: Caller, temporal: FakeTemporal) -> None:
    """However many pages are open, every address of the call can be read again, and those beyond the hundredth are told next."""
    pages = [to_tell().model_copy(update={"code": f"{number:04d}", "page_id": f"p{number}"}) for number in range(101)]
    temporal.scripts["ana"] = script(*pages)
    first = await caller.picks_up()
    second = await caller.presses("1")
    third = await caller.presses("1")

    assert first.words.startswith("100 alerts: Checkout. Press 1 to take all")
    assert "You have 100 incidents. Nobody else is called. Another alert. Checkout" in second.words
    assert "as not major" in third.words
    assert len(temporal.answers) == 101
