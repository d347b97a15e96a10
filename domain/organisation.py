"""The organisation: business areas, services, teams, people, and the policies they have agreed (P1 to P6).

These are facts, stated once and frozen. That every reference resolves and every rota is complete is checked where the
organisation file is read; models built by hand are trusted.
"""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from domain import rota
from domain.alerts import Route
from domain.policies import Frozen, Policies, Wait


def _matching(pattern: str, kind: str) -> AfterValidator:
    def check(written: str) -> str:
        if re.fullmatch(pattern, written, re.ASCII) is None:
            raise PydanticCustomError("pattern", "must be {kind}", {"kind": kind})
        return written

    return AfterValidator(check)


Slug = Annotated[
    str,
    _matching(
        r"(?=.{1,100}\Z)[a-z0-9]+(-[a-z0-9]+)*",
        "lower-case letters, digits and single hyphens, at most 100 characters, such as order-desk",
    ),
]
"""An id, fit to be part of a workflow's id, which Temporal takes up to 1,000 characters of, and of an address."""

PhoneNumber = Annotated[str, _matching(r"\+[1-9]\d{6,14}", "an international telephone number such as +447700900123")]
"""A telephone number in E.164 form."""

EmailAddress = Annotated[str, _matching(r"[^\s@<>,;]+@[^\s@.<>,;]+(\.[^\s@.<>,;]+)+", "an e-mail address")]
"""A mailbox alone, without a display name; only a mail tells whether it exists."""


class Channel(StrEnum):
    """A way to reach a person. A call is the first choice unless the person or team agreed otherwise (P4)."""

    CALL = "call"
    TEXT = "text"
    MAIL = "mail"


Channels = Annotated[tuple[Channel, ...], Field(min_length=1)]
"""Ways to reach somebody, in the order in which they are tried."""


class Urgency(StrEnum):
    """How much a page may disturb, the least first: `low` is told, `high` is called, `major` is called whatever was agreed."""

    LOW = "low"
    HIGH = "high"
    MAJOR = "major"

    def outranks(self, other: "Urgency") -> bool:
        """Whether this may disturb more than the other."""
        ranks = list(Urgency)
        return ranks.index(self) > ranks.index(other)


def _never_major(urgency: Urgency) -> Urgency:
    if urgency is Urgency.MAJOR:
        raise PydanticCustomError("never_held", "must be low or high: a page for a major incident is never held")
    return urgency


class QuietHours(Frozen):
    """Hours of the day, on the person's wall clock, in which pages of the urgencies in `holds` go by mail only (P4)."""

    starts: Annotated[rota.WallTime, Field(alias="from")]
    until: rota.WallTime
    holds: Annotated[tuple[Annotated[Urgency, AfterValidator(_never_major)], ...], Field(min_length=1)] = (Urgency.LOW,)

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if self.starts == self.until:
            raise PydanticCustomError("no_hours", "must not begin and end at the same time")
        return self

    def hold(self, urgency: Urgency, at: datetime, time_zone: str) -> bool:
        """Whether a page of this urgency is held at this instant for somebody who lives in this zone."""
        wall = at.astimezone(ZoneInfo(time_zone)).time()
        over_midnight = self.starts > self.until
        within = wall >= self.starts or wall < self.until if over_midnight else self.starts <= wall < self.until
        return within and urgency in self.holds


class Absence(Frozen):
    """A person cannot be reached from `starts` until just before `ends`; the deputy stands in (P3)."""

    starts: AwareDatetime
    ends: AwareDatetime
    reason: str = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends <= self.starts:
            raise PydanticCustomError("absence_order", "must end after it starts")
        return self


class Person(Frozen):
    """Somebody who can be reached (P3). The first of `phones` (E.164) is called and texted.

    Of `channels`, `low_urgency_channels` and `quiet_hours`, what a person says of themselves goes before what the team says.
    """

    id: Slug
    name: str
    spoken_name: str | None = None
    title: str | None = None
    phones: tuple[PhoneNumber, ...] = ()
    email: EmailAddress | None = None
    time_zone: rota.TimeZone
    language: str = "en-GB"
    deputy: str | None = None
    absences: tuple[Absence, ...] = ()
    channels: Channels | None = None
    low_urgency_channels: Channels | None = None
    quiet_hours: QuietHours | None = None

    @property
    def phone(self) -> str | None:
        """The number to call and text, if there is one."""
        return self.phones[0] if self.phones else None

    def absence(self, at: datetime) -> Absence | None:
        """The absence this instant falls into, if any."""
        return next((each for each in self.absences if each.starts <= at < each.ends), None)


class RungName(StrEnum):
    """Whom a ladder turns to, in the order of the process (P4)."""

    ON_CALL = "on_call"
    SERVICE_OWNER = "service_owner"
    HEAD_OF_DEPARTMENT = "head_of_department"


class Rung(Frozen):
    """One step of a ladder: how often it is paged, and how long each try is given. Those of `together_with` are paged at once."""

    who: RungName
    together_with: tuple[RungName, ...] = ()
    tries: Annotated[int, Field(ge=1, le=10)] = 1
    wait: Wait


