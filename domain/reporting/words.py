"""What a report comes to, in the words of texts and calls: which incident it is, who has it, and what happens now (P9).

What is said here is what `suspect` in domain/incident/alerts.py does with a report as the incident stands.
"""

from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState


def what_it_joins(standing: IncidentView | None) -> str:
    """Return what a report would join, before it is made; nothing where it would open an incident of its own.

    Of an incident that is part of another, `standing` says who has the other.
    """
    if standing is None:
        return ""
    incident = f"Incident {standing.code}"
    if standing.part_of:
        return f"{incident} about it is {_part_of(standing)}"
    if standing.state.impact_over:
        return f"{incident} about it is {standing.state}: your report asks its lead whether it is over."
    if standing.state is IncidentState.STOOD_DOWN:
        return f"{incident} about it was closed: your report opens it again."
    has_it = _who_has_it(standing)
    return (
        f"{incident} is open for it, and {has_it or 'nobody'} has it{'' if has_it else ' yet'}: your report joins it."
    )


def what_comes_of_it(code: str, standing: IncidentView | None, team: str) -> str:
    """Return what is said of a report that was made: the incident's code, and what happens next.

    `standing` is how the incident stood before the report, None when there was none; `team` is the name of the team that is called.
    """
    return f"It is reported as {code}. {_what_follows(standing, team)}"


def _part_of(standing: IncidentView) -> str:
    has_it = _who_has_it(standing)
    return f"part of {standing.part_of}{f', which {has_it} has' if has_it else ''}: your report goes there."


def _what_follows(standing: IncidentView | None, team: str) -> str:
    if standing and standing.part_of:
        return f"It is {_part_of(standing)}"
    if standing and standing.state.impact_over:
        return "Its lead is asked whether it is over."
    if standing and standing.state is not IncidentState.STOOD_DOWN and (has_it := _who_has_it(standing)):
        return f"{has_it} has it, and your report is on its timeline."
    again = "It is open again: whoever" if standing and standing.state is IncidentState.STOOD_DOWN else "Whoever"
    return f"{again} is on call for {team} is called to judge it."


def _who_has_it(standing: IncidentView) -> str | None:
    return standing.lead or standing.holder
