"""Incidents in the middle of things, for tests."""

from datetime import datetime

from domain.alerts import Alert
from domain.incident import alerts, comms, moves, review, searching, triage
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.lifecycle import Role
from domain.messages import EscalationReport, Purpose, Stop
from tests.domain.builders import ESCALATION, NIGHT, TRIAGE, actor, alert, at, card, incident

HEAD = actor("cy", Role.HEAD_OF_DEPARTMENT)


ANA = actor("ana", Role.RESPONDER)


def told(case: Incident) -> list[str]:
    """Return what stands on the timeline."""
    return [entry.what for entry in case.timeline.entries]


def move_of(case: Incident, now: datetime) -> type[moves.Move]:
    """Return what kind of move comes next, once the rounds of comms and the review know how it stands."""
    tell_rounds(case, now)
    tell_review(case, now)
    return type(moves.next_move(case, now))


def tell_rounds(case: Incident, now: datetime) -> None:
    """Begin the rounds of comms where they are due, and tell them how it stands."""
    while audience := comms.to_begin(case):
        comms.begin(case, audience, now)
    while audience := comms.to_tell(case, now):
        comms.note_told(case, audience, now)


def tell_review(case: Incident, now: datetime) -> None:
    """Begin the review where it is due, and tell it how it stands, also that it is over."""
    while isinstance(move := moves.next_move(case, now), moves.BeginReview | moves.TellReview):
        if isinstance(move, moves.BeginReview):
            review.begin(case)
        else:
            review.note_told(case, over=move.over)


def start_search(case: Incident, now: datetime) -> Search:
    """Begin the search for somebody who judges it."""
    return searching.start_search(case, Purpose.TRIAGE, "storefront", now)


def triage_of(case: Incident) -> Search:
    """Return the search for somebody who judges it."""
    search = case.searches.triage
    assert search is not None
    return search


def supersede(case: Incident) -> None:
    """End the search of low urgency."""
    searching.supersede(triage_of(case))


def stop_order(case: Incident, now: datetime) -> Stop:
    """Return what the search is told when it is settled."""
    return searching.stop_order(case, triage_of(case), now)


def search_told(case: Incident, now: datetime) -> bool:
    """Tell the search whether all alerts have cleared."""
    return searching.search_told(case, triage_of(case), now)


def words_told(case: Incident, now: datetime) -> None:
    """Tell every search that runs what its pages say now."""
    for search in case.searches.running:
        searching.words_told(case, search, now)


def search_ended(case: Incident, now: datetime) -> None:
    """The search does not run any more."""
    searching.search_ended(case, triage_of(case), now)


def searches_begun(case: Incident) -> int:
    """Return how many searches for somebody who judges it there were."""
    return sum(case.searches.begun.values())


def in_triage(*given: Alert) -> Incident:
    """Return an incident whose team is being called."""
    case = incident()
    for each in given or (alert(),):
        alerts.receive(case, each, NIGHT)
    triage.identify(case, card(), NIGHT)
    start_search(case, NIGHT)
    return case


def held_by_ana() -> Incident:
    """Return an incident in triage that Ana has."""
    case = in_triage()
    searching.escalation_reported(case, report("ana"), at(1))
    return case


def stood_down() -> Incident:
    """Return an incident that Ana stood down ten minutes into the night, and whose search has ended."""
    case = held_by_ana()
    triage.stand_down(case, ANA, "a test of the load", at(10))
    searching.escalation_reported(case, report("ana", ended=True), at(10))
    return case


def report(holder: str | None, *, ended: bool = False) -> EscalationReport:
    """Return what the escalation says about who has it."""
    name = holder.capitalize() if holder else None
    return EscalationReport(escalation=ESCALATION, purpose=TRIAGE, holder=holder, holder_name=name, ended=ended)
