"""A company whose teams do not share a person, so that tests on one installation do not disturb one another.

Ona is on call, Owen owns the service, Hedda heads the department, Max is on the team: one of each in every team.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import count

_PARTS = {"on-call": "Ona", "owner": "Owen", "head": "Hedda", "more": "Max"}


@dataclass(frozen=True)
class Member:
    """One person, as the telephone company and the timeline know them."""

    name: str
    phone: str
    time_zone: str = "Europe/London"


@dataclass(frozen=True)
class Team:
    """The people behind one service, in the order in which its ladder names them."""

    service: str
    on_call: Member
    owner: Member
    head: Member
    more: Member

    @property
    def phones(self) -> set[str]:
        """Every number of the team."""
        return {self.on_call.phone, self.owner.phone, self.head.phone, self.more.phone}

    @property
    def ladder(self) -> list[str]:
        """Whom its ladder pages, in order: who is on call twice."""
        return [self.on_call.name, self.on_call.name, self.owner.name, self.head.name]


def team(service: str, number: int, time_zone: str = "Europe/London") -> Team:
    """Return the team of a service; `number` (0 to 224) keeps its telephone numbers apart from other teams'."""
    names = [f"{first} {service.capitalize()}" for first in _PARTS.values()]
    members = [Member(name, f"+447700900{100 + 4 * number + place}", time_zone) for place, name in enumerate(names)]
    return Team(service, *members)


def organisation_file(
    teams: Iterable[Team],
    *,
    wait_seconds: int,
    soon_everyone: Container[str] = (),
    services_each: int = 0,
    burst_within: str = "5m",
    readers: Iterable[str] = (),
    remind_at: Iterable[str] = (),
) -> str:
    """Return the organisation file of a company of these teams.

    Each rung waits `wait_seconds`, the last one and everyone a minute, so that a slow machine does not start the search anew.
    Of several pages a person is told by two calls and two texts within `burst_within` at most.
    With `services_each` a team has so many services, numbered, instead of one of its own name.
    The `readers` belong to no team, and are called for nothing: who is mailed may be many.
    On the day an action is due its owner is reminded at each of the times in `remind_at`, else at the usual one.
    The ladder of the services named in `soon_everyone` pages the head of department, then the whole team at once.
    """
    teams = list(teams)
    sections = {
        "services": "".join(_services(each, services_each) for each in teams),
        "teams": "".join(
            _team(each, "soon-everyone" if each.service in soon_everyone else "standard") for each in teams
        ),
        "people": "".join([*(_people(each) for each in teams), *map(_reader, readers, count())]),
        "rotas": "".join(_rota(each) for each in teams),
    }
    return "\n".join(
        [
            "name: Quickfield",
            "business_areas: {}",
            *(f"{name}:\n{entries}" for name, entries in sections.items()),
            _ladders(wait_seconds),
            f"policies:\n  paging: {{ring: 10s, burst: {{within: {burst_within}}}}}{_reminders(list(remind_at))}",
            f"alerts: {{catch_all_team: {teams[0].service}}}\n",
        ]
    )


def _services(team: Team, each: int) -> str:
    ids = [f"{team.service}-{number}" for number in range(each)] or [team.service]
    return "".join(
        f"  {service}: {{name: {service.capitalize()}, team: {team.service}, owner: {team.service}-owner}}\n"
        for service in ids
    )


def _team(team: Team, ladder: str) -> str:
    members = ", ".join(f"{team.service}-{part}" for part in ("on-call", "owner", "more"))
    return (
        f"  {team.service}: {{name: {team.service.capitalize()}, head_of_department: {team.service}-head, "
        f"members: [{members}], rota: {team.service}, ladder: {ladder}}}\n"
    )


def _people(team: Team) -> str:
    members = (team.on_call, team.owner, team.head, team.more)
    return "".join(
        f'  {team.service}-{part}: {{name: {member.name}, phones: ["{member.phone}"], '
        f"email: {team.service}.{part}@example.com, time_zone: {member.time_zone}}}\n"
        for part, member in zip(_PARTS, members, strict=True)
    )


def _reader(name: str, number: int) -> str:
    phones = f'["+4477009{50_000 + number}"]'
    return f"  {name}: {{name: {name}, phones: {phones}, email: {name}@example.com, time_zone: Europe/London}}\n"


def _rota(team: Team) -> str:
    shift = f"{{people: [{team.service}-on-call], since: 2026-01-05}}"
    return f"  {team.service}: {{time_zone: Europe/London, shifts: [{shift}]}}\n"


def _reminders(remind_at: list[str]) -> str:
    return f"\n  actions: {{remind_at: {remind_at}}}" if remind_at else ""


def _ladders(wait_seconds: int) -> str:
    return f"""ladders:
  standard:
    rungs:
      - {{who: on_call, tries: 2, wait: {wait_seconds}s}}
      - {{who: service_owner, wait: {wait_seconds}s}}
      - {{who: head_of_department, wait: 60s}}
    widen_wait: 60s
  soon-everyone:
    rungs:
      - {{who: head_of_department, wait: {wait_seconds}s}}
    widen_wait: 60s"""
