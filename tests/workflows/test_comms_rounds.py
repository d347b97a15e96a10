"""Rounds of comms over hours, restarts and failures: each is sent or counted as missed, and none goes out twice (P17 to P20)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from enum import Enum

import pytest
from temporalio.client import WorkflowContinuedAsNewError

from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessMails, DeliveriesFailed, Failed
from domain.comms.dispatch.sending import people_of
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.editions import Order
from domain.comms.rounds.requests import CommsAsk
from domain.names import Signal, Update
from domain.organisation import Channel
from tests.domain.builders import CODE
from tests.domain.comms.desk import ANSWERS, TECHNICAL, adds, cadence, mins, sends, stakeholder, writes
from tests.workflows.comms_room import Room, a_room


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """The rounds for business stakeholders of an incident that was declared a moment ago."""
    async with a_room() as made:
        yield made


async def sends_one(room: Room, audience: Audience = Audience.BUSINESS) -> None:
    """Ana writes what is needed, and sends it."""
    await room.ask(writes("ana", audience, **ANSWERS))
    await room.ask(sends("ana", audience=audience, revision=(await room.view()).revision))


async def test_a_first_round_reaches_everybody(room: Room) -> None:
    """What Ana sends goes to those who are told, once each, and the incident knows when the next is due."""
    await sends_one(room)
    view = await room.settled()

    assert [(1, "bea"), (1, "ben")] == sorted(room.providers.told)
    assert view.sent[-1].at + mins(45) == view.status.due_at
    assert view.status == (await room.heard()).statuses[-1]


class Plan:
    """What a day of updates should come to, reckoned beside the engine: when the next is due, and how many were missed."""

    def __init__(self, declared_at: datetime) -> None:
        self.due = declared_at + mins(15)
        self.interval = mins(45)
        self.missed = 0
        self._missed_at: datetime | None = None

    def pass_until(self, now: datetime) -> None:
        """Count what is missed by now."""
        while (miss := self._next_miss()) <= now:
            self.missed, self._missed_at = self.missed + 1, miss

    def _next_miss(self) -> datetime:
        overdue = self.due + mins(5)
        return max(overdue, self._missed_at + self.interval) if self._missed_at else overdue

    def sent(self, at: datetime) -> None:
        """A round went out."""
        self.due, self._missed_at = at + self.interval, None


CHANGES: dict[int, int | str] = {100: 30, 250: 60, 400: "+50", 600: 45, 800: "+300", 1_210: 30}
"""At which minute the cadence changes: to so many minutes, or the next round is agreed for so many minutes later."""

LATENESS = (-5, 3, 0, 7, -1, 58, 4, 120)
"""By how many minutes rounds are late, in turn."""


class Restart(Enum):
    """When every worker goes and others come: over the time a round is missed, with its mails at the provider, or after it."""

    WHILE_LATE = 1
    DURING = 2
    AFTER = 3


RESTARTS = {
    **dict.fromkeys((5, 7, 13, 15), Restart.WHILE_LATE),
    **dict.fromkeys((2, 9, 17), Restart.DURING),
    **dict.fromkeys((1, 6, 11), Restart.AFTER),
}
"""Ten, by how many rounds have gone out before."""


async def test_a_day_of_rounds_with_changes_restarts_and_roll_overs(room: Room) -> None:
    """In 24 hours, over six changes and ten restarts, every round is sent or missed, none twice, all due to the second.

    A fresh run follows every round or change, as at an upgrade; and a worker that knows nothing goes through all of them again.
    """
    plan, changes, restarts, turn = Plan(room.declared_at), dict(CHANGES), dict(RESTARTS), 0
    while True:
        lateness = mins(LATENESS[turn % len(LATENESS)])
        send_at = (plan.due + lateness - room.declared_at) / mins(1)
        change_at = min(changes, default=10_000)
        if min(send_at, change_at) > 24 * 60:
            break
        if change_at <= send_at:
            await room.until(change_at)
            await change(room, plan, changes.pop(change_at))
        else:
            await sends_at(room, send_at, restarts.pop(turn, None))
            view = await room.view()
            plan.pass_until(view.sent[-1].at)
            plan.sent(view.sent[-1].at)
            turn += 1
        view = await room.settled()
        await room.rolls_over()
        assert (plan.due, plan.missed, turn) == (view.status.due_at, view.status.missed_in_all, len(view.sent))

    assert ({}, {}) == (changes, restarts)
    await room.replays()
    await all_is_told_once(room, plan, turn)


async def sends_at(room: Room, minute: float, restart: Restart | None) -> None:
    """Ana sends the round at this minute, with whatever becomes of the workers meanwhile."""
    match restart:
        case Restart.WHILE_LATE:
            await room.ask(writes("ana", **ANSWERS))
            read = (await room.view()).revision
            await room.nobody_until(minute)
            await room.handle.signal(Signal.REQUESTED, CommsAsk(request=sends("ana", revision=read)))
            await room.restarts()
        case Restart.DURING:
            await room.until(minute)
            async with room.providers.holding() as handed_over:
                await sends_one(room)
                await asyncio.wait_for(handed_over.wait(), timeout=20)
                await room.decide()
        case Restart.AFTER:
            await room.until(minute)
            await sends_one(room)
            await room.settled()
            await room.restarts()
        case None:
            await room.until(minute)
            await sends_one(room)


async def change(room: Room, plan: Plan, to: int | str) -> None:
    """Change the cadence of the rounds, and of the plan."""
    now = await room.env.get_current_time()
    plan.pass_until(now)
    last = (await room.view()).sent[-1].at
    if isinstance(to, int):
        await room.ask(cadence("ana", interval=mins(to)))
        due = last + mins(to)
        if due < now < plan.due:  # nobody could have sent it by then: it is due from the moment of the change on
            due = (await room.view()).status.due_at or due
            assert now <= due <= await room.env.get_current_time()
        plan.interval, plan.due = mins(to), due if plan.due > now else plan.due
    else:
        at = now.replace(microsecond=0) + mins(int(to))
        request = cadence("ana", at=at, agreed_by="Cy" if at - last > mins(60) else "")
        if plan.due <= now:
            assert "due already" in await room.refusal(request)
        else:
            await room.ask(request)
            plan.due = at


async def all_is_told_once(room: Room, plan: Plan, rounds: int) -> None:
    """Every round reached both stakeholders once, says when the next one is due, and every miss is on the timeline."""
    view = await room.settled()
    told = Counter(room.providers.told)
    assert {(number, who): 1 for number in range(1, rounds + 1) for who in ("bea", "ben")} == told
    printed = [order.round.next_due for order in room.providers.orders]
    assert all(due and sent for due, sent in zip(printed, view.sent, strict=True))
    misses = [entry.at for entry in (await room.heard()).entries if "is missed" in entry.what]
    assert (plan.missed, sorted(set(misses))) == (len(misses), misses)


async def test_a_batch_whose_worker_dies_repeats_at_most_itself(room: Room) -> None:
    """A worker dies with one of two batches in the provider's hands: that one alone may come again, under the same name."""
    many = {f"p{number:03}": "on the list" for number in range(150)}
    await room.incident_is(business=room.start.incident_status.business.model_copy(update={"people": many}))
    held = asyncio.Event()

    async def hold_the_second(order: Order) -> None:
        if order == room.providers.orders[-1] and len(room.providers.orders) == 2:
            held.set()
            await asyncio.sleep(3_600)

    room.providers.before_answer = hold_the_second
    await sends_one(room)
    await asyncio.wait_for(held.wait(), timeout=20)
    await room.act()
    await room.settled()

    batches = [order.batch for order in room.providers.orders if isinstance(order, BusinessMails)]
    assert [2, 1] == sorted(Counter(batches).values(), reverse=True)
    assert set(many) == {person for _, person in room.providers.told}


