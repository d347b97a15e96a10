"""Alerts as the engine knows them."""

from datetime import timedelta, timezone

from domain.incident import alerts
from tests.domain.builders import NIGHT, alert, at, incident


def test_the_same_trouble_told_again_is_the_same() -> None:
    """Words and state may change from one delivery to the next; fingerprint and beginning say what it is."""
    assert alert().identity == alert(firing=False, summary="other words").identity


def test_a_new_fingerprint_or_beginning_is_other_trouble() -> None:
    """Three alerts that differ in one of the two are three troubles."""
    assert 3 == len({alert("f1").identity, alert("f2").identity, alert("f1", starts_at=at(1)).identity})


def test_another_source_tells_of_other_trouble() -> None:
    """Two systems may give the same fingerprint to different things: what one says has cleared is not the other's alert."""
    mine, theirs = alert(), alert(firing=False).model_copy(update={"source": "elsewhere"})
    case = incident()
    alerts.receive(case, mine, NIGHT)
    alerts.receive(case, theirs, at(1))

    assert mine.identity != theirs.identity
    assert case.any_firing


def test_the_beginning_is_an_instant_in_any_time_zone() -> None:
    """A source that writes the same instant with another offset tells of the same trouble."""
    berlin = NIGHT.astimezone(timezone(timedelta(hours=1)))

    assert alert().identity == alert(starts_at=berlin).identity


def test_firing_is_what_the_source_says() -> None:
    """An alert fires until its source says it is resolved."""
    assert [True, False] == [alert().firing, alert(firing=False).firing]
