"""The worker process: how it ends when it cannot begin."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str, **settings: str) -> tuple[int, list[str], str]:
    """Run the process; return its exit status, what it said line by line, and what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIMP_")}
    given = {"SIGNING_KEY": "a long random text, as the tests have it", "TEMPORAL_ADDRESS": "127.0.0.1:1"} | settings
    done = subprocess.run(
        [sys.executable, "-m", "workers", *arguments],
        cwd=ROOT,
        env=kept | {f"MIMP_{name}": value for name, value in given.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines(), done.stdout


def test_an_organisation_with_mistakes_is_said_in_words(tmp_path: Path) -> None:
    """Every mistake of the organisation file is a line of its own, and nothing polls."""
    example = (ROOT / "config" / "organisation.yaml").read_text()
    broken = tmp_path / "organisation.yaml"
    broken.write_text(example.replace("team: storefront", "team: shopfront", 2))
    code, said, printed = run(ORGANISATION=str(broken))

    assert (2, 2, "") == (code, len(said), printed)
    assert all(line.startswith(f"{broken}:") and "shopfront" in line for line in said)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SIGNING_KEY": ""}, "MIMP_SIGNING_KEY is not set"),
        ({"TEMPORAL_ADDRESS": "not an address"}, "MIMP_TEMPORAL_ADDRESS is 'not an address'"),
        ({"ORGANISATION": "nowhere.yaml"}, "nowhere.yaml:1: there is no such file."),
    ],
)
def test_a_wrong_configuration_is_said_in_words(settings: dict[str, str], said: str) -> None:
    """A mistake in the settings ends the process before it begins, in one line without a traceback."""
    code, lines, _ = run(**settings)

    assert (2, 1, True) == (code, len(lines), lines[0].startswith(said))


def test_without_temporal_it_ends_with_one_line() -> None:
    """Whoever starts a worker too early reads where it looked for Temporal, and may start it again."""
    code, lines, _ = run()

    assert (1, 1, True) == (code, len(lines), lines[0].startswith("Temporal at 127.0.0.1:1: "))


@pytest.mark.parametrize("records", ["sqlite:////dev/null/records.db", "no address", "postgresql://127.0.0.1:1/mimp"])
def test_records_that_cannot_be_used_keep_no_worker_from_starting(records: str) -> None:
    """People are paged without them: it goes on, and ends here for want of a Temporal alone."""
    code, lines, _ = run(RECORDS_URL=records)

    assert (1, True) == (code, lines[-1].startswith("Temporal at 127.0.0.1:1: "))


def test_a_queue_that_does_not_exist_is_not_served() -> None:
    """A misspelt queue is refused with the names of those there are."""
    code, lines, _ = run("--queue", "pages")

    assert (2, True) == (code, all(f"'{name}'" in lines[-1] for name in ("engine", "page", "calls", "texts", "comms")))


def test_an_address_of_metrics_that_is_taken_ends_with_one_line() -> None:
    """Nobody takes a worker for watched that is not: it says so and ends."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        code, lines, _ = run(METRICS_ADDRESS=address)

    assert (1, 1, True) == (code, len(lines), lines[0].startswith(f"The worker cannot serve metrics at {address}: "))
