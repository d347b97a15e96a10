"""How far a round is with each of its people."""

from enum import StrEnum
from typing import NamedTuple

from domain.comms.audience.recipients import RoundChannel
from domain.organisation import Channel
from domain.wording import shortened

LONGEST_WHY = 72
"""Characters of a provider's reason that are carried for each person; the receipts have more of it."""


class Standing(StrEnum):
    """How far the round is with one person; one letter each, as there are many of them."""

    WAITING = "w"
    OUT = "o"
    TAKEN = "t"
    UNREACHED = "u"


class Delivery(NamedTuple):
    """One person of the round. A row and no object, as Temporal keeps hundreds of them at each roll-over.

    `channels` are tried in turn, `tried` is the place of the one in use, from 0, and `why` says why the last one failed. `team` is
    the id of the team for which they are told, if it is for one. `batch` numbers the order they were handed out in last, 0 for
    none: what came back unsent is handed out again as the same. `joins`: in it they read how to join their audience's call.
    """

    name: str
    channels: tuple[RoundChannel, ...]
    time_zone: str
    team: str = ""
    tried: int = 0
    standing: Standing = Standing.WAITING
    batch: int = 0
    late: bool = False
    why: str = ""
    joins: bool = False

    @property
    def channel(self) -> RoundChannel:
        """The channel that is in use, or was the last to fail."""
        return self.channels[self.tried]

    @property
    def waits(self) -> bool:
        """Whether the round is still to be handed to a provider for them."""
        return self.standing is Standing.WAITING

    def is_sent_by(self, channel: Channel) -> bool:
        """Whether a message by this channel is at the provider, or on its way there."""
        return self.channel is channel and self.standing in {Standing.OUT, Standing.TAKEN}

    def if_it_joins(self, *, joins: bool) -> "Delivery":
        """Return it with whether they can join the call by now; what was handed out before reads as it did then."""
        return self if self.batch else self._replace(joins=joins)

    def handed_out(self, batch: int) -> "Delivery":
        """Return it on its way to the provider, in the order of this number."""
        return self._replace(standing=Standing.OUT, batch=batch)

    def came_back(self) -> "Delivery":
        """Return it as waiting again: the order left the queue unsent."""
        return self._replace(standing=Standing.WAITING)

    def taken(self) -> "Delivery":
        """Return it as taken by the provider."""
        return self._replace(standing=Standing.TAKEN)

    def failed(self, why: str) -> "Delivery":
        """Return it as waiting for the next channel; when none is left the person is not reached."""
        failed = self._replace(why=f"{self.channel}: {shortened(why, LONGEST_WHY)}", batch=0)
        if self.tried + 1 < len(self.channels):
            return failed._replace(tried=self.tried + 1, standing=Standing.WAITING)
        return failed._replace(standing=Standing.UNREACHED)
