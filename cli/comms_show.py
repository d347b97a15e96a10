"""How the command line shows rounds of comms: where they stand, a draft, and what would go out."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from rich.table import Table
from rich.text import Text

from domain.comms.drafting.answers import ANSWERS, everything_said
from domain.comms.drafting.preview import Preview
from domain.comms.drafting.requirements import missing
from domain.comms.drafting.updates import Update
from domain.comms.drafting.wording import READERS, round_name
from domain.comms.drafting.writing import in_short, pointed_out
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.situation import RoundStatus
from domain.comms.rounds.views import CommsView
from domain.wording import counted, duration_in_words, shortened

_SHOWN = 200  # characters of what was said last
_FROM_THE_BOARD = "what the board says; nobody has written it yet, and 'draft --from-the-board' begins with this"


def standing_lines(views: Sequence[CommsView], now: datetime, local: tzinfo | None = None) -> list[str]:
    """Return where the rounds stand, audience by audience; times are also those of `local`, by default this machine's."""
    head = f"Updates of {views[0].code} ({views[0].service})"
    return [head, *(line for view in views for line in _standing(view, now, local))]


def _standing(view: CommsView, now: datetime, local: tzinfo | None) -> Iterator[str]:
    status = view.status
    yield f"{READERS[status.audience].capitalize()}: {open_round(status, now, local)}"
    if status.kind:
        yield f"  {_written(view)}"
        yield from _cadence(view, now, local)
    yield f"  {missed(status)}"
    yield f"  {_last_sent(view, now, local)}"
    yield from (f"  Not reached on any channel: {each.name} ({each.why})" for each in view.unreached)


def open_round(status: RoundStatus, now: datetime, local: tzinfo | None = None) -> str:
    """Return which update is open and when it is due, or since when it is OVERDUE; times are those of `local` and UTC."""
    if status.kind is None or status.due_at is None:
        return "no update is open"
    name = round_name(status.number, status.kind)
    at = clock(status.due_at, now, local)
    if is_overdue(status, now):
        times = f", missed {counted(status.missed_this_round, 'time')}" if status.missed_this_round else ""
        return f"{name} is OVERDUE since {at}{times}"
    away = timedelta(minutes=(status.due_at - now) // timedelta(minutes=1))
    if away <= timedelta(0):
        return f"{name} is due now, since {at}" if now >= status.due_at else f"{name} is due within a minute, at {at}"
    return f"{name} is due in {duration_in_words(away)}, at {at}"


def is_overdue(status: RoundStatus, now: datetime) -> bool:
    """Whether the open update is overdue by its time, also while no worker runs that would count it as missed."""
    return bool(status.missed_this_round) or (status.overdue_from is not None and now >= status.overdue_from)


def missed(status: RoundStatus) -> str:
    """Return how many updates to this audience were missed in all."""
    return f"Missed: {counted(status.missed_in_all, 'time') if status.missed_in_all else 'none'}"


def _written(view: CommsView) -> str:
    status = view.status
    lacks = f" It lacks {' and '.join(status.missing)}." if status.missing else ""
    if view.draft is None:
        return f"Nobody has written it yet.{lacks}"
    if view.approved:
        later = f" {_proposed(view)}" if view.revision != view.approved_revision else ""
        return f"Draft {view.approved_revision} is approved by {status.approved_by}, and waits to be sent.{later}"
    ready = "" if lacks else " It says everything it must, and waits for approval."
    return f"Draft {view.revision} by {view.drafted_by}.{lacks}{ready}"


def _proposed(view: CommsView) -> str:
    return f"Draft {view.revision} by {view.drafted_by} stands beside it, and is approved by nobody."


def _cadence(view: CommsView, now: datetime, local: tzinfo | None) -> Iterator[str]:
    """Say how often updates come, and what is agreed; after the last one none comes by itself."""
    every = (
        [] if view.status.kind and rules_of(view.status.kind).last else [f"every {duration_in_words(view.interval)}"]
    )
    is_ahead = view.agreed_at is not None and view.agreed_at > now
    agreed = [f"the next is agreed for {clock(view.agreed_at, now, local)}"] if is_ahead else []
    if said := "; ".join([*every, *agreed]):
        yield f"  {said[:1].upper()}{said[1:]}"


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
    status, update = view.status, view.draft or view.beginning
    readers = READERS[status.audience]
    if status.kind is None or update is None:
        return [f"No update to {readers} of {view.code} is open."]
    whose = f"draft {view.revision} by {view.drafted_by}" if view.draft else _FROM_THE_BOARD
    lacking = missing(status.kind, status.audience, update)
    lacks = f"It lacks {' and '.join(lacking)}." if lacking else "It says everything it must."
    name = round_name(status.number, status.kind).capitalize()
    approved = [_written(view)] if view.approved else []
    return [f"{name} to {readers}: {whose}", *_answers(update), lacks, *approved]


def _answers(update: Update) -> Iterator[str]:
    for answer, texts in everything_said(update):
        yield from (f"{ANSWERS[answer].label}: {text}" for text in texts)


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
        joining = ", with how to join the call" if mail.joins else ""
        yield Text(f"\nMail to {_people(mail.people)}, on the clock of {mail.time_zone}{joining}")
        if mail.letter.plain:
            yield Text(mail.letter.plain)
        yield Text(f"Subject: {mail.letter.subject}\n\n{mail.letter.text}")
    for text in shown.texts:
        yield Text(
            f"\nText to {_people(text.people)}, on the clock of {text.time_zone}, {counted(text.segments, 'segment')} each"
        )
        yield Text(text.words)
        if text.plain:
            yield Text(text.plain)
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
