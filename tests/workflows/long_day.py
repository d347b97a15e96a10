"""A major incident that lasts a day, lived through in one go: what was asked, what came of it, and every history it left behind."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from pydantic import SecretStr
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from cli.histories import Reader, chain
from config.reporting import about, report_suspicion
from config.settings import Settings
from config.temporal import DATA_CONVERTER
from domain.audiences import Audience
from domain.board.entries import AddedSection, AddToBoard
from domain.board.state import Section
from domain.bridges import BridgeMoved
from domain.codes import incident_of, read_incident_code
from domain.comms.rounds.requests import CommsAsk, SendRound, WriteBusinessDraft, WriteTechnicalDraft
from domain.comms.rounds.views import CommsView
from domain.incident.view import IncidentView
from domain.ledger import Evidence
from domain.lifecycle import Actor
from domain.messages import Answer, Purpose, Suspected, Verb
from domain.names import Query, Queue, Signal, Update, comms_id, escalation_id, page_id, pager_id
from domain.organisation import Channel, Organisation, Person, Service
from domain.requests import AnyRequest, Ask, Declare, Mitigate, Propose, Reply
from domain.roles import who_asks
from tests.harness.deaf import DeafProviders
from tests.harness.organisation import always, small_company, team
from tests.harness.quiet import Census, Temporal
from tests.harness.world import time_skipping_server
from workers.bootstrap import make_activities
from workers.factory import make_worker

ROUNDS = 100
ENTRIES = 1000
_BETWEEN = timedelta(days=1) / ROUNDS
_SECTIONS: tuple[AddedSection, ...] = (
    Section.ACTION_TAKEN,
    Section.EXTENT,
    Section.RECENT_CHANGE,
    Section.HAPPENED_BEFORE,
)
_SILENT = ("mail", "card")
"""Teams of which nobody ever answers: the search for somebody goes on all day."""
_PLATFORM_LEAVES = (2, 5, 8)
"""Each time somebody of it is searched for until it is back. All before the first roll-over: the test server's clock stands still
once a child has ended whose parent has rolled over since it began, and when Temporal suggests one depends on the machine."""
_UPDATES_EVERY = 2
"""After every second round both audiences are told, half an hour after the last time: nobody has to be reminded of it."""
UPGRADES = (10, 20, ROUNDS - 1)
"""After these rounds an operator rolls everything over; in between Temporal alone suggests it."""


def company() -> Organisation:
    """Return a company whose checkout relies on three others: two teams never answer, the third comes on the call and leaves it."""
    small = small_company(wait=timedelta(minutes=7))
    people = {each.id: each for place, name in enumerate(_SILENT) for each in _people_of(name, place)}
    silent = {name: team(name, *(each for each in people if each.startswith(name))) for name in _SILENT}
    owners = {"platform": "dan"} | {name: each.members[1] for name, each in silent.items()}
    relied_on = {
        f"{name}-gateway": Service(id=f"{name}-gateway", name=f"{name.capitalize()} gateway", team=name, owner=owner)
        for name, owner in owners.items()
    }
    checkout = small.services["checkout"].model_copy(update={"relies_on": tuple(relied_on)})
    rotas = {each.rota: always(each.members[0]) for each in silent.values()}
    return small.model_copy(
        update={
            "services": {"checkout": checkout, **relied_on},
            "teams": {**small.teams, **silent},
            "people": {**small.people, **people},
            "rotas": {**small.rotas, **rotas},
        }
    )


def _people_of(team_id: str, place: int) -> list[Person]:
    return [
        Person(
            id=f"{team_id}-{number}",
            name=f"{team_id.capitalize()} {number}",
            phones=(f"+4477009001{place}{number}",),
            email=f"{team_id}-{number}@example.com",
            time_zone="Europe/London",
        )
        for number in range(3)
    ]


_SAID: dict[str, Any] = {
    "impact": "Nobody can pay by card.",
    "plan": "The gateways are replaced.",
    "status": "One of two is.",
}


class Granted(NamedTuple):
    """A request that was carried out, and the words said back, as the history of a run has them."""

    request: AnyRequest
    words: str


@dataclass(frozen=True)
class Day:
    """What is left of the day: how the incident stands, what people were told, and the runs of each workflow, the latest first."""

    view: IncidentView
    replies: list[str]
    granted: list[Granted]
    histories: dict[str, list[WorkflowHistory]]
    evidence: Evidence
    ended_at: datetime
    providers: DeafProviders


async def a_day() -> Day:
    """Live through it: a thousand entries come ten at a time, five hundred pages go out, and an operator rolls everything over.

    At its end no more time passes, as searches end then that began in an earlier run (see `_PLATFORM_LEAVES`).
    """
    organisation, providers = company(), DeafProviders()
    async with _an_engine(organisation, providers) as (env, client, quiet):
        incident = _MajorIncident(env, organisation, await _reported(client, organisation))
        await incident.is_declared()
        await quiet.settle()
        replies: list[str] = []
        for round_ in range(ROUNDS):
            replies += await incident.is_noted_on(ENTRIES // ROUNDS * round_, ENTRIES // ROUNDS)
            if round_ in _PLATFORM_LEAVES:
                await incident.bridge_moved("dan", "platform", joined=False)
            if round_ - 1 in _PLATFORM_LEAVES:
                await incident.bridge_moved("dan", "platform", joined=True)
            if round_ in UPGRADES:
                await incident.everything_rolls_over()
            if round_ % _UPDATES_EVERY == 0:
                await incident.updates_are_sent()
            await env.sleep(_BETWEEN)
        await incident.is_mitigated()
        await quiet.settle()
        histories, evidence = await incident.histories()
        return Day(
            view=await incident.view(),
            replies=replies,
            granted=[each for run in histories[incident.workflow_id] for each in await _granted(run)],
            histories=histories,
            evidence=evidence,
            ended_at=await env.get_current_time(),
            providers=providers,
        )


@asynccontextmanager
async def _an_engine(
    organisation: Organisation, providers: DeafProviders
) -> AsyncIterator[tuple[WorkflowEnvironment, Client, Temporal]]:
    """Start Temporal with one movable clock, and workers whose providers are deaf; everything else is real.

    What is started by the client is waited for when things are to settle.
    """
    async with AsyncExitStack() as stack:
        env, census = await stack.enter_async_context(await time_skipping_server()), Census()
        config = env.client.config()
        config["interceptors"] = [census]
        client = Client(**config)
        threads = stack.enter_context(ThreadPoolExecutor(1))
        settings = Settings(signing_key=SecretStr("a signing key of the tests, long enough"))
        deaf = cast("Any", providers)
        activities = replace(
            make_activities(settings, organisation, client, threads),
            calls=deaf,
            texts=deaf,
            mails=deaf,
            round_mails=deaf,
            receipts=deaf,
            history=deaf,
            memory=deaf,
        )
        for queue in Queue:
            await stack.enter_async_context(make_worker(client, queue, activities))
        yield env, client, Temporal(client, census)


async def _reported(client: Client, organisation: Organisation) -> str:
    report = Suspected(report_id="1", person="bo", name="Bo Larsen", what="nobody can pay", proof="the command line")
    return str(await report_suspicion(client, about(organisation, "checkout"), report))


class _MajorIncident:
    """The incident, and what people ask of it."""

    def __init__(self, env: WorkflowEnvironment, organisation: Organisation, code: str) -> None:
        self._env = env
        self._organisation = organisation
        self._code = code
        self.workflow_id = incident_of(code)
        self._moves = 0

    async def is_declared(self) -> None:
        """Have Ana take it and propose it, Cleo declare it and lead it, and Ana and Dan come on the call."""
        await self._env.sleep(timedelta(seconds=5))
        await self._is_taken_by("ana")
        await self._env.sleep(timedelta(seconds=5))
        await self._ask(Propose(actor=await self._actor("ana")))
        await self._ask(Declare(actor=await self._actor("cleo")))
        await self.bridge_moved("ana", "storefront", joined=True)
        await self.bridge_moved("dan", "platform", joined=True)

    async def is_noted_on(self, first: int, count: int) -> list[str]:
        """Have so many entries noted at once, by two people in turn; return the words said back."""
        actors = [await self._actor(person) for person in ("ana", "cleo")]
        notes = (
            AddToBoard(
                actor=actors[number % 2],
                section=_SECTIONS[number % len(_SECTIONS)],
                text=f"entry {number}: {'restarted it and waited. ' * 8}",
            )
            for number in range(first, first + count)
        )
        return list(await asyncio.gather(*map(self._ask, notes)))

    async def is_mitigated(self) -> None:
        """Have the lead say that it is over: every search ends."""
        await self._ask(Mitigate(actor=await self._actor("cleo"), what="the gateways were replaced"))

    async def bridge_moved(self, person: str, team_id: str, *, joined: bool) -> None:
        """Have somebody come on the technical call, or leave it."""
        self._moves += 1
        report = BridgeMoved(
            code=self._code,
            audience=Audience.TECHNICAL,
            person=person,
            name=self._organisation.person(person).name,
            team=team_id,
            call_id=f"CA-of-{person}",
            joined=joined,
            sequence=self._moves,
        )
        await self._handle.signal(Signal.BRIDGE_MOVED, report)

    async def everything_rolls_over(self) -> None:
        """Have an operator roll over all that runs, as before an upgrade."""
        searches = [self._search(Purpose.JOIN, team_id) for team_id in _SILENT]
        pagers = [pager_id(person) for person in self._organisation.people if person != "bo"]  # who is never paged
        for workflow_id in (self.workflow_id, *map(self._rounds, Audience), *searches, *pagers):
            await self._env.client.get_workflow_handle(workflow_id).execute_update(Update.ROLL_OVER)

    async def updates_are_sent(self) -> None:
        """Have the lead write what both audiences are told, and send it."""
        for audience, write in ((Audience.BUSINESS, WriteBusinessDraft), (Audience.TECHNICAL, WriteTechnicalDraft)):
            actor = await self._actor("cleo")
            rounds = self._env.client.get_workflow_handle(self._rounds(audience))
            await rounds.execute_update(
                Update.REQUEST, CommsAsk(request=write(actor=actor, **_SAID)), result_type=Reply
            )
            view = await rounds.query(Query.SNAPSHOT, result_type=CommsView)
            sends = SendRound(actor=actor, audience=audience, revision=view.revision)
            await rounds.execute_update(Update.REQUEST, CommsAsk(request=sends), result_type=Reply)

    async def view(self) -> IncidentView:
        """Return what the incident shows."""
        shown: IncidentView = await self._handle.query(Query.SNAPSHOT, result_type=IncidentView)
        return shown

    async def histories(self) -> tuple[dict[str, list[WorkflowHistory]], Evidence]:
        """Return the runs of the incident, its searches and the pagers of all who were paged, and what they say of pages."""
        found: dict[str, list[WorkflowHistory]] = {}
        reader = Reader()

        async def read(workflow_id: str) -> None:
            found[workflow_id] = [history async for history in chain(self._env.client, workflow_id)]
            for history in found[workflow_id]:
                await reader.read(history)

        await read(self.workflow_id)
        for search in _searches(found[self.workflow_id]):
            await read(search)
        for person in reader.evidence.people_paged():
            await read(pager_id(person))
        return found, reader.evidence

    async def _is_taken_by(self, person: str) -> None:
        search = self._search(Purpose.TRIAGE, "storefront")
        given = Answer(
            answer_id="1",
            page_id=page_id(search, person),
            person=person,
            verb=Verb.ACKNOWLEDGE,
            channel=Channel.CALL,
            proof="key 1",
        )
        await self._env.client.get_workflow_handle(search).execute_update(Update.ANSWER, given)

    def _search(self, purpose: Purpose, team_id: str) -> str:
        return escalation_id(self.workflow_id, read_incident_code(self._code).suffix, purpose, team_id)

    def _rounds(self, audience: Audience) -> str:
        return comms_id(self.workflow_id, read_incident_code(self._code).suffix, audience)

    async def _actor(self, person: str) -> Actor:
        now = await self._env.get_current_time()
        return who_asks(self._organisation, person, "storefront", now, service="checkout", proof="the command line")

    async def _ask(self, request: AnyRequest) -> str:
        reply = await self._handle.execute_update(Update.REQUEST, Ask(request=request), result_type=Reply)
        return str(reply.words)

    @property
    def _handle(self) -> WorkflowHandle[Any, Any]:
        return self._env.client.get_workflow_handle(self.workflow_id)


def _searches(histories: list[WorkflowHistory]) -> list[str]:
    started = (event.child_workflow_execution_started_event_attributes for run in histories for event in run.events)
    return [each.workflow_execution.workflow_id for each in started if each.workflow_execution.workflow_id]


async def _granted(history: WorkflowHistory) -> list[Granted]:
    """Return what a run was asked and has carried out."""
    asked: dict[str, Ask] = {}
    granted: list[Granted] = []
    for event in history.events:
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            accepted = event.workflow_execution_update_accepted_event_attributes.accepted_request
            if accepted.input.name == Update.REQUEST:
                [ask] = await DATA_CONVERTER.decode(accepted.input.args.payloads, [Ask])
                asked[accepted.meta.update_id] = ask
        elif event.HasField("workflow_execution_update_completed_event_attributes"):
            completed = event.workflow_execution_update_completed_event_attributes
            if request := asked.get(completed.meta.update_id):
                [reply] = await DATA_CONVERTER.decode(completed.outcome.success.payloads, [Reply])
                granted.append(Granted(request.request, reply.words))
    return granted
