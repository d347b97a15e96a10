"""The lifecycle, cell by cell: every state, every command, everyone who may ask."""

from pathlib import Path

import pytest

from domain.errors import Refused
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import Actor, Command, IncidentState, Lifecycle, Role, apply, diagram, in_words
from domain.policies import Seniority
from tests.domain.builders import actor, card, incident

S, C = IncidentState, Command

TABLE: dict[tuple[IncidentState, Command], IncidentState] = {
    (S.REPORTED, C.START_TRIAGE): S.TRIAGE,
    (S.REPORTED, C.STAND_DOWN): S.STOOD_DOWN,
    (S.TRIAGE, C.PROPOSE): S.PROPOSED,
    (S.TRIAGE, C.STAND_DOWN): S.STOOD_DOWN,
    (S.PROPOSED, C.DECLARE_PROVISIONALLY): S.PROVISIONALLY_DECLARED,
    (S.PROPOSED, C.DECLARE): S.DECLARED,
    (S.PROPOSED, C.STAND_DOWN): S.STOOD_DOWN,
    (S.PROVISIONALLY_DECLARED, C.DECLARE): S.DECLARED,
    (S.PROVISIONALLY_DECLARED, C.STAND_DOWN): S.STOOD_DOWN,
    (S.DECLARED, C.STAND_DOWN): S.STOOD_DOWN,
    (S.PROVISIONALLY_DECLARED, C.MITIGATE): S.MITIGATED,
    (S.DECLARED, C.MITIGATE): S.MITIGATED,
    (S.MITIGATED, C.RESOLVE): S.RESOLVED,
    (S.MITIGATED, C.REOPEN): S.DECLARED,
    (S.RESOLVED, C.REOPEN): S.DECLARED,
    (S.STOOD_DOWN, C.REOPEN_TRIAGE): S.TRIAGE,
    (S.REPORTED, C.CLEAR): S.STOOD_DOWN,
    (S.TRIAGE, C.CLEAR): S.STOOD_DOWN,
    (S.REPORTED, C.ATTACH): S.ATTACHED,
    (S.TRIAGE, C.ATTACH): S.ATTACHED,
    (S.PROPOSED, C.ATTACH): S.ATTACHED,
    (S.PROVISIONALLY_DECLARED, C.ATTACH): S.ATTACHED,
    (S.DECLARED, C.ATTACH): S.ATTACHED,
    (S.ATTACHED, C.REOPEN_TRIAGE): S.TRIAGE,
    (S.ATTACHED, C.STAND_DOWN_WITH_OTHER): S.STOOD_DOWN,
    (S.ATTACHED, C.PROPOSE_AGAIN): S.PROPOSED,
}
"""Every cell that is not here is refused."""

FIRST_CONTACT = actor("ana", Role.RESPONDER)
HEAD = actor("cy", Role.HEAD_OF_DEPARTMENT)
OWNER = actor("bo", Role.SERVICE_OWNER)
LEAD = actor("lea")
LAST_LEAD = actor("max")
BYSTANDER = actor("dee", Role.RESPONDER)
ACTORS: dict[str, Actor | None] = {
    "first contact": FIRST_CONTACT,
    "incident lead": LEAD,
    "last lead": LAST_LEAD,
    "service owner": OWNER,
    "head of department": HEAD,
    "bystander": BYSTANDER,
    "the engine": None,
}
ANYONE = set(ACTORS)
_OF_THE_TEAM = {"first contact", "incident lead", "last lead", "service owner", "head of department", "bystander"}

