"""What a round says to its readers, ready to be put into a template: plain words, on the reader's own clock (P15, P17 to P20).

Everything a template may show stands in `BusinessWords` and `TechnicalWords`: a business template has no other name to use, so that
nothing technical finds its way into it. People's words lose whatever cannot be seen, and subjects have no line breaks.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.drafting.answers import ANSWERS, Answer, answers_to
from domain.comms.drafting.quantities import amount_in_words
from domain.comms.drafting.updates import Quantity, Update
from domain.comms.drafting.wording import clock_moment, headline, how_to_join, round_title, sentence
from domain.comms.rounds.kinds import rules_of
from domain.messages import Message
from domain.text_segments import cheapest, segments
from domain.wording import shortened

_SUBJECT = 120  # characters; phones show about 40 of them, other mail programmes 60 to 80
_MOST_SEGMENTS = 2  # of one text: as long as what matters now and when to expect the next, and no letter
_SHORTEST_NEWS = 20  # characters; with less of them a text says nothing
_DRAWN = re.compile(r"([^0-9A-Za-z\s])\s?(?:\1\s?){3,}")  # a line that is drawn, of whatever sign


class QuantityWords(Message):
    """One part of the total impact: `amount` as it is read ("1,240"), what is counted, how, and "final" or "estimate"."""

    amount: str
    unit: str
    counted: str
    certainty: str


class _Words(Message):
    """What a round says. What is empty is not known, or not said in this round."""

    subject: str
    """The same for all mails of a conversation: Gmail begins a new one when the subject changes."""
    service: str
    """The service as the organisation file calls it."""
    code: str
    """The incident's code, such as checkout-7K3Q."""
    title: str
    """Which round it is: "First update", "Second update", "Update 3", "Final update", "Closing update"."""
    kind: str
    """The same for conditions: first, second, further, final or closing."""
    number: int
    """The number of the round, from 1."""
    late: bool
    """Whether the reader was added after it had gone out."""
    last: bool
    """Whether no other round is to follow."""
    sent: str
    """When it was sent, such as "13:45 CET"; with the day for whoever was added later."""
    declared: str
    """When it was declared a major incident."""
    approved_by: str
    """Who approved these words."""
    next_update: str
    """By when the next update comes, such as "14:30 CET", with the day when that is not the day this one was sent."""
    overdue: bool
    """Whether the next update should have come already, and is expected at any moment; then there is no `next_update`."""
    join: str
    """How to join the call of this audience, as a sentence, for whoever has a code that leads there."""
    impact: str
    """What customers or staff cannot do."""
    cause: str
    plan: str
    """What is going to be done."""
    status: str
    """How far the work is."""
    total: tuple[QuantityWords, ...]
    """The total impact, in one or more quantities."""
    next_steps: str
    """What follows to a permanent fix."""
    news: str
    """What matters most in this round, in one line: for texts, where it is cut to what fits."""


class BusinessWords(_Words):
    """What business stakeholders are told."""

    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS


class TechnicalWords(_Words):
    """What technical teams are told."""

    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL
    extent: str
    """The services and systems that are affected."""


def words_for_business(sent: BusinessRound, time_zone: str, numbers: Sequence[str] = ()) -> BusinessWords:
    """Return what a round says to business stakeholders whose clocks show this zone (IANA); they join their call by `numbers`."""
    about = headline(_one_line(sent.headline), _one_line(sent.update.impact))
    subject = shortened(f"{_one_line(sent.service)}: {about}", _SUBJECT)
    return BusinessWords(**_common(sent, time_zone, numbers), subject=subject)


def words_for_technical_teams(sent: TechnicalRound, time_zone: str, numbers: Sequence[str] = ()) -> TechnicalWords:
    """Return what a round says to technical teams whose clocks show this zone (IANA); they join their call by `numbers`."""
    about = headline(_one_line(sent.headline), _one_line(sent.update.impact))
    subject = shortened(f"[{_one_line(sent.code)}] {_one_line(sent.service)}: {about}", _SUBJECT)
    return TechnicalWords(**_common(sent, time_zone, numbers), subject=subject)


