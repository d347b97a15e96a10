"""What a call says, and what its keys mean."""

import re

import pytest

from domain.messages import CallScript, Purpose, Verb
from domain.phone_menu import Stage, menu, next_stage, read_key
from tests.domain.builders import CODE, words

LONG = "Checkout: customers in every country cannot pay by card or voucher and baskets are lost when they try again later today"


def script(headline: str = "Checkout: customers cannot pay.", detail: str = "CheckoutDown: 5xx.") -> CallScript:
    """Return what a call is about."""
    return CallScript(purpose=Purpose.TRIAGE, words=words(headline, detail), incident_code=CODE, language="en-GB")


def test_a_call_says_what_is_wrong_then_the_keys_then_the_rest() -> None:
    """The important thing comes first, so that who hangs up early has heard it."""
    assert menu(script(), Stage.OPENING).prompt == (
        "Alert. Checkout: customers cannot pay. Press 1 to take it, 2 to pass it on, star to repeat. "
        "Incident checkout, 7 K 3 Q. CheckoutDown: 5xx."
    )


@pytest.mark.parametrize("headline", ["Checkout: customers cannot pay.", " ".join(LONG.split()[:19])])
def test_the_keys_come_within_eight_seconds(headline: str) -> None:
    """At most 20 words are spoken before the first key is named."""
    before_the_keys = menu(script(headline), Stage.OPENING).prompt.partition("Press 1")[0]

    assert len(before_the_keys.split()) <= 20


def test_the_keys_come_within_eight_seconds_for_any_headline() -> None:
    """A headline of any length is cut so that at most 20 words are spoken before the first key is named."""
    before_the_keys = menu(script(f"{LONG} {LONG}"), Stage.OPENING).prompt.partition("Press 1")[0]

    assert len(before_the_keys.split()) <= 20


def test_who_has_it_is_asked_what_it_is() -> None:
    """After taking it a person may say it is not major, keep looking, or hang up."""
    held = menu(script(), Stage.HELD)

    expected = "Press 2 if it is not a major incident, 3 to go on looking into it, or hang up: it stays yours."
    assert (expected, {"2": Verb.NOT_MAJOR, "3": Verb.KEEP_LOOKING}) == (held.prompt, held.keys)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_key_is_spoken_and_every_spoken_key_works(purpose: Purpose, stage: Stage) -> None:
    """A menu names exactly the keys that mean something, for every purpose at every stage."""
    said = menu(CallScript(purpose=purpose, words=words("Down.", ""), incident_code="a-AAAA", language="en-GB"), stage)

    assert set(said.keys) == set(re.findall(r"\b\d\b", said.prompt))
    assert said.keys == {key: read_key(purpose, stage, key) for key in said.keys}


@pytest.mark.parametrize(
    ("stage", "key", "verb"),
    [
        (Stage.OPENING, "1", Verb.ACKNOWLEDGE),
        (Stage.OPENING, "2", Verb.PASS_ON),
        (Stage.HELD, "2", Verb.NOT_MAJOR),
        (Stage.HELD, "3", Verb.KEEP_LOOKING),
    ],
)
def test_keys_mean_what_the_menu_says(stage: Stage, key: str, verb: Verb) -> None:
    """Each key is the answer the menu announced."""
    assert verb is read_key(Purpose.TRIAGE, stage, key)


@pytest.mark.parametrize("digits", ["", "*", "#", "0", "4", "9", "12", "1#", " 1"])
@pytest.mark.parametrize("stage", Stage)
def test_a_wrong_key_or_silence_is_no_answer(stage: Stage, digits: str) -> None:
    """Star, silence and keys that stand for nothing answer nothing: the menu is repeated."""
    assert read_key(Purpose.TRIAGE, stage, digits) is None


def test_the_keys_of_one_stage_mean_nothing_at_the_other() -> None:
    """Taking it twice, or keeping on looking before taking it, is a wrong key."""
    assert [None, None] == [
        read_key(Purpose.TRIAGE, Stage.HELD, "1"),
        read_key(Purpose.TRIAGE, Stage.OPENING, "3"),
    ]


def test_only_taking_it_leads_on() -> None:
    """After taking it the call goes on; after any other answer there is nothing more to ask."""
    onward = {(stage, verb) for stage in Stage for verb in Verb if next_stage(stage, verb)}

    assert {(Stage.OPENING, Verb.ACKNOWLEDGE)} == onward
    assert Stage.HELD is next_stage(Stage.OPENING, Verb.ACKNOWLEDGE)
