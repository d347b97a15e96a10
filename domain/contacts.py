"""How a person is paged, by what they and the company agreed: looked up when a page is sent, never earlier (P3, P4)."""

from domain.messages import ContactCard
from domain.organisation import Channel, Organisation, Person


def contact_card(organisation: Organisation, person_id: str) -> ContactCard:
    """Return how this person is paged: the channels they have an address for, in their order, and how long each is given.

    Raises KeyError when the organisation has no such person.
    """
    person = organisation.person(person_id)
    paging = organisation.policies.paging
    return ContactCard(
        person=person.id,
        name=person.name,
        time_zone=person.time_zone,
        language=person.language,
        channels=_usable_channels(person),
        ring=paging.ring,
        answer_limit=paging.answer_limit,
    )


def _usable_channels(person: Person) -> tuple[Channel, ...]:
    addresses = {Channel.CALL: person.phone, Channel.TEXT: person.phone, Channel.MAIL: person.email}
    usable = tuple(channel for channel in person.channels if addresses[channel])
    # A person without any address keeps the channels: each attempt then fails where everyone sees it, on the timeline.
    return usable or person.channels
