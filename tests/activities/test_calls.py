"""Phone calls: the shared contract, and what Twilio is asked for."""

import pytest
from temporalio.testing import ActivityEnvironment

from activities.calls import Calls
from domain.errors import FailureKind
from domain.messages import Accepted
from domain.tokens import PageToken
from tests.activities.company import (
    ADDRESSES,
    ATTEMPT,
    ESCALATION,
    OUR_NUMBER,
    PHONE,
    SIGNING_KEY,
    call_end,
    call_to,
    company,
)
from tests.activities.contract import Channel, ChannelContract, failure, kind_of
from tests.activities.provider import Asked, Provider, Says
from tests.activities.twilio_words import BASE, CALL, TOO_MANY, a_client, refuses, refuses_by_rfc_9457

ACCEPTED = Says(201, {"sid": CALL, "status": "queued"})


def deliver(address: str, timeout_seconds: float = 30, person: str = "ana") -> Accepted:
    """Place a call to somebody."""
    with a_client(address, timeout_seconds) as client:
        calls = Calls(client, company(), ADDRESSES, OUR_NUMBER)
        accepted: Accepted = ActivityEnvironment().run(calls.place_call, call_to(person))
    return accepted


def end(address: str, *, picked_up: bool = False) -> None:
    """End a call to Ana."""
    with a_client(address) as client:
        calls = Calls(client, company(), ADDRESSES, OUR_NUMBER)
        ActivityEnvironment().run(calls.end_call, call_end(CALL, picked_up=picked_up))


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
                FailureKind.TEMPORARY: (refuses(20429, "Slow down"), "Slow down"),
                FailureKind.MISCONFIGURED: (refuses(20003, "Authenticate", status=401), "Authenticate"),
            },
            too_many=TOO_MANY,
            person_without_address="bo",
            no_address="bo has no phone number",
        )


def asked_for_a_call(provider: Provider) -> Asked:
    """Place a call to Ana, and return what Twilio was asked."""
    provider.answers = ACCEPTED
    deliver(provider.address)
    return provider.only


def test_a_call_rings_and_lasts_as_ordered(provider: Provider) -> None:
    """Twilio is told whom to call from which number, how long to ring, and when to hang up at the latest."""
    asked = asked_for_a_call(provider)

    expected = {"To": [PHONE], "From": [OUR_NUMBER], "Timeout": ["20"], "TimeLimit": ["180"]}
    assert ("POST", f"{BASE}/Calls.json") == (asked.method, asked.path)
    assert expected == {name: asked.form[name] for name in expected}


def test_machine_detection_runs_beside_the_call(provider: Provider) -> None:
    """A person hears the first word at once: whether a machine picked up is reported apart."""
    form = asked_for_a_call(provider).form

    assert (["Enable"], ["true"]) == (form["MachineDetection"], form["AsyncAmd"])
    assert form["AsyncAmdStatusCallback"][0].startswith("https://mimp.larkfield.example/twilio/machine/")


def test_what_matters_of_a_call_is_reported(provider: Provider) -> None:
    """Twilio by itself reports the end alone: we also ask to hear that it rings and that it was answered, and no more."""
    form = asked_for_a_call(provider).form

    assert ["ringing", "answered", "completed"] == form["StatusCallbackEvent"]
    assert form["StatusCallback"][0].startswith("https://mimp.larkfield.example/twilio/status/")


@pytest.mark.parametrize("field", ["StatusCallback", "AsyncAmdStatusCallback"])
def test_reports_are_sent_again_when_the_gateway_is_in_trouble(provider: Provider, field: str) -> None:
    """Twilio by itself gives a report up at the first 5xx: ours are tried three times more."""
    assert asked_for_a_call(provider).form[field][0].endswith("#rc=3&rp=5xx,ct,rt")


@pytest.mark.parametrize("field", ["Url", "StatusCallback", "AsyncAmdStatusCallback"])
def test_every_address_says_what_it_is_about_and_is_signed(provider: Provider, field: str) -> None:
    """Whatever comes back names its attempt, page, owner, incident and person, signed by us."""
    address = asked_for_a_call(provider).form[field][0]
    token = address.partition("#")[0].rpartition("/")[2]

    expected = PageToken(
        attempt=ATTEMPT, page=f"{ESCALATION}/ana", owner=ESCALATION, incident="incident/checkout", person="ana"
    )
    assert expected == PageToken.read(token, SIGNING_KEY)


def test_what_a_call_says_is_fetched_when_it_is_picked_up(provider: Provider) -> None:
    """No words are sent along, which could be stale by the time somebody picks up."""
    form = asked_for_a_call(provider).form

    assert form["Url"][0].startswith("https://mimp.larkfield.example/twilio/voice/")
    assert "Twiml" not in form


@pytest.mark.parametrize(("picked_up", "status"), [(False, "canceled"), (True, "completed")])
def test_a_call_is_cancelled_while_it_rings_and_hung_up_afterwards(
    provider: Provider, *, picked_up: bool, status: str
) -> None:
    """A ringing phone is silenced; a conversation is ended."""
    provider.answers = Says(200, {"sid": CALL, "status": status})
    end(provider.address, picked_up=picked_up)

    asked = provider.only
    assert (f"{BASE}/Calls/{CALL}.json", {"Status": [status]}) == (asked.path, asked.form)


def test_a_call_that_is_over_already_needs_no_end(provider: Provider) -> None:
    """When the call ends by itself just before, ending it is no failure."""
    provider.answers = refuses(21220, "Unable to update record. Call is not in-progress. Cannot redirect.")
    end(provider.address)

    assert 1 == len(provider.asked)


def test_a_call_that_cannot_be_ended_says_why(provider: Provider) -> None:
    """Any other refusal to end a call comes through with its reason."""
    provider.answers = refuses(20003, "Authenticate", status=401)
    error = failure(lambda: end(provider.address))

    assert (("misconfigured", False), "Twilio: Unable to update record: Authenticate") == (
        kind_of(error),
        error.message,
    )


def test_a_refusal_in_the_newer_form_is_understood(provider: Provider) -> None:
    """A refusal worded by RFC 9457 says its kind, its reason and its code as any other does."""
    provider.answers = refuses_by_rfc_9457(21211, "The number has too few digits.")
    error = failure(lambda: deliver(provider.address))

    expected = (("permanent", False), "Twilio: The number has too few digits.", (21211,))
    assert expected == (kind_of(error), error.message, error.details)


def test_success_in_words_nobody_can_read_leaves_it_unknown(provider: Provider) -> None:
    """A page of some proxy in place of Twilio's answer does not tell whether a phone rings."""
    provider.answers = Says(200, "<html>Please sign in</html>")
    error = failure(lambda: deliver(provider.address))

    assert (("unknown", False), "the provider's answer cannot be read") == (kind_of(error), error.message)
