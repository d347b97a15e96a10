"""`mimp comms CODE ...`: what people ask of the rounds of comms for one audience, each command one request."""

import asyncio
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from cli.comms_show import draft_lines
from cli.findings import ask_whoever_knows
from cli.incidents import connected, view
from cli.requests import By, Why, actor_of, known_organisation, known_person
from cli.rounds import ask_rounds, rounds_view
from cli.show import print_json
from config.clock import wall_clock
from config.settings import read_settings
from domain.audiences import Audience
from domain.codes import IncidentCode
from domain.comms.audience.recipients_by_hand import name_of
from domain.comms.drafting.answers import ANSWERS, Answer
from domain.comms.drafting.typed import read_moment, read_quantity
from domain.comms.drafting.updates import Quantity
from domain.comms.drafting.wording import READERS
from domain.comms.rounds.requests import (
    AddRecipient,
    ApproveDraft,
    ChangeCadence,
    CommsRequest,
    DropRecipient,
    SendRound,
    WriteBusinessDraft,
    WriteTechnicalDraft,
)
from domain.comms.rounds.views import CommsView
from domain.durations import parse_duration
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.requests import ReviseTotal

For = Annotated[Audience, typer.Option("--audience", help="Whom it is for.")]
Json = Annotated[bool, typer.Option("--json", help="Print data instead of text.")]
_Revision = Annotated[
    int | None, typer.Option(help="The number of the draft that was read; else it is shown, and you are asked.")
]
_Overrule = Annotated[str, typer.Option(help="Why the technical words that are pointed out stay.")]
_Person = Annotated[str | None, typer.Option(help="A person's id in the organisation file.")]
_Team = Annotated[str | None, typer.Option(help="A technical team's id.")]
_HOW_MUCH = (
    "How much of what, and how counted: '1200 orders: counted from the order book', ', final' if it is no estimate."
)
_Total = Annotated[list[str], typer.Option("--total", help=_HOW_MUCH)]


def add_comms_requests(comms: typer.Typer) -> None:
    """Add every command of this file to `mimp comms CODE`."""
    comms.command()(_with_an_option_each(draft))
    for name, command in _COMMANDS.items():
        comms.command(name)(command)


def draft(
    context: typer.Context,
    audience: For,
    by: Annotated[str | None, typer.Option("--as", help="Who writes: a person's id in the organisation file.")] = None,
    from_the_board: Annotated[
        bool, typer.Option("--from-the-board", help="Begin anew with what the board says.")
    ] = False,
    as_json: Json = False,
    **answers: str | list[str] | None,
) -> None:
    """Write what goes out next; what is given takes the place of what stood there. With nothing given: show the draft."""
    given = {field: said for field, said in answers.items() if said is not None}
    if not (given or from_the_board):
        _show_draft(asyncio.run(_view(context.obj, audience)), as_json=as_json)
    elif by is None:
        raise typer.BadParameter("Say who writes it, with --as.")
    else:
        _ask(context, by, _written(audience, given, from_the_board=from_the_board))


def _show_draft(seen: CommsView, *, as_json: bool) -> None:
    if as_json:
        fields = {"status", "draft", "drafted_by", "beginning"}
        print_json(seen.model_dump(mode="json", include=fields))
    else:
        print("\n".join(draft_lines(seen)))


def _written(
    audience: Audience, given: Mapping[str, str | list[str]], *, from_the_board: bool
) -> Callable[[Actor, str], CommsRequest]:
    """Return what makes the request of these answers; each audience has its own."""
    answers: dict[str, Any] = {**given}
    if isinstance(total := answers.get("total"), list):
        answers["total"] = _quantities(total)
    for rules in (ANSWERS[each] for each in ANSWERS if each in given):
        if rules.alone and rules.alone is not audience:
            theirs, others = READERS[rules.alone], READERS[audience]
            raise Refused(f"{rules.label} is for {theirs} alone; say to {others} what it means for them.")
    if audience is Audience.TECHNICAL:
        return lambda actor, of: WriteTechnicalDraft(actor=actor, code=of, from_the_board=from_the_board, **answers)
    return lambda actor, of: WriteBusinessDraft(actor=actor, code=of, from_the_board=from_the_board, **answers)


def approve(
    context: typer.Context, audience: For, by: By, revision: _Revision = None, overrule: _Overrule = ""
) -> None:
    """Approve the draft, word for word. By the incident lead, or the head of department."""
    known_person(known_organisation(), by)
    read = revision or _shown_and_meant(asyncio.run(_view(context.obj, audience)), "Approve")
    _ask(
        context,
        by,
        lambda actor, of: ApproveDraft(actor=actor, code=of, audience=audience, revision=read, overrule=overrule),
    )


def send(context: typer.Context, audience: For, by: By, revision: _Revision = None, overrule: _Overrule = "") -> None:
    """Send what is approved, else the draft that you have read. By the incident lead, or the head of department."""
    known_person(known_organisation(), by)
    seen = None if revision else asyncio.run(_view(context.obj, audience))
    read = _shown_and_meant(seen, "Send") if seen and seen.draft and not seen.approved else revision
    _ask(
        context,
        by,
        lambda actor, of: SendRound(actor=actor, code=of, audience=audience, revision=read, overrule=overrule),
    )


