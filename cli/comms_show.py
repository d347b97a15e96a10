"""How the command line shows rounds of comms: where they stand, a draft, and what would go out."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from rich.table import Table
from rich.text import Text

from domain.comms.preview import Preview
from domain.comms.requirements import missing
from domain.comms.updates import TechnicalUpdate, Update
from domain.comms.views import CommsView
from domain.comms.wording import READERS, round_name
from domain.comms.writing import in_short, pointed_out
from domain.wording import counted, duration_in_words, shortened

_SHOWN = 200  # characters of what was said last
_FROM_THE_BOARD = "what the board says; nobody has written it yet, and 'draft --from-the-board' begins with this"
_TITLES = {
    "impact": "Impact",
    "extent": "Extent",
    "cause": "Cause",
    "plan": "Plan",
    "status": "Status of the work",
    "next_steps": "Next steps",
}


def standing_lines(views: Sequence[CommsView], now: datetime, local: tzinfo | None = None) -> list[str]:
    """Return where the rounds stand, audience by audience; times are also those of `local`, by default this machine's."""
    head = f"Updates of {views[0].code} ({views[0].service})"
    return [head, *(line for view in views for line in _standing(view, now, local))]


def _standing(view: CommsView, now: datetime, local: tzinfo | None) -> Iterator[str]:
    stands = view.stands
    yield f"{READERS[stands.audience].capitalize()}: {_open_round(view, now, local)}"
    if stands.kind:
        yield f"  {_written(view)}"
        agreed = f"; the next is agreed for {clock(view.agreed_at, now, local)}" if _is_ahead(view, now) else ""
        yield f"  Every {duration_in_words(view.interval)}{agreed}"
    yield f"  Missed: {counted(stands.missed, 'time') if stands.missed else 'none'}"
    yield f"  {_last_sent(view, now, local)}"
    yield from (f"  Not reached on any channel: {each.name} ({each.why})" for each in view.unreached)


