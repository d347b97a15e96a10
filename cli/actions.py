"""`mimp actions` and `mimp action CODE N ...`: what is to be done after incidents, and what people say of it (P27, P28)."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from cli.comms_requests import Json
from cli.incidents import connected
from cli.requests import By, Why, known_organisation
from cli.review_show import actions_table
from cli.reviews import ask_review, card_of, day, open_reviews, review_view
from cli.show import console, print_json
from config.settings import read_settings
from domain.codes import IncidentCode, read_incident_code
from domain.errors import Refused
from domain.messages import TeamCard
from domain.review.listing import ListedActions, listed
from domain.review.requests import (
    ActionDone,
    AddAction,
    AssignAction,
    ChangeDeadline,
    DecideAction,
    DropAction,
    MoveAction,
    ReopenAction,
)

Day = Annotated[str, typer.Option("--due", help="By which day it is done, in the owner's calendar: 2026-04-01.")]
Owner = Annotated[str, typer.Option("--owner", help="Whose it is: a person's id in the organisation file.")]


class About(NamedTuple):
    """Which action a command is about."""

    code: IncidentCode
    number: int


class _OfOneAction(TyperGroup):
    """Commands behind an incident's code and the number of an action; `add`, which has none yet, stands behind the code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the group's own arguments."""
        return super().parse_args(ctx, [args[0], "0", *args[1:]] if args[1:2] == ["add"] else args)


action = typer.Typer(
    cls=_OfOneAction,
    help="An action of a review: mimp action CODE N done, mimp action CODE add ...",
    no_args_is_help=True,
)


def actions(
    code: Annotated[str | None, typer.Argument(help="The incident's code; all open reviews without one.")] = None,
    as_json: Json = False,
) -> None:
    """List the actions of one review, or what is open in all of them: what is overdue first, then what is due soonest."""

    async def ask() -> tuple[ListedActions, Sequence[IncidentCode]]:
        client = await connected(read_settings())
        if code is None:
            seen, silent = await open_reviews(client)
            return listed(seen, open_only=True), silent
        return listed([await review_view(client, read_incident_code(code))], open_only=False), ()

    found, silent = asyncio.run(ask())
    if as_json:
        print_json([each.model_dump(mode="json") for each in found.actions])
    elif found.actions:
        console().print(actions_table(found))
    else:
        print("No action is open." if code is None else f"The review of {code} has no actions.")
    if silent:
        print(f"Reviews that could not be asked, and are not listed: {', '.join(map(str, silent))}.", file=sys.stderr)


@action.callback()
def of_action(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.", metavar="CODE")],
    number: Annotated[int, typer.Argument(help="The action's number; none before add.", metavar="N", min=0)],
) -> None:
    """Say something of an action."""
    context.obj = About(read_incident_code(code), number)
    if (number == 0) is not (context.invoked_subcommand == "add"):
        raise Refused("Numbers of actions begin at 1, and an action that is added has none yet.")


@action.command()
def add(
    context: typer.Context,
    by: By,
    text: Annotated[str, typer.Option(help="What is to be done.")],
    owner: Owner,
    due: Day,
    measure: Annotated[str, typer.Option(help="By what one sees that it is done.")],
    team: Annotated[str | None, typer.Option(help="Whose it is, where that is not the team at the root cause.")] = None,
) -> None:
    """Add an action. By anyone involved."""
    given: dict[str, Any] = {
        "text": text,
        "owner": card_of(owner),
        "due": day(due),
        "measure": measure,
        "team": _team(team),
    }
    _ask(context, by, lambda known: AddAction(**known, **given), numbered=False)


@action.command()
def done(context: typer.Context, by: By, what: Annotated[str, typer.Option(help="What was done.")] = "") -> None:
    """Say that it is done. By its owner, or whoever runs the review."""
    _ask(context, by, lambda known: ActionDone(**known, what=what))


@action.command()
def later(context: typer.Context, by: By, due: Day, reason: Why = "") -> None:
    """Give it another deadline; a later one for a reason. By its owner, or whoever runs the review."""
    moved = day(due)
    _ask(context, by, lambda known: ChangeDeadline(**known, due=moved, reason=reason))


@action.command()
def assign(context: typer.Context, by: By, owner: Owner, reason: Why = "") -> None:
    """Give it another owner. By its owner, or whoever runs the review."""
    given = card_of(owner)
    _ask(context, by, lambda known: AssignAction(**known, owner=given, reason=reason))


@action.command()
def move(
    context: typer.Context,
    by: By,
    to: Annotated[str, typer.Option(help="Where it is followed from now on, such as a ticket.")],
    reason: Why,
) -> None:
    """Have it followed elsewhere; proposed by its owner, approved by whoever runs the review."""
    _ask(context, by, lambda known: MoveAction(**known, to=to, reason=reason))


@action.command()
def drop(context: typer.Context, by: By, reason: Why) -> None:
    """Have it not done at all; proposed by its owner, approved by whoever runs the review."""
    _ask(context, by, lambda known: DropAction(**known, reason=reason))


@action.command()
def reopen(context: typer.Context, by: By, reason: Why) -> None:
    """Say that it was ended by mistake: it is open again. By its owner, or whoever runs the review."""
    _ask(context, by, lambda known: ReopenAction(**known, reason=reason))


@action.command()
def decide(
    context: typer.Context,
    by: By,
    approved: Annotated[bool, typer.Option("--approve/--refuse", help="What becomes of what was proposed.")],
    reason: Why = "",
) -> None:
    """Approve or refuse what was proposed about it. By whoever runs the review."""
    _ask(context, by, lambda known: DecideAction(**known, approved=approved, reason=reason))


def _ask(context: typer.Context, by: str, asked: Callable[[dict[str, Any]], Any], *, numbered: bool = True) -> None:
    """Ask the review, of which who asks, the incident's code and the action's number are known."""
    about: About = context.obj
    number = {"number": about.number} if numbered else {}
    ask_review(about.code, by, lambda actor, of: asked({"actor": actor, "code": of, **number}))


def _team(team_id: str | None) -> TeamCard | None:
    """Return the card of the team with this id, if one is given. Raises `Refused` when there is none."""
    if team_id is None:
        return None
    known = known_organisation().teams.get(team_id)
    if known is None:
        raise Refused(f"No team in the organisation file has the id '{team_id}'.")
    return TeamCard(id=known.id, name=known.name)
