"""That nobody forgets a round of comms (P17 to P20): the lead is reminded of it, and others are called when it is late.

| when | who | how |
|---|---|---|
| the policy's minutes before it is due | the lead, once for both audiences | a page of low urgency, with the draft in short |
| when it is due | the lead | a text |
| when it is overdue | the lead's deputy, the head of department, all who stand in, again and again | a call |

It goes by what the rounds said last and, a little later, by the incident's own clock, so that rounds which say nothing more are
not trusted to be fine. A round that is sent, or due at another time, ends what was begun for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from domain.audiences import Audience
from domain.comms.situation import RoundStands
from domain.comms.updates import RoundKind
from domain.comms.wording import READERS, clock_time, round_name
from domain.incident import comms, ending
from domain.incident.comms_state import Draft, Reminder
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.messages import PageWords, Purpose, RoundToSend, Stop
from domain.policies import CommsPolicy
from domain.timeline import Kind

_DRAFT_IS_MADE_WITHIN = timedelta(seconds=30)  # the rounds make one when the nudge is due, and it is nudged with
_OWN_CLOCK_IS_BEHIND = timedelta(
    seconds=5
)  # at the very time the rounds speak themselves, and two timers need not race
_NOTHING_WRITTEN = "Nothing is written yet."

Open = tuple[RoundStands, Reminder]


def open_rounds(incident: Incident) -> list[Open]:
    """Return the rounds that wait to be written and sent, each with what was done about it."""
    if not comms.is_major(incident) or comms.is_over(incident):
        return []
    by_audience = sorted(incident.comms.rounds.values(), key=lambda each: each.audience)
    waiting = (each for each in by_audience if each.kind and each.kind is not RoundKind.CLOSING)
    return [(each, incident.comms.reminder_of(each)) for each in waiting if each.due_at]


def whom(incident: Incident) -> str | None:
    """Return who is reminded, by their id: the lead, or whoever led it last, or has it."""
    return incident.lead_id or incident.last_lead_id or incident.first_contact


def next_at(incident: Incident) -> datetime | None:
    """Return when somebody is reminded next, unless something changes; None when nobody is."""
    waiting = open_rounds(incident)
    times: list[datetime | None] = [_nudges_at(waiting)]
    for each, reminder in waiting:
        times += [
            None if reminder.told_due else each.due_at,
            None if reminder.overdue else each.overdue_from,
        ]
    return min((at for at in times if at), default=None)


def wakes_at(incident: Incident) -> datetime | None:
    """Return when the incident looks by itself whether somebody is to be reminded, should nobody wake it before."""
    at = next_at(incident)
    return at + _OWN_CLOCK_IS_BEHIND if at else None


def see_to(incident: Incident, now: datetime) -> None:
    """Do what is due about the open rounds: searches follow from it."""
    waiting = open_rounds(incident)
    incident.comms.reminders = {each.audience: reminder for each, reminder in waiting}
    _nudge(incident, waiting, now)
    _tell_that_they_are_due(incident, waiting, now)
    for each, reminder in waiting:
        if reminder.overdue is None and each.overdue_from and now >= each.overdue_from:
            reminder.overdue = _draft(each)


def _nudge(incident: Incident, waiting: Sequence[Open], now: datetime) -> None:
    """Nudge once for all whose nudge falls within the policy's time from now: nobody is told twice in ten minutes."""
    if not _has_come(_nudges_at(waiting), now):
        return
    soon = now + _policy(incident).nudge_before
    for each, reminder in waiting:
        if reminder.nudged is None and _has_come(each.nudge_at, soon):
            reminder.nudged = _draft(each)


def _tell_that_they_are_due(incident: Incident, waiting: Iterable[Open], now: datetime) -> None:
    due = [(each, reminder) for each, reminder in waiting if not reminder.told_due and _has_come(each.due_at, now)]
    for _, reminder in due:
        reminder.told_due = True
    person = whom(incident)
    late = all(_has_come(each.overdue_from, now) for each, _ in due)
    if due and person and not late:
        names = " and ".join(named(each) for each, _ in due)
        incident.tell(person, f"{incident.code}: {names} {'is' if len(due) == 1 else 'are'} due now. {_how(incident)}")


