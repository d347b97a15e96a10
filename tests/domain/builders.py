"""Small builders for the rules' tests: each makes one ordinary thing, and a test names only what it is about."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings

from domain.alerts import Alert, AlertStatus, Route
from domain.closing.detection import Detection, NoticedBy
from domain.incident.state import Incident
from domain.ladder import EVERYONE, ResolvedLadder, ResolvedRung, RungContact
from domain.leading import Lead, PersonCard
from domain.lifecycle import Actor, IncidentState, Role
from domain.lookups import ServiceCard
from domain.messages import Answer, PageWords, Purpose, Verb
from domain.names import page_id
from domain.organisation import Channel, RungName
from domain.requests import Resolve
from domain.search import SearchState
from domain.timeline import Journal

NIGHT = datetime(2026, 3, 2, 2, 14, tzinfo=UTC)
"""A winter's night: London and UTC show the same time, Berlin one hour more."""

ESCALATION = "incident/checkout/7K3Q/escalation/triage/storefront"
CODE = "checkout-7K3Q"

PATIENT = settings(deadline=None)
"""Examples are judged by what they show, never by how long they take."""


def minutes(count: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=count)


def at(count: float) -> datetime:
    """Return the instant so many minutes into the night."""
    return NIGHT + minutes(count)


def contact(person: str, *, time_zone: str = "Europe/London", because: str | None = None) -> RungContact:
    """Return a person on a ladder; `ana` is called Ana."""
    return RungContact(person=person, name=person.capitalize(), time_zone=time_zone, because=because)


def rung(
    *people: str, who: RungName = RungName.ON_CALL, tries: int = 1, wait: float = 5, skipped: str | None = None
) -> ResolvedRung:
    """Return a rung; `wait` is in minutes."""
    contacts = tuple(contact(person) for person in people)
    return ResolvedRung(name=who, contacts=contacts, tries=tries, wait=minutes(wait), skipped=skipped)


def everyone(*people: str, wait: float = 10) -> ResolvedRung:
    """Return the widest rung; `wait` is in minutes."""
    return ResolvedRung(name=EVERYONE, contacts=tuple(contact(person) for person in people), wait=minutes(wait))


def ladder(*rungs: ResolvedRung) -> ResolvedLadder:
    """Return a ladder of these rungs, the last of them everyone."""
    return ResolvedLadder(rungs=rungs)


def usual_ladder() -> ResolvedLadder:
    """Return the ladder of most companies: on-call twice, service owner, head of department, everyone."""
    return ladder(
        rung("ana", tries=2),
        rung("bo", who=RungName.SERVICE_OWNER),
        rung("cy", who=RungName.HEAD_OF_DEPARTMENT),
        everyone("ana", "bo", "cy", "dee"),
    )


def search() -> SearchState:
    """Return a search that has not begun."""
    return SearchState(
        escalation=ESCALATION, incident="incident/checkout", code=CODE, journal=Journal(origin=f"{ESCALATION}/run")
    )


def answer_of(person: str, verb: Verb, answer_id: str = "answer-1", *, page: str | None = None) -> Answer:
    """Return a person's answer to their page, given by phone."""
    return Answer(
        answer_id=answer_id,
        page_id=page or page_id(ESCALATION, person),
        person=person,
        verb=verb,
        channel=Channel.CALL,
        proof="key 1 on a call we placed",
    )


def alert(
    fingerprint: str = "f1",
    *,
    firing: bool = True,
    summary: str = "Checkout is returning 5xx",
    starts_at: datetime = NIGHT,
    service: str | None = "checkout",
    route: Route = Route.PAGE,
    level: int = 0,
) -> Alert:
    """Return an alert about checkout."""
    return Alert(
        source="alertmanager",
        fingerprint=fingerprint,
        status=AlertStatus.FIRING if firing else AlertStatus.RESOLVED,
        name="CheckoutDown",
        summary=summary,
        service=service,
        severity="critical",
        starts_at=starts_at,
        route=route,
        level=level,
    )


def incident(
    state: IncidentState = IncidentState.REPORTED, *, first_contact: str | None = None, lead: str | None = None
) -> Incident:
    """Return an incident that stands where the test needs it."""
    made = Incident(
        workflow_id="incident/checkout",
        code=CODE,
        opened_at=NIGHT,
        journal=Journal(origin="incident/checkout/run"),
        state=state,
        first_contact=first_contact,
        first_contact_name=first_contact.capitalize() if first_contact else None,
    )
    if lead:
        person = PersonCard(id=lead, name=lead.capitalize())
        made.leadership.lead = Lead(person=person, since=NIGHT, heard_of=NIGHT)
    return made


def card(*, customer_effect: str | None = None, quiet_minutes: float = 240, note: str | None = None) -> ServiceCard:
    """Return what the organisation knows of checkout; it closes by itself 15 minutes after its alerts have cleared."""
    return ServiceCard(
        service="checkout",
        name="Checkout",
        team="storefront",
        team_name="Storefront",
        customer_effect=customer_effect,
        quiet_for=minutes(quiet_minutes),
        note=note,
    )


def actor(person: str, *roles: Role) -> Actor:
    """Return somebody who asks, proven by the code of their page."""
    return Actor(contact=person, name=person.capitalize(), roles=frozenset(roles), proof="code 4821")


DETECTED = Detection(noticed_by=NoticedBy.MONITORING, right_team=True)
"""How most incidents are detected."""


def resolves(who: Actor, workaround: str = "4.1 stays", measure: str = "a test") -> Resolve:
    """Return a person's word that it is resolved, with all that it takes but the final updates."""
    return Resolve(actor=who, workaround=workaround, measure=measure, detection=DETECTED)


def words(headline: str = "Checkout: customers cannot pay.", detail: str = "CheckoutDown: 5xx.") -> PageWords:
    """Return what a page says."""
    return PageWords(headline=headline, detail=detail)


TRIAGE = Purpose.TRIAGE
