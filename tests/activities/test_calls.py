"""Phone calls: the shared contract, and what Twilio is asked for."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from activities.calls import Calls
from domain.errors import FailureKind
from domain.sending import Accepted, CallFound
from domain.tokens import AttemptToken
from tests.activities.company import (
    ADDRESSES,
    ATTEMPT,
    GERMAN_PHONE,
    OUR_GERMAN_NUMBER,
    OUR_NUMBER,
    PHONE,
    SIGNING_KEY,
    call_check,
    call_end,
    call_redirect,
    call_to,
    telephone,
)
from tests.activities.contract import Channel, ChannelContract, failure, kind_of
from tests.activities.provider import Asked, Cuts, Provider, Says
from tests.activities.sending import Attempt, sending
from tests.activities.twilio_words import BASE, CALL, TOO_MANY, a_client, refuses, refuses_by_rfc_9457

ACCEPTED = Says(201, {"sid": CALL, "status": "queued"})


@asynccontextmanager
async def calls_at(address: str, timeout_seconds: float = 30) -> AsyncIterator[Calls]:
    """Return the calls of a company whose provider is at this address."""
    with a_client(address, timeout_seconds) as client, sending() as way:
        yield Calls(telephone(client), way)


async def deliver(address: str, timeout_seconds: float = 30, person: str = "ana") -> Accepted:
    """Place a call to somebody."""
    async with calls_at(address, timeout_seconds) as calls:
        return await Attempt().environment().run(calls.place_call, call_to(person))


async def end(address: str, *, picked_up: bool = False) -> None:
    """End a call to Ana."""
    async with calls_at(address) as calls:
        await Attempt().environment().run(calls.end_call, call_end(CALL, picked_up=picked_up))


async def redirect(address: str) -> None:
    """Have a call to Ana fetch its words anew."""
    async with calls_at(address) as calls:
        await Attempt().environment().run(calls.redirect_call, call_redirect(CALL))


async def check(address: str) -> CallFound:
    """Ask how a call to Ana stands."""
    async with calls_at(address) as calls:
        return await Attempt().environment().run(calls.check_call, call_check(CALL))


class TestCalls(ChannelContract):
    """The shared contract, for calls."""

    @pytest.fixture
    def channel(self) -> Channel:
        """How a call is placed."""
        return Channel(
            deliver=deliver,
            accepts=ACCEPTED,
            provider_id=CALL,
            refusals={
                FailureKind.PERMANENT: (refuses(21217, "Phone number is invalid"), "Phone number is invalid"),
                FailureKind.TEMPORARY: (refuses(30001, "Queue overflow"), "Queue overflow"),
                FailureKind.MISCONFIGURED: (refuses(20003, "Authenticate", status=401), "Authenticate"),
            },
            too_many=TOO_MANY,
            sends=1,
            person_without_address="bo",
            no_address="bo has no phone number",
        )


async def asked_for_a_call(provider: Provider, who: str = "ana") -> Asked:
    """Place a call, and return what Twilio was asked."""
    provider.answers = ACCEPTED
    await deliver(provider.address, person=who)
    return provider.only


async def test_a_call_rings_and_lasts_as_ordered(provider: Provider) -> None:
    """Twilio is told whom to call from which number, how long to ring, and when to hang up at the latest."""
    asked = await asked_for_a_call(provider)

    expected = {"To": [PHONE], "From": [OUR_NUMBER], "Timeout": ["20"], "TimeLimit": ["180"]}
    assert ("POST", f"{BASE}/Calls.json") == (asked.method, asked.path)
    assert expected == {name: asked.form[name] for name in expected}


async def test_a_person_is_called_from_our_number_in_their_country(provider: Provider) -> None:
    """Where we have a number of somebody's country, their phone shows that one."""
    form = (await asked_for_a_call(provider, "cy")).form

    assert ([GERMAN_PHONE], [OUR_GERMAN_NUMBER]) == (form["To"], form["From"])


async def test_machine_detection_runs_beside_the_call(provider: Provider) -> None:
    """A person hears the first word at once: whether a machine picked up is reported apart."""
    form = (await asked_for_a_call(provider)).form

    assert (["Enable"], ["true"]) == (form["MachineDetection"], form["AsyncAmd"])
    assert form["AsyncAmdStatusCallback"][0].startswith("https://mimp.larkfield.example/twilio/machine/")


async def test_what_matters_of_a_call_is_reported(provider: Provider) -> None:
    """Twilio by itself reports the end alone: we also ask to hear that it rings and that it was answered, and no more."""
    form = (await asked_for_a_call(provider)).form

    assert ["ringing", "answered", "completed"] == form["StatusCallbackEvent"]
    assert form["StatusCallback"][0].startswith("https://mimp.larkfield.example/twilio/status/")


@pytest.mark.parametrize("field", ["StatusCallback", "AsyncAmdStatusCallback"])
async def test_reports_are_sent_again_when_the_gateway_is_in_trouble(provider: Provider, field: str) -> None:
    """Twilio by itself gives a report up at the first 5xx: ours are tried three times more."""
    assert (await asked_for_a_call(provider)).form[field][0].endswith("#rc=3&rp=5xx,ct,rt")


