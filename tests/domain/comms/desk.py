"""Rounds of comms for tests: an incident declared at NIGHT, led by Ana; Cy heads the department, Dee was called and has no say."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.audiences import Audience
from domain.comms.audience.recipients import (
    ROUND_CHANNELS,
    BusinessAudience,
    BusinessRecipient,
    BusinessRecipients,
    RoundChannel,
    TechnicalAudience,
    TechnicalRecipient,
    TechnicalRecipients,
)
from domain.comms.dispatch.delivery import Taken
from domain.comms.dispatch.sending import hand_out, people_of, taken
from domain.comms.drafting.updates import Quantity
from domain.comms.rounds import granting, rounds
from domain.comms.rounds.editions import BusinessEdition, Order, TechnicalEdition
from domain.comms.rounds.requests import (
    AddRecipient,
    ApproveDraft,
    ChangeCadence,
    CommsRequest,
    DropRecipient,
    SendRound,
    WriteBusinessDraft,
    WriteTechnicalDraft,
)
from domain.comms.rounds.situation import CommsStart, IncidentStatus
from domain.comms.rounds.state import Rounds
from domain.lifecycle import Role
from domain.organisation import Channel
from domain.technical_words import CompanyWords
from domain.timeline import TimelineEntry
from tests.domain.builders import CODE, NIGHT, actor

BUSINESS, TECHNICAL = Audience.BUSINESS, Audience.TECHNICAL
HEAD = Role.HEAD_OF_DEPARTMENT
IMPACT = "Customers cannot check out."
LOST_ORDERS = Quantity(amount=Decimal(1200), unit="orders", counted="baskets left at the till", final=False)

ANSWERS: dict[str, Any] = {
    "impact": IMPACT,
    "plan": "We bring the old till back.",
    "status": "Half of the tills work.",
    "total": (LOST_ORDERS,),
    "next_steps": "The till gets a spare.",
}
"""Enough for any round."""


def status(**changes: Any) -> IncidentStatus:
    """Return how the incident stands: declared at NIGHT, Ana sends its updates, its people and the company's words are named."""
    given: dict[str, Any] = {
        "declared_at": NIGHT,
        "may_send": ("ana",),
        "company": CompanyWords(words=("flux",), names=("order_hub",)),
        "impact": IMPACT,
        "called": ("dee",),
        "business": BusinessAudience(people={"bea": "owns sales", "ben": "runs the shops"}),
        "technical": TechnicalAudience(teams={"storefront": "owns checkout"}, people={"tom": "on the list"}),
        **changes,
    }
    return IncidentStatus(**given)


def start(audience: Audience = BUSINESS, **changes: Any) -> CommsStart:
    """Return how rounds begin."""
    return CommsStart(
        incident="incident/checkout",
        code=CODE,
        service="Checkout",
        audience=audience,
        incident_status=status(**changes),
    )


def begun(audience: Audience = BUSINESS, **changes: Any) -> Rounds:
    """Return rounds of which none has been sent."""
    return rounds.begin(start(audience, **changes), "comms#AAAA")


def ask(case: Rounds, request: CommsRequest, now: datetime) -> str:
    """Make a request and return the words said back."""
    granting.check(case, request, now)
    return granting.grant(case, request, now).words


def writes(person: str, audience: Audience = BUSINESS, **answers: Any) -> WriteBusinessDraft | WriteTechnicalDraft:
    """Return a person's draft."""
    if audience is BUSINESS:
        return WriteBusinessDraft(actor=actor(person), **answers)
    return WriteTechnicalDraft(actor=actor(person), **answers)


def approves(person: str, revision: int, *roles: Role, audience: Audience = BUSINESS, **given: Any) -> ApproveDraft:
    """Return a person's approval of the draft they have read."""
    return ApproveDraft(actor=actor(person, *roles), audience=audience, revision=revision, **given)


def sends(person: str, *roles: Role, audience: Audience = BUSINESS, **given: Any) -> SendRound:
    """Return a person's word to send."""
    return SendRound(actor=actor(person, *roles), audience=audience, **given)


def cadence(person: str, audience: Audience = BUSINESS, **given: Any) -> ChangeCadence:
    """Return a person's request to send more or less often."""
    return ChangeCadence(actor=actor(person), audience=audience, **given)


def adds(by: str, audience: Audience = BUSINESS, **given: Any) -> AddRecipient:
    """Return a person's request to tell somebody more."""
    return AddRecipient(actor=actor(by), audience=audience, **{"reason": "asked for it", **given})


def drops(by: str, audience: Audience = BUSINESS, **given: Any) -> DropRecipient:
    """Return a person's request to tell somebody no more."""
    return DropRecipient(actor=actor(by), audience=audience, **{"reason": "has left", **given})


def send_one(case: Rounds, now: datetime) -> None:
    """Have Ana write and send whatever round is open."""
    ask(case, writes("ana", case.audience, **ANSWERS), now)
    ask(case, sends("ana", audience=case.audience, revision=case.revision), now)


def stakeholder(
    person: str, *channels: RoundChannel, time_zone: str = "Europe/London", because: str = "owns sales"
) -> BusinessRecipient:
    """Return a business stakeholder who reads mails, unless said otherwise."""
    return BusinessRecipient(
        person=person,
        name=person.capitalize(),
        because=because,
        channels=channels or (Channel.MAIL,),
        time_zone=time_zone,
    )


def engineer(
    person: str, *channels: RoundChannel, time_zone: str = "Europe/London", team: str = ""
) -> TechnicalRecipient:
    """Return somebody of a technical team."""
    return TechnicalRecipient(
        person=person,
        name=person.capitalize(),
        because="on call",
        channels=channels or (Channel.MAIL,),
        time_zone=time_zone,
        team=team,
    )


def found(case: Rounds, *people: BusinessRecipient | TechnicalRecipient) -> None:
    """Have these people found behind the ids of those who are to be told."""
    match case.edition:
        case BusinessEdition() as edition:
            business = tuple(each for each in people if isinstance(each, BusinessRecipient))
            edition.take_in(edition.newcomers(case.incident_status), BusinessRecipients(recipients=business))
        case TechnicalEdition() as edition:
            technical = tuple(each for each in people if isinstance(each, TechnicalRecipient))
            edition.take_in(edition.newcomers(case.incident_status), TechnicalRecipients(recipients=technical))


def out(*people: tuple[str, tuple[RoundChannel, ...], str]) -> Rounds:
    """Return rounds of which the first goes out to these people, by channels and time zone."""
    case = begun()
    send_one(case, NIGHT)
    found(case, *(stakeholder(who, *channels, time_zone=zone) for who, channels, zone in people))
    return case


def handed_out(case: Rounds, now: datetime | None = None) -> list[Order]:
    """Take all that may be out at once, as the engine does; return the orders."""
    orders: list[Order] = []
    for channel in ROUND_CHANNELS:
        while order := hand_out(case, channel, now or NIGHT):
            orders.append(order)
    return orders


def hand_over(case: Rounds, now: datetime, **refused: str) -> list[Order]:
    """Have the provider take everything that may be out at once, but what is for these people; return the orders."""
    orders = handed_out(case, now)
    for order in orders:
        word = Taken(provider_id="X", refused={who: why for who, why in refused.items() if who in people_of(order)})
        taken(case, order, word, now)
    return orders


def written(case: Rounds) -> list[TimelineEntry]:
    """Return what is to go on the timeline."""
    return [entry for entries in case.journal.unsent.values() for entry in entries]


def said(case: Rounds) -> list[str]:
    """Return what is to go on the timeline, without who and why."""
    return [entry.what for entry in written(case)]


def mins(count: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=count)
