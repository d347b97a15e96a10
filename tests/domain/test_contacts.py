"""How a person is paged."""

from datetime import timedelta

import pytest

from domain.contacts import contact_card
from domain.messages import ContactCard
from domain.organisation import Channel, PagingPolicy, Policies
from tests.domain.company import organisation, person, without_phone


def test_a_card_says_how_a_person_is_paged() -> None:
    """Who they are, their channels in order, and how long each is given by the company's policy."""
    paging = PagingPolicy(ring=timedelta(seconds=25), answer_limit=timedelta(minutes=2))
    company = organisation().model_copy(update={"policies": Policies(paging=paging)})

    assert ContactCard(
        person="ana",
        name="Ana",
        time_zone="Europe/London",
        language="en-GB",
        channels=(Channel.CALL, Channel.TEXT, Channel.MAIL),
        ring=timedelta(seconds=25),
        answer_limit=timedelta(minutes=2),
    ) == contact_card(company, "ana")


def test_the_persons_own_order_of_channels_is_kept() -> None:
    """Another order that was agreed with a person holds (P4)."""
    ana = person("ana", 1).model_copy(update={"channels": (Channel.TEXT, Channel.CALL)})

    assert contact_card(organisation(ana), "ana").channels == (Channel.TEXT, Channel.CALL)


def test_channels_without_an_address_are_left_out() -> None:
    """Nobody waits for a call to a number that does not exist."""
    without_mail = person("bo", 2).model_copy(update={"email": None})
    company = organisation(without_phone("ana"), without_mail)

    assert contact_card(company, "ana").channels == (Channel.MAIL,)
    assert contact_card(company, "bo").channels == (Channel.CALL, Channel.TEXT)


def test_a_person_without_any_address_fails_in_the_open() -> None:
    """The channels stay, so that each attempt and why it failed stands on the timeline."""
    nowhere = without_phone("ana").model_copy(update={"email": None})

    assert nowhere.channels == contact_card(organisation(nowhere), "ana").channels


def test_nobody_has_no_card() -> None:
    """A person who is not in the organisation cannot be paged."""
    with pytest.raises(KeyError):
        contact_card(organisation(), "zoe")
