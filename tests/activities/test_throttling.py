"""How long a page waits for a provider that has too many requests."""

from datetime import timedelta

import pytest

from activities.throttling import PATIENCE, read_retry_after, wait_for
from tests.activities.contract import failure, kind_of
from tests.activities.provider import Provider, Says
from tests.activities.sending import Attempt
from tests.activities.test_reconcile import a_call
from tests.activities.twilio_words import TOO_MANY

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 2), (2, 4)])
def test_without_a_word_the_wait_grows(attempt: int, seconds: int) -> None:
    """A provider that does not say when to come back is given two seconds, then four."""
    wait = wait_for(None, attempt=attempt, waited=timedelta(0), name="a")

    assert wait is not None
    assert timedelta(seconds=seconds) <= wait < timedelta(seconds=seconds + 1)


def test_a_provider_is_given_the_time_it_asks_for() -> None:
    """What the provider says counts, whichever attempt it is."""
    waits = [wait_for(5 * SECOND, attempt=attempt, waited=timedelta(0), name="a") for attempt in (1, 2)]

    assert [True, True] == [wait is not None and 5 * SECOND <= wait < 6 * SECOND for wait in waits]


@pytest.mark.parametrize(("told", "waited"), [(15, 0), (60, 0), (3, 13), (None, 14)])
def test_nobody_is_kept_waiting_for_longer_than_the_next_channel_takes(told: int | None, waited: int) -> None:
    """A wait that would exceed fifteen seconds in all is not begun: the next channel is the better way."""
    asked = None if told is None else told * SECOND

    assert wait_for(asked, attempt=1, waited=waited * SECOND, name="a") is None
    assert 15 * SECOND == PATIENCE


def test_what_was_turned_away_together_does_not_come_back_together() -> None:
    """Thirty calls that were too many at once are spread over a second, each always to the same place."""
    waits = {wait_for(SECOND, attempt=1, waited=timedelta(0), name=f"attempt {number}") for number in range(30)}

    assert (True, True) == (len(waits) > 20, all(wait and SECOND <= wait < 2 * SECOND for wait in waits))
    assert wait_for(SECOND, attempt=1, waited=SECOND, name="a") == wait_for(SECOND, attempt=1, waited=SECOND, name="a")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3", 3),
        ("0", 0),
        (None, None),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("999999", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_only_seconds_are_read_from_the_header(written: str | None, read: int | None) -> None:
    """Anything but a sensible number of seconds counts as no word at all."""
    assert (None if read is None else read * SECOND) == read_retry_after(written)


async def test_a_page_goes_on_after_fifteen_seconds_of_being_turned_away(provider: Provider) -> None:
    """A third try that would come too late is not made: the failure is final, and the next channel follows."""
    provider.answers = TOO_MANY
    error = await failure(a_call(provider.address, Attempt(2, 13 * SECOND, left=(1,))))

    assert (("temporary", False), None) == (kind_of(error), error.next_retry_delay)


async def test_the_wait_is_said_in_words(provider: Provider) -> None:
    """The timeline says who had too many requests, in the provider's own words."""
    provider.answers = TOO_MANY
    error = await failure(a_call(provider.address))

    assert "Twilio had too many requests of ours at once: Too Many Requests" == error.message


@pytest.mark.parametrize("body", ["<html>Slow down</html>", {"code": 20429}, ""])
async def test_being_turned_away_by_something_on_the_way_is_the_same(
    provider: Provider, body: str | dict[str, object]
) -> None:
    """A proxy that turns away for the rate of requests is waited for like Twilio itself."""
    provider.answers = Says(429, body)
    error = await failure(a_call(provider.address))

    assert ("temporary", True) == kind_of(error)
    assert "Twilio had too many requests of ours at once: it gives no reason" == error.message
