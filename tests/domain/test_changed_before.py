"""What was changed before an incident opened: once somebody has it, on its board, and in words (P16)."""

from domain.board.change_log import RecentChanges
from domain.board.posted_changes import ChangePosted
from domain.incident import alerts, changed_before, moves, triage, views
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.organisation import Urgency
from domain.reliance.contact_plan import ContactPlan
from domain.timeline import Kind
from tests.domain.builders import alert, at, card, incident
from tests.domain.incidents import ANA, held_by_ana, in_triage, move_of, stood_down, told, triage_of


def change(what: str = "v47 is live", before: float = 10, service: str | None = "payments") -> ChangePosted:
    """Return a change that was made so many minutes before the incident opened."""
    return ChangePosted(source="argo", change_id=f"{what}{before}", what=what, at=at(-before), service=service)


def found(*changes: ChangePosted, more: int = 0) -> RecentChanges:
    """Return what the log offers."""
    return RecentChanges(changes=changes, more=more)


def taken() -> Incident:
    """Return an incident that Ana has, and that has looked for other incidents."""
    case = held_by_ana()
    case.surroundings.looked_around = case.surroundings.looked_back = True
    return case


def test_it_is_looked_up_once_somebody_has_it() -> None:
    """While people are called nothing delays a page; then it is asked once for each search."""
    assert moves.Listen is move_of(in_triage(), at(0))
    case = taken()
    assert moves.LookAtChanges is move_of(case, at(2))

    case.surroundings.looked_at_changes = True
    assert moves.Listen is move_of(case, at(2))


def test_a_search_that_only_tells_is_not_held_up() -> None:
    """Somebody may still have to be called, so it waits; a lead reads it in any case."""
    case = taken()
    triage_of(case).urgency = Urgency.LOW
    assert moves.Listen is move_of(case, at(2))

    led = incident(IncidentState.DECLARED, first_contact="ana", lead="ana")
    led.card, led.episode.contacts = card(), ContactPlan(service="checkout")
    assert moves.LookAtChanges is move_of(led, at(2))


def test_it_is_looked_up_again_when_triage_begins_again() -> None:
    """After a stand-down new trouble may come from a new change."""
    case = stood_down()
    case.surroundings.looked_at_changes = True
    alerts.receive(case, alert("f2"), at(40))
    triage.start_triage(case, Urgency.HIGH, at(40))

    assert not case.surroundings.looked_at_changes


def test_what_was_changed_stands_on_the_board_and_is_said_once() -> None:
    """Each is an entry with the moment it was made; the timeline has one line for all, and so have those who follow the board."""
    case = taken()
    before = len(told(case))
    changed_before.changes_seen(case, found(change(), change("checkout 4.2", 90, "checkout")), at(2))

    assert [("checkout 4.2", at(-90)), ("v47 is live", at(-10))] == [
        (each.text, each.at) for each in case.board.entries
    ]
    words = "in the last 24 hours: v47 is live (service payments, 10 minutes before), checkout 4.2 (1 hour 30 minutes before)"
    [entry] = case.timeline.entries[before:]
    assert (f"changed {words}", "#1 to #2 on the board: could have caused it") == (entry.what, entry.why)
    assert (Kind.BOARD, words, 1) == (entry.kind, views.view(case).changed_lately, case.board.sequence)
    assert f"Changed {words}." in views.details(case)


def test_a_change_without_a_service_names_none() -> None:
    """It may concern anything; what was made as the incident opened, or while it was being taken, says so."""
    case = taken()
    changed_before.changes_seen(case, found(change("a", -1, None), change("b", 0.5, None)), at(2))

    assert "in the last 24 hours: a (after it opened), b (just before)" == case.surroundings.changed_lately


def test_many_are_counted() -> None:
    """Three are named, and how many there are beyond, on the board or not."""
    case = taken()
    changes = [change(f"v{number}", number, None) for number in range(1, 21)]
    changed_before.changes_seen(case, found(*changes, more=5), at(2))

    assert (case.surroundings.changed_lately or "").endswith("v3 (3 minutes before), and 22 more")
    assert 20 == len(case.board.entries)


def test_every_tool_is_named_before_one_is_named_twice() -> None:
    """Three are named: one tool that posted most does not hide the others."""
    case = taken()
    busy = [change(f"v{number}", number, None) for number in range(1, 9)]
    rare = change("a firewall rule", 50, None).model_copy(update={"source": "terraform"})
    changed_before.changes_seen(case, found(*busy, rare), at(2))

    words = "v1 (1 minute before), v2 (2 minutes before), a firewall rule (50 minutes before), and 6 more"
    assert f"in the last 24 hours: {words}" == case.surroundings.changed_lately


def test_a_change_it_was_told_of_is_not_told_again() -> None:
    """The words name it all the same: whoever has it asks what was changed, not who said so."""
    case = taken()
    changed_before.changes_seen(case, found(change()), at(2))
    before = told(case)
    changed_before.changes_seen(case, found(change()), at(3))

    assert (before, 1) == (told(case), len(case.board.entries))
    assert "in the last 24 hours: v47 is live (service payments, 10 minutes before)" == case.surroundings.changed_lately


def test_without_changes_nothing_is_said() -> None:
    """None is no news; that nobody could tell is."""
    case = taken()
    before = told(case)
    changed_before.changes_seen(case, found(), at(2))
    assert (before, None) == (told(case), case.surroundings.changed_lately)

    changed_before.changes_seen(case, None, at(2))
    assert "what was changed lately could not be looked up" == told(case)[-1]


def test_the_companys_time_is_said() -> None:
    """Whoever reads it knows how far back was looked."""
    case = taken()
    case.card = card().model_copy(update={"changes_looked_back": at(120) - at(0)})
    changed_before.changes_seen(case, found(change("a", 5, None)), at(2))

    assert "in the last 2 hours: a (5 minutes before)" == case.surroundings.changed_lately
    triage.stand_down(case, ANA, "known", at(4))