async def test_who_is_not_reached_by_mail_is_texted(room: Room) -> None:
    """One address bounces later, another is refused at once: both go on to a text, and who has no phone is named."""
    room.providers.people["bea"] = stakeholder("bea", Channel.MAIL, Channel.TEXT)
    room.providers.refused = {"ben": "no mailbox of that name"}
    await sends_one(room)
    await room.settled()
    bounced = Failed(person="bea", channel=Channel.MAIL, number=1, reason="bounced")
    for _ in range(2):
        await room.fails(DeliveriesFailed(code=CODE, audience=Audience.BUSINESS, failed=(bounced,)))
    view = await room.settled()

    assert [(1, "bea"), (1, "ben"), (1, "bea")] == room.providers.told
    assert ["ben"] == [each.person for each in view.unreached]
    lost = [entry for entry in (await room.heard()).entries if "on no channel" in entry.what]
    assert ["Ben (mail: no mailbox of that name)"] == [entry.why for entry in lost]


async def test_a_provider_that_fails_leaves_nobody_unmentioned(room: Room) -> None:
    """When no mail is taken at all the people are named, the rounds go on, and the next one is tried anew."""
    room.providers.broken = True
    await sends_one(room)
    assert 2 == len((await room.settled()).unreached)

    room.providers.broken = False
    await room.until(30)
    await sends_one(room)
    assert () == (await room.settled()).unreached


