"""The commands that close an incident: its impact is over, it is resolved, it is not over after all; and what is known by then."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from cli.findings import ask_whoever_knows
from cli.requests import By, Code, Why, ask_incident, known_organisation, known_person, known_team
from config.clock import wall_clock
from domain.closing.detection import Detection, NoticedBy, Worked
from domain.comms.drafting.typed import read_past_moment
from domain.leading import PersonCard
from domain.requests import IgnoreAlert, Mitigate, NameRootCause, RecordDetection, Reopen, Resolve, WaiveFinal

_HOW_IT_WAS_DETECTED: tuple[tuple[str, Any, Any], ...] = (
    ("noticed_by", Annotated[NoticedBy | None, typer.Option(help="Who noticed it first.")], None),
    (
        "right_team",
        Annotated[
            bool | None, typer.Option("--right-team/--wrong-team", help="Whether the right team was told first.")
        ],
        None,
    ),
    (
        "began",
        Annotated[str | None, typer.Option(help="When the trouble began, on your own clock: 14:30, or with the day.")],
        None,
    ),
    ("failover", Annotated[Worked, typer.Option(help="Whether failover worked.")], Worked.NONE),
    ("alerts", Annotated[Worked, typer.Option(help="Whether automated alerts worked.")], Worked.NONE),
    ("note", Annotated[str, typer.Option(help="What else there is to say about how it was detected.")], ""),
)
"""The options that say it, each with its type and default; two commands take them."""


def add_closing_requests(app: typer.Typer) -> None:
    """Add every command of this file to the command line."""
    for name, command in _COMMANDS.items():
        app.command(name)(command)
    for detecting in (detection, resolve):
        app.command(detecting.__name__)(_with_how_it_was_detected(detecting))


def _with_how_it_was_detected(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with the options that say how an incident was detected in the place of `**how`."""
    signature = inspect.signature(command)
    own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=option)
        for name, option, default in _HOW_IT_WAS_DETECTED
    ]
    command.__signature__ = signature.replace(parameters=[*own, *more])  # type: ignore[attr-defined] # read by the framework
    command.__annotations__ |= {name: option for name, option, _ in _HOW_IT_WAS_DETECTED}
    return command


def _detected(by: str, how: dict[str, Any]) -> Detection | None:
    """Return how it was detected, as somebody typed it; None where nothing of it was given.

    Raises:
        BadParameter: only a part of it was given.
        Refused: a time is none, or has not come.

    """
    began, given = how.get("began"), {name: said for name, said in how.items() if name != "began"}
    if given.get("noticed_by") is not None and given.get("right_team") is not None:
        zone = known_person(known_organisation(), by).time_zone
        return Detection(began_at=read_past_moment(began, zone, wall_clock()) if began else None, **given)
    if any(how.get(name, default) != default for name, _, default in _HOW_IT_WAS_DETECTED):
        raise typer.BadParameter("How it was detected takes --noticed-by and one of --right-team and --wrong-team.")
    return None


def mitigate(
    code: Code,
    by: By,
    what: Annotated[str, typer.Option(help="What was done to end the impact.")],
    at: Annotated[
        str | None, typer.Option(help="When it ended, on your own clock: 14:30, or with the day; else now.")
    ] = None,
) -> None:
    """Say that the impact is over. By the incident lead, or the head of department."""
    zone = known_person(known_organisation(), by).time_zone
    ended = read_past_moment(at, zone, wall_clock()) if at else None
    ask_incident(code, by, lambda actor, of: Mitigate(actor=actor, code=of, what=what, at=ended))


def waive_final(code: Code, by: By, reason: Why) -> None:
    """Have no final update sent to those who have not had it. By the incident lead, or the head of department."""
    ask_incident(code, by, lambda actor, of: WaiveFinal(actor=actor, code=of, reason=reason))


def detection(code: Code, by: By, **how: Any) -> None:
    """Say how it was detected: whether the alarms did what they are for. By the lead, the first contact, the head of department.

    Once the incident is over its review takes it, by whoever runs that.
    """
    found = _detected(by, how)
    if found is None:
        raise typer.BadParameter("Say who noticed it first, with --noticed-by, and --right-team or --wrong-team.")
    ask_whoever_knows(code, by, lambda actor, of: RecordDetection(actor=actor, code=of, detection=found))


def root_cause(
    code: Code,
    by: By,
    team: Annotated[str, typer.Option(help="The team it lies with, by its id; or which relies on the supplier.")],
    supplier: Annotated[str, typer.Option(help="The supplier it lies with, where it does.")] = "",
    reason: Why = "",
) -> None:
    """Say whose the root cause is, who run the next steps. By the lead, the first contact, the head of department.

    Once the incident is over its review takes it, by whoever runs that.
    """
    named = known_team(known_organisation(), team)
    ask_whoever_knows(
        code,
        by,
        lambda actor, of: NameRootCause(actor=actor, code=of, team=named, supplier=supplier, reason=reason),
    )


def resolve(
    code: Code,
    by: By,
    workaround: Annotated[str, typer.Option(help="The workaround in place.")] = "",
    measure: Annotated[str, typer.Option(help="What keeps it from happening again.")] = "",
    **how: Any,
) -> None:
    """Say that it is resolved; what is missing is named. By the incident lead, or the head of department."""
    found = _detected(by, how)
    ask_incident(
        code,
        by,
        lambda actor, of: Resolve(actor=actor, code=of, workaround=workaround, measure=measure, detection=found),
    )


def reopen(
    code: Code,
    by: By,
    reason: Why,
    call: Annotated[
        list[str] | None, typer.Option(help="Who is called back to the technical call: a person's id; several times.")
    ] = None,
) -> None:
    """Say that it is not over after all. By anyone of the team in charge, the service owner, or who led it."""
    organisation = known_organisation()
    people = tuple(PersonCard.of_person(known_person(organisation, person)) for person in call or ())
    ask_incident(code, by, lambda actor, of: Reopen(actor=actor, code=of, reason=reason, call_back=people))


def ignore_alert(code: Code, by: By, reason: Why = "") -> None:
    """Say that an alert after mitigation is no reason to reopen it. By the incident lead, or the head of department."""
    ask_incident(code, by, lambda actor, of: IgnoreAlert(actor=actor, code=of, reason=reason))


_COMMANDS: dict[str, Callable[..., None]] = {
    "mitigate": mitigate,
    "waive-final": waive_final,
    "root-cause": root_cause,
    "reopen": reopen,
    "ignore-alert": ignore_alert,
}
