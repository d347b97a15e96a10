"""What the two audiences are told in a round (P17 to P20): different types, so that neither is ever sent what the other is.

What holds for each answer stands in domain/comms/drafting/answers.py, what for each kind of round in domain/comms/rounds/kinds.py.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from domain.audiences import Audience
from domain.messages import Message


class RoundKind(StrEnum):
    """Which round of the process it is.

    The first says the impact as soon as possible (P17), the second the plan (P18), further ones the status of the work until
    mitigation (P19), the final one what it cost (P20); the closing one that it was stood down, to those who had heard of it.
    """

    FIRST = "first"
    SECOND = "second"
    FURTHER = "further"
    FINAL = "final"
    CLOSING = "closing"


class Quantity(Message):
    """One part of the total impact (P20): how much of what, how it was counted, and whether that is final or an estimate."""

    amount: Decimal
    unit: str
    counted: str
    final: bool = False


class BusinessUpdate(Message):
    """What business stakeholders are told, in business language. What is empty is not known, or not asked for in this round."""

    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS
    impact: str = ""
    cause: str = ""
    plan: str = ""
    status: str = ""
    total: tuple[Quantity, ...] = ()
    next_steps: str = ""


class TechnicalUpdate(Message):
    """What technical teams are told: the same questions, and which services and systems are affected."""

    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL
    impact: str = ""
    extent: str = ""
    cause: str = ""
    plan: str = ""
    status: str = ""
    total: tuple[Quantity, ...] = ()
    next_steps: str = ""


Update = BusinessUpdate | TechnicalUpdate
"""For what is the same for both: storing, showing, checking completeness. What sends takes one of the two by its own name."""
