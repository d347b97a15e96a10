"""`mimp demo`: a real alert comes in over HTTP, phones ring, and the story runs to its end."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import temporalio.client

from cli.incidents import request, view
from cli.installation import Installation, Plan, installation, leave_the_real_world_out
from cli.ports import Ports, preferred_or_free
from cli.quick import Tempo, write_quick_organisation
from cli.state import StateFolder
from cli.story import Cast, alert, cast, judged, over, requests
from config.clock import wall_clock
from config.organisation import load_organisation
from config.settings import Settings
from domain.codes import IncidentCode, run_suffix
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.names import incident_id
from domain.timeline import TimelineEntry

_ENDS_WITHIN_SECONDS = 150
_JOIN_WITHIN_SECONDS = 60
_LOOK_EVERY_SECONDS = 0.3

Tell = Callable[[str], None]


class StoryFailed(Exception):
    """The story did not end as told."""


async def tell_the_story(folder: Path, tempo: Tempo, tell: Tell, show: Callable[[TimelineEntry], None]) -> IncidentView:
    """Set everything up anew, tell the story, and return the incident as it stands at the end.

    Raises:
        StoryFailed: naming each line that did not happen.
        Refused: the organisation file is not one the story can be told of.
        StateInUse: the folder holds something else than a demo's state, or another demo is at it.

    """
    leave_the_real_world_out()
    state = StateFolder(folder)
    with state.taken_anew():
        plan = _plan(state, tempo)
        actors = cast(plan.organisation, wall_clock())
        async with installation(plan, tell) as running:
            _say_where(running, tell)
            async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
                await _put(http, f"{running.settings.simulator_url}/sim/scripts", actors.scripts())
                code = await _report(running, http, tell)
                seen, phones = await _watch(running, http, code, actors, show)
            seen = await _lead_it(running, seen, actors, show)
            _judge(seen, phones, actors, tell)
            return seen


def _plan(state: StateFolder, tempo: Tempo) -> Plan:
    """Plan an installation of the demo's own, beside any that runs: other ports where the usual ones are taken."""
    write_quick_organisation(Settings().organisation, state.story, tempo)
    return Plan(
        folder=state,
        ports=preferred_or_free(Ports()),
        settings=Settings(),
        organisation=load_organisation(state.story),
        organisation_path=state.story,
        pace=tempo.pace,
    )


def _say_where(running: Installation, tell: Tell) -> None:
    tell(f"Phones and mailboxes: {running.phones_page}")
    tell(f"Temporal UI:          {running.temporal_ui}")


async def _report(running: Installation, http: httpx.AsyncClient, tell: Tell) -> str:
    """Post the alert as Alertmanager would, and return the code of the incident it opened."""
    token = running.settings.alert_tokens[0].get_secret_value()
    url = f"{running.settings.public_url}/alerts/alertmanager"
    response = await http.post(url, json=alert(wall_clock()), headers={"Authorization": f"Bearer {token}"})
    response.raise_for_status()
    key = response.json()["incidents"][0].removeprefix("incident/")
    assert running.client is not None  # noqa: S101 - a running installation is connected
    found = await running.client.get_workflow_handle(incident_id(key)).describe()
    code = IncidentCode(key, run_suffix(found.raw_description.workflow_execution_info.first_run_id))
    tell(f"Alertmanager reports that checkout is down; the gateway has stored it as incident {code}.")
    return str(code)


async def _lead_it(
    running: Installation, seen: IncidentView, actors: Cast, show: Callable[[TimelineEntry], None]
) -> IncidentView:
    """Have people hand the lead over and keep the board, as they would from a command line; show what comes of it."""
    assert running.client is not None  # noqa: S101 - a running installation is connected
    if seen.state is not IncidentState.DECLARED:
        return seen
    seen = await _all_joined(running.client, seen, show)
    for asked in requests(actors, wall_clock(), seen.code, seen.team_id, running.organisation):
        await request(running.client, seen.code, asked)
    return _show_news(seen, await view(running.client, seen.code), show)


async def _all_joined(
    client: temporalio.client.Client, seen: IncidentView, show: Callable[[TimelineEntry], None]
) -> IncidentView:
    """Wait until nobody is missing from the technical call, or their time is over; show what happens meanwhile."""
    until = time.monotonic() + _JOIN_WITHIN_SECONDS
    while (seen.missing or not seen.on_call) and time.monotonic() < until:
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        seen = _show_news(seen, await view(client, seen.code), show)
    return seen


def _show_news(before: IncidentView, after: IncidentView, show: Callable[[TimelineEntry], None]) -> IncidentView:
    known = {(entry.origin, entry.sequence) for entry in before.timeline}
    for entry in after.timeline:
        if (entry.origin, entry.sequence) not in known:
            show(entry)
    return after


async def _watch(
    running: Installation, http: httpx.AsyncClient, code: str, actors: Cast, show: Callable[[TimelineEntry], None]
) -> tuple[IncidentView, dict[str, Any]]:
    """Show each entry of the timeline as it comes, until the story is over or its time is."""
    assert running.client is not None  # noqa: S101 - a running installation is connected
    shown: set[tuple[str, int]] = set()
    until = time.monotonic() + _ENDS_WITHIN_SECONDS
    while True:
        running.household.check()
        phones = (await http.get(f"{running.settings.simulator_url}/sim/state")).json()
        seen = await view(running.client, code)
        for entry in seen.timeline:
            if (entry.origin, entry.sequence) not in shown:
                shown.add((entry.origin, entry.sequence))
                show(entry)
        if over(seen, phones, actors) or time.monotonic() > until:
            return seen, phones
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def _judge(seen: IncidentView, phones: dict[str, Any], actors: Cast, tell: Tell) -> None:
    lines = list(judged(seen, phones, actors))
    for line, happened in lines:
        tell(f"{'✓' if happened else '✗'} {line}")
    missing = [line for line, happened in lines if not happened]
    if missing:
        raise StoryFailed(f"The story did not end as told: {'; '.join(missing)} did not happen.")


async def _put(http: httpx.AsyncClient, url: str, body: dict[str, Any]) -> None:
    (await http.put(url, json=body)).raise_for_status()
