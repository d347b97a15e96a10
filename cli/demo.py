"""`mimp demo`: a real alert comes in over HTTP, phones ring, updates go out, and the story runs to its end."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import httpx

from cli.comms_show import standing_lines
from cli.installation import Installation, Plan, installation, leave_the_real_world_out
from cli.ports import Ports, preferred_or_free
from cli.quick import Tempo, reminders_from, write_quick_organisation
from cli.state import StateFolder
from cli.story.cast import alert, cast
from cli.story.closing import resolve
from cli.story.figures import report_and_figures
from cli.story.leading import hand_over, keep_the_board, mitigate
from cli.story.reviewing import close_the_review, follow_up, hold_the_review
from cli.story.search import search
from cli.story.stage import Line, Stage
from cli.story.updates import final_updates, first_updates, forgotten_update, second_update
from config.clock import wall_clock
from config.organisation import load_organisation
from config.settings import Settings
from domain.codes import IncidentCode, run_suffix
from domain.comms.drafting.asked import business_text
from domain.comms.rounds.views import CommsView
from domain.incident.view import IncidentView
from domain.names import incident_id
from domain.timeline import TimelineEntry

Tell = Callable[[str], None]
Act = Callable[[Stage], Awaitable[list[Line]]]

_ACTS: tuple[Act, ...] = (
    search,
    hand_over,
    first_updates,
    keep_the_board,
    second_update,
    forgotten_update,
    mitigate,
    final_updates,
    resolve,
    hold_the_review,
    follow_up,
    close_the_review,
)
"""The story, act by act; each says what of it happened."""


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
        async with installation(plan, tell) as running, httpx.AsyncClient(trust_env=False, timeout=10) as http:
            _say_where(running, tell)
            scripts = await http.put(f"{running.settings.simulator_url}/sim/scripts", json=actors.scripts())
            scripts.raise_for_status()
            stage = Stage(running, http, await _report(running, http, tell), actors, tempo, tell, show)
            _judge(await _played(stage), tell)
            for line in _what_is_known(stage, await stage.rounds()):
                tell(line)
            seen = await stage.incident()
            for line in report_and_figures(running.settings, stage.code, folder / f"{stage.code}.html"):
                tell(line)
            return seen


def _plan(state: StateFolder, tempo: Tempo) -> Plan:
    """Plan an installation of the demo's own, beside any that runs: other ports where the usual ones are taken."""
    organisation, now = load_organisation(Settings().organisation), wall_clock()
    zone = cast(organisation, now).on_call.time_zone
    write_quick_organisation(Settings().organisation, state.story, tempo, reminders_from(now, zone, tempo))
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


async def _played(stage: Stage) -> list[Line]:
    """Play act after act, as far as each went as told, and return what happened."""
    lines: list[Line] = []
    for act in _ACTS:
        lines += await act(stage)
        if not all(happened for _, happened in lines):
            break
    return lines


def _judge(lines: Sequence[Line], tell: Tell) -> None:
    for line, happened in lines:
        tell(f"{'✓' if happened else '✗'} {line}")
    missing = [line for line, happened in lines if not happened]
    if missing:
        raise StoryFailed(f"The story did not end as told: {'; '.join(missing)} did not happen.")


def _what_is_known(stage: Stage, views: tuple[CommsView, CommsView]) -> Iterator[str]:
    """Yield what `mimp comms CODE`, and `status` behind it, say of the updates, the total impact, and how to see the receipts."""
    business, _ = views
    yield from standing_lines(views, wall_clock())
    yield f"Whoever texts STATUS is told: {business_text(business)}"
    for each in business.total:
        yield f"Total impact: {each.amount:,f} {each.unit}: {each.counted}{'' if each.final else ' (estimate)'}"
    records = stage.running.settings.records_url.get_secret_value()
    yield f"Who received what: MIMP_RECORDS_URL={records} mimp comms {stage.code} receipts"
