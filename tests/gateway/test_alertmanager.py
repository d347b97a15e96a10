"""How a delivery of Alertmanager's is read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.alerts import SOURCES, Alert, AlertStatus
from gateway.alertmanager import SOURCE, BodyInvalid, read_delivery
from tests.gateway.alertmanager_bodies import captured, delivery, firing, labelled, resolved


def _read(*alerts: dict[str, Any]) -> list[Alert]:
    return read_delivery(delivery(*alerts), "service")


def _mistakes(body: bytes) -> tuple[str, ...]:
    with pytest.raises(BodyInvalid) as refused:
        read_delivery(body, "service")
    return refused.value.mistakes


def test_the_captured_delivery_is_read() -> None:
    """What Alertmanager 0.25 sends becomes an alert with everything people are told of it."""
    expected = Alert(
        source="alertmanager",
        fingerprint="1b85f7be5dc04e56",
        status=AlertStatus.FIRING,
        name="CheckoutDown",
        summary="Checkout is returning 5xx",
        service="checkout",
        severity="critical",
        url="http://prom.example/graph?g0=1",
        starts_at=datetime(2026, 11, 24, 3, 34, 59, tzinfo=UTC),
    )

    assert [expected] == read_delivery(json.dumps(captured()).encode(), "service")


def test_firing_and_resolved_come_together() -> None:
    """Each alert has a status of its own, whatever the group's is."""
    assert [alert.status for alert in _read(firing(), resolved())] == [AlertStatus.FIRING, AlertStatus.RESOLVED]


def test_a_resolved_alert_is_the_same_trouble() -> None:
    """What cleared is known by the same identity as when it fired."""
    alert, cleared = _read(firing(), resolved())

    assert alert.identity == cleared.identity


def test_the_same_instant_written_otherwise_is_the_same_trouble() -> None:
    """Two Alertmanagers in two time zones tell of one trouble."""
    alert, elsewhere = _read(firing(), {**firing(), "startsAt": "2026-11-24T04:34:59.000+01:00"})

    assert alert.identity == elsewhere.identity


def test_the_label_that_names_the_service_is_the_companys() -> None:
    """Which label names the service is the organisation's to say."""
    assert read_delivery(delivery(firing()), "team")[0].service == "payments"


def test_an_alert_without_a_summary_is_told_by_its_name() -> None:
    """There is always something to say."""
    alert = _read({**firing(), "annotations": {"summary": "  "}})[0]

    assert alert.summary == "CheckoutDown"


def test_an_alert_without_a_name_is_taken() -> None:
    """An alert is never dropped for what its rule left out."""
    alert = _read(labelled(firing(), job="node"))[0]

    assert (alert.name, alert.service, alert.severity) == ("Alert without a name", None, None)


def test_a_missing_fingerprint_is_made_from_the_labels() -> None:
    """Without a fingerprint the same labels, in any order, are the same trouble, and others are not."""
    without = {key: value for key, value in firing().items() if key != "fingerprint"}
    first, second, third = _read(
        labelled(without, a="1", b="2"), labelled(without, b="2", a="1"), labelled(without, a="1", b="3")
    )

    assert first.fingerprint == second.fingerprint
    assert len(first.fingerprint) == 16
    assert first.fingerprint != third.fingerprint


def test_texts_are_made_fit_to_be_spoken_and_texted() -> None:
    """Texts come on one line, without control characters, and no longer than people can bear."""
    labels = {"alertname": "n" * 999, "severity": "s " * 99, "service": "v " * 999}
    alert = _read(
        {
            **firing(),
            "labels": labels,
            "annotations": {"summary": "down\n\x00 since " + "ever " * 999},
            "generatorURL": "http://prom.example/" + "x" * 9999,
        }
    )[0]

    assert alert.summary.startswith("down since ever")
    lengths = (alert.name, alert.summary, alert.service or "", alert.severity or "", alert.url or "")
    assert [len(text) <= most for text, most in zip(lengths, (203, 500, 200, 50, 1000), strict=True)] == [True] * 5


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u00ad", "\U000e0041"])
def test_words_hide_nothing_and_turn_nothing_around(hidden: str) -> None:
    """What has no width, or turns around what follows it, is dropped: an alert reads as it is."""
    labels = {**firing()["labels"], "alertname": f"Check{hidden}outDown", "service": f"{hidden}checkout"}
    annotations = {"summary": f"{hidden}Zoë pays £5{hidden}"}
    (alert,) = _read({**firing(), "labels": labels, "annotations": annotations, "generatorURL": f"http://{hidden}p/x"})

    assert ("CheckoutDown", "checkout", "Zoë pays £5", "http://p/x") == (
        alert.name,
        alert.service,
        alert.summary,
        alert.url,
    )


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "prom.example/graph"])
def test_an_address_that_is_none_is_left_out(address: str) -> None:
    """Only what can be opened in a browser is passed on as an address."""
    assert _read({**firing(), "generatorURL": address})[0].url is None


