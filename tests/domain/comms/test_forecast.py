"""When the last recipient has been reached: said before it is sent, from the rates the providers take."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.comms.dispatch.forecast import Forecast, TextLane, forecast
from domain.lanes import Rates
from tests.domain.builders import PATIENT

UNLIMITED = TextLane(Rates(calls=None, text_segments=None))


def lane(segments_a_second: float, *, page: int = 1, waiting: int = 0) -> TextLane:
    """Return a lane the provider holds to a rate."""
    return TextLane(Rates(calls=None, text_segments=segments_a_second), page, waiting)


def test_mails_go_in_batches_of_a_hundred_twenty_at_once() -> None:
    """Whatever reads differently is a batch of its own; a second wave of requests takes as long again."""
    few, many = forecast([250, 1], [], UNLIMITED), forecast([100] * 21, [], UNLIMITED)

    assert (251, 4, timedelta(seconds=1)) == (few.mails, few.requests, few.last_in)
    assert (2100, 21, timedelta(seconds=2)) == (many.mails, many.requests, many.last_in)


def test_texts_take_their_turn_at_the_rate_of_the_lane() -> None:
    """A place in the lane is reckoned at the segments of a page's text, so that short texts of a round take as long."""
    assert timedelta(seconds=40) == forecast([], [1] * 20, lane(1, page=2)).last_in
    assert timedelta(seconds=40) == forecast([], [2] * 20, lane(1, page=1)).last_in


def test_pages_go_first() -> None:
    """Texts of pages that wait in the lane now are sent before any of a round."""
    assert timedelta(seconds=50) == forecast([], [1] * 20, lane(1, waiting=30)).last_in


def test_without_texts_nothing_waits_for_the_lane() -> None:
    """Mails do not wait behind pages, however many do."""
    assert timedelta(seconds=1) == forecast([3], [], lane(1, waiting=500)).last_in


def test_nobody_to_tell_is_said_in_words() -> None:
    """No recipients is no forecast of no seconds."""
    assert "Nobody is told: there are no recipients." == forecast([], [], UNLIMITED).in_words


def test_a_forecast_reads_as_a_sentence() -> None:
    """How much in how many requests and segments, behind what, and within which time."""
    both = Forecast(mails=212, requests=3, texts=1, segments=2, waiting=4, last_in=timedelta(seconds=45))

    assert (
        "212 mails in 3 requests and 1 text of 2 segments in all, behind 4 texts of pages: "
        "the last recipient is reached within 45 seconds."
    ) == both.in_words
    assert (
        "1 mail in 1 request: the last recipient is reached within 1 second." == forecast([1], [], UNLIMITED).in_words
    )


@PATIENT
@given(st.lists(st.integers(1, 2), max_size=60), st.floats(0.1, 100), st.integers(1, 4), st.integers(0, 500))
def test_more_texts_never_take_less_time(texts: list[int], rate: float, page: int, waiting: int) -> None:
    """Nor does a longer queue, or a slower provider."""
    takes = forecast([], texts, lane(rate, page=page, waiting=waiting)).last_in

    assert takes <= forecast([], [*texts, 1], lane(rate, page=page, waiting=waiting)).last_in
    assert takes <= forecast([], texts, lane(rate, page=page, waiting=waiting + 1)).last_in
    assert takes <= forecast([], texts, lane(rate / 2, page=page, waiting=waiting)).last_in
