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


async def _listed(installation: Installation, query: str) -> list[str]:
    return [run.id async for run in (await installation.client()).list_workflows(query)]