def nudges(incident: Incident) -> list[Open]:
    """Return the rounds of which the lead was to be reminded, and which are not sent yet."""
    return [(each, reminder) for each, reminder in open_rounds(incident) if reminder.nudged]


def overdue(incident: Incident) -> list[Open]:
    """Return the rounds that are overdue."""
    return [(each, reminder) for each, reminder in open_rounds(incident) if reminder.overdue]


def nudged(incident: Incident) -> list[str]:
    """Return whom a page reminds, by their id: nobody, or one person."""
    person = whom(incident)
    return [person] if person and nudges(incident) else []


def nudge_stands(incident: Incident, search: Search) -> bool:
    """Whether the page that reminds goes on: it is theirs to send, and names every round it should."""
    waiting = nudges(incident)
    return search.person == whom(incident) and bool(waiting) and all(reminder.in_nudge for _, reminder in waiting)


def page_begins(incident: Incident, purpose: Purpose) -> None:
    """Note for which rounds the page is: it has these sent, and no draft that its reader was not told of."""
    for _, reminder in nudges(incident) if purpose is Purpose.ROUND_DUE else []:
        reminder.in_nudge = True
    for _, reminder in overdue(incident) if purpose is Purpose.ROUND else []:
        reminder.in_watch = True


def nudge_words(incident: Incident) -> PageWords:
    """Return what the lead is reminded of: which update is due when, and what it would say."""
    waiting = nudges(incident)
    drafts = [(each, reminder.nudged) for each, reminder in waiting if reminder.nudged]
    lead = incident.leadership.lead
    return PageWords(
        headline=_headline(waiting, "due by", lead.person if lead else None) or "An update is due.",
        detail=_in_short(drafts),
        service=incident.service_name,
        rounds=_to_send((each, draft) for each, draft in drafts if incident.comms.reminder_of(each).in_nudge),
    )


def watch_words(incident: Incident) -> PageWords:
    """Return what whoever is called hears of a round that is overdue: which one, since when, what it lacks and would say."""
    waiting = overdue(incident)
    drafts = [(each, reminder.overdue) for each, reminder in waiting if reminder.overdue]
    return PageWords(
        headline=_headline(waiting, "overdue since", None) or "An update is overdue.",
        detail=f"{incident.headline} {_in_short(drafts)}".strip(),
        service=incident.service_name,
        rounds=_to_send((each, draft) for each, draft in drafts if incident.comms.reminder_of(each).in_watch),
    )


def somebody_sees_to_it(incident: Incident, person: str | None, name: str | None, now: datetime) -> None:
    """Note who sees to what is overdue, None for nobody: they may send it from now on, and hear what it lacks, and how."""
    if person and person != incident.comms.holder:
        lacks = "; ".join(f"{named(each)} {_lacks(each)}" for each, _ in overdue(incident))
        incident.write(now, Kind.COMMS, "sees to the update that is overdue, and may send it", who=name)
        incident.tell(person, f"{incident.code}: you may send it now. {lacks[:1].upper()}{lacks[1:]}. {_how(incident)}")
    incident.comms.holder = person


def nudge_ended(incident: Incident, search: Search) -> Stop:
    """Return why nobody is reminded any more, or another is; nothing is texted for it."""
    if not nudges(incident):
        return Stop(because="the update is sent, or due at another time")
    another = search.person == whom(incident)
    return Stop(because="another update is due, too" if another else "somebody else leads it")


def watch_ended(incident: Incident, _: Search) -> Stop:
    """Return why nobody is called for an update any more, with the one text for everyone who was."""
    if not comms.is_major(incident):
        return ending.stop_order(incident)
    because = "the update is sent, or due at another time"
    return Stop(because=because, notice=f"{incident.code}: {because}. Nothing more to do.")


