"""Which ports a local installation listens on, and whether they are free."""

import socket
from contextlib import ExitStack
from dataclasses import dataclass, fields


class PortsTaken(Exception):
    """Ports that are in use, one line each, with what to do."""


@dataclass(frozen=True)
class Ports:
    """One port for each process that listens, all on 127.0.0.1."""

    temporal: int = 7233
    temporal_ui: int = 8233
    gateway: int = 8080
    simulator: int = 8090

    def check(self, *, with_temporal: bool = True, with_simulator: bool = True) -> None:
        """Return when all that are needed are free.

        Raises:
            PortsTaken: some are not.

        """
        needed = [
            field.name
            for field in fields(self)
            if (with_temporal or not field.name.startswith("temporal"))
            and (with_simulator or field.name != "simulator")
        ]
        taken = [name for name in needed if not is_free(getattr(self, name))]
        if taken:
            raise PortsTaken("\n".join(self._say(name) for name in taken))

    def _say(self, name: str) -> str:
        option = name.replace("_", "-")
        return (
            f"Port {getattr(self, name)} ({option}) is in use: stop what uses it, or give another with --{option}-port."
        )


def preferred_or_free(preferred: Ports) -> Ports:
    """Return the preferred ports, each replaced by any free one where it is in use; no two are the same."""
    with ExitStack() as held:
        chosen = {field.name: _preferred_or_free(getattr(preferred, field.name), held) for field in fields(preferred)}
    return Ports(**chosen)


def usual_or_free(port: int) -> int:
    """Return this port where it is free, and otherwise any that is."""
    with ExitStack() as held:
        return _preferred_or_free(port, held)


def is_free(port: int) -> bool:
    """Whether one could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _preferred_or_free(port: int, held: ExitStack) -> int:
    if is_free(port):
        return port
    probe = held.enter_context(socket.socket())  # held until all are chosen, so that it is not given out twice
    probe.bind(("127.0.0.1", 0))
    return int(probe.getsockname()[1])
