"""What a round lacks of what it must say before it may go out (P17 to P20), in words."""

from domain.audiences import Audience
from domain.comms.drafting.answers import ANSWERS, said
from domain.comms.drafting.updates import RoundKind, Update
from domain.comms.rounds.kinds import rules_of


def missing(kind: RoundKind, audience: Audience, update: Update | None) -> tuple[str, ...]:
    """Return what this round to this audience lacks, in words; nothing when it may go out."""
    required = rules_of(kind).requires[audience]
    return tuple(ANSWERS[answer].asked_for for answer in required if update is None or not said(update, answer))
