"""How a person is paged."""

from datetime import timedelta

import pytest

from domain.contacts import contact_card
from domain.organisation import Channel
from tests.domain.company import organisation, person

CALL, TEXT, MAIL = Channel.CALL, Channel.TEXT, Channel.MAIL
PHONE, ADDRESS = "+447700900123", "ana@example.com"


@pytest.mark.parametrize(
    ("phone", "email", "agreed", "used"),
    [
        (PHONE, ADDRESS, (CALL, TEXT, MAIL), (CALL, TEXT, MAIL)),
        (PHONE, ADDRESS, (TEXT, CALL), (TEXT, CALL)),
        (PHONE, None, (MAIL, TEXT, CALL), (TEXT, CALL)),
        (None, ADDRESS, (CALL, TEXT, MAIL), (MAIL,)),
        (None, None, (CALL, MAIL), (CALL, MAIL)),
    ],
    ids=["all", "own order", "no mailbox", "no phone", "nothing at all: tried, so that everyone sees it fail"],
)
def test_the_channels_are_those_a_person_has_in_their_order(
    phone: str | None, email: str | None, agreed: tuple[Channel, ...], used: tuple[Channel, ...]
) -> None:
    """Only ways that have an address are tried, in the order the person agreed to; there is always one."""
    company = organisation(person("ana", phone=phone, email=email, channels=agreed))

    assert used == contact_card(company, "ana").channels


def test_how_long_each_way_is_given_is_the_companys_policy() -> None:
    """The card carries the policy's times and what the person is called and spoken to in."""
    card = contact_card(organisation(person("ana", phone=PHONE, time_zone="Asia/Tokyo")), "ana")

    assert ("ana", "Ana", "Asia/Tokyo", "en-GB") == (card.person, card.name, card.time_zone, card.language)
    assert (timedelta(seconds=20), timedelta(minutes=3)) == (card.ring, card.answer_limit)


def test_nobody_has_no_card() -> None:
    """A person the organisation does not know is an error of who asks, not a card that reaches nobody."""
    with pytest.raises(KeyError):
        contact_card(organisation(), "nobody")
