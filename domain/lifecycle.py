"""The incident's lifecycle: which states there are, which requests lead from one to the next, and who may make them (P9-P13, P24).

The machine is the table; it owns no time and does nothing. A workflow calls `apply` on a copy before it accepts a request, and
on the incident when it carries it out. The diagram in docs/lifecycle.md is generated from it.
"""

from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict
from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from domain.errors import Refused
from domain.organisation import Channel
from domain.policies import Seniority
from domain.rota import TimeZone
from domain.seniority import who_declares


class IncidentState(StrEnum):
    """Where an incident stands."""

    REPORTED = "reported"
    TRIAGE = "triage"
    PROPOSED = "proposed"
    PROVISIONALLY_DECLARED = "provisionally_declared"
    DECLARED = "declared"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    STOOD_DOWN = "stood_down"
    ATTACHED = "attached"

    @property
    def unjudged(self) -> bool:
        """Nobody has said yet whether it is major (P10)."""
        return self in {IncidentState.REPORTED, IncidentState.TRIAGE}

    @property
    def worked_on(self) -> bool:
        """It goes on, and decides for itself: it can be made part of another, and another part of it."""
        return self.unjudged or self is IncidentState.PROPOSED or self.declared

    @property
    def awaits_declaration(self) -> bool:
        """Somebody senior is looked for, who declares it or stands it down (P11, P12)."""
        return self in {IncidentState.PROPOSED, IncidentState.PROVISIONALLY_DECLARED}

    @property
    def first_contact_manages(self) -> bool:
        """Whoever has it manages it, or is looked for: until somebody senior has declared it (P12)."""
        return self is IncidentState.TRIAGE or self.awaits_declaration

    @property
    def declared(self) -> bool:
        """It is a major incident that goes on, also by a provisional declaration: teams are called (P14, P15)."""
        return self in {IncidentState.PROVISIONALLY_DECLARED, IncidentState.DECLARED}

    @property
    def led(self) -> bool:
        """Exactly one person leads it (P13)."""
        return self.declared or self is IncidentState.MITIGATED

    @property
    def handed_on(self) -> bool:
        """The first contact need do nothing more: somebody senior has declared it, or its impact is over (P12)."""
        return self is IncidentState.DECLARED or self.impact_over

    @property
    def impact_over(self) -> bool:
        """It was a major incident, and the business feels it no more (P24)."""
        return self in {IncidentState.MITIGATED, IncidentState.RESOLVED}

    @property
    def closed(self) -> bool:
        """Nobody works on it any more; it ends by itself if nothing new comes."""
        return self in {IncidentState.STOOD_DOWN, IncidentState.RESOLVED}


class Command(StrEnum):
    """What can be asked of an incident."""

    START_TRIAGE = "start_triage"
    PROPOSE = "propose"
    DECLARE_PROVISIONALLY = "declare_provisionally"
    DECLARE = "declare"
    STAND_DOWN = "stand_down"
    MITIGATE = "mitigate"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    REOPEN_TRIAGE = "reopen_triage"
    CLEAR = "clear"
    ATTACH = "attach"
    STAND_DOWN_WITH_OTHER = "stand_down_with_other"
    PROPOSE_AGAIN = "propose_again"


class Role(StrEnum):
    """What a person is to the team in charge, by the organisation."""

    HEAD_OF_DEPARTMENT = "head_of_department"
    SERVICE_OWNER = "service_owner"
    """Owns the service that fails, or stands in for who does."""
    RESPONDER = "responder"


class Actor(BaseModel):
    """Who asks, and how we know: resolved by the gateway or the command line, judged here.

    `proof` says what the person showed: a key on a call we placed, the code of a page, the operator's shell. `time_zone` is theirs.
    `roles` are what they are to the team in charge, `teams` the ids of all teams they are of. `sees_to_round`: the search for
    somebody who sees to an overdue update has just said that it is they, which its rounds may not have heard yet.
    """

    model_config = ConfigDict(frozen=True)

    contact: str
    name: str
    roles: frozenset[Role] = frozenset()
    teams: frozenset[str] = frozenset()
    channel: Channel | None = None
    proof: str = ""
    time_zone: TimeZone = "UTC"
    sees_to_round: bool = False

    @property
    def heads_the_department(self) -> bool:
        """Whether this is the head of department of the team in charge, or their deputy."""
        return Role.HEAD_OF_DEPARTMENT in self.roles

    def may_declare(self, seniority: Seniority) -> bool:
        """Whether this is somebody whom the company's policy lets declare (P11)."""
        owner_may = seniority is Seniority.SERVICE_OWNER and Role.SERVICE_OWNER in self.roles
        return owner_may or self.heads_the_department


