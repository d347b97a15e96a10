"""A meter with memory."""

from collections.abc import Mapping
from typing import Any, cast

from temporalio.common import MetricMeter


class FakeMeter:
    """Keeps the latest value of each gauge, by its name and labels."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], float] = {}

    def meter(self) -> MetricMeter:
        """Return it as what measures."""
        return cast("MetricMeter", self)

    def create_gauge(self, name: str, *_: str) -> "_Gauge":
        """Return a gauge that remembers."""
        return _Gauge(str(name), self.values)

    create_gauge_float = create_gauge


class _Gauge:
    def __init__(self, name: str, values: dict[tuple[str, str], float]) -> None:
        self._name = name
        self._values = values

    def set(self, value: float, labels: Mapping[str, Any] | None = None) -> None:
        """Remember the value."""
        said = ",".join(f"{name}={text}" for name, text in (labels or {}).items())
        self._values[self._name, said] = value
