"""The story `mimp demo` tells, and whether it ended as told.

The on-call engineer's phone rings and nobody answers, twice; the service owner's voicemail picks up, which does not count, and a
text goes out; the head of department presses a key, hears a confirmation, and the incident is acknowledged. In the same call they
answer the five questions; with the first yes it is proposed, and declared. Then the lead is handed over, and the board is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddedSection, AddToBoard
from domain.board.state import Outcome, Section
from domain.board.theories import RankTheories, RecordOutcome
from domain.errors import Refused
from domain.hand_over import AcceptLead, OfferLead
from domain.incident.view import IncidentView
from domain.ladder import resolve_ladder
from domain.leading import PersonCard
from domain.lifecycle import IncidentState
from domain.organisation import Organisation, Person, RungName
from domain.reliance.contact_plan import contact_plan
from domain.requests import AnyRequest
from domain.roles import who_asks
from domain.wording import incident_code_spoken

SERVICE = "checkout"
_KEYS = ["1", "4", "3", "1", "3", "3", "3"]
"""I have it; on to the questions: no breach, but customers cannot trade already, and no to the rest."""

_JOINS = {"do": "answer", "after_rings": 1, "press": ["1"], "think": 1.0, "stay": 60}
"""Put me through; and there they stay until it is over."""

_LADDER = (RungName.ON_CALL, RungName.SERVICE_OWNER, RungName.HEAD_OF_DEPARTMENT)
_COMPANY = f"a service '{SERVICE}' whose ladder is on_call (2 tries), service_owner, head_of_department"


@dataclass(frozen=True)
class Cast:
    """Who plays which part: whom the ladder names as the story begins."""

    on_call: Person
    service_owner: Person
    head_of_department: Person
    called: tuple[Person, ...] = ()
    """Whom the teams that are called to the technical call have on call; the service's own is among them."""

    def scripts(self) -> dict[str, Any]:
        """Return what their phones do, as the simulator takes it."""
        return {
            "calls": {
                **{person.phone: [_JOINS] for person in self.called},
                self.on_call.phone: [{"do": "ignore"}, {"do": "ignore"}, _JOINS],
                self.service_owner.phone: [{"do": "voicemail", "after_rings": 1}],
                self.head_of_department.phone: [{"do": "answer", "after_rings": 1, "press": _KEYS, "think": 2.0}],
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
    teams = [team.id for team in contact_plan(organisation, SERVICE).teams_to_call]
    called = (resolve_ladder(organisation, team, None, now).rungs[0].contacts[0].person for team in teams)
    return Cast(on_call, owner, head, tuple(organisation.person(person) for person in dict.fromkeys(called)))


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
    """Whether the story on the phones has come to its last line: it is declared, and the call in which that was done has ended."""
    calls = _calls(phones, cast.head_of_department)
    return view.state is IncidentState.DECLARED and bool(calls) and calls[-1]["status"] == "completed"


def requests(cast: Cast, now: datetime, code: str, team: str, organisation: Organisation) -> Iterator[AnyRequest]:
    """Yield what people ask once it is declared: the lead is handed over, and what is known and tried goes on the board."""
    head, owner, on_call = (
        who_asks(organisation, person.id, team, now, service=SERVICE, proof="the demo")
        for person in (cast.head_of_department, cast.service_owner, cast.on_call)
    )
    card = PersonCard(id=owner.contact, name=owner.name, time_zone=owner.time_zone)
    yield OfferLead(actor=head, to=card, code=code)
    yield AcceptLead(actor=owner, code=code)
    for section, text in _ENTRIES:
        yield AddToBoard(actor=on_call, code=code, section=section, text=text)
    yield RankTheories(actor=owner, code=code, order=(3, 2))
    yield RecordOutcome(
        actor=on_call, code=code, number=3, outcome=Outcome.CONFIRMED, note="its certificate has expired"
    )
    yield ProposeChange(actor=on_call, code=code, what="renew the certificate", justification="nobody can pay before")
    yield DecideChange(actor=owner, code=code, number=4, approve=True)
    yield ChangeDone(actor=on_call, code=code, number=4)


_ENTRIES: tuple[tuple[AddedSection, str], ...] = (
    (Section.RECENT_CHANGE, "checkout 4.2 went live at noon"),
    (Section.THEORY, "checkout 4.2 is broken"),
    (Section.THEORY, "the card gateway turns us away"),
)


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
    done = [(entry.who, entry.what) for entry in view.timeline]
    yield f"{head.name} judged it by key", "customers or staff cannot trade" in view.judged
    yield f"{head.name} declared it a major incident", (head.name, "declared a major incident") in done
    yield "whom to call and to inform is known", bool(view.contacts and view.contacts.teams_to_call)
    yield (
        "every team that was called joined the technical call by key",
        {each.name for each in cast.called} <= set(view.on_call),
    )
    yield f"{owner.name} was asked to lead, and accepted", view.lead == owner.name
    theories = [entry.number for part in view.board.parts for entry in part.entries if entry.result]
    yield "a theory was confirmed on the board", theories == [3]
    yield "a change was approved by the lead before it was made", (on_call.name, _DONE) in done


_DONE = "#4 emergency change done: renew the certificate"


def _calls(phones: dict[str, Any], person: Person) -> list[dict[str, Any]]:
    return [call for call in phones["calls"] if call["to"] == person.phone]


def _words(call: dict[str, Any]) -> str:
    return " ".join(line["words"] for line in call["transcript"] if line["kind"] == "spoken")


def _keys(call: dict[str, Any]) -> list[str]:
    return [line["words"] for line in call["transcript"] if line["kind"] == "key"]
