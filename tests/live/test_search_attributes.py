"""What a manager finds in the Temporal UI."""

import asyncio

from domain.names import SearchAttribute, incident_id
from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation


def test_incidents_are_listed_by_what_a_manager_looks_for(installation: Installation, teams: dict[str, Team]) -> None:
    """State, service, code and holder are search attributes: the list can be filtered by each."""
    team = teams["listed"]
    installation.phones.takes_it(team.on_call)
    installation.post_alert(team.service)
    installation.taken_by(team.service)
    seen = eventually(lambda: installation.incident(team.service), "the incident is shown")
    wanted = {
        SearchAttribute.STATE: "triage",
        SearchAttribute.SERVICE: team.service,
        SearchAttribute.CODE: seen.code,
        SearchAttribute.HOLDER: f"{team.service}-on-call",
    }

    query = " AND ".join(f'{name} = "{value}"' for name, value in wanted.items())
    eventually(lambda: [incident_id(team.service)] == asyncio.run(_listed(installation, query)), f"listed by {query}")


def test_whoever_takes_an_incident_reads_which_others_were_opened(
    installation: Installation, teams: dict[str, Team]
) -> None:
    """The timeline and the view name the incident that began minutes before, by its code and service."""
    first, second = teams["first-of-two"], teams["second-of-two"]
    installation.phones.takes_it(first.on_call)
    installation.post_alert(first.service)
    installation.taken_by(first.service)
    code = eventually(lambda: installation.incident(first.service), "the first is shown").code
    query = f'{SearchAttribute.CODE} = "{code}"'
    eventually(lambda: asyncio.run(_listed(installation, query)), "the first is listed")

    installation.phones.takes_it(second.on_call)
    installation.post_alert(second.service)

    def others() -> str | None:
        seen = installation.incident(second.service)
        return seen.also_opened if seen else None

    named = f"{code} ({first.service.capitalize()})"
    assert named in eventually(others, "the others are named")
    seen = eventually(lambda: installation.incident(second.service), "the second is shown")
    assert [True] == [named in entry.what for entry in seen.timeline if "too:" in entry.what]


async def _listed(installation: Installation, query: str) -> list[str]:
    return [run.id async for run in (await installation.client()).list_workflows(query)]
