"""The commands that close an incident: what they bring to it, and what `mimp show` says of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import typer

import cli.closing_requests
import cli.requests
from cli.closing_requests import detection, mitigate, reopen, resolve, root_cause, waive_final
from cli.show import summary
from domain.closing.detection import Detection, NoticedBy, Worked, in_words
from domain.closing.root_cause import RootCause
from domain.errors import Refused
from domain.messages import TeamCard
from domain.requests import AnyRequest, Mitigate, NameRootCause, RecordDetection, Reopen, Resolve, WaiveFinal
from tests.cli.test_same import FakeIncidents
from tests.cli.test_show import incident

CODE, BY = "payments-7K3Q", "nadia-rahman"
NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@pytest.fixture
def incidents(monkeypatch: pytest.MonkeyPatch) -> FakeIncidents:
    """An installation at half past two in London, whose incidents take every request."""
    fake = FakeIncidents()
    for name in ("connected", "view", "request"):
        monkeypatch.setattr(cli.requests, name, getattr(fake, name))
    monkeypatch.setattr(cli.closing_requests, "ask_whoever_knows", cli.requests.ask_incident)
    monkeypatch.setattr(cli.closing_requests, "wall_clock", lambda: NOW)
    return fake


def asked(incidents: FakeIncidents, command: Callable[..., None], *given: Any, **options: Any) -> AnyRequest:
    """Run a command, and return what it brought to the incident, without who asks."""
    command(CODE, BY, *given, **options)
    return incidents.asked[-1]


def test_when_the_impact_ended_is_read_on_ones_own_clock(incidents: FakeIncidents) -> None:
    """The last time it was that time of day; without one the incident takes it for now."""
    earlier = asked(incidents, mitigate, "rolled back", "14:05")
    now = asked(incidents, mitigate, "rolled back")

    assert isinstance(earlier, Mitigate)
    assert isinstance(now, Mitigate)
    assert (NOW.replace(minute=5), None) == (earlier.at, now.at)
    with pytest.raises(Refused, match="has not come"):
        mitigate(CODE, BY, "rolled back", "2026-03-02 15:00")


def test_how_it_was_detected_is_said_alone_or_with_the_resolution(incidents: FakeIncidents) -> None:
    """Both bring the same."""
    alone = asked(
        incidents,
        detection,
        noticed_by=NoticedBy.BUSINESS,
        right_team=False,
        began="13:50",
        failover=Worked.NO,
        alerts=Worked.YES,
    )
    whole = asked(
        incidents,
        resolve,
        "4.1 stays",
        "a test",
        noticed_by=NoticedBy.BUSINESS,
        right_team=False,
        began="13:50",
        failover=Worked.NO,
        alerts=Worked.YES,
    )
    found = Detection(
        noticed_by=NoticedBy.BUSINESS,
        right_team=False,
        began_at=NOW.replace(hour=13, minute=50),
        failover=Worked.NO,
        alerts=Worked.YES,
    )

    assert isinstance(alone, RecordDetection)
    assert isinstance(whole, Resolve)
    assert ("4.1 stays", "a test", found, found) == (whole.workaround, whole.measure, whole.detection, alone.detection)


def test_half_of_how_it_was_detected_is_asked_for_whole(incidents: FakeIncidents) -> None:
    """Who noticed it, and whether the right team was told, go together; neither of them is needed to hear what is missing."""
    with pytest.raises(typer.BadParameter, match="takes --noticed-by and one of --right-team and --wrong-team"):
        resolve(CODE, BY, noticed_by=NoticedBy.STAFF)
    with pytest.raises(typer.BadParameter):
        resolve(CODE, BY, began="13:50")
    bare = asked(incidents, resolve)

    assert isinstance(bare, Resolve)
    assert ("", "", None) == (bare.workaround, bare.measure, bare.detection)


def test_the_root_cause_is_a_team_of_the_organisation(incidents: FakeIncidents) -> None:
    """Named as the organisation names it, with the supplier it relies on."""
    named = asked(incidents, root_cause, "storefront", "CardCo", "their certificate")

    assert isinstance(named, NameRootCause)
    assert ("storefront", "CardCo", "their certificate") == (named.team.id, named.supplier, named.reason)
    with pytest.raises(Refused, match="No team in the organisation file has the id 'nobody'"):
        root_cause(CODE, BY, "nobody")


def test_people_are_called_back_by_their_ids(incidents: FakeIncidents) -> None:
    """Each a person of the organisation."""
    back = asked(incidents, reopen, "it is back", ["priya-nair"])
    waived = asked(incidents, waive_final, "only we noticed it")

    assert isinstance(back, Reopen)
    assert [("priya-nair", "Priya Nair")] == [(each.id, each.name) for each in back.call_back]
    assert isinstance(waived, WaiveFinal)
    with pytest.raises(Refused, match="Nobody in the organisation file has the id 'nobody'"):
        reopen(CODE, BY, "it is back", ["nobody"])


def test_what_is_known_of_its_end_is_shown() -> None:
    """Each thing once it is known, in a line."""
    bare, found = summary(incident(), NOW, UTC).plain, Detection(noticed_by=NoticedBy.STAFF, right_team=True)
    told = incident().model_copy(
        update={
            "detection": found,
            "root_cause": RootCause(team=TeamCard(id="platform", name="Platform"), supplier="CardCo"),
            "mitigation": "rolled back",
            "mitigated_at": NOW,
            "final_waived": "only we noticed it",
            "workaround": "4.1 stays",
            "measure": "a test",
        }
    )

    assert [
        f"Detected: {in_words(found)}",
        "Root cause: the supplier CardCo, on whom Platform relies",
        "Mitigated by: rolled back (the impact ended at 2026-03-02 14:30 UTC)",
        "No final update: only we noticed it",
        "Workaround: 4.1 stays",
        "Against recurrence: a test",
    ] == [line for line in summary(told, NOW, UTC).plain.splitlines() if line not in bare.splitlines()]
