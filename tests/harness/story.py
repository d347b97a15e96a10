"""A scenario's own language: who is who, what is reported, how time passes, what the record says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from config.settings import SIMULATED_SECRET
from domain.assessment import Impact, Judge, Question
from domain.board.entries import AddedSection, AddToBoard
from domain.board.posted_changes import ChangePosted
from domain.board.state import Section
from domain.closing.detection import Detection, NoticedBy
from domain.hand_over import AcceptLead, OfferLead
from domain.incident.view import IncidentView
from domain.leading import PersonCard
from domain.lifecycle import Actor as Asker
from domain.names import Query, Update, incident_id
from domain.organisation import Organisation
from domain.requests import AnyRequest, Ask, Declare, Mitigate, Propose, Reply, Resolve, StandDown, WaiveFinal
from domain.roles import who_asks
from domain.timeline import Kind
from simulator.records import Delivery
from simulator.signature import sign
from tests.harness.alerts import alertmanager_body
from tests.harness.people import Actor, Call, Expected, Text
from tests.harness.world import ALERT_TOKEN, World, a_world


class Story:
    """One scenario in a small company."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.expected = Expected(world)
        people = world.organisation.people
        self.on_call = Actor(world, self.expected, people["ana"])
        self.service_owner = Actor(world, self.expected, people["bo"])
        self.head_of_department = Actor(world, self.expected, people["cleo"])
        self.colleague = Actor(world, self.expected, people["dan"])

    async def alert(self, service: str | None = "checkout", **alert: Any) -> httpx.Response:
        """Have Alertmanager report trouble with a service."""
        response = await self.post(alertmanager_body(service, **alert))
        await self.world.settle()
        return response

    async def post(self, body: Any, *, token: str = ALERT_TOKEN) -> httpx.Response:
        """Post a body to the gateway as Alertmanager does."""
        url = f"{self.world.settings.public_url}/alerts/alertmanager"
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(url, json=body, headers={"Authorization": f"Bearer {token}"})

    async def changed(self, what: str, *, service: str | None = "checkout", minutes_ago: float = 0) -> ChangePosted:
        """Have the gateway keep what a deployment tool changed.

        The test server keeps no list of the incidents that are open; `Story.incident` is there to tell one.
        """
        at = await self.world.now() - timedelta(minutes=minutes_ago)
        change = ChangePosted(source="ci", change_id=what, what=what, at=at, service=service)
        await self.world.gate.keep_change(change)
        await self.world.settle()
        return change

    async def after(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        await self.world.after(minutes=minutes, seconds=seconds)

    async def rings_out(self, actor: Actor, *, within: timedelta = timedelta(minutes=6)) -> Text:
        """Let a person's phone ring unanswered; return the text that follows, with a mail."""
        return await self.rings_out_to(actor, "Reply ACK", within=within)

    async def rings_out_to(self, actor: Actor, words: str, *, within: timedelta = timedelta(minutes=6)) -> Text:
        """Let a person's phone ring unanswered; return the text with these words that follows, with a mail."""
        call = await actor.phone.rings(within=within)
        await call.not_answered()
        text = await actor.phone.gets_text(words)
        await actor.mailbox.gets_mail()
        return text

    async def joins(self, actor: Actor) -> Call:
        """Let a person of a team that is called press 1, and be put through to the technical call."""
        call = await (await actor.phone.rings()).answered()
        await call.hears("Press 1 to join the call now")
        await call.presses("1")
        await call.hears("You are put through.")
        await self.after(seconds=5)
        return call

    def incident(self, key: str = "checkout") -> WorkflowHandle[Any, Any]:
        """Return the incident's workflow."""
        return self.world.client.get_workflow_handle(incident_id(key))

    async def seen(self, key: str = "checkout") -> IncidentView:
        """Return what the incident shows."""
        await self.world.settle()
        view: IncidentView = await self.incident(key).query(Query.SNAPSHOT, result_type=IncidentView)
        return view

    async def holder(self, key: str = "checkout") -> str | None:
        """Return who has it."""
        return (await self.seen(key)).holder

    async def told(self, kind: Kind, key: str = "checkout") -> list[str]:
        """Return what the timeline says of one kind: who, and what."""
        entries = (await self.seen(key)).timeline
        return [f"{entry.who}: {entry.what}" if entry.who else entry.what for entry in entries if entry.kind is kind]

    async def reasons(self, kind: Kind, key: str = "checkout") -> list[str]:
        """Return why things of one kind were done, by the timeline."""
        return [entry.why or "" for entry in (await self.seen(key)).timeline if entry.kind is kind]

    async def stand_down(self, actor: Actor, reason: str = "a false alarm", key: str = "checkout") -> str:
        """Have a person stand the incident down from the command line; return the words said back."""
        return await self.ask(StandDown(actor=await self.asker(actor, key), reason=reason), key)

    async def propose(self, actor: Actor, key: str = "checkout") -> str:
        """Have a person propose it as a major incident from the command line; return the words said back."""
        return await self.ask(Propose(actor=await self.asker(actor, key)), key)

    async def declare(self, actor: Actor, key: str = "checkout") -> str:
        """Have a person declare it from the command line; return the words said back."""
        return await self.ask(Declare(actor=await self.asker(actor, key)), key)

    async def is_declared(self) -> None:
        """Have the on-call engineer take it and propose it, and the head of department declare and lead it; both are told once."""
        await self.alert()
        await (await self.on_call.phone.rings()).acknowledges()
        await self.propose(self.on_call)
        call = await self.head_of_department.phone.rings()
        await self.declare(self.head_of_department)
        await call.cancelled()
        for person in (self.on_call, self.head_of_department):
            await person.phone.gets_text("is declared a major incident by Cleo Marsh")

    async def mitigates(self, lead: Actor, what: str = "rolled back", key: str = "checkout") -> str:
        """Have the lead say that the impact is over; return the words said back."""
        return await self.ask(Mitigate(actor=await self.asker(lead, key), what=what), key)

    async def resolves(self, lead: Actor, key: str = "checkout") -> str:
        """Have the lead say that it is resolved, with no final update, and how it was detected; return the words said back."""
        actor, found = await self.asker(lead, key), Detection(noticed_by=NoticedBy.MONITORING, right_team=True)
        await self.ask(WaiveFinal(actor=actor, reason="everybody has heard of it"), key)
        return await self.ask(Resolve(actor=actor, workaround="rolled back", measure="a test", detection=found), key)

    async def judges(
        self, actor: Actor, question: Question, impact: Impact, *, reason: str | None = None, key: str = "checkout"
    ) -> str:
        """Have a person answer one of the five questions from the command line; return the words said back."""
        asker = await self.asker(actor, key)
        return await self.ask(Judge(actor=asker, question=question, impact=impact, reason=reason), key)

    async def notes(
        self, actor: Actor, text: str, *, section: AddedSection = Section.ACTION_TAKEN, key: str = "checkout"
    ) -> str:
        """Have a person note something on the board, an action taken if nothing else is said; return the words said back."""
        return await self.ask(AddToBoard(actor=await self.asker(actor, key), section=section, text=text), key)

    async def hands_over(self, lead: Actor, to: Actor, key: str = "checkout") -> None:
        """Have the lead ask somebody to lead, and them accept."""
        await self.offers_the_lead(lead, to, key)
        await self.ask(AcceptLead(actor=await self.asker(to, key)), key)

    async def offers_the_lead(self, lead: Actor, to: Actor, key: str = "checkout") -> str:
        """Have the lead ask somebody to lead; return the words said back."""
        card = PersonCard(id=to.person.id, name=to.person.name, time_zone=to.person.time_zone)
        return await self.ask(OfferLead(actor=await self.asker(lead, key), to=card), key)

    async def asker(self, actor: Actor, key: str = "checkout") -> Asker:
        """Return a person as one who asks from the command line."""
        person = actor.person
        team = (await self.seen(key)).team_id
        now = await self.world.now()
        return who_asks(self.world.organisation, person.id, team, now, service=key, proof="the command line")

    async def ask(self, request: AnyRequest, key: str = "checkout") -> str:
        """Bring a request to the incident and return the words said back."""
        reply = await self.incident(key).execute_update(Update.REQUEST, Ask(request=request), result_type=Reply)
        await self.world.settle()
        return str(reply.words)

    async def refused(self, request: AnyRequest, key: str = "checkout") -> str:
        """Bring a request to the incident, see that it is refused, and return why."""
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await self.ask(request, key)
        assert isinstance(failed.value.cause, ApplicationError)
        return failed.value.cause.message

    async def roll_over(self, workflow_id: str) -> None:
        """Have a workflow continue as new, and see that it did."""
        handle = self.world.client.get_workflow_handle(workflow_id)
        before = (await handle.describe()).run_id
        await handle.execute_update(Update.ROLL_OVER)
        await self.world.settle()

        assert before != (await handle.describe()).run_id, f"{workflow_id} did not roll over"

    async def deliver_again(self, delivery: Delivery) -> str:
        """Deliver a webhook a second time, as a provider may; return what is said."""
        signature = sign(SIMULATED_SECRET, delivery.url, delivery.fields)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(delivery.url, data=delivery.fields, headers={"X-Twilio-Signature": signature})
        await self.world.settle()
        return answer.text

    async def workflow_ids(self, containing: str) -> list[str]:
        """Return the ids of the workflows whose id contains this."""
        await self.world.settle()
        return sorted(each for each in self.world.census.ids if containing in each)


@asynccontextmanager
async def a_story(organisation: Organisation, **settings: Any) -> AsyncIterator[Story]:
    """Tell a scenario in this company, with these settings; it fails on every call, text and mail that nobody expected."""
    async with a_world(organisation, **settings) as world:
        told = Story(world)
        yield told
        await world.settle()

        surprises = told.expected.surprises()
        assert [] == surprises, surprises
        assert [] == (await world.ledger()).findings
