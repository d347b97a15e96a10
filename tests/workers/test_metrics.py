"""Where a worker's numbers are served."""

import socket

import httpx
import pytest

from domain.names import Metric
from workers.metrics import MetricsAddressTaken, measuring


def free_address() -> str:
    """Return an address nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"127.0.0.1:{probe.getsockname()[1]}"


def test_without_an_address_nothing_is_served() -> None:
    """Metrics are off until an address is given."""
    assert measuring(None) is None


def test_what_is_measured_is_served_in_buckets_that_fit() -> None:
    """Answers take minutes: their histogram tells half a minute from an hour."""
    address = free_address()
    runtime = measuring(address)
    assert runtime is not None
    runtime.metric_meter.create_histogram_float(Metric.TIME_TO_ANSWER, "", "s").record(200)
    lines = httpx.get(f"http://{address}/metrics", trust_env=False).text.splitlines()
    buckets = [line for line in lines if line.startswith("mimp_time_to_answer_seconds_bucket")]

    assert ["0", "1"] == [line.split()[-1] for line in buckets if 'le="180"' in line or 'le="300"' in line]
    assert 'le="3600"' in buckets[-2]


def test_an_address_that_is_taken_is_told_in_words() -> None:
    """Two workers on one machine need an address each."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(MetricsAddressTaken, match=f"cannot serve metrics at {address}: .*Set MIMP_METRICS_ADDRESS"):
            measuring(address)
