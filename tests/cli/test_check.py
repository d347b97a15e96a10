"""`mimp check`: every mistake of an organisation file at once, or what is in it."""

import json
from pathlib import Path

import pytest

from cli.check import check_organisation
from domain.lanes import Rates
from tests.cli.command import ROOT, outcome
from tests.domain.builders import NIGHT

SHIPPED = ROOT / "config" / "organisation.yaml"
BAD = sorted((ROOT / "tests" / "config" / "bad").glob("*.yaml"))
HOLDS = "6 business areas, 13 services, 6 teams, 31 people, 6 rotas, 3 ladders"


def test_the_file_that_comes_with_the_product_has_no_mistakes() -> None:
    """`mimp check` says what it holds, and ends with status 0."""
    status, printed, complaints = outcome("check")

    assert (0, f"Larkfield: {HOLDS}. No mistakes.", "") == (status, printed.splitlines()[0], complaints)


def test_what_the_providers_rates_mean_is_said() -> None:
    """Whoever asks for higher rates, or widens a ladder, sees how long it takes until everybody's phone has rung."""
    said = check_organisation(SHIPPED, Rates(calls=1, text_segments=0.5), NIGHT).as_lines()

    assert [
        "31 phones at 1 call a second take 31 seconds; the widest rung (Storefront, everyone: 7 phones) takes 7 seconds.",
        "A text to all 31, of 1 segment each at 0.5 a second, takes 1 minute 2 seconds.",
    ] == said[1:]


def test_simulated_phones_are_not_held_up() -> None:
    """Without an account nothing is limited, and the settings that would are named."""
    _, printed, _ = outcome("check")

    assert [
        "Calls are not limited here: MIMP_CALLS_PER_SECOND is what your provider starts in a second.",
        "Texts are not limited here: MIMP_TEXT_SEGMENTS_PER_SECOND is what your provider sends in a second.",
    ] == printed.splitlines()[1:]


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_each_mistake_is_a_line_and_they_are_counted(path: Path) -> None:
    """Each mistake stands on a line that begins with the file and the line; the last line counts them."""
    expected = path.read_text("utf-8").count("# expect: ")
    *mistakes, count = check_organisation(path, Rates(1, 1), NIGHT).as_lines()

    assert expected == len(mistakes)
    assert [True] * expected == [line.startswith(f"{path}:") for line in mistakes]
    assert f"{expected} mistake{'' if expected == 1 else 's'}." == count


def test_mistakes_end_with_status_2_and_can_be_read_by_machines() -> None:
    """`--json` prints data alone: each mistake with its file, line, what is wrong and what to do."""
    status, printed, complaints = outcome("check", "tests/config/bad/many-mistakes.yaml", "--json")
    told = json.loads(printed)

    assert (2, "") == (status, complaints)
    assert (12, {}) == (len(told["mistakes"]), told["counts"])
    assert {"file", "line", "what", "remedy"} == set(told["mistakes"][0])


def test_what_a_file_holds_can_be_read_by_machines() -> None:
    """`--json` prints data alone: no mistakes, the number of each kind of thing, the rates and what they mean."""
    status, printed, complaints = outcome("check", "--json", calls_per_second="2")
    told = json.loads(printed)

    assert (0, "") == (status, complaints)
    assert ([], 31) == (told["mistakes"], told["counts"]["people"])
    assert {"calls_per_second": 2, "text_segments_per_second": None} == told["rates"]
    assert (31, 15.5, 0) == tuple(told["burden"][name] for name in ("phones", "call_all_seconds", "text_all_seconds"))


def test_a_file_that_is_not_there_is_told() -> None:
    """A wrong path is a mistake like any other."""
    said = "nowhere.yaml:1: there is no such file. Check the path.\n1 mistake.\n"

    assert (2, said, "") == outcome("check", "nowhere.yaml")


def test_templates_of_ones_own_are_checked_with_it(tmp_path: Path) -> None:
    """They are counted, and a technical word to the business is a hint, which is no mistake."""
    (tmp_path / "business").mkdir()
    (tmp_path / "business" / "first.txt").write_text("Our server: {{ impact }}")
    status, printed, _ = outcome("check", templates=str(tmp_path))

    assert [
        "Comms: 1 template of your own.",
        f"Hint: {tmp_path}/business/first.txt:1: business readers may not know 'server'. Say it in other words if you can.",
    ] == printed.splitlines()[-2:]
    assert 0 == status


def test_mistakes_in_templates_stand_beside_those_in_the_organisation(tmp_path: Path) -> None:
    """All are said at once, and end with status 2."""
    (tmp_path / "technical").mkdir()
    (tmp_path / "technical" / "first.txt").write_text("{{ impct }}")
    *mistakes, count = outcome("check", "nowhere.yaml", templates=str(tmp_path))[1].splitlines()

    assert [
        "nowhere.yaml:1: there is no such file. Check the path.",
        f"{tmp_path}/technical/first.txt:1: there is no 'impct' in a round to this audience. Did you mean 'impact'?",
    ] == mistakes
    assert "2 mistakes." == count
    assert 2 == outcome("check", templates=str(tmp_path))[0]
