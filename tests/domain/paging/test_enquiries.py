"""How often a person is answered who asks by text how it stands."""

from datetime import timedelta

from domain.page_messages import Enquiry, EnquiryCounted
from domain.paging.enquiries import count
from tests.domain.builders import minutes
from tests.domain.paging.desk import Desk
from tests.domain.paging.test_inbox import guess, text

ANSWERED = EnquiryCounted()
SILENCE = EnquiryCounted(answered=False)
TOO_OFTEN = EnquiryCounted(
    answered=False, words="STATUS is answered 3 times in ten minutes; from 02:24 UTC on it is again."
)


def asks(desk: Desk, *text_ids: str) -> list[EnquiryCounted]:
    """Ana texts STATUS, once for each of these ids."""
    return [count(desk.state, Enquiry(text_id=each), desk.now) for each in text_ids]


def test_three_times_in_ten_minutes_then_once_in_words_then_silence() -> None:
    """A forged number cannot have somebody texted for ever; whoever asks in earnest hears when to ask again."""
    assert [ANSWERED] * 3 + [TOO_OFTEN, SILENCE, SILENCE] == asks(Desk(), "1", "2", "3", "4", "5", "6")


def test_a_text_that_is_delivered_again_is_the_same_enquiry() -> None:
    """A repeat counts nothing, and comes to the same."""
    assert [ANSWERED] * 6 + [TOO_OFTEN] * 2 == asks(Desk(), "1", "1", "1", "2", "3", "3", "4", "4")


def test_after_ten_minutes_it_is_answered_again() -> None:
    """What was asked before does not count any more, and neither do those that were left unanswered."""
    desk = Desk()
    asks(desk, "1", "2", "3", "4", "5")
    desk.now += minutes(10)

    assert [ANSWERED] == asks(desk, "6")


def test_no_more_is_remembered_than_counts() -> None:
    """However many texts come, the pager stays small."""
    desk = Desk()
    asks(desk, *map(str, range(200)))

    assert 4 == len(desk.state.enquiries)


def test_whoever_guessed_codes_is_not_answered() -> None:
    """Texts that wrong codes have locked ask for nothing, and nothing of it is counted."""
    desk = Desk()
    guess(desk, 5)

    assert [SILENCE] == asks(desk, "1")
    desk.now += timedelta(minutes=11)
    assert [ANSWERED] * 3 == asks(desk, "2", "3", "4")


def test_enquiries_and_refusals_are_counted_apart() -> None:
    """Who mistypes a code is still answered how it stands, and the other way round."""
    desk = Desk()
    asks(desk, "1", "2", "3", "4")

    assert text(desk, "what?").reply is not None
