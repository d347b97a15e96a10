"""What it takes to resolve an incident: a workaround and a measure (P24), the final updates (P20), how it was detected (P29)."""

from collections.abc import Sequence

from domain.closing.detection import Detection
from domain.errors import Refused


def check_complete(*, workaround: str, measure: str, detection: Detection | None, untold: Sequence[str]) -> None:
    """Raise `Refused` while anything is missing, with all of it at once.

    `untold` are those whose final update is neither sent nor waived, as they are called in a sentence.
    """
    needed = {
        "say which workaround is in place": bool(workaround),
        "say what keeps it from happening again": bool(measure),
        "say how it was detected": detection is not None,
        f"send the final update to {' and '.join(untold)}, or waive it with a reason": not untold,
    }
    missing = [what for what, there in needed.items() if not there]
    if missing:
        *others, last = missing
        first = f"{', '.join(others)}, and " if others else ""
        raise Refused(f"It cannot be resolved yet: {first}{last}.")