class Ladder(Frozen):
    """An escalation path (P4). After the last rung the search widens to everyone, and repeats every `widen_wait`."""

    name: str
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]
    widen_wait: Wait = timedelta(minutes=10)


class BusinessArea(Frozen):
    """A part of the business, with an owner and contacts of its own, like a service has (P1)."""

    id: Slug
    name: str
    owner: str
    contacts: tuple[str, ...] = ()


class Service(Frozen):
    """A technical service, the team that owns it, and the services it relies on (P1, P2).

    `customer_effect` says in business language what customers notice when it fails (P17).
    """

    id: Slug
    name: str
    spoken_name: str | None = None
    team: str
    owner: str
    business_area: str | None = None
    customer_effect: str | None = None
    relies_on: tuple[str, ...] = ()


class Team(Frozen):
    """The people who run services, their rota and their escalation path (P3, P4), and how they agreed to be paged (P4)."""

    id: Slug
    name: str
    head_of_department: str
    members: tuple[str, ...] = ()
    rota: str
    ladder: str
    channels: Channels | None = None
    low_urgency_channels: Channels | None = None
    quiet_hours: QuietHours | None = None


def _one_or_more(given: object) -> object:
    """One value stands for a list of it."""
    values = (given,) if isinstance(given, str) else given
    if not isinstance(values, list | tuple) or not values or not all(isinstance(value, str) for value in values):
        raise PydanticCustomError("one_or_more", "must be a word, or a list of words such as [info, warning]")
    return tuple(values)


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
"""A word, or several."""


class AlertRoute(Frozen):
    """What to do with alerts that fit every condition given; a condition that is left out fits every alert."""

    source: OneOrMore | None = None
    severity: OneOrMore | None = None
    service: OneOrMore | None = None
    do: Route


class AlertRouting(Frozen):
    """How an alert finds its team (by the label that names the service, or else the catch-all team), and what it sets in motion.

    `severities` are the company's own words, the lowest first. Of `routes` the first that fits counts; when none does, people are
    paged.
    """

    catch_all_team: str
    service_label: str = "service"
    severities: tuple[str, ...] = ()
    routes: tuple[AlertRoute, ...] = ()


class CommsLists(Frozen):
    """People who are informed of every incident, kept apart by audience (P15)."""

    technical: tuple[str, ...] = ()
    business: tuple[str, ...] = ()


def _with_letters(written: str) -> str:
    if not any(character.isalnum() for character in written):
        raise PydanticCustomError("word", "must be a word or a few")
    return written


TechnicalWord = Annotated[str, AfterValidator(_with_letters)]
"""A word, or a few that belong together, that business readers of this company cannot be expected to know."""


class StandIn(Frozen):
    """The person to turn to, and why it is not the one who was asked for (None when it is)."""

    person: str
    because: str | None = None


class Organisation(Frozen):
    """Everything the company has told us about itself, by id (P6)."""

    name: str
    business_areas: Mapping[str, BusinessArea]
    services: Mapping[str, Service]
    teams: Mapping[str, Team]
    people: Mapping[str, Person]
    rotas: Mapping[str, rota.Rota]
    ladders: Mapping[str, Ladder]
    policies: Policies = Policies()
    alerts: AlertRouting
    comms_lists: CommsLists = CommsLists()
    technical_words: tuple[TechnicalWord, ...] = ()

    def person(self, person_id: str) -> Person:
        """The person with this id. Raises KeyError when nobody has it."""
        return self.people[person_id]

    def team(self, team_id: str) -> Team:
        """The team with this id. Raises KeyError when none has it."""
        return self.teams[team_id]

    def service(self, service_id: str) -> Service | None:
        """The service with this id; None when it is unknown, as alerts may name services nobody listed."""
        return self.services.get(service_id)

    def on_call(self, team_id: str, at: datetime) -> str:
        """The id of the person on duty for the team (P5); whoever stands in for them is `stand_in`'s to say."""
        return rota.who(self.rotas[self.team(team_id).rota], at)

    def stand_in(self, person_id: str, at: datetime) -> StandIn:
        """The person, or the first of their deputies in turn who is not absent at this instant (P3).

        When all of them are absent it is the person after all: a page to somebody on leave beats a page to nobody.
        """
        asked, reasons = [self.person(person_id)], []
        while absence := asked[-1].absence(at):
            reasons.append(f"{asked[-1].name} is absent {_until(absence, asked[-1])}")
            deputy = self.people.get(asked[-1].deputy or "")
            if deputy is None or deputy in asked:
                return StandIn(person=person_id, because="; ".join([*reasons, "there is no deputy left to ask"]))
            reasons.append(f"{deputy.name} is the deputy")
            asked.append(deputy)
        return StandIn(person=asked[-1].id, because="; ".join(reasons) or None)


def _until(absence: Absence, person: Person) -> str:
    ends = absence.ends.astimezone(ZoneInfo(person.time_zone))
    # Most absences end at midnight; then the day says it all.
    written = ends.strftime("%Y-%m-%d" if ends.time() == time(0) else "%Y-%m-%d %H:%M")
    return f"until {written} ({absence.reason})" if absence.reason else f"until {written}"
