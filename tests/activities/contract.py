"""What every channel promises, whoever the provider is: the shared contract.

A channel says how it is used in a class of its own; `ChannelContract` is then run against it.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DefaultFailureConverter, DefaultPayloadConverter
from temporalio.exceptions import ApplicationError

from domain.errors import FailureKind
from domain.sending import Accepted
from tests.activities.provider import Cuts, Hangs, Provider, Says, nobody

_PATIENT, _IMPATIENT = 30.0, 0.2
"""Seconds a provider is given: more than any answer takes, and little where none will come."""

Deliver = Callable[[str, float, str], Awaitable[Accepted]]
"""Delivers something by the provider at this address, which is given so many seconds to answer, to this person."""


@dataclass(frozen=True)
class Channel:
    """How the contract uses a channel, and what its provider says."""

    deliver: Deliver
    accepts: Says
    provider_id: str
    refusals: dict[FailureKind, tuple[Says, str]]
    """An answer for each kind of refusal, and the provider's words that must come through."""
    too_many: Says
    sends: int
    """How often it is sent when nobody ever says what came of it: twice only where the second is known for the first."""
    person_without_address: str
    no_address: str


async def failure(delivery: Awaitable[Any]) -> ApplicationError:
    """Return what a delivery fails with; it must not succeed."""
    with pytest.raises(ApplicationError) as failed:
        await delivery
    return failed.value


def kind_of(error: ApplicationError) -> tuple[str | None, bool]:
    """Return the kind of failure, and whether Temporal may try it again."""
    return error.type, not error.non_retryable


UNKNOWN = (FailureKind.UNKNOWN.value, False)
TEMPORARY = (FailureKind.TEMPORARY.value, False)
PERMANENT = (FailureKind.PERMANENT.value, False)


