"""The organisation file with waits short enough to watch: people and teams stay as they are."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Tempo:
    """How fast the story is told: what each rung waits, in seconds, and how many times as fast telephones are.

    The update that is forgotten is agreed to come `next_update_in` seconds later, and overdue `overdue_after` seconds after that.
    """

    wait_seconds: int
    pace: float
    next_update_in: int
    overdue_after: int


WATCHABLE = Tempo(wait_seconds=13, pace=2, next_update_in=20, overdue_after=15)
FAST = Tempo(wait_seconds=3, pace=10, next_update_in=5, overdue_after=10)


def write_quick_organisation(source: Path, target: Path, tempo: Tempo) -> None:
    """Write the organisation anew: waits of ladders and for what is overdue cut short, phones that ring for as short as allowed.

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
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(written, file)
