"""Processes as the operating system lists them."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable

_PARTS = {"temporal": "server start-dev", "simulator": "-m simulator", "worker": "-m workers", "gateway": "-m gateway"}


def parts_of(household: int) -> dict[str, int]:
    """Return the processes that `mimp up` (its process id) has started, by the names it gives them."""
    listed = subprocess.run(
        [shutil.which("ps") or "ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    found: dict[str, int] = {}
    for line in listed.stdout.splitlines():
        pid, parent, command = line.split(maxsplit=2)
        names = [name for name, words in _PARTS.items() if int(parent) == household and words in command]
        found |= {name: int(pid) for name in names}
    return found


def end_at_once(pids: Iterable[int]) -> None:
    """Kill these processes; one that is gone already is fine."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
