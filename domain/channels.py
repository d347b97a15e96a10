"""What tells one channel from another, a row for each: where it reaches a person, what bounds it, and the words for it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from domain.organisation import Channel, Person
from domain.policies import BurstPolicy


class Traits(NamedTuple):
    """What the rules need to know of a channel.

    `address` is where it reaches a person, None where they have none. `placed` is what the timeline says when it is tried, `by` how
    an answer came. `at_most` is how often a person with several open pages may be disturbed by it within the policy's time, and
    `held` what was done to them often enough then; None and no word for a channel that disturbs nobody.
    """

    address: Callable[[Person], str | None]
    placed: str
    by: str
    at_most: Callable[[BurstPolicy], int] | None = None
    held: str = ""


CHANNELS: Mapping[Channel, Traits] = MappingProxyType(
    {
        Channel.CALL: Traits(
            address=lambda person: person.phone,
            placed="call placed",
            by="by phone",
            at_most=lambda burst: burst.calls,
            held="called",
        ),
        Channel.TEXT: Traits(
            address=lambda person: person.phone,
            placed="text sent",
            by="by text",
            at_most=lambda burst: burst.texts,
            held="texted",
        ),
        Channel.MAIL: Traits(address=lambda person: person.email, placed="mail sent", by="by mail"),
    }
)
"""Every channel."""
