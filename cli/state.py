"""The folder a local installation keeps its state in: Temporal's database, logs, and the keys it made for itself."""

import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.event_keys import new_event_keys

DEFAULT_FOLDER = Path(".mimp")


class StateInUse(Exception):
    """Another `mimp` works on the same folder, or it holds what is not ours to remove."""


@dataclass(frozen=True)
class Keys:
    """What a local installation signs its tokens with, and what an alerting system shows to be let in.

    By the event keys the simulator signs what becomes of mails, and the gateway checks it.
    """

    signing_key: str
    alert_token: str
    event_private_key: str
    event_public_key: str


@dataclass(frozen=True)
class StateFolder:
    """A folder and what stands where in it."""

    path: Path

    @property
    def database(self) -> Path:
        """Temporal's state, one SQLite file."""
        return self.path / "temporal.db"

    @property
    def records(self) -> Path:
        """What became of messages, one SQLite file."""
        return self.path / "records.db"

    @property
    def logs(self) -> Path:
        """One log for each process."""
        return self.path / "logs"

    @property
    def story(self) -> Path:
        """The organisation file a demo was told of: only a demo's folder has one."""
        return self.path / "organisation.yaml"

    def make(self) -> None:
        """Make the folder, for its owner's eyes only: Temporal's database holds names and numbers in clear text."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        self.logs.mkdir(exist_ok=True)

    def keys(self) -> Keys:
        """Return this installation's keys; made at the first start, readable by their owner only, and kept."""
        self.make()
        path = self.path / "keys.json"
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        keys = _new_keys() | kept  # a folder of an earlier version lacks some
        if keys != kept:
            path.touch(0o600)
            path.write_text(json.dumps(keys), "utf-8")
        return Keys(**keys)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Keep others off the folder.

        Raises:
            StateInUse: another process has it.

        """
        self.make()
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StateInUse(
                    f"Another mimp works on {self.path}: stop it, or give another folder with --state."
                ) from error
            yield

    @contextmanager
    def taken_anew(self) -> Iterator[None]:
        """Keep others off the folder, emptied of what an earlier demo has left in it.

        Raises:
            StateInUse: another process has it, or it is not a demo's: what it holds is not ours to remove.

        """
        if self.path.exists() and any(self.path.iterdir()) and not self.story.exists():
            raise StateInUse(f"{self.path} holds something else than a demo: give another folder with --state.")
        with self.taken():
            for entry in self.path.iterdir():
                if entry.is_dir():
                    shutil.rmtree(entry)
                elif entry.name != "lock":
                    entry.unlink()
            self.logs.mkdir()
            yield


def _new_keys() -> dict[str, str]:
    events = new_event_keys()
    return {
        "signing_key": secrets.token_urlsafe(32),
        "alert_token": secrets.token_urlsafe(24),
        "event_private_key": events.private,
        "event_public_key": events.public,
    }
