"""How the updates to each audience stand, as people are shown it: what is due, who sees to it, what was missed and sent."""

from collections.abc import Iterator

from domain.comms.drafting.wording import READERS, clock_moment, round_name
from domain.comms.rounds.situation import RoundStatus
from domain.incident import reminding
from domain.incident.comms_state import Reminder
from domain.incident.responsible import name_of_who_is_reminded
from domain.incident.state import Incident
from domain.incident.view import Due, UpdatesShown
from domain.wording import as_markdown_text, counted

_NONE_OPEN = {
    "kind": None,
    "due_at": None,
    "nudge_at": None,
    "overdue_from": None,
    "missed_this_round": 0,
    "missing": (),
}


def updates_shown(incident: Incident) -> tuple[UpdatesShown, ...]:
    """Return how the updates to each audience stand; what nobody has to write any more is shown as none that is open."""
    waiting = {each.audience: reminder for each, reminder in reminding.open_rounds(incident)}
    in_order = sorted(incident.comms.rounds.values(), key=lambda each: each.audience)
    return tuple(_shown(incident, each, waiting.get(each.audience)) for each in in_order)


def _shown(incident: Incident, each: RoundStatus, reminder: Reminder | None) -> UpdatesShown:
    if reminder is None:
        return UpdatesShown(**each.model_dump() | _NONE_OPEN)
    overdue = reminder.called_with is not None
    told = reminder.nudged_with is not None or reminder.told_due
    return UpdatesShown(
        **each.model_dump(),
        overdue=overdue,
        reminded=name_of_who_is_reminded(incident) if told else None,
        seen_to_by=incident.comms.holder_name if overdue else None,
    )


def due(incident: Incident) -> Iterator[Due]:
    """Yield what happens next with the open rounds if nobody sends any; of one that is overdue nothing is left but to send it."""
    for each, reminder in reminding.open_rounds(incident):
        if not reminder.told_due and each.due_at:
            yield Due(what=f"{reminding.named(each)} is due", at=each.due_at)
        elif not reminder.called_with and each.overdue_from:
            yield Due(what=f"{reminding.named(each)} is overdue", at=each.overdue_from)


def in_words(incident: Incident) -> Iterator[str]:
    """Yield how the updates to each audience stand, as the Temporal UI says it (Markdown), times in UTC."""
    for each in updates_shown(incident):
        said = (_open(each), as_markdown_text(each.whose), _missed(each), _last_sent(each))
        yield f"Updates to {READERS[each.audience]}: {' '.join(filter(None, said))}"


def _open(each: UpdatesShown) -> str:
    if each.kind is None or each.due_at is None:
        return "none is open."
    name, at = round_name(each.number, each.kind), clock_moment(each.due_at, "UTC", None)
    lacks = f" It lacks {' and '.join(each.missing)}." if each.missing else ""
    return f"**OVERDUE**: {name} was due at {at}.{lacks}" if each.overdue else f"{name} is due at {at}.{lacks}"


def _missed(each: RoundStatus) -> str:
    return f"Missed: {counted(each.missed_in_all, 'time')}." if each.missed_in_all else "Missed: none."


def _last_sent(each: RoundStatus) -> str:
    if each.last_sent_at is None:
        return "Nothing was sent yet."
    return f"Last sent at {clock_moment(each.last_sent_at, 'UTC', None)}."
