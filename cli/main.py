"""`mimp`: the command line of everything.

Exit status: 0 done; 1 something does not work; 2 what was given is wrong; 3 refused, with the reason.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import httpx
import typer
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError

from cli.audit import audit, ledger_data, ledger_table, verdict
from cli.board import board_table
from cli.board_requests import add_board_requests
from cli.check import check_organisation
from cli.comms import comms
from cli.demo import StoryFailed, tell_the_story
from cli.diagrams import diagram
from cli.follow import follow
from cli.history import history
from cli.incidents import NotReachable, connected, listed, people_names, view
from cli.installation import Plan, installation
from cli.matrix import contact_tables, matrix_data, matrix_table, plan_data, plan_for, plan_tables
from cli.ports import Ports, PortsTaken
from cli.processes import ProcessFailed
from cli.quick import FAST, WATCHABLE
from cli.records import records
from cli.report import report
from cli.report_alert import report_alert
from cli.requests import add_requests
from cli.show import (
    console,
    entry_data,
    entry_line,
    overview,
    overview_data,
    print_json,
    print_json_line,
    summary,
    timeline_rows,
    timeline_table,
)
from cli.state import DEFAULT_FOLDER, StateFolder, StateInUse
from cli.token import make_token
from cli.trends import trends
from config.clock import wall_clock
from config.incident_index import OpenIncident
from config.organisation import OrganisationInvalid, load_organisation
from config.process import leave
from config.settings import SettingsInvalid, read_settings
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.lanes import Rates
from domain.ledger import Ledger
from domain.reliance.graph import Reliance
from domain.timeline import TimelineEntry
from records.errors import RecordsAway, RecordsUnfit

app = typer.Typer(
    help="A durable major-incident engine: pages people until someone answers, and keeps the process.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print data instead of text.")]
StateOption = Annotated[Path, typer.Option("--state", help="The folder that keeps state between starts.")]
_DO_NOT_WORK = (StateInUse, ProcessFailed, NotReachable, StoryFailed, FileNotFoundError, httpx.HTTPError, RecordsAway)
CodeArgument = Annotated[str, typer.Argument(help="The incident's code, such as checkout-7K3Q.")]


@app.command()
def demo(
    fast: Annotated[bool, typer.Option("--fast", help="As fast as it goes, for machines.")] = False,
    as_json: JsonOption = False,
    state: StateOption = DEFAULT_FOLDER / "demo",
) -> None:
    """Set everything up, send an alert, and watch it until everybody is told what it came to. Status 0 only if it went as told."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, it stops what it has started
    tempo = FAST if fast else WATCHABLE
    quiet = as_json
    told = asyncio.run(tell_the_story(state, tempo, _to_stderr if quiet else _say, _hide if quiet else _show_entry))
    if as_json:
        print_json(timeline_rows(told.timeline))
    else:
        console().print(timeline_table(told))
        _show_incident(told)
        _say("Nothing runs any more. To look around in what happened, start it again where it stopped:")
        _say(f"  mimp up --state {state}")


@app.command()
def up(
    state: StateOption = DEFAULT_FOLDER,
    organisation: Annotated[Path | None, typer.Option(help="The organisation file or folder.")] = None,
    temporal_port: int = Ports.temporal,
    temporal_ui_port: int = Ports.temporal_ui,
    gateway_port: int = Ports.gateway,
    simulator_port: int = Ports.simulator,
    pace: Annotated[float, typer.Option(help="How many times as fast simulated telephones are.")] = 1.0,
) -> None:
    """Run everything on this machine until interrupted; the state is kept for the next start."""
    settings = read_settings()
    path = organisation or _kept_organisation(state) or settings.organisation
    plan = Plan(
        folder=StateFolder(state),
        ports=Ports(temporal_port, temporal_ui_port, gateway_port, simulator_port),
        settings=settings,
        organisation=load_organisation(path),
        organisation_path=path.resolve(),
        pace=pace,
    )
    asyncio.run(_run_until_stopped(plan))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def worker(context: typer.Context) -> NoReturn:
    """Run one worker: all task queues, or those named with --queue."""
    _become("workers", context.args)


