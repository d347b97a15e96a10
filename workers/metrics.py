"""Where the worker's numbers are served: Temporal's own and ours, for Prometheus."""

from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from domain.names import Metric

_BUCKETS = {
    Metric.TIME_TO_FIRST_RING: (1, 2, 5, 10, 20, 30, 60, 120, 300, 600),
    Metric.TIME_TO_ANSWER: (15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600),
    Metric.CANARY_CROSSING: (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
}
"""In seconds: rings are seconds away, answers minutes, and a queue is crossed at once or something is wrong."""


class MetricsAddressTaken(Exception):
    """Nothing can be served at the address the settings name."""


def measuring(address: str | None) -> Runtime | None:
    """Return a runtime that serves metrics at this address (IP and port), None when none is named.

    Raises:
        MetricsAddressTaken: with what to do.

    """
    if address is None:
        return None
    buckets = {str(metric): [float(bound) for bound in bounds] for metric, bounds in _BUCKETS.items()}
    config = PrometheusConfig(bind_address=address, durations_as_seconds=True, histogram_bucket_overrides=buckets)
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=config))
    except ValueError as error:
        raise MetricsAddressTaken(
            f"The worker cannot serve metrics at {address}: {error}. Set MIMP_METRICS_ADDRESS, one for each worker of a machine."
        ) from error
