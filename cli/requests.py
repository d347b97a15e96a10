"""The commands by which people judge, declare and lead an incident: each brings one request, and prints what came of it."""

import asyncio
from collections.abc import Callable
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError

from cli.incidents import connected, request, view
from config.clock import wall_clock
from config.organisation import load_organisation
from config.reporting import about, report_suspicion
from config.settings import read_settings
from domain.assessment import Impact, Judge, Question
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.hand_over import AcceptLead, DeclineLead, OfferLead, TakeLead, WithdrawOffer
from domain.impact import WordImpact
from domain.incident.view import IncidentView
from domain.leading import PersonCard
from domain.lifecycle import Actor
from domain.messages import Suspected, TeamCard
from domain.organisation import Organisation, Person
from domain.requests import (
    AddTeam,
    AnyRequest,
    Declare,
    DropTeam,
    InviteStakeholder,
    MuteBoard,
    OpenBusinessCall,
    Propose,
    SameAs,
    Separate,
    StandDown,
    UninviteStakeholder,
)
from domain.roles import who_asks
from domain.writing import one_line

Code = Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.")]
By = Annotated[str, typer.Option("--as", help="Who asks: a person's id in the organisation file.")]
Why = Annotated[str, typer.Option("--reason", help="Why.")]


def add_requests(app: typer.Typer) -> None:
    """Add every command of this file to the command line."""
    for name, command in _COMMANDS.items():
        app.command(name)(command)


def raise_incident(
    service: Annotated[str, typer.Argument(help="The service that is in trouble, by its id; or what it is called.")],
    what: Annotated[str, typer.Argument(help="What one sees.")],
    by: By,
) -> None:
    """Report what may be a major incident, without an alert: whoever is on call is called to judge it."""
    organisation = known_organisation()
    person, said = known_person(organisation, by), one_line(what, missing="Say what one sees.")

    async def ask() -> str:
        report = Suspected(
            report_id=str(uuid4()), person=person.id, name=person.name, what=said, proof="the command line"
        )
        code = await report_suspicion(await connected(read_settings()), about(organisation, service), report)
        return f"Reported as {code}. Unless somebody has it already, whoever is on call is called to judge it."

    print(asyncio.run(ask()))


def judge(
    code: Code,
    question: Annotated[Question, typer.Argument(help="Which of the five questions.")],
    impact: Annotated[Impact, typer.Argument(help="The answer.")],
    by: By,
    reason: Annotated[str | None, typer.Option(help="Why, when an earlier answer is changed.")] = None,
) -> None:
    """Answer one of the five questions; the first yes proposes it as a major incident. By the one who has it."""
    ask_incident(
        code, by, lambda actor, of: Judge(actor=actor, code=of, question=question, impact=impact, reason=reason)
    )


def impact(code: Code, text: Annotated[str, typer.Argument(help="What customers or staff cannot do.")], by: By) -> None:
    """Word the impact statement in business language."""
    ask_incident(code, by, lambda actor, of: WordImpact(actor=actor, code=of, text=text))


def propose(code: Code, by: By, reason: Why = "") -> None:
    """Propose to declare it a major incident: somebody senior is called. By the one who has it."""
    ask_incident(code, by, lambda actor, of: Propose(actor=actor, code=of, reason=reason))


def declare(code: Code, by: By, reason: Why = "") -> None:
    """Declare it a major incident. By who is senior enough; by the one who has it when none of them answers."""
    ask_incident(code, by, lambda actor, of: Declare(actor=actor, code=of, reason=reason))


def stand_down(code: Code, by: By, reason: Why) -> None:
    """Close it as not major. By the one who has it, or the head of department."""
    ask_incident(code, by, lambda actor, of: StandDown(actor=actor, code=of, reason=reason))


def hand_over(
    code: Code, by: By, to: Annotated[str, typer.Option(help="Who is asked to lead: a person's id.")]
) -> None:
    """Ask somebody to lead: the lead changes when they accept."""
    organisation = known_organisation()
    offered = PersonCard.of_person(known_person(organisation, to))
    ask_incident(code, by, lambda actor, of: OfferLead(actor=actor, code=of, to=offered))


def accept_lead(code: Code, by: By) -> None:
    """Lead it from now on, as one was asked to."""
    ask_incident(code, by, lambda actor, of: AcceptLead(actor=actor, code=of))


def decline_lead(code: Code, by: By, reason: Why = "") -> None:
    """Not lead it, though one was asked to."""
    ask_incident(code, by, lambda actor, of: DeclineLead(actor=actor, code=of, reason=reason))


def withdraw_offer(code: Code, by: By) -> None:
    """Ask them no longer to lead."""
    ask_incident(code, by, lambda actor, of: WithdrawOffer(actor=actor, code=of))


def take_lead(code: Code, by: By, reason: Why) -> None:
    """Lead it oneself. By the head of department."""
    ask_incident(code, by, lambda actor, of: TakeLead(actor=actor, code=of, reason=reason))


