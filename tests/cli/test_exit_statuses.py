"""How commands end when something is not as it should be: a status a script can use, and one line of words."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.state import StateFolder
from tests.cli.command import NOBODY, mimp, outcome

BAD = "tests/config/bad/tag.yaml"
MISTAKE = f"{BAD}:2: tags, which begin with '!', are not understood. Leave it out, or use quotes.\n"


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    "command", [["show", "checkout-7K3Q"], ["timeline", "checkout-7K3Q"], ["follow", "checkout-7K3Q"], ["incidents"]]
)
def test_without_temporal_one_reads_how_to_start_it(command: list[str]) -> None:
    """When nobody answers at Temporal's address, that is said with the address, and the status is 1."""
    said = f"Temporal does not answer at {NOBODY}: start it with 'make up', or set MIMP_TEMPORAL_ADDRESS.\n"

    assert (1, "", said) == outcome(*command, temporal_address=NOBODY)


def test_without_a_gateway_an_alert_is_not_sent(tmp_path: Path) -> None:
    """When nobody takes alerts, that is said with the address, and the status is 1."""
    said = "No gateway answers at http://127.0.0.1:1: start it with 'make up'.\n"

    assert (1, "", said) == outcome("alert", "--state", str(tmp_path), public_url="http://127.0.0.1:1")


def test_a_person_nobody_knows_is_refused() -> None:
    """Whoever stands an incident down must be in the organisation file; the status is 3."""
    command = ["stand-down", "checkout-7K3Q", "--as", "nobody", "--reason", "planned work"]

    assert (3, "", "Nobody in the organisation file has the id 'nobody'.\n") == outcome(*command)


@pytest.mark.parametrize("command", [["up", "--organisation", BAD], ["worker"], ["gateway"]])
def test_an_invalid_organisation_file_starts_nothing(command: list[str], tmp_path: Path) -> None:
    """Mistakes in the file are told with their lines before anything is started; the status is 2."""
    state = ["--state", str(tmp_path / "state")] if command[0] == "up" else []

    assert (2, "", MISTAKE) == outcome(
        *command, *state, organisation=BAD, signing_key="a long random text of the tests"
    )
    assert [] == list(tmp_path.iterdir())


def test_a_wrong_setting_is_told_by_its_name() -> None:
    """A setting that cannot be is named as it stands in the environment; the status is 2."""
    status, printed, said = outcome("incidents", gateway_port="many")

    assert (2, "", 1) == (status, printed, said.count("\n"))
    assert said.startswith("MIMP_GATEWAY_PORT: ")


@pytest.mark.parametrize("command", [["show", "--nope", "checkout-7K3Q"], ["nope"], ["show"]])
def test_a_wrong_command_line_is_refused(command: list[str]) -> None:
    """An option, command or argument that is not there, or is missing, is status 2, with where help is."""
    status, printed, said = outcome(*command)

    assert (2, "") == (status, printed)
    assert "--help" in said


def test_a_port_in_use_is_told_with_the_option_that_changes_it(tmp_path: Path, taken_port: int) -> None:
    """`mimp up` says which port is taken and what to give instead, starts nothing, and ends with status 2."""
    said = f"Port {taken_port} (gateway) is in use: stop what uses it, or give another with --gateway-port.\n"
    others = ["--temporal-port", "0", "--temporal-ui-port", "0", "--simulator-port", "0"]

    assert (2, "", said) == outcome("up", "--state", str(tmp_path), *others, "--gateway-port", str(taken_port))
    assert [] == list((tmp_path / "logs").iterdir())


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_state_folder_in_use_is_left_alone(tmp_path: Path, command: str) -> None:
    """While one works on a folder a second is refused with status 1, and what is in the folder stays."""
    folder = StateFolder(tmp_path)
    folder.story.write_text("kept", "utf-8")
    with folder.taken():
        organisation = ["--organisation", "config/organisation.yaml"] if command == "up" else []
        refused = outcome(command, "--state", str(tmp_path), *organisation)

    said = f"Another mimp works on {tmp_path}: stop it, or give another folder with --state.\n"
    assert (1, "", said) == refused
    assert "kept" == folder.story.read_text("utf-8")


def test_a_demo_removes_only_what_a_demo_has_left(tmp_path: Path) -> None:
    """A folder that holds something else is refused with status 1, and not touched."""
    treasure = tmp_path / "treasure.txt"
    treasure.write_text("kept", "utf-8")

    said = f"{tmp_path} holds something else than a demo: give another folder with --state.\n"
    assert (1, "", said) == outcome("demo", "--state", str(tmp_path))
    assert [treasure] == list(tmp_path.iterdir())


def test_help_is_given_for_every_command() -> None:
    """`mimp --help` names every command, and ends with status 0."""
    run = mimp("--help")
    commands = ["demo", "up", "worker", "gateway", "simulator", "check", "alert", "incidents", "show", "timeline"]

    assert 0 == run.returncode
    assert [] == [name for name in [*commands, "follow", "token", "stand-down"] if name not in run.stdout]
