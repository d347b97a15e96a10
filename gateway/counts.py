"""What came in and what was turned away, counted for whoever runs the gateway: shown at `/health`, and at `/metrics`."""

from contextlib import AbstractContextManager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from domain.names import Metric

_STORE_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Counts:
    """Counters of this process, in a registry of their own."""

    media_type = CONTENT_TYPE_LATEST
    """The form `exposition` has."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            Metric.GATEWAY_REQUESTS, "Requests answered.", ("route", "status"), registry=self._registry
        )
        self._refusals = Counter(
            Metric.GATEWAY_REFUSALS, "What was turned away, by reason.", ("reason",), registry=self._registry
        )
        self._store = Histogram(
            Metric.GATEWAY_STORE_ALERTS,
            "How long Temporal took to store the alerts of a delivery.",
            buckets=_STORE_BUCKETS,
            registry=self._registry,
        )

    def add(self, reason: str) -> None:
        """Count one more that was turned away."""
        self._refusals.labels(reason).inc()

    def answered(self, route: str, status: int) -> None:
        """Count a request that was answered with this HTTP status, by the route's pattern: addresses carry tokens."""
        self._requests.labels(route, f"{status // 100}xx").inc()

    def storing(self) -> AbstractContextManager[object]:
        """Measure how long it takes to store alerts, whether or not it succeeds."""
        return self._store.time()

    def shown(self) -> dict[str, int]:
        """Return all that was turned away so far, by reason."""
        samples = [sample for family in self._refusals.collect() for sample in family.samples]
        return {each.labels["reason"]: int(each.value) for each in samples if each.name == Metric.GATEWAY_REFUSALS}

    def exposition(self) -> bytes:
        """Return everything in the form Prometheus reads."""
        return generate_latest(self._registry)
