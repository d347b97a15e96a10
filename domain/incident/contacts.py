"""Whom to contact once it is declared, also provisionally (P14): lists from the dependency matrix, and who else may be called."""

from collections.abc import Sequence
from datetime import datetime

from domain.incident import joining, parts
from domain.incident.state import Incident
from domain.reliance.contact_plan import ContactPlan, Stakeholder, TeamContact, TechnicalContact
from domain.timeline import Kind

_SERVICES_CARRIED = 30  # of each kind; the nearest say enough, and the incident carries them while it is open
_NAMED = 12


def are_due(incident: Incident) -> bool:
    """Whether it is to be found out whom to contact."""
    return incident.state.declared and incident.episode.contacts is None


def planned(incident: Incident, plan: ContactPlan, now: datetime) -> None:
    """Keep the plan, and put its lists on the timeline, each entry with why it is on it."""
    joining.call_teams(incident, plan)
    parts.call_their_teams(incident, now)
    incident.episode.contacts = plan.model_copy(
        update={
            "affected": plan.affected[:_SERVICES_CARRIED],
            "more_affected": plan.more_affected + len(plan.affected[_SERVICES_CARRIED:]),
            "causes": plan.causes[:_SERVICES_CARRIED],
            "more_causes": plan.more_causes + len(plan.causes[_SERVICES_CARRIED:]),
        }
    )
    for what, listed in (
        ("teams to call", plan.teams_to_call),
        ("technical teams to inform", plan.teams_to_inform),
        ("business stakeholders to inform", plan.stakeholders),
        ("teams the lead may call too", plan.teams_offered),
    ):
        if listed:
            incident.write(now, Kind.NOTE, f"{what}: {_named(listed)}", why=plan.note or "the dependency matrix")


def _named(listed: Sequence[TeamContact | TechnicalContact | Stakeholder]) -> str:
    said = [f"{each.name} ({each.because}{_path(each)})" for each in listed[:_NAMED]]
    more = len(listed) - len(said)
    return "; ".join([*said, *([f"and {more} more"] if more else [])])


def _path(contact: TeamContact | TechnicalContact | Stakeholder) -> str:
    return f": {contact.chain}" if contact.chain and contact.chain.distance else ""
