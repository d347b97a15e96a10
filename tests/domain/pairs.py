"""Several incidents that speak with each other, and the post between them: for tests of two that are one."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.attaching import AttachAnswered, AttachAsked, Detached, OtherClosed
from domain.incident import alerts, attaching, leaving, parts, requests, searching, triage
from domain.incident.state import Incident
from domain.leading import Lead, PersonCard
from domain.lifecycle import IncidentState, Role
from domain.lookups import ServiceCard
from domain.messages import EscalationReport, Purpose
from domain.names import incident_id
from domain.requests import SameAs
from domain.timeline import Journal
from tests.domain.builders import NIGHT, actor, alert, at, card

HEAD = actor("cy", Role.HEAD_OF_DEPARTMENT)
ANA = actor("ana", Role.RESPONDER)
CHECKOUT, PAYMENTS, IDENTITY = "checkout-AAAA", "payments-BBBB", "identity-CCCC"

Words = AttachAsked | AttachAnswered | Detached | OtherClosed


def service_card(key: str) -> ServiceCard:
    """Return what the organisation knows of a service: each is owned by a team of its own."""
    return card().model_copy(
        update={
            "service": key,
            "name": key.capitalize(),
            "team": f"{key}-team",
            "team_name": f"{key.capitalize()} team",
            "customer_effect": "customers cannot pay",
        }
    )


def opened(code: str, state: IncidentState = IncidentState.TRIAGE, *, when: datetime = NIGHT) -> Incident:
    """Return an incident with one alert, which nobody has yet; a declared one is led by Lea."""
    key = code.rpartition("-")[0]
    case = Incident(
        workflow_id=incident_id(key), code=code, opened_at=when, journal=Journal(origin=f"incident/{key}#{code[-4:]}")
    )
    alerts.receive(case, alert(f"f-{key}", service=key), when)
    triage.identify(case, service_card(key), when)
    searching.start_search(case, Purpose.TRIAGE, f"{key}-team", when)
    case.state = state
    if state in {IncidentState.PROVISIONALLY_DECLARED, IncidentState.DECLARED}:
        case.leadership.lead = Lead(person=PersonCard(id="lea", name="Lea"), since=when, heard_of=when)
    return case


def taken(code: str, person: str = "ana") -> Incident:
    """Return an incident in triage that this person has."""
    case = opened(code)
    search = case.searches.triage
    assert search is not None
    report = EscalationReport(
        escalation=search.id, purpose=Purpose.TRIAGE, holder=person, holder_name=person.capitalize()
    )
    searching.escalation_reported(case, report, at(1))
    case.told_of_life = True
    return case


@dataclass
class Post:
    """Incidents by their codes, and what each has said to each other that has not arrived; what one says arrives in order."""

    incidents: dict[str, Incident]
    now: datetime = field(default_factory=lambda: at(2))
    under_way: dict[tuple[str, str], deque[Words]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    @classmethod
    def between(cls, *incidents: Incident) -> "Post":
        """Return the post between these."""
        return cls({each.code: each for each in incidents})

    def same(self, code: str, other: str, *, reason: str = "") -> str:
        """Have the head of department say that one is the same as the other; return the words said back."""
        request = SameAs(actor=HEAD, other=other, reason=reason)
        return requests.grant(self.incidents[code], request, self.now).words

    def speak(self, code: str) -> None:
        """Let an incident say what it owes the others, answers first, and ask if it is to ask."""
        incident = self.incidents[code]
        answers, incident.answers_owed = incident.answers_owed, []
        leaving, incident.leaving = incident.leaving, []
        for answer in answers:
            self._send(code, answer.code, answer)
        for leave in leaving:
            self._send(code, leave.other, leave)
        asks_at = attaching.asks_at(incident)
        if incident.attachment and asks_at and asks_at <= self.now:
            asked = attaching.ask(incident.attachment, self.now)
            if asked.other in self.ended:
                attaching.could_not_ask(incident, asked, self.now)
            else:
                self._send(code, asked.other, asked)

    def take_leave(self, code: str) -> None:
        """Let an incident that is over tell its parts."""
        for news in parts.take_leave(self.incidents[code]):
            self._send(code, news.code, news)

    def deliver(self, sender: str, receiver: str) -> None:
        """Let what one said to another first arrive, if there is anything."""
        waiting = self.under_way.get((sender, receiver))
        if waiting:
            _take(self.incidents[receiver], waiting.popleft(), self.now)

    def settle(self) -> None:
        """Let everybody say everything, and everything arrive."""
        while self._busy():
            for code in self.incidents:
                self.speak(code)
            for sender, receiver in list(self.under_way):
                self.deliver(sender, receiver)

    def attached(self) -> dict[str, str]:
        """Return which is part of which."""
        return {code: other for code, other in self._others() if self.incidents[code].state is IncidentState.ATTACHED}

    def _others(self) -> Iterator[tuple[str, str]]:
        return ((code, each.attachment.other) for code, each in self.incidents.items() if each.attachment)

    def _busy(self) -> bool:
        to_say = (
            each.answers_owed or each.leaving or (each.attachment and each.attachment.asked_at is None)
            for each in self.incidents.values()
        )
        return any(to_say) or any(self.under_way.values())

    def _send(self, sender: str, receiver: str, words: Words) -> None:
        self.under_way.setdefault((sender, receiver), deque()).append(words)


def _take(incident: Incident, words: Words, now: datetime) -> None:
    match words:
        case AttachAsked():
            parts.asked(incident, words, now)
        case AttachAnswered():
            attaching.answered(incident, words, now)
        case Detached():
            parts.detached(incident, words, now)
        case OtherClosed():
            leaving.other_closed(incident, words, now)


def texts(case: Incident) -> list[tuple[str, str]]:
    """Return who is texted what."""
    return [(each.person, each.notice.body) for each in case.to_tell]


def attached(other: Incident | None = None, *, mine: Incident | None = None) -> tuple[Incident, Incident, Post]:
    """Return the incident of payments, which Ana had and which is part of that of checkout, and the post between them."""
    part, whole = mine or taken(PAYMENTS), other or taken(CHECKOUT, "ben")
    post = Post.between(part, whole)
    post.same(PAYMENTS, CHECKOUT, reason="the same certificate")
    post.settle()
    assert IncidentState.ATTACHED is part.state, [entry.what for entry in part.timeline.entries]
    return part, whole, post
