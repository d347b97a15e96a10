"""That nobody forgets a round of comms (P17 to P20): whoever answers for it is reminded, and others are called when it is late.

| when | who | how |
|---|---|---|
| the policy's minutes before it is due | whoever answers for it, once for both | a page of low urgency, with the draft in short |
| when it is due | the same person | a text |
| when it is overdue | their deputy, the head of department, all who stand in, again and again | a call |

Who answers for it is said in domain/incident/responsible.py, and its times are those its rounds say
(domain/comms/rounds/schedule.py). It goes by what the rounds said last and, a little later, by the incident's own clock, so that
rounds which say nothing more are not trusted to be fine. A round that is sent, or due at another time, ends what was begun for it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.wording import READERS, clock_time, round_name
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.situation import RoundStatus
from domain.incident import comms, ending, final_rounds
from domain.incident.comms_state import Draft, Reminder
from domain.incident.responsible import who_is_reminded
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.messages import EscalationReport, PageWords, Purpose, RoundToSend, Stop
from domain.timeline import Kind

_DRAFT_IS_MADE_WITHIN = timedelta(seconds=30)  # the rounds make one when the nudge is due, and it is nudged with
_OWN_CLOCK_IS_BEHIND = timedelta(
    seconds=5
)  # at the very time the rounds speak themselves, and two timers need not race
_NOTHING_WRITTEN = "Nothing is written yet."

Open = tuple[RoundStatus, Reminder]


def open_rounds(incident: Incident) -> list[Open]:
    """Return the rounds that wait to be written and sent, each with what was done about it."""
    if not comms.is_major(incident) or comms.is_over(incident):
        return []
    by_audience = sorted(incident.comms.rounds.values(), key=lambda each: each.audience)
    waiting = (each for each in by_audience if each.kind and rules_of(each.kind).written)
    return [
        (each, incident.comms.reminder_of(each))
        for each in waiting
        if each.due_at and not final_rounds.is_waived(incident, each)
    ]


def next_at(incident: Incident) -> datetime | None:
    """Return when somebody is reminded next, unless something changes; None when nobody is."""
    waiting = open_rounds(incident)
    times: list[datetime | None] = [_nudges_at(waiting)]
    for each, reminder in waiting:
        times += [
            None if reminder.told_due else each.due_at,
            None if reminder.called_with else each.overdue_from,
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
    _nudge(waiting, now)
    _tell_that_they_are_due(incident, waiting, now)
    for each, reminder in waiting:
        if reminder.called_with is None and each.overdue_from and now >= each.overdue_from:
            reminder.called_with = _draft(each)


def _nudge(waiting: Sequence[Open], now: datetime) -> None:
    """Nudge once for all whose nudge comes before the first of them is due: nobody is told twice within these minutes."""
    if not _has_come(_nudges_at(waiting), now):
        return
    left = [(each, reminder) for each, reminder in waiting if reminder.nudged_with is None]
    soon = max(now, min(each.due_at for each, _ in left if each.due_at and _has_come(each.nudge_at, now)))
    for each, reminder in left:
        if _has_come(each.nudge_at, soon):
            reminder.nudged_with = _draft(each)


def _tell_that_they_are_due(incident: Incident, waiting: Iterable[Open], now: datetime) -> None:
    due = [(each, reminder) for each, reminder in waiting if not reminder.told_due and _has_come(each.due_at, now)]
    for _, reminder in due:
        reminder.told_due = True
    person = who_is_reminded(incident)
    late = all(_has_come(each.overdue_from, now) for each, _ in due)
    if due and person and not late:
        names = " and ".join(named(each) for each, _ in due)
        words = f"{incident.code}: {names} {'is' if len(due) == 1 else 'are'} due now. {_how(incident)}"
        incident.tell(person, words, sends_of=incident.code)


def nudges(incident: Incident) -> list[Open]:
    """Return the rounds of which somebody was to be reminded, and which are not sent yet."""
    return [(each, reminder) for each, reminder in open_rounds(incident) if reminder.nudged_with]


def overdue(incident: Incident) -> list[Open]:
    """Return the rounds that are overdue."""
    return [(each, reminder) for each, reminder in open_rounds(incident) if reminder.called_with]


def who_is_nudged(incident: Incident) -> list[str]:
    """Return whom a page reminds, by their id: nobody, or one person."""
    person = who_is_reminded(incident)
    return [person] if person and nudges(incident) else []


def nudge_goes_on(incident: Incident, search: Search) -> bool:
    """Whether the page that reminds goes on: it is theirs to send, and names every round it should."""
    waiting = nudges(incident)
    return (
        search.person == who_is_reminded(incident)
        and bool(waiting)
        and all(reminder.in_nudge_page for _, reminder in waiting)
    )


def page_begins(incident: Incident, purpose: Purpose) -> None:
    """Note for which rounds the page is: it has these sent, and no draft that its reader was not told of."""
    for _, reminder in nudges(incident) if purpose is Purpose.ROUND_DUE else []:
        reminder.in_nudge_page = True
    for _, reminder in overdue(incident) if purpose is Purpose.ROUND_OVERDUE else []:
        reminder.in_overdue_page = True


def nudge_words(incident: Incident) -> PageWords:
    """Return what somebody is reminded of: which update is due when, and what it would say."""
    waiting = nudges(incident)
    drafts = [(each, reminder.nudged_with) for each, reminder in waiting if reminder.nudged_with]
    lead = incident.leadership.lead
    return PageWords(
        headline=_headline(waiting, "due by", lead.person if lead else None) or "An update is due.",
        detail=_in_short(drafts),
        service=incident.service_name,
        rounds=_to_send((each, draft) for each, draft in drafts if incident.comms.reminder_of(each).in_nudge_page),
    )


def overdue_words(incident: Incident) -> PageWords:
    """Return what whoever is called hears of a round that is overdue: which one, since when, what it lacks and would say."""
    waiting = overdue(incident)
    drafts = [(each, reminder.called_with) for each, reminder in waiting if reminder.called_with]
    return PageWords(
        headline=_headline(waiting, "overdue since", None) or "An update is overdue.",
        detail=f"{incident.headline} {_in_short(drafts)}".strip(),
        service=incident.service_name,
        rounds=_to_send((each, draft) for each, draft in drafts if incident.comms.reminder_of(each).in_overdue_page),
    )


def somebody_sees_to_it(incident: Incident, report: EscalationReport, now: datetime) -> None:
    """Note who sees to what is overdue, if anybody: they may send it from now on, and hear what it lacks, and how.

    Whoever took it by sending it knows how, and hears from the rounds what came of it.
    """
    person = report.holder
    if person and person != incident.comms.holder:
        what = "sees to the update that is overdue, and may send it"
        incident.write(now, Kind.COMMS, what, who=report.holder_name)
        if not report.sends:
            lacks = "; ".join(f"{named(each)} {_lacks(each)}" for each, _ in overdue(incident))
            words = f"{incident.code}: you may send it now. {lacks[:1].upper()}{lacks[1:]}. {_how(incident)}"
            incident.tell(person, words, sends_of=incident.code)
    incident.comms.holder, incident.comms.holder_name = person, report.holder_name


def nudge_ended(incident: Incident, search: Search) -> Stop:
    """Return why nobody is reminded any more, or another is; nothing is texted for it."""
    if not nudges(incident):
        return Stop(because="the update is sent, or due at another time")
    another = search.person == who_is_reminded(incident)
    return Stop(because="another update is due, too" if another else "somebody else leads it")


def overdue_ended(incident: Incident, _: Search) -> Stop:
    """Return why nobody is called for an update any more, with the one text for everyone who was."""
    if not comms.is_major(incident):
        return ending.stop_order(incident)
    because = "the update is sent, or due at another time"
    return Stop(because=because, notice=f"{incident.code}: {because}. Nothing more to do.")


def overdue_audiences(incident: Incident) -> str:
    """Return to whom an update is overdue, for lists to filter by: "business", "technical", "both" or "none"."""
    late = [each.audience for each, _ in overdue(incident)]
    return "both" if len(late) == len(Audience) else late[0].value if late else "none"


def named(each: RoundStatus) -> str:
    """Return what people call a round, with whom it is for: "the first update to business stakeholders"."""
    return f"{_name(each)} to {READERS[each.audience]}"


def _name(each: RoundStatus) -> str:
    return round_name(each.number, each.kind or RoundKind.FURTHER)


def _nudges_at(waiting: Iterable[Open]) -> datetime | None:
    """Return when somebody is nudged next: with the drafts that are made at that time, or soon after without them."""
    left = [(each, each.nudge_at) for each, reminder in waiting if reminder.nudged_with is None and each.nudge_at]
    ready = [(at, at if each.revision else at + _DRAFT_IS_MADE_WITHIN) for each, at in left]
    first = min((with_draft for _, with_draft in ready), default=None)
    return max(with_draft for at, with_draft in ready if at <= first) if first else None


def _draft(each: RoundStatus) -> Draft:
    return Draft(revision=each.revision, said=each.draft, whole=each.draft_whole)


def _headline(waiting: Iterable[Open], how: str, reader: PersonCard | None) -> str:
    """Return which updates are due by when, or overdue since when, those of one time together."""
    of_time: dict[str, list[RoundStatus]] = {}
    for each, _ in waiting:
        of_time.setdefault(_clock(each, reader), []).append(each)
    said = (_due_together(together, f"{how} {at}") for at, together in of_time.items())
    return " ".join(f"{each[:1].upper()}{each[1:]}." for each in said)


def _due_together(together: Sequence[RoundStatus], due: str) -> str:
    """Return which updates are due at one time; the time comes early, as a phone says only so much in 8 seconds."""
    if len(together) == 1:
        return f"{named(together[0])} is {due}"
    names = {_name(each) for each in together}
    if len(names) == 1:
        return f"{names.pop()} to both audiences is {due}"
    return f"both updates are {due}: {' and '.join(map(named, together))}"


def _in_short(drafts: Iterable[tuple[RoundStatus, Draft]]) -> str:
    return " ".join(
        f"To {READERS[each.audience]}: {draft.said or _NOTHING_WRITTEN} It {_lacks(each)}." for each, draft in drafts
    )


def _lacks(each: RoundStatus) -> str:
    return f"lacks {' and '.join(each.missing)}" if each.missing else "says everything it must"


def _how(incident: Incident) -> str:
    return f"'mimp comms {incident.code}' writes it."


def _to_send(drafts: Iterable[tuple[RoundStatus, Draft]]) -> tuple[RoundToSend, ...]:
    return tuple(
        RoundToSend(audience=each.audience, revision=draft.revision, whole=draft.whole)
        for each, draft in drafts
        if draft.revision
    )


def _clock(each: RoundStatus, reader: PersonCard | None) -> str:
    return clock_time(each.due_at, reader.time_zone if reader else "UTC") if each.due_at else "once"


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and now >= at