def test_unknown_fields_are_ignored() -> None:
    """Alertmanager may add fields without notice."""
    body = json.dumps({**captured(), "new": {"deep": [1]}, "alerts": [{**firing(), "new": 1}]}).encode()

    assert len(read_delivery(body, "service")) == 1


@pytest.mark.parametrize(
    ("alert", "mistake"),
    [
        ({**firing(), "status": "on"}, "alerts[0].status: input should be 'firing' or 'resolved'."),
        ({**firing(), "startsAt": "yesterday"}, "alerts[0].startsAt: input should be a valid datetime"),
        ({**firing(), "startsAt": "2026-11-24T03:34:59"}, "alerts[0].startsAt: input should have timezone info."),
        ({**firing(), "labels": ["a"]}, "alerts[0].labels: input should be a valid dictionary."),
        ({**firing(), "labels": {"job": 1}}, "alerts[0].labels.job: input should be a valid string."),
        ({"status": "firing", "startsAt": "2026-11-24T03:34:59Z"}, "alerts[0].labels: field required."),
    ],
)
def test_a_mistake_names_its_field(alert: dict[str, Any], mistake: str) -> None:
    """Whoever set up the source reads which field is wrong, and how."""
    assert (len(found := _mistakes(delivery(alert))), found[0].startswith(mistake)) == (1, True)


def test_every_mistake_is_told_at_once() -> None:
    """Nobody has to mend a body mistake by mistake."""
    found = _mistakes(delivery({**firing(), "status": "on"}, {**firing(), "labels": None}))

    assert [mistake.split(":")[0] for mistake in found] == ["alerts[0].status", "alerts[1].labels"]


def test_endless_mistakes_are_counted() -> None:
    """After twenty mistakes the rest are counted."""
    found = _mistakes(delivery(*[{**firing(), "status": "on"}] * 30))

    assert (len(found), found[-1]) == (21, "There are 10 mistakes more.")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"version": "\\ud800"}', b"\x00"])
def test_what_is_not_json_is_said_to_be_none(body: bytes) -> None:
    """A body that is not JSON is refused in words, however odd it is."""
    assert _mistakes(body)[0].startswith("The body is not JSON: ")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"4"', b"null"])
def test_json_that_is_no_object_is_refused(body: bytes) -> None:
    """A body that is JSON, but no object, is refused in words."""
    assert _mistakes(body) == ("The body must be a JSON object, as Alertmanager's webhook sends it.",)


@pytest.mark.parametrize("version", [None, 4, "3", "5"])
def test_another_version_is_refused(version: object) -> None:
    """A body of another version may mean other things by its fields."""
    mistakes = _mistakes(json.dumps({**captured(), "version": version}).encode())

    assert mistakes == ('version: must be "4", the version of Alertmanager\'s webhook that is understood here.',)


@pytest.mark.parametrize("sign", [{"orgId": 1}, {"version": "1"}])
def test_grafanas_webhook_is_recognised_and_refused(sign: dict[str, object]) -> None:
    """Grafana's body looks the same and is not: whoever set it up is told so."""
    assert _mistakes(json.dumps({**captured(), **sign}).encode())[0].startswith("This is Grafana's webhook")


def test_the_source_may_stand_in_a_route() -> None:
    """What is read here has a name that the organisation file may give as the source of a route."""
    assert SOURCE in SOURCES