class ChannelContract:
    """The promises; each channel's test class gives the fixture `channel`."""

    async def test_what_the_provider_takes_is_accepted_under_its_id(self, channel: Channel, provider: Provider) -> None:
        """One order is one request, and the provider's id for it comes back."""
        provider.answers = channel.accepts
        accepted = await channel.deliver(provider.address, _PATIENT, "ana")

        assert (Accepted(provider_id=channel.provider_id), 1) == (accepted, len(provider.asked))

    async def test_a_refusal_says_its_kind_and_the_providers_reason(self, channel: Channel, provider: Provider) -> None:
        """A refusal carries its kind and the provider's own words, and the next channel follows at once."""
        for kind, (refusal, words) in channel.refusals.items():
            provider.answers = refusal
            error = await failure(channel.deliver(provider.address, _PATIENT, "ana"))

            assert (kind.value, False) == kind_of(error)
            assert words in error.message
        assert len(channel.refusals) == len(provider.asked)

    async def test_a_refusal_does_not_repeat_whom_it_was_for(self, channel: Channel, provider: Provider) -> None:
        """Neither what comes to the timeline nor what Temporal shows of causes names a number or an address."""
        refusal, words = channel.refusals[FailureKind.PERMANENT]
        named = "+447700900123 or ana.private@larkfield.example"
        provider.answers = Says(refusal.status, json.loads(json.dumps(refusal.body).replace(words, named)))
        error = await failure(channel.deliver(provider.address, _PATIENT, "ana"))
        shown = Failure()
        DefaultFailureConverter().to_failure(error, DefaultPayloadConverter(), shown)

        assert "***23 or ***@larkfield.example" in error.message
        assert (False, False) == ("7700900123" in str(shown), "ana.private" in str(shown))

    async def test_too_many_requests_are_tried_again(self, channel: Channel, provider: Provider) -> None:
        """What the provider had no room for is tried again when it says, by Temporal, and is not repeated underneath."""
        provider.answers = channel.too_many
        error = await failure(channel.deliver(provider.address, _PATIENT, "ana"))

        assert ((FailureKind.TEMPORARY.value, True), 1) == (kind_of(error), len(provider.asked))
        assert error.next_retry_delay is not None
        assert timedelta(seconds=3) <= error.next_retry_delay < timedelta(seconds=4)

    @pytest.mark.parametrize("status", [500, 502, 503])
    async def test_a_fault_of_the_provider_leaves_it_unknown(
        self, channel: Channel, provider: Provider, status: int
    ) -> None:
        """After a 5xx nobody knows whether a phone rings, so it is not sent again blindly."""
        provider.answers = Says(status, "<html>Something went wrong</html>")
        error = await failure(channel.deliver(provider.address, _PATIENT, "ana"))

        assert (UNKNOWN, channel.sends) == (kind_of(error), len(provider.sent))

    async def test_a_provider_that_does_not_answer_leaves_it_unknown(
        self, channel: Channel, provider: Provider
    ) -> None:
        """A request that was read and not answered in time is not repeated blindly."""
        provider.answers = Hangs()
        error = await failure(channel.deliver(provider.address, _IMPATIENT, "ana"))

        assert (UNKNOWN, channel.sends) == (kind_of(error), len(provider.sent))
        assert error.message.startswith("the connection broke before the provider answered, and ")

    async def test_a_connection_cut_after_the_request_leaves_it_unknown(
        self, channel: Channel, provider: Provider
    ) -> None:
        """A connection that is cut once the request was read is not made anew blindly."""
        provider.answers = Cuts()
        error = await failure(channel.deliver(provider.address, _PATIENT, "ana"))

        assert (UNKNOWN, channel.sends) == (kind_of(error), len(provider.sent))

    @pytest.mark.parametrize("said", [b"HTT", b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{"])
    async def test_an_answer_that_breaks_off_leaves_it_unknown(
        self, channel: Channel, provider: Provider, said: bytes
    ) -> None:
        """Half an answer says nothing: it may have been the word that it was done."""
        provider.answers = Cuts(after=said)
        error = await failure(channel.deliver(provider.address, _PATIENT, "ana"))

        assert (UNKNOWN, channel.sends) == (kind_of(error), len(provider.sent))

    async def test_a_provider_that_cannot_be_reached_is_left_at_once(self, channel: Channel) -> None:
        """A refused connection carried nothing, and the next channel is the better way."""
        with nobody() as address:
            error = await failure(channel.deliver(address, _PATIENT, "ana"))

        assert (TEMPORARY, "the provider cannot be reached") == (kind_of(error), error.message)

    async def test_a_provider_whose_name_is_not_found_is_left_at_once(self, channel: Channel) -> None:
        """A name nobody resolves carried nothing either."""
        error = await failure(channel.deliver("http://provider.invalid", _PATIENT, "ana"))

        assert (TEMPORARY, "the provider cannot be reached") == (kind_of(error), error.message)

    async def test_a_proxy_for_the_outside_world_is_passed_by(
        self, channel: Channel, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where a company's proxy stands in the environment, the simulator is still reached on this machine."""
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        provider.answers = channel.accepts
        await channel.deliver(provider.address, _PATIENT, "ana")

        assert 1 == len(provider.asked)

    async def test_a_person_without_an_address_is_not_tried(self, channel: Channel, provider: Provider) -> None:
        """Nobody is asked to reach a person who has no address for the channel."""
        who = channel.person_without_address
        error = await failure(channel.deliver(provider.address, _PATIENT, who))

        assert (PERMANENT, channel.no_address, []) == (kind_of(error), error.message, provider.asked)

    async def test_a_person_who_has_left_is_not_tried(self, channel: Channel, provider: Provider) -> None:
        """Nobody is asked to reach a person who was taken out of the organisation file meanwhile."""
        error = await failure(channel.deliver(provider.address, _PATIENT, "zoe"))

        expected = "zoe is not in the organisation file any more"
        assert (PERMANENT, expected, []) == (kind_of(error), error.message, provider.asked)
