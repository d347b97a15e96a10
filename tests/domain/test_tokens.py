"""Signed tokens: read back as signed, and not to be forged."""

import base64
import hashlib
import hmac
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import TokenInvalid
from domain.tokens import ActionToken, AttemptToken, LinkToken, SignedToken
from tests.domain.builders import CODE, ESCALATION, PATIENT

KEY = "a key of this installation"
TOKEN = AttemptToken(attempt="ana#1", person="ana")
SIGNED = TOKEN.signed(KEY)
ALPHABET = f"{string.ascii_letters}{string.digits}-_"

LINK = LinkToken(page=f"{ESCALATION}/ana", owner=ESCALATION, incident="incident/checkout", person="ana", code=CODE)

tokens = st.one_of(
    st.builds(AttemptToken, attempt=st.text(), person=st.text()),
    st.builds(LinkToken, page=st.text(), owner=st.text(), incident=st.text(), person=st.text(), code=st.text()),
    st.builds(ActionToken, code=st.text(), number=st.integers(), person=st.text()),
)


@PATIENT
@given(tokens, st.text(min_size=1))
def test_a_token_reads_back_as_signed(token: SignedToken, key: str) -> None:
    """Whatever stands in a token comes back unchanged, with the key it was signed with."""
    assert token == type(token).read(token.signed(key), key)


@PATIENT
@given(tokens)
def test_a_token_may_stand_in_an_address(token: SignedToken) -> None:
    """A token has only characters that a path of a URL carries as they are."""
    assert set(token.signed(KEY)) <= set(f"{ALPHABET}.")


@PATIENT
@given(st.text(min_size=1).filter(lambda key: key != KEY))
def test_another_key_opens_nothing(key: str) -> None:
    """A token signed with another key is refused."""
    with pytest.raises(TokenInvalid):
        AttemptToken.read(SIGNED, key)


def test_a_link_of_a_mail_sent_by_an_earlier_version_is_read() -> None:
    """A link that does not name the team yet opens its page all the same."""
    payload = LINK.model_dump_json(exclude={"team"}).encode()
    mac = hmac.new(KEY.encode(), b"link\n" + payload, hashlib.sha256).digest()
    parts = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (payload, mac))

    assert LINK == LinkToken.read(".".join(parts), KEY)


@PATIENT
@given(st.integers(0, len(SIGNED) - 1), st.characters(codec="utf-8"))
def test_no_changed_character_changes_what_a_token_says(place: int, character: str) -> None:
    """With any one character changed a token is refused, or at the very least still says what was signed."""
    altered = SIGNED[:place] + character + SIGNED[place + 1 :]
    try:
        assert TOKEN == AttemptToken.read(altered, KEY)
    except TokenInvalid:
        assert altered != SIGNED


def test_any_changed_character_is_refused() -> None:
    """With any one character changed to another that may stand in a token, the token is refused."""
    accepted = []
    for place, old in enumerate(SIGNED):
        for new in set(ALPHABET) - {old}:
            try:
                AttemptToken.read(SIGNED[:place] + new + SIGNED[place + 1 :], KEY)
            except TokenInvalid:
                continue
            accepted.append((place - len(SIGNED), new))
    assert [] == accepted


@pytest.mark.parametrize("added", ["!!!!", "..", "\n\n\n\n", "="])
def test_added_characters_are_refused(added: str) -> None:
    """A token with something added to it was altered."""
    with pytest.raises(TokenInvalid):
        AttemptToken.read(SIGNED + added, KEY)


@PATIENT
@given(st.text())
def test_rubbish_is_refused(text: str) -> None:
    """What is no token at all is refused, never an error of another kind."""
    with pytest.raises(TokenInvalid):
        AttemptToken.read(text, KEY)


@pytest.mark.parametrize("cut", [1, 10, len(SIGNED) - 1])
def test_a_cut_token_is_refused(cut: int) -> None:
    """A token that lost its end on the way is refused."""
    with pytest.raises(TokenInvalid):
        AttemptToken.read(SIGNED[:-cut], KEY)


def test_a_payload_needs_its_own_signature() -> None:
    """The signature of one token does not carry another."""
    other = TOKEN.model_copy(update={"person": "bo"}).signed(KEY)

    with pytest.raises(TokenInvalid, match="signature does not match"):
        AttemptToken.read(f"{other.partition('.')[0]}.{SIGNED.partition('.')[2]}", KEY)


def test_a_signature_over_something_else_is_no_token() -> None:
    """Bytes that are signed but are no page's token are refused in words."""
    mac = hmac.new(KEY.encode(), b"attempt\n{}", hashlib.sha256).digest()
    forged = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b"{}", mac))

    with pytest.raises(TokenInvalid, match="not a token"):
        AttemptToken.read(forged, KEY)


def test_a_callbacks_token_is_no_link() -> None:
    """What stands in a provider's logs opens no page, even if it had a link's fields."""
    with pytest.raises(TokenInvalid, match="signature"):
        LinkToken.read(SIGNED, KEY)


def test_a_link_is_no_callbacks_token() -> None:
    """Whoever is mailed a link cannot report on a call with it."""
    with pytest.raises(TokenInvalid, match="signature"):
        AttemptToken.read(LINK.signed(KEY), KEY)


def test_every_kind_is_signed_as_itself() -> None:
    """No two kinds of token have the same signature over the same words."""
    assert sorted({b"action", b"attempt", b"bridge", b"link", b"report", b"round-text"}) == sorted(
        each.kind for each in SignedToken.__subclasses__()
    )
