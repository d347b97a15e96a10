"""Who answers for the updates of an incident: one list, by which people are reminded, called and let send (P12, P13)."""

import pytest

from domain.incident import comms, reminding, searching
from domain.incident.responsible import may_send, responsible, who_is_reminded
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from tests.domain.builders import NIGHT, incident


def case(
    *, lead: str | None = None, last: str | None = None, first: str | None = None, sees: str | None = None
) -> Incident:
    """Return an incident with these people."""
    made = incident(IncidentState.DECLARED, first_contact=first, lead=lead)
    made.episode.last_lead = PersonCard(id=last, name=last.capitalize()) if last else None
    made.comms.holder = sees
    return made


@pytest.mark.parametrize(
    ("made", "answer", "send"),
    [
        (case(lead="cy", first="ana"), ("cy",), ("cy",)),
        (case(lead="cy", last="eli", first="ana", sees="dee"), ("cy",), ("cy", "dee")),
        (case(first="ana"), ("ana",), ("ana",)),
        (case(last="cy", first="ana", sees="dee"), ("cy", "ana"), ("cy", "ana", "dee")),
        (case(last="ana", first="ana"), ("ana",), ("ana",)),
        (case(lead="cy", sees="cy"), ("cy",), ("cy",)),
        (case(), (), ()),
    ],
)
def test_the_same_people_are_reminded_called_for_and_may_send(
    made: Incident, answer: tuple[str, ...], send: tuple[str, ...]
) -> None:
    """The lead; while nobody leads whoever led it last, then the first contact; and who sees to an overdue round may send, too."""
    search = searching.start_search(made, Purpose.ROUND_OVERDUE, "storefront", NIGHT)
    first = answer[0] if answer else None

    assert (answer, send, send) == (responsible(made), may_send(made), comms.status(made).may_send)
    assert (first, first) == (who_is_reminded(made), searching.whose_deputy(made, search))
    assert searching.first_asked(made, search) is None
    assert [] == reminding.who_is_nudged(made)


def test_of_other_searches_nobodys_deputy_is_asked_first() -> None:
    """Whoever takes over is searched by the lead themself, then the ladder."""
    made = case(lead="cy", first="ana")
    search = searching.start_search(made, Purpose.SILENT_LEAD, "storefront", NIGHT)

    assert ("cy", None) == (searching.first_asked(made, search), searching.whose_deputy(made, search))
