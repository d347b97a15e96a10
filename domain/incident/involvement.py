"""Who took part in an incident, and how: whom its review invites (P25)."""

from enum import StrEnum

from pydantic import BaseModel, Field

from domain.leading import PersonCard
from domain.review.situation import MOST_INVOLVED, Involved


class Way(StrEnum):
    """How somebody took part, as a review says it; the most telling comes first."""

    LED = "led it"
    DECLARED = "declared it"
    HAD_IT = "had it first"
    ANSWERED = "answered a page"
    TECHNICAL_CALL = "was on the technical call"
    BUSINESS_CALL = "was on the business call"
    ASKED = "worked on it"


class TookPart(BaseModel):
    """Somebody who took part, in one way or several."""

    person: PersonCard
    ways: list[Way] = Field(default_factory=list)


class Involvement(BaseModel):
    """Everybody who took part, by their ids, as many as one review can invite; who came after that is on the timeline."""

    people: dict[str, TookPart] = Field(default_factory=dict)

    def note(self, person: PersonCard, way: Way) -> None:
        """Note that somebody took part in this way. Their clock is kept, where it is known."""
        known = self.people.get(person.id)
        if known is None:
            if len(self.people) < MOST_INVOLVED:
                self.people[person.id] = TookPart(person=person, ways=[way])
            return
        if person.time_zone != "UTC":
            known.person = person
        if way not in known.ways:
            known.ways.append(way)

    @property
    def all(self) -> tuple[Involved, ...]:
        """Everybody, each with how they took part."""
        return tuple(Involved(person=each.person, how=_how(each.ways)) for each in self.people.values())


def _how(ways: list[Way]) -> str:
    """Return it in words; that somebody worked on it goes without saying of whoever led it."""
    telling = [way for way in Way if way in ways and way is not Way.ASKED]
    return ", ".join(telling or ways)
