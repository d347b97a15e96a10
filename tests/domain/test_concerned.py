"""Whoever had it, leads it or is on its call is told once when somebody else ends it."""

import pytest

from domain.audiences import Audience
from domain.bridges import BridgeMoved
from domain.incident import joining, requests, triage
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.requests import AnyRequest, Mitigate, StandDown
from tests.domain.builders import CODE, at, incident, resolves
from tests.domain.incidents import HEAD, held_by_ana, in_triage, stop_order
from tests.domain.pairs import texts

S = IncidentState
STOOD_DOWN = (
    f"{CODE} is stood down as not major by Cy: nobody is called for the same alert for 4 hours. Nothing more to do."
)
MITIGATE, RESOLVE = Mitigate(actor=HEAD, what="rolled back"), resolves(HEAD)


def on_the_call(case: Incident, *people: str) -> Incident:
    """Return the incident with these people on its technical call."""
    for person in people:
        report = BridgeMoved(
            code=CODE,
            audience=Audience.TECHNICAL,
            person=person,
            name=person.capitalize(),
            team="platform",
            call_id=person,
            joined=True,
        )
        joining.bridge_moved(case, report, at(4))
    return case


def led(state: IncidentState = S.DECLARED, *, lead: str = "lea") -> Incident:
    """Return an incident that Ana had first; Dee and who leads it are on the technical call."""
    case = in_triage()
    triage.somebody_has_it(case, "ana", "Ana", at(1))
    for search in case.searches.running:
        search.running = False
    case.state, case.leadership.lead = state, incident(state, lead=lead).leadership.lead
    return on_the_call(case, "dee", lead)


@pytest.mark.parametrize(
    ("state", "request_", "words"),
    [
        (S.DECLARED, StandDown(actor=HEAD, reason="a test"), STOOD_DOWN),
        (S.DECLARED, MITIGATE, f"{CODE} is mitigated by Cy: rolled back"),
        (S.MITIGATED, RESOLVE, f"{CODE} is resolved by Cy. Nothing more to do."),
    ],
    ids=["stood down", "mitigated", "resolved"],
)
def test_who_had_it_leads_it_or_is_on_its_call_gets_one_text(
    state: IncidentState, request_: AnyRequest, words: str
) -> None:
    """The head of department ends it: Ana, who took it first, Lea, who leads it, and Dee, who is on the call, read so once."""
    case = led(state)
    requests.grant(case, request_, at(30))

    assert [("ana", words), ("lea", words), ("dee", words)] == texts(case)


def test_who_ends_it_hears_the_reply_and_gets_no_text() -> None:
    """Cy leads it, is on the call, and mitigates it: only the others are texted."""
    case = led(lead="cy")
    requests.grant(case, MITIGATE, at(30))

    assert ["ana", "dee"] == [person for person, _ in texts(case)]


def test_whom_a_search_tells_is_not_told_twice() -> None:
    """While the search that found Ana goes on, it has the one text for her; told to stop already, it says no more."""
    for case, expected in ((held_by_ana(), []), (held_by_ana(), ["ana"])):
        if expected:
            stop_order(case, at(9))
        triage.stand_down(case, HEAD, "a test", at(10))

        assert expected == [person for person, _ in texts(case)]


def test_what_clears_by_itself_is_told_to_whoever_is_still_on_a_call() -> None:
    """Nobody has it, and Dee is on the call since its first life."""
    case = on_the_call(in_triage(), "dee")
    triage.close_by_itself(case, at(30))

    assert [("dee", f"{CODE} cleared by itself and is closed. Nothing more to do.")] == texts(case)


def test_a_stranger_is_told_nothing() -> None:
    """Of an incident nobody had, which nobody leads and on whose call nobody is, nobody is texted."""
    case = in_triage()
    requests.grant(case, StandDown(actor=HEAD, reason="a test"), at(2))

    assert [] == texts(case)
