"""`mimp matrix`: who relies on what; what suffers when a service fails, and whom to contact and why (P2, P14)."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from config.organisation_mistakes import did_you_mean
from domain.errors import Refused
from domain.organisation import Organisation
from domain.reliance.contact_plan import (
    ContactPlan,
    RelatedService,
    Stakeholder,
    TeamContact,
    TechnicalContact,
    plan_contacts,
)
from domain.reliance.graph import Reliance
from domain.wording import counted

_WIDTHS = {"service": 3, "who": 3, "id": 2, "team": 3, "why": 6, "relies on": 5, "is relied on by": 5, "chain": 6}
"""Of every table, so that those of one plan stand in line."""


def plan_for(reliance: Reliance, service: str) -> ContactPlan:
    """Return whom to contact when this service fails.

    Raises:
        Refused: nobody listed it; with the id that was meant, if one is close.

    """
    listed = reliance.organisation.services
    if service not in listed:
        meant = did_you_mean(service, listed, "'mimp matrix' shows all there are.")
        raise Refused(f"No service in the organisation file has the id '{service}'. {meant}")
    return plan_contacts(reliance, service)


def matrix_data(reliance: Reliance) -> list[dict[str, Any]]:
    """Return the matrix as data: of each service its id, name and team, what it relies on, and what relies on it."""
    services = (reliance.organisation.services[service] for service in reliance.services)
    return [
        {
            "service": each.id,
            "name": each.name,
            "team": each.team,
            "relies_on": list(reliance.relies_on(each.id)),
            "relied_on_by": list(reliance.relied_on_by(each.id)),
        }
        for each in services
    ]


def matrix_table(reliance: Reliance) -> Table:
    """Return the matrix as a table with a row for each service, which is read in both directions."""
    organisation = reliance.organisation
    table = _table(f"{organisation.name}: who relies on what", "service", "id", "team", "relies on", "is relied on by")
    for service in (organisation.services[each] for each in reliance.services):
        directions = reliance.relies_on(service.id), reliance.relied_on_by(service.id)
        relies_on, relied_on_by = (
            ", ".join(organisation.services[each].name for each in found) for found in directions
        )
        _add_row(table, service.name, service.id, organisation.team(service.team).name, relies_on, relied_on_by)
    return table


def plan_data(plan: ContactPlan) -> dict[str, Any]:
    """Return the plan as data; each entry has the chain of ids that explains it, or null."""
    return plan.model_dump(mode="json")


def plan_tables(organisation: Organisation, plan: ContactPlan) -> Group:
    """Return what follows when a known service fails, list by list, each entry with the chain that explains it."""
    return Group(
        _services(organisation, "Affected", plan.affected),
        _services(organisation, "May be the cause", plan.causes),
        contact_tables(plan),
    )


def contact_tables(plan: ContactPlan) -> Group:
    """Return whom to contact, list by list, each with why and the chain that explains it (P14)."""
    return Group(
        _contacts("Teams to call", plan.teams_to_call),
        _contacts("Teams to inform", plan.teams_to_inform),
        _contacts("Teams the lead may call too", plan.teams_offered),
        _contacts("Technical people to inform", plan.technical_people),
        _contacts("Business stakeholders to inform", plan.stakeholders),
    )


def _services(organisation: Organisation, title: str, services: Sequence[RelatedService]) -> Table | Text:
    if not services:
        return Text(f"{title}: nothing else")
    table = _table(f"{title}: {counted(len(services), 'service')}", "service", "team", "chain")
    for each in services:
        _add_row(table, each.name, organisation.team(each.team).name, str(each.chain))
    return table


def _contacts(title: str, contacts: Sequence[TeamContact | TechnicalContact | Stakeholder]) -> Table | Text:
    if not contacts:
        return Text(f"{title}: nobody else")
    table = _table(f"{title}: {len(contacts)}", "who", "why", "chain")
    for each in contacts:
        _add_row(table, each.name, each.because, str(each.chain or ""))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=Text(title), title_justify="left", expand=True)
    for name in columns:
        table.add_column(name, ratio=_WIDTHS[name], overflow="fold")
    return table


def _add_row(table: Table, *cells: str) -> None:
    table.add_row(*map(Text, cells))  # names from the organisation file are text, never markup
