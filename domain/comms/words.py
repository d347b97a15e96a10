"""What a round says to its readers, ready to be put into a template: plain words, on the reader's own clock (P15, P17 to P20).

Everything a template may show stands in `BusinessWords` and `TechnicalWords`: a business template has no other name to use, so that
nothing technical finds its way into it. People's words lose whatever cannot be seen, and subjects have no line breaks.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from domain.audiences import Audience
from domain.comms.delivery import BusinessRound, TechnicalRound
from domain.comms.updates import Quantity, RoundKind
from domain.comms.wording import clock_moment, headline
from domain.messages import Message
from domain.text_segments import cheapest, segments
from domain.wording import shortened

_LAST_ROUNDS = frozenset({RoundKind.FINAL, RoundKind.CLOSING})
_SUBJECT = 120  # characters; phones show about 40 of them, other mail programmes 60 to 80
_MOST_SEGMENTS = 2  # of one text: as long as what matters now and when to expect the next, and no letter
_SHORTEST_NEWS = 20  # characters; with less of them a text says nothing
_LONGEST_AMOUNT = 30  # digits before or after the point; nothing that is counted has more


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
    """Which round it is: "First update", "Update 2", "Final update", "Closed"."""
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
    join: str
    """How to join the call of this audience, as a sentence."""
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


def words_for_business(sent: BusinessRound, time_zone: str) -> BusinessWords:
    """Return what a round says to business stakeholders whose clocks show this zone (IANA)."""
    about = headline(_one_line(sent.headline), _one_line(sent.update.impact))
    subject = shortened(f"{_one_line(sent.service)}: {about}", _SUBJECT)
    return BusinessWords(**_common(sent, time_zone), subject=subject)


def words_for_technical_teams(sent: TechnicalRound, time_zone: str) -> TechnicalWords:
    """Return what a round says to technical teams whose clocks show this zone (IANA)."""
    about = headline(_one_line(sent.headline), _one_line(sent.update.impact))
    subject = shortened(f"[{_one_line(sent.code)}] {_one_line(sent.service)}: {about}", _SUBJECT)
    return TechnicalWords(**_common(sent, time_zone), subject=subject, extent="\n".join(_lines(sent.update.extent)))


def fitted(written: Callable[[str], str], news: str) -> str:
    """Return a text around its news, in as few segments as possible: what is beyond two of them is cut off the news.

    `written` makes the whole text of them.
    """
    kept = news
    while segments(text := cheapest(written(kept))) > _MOST_SEGMENTS and len(kept) > _SHORTEST_NEWS:
        kept = shortened(news, len(kept) - 1)
    return text


def _common(sent: BusinessRound | TechnicalRound, time_zone: str) -> dict[str, Any]:
    """Return what both audiences are told alike, by the names of the fields."""
    update, today = sent.update, sent.sent_at
    return {
        "service": _one_line(sent.service),
        "code": _one_line(sent.code),
        "title": _title(sent),
        "kind": sent.kind.value,
        "number": sent.number,
        "late": sent.late,
        "last": sent.kind in _LAST_ROUNDS,
        "sent": clock_moment(today, time_zone, None if sent.late else today) if today else "",
        "declared": clock_moment(sent.declared_at, time_zone, today) if sent.declared_at else "",
        "approved_by": _one_line(sent.approved_by),
        "next_update": clock_moment(sent.next_due, time_zone, today) if sent.next_due else "",
        "join": _sentence(sent.join),
        "impact": _sentence(update.impact),
        "cause": _sentence(update.cause),
        "plan": _sentence(update.plan),
        "status": _sentence(update.status),
        "total": tuple(map(_quantity, update.total)),
        "next_steps": _sentence(update.next_steps),
        "news": _news(sent),
    }


def _title(sent: BusinessRound | TechnicalRound) -> str:
    named = {RoundKind.FINAL: "Final update", RoundKind.CLOSING: "Closed"}
    return named.get(sent.kind, "First update" if sent.number == 1 else f"Update {sent.number}")


def _news(sent: BusinessRound | TechnicalRound) -> str:
    """Return what the round must say (P17 to P20), the most important first, and something of it in any case."""
    update = sent.update
    total = ", ".join(_in_short(_quantity(each)) for each in update.total)
    wanted = {
        RoundKind.FIRST: (update.impact, update.status),
        RoundKind.SECOND: (update.impact, update.plan, update.cause),
        RoundKind.FURTHER: (update.status, update.impact),
        RoundKind.FINAL: (f"In total {total}" if total else update.status or update.impact, update.next_steps),
        RoundKind.CLOSING: (update.status or update.cause or update.impact,),
    }[sent.kind]
    said = (_sentence(_one_line(part)) for part in wanted)
    return " ".join(part for part in said if part)


def _in_short(total: QuantityWords) -> str:
    estimated = " (estimate)" if total.certainty == "estimate" else ""
    return f"{total.amount} {total.unit}{estimated}"


def _quantity(quantity: Quantity) -> QuantityWords:
    return QuantityWords(
        amount=_amount(quantity.amount),
        unit=_one_line(quantity.unit),
        counted=_one_line(quantity.counted).rstrip("."),
        certainty="final" if quantity.final else "estimate",
    )


def _amount(amount: Decimal) -> str:
    """Return an amount with its thousands apart; of one nobody could read, its first digits and the power of ten."""
    exponent = amount.as_tuple().exponent
    readable = isinstance(exponent, int) and max(abs(amount.adjusted()), abs(exponent)) <= _LONGEST_AMOUNT
    return f"{amount:,f}" if readable else f"{amount:.3g}"


def _sentence(written: str) -> str:
    """Return people's words as they are read: seen characters alone, line by line, one line as a sentence."""
    lines = _lines(written)
    if len(lines) != 1:
        return "\n".join(lines)
    line = lines[0] if lines[0].endswith((".", "!", "?", ":")) else f"{lines[0]}."
    first_word = line.split(" ", 1)[0]
    return line[0].upper() + line[1:] if first_word.islower() else line


def _lines(written: str) -> list[str]:
    return [line for line in map(_one_line, written.splitlines()) if line]


def _one_line(written: str) -> str:
    """Return words as one line of what can be seen: nothing hides, turns what follows, or begins a line or a header of its own."""
    return "".join(character for character in " ".join(written.split()) if character.isprintable())