def _shown_and_meant(seen: CommsView, what: str) -> int:
    """Show the draft, ask whether it is the one that is meant, and return its number."""
    print("\n".join(draft_lines(seen)))
    if seen.draft is None:
        raise Refused("Nobody has written it yet: 'draft' does.")
    if not _somebody_can_be_asked():
        raise Refused(f"Say that you have read draft {seen.revision}, with --revision {seen.revision}.")
    typer.confirm(f"{what} draft {seen.revision}?", abort=True)
    return seen.revision


def _somebody_can_be_asked() -> bool:
    return sys.stdin.isatty()


def cadence(
    context: typer.Context,
    audience: For,
    by: By,
    every: Annotated[str | None, typer.Option(help="How often, such as 45m.")] = None,
    at: Annotated[
        str | None,
        typer.Option(help="When the next one goes out, such as 14:30 on your own clock, or 2026-03-03 14:30."),
    ] = None,
    agreed_by: Annotated[str, typer.Option(help="Who agreed to a time that is more than an hour off.")] = "",
) -> None:
    """Send updates more or less often from now on, or agree on a time for the next one. By the incident lead."""
    if (every is None) is (at is None):
        raise typer.BadParameter("Give one of --every and --at.")
    try:
        interval = parse_duration(every) if every else None
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from error
    zone = known_person(known_organisation(), by).time_zone
    moment = read_moment(at, zone, wall_clock()) if at else None
    _ask(
        context,
        by,
        lambda actor, of: ChangeCadence(
            actor=actor, code=of, audience=audience, interval=interval, at=moment, agreed_by=agreed_by
        ),
    )


def add(context: typer.Context, audience: For, by: By, reason: Why, person: _Person = None, team: _Team = None) -> None:
    """Tell one more person, or technical team; they get the last update at once. By the incident lead."""
    name = _known_name(person, team)
    if name is None:
        raise Refused(f"The organisation file has nobody, and no team, with the id '{person or team}'.")
    _ask(
        context,
        by,
        lambda actor, of: AddRecipient(
            actor=actor, code=of, audience=audience, person=person, team=team, name=name, reason=reason
        ),
    )


def drop(
    context: typer.Context, audience: For, by: By, reason: Why, person: _Person = None, team: _Team = None
) -> None:
    """Tell a person, or a technical team, nothing more. By the incident lead."""
    name = _known_name(person, team) or ""
    _ask(
        context,
        by,
        lambda actor, of: DropRecipient(
            actor=actor, code=of, audience=audience, person=person, team=team, name=name, reason=reason
        ),
    )


def total(context: typer.Context, by: By, reason: Why, quantities: _Total) -> None:
    """Put the total impact right for both audiences, after an update has said it. By the incident lead.

    Once the incident is over its review takes it, by whoever runs that.
    """
    counted = _quantities(quantities)
    ask_whoever_knows(
        str(context.obj), by, lambda actor, of: ReviseTotal(actor=actor, code=of, total=counted, reason=reason)
    )


_COMMANDS: dict[str, Callable[..., None]] = {
    "approve": approve,
    "send": send,
    "cadence": cadence,
    "add": add,
    "drop": drop,
    "total": total,
}


def _known_name(person: str | None, team: str | None) -> str | None:
    if (person is None) is (team is None):
        raise typer.BadParameter("Give one of --person and --team.")
    return name_of(known_organisation(), person, team)


def _quantities(written: list[str]) -> tuple[Quantity, ...]:
    return tuple(read_quantity(each) for each in written)


def _ask(context: typer.Context, by: str, asked: Callable[[Actor, str], CommsRequest]) -> None:
    """Bring a request to the rounds in the name of a person, and print what came of it."""
    code: IncidentCode = context.obj
    organisation = known_organisation()
    person = known_person(organisation, by)

    async def ask() -> str:
        client = await connected(read_settings())
        seen = await view(client, str(code))
        return await ask_rounds(client, code, asked(actor_of(organisation, person, seen), str(code)))

    print(asyncio.run(ask()))


async def _view(code: IncidentCode, audience: Audience) -> CommsView:
    return await rounds_view(await connected(read_settings()), code, audience)


def _with_an_option_each(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with an option for each answer: as parameters they would be more than anybody reads."""
    signature = inspect.signature(command)
    own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    options = {answer.value: _option(answer) for answer in ANSWERS}
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in options.items()
    ]
    command.__signature__ = signature.replace(parameters=[*own, *more])  # type: ignore[attr-defined] # read by the framework
    command.__annotations__ |= options
    return command


def _option(answer: Answer) -> Any:
    """Return the option that takes an answer: a text, or quantities, one each time it is given."""
    rules = ANSWERS[answer]
    if answer is Answer.TOTAL:
        return Annotated[list[str] | None, typer.Option(help=f"{rules.meaning} {_HOW_MUCH}")]
    alone = f" For {READERS[rules.alone]} alone." if rules.alone else ""
    return Annotated[str | None, typer.Option(help=f"{rules.meaning}{alone}")]
