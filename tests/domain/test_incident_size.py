"""What an incident carries stays small, however long it lasts: Temporal keeps it at each roll-over."""

from datetime import timedelta

from domain.board.entries import AddedSection, AddToBoard
from domain.board.state import Section
from domain.incident import requests, triage
from domain.incident.contacts import planned
from domain.incident.involvement import Way
from domain.leading import PersonCard
from domain.messages import FactsRecorded
from domain.reliance.contact_plan import ContactPlan, RelatedService, Stakeholder, TeamContact
from domain.reliance.graph import Chain
from domain.review.situation import MOST_INVOLVED
from domain.timeline import Journal, Kind, Reference
from tests.domain.builders import CODE, NIGHT, actor
from tests.domain.test_closing import declared

_MOST_BYTES = 256 * 1024
_SECTIONS: tuple[AddedSection, ...] = (Section.ACTION_TAKEN, Section.THEORY, Section.EXTENT)


def test_a_day_with_a_thousand_entries_and_five_hundred_pages_stays_within_its_bound() -> None:
    """Boards, pages, a large company's contact plan, records that are away: open matters are kept, the rest is counted."""
    largest = 0
    case, journal = declared(), Journal(origin="incident/checkout/7K3Q/escalation/join/platform#AAAA")
    planned(case, _large_plan(), NIGHT)
    for number in range(MOST_INVOLVED):
        person = PersonCard(id=f"somebody-{number}", name=f"Somebody Number {number}", time_zone="Europe/London")
        case.involvement.note(person, Way.TECHNICAL_CALL)
    for number in range(1000):
        at = NIGHT + timedelta(seconds=80 * number)
        section = _SECTIONS[number % 3 if number < 30 else 0]
        note = AddToBoard(actor=actor("ana"), section=section, text=f"{number}: {'restarted it and waited. ' * 8}")
        requests.grant(case, note, at)
        if number % 2:
            about = Reference(
                intent=f"{journal.origin}/somebody-with-a-long-name#{number}", attempt=f"somebody/AAAA/{number}"
            )
            journal.write(
                CODE, at, Kind.ATTEMPT, "call placed", who="Somebody With A Long Name", why="x" * 120, about=about
            )
            triage.record(case, FactsRecorded(code=CODE, entries=journal.take()[CODE]))
        if case.outbox.overflows:
            largest = max(largest, len(case.model_dump_json()))
            case.outbox.give_up(case.outbox.next_together())

    assert case.outbox.given_up > 0
    assert 200_000 < largest < _MOST_BYTES
    assert 200 == len(case.timeline.entries)
    assert case.timeline.older > 1000


def _large_plan() -> ContactPlan:
    chain = Chain(path=tuple(f"service-with-a-long-name-{number}" for number in range(8)))
    services = tuple(
        RelatedService(id=f"service-{number}", name=f"Service {number}", team="platform", chain=chain)
        for number in range(100)
    )
    teams = tuple(
        TeamContact(id=f"team-{number}", name=f"Team {number}", because="owns it", chain=chain) for number in range(40)
    )
    people = tuple(
        Stakeholder(id=f"person-{number}", name=f"Person {number}", because="is told") for number in range(60)
    )
    return ContactPlan(
        service="checkout",
        affected=services,
        causes=services,
        teams_to_call=teams,
        teams_to_inform=teams,
        stakeholders=people,
    )
