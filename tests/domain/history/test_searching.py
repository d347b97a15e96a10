"""What counts as a word, and how much it weighs."""

from hypothesis import given
from hypothesis import strategies as st

from domain.history.searching import asked, enough_in_common, weights, words_of


def test_words_are_the_same_however_they_are_written() -> None:
    """Case, accents, plurals and what joins them make no difference."""
    assert {"payment", "gateway", "naive", "p99"} == words_of("Payments-Gateway", "payment_gateways: NAÏVE p99!")


def test_what_says_nothing_is_no_word() -> None:
    """Small words, single letters, signs and keys of a page's length lead nowhere."""
    assert set() == words_of("the of and a x ! -- é", "k" * 41)


def test_an_endless_question_is_cut() -> None:
    """Whoever pastes a log is answered all the same."""
    assert 30 == len(asked(" ".join(f"word{number}" for number in range(1000))))


@given(st.text())
def test_any_text_has_words_that_can_be_kept(text: str) -> None:
    """Whatever anybody writes: the words of words are the same words, and none has a null character."""
    words = words_of(text)

    assert not any("\x00" in word or not word for word in words)


def test_a_rare_word_weighs_more() -> None:
    """A word that nearly every incident has weighs next to nothing; one that none has is not looked for."""
    found = weights({"customer": 99, "quorum": 1, "zebra": 0}, 100)

    assert {"customer", "quorum"} == set(found)
    assert (True, True) == (found["customer"] < 0.1, found["quorum"] >= enough_in_common(100))


@given(st.integers(min_value=1, max_value=100_000))
def test_words_of_half_of_all_incidents_tell_little(total: int) -> None:
    """One of them alone is never enough, unless there is hardly anything on record."""
    half = weights({"customer": total // 2 + 1}, total)["customer"]

    assert half < enough_in_common(total) or total < 2
