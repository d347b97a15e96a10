"""`mimp` as a user runs it: a process, its exit status and what it says."""

import os
import subprocess
from pathlib import Path

from config.process import executable

ROOT = Path(__file__).parents[2]
NOBODY = "127.0.0.1:1"
"""An address where nobody answers."""


def mimp(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIMP_")}
    given = {f"MIMP_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [executable("mimp"), *arguments], cwd=ROOT, env=kept | given, capture_output=True, text=True, check=False
    )


def outcome(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run a command; return its exit status, what it printed, and what it complained of."""
    run = mimp(*arguments, **settings)
    return run.returncode, run.stdout, run.stderr
