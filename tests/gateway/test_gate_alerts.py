"""How alerts become Temporal's signals and starts."""

import pytest
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from domain.alerts import Alert, AlertsReceived, AlertStatus
from domain.messages import IncidentStart
from gateway.engine import AlertReport, TemporalUnavailable
from gateway.temporal_gate import TemporalGate
from tests.domain.builders import NIGHT
from tests.gateway.builders import INCIDENT
from tests.gateway.fake_client import FakeClient, FakeRun, namespace_not_found, unavailable


def _alert(number: int = 0, status: AlertStatus = AlertStatus.FIRING, summary: str = "5xx") -> Alert:
    return Alert(
        source="alertmanager", fingerprint=f"f{number}", status=status, name="A", summary=summary, starts_at=NIGHT
    )


def _report(*alerts: Alert, key: str = "checkout") -> AlertReport:
    return AlertReport(key=key, label=key, title=key.capitalize(), alerts=alerts)


async def test_a_firing_alert_starts_its_incident_or_finds_it(gate: TemporalGate, fake_client: FakeClient) -> None:
    """One request stores the alert and starts the incident if none runs, with what a manager reads in the UI."""
    assert await gate.report_alerts([_report(_alert())]) == [INCIDENT]

    assert [
        {
            "workflow": "Incident",
            "arg": IncidentStart(key="checkout", service_label="checkout"),
            "id": INCIDENT,
            "task_queue": "engine",
            "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "priority": Priority(priority_key=3),
            "start_signal": "alerts_received",
            "start_signal_args": [AlertsReceived(alerts=[_alert()])],
            "static_summary": "Checkout: 5xx",
        }
    ] == fake_client.starts


async def test_a_summary_is_text_and_no_markup(gate: TemporalGate, fake_client: FakeClient) -> None:
    """What an alert says makes no picture and no masked link in Temporal's page."""
    await gate.report_alerts([_report(_alert(summary="**down** [x](y)"))])

    assert fake_client.starts[0]["static_summary"] == r"Checkout: \*\*down\*\* \[x\](y)"


async def test_a_summary_is_cut_to_what_temporal_takes(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A long summary is cut at 200 bytes, between letters."""
    await gate.report_alerts([_report(_alert(summary="ü" * 200))])

    assert fake_client.starts[0]["static_summary"] == "Checkout: " + "ü" * 95


async def test_what_cleared_starts_nothing(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Without an incident there is nothing to clear, and that is no error."""
    assert await gate.report_alerts([_report(_alert(status=AlertStatus.RESOLVED))]) == []

    assert fake_client.starts == []


async def test_what_cleared_reaches_a_running_incident(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A running incident is signalled, and named in the result."""
    fake_client.runs[INCIDENT] = FakeRun()
    cleared = _alert(status=AlertStatus.RESOLVED)

    assert await gate.report_alerts([_report(cleared, key="search"), _report(cleared)]) == [INCIDENT]
    assert [("alerts_received", AlertsReceived(alerts=[cleared]))] == fake_client.runs[INCIDENT].signals


async def test_many_alerts_come_in_signals_that_fit(gate: TemporalGate, fake_client: FakeClient) -> None:
    """However many alerts there are, no signal is larger than Temporal takes, and none is lost or out of order."""
    alerts = [_alert(number) for number in range(250)]
    await gate.report_alerts([_report(*alerts)])
    sizes = [len(facts.alerts) for _, facts in fake_client.runs[INCIDENT].signals]

    assert sizes == [100, 100, 50]
    assert alerts == [alert for _, facts in fake_client.runs[INCIDENT].signals for alert in facts.alerts]


async def test_many_incidents_are_all_stored(gate: TemporalGate, fake_client: FakeClient) -> None:
    """A storm over many services loses none, and they are named in the order they came in."""
    reports = [_report(_alert(), key=f"service-{number}") for number in range(45)]

    assert [f"incident/service-{number}" for number in range(45)] == await gate.report_alerts(reports)
    assert len(fake_client.runs) == 45


@pytest.mark.parametrize("error", [unavailable(), namespace_not_found()])
async def test_alerts_that_were_not_stored_are_an_error(
    gate: TemporalGate, fake_client: FakeClient, error: BaseException
) -> None:
    """Whatever keeps Temporal from storing an alert, the source must hear of it, a cleared one included."""
    for status in AlertStatus:
        fake_client.raises = [error]
        with pytest.raises(TemporalUnavailable):
            await gate.report_alerts([_report(_alert(status=status))])
