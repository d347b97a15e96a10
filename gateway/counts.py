"""What was turned away, counted by reason for whoever runs the gateway; shown by `/health`."""

from collections import Counter


class Counts:
    """Counters of this process, by reason."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, reason: str) -> None:
        """Count one more."""
        self._counts[reason] += 1

    def shown(self) -> dict[str, int]:
        """Return all that was counted so far."""
        return dict(self._counts)