def _open_round(view: CommsView, now: datetime, local: tzinfo | None) -> str:
    stands = view.stands
    if stands.kind is None or stands.due_at is None:
        return "no update is open"
    name = round_name(stands.number, stands.kind)
    at = clock(stands.due_at, now, local)
    if stands.misses:
        return f"{name} is overdue since {at}, missed {counted(stands.misses, 'time')}"
    away = timedelta(minutes=(stands.due_at - now) // timedelta(minutes=1))
    if away <= timedelta(0):
        return f"{name} is due now, since {at}" if now >= stands.due_at else f"{name} is due within a minute, at {at}"
    return f"{name} is due in {duration_in_words(away)}, at {at}"


def _written(view: CommsView) -> str:
    stands = view.stands
    lacks = f" It lacks {' and '.join(stands.missing)}." if stands.missing else ""
    if view.draft is None:
        return f"Nobody has written it yet.{lacks}"
    if view.approved:
        later = f" {_proposed(view)}" if view.revision != view.approved_revision else ""
        return f"Draft {view.approved_revision} is approved by {stands.approved_by}, and waits to be sent.{later}"
    ready = "" if lacks else " It says everything it must, and waits for approval."
    return f"Draft {view.revision} by {view.drafted_by}.{lacks}{ready}"


def _proposed(view: CommsView) -> str:
    return f"Draft {view.revision} by {view.drafted_by} stands beside it, and is approved by nobody."


def _is_ahead(view: CommsView, now: datetime) -> bool:
    return view.agreed_at is not None and view.agreed_at > now


def _last_sent(view: CommsView, now: datetime, local: tzinfo | None) -> str:
    if not view.sent or view.last is None:
        return "Nothing was sent yet"
    sent = view.sent[-1]
    on_the_way = f", {view.waiting} of them still to come" if view.waiting else ""
    said = shortened(in_short(view.last.update), _SHOWN)
    to = counted(view.people, "recipient")
    return (
        f"Last sent: {round_name(sent.number, sent.kind)}, at {clock(sent.at, now, local)}, to {to}{on_the_way}: {said}"
    )


def clock(at: datetime | None, now: datetime, local: tzinfo | None = None) -> str:
    """Return a time of day on this machine's clock with its day unless that is today, and in UTC where that is another."""
    if at is None:
        return "no time"
    there, today = at.astimezone(local), now.astimezone(local).date()
    day = "" if there.date() == today else f" on {there:%A} {there.day} {there:%B}"
    utc = "" if there.utcoffset() == timedelta(0) else f" ({at.astimezone(UTC):%H:%M} UTC)"
    return f"{there:%H:%M %Z}{day}{utc}"


def draft_lines(view: CommsView) -> list[str]:
    """Return the draft of the open round, answer by answer; what the board says, while nobody has written any."""
    stands, update = view.stands, view.draft or view.beginning
    readers = READERS[stands.audience]
    if stands.kind is None or update is None:
        return [f"No update to {readers} of {view.code} is open."]
    whose = f"draft {view.revision} by {view.drafted_by}" if view.draft else _FROM_THE_BOARD
    lacking = missing(stands.kind, update)
    lacks = f"It lacks {' and '.join(lacking)}." if lacking else "It says everything it must."
    name = round_name(stands.number, stands.kind).capitalize()
    approved = [_written(view)] if view.approved else []
    return [f"{name} to {readers}: {whose}", *_answers(update), lacks, *approved]


def _answers(update: Update) -> Iterator[str]:
    for field, title in _TITLES.items():
        if field == "extent" and not isinstance(update, TechnicalUpdate):
            continue
        if said := getattr(update, field):
            yield f"{title}: {said}"
    for each in update.total:
        yield f"Total: {each.amount} {each.unit}: {each.counted}{', final' if each.final else ' (estimate)'}"


def preview_parts(shown: Preview, readers: str, now: datetime, local: tzinfo | None = None) -> Iterator[Table | Text]:
    """Yield what would go out, to whom and why, part by part. Words of people are text, never markup."""
    whose = f"draft {shown.revision}" if shown.written else _FROM_THE_BOARD
    yield Text(f"{round_name(shown.number, shown.kind).capitalize()} to {readers} of {shown.code}: {whose}")
    if shown.missing:
        yield Text(f"It lacks {' and '.join(shown.missing)}: it cannot go out yet.")
    if hits := pointed_out(shown.pointed_out):
        yield Text(f"{hits} Reword it, or overrule with a reason.")
    yield _recipients(shown) if shown.recipients else Text("Recipients: nobody.")
    yield from (Text(f"Not told: {each}.") for each in shown.left_out)
    for mail in shown.mails:
        yield Text(f"\nMail to {_people(mail.people)}, on the clock of {mail.time_zone}")
        if mail.letter.plain:
            yield Text(mail.letter.plain)
        yield Text(f"Subject: {mail.letter.subject}\n\n{mail.letter.text}")
    for text in shown.texts:
        yield Text(
            f"\nText to {_people(text.people)}, on the clock of {text.time_zone}, {counted(text.segments, 'segment')} each"
        )
        yield Text(text.words)
    at = (
        f" That is at {clock(now + shown.forecast.last_in, now, local)} if it goes out now." if shown.recipients else ""
    )
    yield Text(f"\n{shown.forecast.in_words}{at}")


def _recipients(shown: Preview) -> Table:
    table = Table(title=counted(len(shown.recipients), "recipient"), title_justify="left", expand=True)
    for name, width in (("who", 24), ("how", 5), ("clock", 20), ("why", None)):
        table.add_column(name, width=width, overflow="fold")
    for each in shown.recipients:
        table.add_row(Text(each.name), each.channel.value, each.time_zone, Text(each.because))
    return table


def _people(people: Sequence[str]) -> str:
    return counted(len(people), "person") if len(people) == 1 else f"{len(people)} people"