@app.command()
def gateway() -> NoReturn:
    """Run the gateway: alerts and providers' callbacks come in here."""
    _become("gateway", [])


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def simulator(context: typer.Context) -> NoReturn:
    """Run the phone company and the mail company of this machine."""
    _become("simulator", context.args)


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="The organisation file or folder.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the organisation and the templates of comms: every mistake at once, with its line and what to do."""
    settings = read_settings()
    rates = Rates(calls=settings.call_rate, text_segments=settings.text_segment_rate)
    found = check_organisation(path or settings.organisation, rates, wall_clock(), settings.templates)
    if as_json:
        print_json(found.as_data())
    else:
        print("\n".join(found.as_lines()))
    if found.mistakes:
        raise typer.Exit(2)


@app.command()
def matrix(
    failing: Annotated[str | None, typer.Option("--from", help="The id of a service that fails.")] = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Draw it, as Mermaid.")] = False,
    dot: Annotated[bool, typer.Option("--dot", help="Draw it, as DOT for Graphviz.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show who relies on what; with --from, what suffers when a service fails, and whom to contact and why."""
    if mermaid + dot + as_json > 1:
        raise typer.BadParameter("Give one of --mermaid, --dot and --json.")
    reliance = Reliance(load_organisation(read_settings().organisation))
    plan = None if failing is None else plan_for(reliance, failing)
    if mermaid or dot:
        drawn = diagram(reliance, failing)
        print(drawn.as_mermaid() if mermaid else drawn.as_dot())
    elif as_json:
        print_json(plan_data(plan) if plan else matrix_data(reliance))
    else:
        console().print(plan_tables(reliance.organisation, plan) if plan else matrix_table(reliance))


@app.command()
def alert(
    service: Annotated[str, typer.Argument(help="The service that fails.")] = "checkout",
    summary_words: Annotated[str, typer.Option("--summary", help="What the alert says.")] = "it does not answer",
    severity: str = "critical",
    resolved: Annotated[bool, typer.Option("--resolved", help="Say that the trouble is over.")] = False,
    state: StateOption = DEFAULT_FOLDER,
) -> None:
    """Send an alert to the gateway as Prometheus Alertmanager would: to try things out."""
    print(report_alert(read_settings(), StateFolder(state), service, summary_words, severity, resolved=resolved))


@app.command()
def incidents(as_json: JsonOption = False) -> None:
    """List the open incidents."""

    settings = read_settings()
    names = people_names(settings, _to_stderr)

    async def ask() -> list[tuple[OpenIncident, str | None]]:
        return await listed(await connected(settings), names)

    found = asyncio.run(ask())
    if as_json:
        print_json([overview_data(*each) for each in found])
    else:
        print("\n".join(overview(*each) for each in found) or "No incident is open.")


@app.command()
def show(code: CodeArgument, as_json: JsonOption = False) -> None:
    """Show where an incident stands."""
    seen = _view(code)
    if as_json:
        print_json(_without_timeline(seen))
    else:
        _show_incident(seen)


@app.command()
def timeline(code: CodeArgument, as_json: JsonOption = False) -> None:
    """Show what happened, when, by whom and why."""
    seen = _view(code)
    if as_json:
        print_json(timeline_rows(seen.timeline))
    else:
        console().print(timeline_table(seen))


@app.command("follow")
def follow_command(code: CodeArgument, as_json: JsonOption = False) -> None:
    """Show the timeline as it grows, until the incident is over or Ctrl-C; with --json each entry is a line."""

    async def watch() -> None:
        show = _print_entry if as_json else _show_entry
        await follow(await connected(read_settings()), code, show, _to_stderr)

    with suppress(KeyboardInterrupt):  # the usual way to leave
        asyncio.run(watch())


@app.command("audit")
def audit_command(
    codes: Annotated[
        list[str] | None, typer.Argument(help="Codes of incidents; all of them when none is given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show, from Temporal's histories, that every intended page came to an end; status 1 where one did not."""

    async def ask() -> Ledger:
        client = await connected(read_settings())
        return await audit(client, codes or [], wall_clock())

    ledger = asyncio.run(ask())
    if as_json:
        print_json(ledger_data(ledger))
    else:
        console().print(ledger_table(ledger))
        print(verdict(ledger))
    if ledger.findings:
        raise typer.Exit(1)


@app.command("token")
def token_command(
    person: Annotated[str, typer.Argument(help="Whose it is: a person's id in the organisation file.")],
    as_json: JsonOption = False,
) -> None:
    """Make a token by which the gateway knows a person, and the entry for MIMP_PERSON_TOKENS; it is shown once, kept nowhere."""
    made = make_token(load_organisation(read_settings().organisation), person)
    if as_json:
        print_json(made.as_data())
    else:
        print("\n".join(made.as_lines()))


app.add_typer(comms, name="comms")
app.add_typer(records, name="records")
app.command()(history)
app.command()(report)
app.command()(trends)
add_requests(app)
add_board_requests(app)


def run() -> NoReturn:
    """Run the command line and end the process with the right status."""
    # Temporal's client tells of its retries on standard output, where data belongs.
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    try:
        app()
        status = 0
    except SystemExit as end:  # how typer ends, with its own status for a wrong command line
        status = end.code if isinstance(end.code, int) else 1
    except (SettingsInvalid, OrganisationInvalid, PortsTaken, RecordsUnfit) as error:
        status = _complain(error, 2)
    except Refused as error:
        status = _complain(error, 3)
    except _DO_NOT_WORK as error:
        status = _complain(error, 1)
    except RPCError as error:
        status = _complain(f"Temporal answers: {error.message}", 1)
    leave(status)


async def _run_until_stopped(plan: Plan) -> None:
    own_temporal = "MIMP_TEMPORAL_ADDRESS" not in os.environ
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    with plan.folder.taken():
        plan.ports.check(with_temporal=own_temporal, with_simulator=plan.settings.telephone_simulated)
        async with installation(plan, _say) as running:
            _say(f"Phones and mailboxes: {running.phones_page}" if running.simulated else "Real providers are in use.")
            _say(f"Temporal UI:          {running.temporal_ui}" if running.own_temporal else "")
            _say(f"Metrics:              {running.metrics_pages}")
            _say(f"Alerts are taken at:  {running.settings.public_url}/alerts/alertmanager")
            _say("Try it: mimp alert checkout. Stop with Ctrl-C; what is under way goes on at the next start.")
            watching = asyncio.create_task(running.household.watch())
            waiting = asyncio.create_task(stopped.wait())
            await asyncio.wait([watching, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if watching.done():
                watching.result()
            watching.cancel()
            _say("Stopping; the state is kept.")


def _kept_organisation(state: Path) -> Path | None:
    """Return the organisation the demo has left beside its state: its incidents are about those people."""
    kept = StateFolder(state).story
    return kept if kept.exists() else None


def _become(module: str, arguments: Sequence[str]) -> NoReturn:
    """Go on as another program: packages on one line do not know each other."""
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606 - our own modules


def _view(code: str) -> IncidentView:
    async def ask() -> IncidentView:
        return await view(await connected(read_settings()), code)

    return asyncio.run(ask())


def _show_incident(seen: IncidentView) -> None:
    console().print(summary(seen, wall_clock()))
    if seen.contacts:
        console().print(contact_tables(seen.contacts))
    if seen.board.sequence:
        console().print(board_table(seen.board))


def _without_timeline(seen: IncidentView) -> dict[str, object]:
    return seen.model_dump(mode="json", exclude={"timeline", "older_entries"})


def _say(words: str) -> None:
    if words:
        print(words, flush=True)


def _to_stderr(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _show_entry(entry: TimelineEntry) -> None:
    _say(entry_line(entry))


def _print_entry(entry: TimelineEntry) -> None:
    print_json_line(entry_data(entry))


def _hide(_: TimelineEntry) -> None:
    """Show nothing."""


def _complain(error: Exception | str, status: int) -> int:
    print(error, file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