WHO: dict[tuple[IncidentState, Command], set[str]] = {
    (S.REPORTED, C.STAND_DOWN): {"first contact", "head of department"},
    (S.TRIAGE, C.STAND_DOWN): {"first contact", "head of department"},
    (S.PROPOSED, C.STAND_DOWN): {"head of department"},
    (S.PROVISIONALLY_DECLARED, C.STAND_DOWN): {"head of department"},
    (S.DECLARED, C.STAND_DOWN): {"head of department"},
    (S.TRIAGE, C.PROPOSE): {"first contact"},
    (S.PROPOSED, C.DECLARE_PROVISIONALLY): {"first contact"},
    (S.PROPOSED, C.DECLARE): {"service owner", "head of department"},
    (S.PROVISIONALLY_DECLARED, C.DECLARE): {"service owner", "head of department"},
    (S.PROVISIONALLY_DECLARED, C.MITIGATE): {"incident lead", "head of department"},
    (S.DECLARED, C.MITIGATE): {"incident lead", "head of department"},
    (S.MITIGATED, C.RESOLVE): {"incident lead", "head of department"},
    (S.MITIGATED, C.REOPEN): _OF_THE_TEAM,
    (S.RESOLVED, C.REOPEN): _OF_THE_TEAM,
    (S.REPORTED, C.ATTACH): {"first contact", "head of department"},
    (S.TRIAGE, C.ATTACH): {"first contact", "head of department"},
    (S.PROPOSED, C.ATTACH): {"first contact", "head of department"},
    (S.PROVISIONALLY_DECLARED, C.ATTACH): {"incident lead", "head of department"},
    (S.DECLARED, C.ATTACH): {"incident lead", "head of department"},
}
"""Who may, for the commands that are judged by who asks; the others are open to whoever may send them at all.

The service owner declares where the company says so, and nowhere else.
"""


def may(state: IncidentState, command: Command, who: str, seniority: Seniority) -> bool:
    """Whether the table lets this person do that, by the policy of the company."""
    owners_do = command is not C.DECLARE or seniority is Seniority.SERVICE_OWNER
    return who in WHO.get((state, command), ANYONE) and (who != "service owner" or owners_do)


def ask(incident_: Incident, command: Command, who: Actor | None) -> None:
    """Send the command, as this person or as the engine."""
    if who:
        apply(incident_, command, who)
    else:
        apply(incident_, command)


def everything() -> list[tuple[IncidentState, Command, str, Seniority]]:
    """Return every state with every command by everyone, in every company."""
    return [(state, command, who, policy) for state in S for command in C for who in ACTORS for policy in Seniority]


@pytest.mark.parametrize(("state", "command", "who", "seniority"), everything())
def test_every_cell_is_allowed_or_refused(
    state: IncidentState, command: Command, who: str, seniority: Seniority
) -> None:
    """Each state answers each command of each person as the table says: it moves there, or it says no and stays."""
    case = incident(state, first_contact=None if command is C.CLEAR else "ana", lead="lea")
    case.episode.last_lead = PersonCard(id="max", name="Max")
    case.card = card().model_copy(update={"seniority": seniority})

    if (state, command) in TABLE and may(state, command, who, seniority):
        ask(case, command, ACTORS[who])
        assert TABLE[state, command] is case.state
    else:
        with pytest.raises(Refused):
            ask(case, command, ACTORS[who])
        assert state is case.state


@pytest.mark.parametrize(
    ("state", "command", "words"),
    [
        (S.DECLARED, C.DECLARE, "An incident that is declared cannot be declared."),
        (S.TRIAGE, C.START_TRIAGE, "An incident that is in triage cannot start triage."),
        (S.STOOD_DOWN, C.STAND_DOWN, "An incident that is stood down cannot be stood down."),
        (S.RESOLVED, C.MITIGATE, "An incident that is resolved cannot be mitigated."),
        (S.REPORTED, C.PROPOSE, "An incident that is reported cannot be proposed."),
        (S.TRIAGE, C.DECLARE_PROVISIONALLY, "An incident that is in triage cannot be declared provisionally."),
        (S.PROVISIONALLY_DECLARED, C.RESOLVE, "An incident that is provisionally declared cannot be resolved."),
        (S.PROPOSED, C.REOPEN, "An incident that is proposed cannot be reopened."),
        (S.MITIGATED, C.REOPEN_TRIAGE, "An incident that is mitigated cannot go back to triage."),
        (S.DECLARED, C.CLEAR, "An incident that is declared cannot close by itself."),
        (S.MITIGATED, C.ATTACH, "An incident that is mitigated cannot be made part of another."),
        (S.ATTACHED, C.STAND_DOWN, "An incident that is attached cannot be stood down."),
        (S.TRIAGE, C.PROPOSE_AGAIN, "An incident that is in triage cannot be proposed again."),
        (S.TRIAGE, C.STAND_DOWN_WITH_OTHER, "An incident that is in triage cannot be stood down with another."),
    ],
)
def test_what_a_state_does_not_allow_is_said_in_words(state: IncidentState, command: Command, words: str) -> None:
    """A request that does not fit where the incident stands is refused with a sentence that says so."""
    with pytest.raises(Refused) as refused:
        apply(incident(state, first_contact="ana"), command, HEAD)

    assert words == str(refused.value)