@pytest.mark.parametrize("field", ["Url", "StatusCallback", "AsyncAmdStatusCallback"])
async def test_every_address_says_what_it_is_about_and_is_signed(provider: Provider, field: str) -> None:
    """Whatever comes back names its attempt and the person, signed by us."""
    address = (await asked_for_a_call(provider)).form[field][0]
    token = address.partition("#")[0].rpartition("/")[2]

    assert AttemptToken(attempt=ATTEMPT, person="ana") == AttemptToken.read(token, SIGNING_KEY)


async def test_what_a_call_says_is_fetched_when_it_is_picked_up(provider: Provider) -> None:
    """No words are sent along, which could be stale by the time somebody picks up."""
    form = (await asked_for_a_call(provider)).form

    assert form["Url"][0].startswith("https://mimp.larkfield.example/twilio/voice/")
    assert "Twiml" not in form


@pytest.mark.parametrize(("picked_up", "status"), [(False, "canceled"), (True, "completed")])
async def test_a_call_is_cancelled_while_it_rings_and_hung_up_afterwards(
    provider: Provider, *, picked_up: bool, status: str
) -> None:
    """A ringing phone is silenced; a conversation is ended."""
    provider.answers = Says(200, {"sid": CALL, "status": status})
    await end(provider.address, picked_up=picked_up)

    asked = provider.only
    assert (f"{BASE}/Calls/{CALL}.json", {"Status": [status]}) == (asked.path, asked.form)


async def test_a_call_that_goes_on_is_told_to_fetch_its_words_anew(provider: Provider) -> None:
    """Whoever is on the line hears what is new: the call is led back to where its words come from."""
    provider.answers = Says(200, {"sid": CALL, "status": "in-progress"})
    await redirect(provider.address)

    asked, voice = provider.only, ADDRESSES.voice(AttemptToken(attempt=ATTEMPT, person="ana"))
    assert (f"{BASE}/Calls/{CALL}.json", {"Url": [voice]}) == (asked.path, asked.form)


@pytest.mark.parametrize("change", [end, redirect])
async def test_a_call_that_does_not_go_on_is_left_alone(
    provider: Provider, change: Callable[[str], Awaitable[None]]
) -> None:
    """When the call ends by itself just before, or is not picked up yet, there is no failure."""
    provider.answers = refuses(21220, "Unable to update record. Call is not in-progress. Cannot redirect.")
    await change(provider.address)

    assert 1 == len(provider.asked)


@pytest.mark.parametrize("change", [end, redirect, check])
async def test_a_call_that_cannot_be_reached_says_why(
    provider: Provider, change: Callable[[str], Awaitable[object]]
) -> None:
    """Any other refusal comes through with its reason, and is final."""
    provider.answers = refuses(20003, "Authenticate", status=401)
    error = await failure(change(provider.address))

    assert (("misconfigured", False), True) == (kind_of(error), error.message.endswith("Authenticate)"))


@pytest.mark.parametrize("change", [end, redirect, check])
@pytest.mark.parametrize("trouble", [Cuts(), Says(503, "<html>Busy</html>")])
async def test_what_does_no_harm_twice_is_tried_again(
    provider: Provider, change: Callable[[str], Awaitable[object]], trouble: Cuts | Says
) -> None:
    """Ending a call, redirecting it and looking at it may be repeated after any failure that is not a plain refusal."""
    provider.answers = trouble
    error = await failure(change(provider.address))

    assert (("unknown", True), None) == (kind_of(error), error.next_retry_delay)


@pytest.mark.parametrize("change", [end, redirect, check])
async def test_a_change_waits_as_long_as_twilio_asks(
    provider: Provider, change: Callable[[str], Awaitable[object]]
) -> None:
    """Turned away for the rate of requests, it comes back when Twilio said."""
    provider.answers = TOO_MANY
    error = await failure(change(provider.address))

    assert error.next_retry_delay is not None
    assert (("temporary", True), 3.0) == (kind_of(error), error.next_retry_delay.total_seconds())


@pytest.mark.parametrize(
    "status", ["queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"]
)
async def test_a_call_is_as_twilio_says_it_is_now(provider: Provider, status: str) -> None:
    """Where reports got lost, Twilio's own word on the call takes their place."""
    provider.answers = Says(200, {"sid": CALL, "status": status})
    found = await check(provider.address)

    assert CallFound(attempt_id=ATTEMPT, provider_id=CALL, status=status) == found
    assert ("GET", f"{BASE}/Calls/{CALL}.json") == (provider.only.method, provider.only.path)


async def test_a_refusal_in_the_newer_form_is_understood(provider: Provider) -> None:
    """A refusal worded by RFC 9457 says its kind, its reason and its code as any other does."""
    provider.answers = refuses_by_rfc_9457(21211, "The number has too few digits.")
    error = await failure(deliver(provider.address))

    reason = "this is not a telephone number (Twilio 21211: The number has too few digits.)"
    assert (("permanent", False), reason, (21211,)) == (kind_of(error), error.message, error.details)


@pytest.mark.parametrize("said", [Says(200, "<html>Please sign in</html>"), Says(201, '{"status": "queued"}')])
async def test_success_in_words_nobody_can_read_leaves_it_unknown(provider: Provider, said: Says) -> None:
    """A page of some proxy in place of Twilio's answer, or an answer without an id, does not tell whether a phone rings."""
    provider.answers = said
    error = await failure(deliver(provider.address))

    assert (("unknown", False), 1) == (kind_of(error), len(provider.sent))
    assert error.message.startswith("the provider's answer cannot be read")