def overdue_audiences(incident: Incident) -> str:
    """Return to whom an update is overdue, for lists to filter by: "business", "technical", "both" or "none"."""
    late = [each.audience for each, _ in overdue(incident)]
    return "both" if len(late) == len(Audience) else late[0].value if late else "none"


def late(incident: Incident) -> Iterator[str]:
    """Yield in a sentence each what is overdue and what was missed, as `mimp show` and the Temporal UI say it."""
    for each, _ in overdue(incident):
        yield f"OVERDUE: {named(each)}, since {_clock(each, None)}; it {_lacks(each)}."
    missed = [each for each in incident.comms.rounds.values() if each.missed]
    for each in missed:
        yield f"Updates to {READERS[each.audience]} missed: {each.missed}."


def named(each: RoundStands) -> str:
    """Return what people call a round, with whom it is for: "the first update to business stakeholders"."""
    return f"{_name(each)} to {READERS[each.audience]}"


def _name(each: RoundStands) -> str:
    return round_name(each.number, each.kind or RoundKind.FURTHER)


def _nudges_at(waiting: Iterable[Open]) -> datetime | None:
    """Return when the lead is nudged next: with the drafts that are made at that time, or soon after without them."""
    left = [(each, each.nudge_at) for each, reminder in waiting if reminder.nudged is None and each.nudge_at]
    ready = [(at, at if each.revision else at + _DRAFT_IS_MADE_WITHIN) for each, at in left]
    first = min((with_draft for _, with_draft in ready), default=None)
    return max(with_draft for at, with_draft in ready if at <= first) if first else None


def _draft(each: RoundStands) -> Draft:
    return Draft(revision=each.revision, said=each.draft, whole=each.draft_whole)


def _headline(waiting: Iterable[Open], how: str, reader: PersonCard | None) -> str:
    """Return which updates are due by when, or overdue since when, those of one time together."""
    of_time: dict[str, list[RoundStands]] = {}
    for each, _ in waiting:
        of_time.setdefault(_clock(each, reader), []).append(each)
    said = (_due_together(together, f"{how} {at}") for at, together in of_time.items())
    return " ".join(f"{each[:1].upper()}{each[1:]}." for each in said)


def _due_together(together: Sequence[RoundStands], due: str) -> str:
    """Return which updates are due at one time; the time comes early, as a phone says only so much in 8 seconds."""
    if len(together) == 1:
        return f"{named(together[0])} is {due}"
    names = {_name(each).removeprefix("the ") for each in together}
    if len(names) == 1:
        return f"both {names.pop()}s are {due}"
    return f"both updates are {due}: {' and '.join(map(named, together))}"


def _in_short(drafts: Iterable[tuple[RoundStands, Draft]]) -> str:
    return " ".join(
        f"To {READERS[each.audience]}: {draft.said or _NOTHING_WRITTEN} It {_lacks(each)}." for each, draft in drafts
    )


def _lacks(each: RoundStands) -> str:
    return f"lacks {' and '.join(each.missing)}" if each.missing else "says everything it must"


def _how(incident: Incident) -> str:
    return f"SEND and the code of the page sends it; 'mimp comms {incident.code}' writes it."


def _to_send(drafts: Iterable[tuple[RoundStands, Draft]]) -> tuple[RoundToSend, ...]:
    return tuple(
        RoundToSend(audience=each.audience, revision=draft.revision, whole=draft.whole)
        for each, draft in drafts
        if draft.revision
    )


def _clock(each: RoundStands, reader: PersonCard | None) -> str:
    return clock_time(each.due_at, reader.time_zone if reader else "UTC") if each.due_at else "once"


def _policy(incident: Incident) -> CommsPolicy:
    return incident.card.comms if incident.card else CommsPolicy()


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and now >= at
