"""What is left with the rounds of comms of an incident, through Temporal."""

import pytest

from domain.bridges import Audience
from domain.comms.delivery import DeliveriesFailed, Failed
from domain.organisation import Channel
from gateway.engine import Gone, TemporalUnavailable
from gateway.temporal_gate import TemporalGate
from tests.gateway.fake_client import FakeClient, FakeRun, unavailable

ROUNDS = "incident/checkout/7K3Q/comms/technical"
REPORT = DeliveriesFailed(
    code="checkout-7K3Q",
    audience=Audience.TECHNICAL,
    failed=(Failed(person="ana", channel=Channel.MAIL, number=1, reason="550"),),
)


async def test_failures_reach_the_rounds_of_that_incident_and_audience(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """They are found by the incident's code and the audience, and hear of all failures in one signal."""
    fake_client.runs[ROUNDS] = FakeRun()
    await gate.deliveries_failed(REPORT)

    assert [("deliveries_failed", REPORT)] == fake_client.runs[ROUNDS].signals


async def test_rounds_that_are_over_are_gone_and_temporals_silence_is_not(
    gate: TemporalGate, fake_client: FakeClient
) -> None:
    """Only what may succeed later is asked for again."""
    with pytest.raises(Gone):
        await gate.deliveries_failed(REPORT)
    fake_client.runs[ROUNDS] = FakeRun(raises=[unavailable()])
    with pytest.raises(TemporalUnavailable):
        await gate.deliveries_failed(REPORT)
