"""What an update answers: one row for each answer, read by everything that asks for, writes, checks, shows or sends one.

The two audiences' updates, drafts and words stay types of their own, which are the wall between them (P15). Whoever adds an answer
writes its row here and the field there; tests/domain/comms/test_answers.py then runs every reader for it and names what is missing.
What a round needs of them stands in domain/comms/rounds/kinds.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.audiences import Audience
from domain.comms.drafting.quantities import amount_in_words
from domain.comms.drafting.updates import Quantity, Update


class Answer(StrEnum):
    """The answers of an update, by the names of its fields."""

    IMPACT = "impact"
    TOTAL = "total"
    STATUS = "status"
    EXTENT = "extent"
    CAUSE = "cause"
    PLAN = "plan"
    NEXT_STEPS = "next_steps"


@dataclass(frozen=True, kw_only=True)
class AnswerRules:
    """What holds for one answer."""

    label: str
    """Its heading where a draft is shown answer by answer, and what people call it."""
    asked_for: str
    """What a round without it lacks."""
    meaning: str
    """What it says, for whoever writes it."""
    alone: Audience | None = None
    """The one audience that is told; None for both."""
    stays_true: bool = False
    """Whether what was said last is said again until somebody says otherwise."""
    in_business_language: bool = True
    """Whether business readers must be able to follow it: technical words in it are pointed out (P17)."""
    sentence: bool = True
    """Whether it reads as a sentence; names are left as they are spelt."""
    opening: str = ""
    """How it begins in a line with others, where it would not explain itself."""


ANSWERS: Mapping[Answer, AnswerRules] = {
    Answer.IMPACT: AnswerRules(
        label="Impact", asked_for="the impact now", meaning="What customers or staff cannot do."
    ),
    Answer.TOTAL: AnswerRules(
        label="Total",
        asked_for="the total impact in numbers",
        meaning="The total impact, in one or more quantities.",
        opening="In total",
    ),
    Answer.STATUS: AnswerRules(
        label="Status of the work", asked_for="the status of the work", meaning="How far the work is."
    ),
    Answer.EXTENT: AnswerRules(
        label="Extent",
        asked_for="which services and systems are affected",
        meaning="The services and systems that are affected.",
        alone=Audience.TECHNICAL,
        in_business_language=False,
        sentence=False,
        opening="Affected:",
    ),
    Answer.CAUSE: AnswerRules(label="Cause", asked_for="the cause", meaning="The cause."),
    Answer.PLAN: AnswerRules(label="Plan", asked_for="the plan", meaning="What is going to be done.", stays_true=True),
    Answer.NEXT_STEPS: AnswerRules(
        label="Next steps",
        asked_for="the next steps to a permanent fix",
        meaning="What follows to a permanent fix.",
        stays_true=True,
    ),
}
"""Every answer, in the order in which they are shown: what matters most comes first, as long lines are cut at their end."""


def answers_to(audience: Audience) -> tuple[Answer, ...]:
    """Return what an update to this audience may answer, in the order in which it is shown."""
    return tuple(answer for answer, rules in ANSWERS.items() if rules.alone in {None, audience})


def said(update: Update, answer: Answer) -> tuple[str, ...]:
    """Return what an update answers, a text for each quantity; nothing when it does not say, or its audience is not told."""
    given: str | tuple[Quantity, ...] = getattr(update, answer) if answer in answers_to(update.audience) else ""
    texts = (given,) if isinstance(given, str) else map(_in_words, given)
    return tuple(text for text in texts if text.strip())


def everything_said(update: Update) -> Iterator[tuple[Answer, tuple[str, ...]]]:
    """Yield each answer that an update gives, and its texts."""
    texts = ((answer, said(update, answer)) for answer in answers_to(update.audience))
    yield from ((answer, given) for answer, given in texts if given)


def _in_words(quantity: Quantity) -> str:
    certainty = ", final" if quantity.final else " (estimate)"
    return f"{amount_in_words(quantity.amount)} {quantity.unit}: {quantity.counted}{certainty}"
