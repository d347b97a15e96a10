"""`mimp check`: every mistake of an organisation file at once, or what is in it."""

import json
from pathlib import Path

import pytest

from cli.check import check_organisation
from tests.cli.command import ROOT, outcome

SHIPPED = ROOT / "config" / "organisation.yaml"
BAD = sorted((ROOT / "tests" / "config" / "bad").glob("*.yaml"))
HOLDS = "6 business areas, 13 services, 6 teams, 31 people, 6 rotas, 3 ladders"


def test_the_file_that_comes_with_the_product_has_no_mistakes() -> None:
    """`mimp check` says what it holds, and ends with status 0."""
    assert (0, f"Larkfield: {HOLDS}. No mistakes.\n", "") == outcome("check")


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_each_mistake_is_a_line_and_they_are_counted(path: Path) -> None:
    """Each mistake stands on a line that begins with the file and the line; the last line counts them."""
    expected = path.read_text("utf-8").count("# expect: ")
    *mistakes, count = check_organisation(path).as_lines()

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
    """`--json` prints data alone: no mistakes, and the number of each kind of thing."""
    status, printed, complaints = outcome("check", "--json")

    assert (0, "") == (status, complaints)
    assert {"mistakes": [], "counts": check_organisation(SHIPPED).as_data()["counts"]} == json.loads(printed)


def test_a_file_that_is_not_there_is_told() -> None:
    """A wrong path is a mistake like any other."""
    said = "nowhere.yaml:1: there is no such file. Check the path.\n1 mistake.\n"

    assert (2, said, "") == outcome("check", "nowhere.yaml")
