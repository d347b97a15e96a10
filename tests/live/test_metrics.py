"""What an installation shows of itself to Prometheus."""

import re

from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation


def worker_metrics(installation: Installation) -> str:
    """Return what the worker serves, at the address `mimp up` has told."""
    address = re.findall(r"http://\S+/metrics", (installation.folder / "said").read_text())[0]
    return installation.http.get(address).text


def numbers(text: str, name: str, label: str = "") -> list[float]:
    """Return the numbers of this name, of those that have this label."""
    lines = [line for line in text.splitlines() if line.startswith(name) and label in line]
    return [float(line.rpartition(" ")[2]) for line in lines]


def test_a_page_is_measured_from_the_order_to_the_answer(installation: Installation, teams: dict[str, Team]) -> None:
    """Rings, answers and outcomes show up, and the canary has crossed every queue."""
    team = teams["measured"]
    installation.phones.takes_it(team.on_call)
    installation.post_alert(team.service)
    installation.taken_by(team.service)

    def measured() -> str | None:
        text = worker_metrics(installation)
        watched = ("mimp_page_attempts", "mimp_waiting", "mimp_incidents_nobody_has")
        names = ("mimp_time_to_first_ring_seconds_count", "mimp_time_to_answer_seconds_count")
        crossed = numbers(text, "mimp_canary_last_success_timestamp_seconds")
        return text if len(crossed) == 5 and all(numbers(text, name) for name in (*names, *watched)) else None

    text = eventually(measured, "a page is measured, and every queue crossed")
    assert 5 == len(numbers(text, "mimp_waiting"))
    assert [0.0] == numbers(text, "mimp_last_reached_seconds", 'queue="calls"')


def test_the_gateway_shows_how_long_alerts_take_to_store(installation: Installation, teams: dict[str, Team]) -> None:
    """The gateway's own page counts the delivery of an alert."""
    installation.post_alert(teams["measured"].service)
    text = installation.http.get(f"{installation.gateway_url}/metrics").text

    assert numbers(text, "mimp_gateway_store_alerts_seconds_count")[0] >= 1
    assert numbers(text, "mimp_gateway_requests_total", 'route="/alerts/alertmanager",status="2xx"')[0] >= 1
