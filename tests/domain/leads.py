"""Incidents with a lead, for tests."""

from domain.hand_over import AcceptLead, DeclineLead, LeadRequest, OfferLead, TakeLead, WithdrawOffer, on_the_lead
from domain.incident.state import Incident
from domain.leading import Leadership, PersonCard, Told, begin
from domain.lifecycle import Role
from domain.timeline import TimelineEntry
from tests.domain.builders import CODE, actor, at, incident

DECLARED = "declared by Cy"


def card_of(person: str) -> PersonCard:
    """Return a person as the organisation names them; `ana` is called Ana."""
    return PersonCard(id=person, name=person.capitalize(), time_zone="Europe/London")


class Case:
    """An incident that was declared at NIGHT and that Ana leads; Cy heads the department."""

    def __init__(self) -> None:
        self.incident: Incident = incident()
        self.leadership = Leadership(code=CODE)
        begin(self.leadership, card_of("ana"), at(0), self.incident.write, DECLARED)

    @property
    def leader(self) -> str | None:
        """The id of who leads."""
        return self.leadership.lead.person.id if self.leadership.lead else None

    @property
    def entries(self) -> list[TimelineEntry]:
        """What stands on the timeline."""
        return self.incident.timeline.entries

    def ask(self, request: LeadRequest, minute: float) -> Told:
        """Make a request at this minute."""
        return on_the_lead(self.leadership, request, at(minute), self.incident.write)


def offers(person: str, to: str, *roles: Role) -> OfferLead:
    """Return a person's request that another one lead."""
    return OfferLead(actor=actor(person, *roles), to=card_of(to))


def accepts(person: str) -> AcceptLead:
    """Return a person's yes."""
    return AcceptLead(actor=actor(person))


def declines(person: str, reason: str = "") -> DeclineLead:
    """Return a person's no."""
    return DeclineLead(actor=actor(person), reason=reason)


def withdraws(person: str) -> WithdrawOffer:
    """Return a person's request to call their offer off."""
    return WithdrawOffer(actor=actor(person))


def takes(person: str, *roles: Role, reason: str = "a whole night is enough") -> TakeLead:
    """Return a person's request to lead themselves."""
    who = actor(person, *roles).model_copy(update={"time_zone": "Europe/London"})
    return TakeLead(actor=who, reason=reason)
