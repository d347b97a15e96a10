"""The story `mimp demo` tells, and whether it ended as told.

The on-call engineer's phone rings and nobody answers, twice; the service owner's voicemail picks up, which does not count, and a
text goes out; the head of department presses a key, hears a confirmation, and the incident is acknowledged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.ladder import resolve_ladder
from domain.organisation import Organisation, Person, RungName
from domain.wording import incident_code_spoken

SERVICE = "checkout"
_LADDER = (RungName.ON_CALL, RungName.SERVICE_OWNER, RungName.HEAD_OF_DEPARTMENT)
_COMPANY = f"a service '{SERVICE}' whose ladder is on_call (2 tries), service_owner, head_of_department"


@dataclass(frozen=True)
class Cast:
    """Who plays which part: whom the ladder names as the story begins."""

    on_call: Person
    service_owner: Person
    head_of_department: Person

    def scripts(self) -> dict[str, Any]:
        """Return what their phones do, as the simulator takes it."""
        return {
            "calls": {
                self.on_call.phone: [{"do": "ignore"}],
                self.service_owner.phone: [{"do": "voicemail", "after_rings": 1}],
                self.head_of_department.phone: [{"do": "answer", "after_rings": 1, "press": ["1", "3"], "think": 2.0}],
            }
        }


def cast(organisation: Organisation, now: datetime) -> Cast:
    """Return the people the ladder of the story's service names now.

    Raises:
        Refused: the story cannot be told of this organisation.

    """
    service = organisation.service(SERVICE)
    rungs = resolve_ladder(organisation, service.team, SERVICE, now).rungs[:-1] if service else ()
    if [rung.name for rung in rungs] != list(_LADDER) or rungs[0].tries != 2:
        raise Refused(
            f"The story needs {_COMPANY}: this organisation file has none. Run 'mimp up' and 'mimp alert' instead."
        )
    on_call, owner, head = (organisation.person(rung.contacts[0].person) for rung in rungs)
    return Cast(on_call, owner, head)


def alert(starts_at: datetime) -> dict[str, Any]:
    """Return an alert exactly as Prometheus Alertmanager sends it (webhook version 4)."""
    labels = {
        "alertname": "CheckoutDown", "instance": "web-1", "service": SERVICE, "severity": "critical", "team": "storefront",
    }  # fmt: skip
    annotations = {"summary": "95% of checkouts fail", "description": "Checkout has answered 5xx for 5 minutes."}
    firing = {
        "status": "firing",
        "labels": labels,
        "annotations": annotations,
        "startsAt": f"{starts_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example.com/graph?g0.expr=checkout_errors",
        "fingerprint": "1b85f7be5dc04e56",
    }
    return {
        "receiver": "mimp",
        "status": "firing",
        "alerts": [firing],
        "groupLabels": {"alertname": "CheckoutDown", "service": SERVICE},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "http://alertmanager.example.com",
        "version": "4",
        "groupKey": '{}:{alertname="CheckoutDown", service="checkout"}',
        "truncatedAlerts": 0,
    }


def over(view: IncidentView, phones: dict[str, Any], cast: Cast) -> bool:
    """Whether the story has come to its last line: someone has it, and the call in which they took it has ended."""
    calls = _calls(phones, cast.head_of_department)
    return view.holder is not None and bool(calls) and calls[-1]["status"] == "completed"


def judged(view: IncidentView, phones: dict[str, Any], cast: Cast) -> Iterator[tuple[str, bool]]:
    """Yield each line of the story and whether it happened, as the phone company and the mail company saw it."""
    on_call, owner, head = cast.on_call, cast.service_owner, cast.head_of_department
    on_call_calls, owner_calls, head_calls = (_calls(phones, person) for person in (on_call, owner, head))
    rang_out = [call for call in on_call_calls if call["status"] == "no-answer"]
    yield f"{on_call.name} (on call) was rung and did not answer", len(rang_out) >= 1
    yield f"{on_call.name} was rung again after the policy's wait", len(rang_out) == 2
    yield f"{on_call.name} got a mail", any(mail["to"] == on_call.email for mail in phones["mails"])
    machine = [call for call in owner_calls if call["answered_by"] == "machine_start"]
    yield f"{owner.name} (service owner) was rung, and voicemail picked up", len(machine) == 1
    yield (
        "voicemail did not count",
        not any(entry.who == owner.name and entry.kind == "answer" for entry in view.timeline),
    )
    yield f"{owner.name} got a text", any(text["to"] == owner.phone for text in phones["texts"])
    heard = " ".join(_words(call) for call in head_calls)
    yield f"{head.name} (head of department) was rung and pressed a key", any("1" in _keys(call) for call in head_calls)
    yield f"{head.name} heard a confirmation", f"You have incident {incident_code_spoken(view.code)}" in heard
    yield "the incident is acknowledged", view.holder == head.name


def _calls(phones: dict[str, Any], person: Person) -> list[dict[str, Any]]:
    return [call for call in phones["calls"] if call["to"] == person.phone]


def _words(call: dict[str, Any]) -> str:
    return " ".join(line["words"] for line in call["transcript"] if line["kind"] == "spoken")


def _keys(call: dict[str, Any]) -> list[str]:
    return [line["words"] for line in call["transcript"] if line["kind"] == "key"]