@pytest.mark.parametrize(
    ("state", "first_contact", "command", "words"),
    [
        (S.TRIAGE, None, C.STAND_DOWN, "Nobody has it yet: acknowledge the page first, then stand it down."),
        (S.TRIAGE, "ana", C.STAND_DOWN, "Only the one who has it, or the head of department, may stand it down."),
        (
            S.PROPOSED,
            "ana",
            C.STAND_DOWN,
            "Once it is proposed, only the head of department or their deputy may stand it down.",
        ),
        (S.PROPOSED, "ana", C.DECLARE, "Only the head of department or their deputy may declare."),
        (S.TRIAGE, "ana", C.PROPOSE, "Only the one who has it may do that."),
        (S.TRIAGE, "ana", C.CLEAR, "Somebody has it, and decides what becomes of it."),
        (
            S.TRIAGE,
            None,
            C.ATTACH,
            "Nobody has it yet: acknowledge the page first, then say what it is the same as.",
        ),
        (
            S.PROPOSED,
            "ana",
            C.ATTACH,
            "Only the one who leads or has it, or the head of department, may make it part of another.",
        ),
    ],
)
def test_who_may_not_is_told_who_may(
    state: IncidentState, first_contact: str | None, command: Command, words: str
) -> None:
    """A request of the wrong person is refused with a sentence that says whose it is."""
    with pytest.raises(Refused) as refused:
        apply(incident(state, first_contact=first_contact), command, BYSTANDER)

    assert words == str(refused.value)


@pytest.mark.parametrize("state", [S.PROPOSED, S.PROVISIONALLY_DECLARED])
def test_the_service_owner_declares_where_the_company_says_so(state: IncidentState) -> None:
    """P11: the policy names who is senior enough, whoever is not reads who is, and heads of department always are."""
    for declares in (OWNER, HEAD):
        case = owners_declare(state)
        apply(case, C.DECLARE, declares)
        assert S.DECLARED is case.state

    said = "Only the service owner, the head of department, or whoever stands in for them may declare."
    with pytest.raises(Refused, match=said):
        apply(owners_declare(state), C.DECLARE, FIRST_CONTACT)
    with pytest.raises(Refused, match="Only the head of department or their deputy may declare"):
        apply(incident(state), C.DECLARE, OWNER)


@pytest.mark.parametrize("state", [S.PROPOSED, S.PROVISIONALLY_DECLARED, S.DECLARED])
def test_standing_down_what_is_proposed_stays_with_the_head_of_department(state: IncidentState) -> None:
    """P11: whatever the company says of declaring."""
    with pytest.raises(Refused, match="only the head of department or their deputy may stand it down"):
        apply(owners_declare(state), C.STAND_DOWN, OWNER)


def owners_declare(state: IncidentState) -> Incident:
    """Return an incident of a company whose service owners declare."""
    case = incident(state, first_contact="ana")
    case.card = card().model_copy(update={"seniority": Seniority.SERVICE_OWNER})
    return case


def test_who_leads_says_that_it_is_over_and_nobody_else_but_the_head_of_department() -> None:
    """P13, P24: the lead mitigates and resolves; a stranger does neither, nor reopens it."""
    case, stranger = incident(S.DECLARED, lead="ana"), actor("zoe")
    for command, state in ((C.MITIGATE, S.MITIGATED), (C.RESOLVE, S.RESOLVED)):
        with pytest.raises(Refused, match="Only the incident lead, or the head of department, may do that"):
            apply(case, command, stranger)
        apply(case, command, FIRST_CONTACT)
        assert state is case.state

    with pytest.raises(Refused, match="Only the team in charge, or whoever led it, may reopen it"):
        apply(case, C.REOPEN, stranger)


@pytest.mark.parametrize("state", [S.MITIGATED, S.RESOLVED])
def test_reopening_declares_nothing_for_good(state: IncidentState) -> None:
    """P11: what the first contact declared, and nobody senior has confirmed, is provisional again when it is reopened."""
    for provisional, expected in ((True, S.PROVISIONALLY_DECLARED), (False, S.DECLARED)):
        case = incident(state, first_contact="ana")
        case.episode.provisional = provisional
        apply(case, C.REOPEN, FIRST_CONTACT)

        assert expected is case.state


