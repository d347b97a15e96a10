"""Tokens of people: what is made, what is kept, and what the settings may say."""

import hashlib
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.person_tokens import PersonToken, PersonTokens, digest_of, new_token

SETTING = TypeAdapter(Annotated[tuple[PersonToken, ...], PersonTokens])
ONE, OTHER = "1" * 64, "2" * 64


def mistake(written: str) -> str:
    """Return what is said about a setting, which must be refused."""
    with pytest.raises(ValidationError) as refused:
        SETTING.validate_python(written)
    [only] = refused.value.errors()
    return only["msg"]


def test_a_token_cannot_be_guessed_and_shows_what_it_is() -> None:
    """It has 256 random bits (43 letters of 6 bits) behind a beginning that a search for leaked secrets finds."""
    tokens = {new_token() for _ in range(100)}

    assert 100 == len(tokens)
    assert {("mimp_", 43)} == {(token[:5], len(token) - 5) for token in tokens}


def test_what_is_kept_of_a_token_does_not_show_it() -> None:
    """The digest is SHA-256, so that it can be checked with any tool."""
    assert hashlib.sha256(b"mimp_x").hexdigest() == digest_of("mimp_x")


def test_several_people_and_several_tokens_of_one_are_read() -> None:
    """Two tokens of a person are live while one replaces the other; spaces and a comma too many do no harm."""
    read = SETTING.validate_python(f" ana:{ONE} , ana:{OTHER},bo:{'3' * 64},")

    assert [("ana", ONE), ("ana", OTHER), ("bo", "3" * 64)] == [(each.person, each.digest) for each in read]


@given(
    st.lists(st.tuples(st.sampled_from(["ana", "bo", "nadia-rahman"]), st.binary(max_size=8)), unique_by=lambda x: x[1])
)
def test_what_is_written_is_read_again(owners: list[tuple[str, bytes]]) -> None:
    """A setting passed on from process to process says the same in each."""
    tokens = tuple(PersonToken(person=who, digest=hashlib.sha256(token).hexdigest()) for who, token in owners)

    assert tokens == SETTING.validate_python(",".join(str(each) for each in tokens))


@pytest.mark.parametrize("entry", ["ana", f"ana:{ONE[1:]}", f"Ana:{ONE}", f":{ONE}", f"ana={ONE}", "ana:mimp_secret"])
def test_an_entry_of_another_form_is_told_by_its_number(entry: str) -> None:
    """What stands there is not repeated: somebody may have pasted the token itself."""
    said = "entry 2 is not person-id:digest, with 64 hexadecimal digits: make it with 'mimp token'."

    assert said == mistake(f"bo:{OTHER},{entry}")


def test_a_token_is_one_persons() -> None:
    """Of a token that two people share nobody could say who asked."""
    said = "ana and bo have the same token: make one for each with 'mimp token'."

    assert said == mistake(f"bo:{ONE},ana:{ONE}")


def test_no_digest_is_shown_needlessly() -> None:
    """It opens nothing, and still is nothing for logs."""
    assert ONE not in repr(SETTING.validate_python(f"ana:{ONE}"))
