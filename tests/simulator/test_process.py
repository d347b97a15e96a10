"""The simulator as a process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from simulator.__main__ import main


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the simulator on a free port; gives the process and its address once it listens."""
    command = [sys.executable, "-m", "simulator", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[-1]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly_with_streams_open(number: signal.Signals) -> None:
    """Told to stop, it ends its streams, says nothing and exits 0."""
    with (
        running() as (process, url),
        httpx.Client(trust_env=False) as http,
        http.stream("GET", f"{url}sim/events") as s,
    ):
        next(s.iter_raw())
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)

    assert (process.returncode, errors) == (0, "")


def test_it_plays_the_account_it_is_given() -> None:
    """Account, token, numbers and webhooks come from the command line."""
    account = "AC" + "b2" * 16
    options = ["--account-sid", account, "--auth-token", "t", "--from-number", "+15550000001", "--pace", "50"]
    webhooks = {what: f"http://127.0.0.1:9/{what}" for what in ("text", "voice", "voice-status")}
    options += [part for what, where in webhooks.items() for part in (f"--{what}-webhook", where)]
    with running(*options, "--from-number", "+15550000002") as (_, url):
        calls = httpx.get(f"{url}2010-04-01/Accounts/{account}/Calls.json", auth=(account, "t"), trust_env=False)
        state = httpx.get(f"{url}sim/state", trust_env=False).json()

    assert calls.status_code == 200
    assert state["from_numbers"] == ["+15550000001", "+15550000002"]
    assert {what: state[f"{what.replace('-', '_')}_webhook"] for what in webhooks} == webhooks


def test_it_dials_at_the_rate_it_is_given() -> None:
    """With --calls-per-second a second call waits in the queue while the first one rings."""
    with running("--calls-per-second", "0.001") as (_, url):
        base = f"{url}2010-04-01/Accounts/AC{'0' * 32}/Calls.json"
        with httpx.Client(auth=("AC" + "0" * 32, "simulated-auth-token"), trust_env=False) as http:
            for _ in range(2):
                http.post(base, data={"To": "+15550100001", "From": "+15005550006", "Twiml": "<Response/>"})
            while (first := http.get(base).json()["calls"][1])["status"] != "ringing":
                assert first["status"] == "queued"
            second = http.get(base).json()["calls"][0]

    assert (second["status"], second["start_time"]) == ("queued", None)


def test_a_signal_stops_it_cleanly_with_a_request_held() -> None:
    """Told to stop while a fault holds a request, it lets the request go and exits 0."""
    with running() as (process, url), httpx.Client(trust_env=False) as http:
        http.put(f"{url}sim/faults", json={"rules": [{"on": "list_calls", "do": "hold"}]}).raise_for_status()
        with ThreadPoolExecutor(1) as threads:
            asking = threads.submit(httpx.get, f"{url}2010-04-01/Accounts/AC{'0' * 32}/Calls.json", trust_env=False)
            while http.get(f"{url}sim/faults").json()["rules"][0]["held"] == 0:
                pass
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)

    assert (asking.result().status_code, process.returncode, errors) == (401, 0, "")


def test_a_port_in_use_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """When the port is taken, it says so and gives 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = main(["--port", str(port)])

    assert code == 1
    assert capsys.readouterr().err == f"Cannot listen on 127.0.0.1:{port}: {os.strerror(98)}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--account-sid", "nobody"], "account_sid"),
        (["--pace", "0"], "more than 0"),
        (["--voice-webhook", "nowhere"], "'nowhere' is not a web address"),
        (["--from-number", ""], "from_numbers"),
        (["--calls-per-second", "0"], "calls_per_second"),
    ],
)
def test_wrong_arguments_are_refused_in_words(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An argument that cannot be is refused with exit code 2 and what is wrong."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)

    assert stop.value.code == 2
    assert words in capsys.readouterr().err
