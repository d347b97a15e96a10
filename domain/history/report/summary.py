"""The summary of a report: an incident in a few sentences that need no knowledge of technology."""

from collections.abc import Iterator
from datetime import datetime

from domain.comms.drafting.quantities import amount_in_words
from domain.comms.drafting.updates import Quantity
from domain.comms.drafting.wording import clock_moment, sentence
from domain.history.report.words import lasted, moment, plain
from domain.history.rows import IncidentRow
from domain.technical_words import technical_words


def summary(row: IncidentRow, now: datetime, time_zone: str) -> Iterator[str]:
    """Yield what happened, how long it lasted, who led it, what helped and what it came to, a sentence each.

    Words of people that business readers cannot be expected to know are left to the sections below (P17).
    """
    yield _said(row.impact) or "What it meant for the business was not put into words of the business."
    yield _what_it_was(row)
    yield _how_long(row, now, time_zone)
    yield f"{plain(row.lead)} led it." if row.lead else "Nobody led it."
    yield _what_helped(row)
    yield _what_it_cost(row.total)


def state_in_words(state: str) -> str:
    """Return where it stands, as the end of a sentence."""
    return {"triage": "in triage"}.get(state, plain(state.replace("_", " ")))


def _what_it_was(row: IncidentRow) -> str:
    service, state = plain(row.service), state_in_words(row.state)
    if row.part_of:
        return f"It became part of {plain(row.part_of)}, which goes on in its place."
    why = f" {_said(row.closed_because)}".rstrip()
    if row.declared_at:
        declared = f", declared by {plain(row.declared_by)}" if row.declared_by else ""
        return f"It was a major incident of {service}{declared}, and is {state}.{why}"
    return f"It concerned {service}, was not declared a major incident, and is {state}.{why}"


def _how_long(row: IncidentRow, now: datetime, time_zone: str) -> str:
    noticed = row.detection is None or row.detection.began_at is None
    began = row.opened_at if row.detection is None else row.detection.began_at or row.opened_at
    over = row.mitigated_at or row.resolved_at or row.closed_at
    since = f"from{' when it was noticed,' if noticed else ''} {moment(began, time_zone)}"
    if over is None:
        return f"It has lasted {lasted(max(now, began) - began)} so far, {since}."
    return f"It lasted {lasted(max(over, began) - began)}, {since}, until {clock_moment(over, time_zone, began)}."


def _what_helped(row: IncidentRow) -> str:
    helped = row.mitigation or row.workaround
    if not helped:
        return "What helped is not on record."
    return f"What helped: {_said(helped)}" if _said(helped) else "What helped is told in technical words below."


def _what_it_cost(total: tuple[Quantity, ...]) -> str:
    """Return the total impact; what of it is not final is called an estimate (P20)."""
    if not total:
        return "What it came to in numbers is not on record."
    said = [
        f"{amount_in_words(each.amount)} {plain(each.unit)}{'' if each.final else ' (an estimate)'}" for each in total
    ]
    return f"It came to {'; '.join(said)}."


def _said(words: str) -> str:
    """Return words of people as a sentence; nothing where there are none, or technical ones among them."""
    line = plain(words)
    return sentence(line) if line and not technical_words(line) else ""
