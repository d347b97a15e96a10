"""How a person is paged and informed, by what they and the company agreed: looked up at that moment, never earlier (P3, P4)."""

from datetime import datetime

from domain.channels import CHANNELS
from domain.comms.audience.recipients import ROUND_CHANNELS, RoundChannel
from domain.organisation import Channel, Organisation, Person, QuietHours, Team, Urgency
from domain.page_messages import ContactCard

_CALLED = (Channel.CALL, Channel.TEXT, Channel.MAIL)
_TOLD = (Channel.TEXT, Channel.MAIL)


def contact_card(
    organisation: Organisation, person_id: str, team_id: str, urgency: Urgency, at: datetime
) -> ContactCard:
    """Return how this person is paged by this team now: the channels they have an address for, in the order agreed.

    The person's own agreement goes before the team's; a team the organisation does not know has none. In quiet hours a page
    that may wait goes by mail only, and `because` says so. Raises KeyError when the organisation has no such person.
    """
    person, team = organisation.person(person_id), organisation.teams.get(team_id)
    quiet = _quiet_hours(person, team, urgency, at)
    paging = organisation.policies.paging
    return ContactCard(
        person=person.id,
        name=person.name,
        time_zone=person.time_zone,
        language=person.language,
        channels=(Channel.MAIL,) if quiet else _usable(person, _agreed(person, team, urgency)),
        ring=paging.ring,
        answer_limit=paging.answer_limit,
        burst=paging.burst,
        because=f"quiet hours until {quiet.until:%H:%M}: by mail only" if quiet else None,
    )


def channels_to_inform(
    organisation: Organisation, person: Person, team_id: str, at: datetime
) -> tuple[RoundChannel, ...]:
    """Return how a person is told what nobody has to answer, in turn: a mail, and a text where they chose texts. Never a call.

    What they agreed on for low urgency counts, or else the team. In quiet hours a text becomes a mail; a mail wakes nobody, so
    nothing is held. Empty for somebody who has neither a mailbox nor a number.
    """
    team = organisation.teams.get(team_id)
    if _quiet_hours(person, team, Urgency.LOW, at):
        return (Channel.MAIL,)
    possible = tuple(channel for channel in ROUND_CHANNELS if CHANNELS[channel].address(person))
    agreed = person.low_urgency_channels or (team.low_urgency_channels if team else None) or possible
    return tuple(each for channel in agreed for each in possible if each is channel) or possible


def _agreed(person: Person, team: Team | None, urgency: Urgency) -> tuple[Channel, ...]:
    if urgency is Urgency.LOW:
        return person.low_urgency_channels or (team.low_urgency_channels if team else None) or _TOLD
    return person.channels or (team.channels if team else None) or _CALLED


def _quiet_hours(person: Person, team: Team | None, urgency: Urgency, at: datetime) -> QuietHours | None:
    """Return the quiet hours that hold this page, if any. Without a mailbox nothing is held: a page to nobody is worse."""
    quiet = person.quiet_hours or (team.quiet_hours if team else None)
    held = quiet is not None and quiet.hold(urgency, at, person.time_zone)
    return quiet if held and person.email else None


def _usable(person: Person, agreed: tuple[Channel, ...]) -> tuple[Channel, ...]:
    usable = tuple(channel for channel in agreed if CHANNELS[channel].address(person))
    # Whoever has none of the ways agreed is reached in any way there is. Without any address the channels stay as agreed: each
    # attempt then fails where everyone sees it, on the timeline.
    return usable or tuple(channel for channel in _CALLED if CHANNELS[channel].address(person)) or agreed
