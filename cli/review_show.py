"""How the command line shows a review, and lists of actions."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from rich.table import Table
from rich.text import Text

from cli.comms_show import clock
from domain.review.listing import ListedActions
from domain.review.questions import QUESTIONS
from domain.review.views import ReviewView
from domain.wording import counted

_LOUD = "bold red"


def review_lines(view: ReviewView, now: datetime, local: tzinfo | None = None) -> Iterator[str]:
    """Yield how a review stands, line by line; times are those of `local`, by default this machine's, and UTC."""
    yield f"Review of {view.code} ({view.service}): {view.state.replace('_', ' ')}"
    if view.held_at:
        came = f"; there were {', '.join(view.attended)}" if view.attended else ""
        yield f"Held at {clock(view.held_at, now, local)}{came}"
    else:
        yield from _to_be_held(view, now, local)
    if view.invited:
        yield f"Invited: {', '.join(f'{each.person.name} ({each.how})' for each in view.invited)}"
    for question, words in QUESTIONS.items():
        yield f"{words} {view.answers.get(question) or 'Nobody has said.'}"
    if view.actions:
        yield f"Everyone involved is told every {counted(view.progress_every.days, 'day')} how the actions stand."
    if view.settles_at:
        closes = clock(view.settles_at, now, local)
        yield f"Nothing is left to do: it is closed at {closes}, or now by 'mimp review {view.code} close'."


def fact_lines(view: ReviewView, now: datetime, local: tzinfo | None = None) -> Iterator[str]:
    """Yield what happened, as the review recalls it, line by line, if it recalls anything; times as in `review_lines`."""
    facts = view.facts.timeline if view.facts else ()
    if facts:
        yield "What happened:"
    for fact in facts:
        yield f"  {clock(fact.at, now, local)}: {fact.what}{f' ({fact.who})' if fact.who else ''}"


def _to_be_held(view: ReviewView, now: datetime, local: tzinfo | None) -> Iterator[str]:
    if view.due_at is None:
        yield "No review is due: the incident goes on"
        return
    late = ", which is OVERDUE" if now > view.due_at else ""
    yield f"To be held by {clock(view.due_at, now, local)}{late}"
    if view.meets_at:
        yield f"Meets at {clock(view.meets_at, now, local)}{f', {view.place}' if view.place else ''}"


def actions_table(found: ListedActions) -> Table:
    """Return actions as a table, in the order of the list. Words of people are text, never markup."""
    table = Table(title_justify="left", expand=True)
    for name, width in (
        ("incident", 20),
        ("no.", 3),
        ("what", None),
        ("owner", 18),
        ("due", 10),
        ("how it stands", 30),
    ):
        table.add_column(name, width=width, overflow="fold")
    for each in found.actions:
        stands = "OVERDUE" if each.overdue else each.state
        more = each.outcome or (f"proposed: {each.proposal}" if each.proposal else "")
        table.add_row(
            each.code,
            str(each.number),
            Text(f"{each.text}\nDone when: {each.measure}"),
            Text(f"{each.owner.name}\n{each.team.name}"),
            each.due.isoformat(),
            Text(f"{stands}: {more}" if more else stands, style=_LOUD if each.overdue else ""),
        )
    return table