class HasState(Protocol):
    """What the machine needs of an incident: where it stands, who has it, who leads or led it, and what counts as a declaration."""

    state: IncidentState
    first_contact: str | None

    @property
    def lead_id(self) -> str | None:
        """Who leads it; None while nobody does."""

    @property
    def last_lead_id(self) -> str | None:
        """Who led it when it was resolved; None before that."""

    @property
    def provisional(self) -> bool:
        """Whether it was declared by the first contact, and nobody senior has confirmed it (P12)."""

    @property
    def seniority(self) -> Seniority:
        """Who is senior enough to declare it, by the company's policy."""


def _only_who_may_stand_down(model: HasState, actor: Actor) -> None:
    """P11: before it is proposed the first contact may close it; from then on only a head of department or their deputy."""
    if not model.state.unjudged and actor.channel is Channel.TEXT:
        raise Refused("Once it is proposed it is not stood down by text, which can be forged: press the key on a call.")
    if actor.heads_the_department:
        return
    if not model.state.unjudged:
        raise Refused("Once it is proposed, only the head of department or their deputy may stand it down.")
    if model.first_contact is None:
        raise Refused("Nobody has it yet: acknowledge the page first, then stand it down.")
    if model.first_contact != actor.contact:
        raise Refused("Only the one who has it, or the head of department, may stand it down.")


def _only_who_is_senior_enough(model: HasState, actor: Actor) -> None:
    """P11: someone senior declares, and how senior is for the company to say."""
    if not actor.may_declare(model.seniority):
        raise Refused(f"Only {who_declares(model.seniority)} may declare.")


def _only_first_contact(model: HasState, actor: Actor) -> None:
    """P12: until the head of department is found, the first contact manages."""
    if model.first_contact != actor.contact:
        raise Refused("Only the one who has it may do that.")


def check_leads(actor: Actor, lead_id: str | None) -> None:
    """Raise `Refused` unless this person leads the incident (P13); `lead_id` is who does, None while nobody does."""
    if lead_id is None:
        raise Refused("Nobody leads this incident: only the incident lead may do that.")
    if actor.contact != lead_id:
        raise Refused("Only the incident lead may do that.")


def check_leads_or_heads(actor: Actor, lead_id: str | None) -> None:
    """Raise `Refused` unless this is who leads the incident, or heads the department of the team in charge (P13)."""
    if actor.contact != lead_id and not actor.heads_the_department:
        raise Refused("Only the incident lead, or the head of department, may do that.")


def _only_lead_or_head(model: HasState, actor: Actor) -> None:
    """P24: the one who leads says that it is over; the head of department may, too."""
    check_leads_or_heads(actor, model.lead_id)


def _only_who_works_on_it(model: HasState, actor: Actor) -> None:
    """P24: whoever sees it again may reopen it, if they belong to the team in charge, own its service, or led it."""
    if not actor.roles and actor.contact not in {model.first_contact, model.lead_id, model.last_lead_id}:
        raise Refused("Only the team in charge, or whoever led it, may reopen it.")


def _only_who_may_attach(model: HasState, actor: Actor) -> None:
    """P12, P13: who leads it, or has it while nobody leads, says that it is the same as another; the head of department, too.

    Once it is proposed, a text is as little enough for it as for standing it down (P11).
    """
    judged = model.state not in {IncidentState.REPORTED, IncidentState.TRIAGE}
    if judged and actor.channel is Channel.TEXT:
        instead = "press the key on a call, or use 'mimp same'"
        raise Refused(f"Once it is proposed it is not made part of another by text, which can be forged: {instead}.")
    if actor.heads_the_department:
        return
    in_charge = model.lead_id if model.state.led else model.first_contact
    if in_charge is None:
        raise Refused("Nobody has it yet: acknowledge the page first, then say what it is the same as.")
    if in_charge != actor.contact:
        raise Refused("Only the one who leads or has it, or the head of department, may make it part of another.")


def _only_while_nobody_has_it(model: HasState) -> None:
    """What somebody has is theirs to judge, whether or not its alerts have cleared (P10)."""
    if model.first_contact is not None:
        raise Refused("Somebody has it, and decides what becomes of it.")


