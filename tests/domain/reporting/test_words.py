"""What a report comes to, in words: before it is made, and after."""

import pytest

from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.reporting.words import what_comes_of_it, what_it_joins
from tests.domain.builders import CODE
from tests.domain.reporting.company import standing

CALLED = "Whoever is on call for Shop is called to judge it."


@pytest.mark.parametrize(
    ("incident", "joins", "follows"),
    [
        (None, "", CALLED),
        (standing(), f"Incident {CODE} is open for it, and nobody has it yet: your report joins it.", CALLED),
        (
            standing(holder="Ana"),
            f"Incident {CODE} is open for it, and Ana has it: your report joins it.",
            "Ana has it, and your report is on its timeline.",
        ),
        (
            standing(IncidentState.DECLARED, holder="Ana", lead="Cy"),
            f"Incident {CODE} is open for it, and Cy has it: your report joins it.",
            "Cy has it, and your report is on its timeline.",
        ),
        (
            standing(IncidentState.MITIGATED, holder="Ana"),
            f"Incident {CODE} about it is mitigated: your report asks its lead whether it is over.",
            "Its lead is asked whether it is over.",
        ),
        (
            standing(IncidentState.STOOD_DOWN, holder="Ana"),
            f"Incident {CODE} about it was closed: your report opens it again.",
            f"It is open again: w{CALLED[1:]}",
        ),
        (
            standing(IncidentState.ATTACHED, holder="Bo", part_of="search-AB2C"),
            f"Incident {CODE} about it is part of search-AB2C, which Bo has: your report goes there.",
            "It is part of search-AB2C, which Bo has: your report goes there.",
        ),
        (
            standing(IncidentState.ATTACHED, part_of="search-AB2C"),
            f"Incident {CODE} about it is part of search-AB2C: your report goes there.",
            "It is part of search-AB2C: your report goes there.",
        ),
    ],
    ids=[
        "nothing is open",
        "nobody has it",
        "somebody has it",
        "somebody leads it",
        "mitigated",
        "stood down",
        "part",
        "part, nobody known",
    ],
)
def test_who_reports_hears_what_it_joins_and_what_happens_now(
    incident: IncidentView | None, joins: str, follows: str
) -> None:
    """As the incident stands it is told who has it, or who is called: nobody wonders whether somebody looks into it."""
    assert (joins, f"It is reported as {CODE}. {follows}") == (
        what_it_joins(incident),
        what_comes_of_it(CODE, incident, "Shop"),
    )