async def test_late_comers_get_the_last_round_at_once(room: Room) -> None:
    """Who is added by hand, or because more is known to suffer, gets the last round, marked as late; nobody else does again."""
    await sends_one(room)
    await room.settled()
    await room.ask(adds("ana", person="bob", name="Bob"))
    await room.settled()
    people = {**room.start.incident_status.business.people, "bix": "runs returns"}
    await room.incident_is(business=room.start.incident_status.business.model_copy(update={"people": people}))
    await room.settled()

    late = [(order.round.late, person) for order in room.providers.orders for person in people_of(order)]
    assert [(False, "bea"), (False, "ben"), (True, "bob"), (True, "bix")] == late


async def test_a_roll_over_in_the_middle_of_a_round_loses_nobody(room: Room) -> None:
    """A run that continues as new while batches are with the provider waits for them, and the fresh run goes on."""
    people = {f"p{number:02}": "on the list" for number in range(30)}
    room.providers.people = {each: stakeholder(each, Channel.TEXT) for each in people}
    await room.incident_is(business=room.start.incident_status.business.model_copy(update={"people": people}))
    run = (await room.handle.describe()).run_id
    async with room.providers.holding() as handed_over:
        await sends_one(room)
        await asyncio.wait_for(handed_over.wait(), timeout=20)
        await room.handle.execute_update(Update.ROLL_OVER)
        assert run == (await room.handle.describe()).run_id
    with pytest.raises(WorkflowContinuedAsNewError):
        await room.env.client.get_workflow_handle(room.handle.id, run_id=run).result(follow_runs=False)
    view = await room.settled()

    assert {(1, person): 1 for person in people} == Counter(room.providers.told)
    assert (30, 1) == (view.people, len(view.sent))


async def test_records_that_cannot_be_reached_hold_up_nothing(room: Room) -> None:
    """The records are closed while a round goes out: it goes out, and what came of it is written down once they are open."""
    room.providers.records_closed = 3
    await sends_one(room)
    view = await room.settled()
    assert (2, 0) == (view.people, view.waiting)

    await room.until(5)
    assert ["bea", "ben"] == sorted(each.person for each in room.providers.receipts.values())


async def test_a_stand_down_is_told_to_those_who_had_heard_of_it(room: Room) -> None:
    """Stood down after a first round, everybody who was told hears so, in the words of the stand-down, and nobody sends it."""
    await sends_one(room)
    await room.settled()
    now = await room.env.get_current_time()
    await room.incident_is(stood_down_at=now, stood_down_by="Cy", stood_down_because="a till was unplugged")
    view = await room.settled()

    assert [RoundKind.FIRST, RoundKind.CLOSING] == [each.kind for each in view.sent]
    assert "A till was unplugged." in room.providers.orders[-1].round.update.status
    assert [(1, "bea"), (1, "ben"), (2, "bea"), (2, "ben")] == room.providers.told
    assert view.status.due_at is None


