"""The searches an incident has begun, as the incident knows them: each in one team, for one purpose, until that is settled.

A search that runs is told how things stand from time to time: that it can be told shows that it is there.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, Field

from domain.audiences import Audience
from domain.codes import read_incident_code
from domain.messages import Purpose
from domain.names import escalation_id, incident_id, read_page_id
from domain.organisation import Urgency
from domain.purposes import kind_of
from domain.timeline import Kind, TimelineEntry


class Search(BaseModel):
    """One search. `id` is its workflow's; `told_clear` is what it was told last of the alerts behind it.

    `told_words` is the digest of what it was told last that its pages say.
    `person` is the id of who is asked by name, where that is its purpose; `team` then is the one in charge.
    """

    id: str
    purpose: Purpose
    team: str
    urgency: Urgency
    heard_of_at: datetime
    person: str | None = None
    running: bool = True
    told_to_stop: bool = False
    told_clear: bool = False
    told_words: str = ""

    @property
    def whom(self) -> str:
        """The team that is searched, or the person who is asked by name."""
        return self.person or self.team


class Searches(BaseModel):
    """Every search of an incident: the latest of each kind, how many there were, and whom they paged for which purpose."""

    latest: dict[str, Search] = Field(default_factory=dict)
    begun: dict[str, int] = Field(default_factory=dict)
    paged: dict[Purpose, dict[str, list[str]]] = Field(default_factory=dict)
    """The ids of those who were paged, each once, by the team that was searched, or the person who was asked by name."""

    def begin(
        self, code: str, purpose: Purpose, team: str, urgency: Urgency, now: datetime, *, person: str | None = None
    ) -> Search:
        """Note that a search begins, in the place of an earlier one for the same purpose in the same team, and return it.

        One that asks a person by name takes the place of an earlier one that asked the same person.
        """
        whom = person or team
        kind = f"{purpose}/{whom}"
        self.begun[kind] = number = self.begun.get(kind, 0) + 1
        name = purpose if number == 1 else f"{purpose}-{number}"
        incident = read_incident_code(code)
        search = Search(
            id=escalation_id(incident_id(incident.key), incident.suffix, name, whom),
            purpose=purpose,
            team=team,
            person=person,
            urgency=urgency,
            heard_of_at=now,
        )
        self.latest[kind] = search
        return search

    def named(self, search_id: str) -> Search | None:
        """Return the search with this workflow id; None for one that another has taken the place of."""
        return next((each for each in self.latest.values() if each.id == search_id), None)

    def for_purpose(self, purpose: Purpose) -> list[Search]:
        """Return the searches for a purpose, one for each team."""
        return [each for each in self.latest.values() if each.purpose is purpose]

    def pages_made(self, entries: Iterable[TimelineEntry]) -> None:
        """Note whom searches have paged, by what they put on the timeline."""
        intents = (entry.about.intent for entry in entries if entry.kind is Kind.STEP and entry.about)
        for intent in filter(None, intents):
            escalation, person = read_page_id(intent.rpartition("#")[0])
            if search := self.named(escalation):
                known = self.paged.setdefault(search.purpose, {}).setdefault(search.whom, [])
                known += [person] if person not in known else []

    def paged_to_join(self, team: str) -> frozenset[str]:
        """Return who was paged to come on the technical call for this team, by their ids."""
        return frozenset(self.paged.get(Purpose.JOIN, {}).get(team, ()))

    @property
    def paged_to_come_back(self) -> frozenset[str]:
        """Return who was called back to the technical call by name, by their ids."""
        return frozenset(self.paged.get(Purpose.CALL_BACK, {}))

    @property
    def paged_technically(self) -> frozenset[str]:
        """Return everybody who was paged for anything but the business call, by their ids."""
        technical = (each for purpose, each in self.paged.items() if kind_of(purpose).audience is Audience.TECHNICAL)
        return frozenset(person for each in technical for people in each.values() for person in people)

    @property
    def running(self) -> list[Search]:
        """Return the searches that run, as far as is known."""
        return [each for each in self.latest.values() if each.running]

    @property
    def triage(self) -> Search | None:
        """The search for somebody who judges the incident; None before the first. The team in charge never changes."""
        return next(iter(self.for_purpose(Purpose.TRIAGE)), None)