def fitted(written: Callable[[str], str], news: str) -> str:
    """Return a text around its news, in as few segments as possible: what is beyond two of them is cut off the news.

    `written` makes the whole text of them.
    """

    def cut(length: int) -> str:
        return cheapest(written(shortened(news, length)))

    if segments(whole := cut(len(news))) <= _MOST_SEGMENTS:
        return whole
    shortest, longest = min(_SHORTEST_NEWS, len(news)), len(news)
    while shortest < longest:  # by halves: each length is written by a template
        middle = (shortest + longest + 1) // 2
        fits = segments(cut(middle)) <= _MOST_SEGMENTS
        shortest, longest = (middle, longest) if fits else (shortest, middle - 1)
    return cut(shortest)


def _common(sent: BusinessRound | TechnicalRound, time_zone: str, numbers: Sequence[str]) -> dict[str, Any]:
    """Return what is told alike to both audiences, and what this one's update answers, by the names of the fields."""
    today = sent.sent_at
    return {
        "service": _one_line(sent.service),
        "code": _one_line(sent.code),
        "title": round_title(sent.number, sent.kind),
        "kind": sent.kind.value,
        "number": sent.number,
        "late": sent.late,
        "last": rules_of(sent.kind).last,
        "sent": clock_moment(today, time_zone, None if sent.late else today) if today else "",
        "declared": clock_moment(sent.declared_at, time_zone, today) if sent.declared_at else "",
        "approved_by": _one_line(sent.approved_by),
        "next_update": clock_moment(sent.next_due, time_zone, today) if sent.next_due and not sent.overdue else "",
        "overdue": sent.overdue,
        "join": how_to_join(sent.update.audience, numbers) if sent.joins else "",
        "news": _news(sent),
        **{answer.value: _told(sent.update, answer) for answer in answers_to(sent.update.audience)},
    }


def _told(update: Update, answer: Answer) -> str | tuple[QuantityWords, ...]:
    given: str | tuple[Quantity, ...] = getattr(update, answer)
    if not isinstance(given, str):
        return tuple(map(_quantity, given))
    return _sentence(given) if ANSWERS[answer].sentence else "\n".join(_lines(given))


def _news(sent: BusinessRound | TechnicalRound) -> str:
    """Return what the round must say (P17 to P20), the most important first, and something of it in any case."""
    answers = answers_to(sent.update.audience)
    places = (
        (_in_a_line(sent.update, each) for each in place if each in answers) for place in rules_of(sent.kind).news
    )
    said = (next(filter(None, place), "") for place in places)
    return " ".join(filter(None, said))


def _in_a_line(update: Update, answer: Answer) -> str:
    """Return an answer as a sentence in one line with others; empty when it says nothing."""
    given: str | tuple[Quantity, ...] = getattr(update, answer)
    line = _one_line(given) if isinstance(given, str) else ", ".join(_in_short(_quantity(each)) for each in given)
    return _sentence(f"{ANSWERS[answer].opening} {line}") if line else ""


def _in_short(total: QuantityWords) -> str:
    estimated = " (estimate)" if total.certainty == "estimate" else ""
    return f"{total.amount} {total.unit}{estimated}"


def _quantity(quantity: Quantity) -> QuantityWords:
    return QuantityWords(
        amount=amount_in_words(quantity.amount),
        unit=_one_line(quantity.unit),
        counted=_one_line(quantity.counted).rstrip("."),
        certainty="final" if quantity.final else "estimate",
    )


def _sentence(written: str) -> str:
    """Return people's words as they are read: seen characters alone, line by line, one line as a sentence."""
    lines = _lines(written)
    return sentence(lines[0]) if len(lines) == 1 else "\n".join(lines)


def _lines(written: str) -> list[str]:
    """Return people's words line by line, without lines that part one thing from another: below such a one stand our own words."""
    lines = (_DRAWN.sub(r"\1\1\1", _one_line(line)) for line in written.splitlines())
    return [line for line in lines if any(character.isalnum() for character in line)]


def _one_line(written: str) -> str:
    """Return words as one line of what can be seen: nothing hides, turns what follows, or begins a line or a header of its own."""
    return "".join(character for character in " ".join(written.split()) if character.isprintable())