def add_team(code: Code, team: Annotated[str, typer.Argument(help="The team's id.")], by: By, reason: Why) -> None:
    """Have one more team called to the technical call. By the incident lead, or the head of department."""
    added = known_team(known_organisation(), team)
    ask_incident(code, by, lambda actor, of: AddTeam(actor=actor, code=of, team=added, reason=reason))


def drop_team(code: Code, team: Annotated[str, typer.Argument(help="The team's id.")], by: By, reason: Why) -> None:
    """Have a team called no more. By the incident lead, or the head of department."""
    ask_incident(code, by, lambda actor, of: DropTeam(actor=actor, code=of, team=team, reason=reason))


def business_call(code: Code, by: By) -> None:
    """Have all business stakeholders invited to a call of their own. By the incident lead, or the head of department."""
    ask_incident(code, by, lambda actor, of: OpenBusinessCall(actor=actor, code=of))


def invite(
    code: Code, by: By, to: Annotated[str, typer.Option(help="Who is invited: a person's id.")], reason: Why
) -> None:
    """Have one more person invited to the business call. By the incident lead, or the head of department."""
    person = PersonCard.of_person(known_person(known_organisation(), to))
    ask_incident(code, by, lambda actor, of: InviteStakeholder(actor=actor, code=of, person=person, reason=reason))


def uninvite(
    code: Code, by: By, person: Annotated[str, typer.Option(help="Who is not needed: a person's id.")], reason: Why
) -> None:
    """Have a person invited to the business call no more. By the incident lead, or the head of department."""
    card = PersonCard.of_person(known_person(known_organisation(), person))
    ask_incident(code, by, lambda actor, of: UninviteStakeholder(actor=actor, code=of, person=card, reason=reason))


def mute(code: Code, by: By) -> None:
    """Be texted no more what is new on the board. By anybody who is on the technical call."""
    ask_incident(code, by, lambda actor, of: MuteBoard(actor=actor, code=of))


def same(
    code: Code,
    other: Annotated[str, typer.Argument(help="The code of the other incident, which stays.")],
    by: By,
    reason: Why = "",
) -> None:
    """Make it part of another incident that is the same. By whoever leads or has it, or the head of department."""
    ask_incident(code, by, lambda actor, of: SameAs(actor=actor, code=of, other=other, reason=reason))


def separate(code: Code, by: By, reason: Why) -> None:
    """Make it part of another incident no more. By whoever made it part, or the head of department."""
    ask_incident(code, by, lambda actor, of: Separate(actor=actor, code=of, reason=reason))


_COMMANDS: dict[str, Callable[..., None]] = {
    "raise": raise_incident,
    "judge": judge,
    "impact": impact,
    "propose": propose,
    "declare": declare,
    "stand-down": stand_down,
    "hand-over": hand_over,
    "accept-lead": accept_lead,
    "decline-lead": decline_lead,
    "withdraw-offer": withdraw_offer,
    "take-lead": take_lead,
    "add-team": add_team,
    "drop-team": drop_team,
    "business-call": business_call,
    "invite": invite,
    "uninvite": uninvite,
    "mute": mute,
    "same": same,
    "separate": separate,
}


def ask_incident(code: str, by: str, asked: Callable[[Actor, str], AnyRequest]) -> None:
    """Bring a request to an incident in the name of a person, and print what came of it."""
    organisation = known_organisation()
    person = known_person(organisation, by)

    async def ask() -> str:
        client = await connected(read_settings())
        seen = await view(client, code)
        return await request(client, code, _made(asked, actor_of(organisation, person, seen), seen.code))

    print(asyncio.run(ask()))


def actor_of(organisation: Organisation, person: Person, seen: IncidentView) -> Actor:
    """Return who asks, by what they are at this moment to the team in charge of an incident."""
    service = read_incident_code(seen.code).key
    return who_asks(organisation, person.id, seen.team_id, wall_clock(), service=service, proof="the command line")


def _made(asked: Callable[[Actor, str], AnyRequest], actor: Actor, code: str) -> AnyRequest:
    """Return the request. Raises `Refused` when what was given is no such thing as it takes."""
    try:
        return asked(actor, code)
    except ValidationError as error:
        [first, *_] = error.errors()
        raise Refused(f"{'.'.join(str(each) for each in first['loc'])}: {first['msg']}.") from error


def known_organisation() -> Organisation:
    """Return the organisation that the settings name. Raises `OrganisationInvalid`."""
    return load_organisation(read_settings().organisation)


def known_person(organisation: Organisation, person_id: str) -> Person:
    """Return the person with this id. Raises `Refused` when there is none."""
    person = organisation.people.get(person_id)
    if person is None:
        raise Refused(f"Nobody in the organisation file has the id '{person_id}'.")
    return person


def known_team(organisation: Organisation, team_id: str) -> TeamCard:
    """Return the team with this id. Raises `Refused` when there is none."""
    team = organisation.teams.get(team_id)
    if team is None:
        raise Refused(f"No team in the organisation file has the id '{team_id}'.")
    return TeamCard(id=team.id, name=team.name)
