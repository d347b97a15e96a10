"""The organisation file with waits short enough to watch: people and teams stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Tempo:
    """How fast the story is told: what each rung waits, in seconds, and how many times as fast telephones are.

    The update that is forgotten is agreed to come `next_update_in` seconds later, and overdue `overdue_after` seconds after that.
    Who owns an action is reminded every `reminders_every` seconds on the day it is due.
    """

    wait_seconds: int
    pace: float
    next_update_in: int
    overdue_after: int
    reminders_every: int


_REMINDERS = 48

WATCHABLE = Tempo(wait_seconds=13, pace=2, next_update_in=20, overdue_after=15, reminders_every=20)
FAST = Tempo(wait_seconds=3, pace=10, next_update_in=5, overdue_after=10, reminders_every=10)


def reminders_from(now: datetime, time_zone: str, tempo: Tempo) -> list[str]:
    """Return times of the day, on the clock of this zone, at which owners of actions are reminded while the story is told."""
    wall, every = now.astimezone(ZoneInfo(time_zone)), timedelta(seconds=tempo.reminders_every)
    return sorted({f"{wall + number * every:%H:%M:%S}" for number in range(1, _REMINDERS + 1)})


def write_quick_organisation(source: Path, target: Path, tempo: Tempo, remind_at: Sequence[str] = ()) -> None:
    """Write the organisation anew: waits of ladders and for what is overdue cut short, phones that ring for as short as allowed.

    Owners of actions that are due are reminded at these times of the day, if any are given.

    How often updates go out stays as it is: that is the process, and the story agrees on a time instead.
    """
    yaml = YAML()
    written = yaml.load(source.read_text("utf-8"))
    for ladder in written["ladders"].values():
        ladder["widen_wait"] = f"{2 * tempo.wait_seconds}s"
        for rung in ladder["rungs"]:
            rung["wait"] = f"{tempo.wait_seconds}s"
    policies = written.setdefault("policies", {})
    policies.setdefault("paging", {})["ring"] = "10s"
    policies.setdefault("comms", {})["overdue_after"] = f"{tempo.overdue_after}s"
    if remind_at:
        policies.setdefault("actions", {})["remind_at"] = list(remind_at)
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(written, file)
