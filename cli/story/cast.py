"""Who plays in the story, what their phones do, and the alert that begins it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import Refused
from domain.ladder import ladder_for, resolve_ladder
from domain.lookups import LadderQuery
from domain.messages import Purpose
from domain.organisation import Organisation, Person, RungName
from domain.reliance.contact_plan import ContactPlan, contact_plan

SERVICE = "checkout"
_KEYS = ["1", "4", "3", "1", "3", "3", "3"]
"""I have it; on to the questions: no breach, but customers cannot trade already, and no to the rest."""

_JOINS = {"do": "answer", "after_rings": 1, "press": ["1"], "think": 1.0}
"""Put me through; and there they stay until it is over."""

_SEES_TO_IT = {"do": "answer", "after_rings": 1, "press": ["1"], "think": 2.0}

_LADDER = (RungName.ON_CALL, RungName.SERVICE_OWNER, RungName.HEAD_OF_DEPARTMENT)
_COMPANY = (
    f"a service '{SERVICE}' whose ladder is on_call (2 tries), service_owner, head_of_department, and business stakeholders "
    "who rely on it"
)


@dataclass(frozen=True)
class Cast:
    """Who plays which part: whom the organisation names as the story begins.

    The service owner comes to lead it; `stand_in` is who is called when the lead forgets an update. `called` are those whom the
    teams that are called to the technical call have on call; the service's own is among them. `stakeholder` is of the business.
    """

    team: str
    on_call: Person
    service_owner: Person
    head_of_department: Person
    stand_in: Person
    stakeholder: Person
    called: tuple[Person, ...] = ()

    def scripts(self) -> dict[str, Any]:
        """Return what their phones do, as the simulator takes it."""
        head = {"do": "answer", "after_rings": 1, "press": _KEYS, "think": 2.0}
        calls = {
            self.stand_in.phone: [_SEES_TO_IT],
            **{person.phone: [_JOINS] for person in self.called},
            self.on_call.phone: [{"do": "ignore"}, {"do": "ignore"}, _JOINS],
            self.service_owner.phone: [{"do": "voicemail", "after_rings": 1}],
            self.head_of_department.phone: [head, _SEES_TO_IT],
        }
        return {"calls": calls}


def cast(organisation: Organisation, now: datetime) -> Cast:
    """Return the people who play in a story that begins now.

    Raises:
        Refused: the story cannot be told of this organisation.

    """
    service = organisation.service(SERVICE)
    plan = contact_plan(organisation, SERVICE) if service else ContactPlan(service=None)
    rungs = resolve_ladder(organisation, service.team, SERVICE, now).rungs[:-1] if service else ()
    told_of = [rung.name for rung in rungs] == list(_LADDER) and rungs[0].tries == 2 and plan.stakeholders
    if service is None or not told_of:
        raise Refused(
            f"The story needs {_COMPANY}: this organisation file has none. Run 'mimp up' and 'mimp alert' instead."
        )
    on_call, owner, head = (organisation.person(rung.contacts[0].person) for rung in rungs)
    overdue = LadderQuery(team=service.team, service=SERVICE, at=now, purpose=Purpose.ROUND_OVERDUE, deputy_of=owner.id)
    return Cast(
        team=service.team,
        on_call=on_call,
        service_owner=owner,
        head_of_department=head,
        stand_in=organisation.person(ladder_for(organisation, overdue).rungs[0].contacts[0].person),
        stakeholder=organisation.person(plan.stakeholders[0].id),
        called=tuple(_on_call_of(organisation, plan, now)),
    )


def _on_call_of(organisation: Organisation, plan: ContactPlan, now: datetime) -> Iterator[Person]:
    """Yield whom each team that is called to the technical call has on call, each once."""
    first_rungs = (resolve_ladder(organisation, team.id, None, now).rungs[0] for team in plan.teams_to_call)
    yield from map(organisation.person, dict.fromkeys(rung.contacts[0].person for rung in first_rungs))


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
