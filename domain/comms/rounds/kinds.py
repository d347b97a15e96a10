"""What follows from the kind of a round: one row for each, read by everything that treats them differently (P17 to P20).

Whoever adds a kind writes its row here; tests/domain/comms/test_kinds.py then runs every reader for it and names what is missing.
Which one is open, and the times themselves, are reckoned in domain/comms/rounds/schedule.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.audiences import Audience
from domain.comms.drafting.answers import Answer
from domain.comms.drafting.updates import RoundKind

_Answers = tuple[Answer, ...]


class Due(StrEnum):
    """By which rule a round is due."""

    AFTER_DECLARATION = "soon after the declaration"
    AFTER_REOPENING = "soon after it was reopened"
    BY_CADENCE = "an interval after the last one, or when it was agreed"
    AFTER_MITIGATION = "soon after mitigation, or when it was agreed"
    AT_ONCE = "at once"


def _of_both(*answers: Answer) -> Mapping[Audience, _Answers]:
    """Return what is required alike, whoever is told."""
    return dict.fromkeys(Audience, answers)


@dataclass(frozen=True, kw_only=True)
class RoundRules:
    """What holds for rounds of one kind."""

    name: str
    """What everybody calls it, whoever reads of it, and wherever."""
    due: Due
    """When it is due; after a reopening any round is due as the first one is."""
    requires: Mapping[Audience, _Answers]
    """What it must say before it may go out."""
    begins_with: _Answers
    """What its draft answers by itself, as far as it is known."""
    news: tuple[_Answers, ...]
    """What its text message says, the most important first; of several answers in one place the first that is given."""
    template: str
    """The files in config/templates its mails are made of."""
    written: bool = True
    """Whether people write, approve and send it, and are reminded to; what nobody writes goes out by itself."""
    last: bool = False
    """Whether no other round follows, unless the incident comes back."""


KINDS: Mapping[RoundKind, RoundRules] = {
    RoundKind.FIRST: RoundRules(
        name="the first update",
        due=Due.AFTER_DECLARATION,
        requires=_of_both(Answer.IMPACT),
        begins_with=(Answer.IMPACT, Answer.EXTENT),
        news=((Answer.IMPACT,), (Answer.STATUS,), (Answer.EXTENT,)),
        template="first",
    ),
    RoundKind.SECOND: RoundRules(
        name="the second update",
        due=Due.BY_CADENCE,
        requires=_of_both(Answer.IMPACT, Answer.PLAN),  # the cause as soon as it is known, and nothing waits for it
        begins_with=(Answer.IMPACT, Answer.EXTENT, Answer.CAUSE, Answer.PLAN),
        news=((Answer.IMPACT,), (Answer.PLAN,), (Answer.CAUSE,), (Answer.EXTENT,)),
        template="second",
    ),
    RoundKind.FURTHER: RoundRules(
        name="update {number}",
        due=Due.BY_CADENCE,
        requires=_of_both(Answer.STATUS),
        begins_with=(Answer.IMPACT, Answer.EXTENT, Answer.CAUSE, Answer.PLAN, Answer.STATUS),
        news=((Answer.STATUS,), (Answer.IMPACT,), (Answer.EXTENT,)),
        template="further",
    ),
    RoundKind.FINAL: RoundRules(
        name="the final update",
        due=Due.AFTER_MITIGATION,
        requires=_of_both(Answer.TOTAL, Answer.NEXT_STEPS),
        begins_with=(Answer.IMPACT, Answer.CAUSE, Answer.STATUS, Answer.TOTAL, Answer.NEXT_STEPS),
        news=((Answer.TOTAL, Answer.STATUS, Answer.IMPACT), (Answer.NEXT_STEPS,)),
        template="final",
        last=True,
    ),
    RoundKind.CLOSING: RoundRules(
        name="the closing update",
        due=Due.AT_ONCE,
        requires=_of_both(Answer.STATUS),
        begins_with=(),
        news=((Answer.STATUS, Answer.CAUSE, Answer.IMPACT),),
        template="closing",
        written=False,
        last=True,
    ),
}
"""Every kind of round, one row each."""


def rules_of(kind: RoundKind) -> RoundRules:
    """Return what holds for rounds of this kind."""
    return KINDS[kind]
