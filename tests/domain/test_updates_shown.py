"""What people are shown of the updates to each audience: what is due, who sees to it, what was missed and sent (P17 to P20)."""

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.incident import searching
from domain.incident.state import Incident
from domain.incident.view import UpdatesShown
from domain.incident.views import details, due, view
from domain.leading import PersonCard
from domain.lifecycle import IncidentState
from domain.messages import EscalationReport, Purpose
from tests.domain.builders import at
from tests.domain.rounds_of_an_incident import TECHNICAL, begun, declared, says, status

REPORTED = {"number": 2, "missed_in_all": 2, "last_sent_at": at(-45), "kind": RoundKind.SECOND}


def shown(case: Incident) -> UpdatesShown:
    """Return how the updates to the business are shown."""
    [seen] = [each for each in view(case).rounds if each.audience is Audience.BUSINESS]
    return seen


def told(case: Incident) -> list[str]:
    """Return what the Temporal UI says of the updates."""
    return [line for line in details(case).split("\n\n") if line.startswith("Updates to")]


def next_of(case: Incident) -> list[str]:
    """Return what of the rounds happens next."""
    return [each.what for each in due(case) if "update" in each.what]


def seen_to(case: Incident, holder: str | None) -> None:
    """Have somebody take the page of the overdue round, or nobody have it any more."""
    [search] = case.searches.for_purpose(Purpose.ROUND_OVERDUE)
    name = holder.capitalize() if holder else None
    report = EscalationReport(escalation=search.id, purpose=Purpose.ROUND_OVERDUE, holder=holder, holder_name=name)
    searching.escalation_reported(case, report, at(21))


def test_what_is_due_is_shown_for_each_audience() -> None:
    """Which one, when, with its day, what was missed before, when the last went out; what lies ahead comes next."""
    case = says(declared(), status().model_copy(update=REPORTED), status(TECHNICAL, due=40))

    assert [
        (
            "Updates to business stakeholders: the second update is due at 02:29 UTC on Monday 2 March. It lacks the plan. "
            "Missed: 2 times. Last sent at 01:29 UTC on Monday 2 March."
        ),
        (
            "Updates to technical teams: the first update is due at 02:54 UTC on Monday 2 March. It lacks the plan. "
            "Missed: none. Nothing was sent yet."
        ),
    ] == told(case)
    assert [
        "the second update to business stakeholders is due",
        "the first update to technical teams is due",
    ] == next_of(case)


def test_who_was_reminded_is_shown() -> None:
    """Nobody before the nudge, then whoever leads, or led it last, or has it."""
    case = says(declared(), status())
    assert None is shown(case).reminded
    begun(case, 5)
    assert ("Cy", "Cy was reminded.") == (shown(case).reminded, shown(case).whose)

    case.leadership.lead = None
    assert "Ana" == shown(case).reminded
    case.episode.last_lead = PersonCard(id="dee", name="Dee")
    assert "Dee" == shown(case).reminded


def test_an_overdue_update_is_shown_loudly_with_who_sees_to_it() -> None:
    """Nobody, until somebody takes the page; whoever lets it go sees to it no more."""
    case = says(declared(), status(), status(TECHNICAL, due=40))
    begun(case, 20)
    assert (True, None) == (shown(case).overdue, shown(case).seen_to_by)
    [business, technical] = told(case)
    assert "**OVERDUE**: the first update was due at 02:29 UTC on Monday 2 March. It lacks the plan." in business
    assert "Nobody sees to it yet: people are called." in business
    assert "OVERDUE" not in technical

    for holder, said in (("dee", "Dee sees to it."), (None, "Nobody sees to it yet: people are called.")):
        seen_to(case, holder)
        assert said == shown(case).whose
    seen_to(case, "dee")
    [search] = case.searches.for_purpose(Purpose.ROUND_OVERDUE)
    searching.search_ended(case, search, at(22))
    assert None is shown(case).seen_to_by


def test_what_is_due_now_is_overdue_next_and_then_nothing_but_to_send_it() -> None:
    """No list of what happens next names what has happened."""
    case = says(declared(), status())
    begun(case, 15)
    assert ["the first update to business stakeholders is overdue"] == next_of(case)
    begun(case, 20)

    assert [] == next_of(case)


def test_what_nobody_has_to_write_any_more_is_not_open() -> None:
    """A closing update is sent by itself, and after a stand-down nothing is late; what was missed stays known."""
    missed = status().model_copy(update={"missed_in_all": 1, "missed_this_round": 1})
    stood_down = says(declared(), missed)
    begun(stood_down, 20)
    stood_down.state = IncidentState.STOOD_DOWN
    closing = says(declared(), missed.model_copy(update={"kind": RoundKind.CLOSING}))

    for case in (stood_down, closing):
        seen = shown(case)
        assert (None, None, False, 1) == (seen.kind, seen.due_at, seen.overdue, seen.missed_in_all)
        assert ["Updates to business stakeholders: none is open. Missed: 1 time. Nothing was sent yet."] == told(case)


def test_before_there_are_rounds_nothing_is_said_of_them() -> None:
    """An incident that was not declared has none."""
    assert ((), []) == (view(declared()).rounds, told(declared()))
