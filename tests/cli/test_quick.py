"""The organisation file with waits short enough to watch."""

from datetime import timedelta
from pathlib import Path

import pytest

from cli.quick import FAST, WATCHABLE, Tempo, write_quick_organisation
from config.organisation import load_organisation
from domain.organisation import Organisation
from tests.cli.command import ROOT

SHIPPED = ROOT / "config" / "organisation.yaml"


def quick(folder: Path, tempo: Tempo) -> Organisation:
    """Return the shipped organisation at this tempo."""
    write_quick_organisation(SHIPPED, folder / "organisation.yaml", tempo)
    return load_organisation(folder / "organisation.yaml")


@pytest.mark.parametrize("tempo", [WATCHABLE, FAST])
def test_every_wait_of_a_ladder_is_cut_short(tmp_path: Path, tempo: Tempo) -> None:
    """Each rung of each ladder waits as long as the tempo says, everyone twice as long; phones ring as short as allowed."""
    told = quick(tmp_path, tempo)
    wait = timedelta(seconds=tempo.wait_seconds)

    assert {wait} == {rung.wait for ladder in told.ladders.values() for rung in ladder.rungs}
    assert {2 * wait} == {ladder.widen_wait for ladder in told.ladders.values()}
    assert timedelta(seconds=10) == told.policies.paging.ring


@pytest.mark.parametrize("tempo", [WATCHABLE, FAST])
def test_what_is_overdue_is_seen_to_soon_and_the_process_stays(tmp_path: Path, tempo: Tempo) -> None:
    """Somebody is called soon for an update that is overdue; when updates are due is what the company has agreed (P17 to P20)."""
    told, shipped = quick(tmp_path, tempo).policies.comms, load_organisation(SHIPPED).policies.comms

    assert shipped.model_copy(update={"overdue_after": timedelta(seconds=tempo.overdue_after)}) == told


@pytest.mark.parametrize("tempo", [WATCHABLE, FAST])
def test_a_phone_rings_out_before_the_next_step(tmp_path: Path, tempo: Tempo) -> None:
    """At the speed of its telephones, a tempo's wait is longer than a phone rings: the story can be followed."""
    told = quick(tmp_path, tempo)

    assert told.policies.paging.ring / tempo.pace < timedelta(seconds=tempo.wait_seconds)


def test_people_teams_and_services_stay_as_they_are(tmp_path: Path) -> None:
    """Only waits change: the story is about the same people, and about the same steps of their ladders."""
    told, shipped = quick(tmp_path, FAST), load_organisation(SHIPPED)

    assert (shipped.people, shipped.teams, shipped.services, shipped.rotas) == (
        told.people,
        told.teams,
        told.services,
        told.rotas,
    )
    assert {name: [(rung.who, rung.tries) for rung in ladder.rungs] for name, ladder in shipped.ladders.items()} == {
        name: [(rung.who, rung.tries) for rung in ladder.rungs] for name, ladder in told.ladders.items()
    }
