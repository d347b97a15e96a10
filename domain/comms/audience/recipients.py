"""Who is told in a round: two types that cannot take each other's place (P15).

An incident knows its audiences by ids; who stands behind a team is looked up when a round is sent, never earlier.
"""

from typing import Literal, get_args

from pydantic import Field

from domain.audiences import Audience
from domain.messages import Message
from domain.organisation import Channel

RoundChannel = Literal[Channel.MAIL, Channel.TEXT]
"""By what a round reaches people; it never calls."""

ROUND_CHANNELS: tuple[RoundChannel, ...] = get_args(RoundChannel)


class BusinessAudience(Message):
    """Business stakeholders by id, each with why they are told."""

    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS
    people: dict[str, str] = Field(default_factory=dict)

    def includes(self, others: "BusinessAudience") -> bool:
        """Whether all of the others are among these."""
        return others.people.keys() <= self.people.keys()


class TechnicalAudience(Message):
    """Technical teams and people by id, each with why they are told."""

    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL
    teams: dict[str, str] = Field(default_factory=dict)
    people: dict[str, str] = Field(default_factory=dict)

    def includes(self, others: "TechnicalAudience") -> bool:
        """Whether all of the others are among these."""
        return others.people.keys() <= self.people.keys() and others.teams.keys() <= self.teams.keys()


class _Recipient(Message):
    """A person who is told: why, on which channels in turn, and on whose clock times are written.

    `because` is for whoever looks before a round is sent; on its way to a provider it is empty. `team` is the id of the team for
    which they are told, empty where they are told for themselves.
    """

    person: str
    name: str
    because: str = ""
    channels: tuple[RoundChannel, ...]
    time_zone: str
    team: str = ""


class BusinessRecipient(_Recipient):
    """A business stakeholder."""

    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS


class TechnicalRecipient(_Recipient):
    """Somebody of a technical team."""

    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL


class BusinessRecipients(Message):
    """Who is told now, each once; `left_out` says whom nobody can tell, and why."""

    recipients: tuple[BusinessRecipient, ...] = ()
    left_out: tuple[str, ...] = ()


class TechnicalRecipients(Message):
    """Who is told now, each once; `left_out` says whom nobody can tell, and why."""

    recipients: tuple[TechnicalRecipient, ...] = ()
    left_out: tuple[str, ...] = ()
