"""A PostgreSQL server for as long as it is measured or tested: reached by a socket alone, gone with all that was in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_USER = "mimp"
_PLACES = (*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/bin"))


@contextmanager
def postgresql_server() -> Iterator[str | None]:
    """Yield the address of a server of its own; None where PostgreSQL is not installed."""
    found = shutil.which("initdb", path=":".join(map(str, _PLACES)))
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        programs, place = Path(found).parent, Path(folder)
        as_user = _as_somebody_harmless(place)
        _run(*as_user, programs / "initdb", "-D", place / "data", "-U", _USER, "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
        started = ("-w", "-l", place / "log", "-o", options, "start")
        _run(*as_user, programs / "pg_ctl", "-D", place / "data", *started)
        try:
            yield f"postgresql://{_USER}@/postgres?host={place}"
        finally:
            _run(*as_user, programs / "pg_ctl", "-D", place / "data", "-m", "immediate", "stop")


def _as_somebody_harmless(folder: Path) -> tuple[str, ...]:
    """Return what runs a program as another user where this is root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return ()
    shutil.chown(folder, "postgres", "postgres")
    return ("runuser", "-u", "postgres", "--")


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=60)  # noqa: S603 - found above
