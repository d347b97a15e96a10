"""Incidents in the middle of things, for tests."""

from domain.alerts import Alert
from domain.incident import Incident, escalation_reported, identify, stand_down, start_triage
from domain.incident_alerts import receive
from domain.lifecycle import Role
from domain.messages import EscalationReport
from tests.domain.builders import ESCALATION, NIGHT, TRIAGE, actor, alert, at, card, incident

HEAD = actor("cy", Role.HEAD_OF_DEPARTMENT)


ANA = actor("ana", Role.RESPONDER)


def told(case: Incident) -> list[str]:
    """Return what stands on the timeline."""
    return [entry.what for entry in case.timeline.entries]


def in_triage(*alerts: Alert) -> Incident:
    """Return an incident whose team is being called."""
    case = incident()
    for each in alerts or (alert(),):
        receive(case, each, NIGHT)
    identify(case, card(), NIGHT)
    start_triage(case, NIGHT)
    return case


def held_by_ana() -> Incident:
    """Return an incident in triage that Ana has."""
    case = in_triage()
    escalation_reported(case, report("ana"), at(1))
    return case


def stood_down() -> Incident:
    """Return an incident that Ana stood down ten minutes into the night, and whose search has ended."""
    case = held_by_ana()
    stand_down(case, ANA, "a test of the load", at(10))
    escalation_reported(case, report("ana", ended=True), at(10))
    return case


def report(holder: str | None, *, ended: bool = False) -> EscalationReport:
    """Return what the escalation says about who has it."""
    name = holder.capitalize() if holder else None
    return EscalationReport(escalation=ESCALATION, purpose=TRIAGE, holder=holder, holder_name=name, ended=ended)
