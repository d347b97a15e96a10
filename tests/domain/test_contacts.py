"""How a person is paged."""

from datetime import datetime, timedelta

import pytest

from domain.contacts import contact_card
from domain.organisation import Channel, Organisation, QuietHours, Urgency
from domain.page_messages import ContactCard
from tests.domain.builders import NIGHT, at
from tests.domain.company import organisation, person

CALL, TEXT, MAIL = Channel.CALL, Channel.TEXT, Channel.MAIL
LOW, HIGH, MAJOR = Urgency.LOW, Urgency.HIGH, Urgency.MAJOR
PHONE, ADDRESS = "+447700900123", "ana@example.com"
AT_NIGHT = QuietHours.model_validate({"from": "22:00", "until": "07:00", "holds": ("low", "high")})


def card_of(
    company: Organisation, urgency: Urgency = HIGH, *, when: datetime = NIGHT, team: str = "shop"
) -> ContactCard:
    """Return how Ana is paged."""
    return contact_card(company, "ana", team, urgency, when)


def team_agreed(company: Organisation, **agreed: object) -> Organisation:
    """Return the company with what its team has agreed."""
    team = company.teams["shop"].model_copy(update=agreed)
    return company.model_copy(update={"teams": {"shop": team}})


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

    assert used == card_of(company).channels


def test_how_long_each_way_is_given_is_the_companys_policy() -> None:
    """The card carries the policy's times and what the person is called and spoken to in."""
    card = card_of(organisation(person("ana", phone=PHONE, time_zone="Asia/Tokyo")))

    assert ("ana", "Ana", "Asia/Tokyo", "en-GB") == (card.person, card.name, card.time_zone, card.language)
    assert (timedelta(seconds=20), timedelta(minutes=3)) == (card.ring, card.answer_limit)


def test_nobody_has_no_card() -> None:
    """A person the organisation does not know is an error of who asks, not a card that reaches nobody."""
    with pytest.raises(KeyError):
        contact_card(organisation(), "nobody", "shop", Urgency.HIGH, NIGHT)


@pytest.mark.parametrize(
    ("own", "teams", "used"),
    [
        (None, None, (CALL, TEXT, MAIL)),
        (None, (TEXT, CALL), (TEXT, CALL)),
        ((MAIL, CALL), (TEXT, CALL), (MAIL, CALL)),
    ],
    ids=["nobody agreed on anything", "the team did", "the person did, too"],
)
def test_what_a_person_agreed_goes_before_what_the_team_did(
    own: tuple[Channel, ...] | None, teams: tuple[Channel, ...] | None, used: tuple[Channel, ...]
) -> None:
    """P4: a call comes first unless the team agreed otherwise, or the person; a major incident keeps that order."""
    company = team_agreed(organisation(person("ana", phone=PHONE, email=ADDRESS, channels=own)), channels=teams)

    assert (used, used) == (card_of(company, HIGH).channels, card_of(company, MAJOR).channels)


@pytest.mark.parametrize(
    ("own", "teams", "used"),
    [(None, None, (TEXT, MAIL)), (None, (MAIL,), (MAIL,)), ((TEXT,), (MAIL,), (TEXT,))],
    ids=["nobody agreed on anything", "the team did", "the person did, too"],
)
def test_what_is_of_low_urgency_has_channels_of_its_own(
    own: tuple[Channel, ...] | None, teams: tuple[Channel, ...] | None, used: tuple[Channel, ...]
) -> None:
    """For low urgency nobody is called unless somebody agreed to it; the order for calls does not matter there."""
    ana = person("ana", phone=PHONE, email=ADDRESS, channels=(CALL,), low_urgency_channels=own)

    assert used == card_of(team_agreed(organisation(ana), low_urgency_channels=teams), LOW).channels


def test_who_cannot_be_told_in_the_ways_agreed_is_told_in_any_way() -> None:
    """Agreed on mail and without a mailbox, a person is reached by what there is."""
    company = organisation(person("ana", phone=PHONE, low_urgency_channels=(MAIL,)))

    assert (CALL, TEXT) == card_of(company, LOW).channels


def test_a_team_that_was_removed_has_agreed_on_nothing() -> None:
    """While an incident runs its team may leave the organisation file: its people are paged all the same."""
    company = team_agreed(organisation(person("ana", phone=PHONE)), channels=(TEXT,))

    assert (CALL, TEXT) == card_of(company, team="a-team-that-left").channels


@pytest.mark.parametrize(
    ("urgency", "channels", "because"),
    [
        (LOW, (MAIL,), "quiet hours until 07:00: by mail only"),
        (HIGH, (MAIL,), "quiet hours until 07:00: by mail only"),
        (MAJOR, (CALL, TEXT, MAIL), None),
    ],
)
def test_in_quiet_hours_what_is_held_goes_by_mail_and_says_so(
    urgency: Urgency, channels: tuple[Channel, ...], because: str | None
) -> None:
    """A page that is held goes by mail only, with the reason; one for a major incident never is."""
    card = card_of(organisation(person("ana", phone=PHONE, email=ADDRESS, quiet_hours=AT_NIGHT)), urgency)

    assert (channels, because) == (card.channels, card.because)


def test_without_a_mailbox_nothing_is_held() -> None:
    """A page to nobody is worse than a page at night."""
    card = card_of(organisation(person("ana", phone=PHONE, quiet_hours=AT_NIGHT)))

    assert ((CALL, TEXT), None) == (card.channels, card.because)


def test_quiet_hours_are_a_persons_own_or_else_the_teams() -> None:
    """Who says nothing has the team's; who says something is not held by the team's."""
    daytime = QuietHours.model_validate({"from": "12:00", "until": "13:00", "holds": ("high",)})
    silent = organisation(person("ana", phone=PHONE, email=ADDRESS))
    outspoken = organisation(person("ana", phone=PHONE, email=ADDRESS, quiet_hours=daytime))

    assert (MAIL,) == card_of(team_agreed(silent, quiet_hours=AT_NIGHT)).channels
    assert (CALL, TEXT, MAIL) == card_of(team_agreed(outspoken, quiet_hours=AT_NIGHT)).channels


@pytest.mark.parametrize(
    ("zone", "minute", "held"),
    [
        ("Europe/London", 285, True),
        ("Europe/London", 286, False),
        ("Europe/Berlin", 225, True),
        ("Europe/Berlin", 226, False),
        ("America/New_York", 0, False),
        ("America/New_York", 46, True),
    ],
    ids=["06:59", "07:00", "06:59 in Berlin", "07:00 in Berlin", "21:14 in New York", "22:00 in New York"],
)
def test_quiet_hours_are_on_the_persons_own_clock(zone: str, minute: float, held: bool) -> None:
    """They hold from the first minute to just before the last, where the person lives."""
    ana = person("ana", phone=PHONE, email=ADDRESS, time_zone=zone, quiet_hours=AT_NIGHT)

    assert held == (card_of(organisation(ana), when=at(minute)).because is not None)


def test_quiet_hours_within_one_day() -> None:
    """They need not go over midnight."""
    nap = QuietHours.model_validate({"from": "02:00", "until": "03:00"})
    company = organisation(person("ana", phone=PHONE, email=ADDRESS, quiet_hours=nap))
    held = [card_of(company, LOW, when=at(minute)).because is not None for minute in (-15, 0, 46)]

    assert [False, True, False] == held
