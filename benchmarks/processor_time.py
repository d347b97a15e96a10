"""What each process has cost: processor time says more than the clock on a machine that has other things to do."""

import os
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import Figure, single

_USER, _SYSTEM = 11, 12
"""Where the times stand in /proc/PID/stat, counted from behind the process's name (proc(5))."""


def processor_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the seconds each process has used since its start; none where the system has no /proc."""
    files = {name: Path(f"/proc/{pid}/stat") for name, pid in pids.items()}
    return {name: _seconds(file.read_text()) for name, file in files.items() if file.exists()}


def spent(case: str, before: Mapping[str, float], after: Mapping[str, float]) -> list[Figure]:
    """Return what each process has used during a case."""
    return [
        single(case, f"processor time: {name}", after[name] - seconds)
        for name, seconds in before.items()
        if name in after
    ]


def _seconds(stat: str) -> float:
    fields = stat.rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK")
