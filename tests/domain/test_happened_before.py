"""P16: has this happened before, and what was the workaround; and which incident of the service was the last one."""

from datetime import timedelta

from domain.board.state import Section
from domain.board.views import board_view, said
from domain.history.rows import EarlierIncident, EarlierIncidents
from domain.incident import happened_before, moves, triage
from domain.incident.page_words import page_words
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.lookups import LastIncident, RecentIncidents
from domain.messages import Purpose
from domain.timeline import Kind
from tests.domain.builders import NIGHT, at
from tests.domain.incidents import held_by_ana, in_triage, move_of, told, words_told
from tests.domain.test_closing import declared


def earlier(number: int, *, workaround: str = "", days: int = 30) -> EarlierIncident:
    """Return an incident of the past."""
    return EarlierIncident(
        code=f"checkout-AAA{number}",
        service="Checkout",
        opened_at=NIGHT - timedelta(days=days),
        what="orders failed\nfor an hour",
        workaround=workaround,
    )


def on_the_board(case: Incident) -> list[str]:
    """Return what stands on the board of what happened before, the latest first."""
    [part] = [each for each in board_view(case.board).parts if each.title == "Has it happened before?"]
    return [said(entry) for entry in part.entries]


def test_what_was_like_it_stands_on_the_board_with_its_workaround() -> None:
    """Three at most, the likeliest first, each with its day; the timeline says the same, by whom it was found."""
    case = declared()
    found = EarlierIncidents(
        incidents=(
            earlier(2, workaround="restart it"),
            earlier(3, days=400),
            earlier(4),
            earlier(5),
        )
    )
    happened_before.earlier_seen(case, found, at(5))

    assert [
        "Checkout on 31 January: orders failed for an hour (checkout-AAA4)",
        "Checkout on 26 January 2025: orders failed for an hour (checkout-AAA3)",
        "Checkout on 31 January: orders failed for an hour (checkout-AAA2); the workaround then: restart it",
    ] == on_the_board(case)
    entries = [entry for entry in case.timeline.entries if entry.kind is Kind.BOARD]
    assert ("the records", "the workaround then: restart it") == (entries[0].who, entries[0].why)
    assert 3 == len(entries)


def test_nothing_found_is_nothing_said() -> None:
    """Nor where nobody could tell, nor of what somebody has noted already."""
    case = declared()
    before = told(case)
    happened_before.earlier_seen(case, None, at(5))
    happened_before.earlier_seen(case, EarlierIncidents(), at(5))
    assert before == told(case)
    found = EarlierIncidents(incidents=(earlier(2),))
    happened_before.earlier_seen(case, found, at(5))
    happened_before.earlier_seen(case, found, at(6))

    assert 1 == sum(entry.section is Section.HAPPENED_BEFORE for entry in case.board.entries)


def test_it_is_asked_once_for_whoever_has_it_and_before_nobody_does() -> None:
    """After all that pages people, with the words of the incident."""
    waiting, held = in_triage(), held_by_ana()
    for case in (waiting, held):
        case.surroundings.looked_around = case.surroundings.looked_at_changes = case.told_of_life = True
        words_told(case, at(2))
    assert [moves.Listen, moves.LookBack] == [move_of(case, at(2)) for case in (waiting, held)]
    held.surroundings.looked_back = True
    asked = happened_before.query(held)

    assert moves.Listen is move_of(held, at(2))
    assert ("checkout", True) == (asked.key, held.headline in asked.words)


def test_the_last_incident_of_the_service_is_named() -> None:
    """On the timeline, and in what pages say from then on."""
    case = held_by_ana()
    last = LastIncident(code="checkout-AAAA", state=IncidentState.RESOLVED, over_at=at(-60))
    triage.others_seen(case, RecentIncidents(last=last), at(2))
    words = "he last incident of this service was checkout-AAAA (resolved, over since 2026-03-02 01:14 UTC)"

    assert f"t{words}" == told(case)[-1]
    assert page_words(case, Purpose.TRIAGE).detail.endswith(f"T{words}.")
    assert page_words(case, Purpose.DECLARE).detail.endswith(f"T{words}.")
    assert "last incident" not in page_words(held_by_ana(), Purpose.TRIAGE).detail
