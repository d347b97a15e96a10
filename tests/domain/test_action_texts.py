"""What a text says of an action of a review: DONE and LATER."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.action_texts import ActionText, ActionWord, action_in, is_about_action
from domain.codes import IncidentCode
from domain.errors import Refused
from domain.text_commands import WORDS
from tests.domain.builders import PATIENT
from tests.domain.test_text_commands import CARRIER_WORDS

CHECKOUT = IncidentCode("checkout", "7K3Q")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("DONE checkout-7K3Q 2", ActionText(CHECKOUT, 2, None, "")),
        ("done checkout-7k3q 2 the alert is in place", ActionText(CHECKOUT, 2, None, "the alert is in place")),
        (" Done: checkout-7K3Q #2, the alert\nis in place. ", ActionText(CHECKOUT, 2, None, "the alert\nis in place.")),
        ("DONE order-desk-2-AB2C 11", ActionText(IncidentCode("order-desk-2", "AB2C"), 11, None, "")),
        ("DONE checkout-7K3Q 2 3 alerts", ActionText(CHECKOUT, 2, None, "3 alerts")),
        ("LATER checkout-7K3Q 2 2026-04-01", ActionText(CHECKOUT, 2, date(2026, 4, 1), "")),
        ("Later checkout-7K3Q 2: 2026-04-01, the part is late",
         ActionText(CHECKOUT, 2, date(2026, 4, 1), "the part is late")),
    ],
)  # fmt: skip
def test_a_text_about_an_action_is_understood(body: str, expected: ActionText) -> None:
    """Case and the signs people put between words do not matter; what follows is said in their words."""
    assert expected == action_in(body)


@pytest.mark.parametrize("body", ["", "ACK 4821", "it is done", "DONEE checkout-7K3Q 2", "laters", "STATUS"])
def test_other_texts_are_not_about_actions(body: str) -> None:
    """They are understood as ever."""
    assert (None, False) == (action_in(body), is_about_action(body))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("DONE", "such as DONE checkout-7K3Q 2 the alert is in place"),
        ("Done, thank you!", "such as DONE checkout-7K3Q 2 the alert is in place"),
        ("DONE checkout 2", "such as DONE checkout-7K3Q 2"),
        ("DONE checkout-7K3Q", "such as DONE checkout-7K3Q 2"),
        ("DONE checkout-7K3Q 0", "such as DONE checkout-7K3Q 2"),
        ("DONE checkout-7K3Q 12345", "such as DONE checkout-7K3Q 2"),
        ("DONE checkout-7K3Q ٢", "such as DONE checkout-7K3Q 2"),
        ("DONE checkout-1111 2", "'checkout-1111' is not an incident code"),
        ("LATER checkout-7K3Q 2", "such as LATER checkout-7K3Q 2 2026-04-01"),
        ("LATER checkout-7K3Q 2 next week", "such as LATER checkout-7K3Q 2 2026-04-01"),
        ("LATER checkout-7K3Q 2 2026-02-30 no", "There is no day 2026-02-30"),
    ],
)
def test_what_is_not_said_whole_is_refused_with_how_to_say_it(body: str, words: str) -> None:
    """Nothing is guessed: an action that is not named is not done."""
    assert is_about_action(body)
    with pytest.raises(Refused) as refused:
        action_in(body)
    assert words in str(refused.value)


def test_neither_word_is_anybody_elses() -> None:
    """No carrier reserves it, and no page is answered by it."""
    assert set() == set(ActionWord) & {*CARRIER_WORDS, *WORDS}


@PATIENT
@given(st.text(), st.sampled_from(["", *ActionWord]))
@example(" checkout-7K3Q 2 " + "-" * 1500, "DONE")
@example("a-" * 700, "DONE")
def test_any_text_is_understood_refused_or_another(body: str, word: str) -> None:
    """No text, whatever it holds, is an error of another kind."""
    try:
        understood = action_in(f"{word} {body}")
    except Refused:
        assert is_about_action(f"{word} {body}")
        return
    assert (understood is not None) == is_about_action(f"{word} {body}")
