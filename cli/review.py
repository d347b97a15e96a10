"""`mimp review CODE ...`: the review of one incident as it stands, and what people ask of it (P25, P26)."""

import asyncio
from typing import Annotated

import typer

from cli.comms_requests import Json
from cli.groups import OfOneIncident
from cli.incidents import connected
from cli.requests import By, known_organisation, known_person
from cli.review_show import actions_table, fact_lines, review_lines
from cli.reviews import ask_review, card_of, review_view
from cli.show import console, print_json
from config.clock import wall_clock
from config.settings import read_settings
from domain.codes import read_incident_code
from domain.comms.drafting.typed import read_moment, read_past_moment
from domain.durations import parse_duration
from domain.review.listing import listed
from domain.review.requests import (
    AnswerQuestion,
    ChangeRhythm,
    CloseReview,
    InviteToReview,
    Question,
    ReviewHeld,
    ScheduleReview,
)

review = typer.Typer(
    cls=OfOneIncident,
    help="The review of an incident: mimp review CODE, mimp review CODE schedule ...",
    no_args_is_help=True,
)


@review.callback(invoke_without_command=True)
def of_incident(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.", metavar="CODE")],
    as_json: Json = False,
) -> None:
    """Show by when the review is to be held, who is invited, each question's answer, its actions, and what happened."""
    context.obj = read_incident_code(code)
    if context.invoked_subcommand is not None:
        return

    async def ask() -> None:
        seen = await review_view(await connected(read_settings()), context.obj)
        if as_json:
            print_json(seen.model_dump(mode="json"))
            return
        print("\n".join(review_lines(seen, wall_clock())))
        if seen.actions:
            console().print(actions_table(listed([seen], open_only=False)))
        for line in fact_lines(seen, wall_clock()):
            print(line)

    asyncio.run(ask())


@review.command()
def schedule(
    context: typer.Context,
    by: By,
    at: Annotated[str, typer.Option(help="When, such as 14:30 on your own clock, or '2026-03-03 14:30'.")],
    place: Annotated[str, typer.Option(help="Where: a room, or the address of a call.")] = "",
    lasts: Annotated[str | None, typer.Option(help="How long, such as 90m.")] = None,
    reason: Annotated[str, typer.Option(help="Why, when it is later than it is due.")] = "",
) -> None:
    """Hold the review at this time and place: everyone invited gets it into their calendar. By whoever runs it."""
    try:
        duration = parse_duration(lasts) if lasts else None
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from error
    moment = read_moment(at, known_person(known_organisation(), by).time_zone, wall_clock())
    ask_review(
        context.obj,
        by,
        lambda actor, of: ScheduleReview(actor=actor, code=of, at=moment, lasts=duration, place=place, reason=reason),
    )


@review.command()
def invite(
    context: typer.Context,
    by: By,
    person: Annotated[str, typer.Option(help="Who is invited: a person's id.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Invite one more person. By anyone who takes part."""
    invited = card_of(person)
    ask_review(context.obj, by, lambda actor, of: InviteToReview(actor=actor, code=of, person=invited, reason=reason))


@review.command()
def answer(
    context: typer.Context,
    question: Annotated[Question, typer.Argument(help="Which of the questions.")],
    text: Annotated[str, typer.Argument(help="The answer, if only 'nothing'.")],
    by: By,
) -> None:
    """Answer one of the questions; a later answer takes the place of an earlier one. By anyone involved."""
    ask_review(context.obj, by, lambda actor, of: AnswerQuestion(actor=actor, code=of, question=question, answer=text))


@review.command()
def held(
    context: typer.Context,
    by: By,
    attended: Annotated[list[str] | None, typer.Option(help="Who came: a person's id, once for each.")] = None,
    at: Annotated[
        str | None, typer.Option(help="When it was held, on your own clock: 14:30, or with the day; else now.")
    ] = None,
) -> None:
    """Say that it was held, and who came: each question has an answer by then. By whoever runs it."""
    came = tuple(map(card_of, attended or ()))
    zone = known_person(known_organisation(), by).time_zone
    met = read_past_moment(at, zone, wall_clock()) if at else None
    ask_review(context.obj, by, lambda actor, of: ReviewHeld(actor=actor, code=of, at=met, attended=came))


@review.command()
def close(context: typer.Context, by: By) -> None:
    """Close it now that nothing is left to do, instead of a day after that. By whoever runs it."""
    ask_review(context.obj, by, lambda actor, of: CloseReview(actor=actor, code=of))


@review.command()
def rhythm(
    context: typer.Context,
    by: By,
    days: Annotated[int, typer.Option(min=1, max=31, help="Every so many days.")],
) -> None:
    """Tell everyone involved how the actions stand more or less often. By whoever runs it."""
    ask_review(context.obj, by, lambda actor, of: ChangeRhythm(actor=actor, code=of, days=days))