@pytest.mark.parametrize("state", [S.REPORTED, S.TRIAGE])
def test_the_head_of_department_may_stand_down_what_nobody_has(state: IncidentState) -> None:
    """P11: a head of department need not wait until somebody has it."""
    case = incident(state)
    apply(case, C.STAND_DOWN, HEAD)

    assert S.STOOD_DOWN is case.state


@pytest.mark.parametrize("state", IncidentState)
def test_waking_up_fires_nothing(state: IncidentState) -> None:
    """An incident that comes back from storage stands where it stood: putting a machine on it moves nothing."""
    case = Incident.model_validate_json(incident(state, first_contact="ana").model_dump_json())
    before = case.model_dump_json()

    Lifecycle(model=case)

    assert (state, before) == (case.state, case.model_dump_json())


def test_the_state_survives_storage_after_a_move() -> None:
    """What the machine writes into an incident is the state itself, and reads back as that."""
    case = incident()
    apply(case, C.START_TRIAGE)

    assert S.TRIAGE is Incident.model_validate_json(case.model_dump_json()).state


def test_states_are_said_in_words() -> None:
    """Every state has words that fit into a sentence."""
    assert [
        "reported",
        "in triage",
        "proposed",
        "provisionally declared",
        "declared",
        "mitigated",
        "resolved",
        "stood down",
        "attached",
    ] == [in_words(state) for state in S]


GROUPS: dict[str, set[IncidentState]] = {
    "unjudged": {S.REPORTED, S.TRIAGE},
    "worked_on": {S.REPORTED, S.TRIAGE, S.PROPOSED, S.PROVISIONALLY_DECLARED, S.DECLARED},
    "awaits_declaration": {S.PROPOSED, S.PROVISIONALLY_DECLARED},
    "first_contact_manages": {S.TRIAGE, S.PROPOSED, S.PROVISIONALLY_DECLARED},
    "declared": {S.PROVISIONALLY_DECLARED, S.DECLARED},
    "led": {S.PROVISIONALLY_DECLARED, S.DECLARED, S.MITIGATED},
    "handed_on": {S.DECLARED, S.MITIGATED, S.RESOLVED},
    "impact_over": {S.MITIGATED, S.RESOLVED},
    "closed": {S.STOOD_DOWN, S.RESOLVED},
}
"""What can be asked of a state, and which states say yes."""


def test_every_group_of_states_is_written_out_here() -> None:
    """A state that is added answers each question on purpose, and a question that is added is answered for each state."""
    questions = {name for name, kind in vars(IncidentState).items() if isinstance(kind, property)}

    assert GROUPS == {question: {state for state in S if getattr(state, question)} for question in questions}


DOCUMENT = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def between(text: str, name: str) -> str:
    """Return what stands between two markers of the document."""
    return text.split(f"<!-- {name}: begin -->")[1].split(f"<!-- {name}: end -->")[0].strip()


def test_the_documented_diagram_is_the_machine() -> None:
    """The diagram in docs/lifecycle.md is the one generated from the machine, to the letter."""
    assert f"```mermaid\n{diagram().strip()}\n```" == between(DOCUMENT.read_text("utf-8"), "diagram")


def test_the_documented_table_is_the_table() -> None:
    """The table of who may what in docs/lifecycle.md has exactly the rows of the machine."""
    rows = [
        f"| {in_words(state)} | `{command}` | {_target(command, target)} | {_askers(state, command)} |"
        for (state, command), target in TABLE.items()
    ]

    assert rows == between(DOCUMENT.read_text("utf-8"), "table").splitlines()[2:]


def _target(command: Command, target: IncidentState) -> str:
    return "declared, or provisionally declared as before" if command is C.REOPEN else in_words(target)


def _askers(state: IncidentState, command: Command) -> str:
    if command is C.DECLARE:
        return "head of department, and service owner where `declared_by` says so"
    if command is C.CLEAR:
        return "the engine, while nobody has it"
    if command is C.REOPEN:
        return "anyone of the team in charge, the service owner, or who leads or led it"
    named = [who for who in ACTORS if who in WHO.get((state, command), set())]
    return " or ".join(named) or "anyone who may ask, and the engine"