class Lifecycle(StateMachine):
    """States and transitions of an incident. `StateMachine`, not `StateChart`: what is not allowed raises, nothing is swallowed."""

    reported = State(IncidentState.REPORTED, value=IncidentState.REPORTED, initial=True)
    triage = State(IncidentState.TRIAGE, value=IncidentState.TRIAGE)
    proposed = State(IncidentState.PROPOSED, value=IncidentState.PROPOSED)
    provisionally_declared = State(IncidentState.PROVISIONALLY_DECLARED, value=IncidentState.PROVISIONALLY_DECLARED)
    declared = State(IncidentState.DECLARED, value=IncidentState.DECLARED)
    mitigated = State(IncidentState.MITIGATED, value=IncidentState.MITIGATED)
    resolved = State(IncidentState.RESOLVED, value=IncidentState.RESOLVED)
    stood_down = State(IncidentState.STOOD_DOWN, value=IncidentState.STOOD_DOWN)
    attached = State(IncidentState.ATTACHED, value=IncidentState.ATTACHED)

    start_triage = reported.to(triage)
    propose = triage.to(proposed, validators=_only_first_contact)
    declare_provisionally = proposed.to(provisionally_declared, validators=_only_first_contact)
    declare = proposed.to(declared, validators=_only_who_is_senior_enough) | provisionally_declared.to(
        declared, validators=_only_who_is_senior_enough
    )
    stand_down = (
        reported.to(stood_down, validators=_only_who_may_stand_down)
        | triage.to(stood_down, validators=_only_who_may_stand_down)
        | proposed.to(stood_down, validators=_only_who_may_stand_down)
        | provisionally_declared.to(stood_down, validators=_only_who_may_stand_down)
        | declared.to(stood_down, validators=_only_who_may_stand_down)
    )
    mitigate = provisionally_declared.to(mitigated, validators=_only_lead_or_head) | declared.to(
        mitigated, validators=_only_lead_or_head
    )
    resolve = mitigated.to(resolved, validators=_only_lead_or_head)
    # P11: what nobody senior has declared is not declared for good by being reopened.
    reopen = (
        mitigated.to(provisionally_declared, cond="provisional", validators=_only_who_works_on_it)
        | mitigated.to(declared, validators=_only_who_works_on_it)
        | resolved.to(provisionally_declared, cond="provisional", validators=_only_who_works_on_it)
        | resolved.to(declared, validators=_only_who_works_on_it)
    )
    reopen_triage = stood_down.to(triage) | attached.to(triage)
    clear = reported.to(stood_down, validators=_only_while_nobody_has_it) | triage.to(
        stood_down, validators=_only_while_nobody_has_it
    )
    attach = (
        reported.to(attached, validators=_only_who_may_attach)
        | triage.to(attached, validators=_only_who_may_attach)
        | proposed.to(attached, validators=_only_who_may_attach)
        | provisionally_declared.to(attached, validators=_only_who_may_attach)
        | declared.to(attached, validators=_only_who_may_attach)
    )
    stand_down_with_other = attached.to(stood_down)
    propose_again = attached.to(proposed)


_ENGINE = Actor(contact="engine", name="the engine")


def apply(incident: HasState, command: Command, actor: Actor = _ENGINE) -> None:
    """Carry the command out: the incident's state changes, or nothing does.

    Raises:
        Refused: with the reason, for the person who asked.

    """
    machine = Lifecycle(model=incident)
    try:
        machine.send(command, actor=actor)
    except TransitionNotAllowed as error:
        raise Refused(f"An incident that is {in_words(incident.state)} cannot {_request(command)}.") from error


def in_words(state: IncidentState) -> str:
    """Return the state as it is said in a sentence."""
    return {IncidentState.TRIAGE: "in triage"}.get(state, state.replace("_", " "))


def _request(command: Command) -> str:
    passive: dict[Command, str] = {
        Command.STAND_DOWN: "be stood down",
        Command.PROPOSE: "be proposed",
        Command.DECLARE: "be declared",
        Command.DECLARE_PROVISIONALLY: "be declared provisionally",
        Command.MITIGATE: "be mitigated",
        Command.RESOLVE: "be resolved",
        Command.REOPEN: "be reopened",
        Command.REOPEN_TRIAGE: "go back to triage",
        Command.START_TRIAGE: "start triage",
        Command.CLEAR: "close by itself",
        Command.ATTACH: "be made part of another",
        Command.STAND_DOWN_WITH_OTHER: "be stood down with another",
        Command.PROPOSE_AGAIN: "be proposed again",
    }
    return passive[command]


def diagram() -> str:
    """Return the machine as a Mermaid diagram."""
    return f"{Lifecycle:mermaid}"
