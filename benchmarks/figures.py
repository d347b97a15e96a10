"""What was measured: percentiles with the number of samples behind them, and what they should be."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

_SHARES = {"p50": 0.50, "p90": 0.90, "p99": 0.99}


@dataclass(frozen=True)
class Figure:
    """One line of the result: values by name, and below what some of them should be (`limits`)."""

    case: str
    what: str
    unit: str
    values: Mapping[str, float]
    samples: int = 1
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether every limit is kept; None where there is none."""
        if not self.limits:
            return None
        return all(self.values.get(name, math.inf) <= limit for name, limit in self.limits.items())

    def as_data(self) -> dict[str, Any]:
        """Return it as data."""
        return {**asdict(self), "met": self.met}


def timing(case: str, what: str, seconds: Sequence[float], **limits: float) -> Figure:
    """Return the percentiles of these durations in seconds (nearest rank)."""
    ordered = sorted(seconds)
    values = {name: ordered[math.ceil(share * len(ordered)) - 1] for name, share in _SHARES.items() if ordered}
    return Figure(case, what, "s", values, len(ordered), limits)


def single(case: str, what: str, value: float, unit: str = "s", most: float | None = None) -> Figure:
    """Return one value that was measured once."""
    return Figure(case, what, unit, {"value": value}, limits={} if most is None else {"value": most})


def ratio(case: str, what: str, of: Figure, to: Figure, most: float) -> Figure:
    """Return how many times as long one median is as another."""
    value = of.values.get("p50", math.inf) / to.values.get("p50", math.inf)
    samples = min(of.samples, to.samples)
    return Figure(case, what, "times", {"value": value}, samples, {"value": most})