async def test_a_stand_down_nobody_had_heard_of_is_told_to_nobody(room: Room) -> None:
    """Before the first round there is nobody to take anything back from; and the rounds end with the incident."""
    await room.incident_is(stood_down_at=await room.env.get_current_time(), stood_down_because="a test")
    await room.incident_is(over=True)
    await room.handle.result()

    assert [] == room.providers.told


async def test_mitigation_asks_for_the_final_round_and_reopening_takes_it_back(room: Room) -> None:
    """The final round is due the policy's time after mitigation; reopened, the next one is due soon, with its number going on."""
    await room.ask(writes("ana", impact="Customers cannot check out."))
    await room.ask(sends("ana", revision=(await room.view()).revision))
    await room.until(20)
    await room.incident_is(mitigated_at=room.at(20))
    await room.ask(writes("ana", status="It works."))
    view = await room.view()
    assert (RoundKind.FINAL, room.at(80)) == (view.status.kind, view.status.due_at)
    assert "the total impact in numbers" in await room.refusal(sends("ana"))

    await room.until(30)
    await room.incident_is(mitigated_at=None, reopened_at=room.at(30))
    view = await room.view()
    assert (RoundKind.SECOND, 2, room.at(45)) == (view.status.kind, view.status.number, view.status.due_at)

    await room.until(31)
    await room.incident_is(mitigated_at=room.at(31))
    await sends_one(room)
    view = await room.settled()
    assert [RoundKind.FIRST, RoundKind.FINAL] == [each.kind for each in view.sent]
    assert view.status.due_at is None
    assert room.providers.orders[-1].round.next_due is None


async def test_the_lead_finds_a_draft_before_the_round_is_due(room: Room) -> None:
    """Ten minutes before it is due a draft stands ready, the incident knows of it, and one word sends it."""
    await room.until(5.1)
    status = (await room.heard()).statuses[-1]
    assert (room.at(5), (), "Customers cannot check out.") == (status.nudge_at, status.missing, status.draft)

    await room.ask(sends("ana", revision=status.revision))
    assert 1 == len(await room.sent())


async def test_a_signal_is_judged_like_an_update(room: Room) -> None:
    """With Temporal's own tools nobody can do what they may not: a refusal stands on the timeline, with its reason."""
    await room.until(6)
    await room.handle.signal(Signal.REQUESTED, CommsAsk(request=sends("dee")))
    reason = await room.refusal(sends("dee"))
    read = (await room.view()).revision
    await room.handle.signal(Signal.REQUESTED, CommsAsk(request=sends("ana", revision=read)))
    await room.settled()

    refused = [entry for entry in (await room.heard()).entries if entry.what.startswith("refused")]
    assert [("Dee", reason)] == [(entry.who, entry.why) for entry in refused]
    assert 1 == len(await room.sent())


async def test_a_request_for_the_other_audience_is_refused(room: Room) -> None:
    """What is meant for technical teams never gets into the rounds for the business, however it is addressed."""
    reason = await room.refusal(writes("ana", TECHNICAL, impact="order_hub is down"))

    assert "technical teams" in reason
    assert (await room.view()).draft is None


async def test_technical_teams_are_told_apart() -> None:
    """The rounds for technical teams go to whoever is on call, by their own requests, and to nobody of the business."""
    async with a_room(Audience.TECHNICAL) as room:
        await sends_one(room, Audience.TECHNICAL)
        view = await room.settled()

        assert [(1, "storefront-on-call"), (1, "tom")] == room.providers.told
        assert {"technical"} == {order.round.update.audience for order in room.providers.orders}
        assert view.sent[-1].at + mins(45) == view.status.due_at
