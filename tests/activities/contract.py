"""What every channel promises, whoever the provider is: the shared contract.

A channel says how it is used in a class of its own; `ChannelContract` is then run against it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from domain.errors import FailureKind
from domain.messages import Accepted
from tests.activities.provider import Cuts, Hangs, Provider, Says, nobody

_PATIENT, _IMPATIENT = 30.0, 0.2
"""Seconds a provider is given: more than any answer takes, and little where none will come."""

Deliver = Callable[[str, float, str], Accepted]
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
    person_without_address: str
    no_address: str


def failure(deliver: Callable[[], Any]) -> ApplicationError:
    """Return what a delivery fails with; it must not succeed."""
    with pytest.raises(ApplicationError) as failed:
        deliver()
    return failed.value


def kind_of(error: ApplicationError) -> tuple[str | None, bool]:
    """Return the kind of failure, and whether Temporal may try it again."""
    return error.type, not error.non_retryable


UNKNOWN = (FailureKind.UNKNOWN.value, False)
TEMPORARY = (FailureKind.TEMPORARY.value, True)
PERMANENT = (FailureKind.PERMANENT.value, False)


class ChannelContract:
    """The promises; each channel's test class gives the fixture `channel`."""

    def test_what_the_provider_takes_is_accepted_under_its_id(self, channel: Channel, provider: Provider) -> None:
        """One order is one request, and the provider's id for it comes back."""
        provider.answers = channel.accepts
        accepted = channel.deliver(provider.address, _PATIENT, "ana")

        assert (Accepted(provider_id=channel.provider_id), 1) == (accepted, len(provider.asked))

    @pytest.mark.parametrize("kind", [FailureKind.PERMANENT, FailureKind.TEMPORARY, FailureKind.MISCONFIGURED])
    def test_a_refusal_says_its_kind_and_the_providers_reason(
        self, channel: Channel, provider: Provider, kind: FailureKind
    ) -> None:
        """A refusal carries its kind and the provider's own words; only a temporary one may be tried again."""
        provider.answers, words = channel.refusals[kind]
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, "ana"))

        assert ((kind.value, kind is FailureKind.TEMPORARY), 1) == (kind_of(error), len(provider.asked))
        assert words in error.message

    def test_too_many_requests_may_be_tried_again(self, channel: Channel, provider: Provider) -> None:
        """What the provider did not process for the rate of requests is temporary, and is not repeated underneath."""
        provider.answers = channel.too_many
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, "ana"))

        assert (TEMPORARY, 1) == (kind_of(error), len(provider.asked))

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_a_fault_of_the_provider_leaves_it_unknown(self, channel: Channel, provider: Provider, status: int) -> None:
        """After a 5xx nobody knows whether a phone rings, so exactly one request is ever made."""
        provider.answers = Says(status, "<html>Something went wrong</html>")
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, "ana"))

        assert (UNKNOWN, 1) == (kind_of(error), len(provider.asked))

    def test_a_provider_that_does_not_answer_leaves_it_unknown(self, channel: Channel, provider: Provider) -> None:
        """A request that was read and not answered in time is not repeated."""
        provider.answers = Hangs()
        error = failure(lambda: channel.deliver(provider.address, _IMPATIENT, "ana"))

        assert (UNKNOWN, 1) == (kind_of(error), len(provider.asked))
        assert "the connection broke before the provider answered" == error.message

    def test_a_connection_cut_after_the_request_leaves_it_unknown(self, channel: Channel, provider: Provider) -> None:
        """A connection that is cut once the request was read is not made anew."""
        provider.answers = Cuts()
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, "ana"))

        assert (UNKNOWN, 1) == (kind_of(error), len(provider.asked))

    @pytest.mark.parametrize("said", [b"HTT", b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{"])
    def test_an_answer_that_breaks_off_leaves_it_unknown(
        self, channel: Channel, provider: Provider, said: bytes
    ) -> None:
        """Half an answer says nothing: it may have been the word that it was done."""
        provider.answers = Cuts(after=said)
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, "ana"))

        assert (UNKNOWN, 1) == (kind_of(error), len(provider.asked))

    def test_a_provider_that_cannot_be_reached_may_be_tried_again(self, channel: Channel) -> None:
        """A refused connection carried nothing, so trying again is safe."""
        with nobody() as address:
            error = failure(lambda: channel.deliver(address, _PATIENT, "ana"))

        assert (TEMPORARY, "the provider cannot be reached") == (kind_of(error), error.message)

    def test_a_provider_whose_name_is_not_found_may_be_tried_again(self, channel: Channel) -> None:
        """A name nobody resolves carried nothing either."""
        error = failure(lambda: channel.deliver("http://provider.invalid", _PATIENT, "ana"))

        assert (TEMPORARY, "the provider cannot be reached") == (kind_of(error), error.message)

    def test_a_proxy_for_the_outside_world_is_passed_by(
        self, channel: Channel, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where a company's proxy stands in the environment, the simulator is still reached on this machine."""
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        provider.answers = channel.accepts
        channel.deliver(provider.address, _PATIENT, "ana")

        assert 1 == len(provider.asked)

    def test_a_person_without_an_address_is_not_tried(self, channel: Channel, provider: Provider) -> None:
        """Nobody is asked to reach a person who has no address for the channel."""
        who = channel.person_without_address
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, who))

        assert (PERMANENT, channel.no_address, []) == (kind_of(error), error.message, provider.asked)

    def test_a_person_who_has_left_is_not_tried(self, channel: Channel, provider: Provider) -> None:
        """Nobody is asked to reach a person who was taken out of the organisation file meanwhile."""
        error = failure(lambda: channel.deliver(provider.address, _PATIENT, "zoe"))

        expected = "zoe is not in the organisation file any more"
        assert (PERMANENT, expected, []) == (kind_of(error), error.message, provider.asked)
