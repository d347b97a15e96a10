"""Handing a page to a person's pager."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import ActivityEnvironment

from activities.lanes import Lanes
from activities.pager_desk import PagerDesk
from domain.messages import PagerStart
from domain.names import Queue, page_id
from domain.organisation import Channel, Organisation, QuietHours, Urgency
from domain.page_messages import ContactCard, HandedOver, PageOrder, PageRequest
from tests.activities.company import ESCALATION, MAIL, PHONE, company
from tests.activities.contract import kind_of
from tests.activities.test_lanes import Backlog
from tests.domain.builders import CODE, NIGHT, TRIAGE, minutes, words
from tests.domain.company import organisation, person


@dataclass
class FakeClient:
    """A Temporal client with memory; `down` makes it fail as the real one does when nobody answers."""

    down: bool = False
    starts: list[dict[str, Any]] = field(default_factory=list)

    async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
        """Start a workflow, or signal the one that runs."""
        if self.down:
            raise RPCError("tcp connect error", RPCStatusCode.UNAVAILABLE, b"")
        self.starts.append({"workflow": workflow, "arg": arg, **options})


def order(who: str) -> PageOrder:
    """Return the order to page somebody."""
    return PageOrder(
        intent="a page#1",
        page_id=page_id(ESCALATION, who),
        owner=ESCALATION,
        incident="incident/checkout",
        code=CODE,
        person=who,
        purpose=TRIAGE,
        words=words(),
    )


def desk_of(client: FakeClient, organisation: Organisation, lanes: Lanes | None = None) -> PagerDesk:
    """Return the desk of this organisation, at night; without lanes none is looked at."""
    return PagerDesk(cast("Client", client), organisation, lanes or Lanes(cast("Client", client), {}), lambda: NIGHT)


async def hand_over(client: FakeClient, who: str) -> HandedOver:
    """Hand a page for somebody to their pager."""
    desk = desk_of(client, company())
    handed: HandedOver = await ActivityEnvironment().run(desk.hand_to_pager, order(who))
    return handed


async def test_a_page_starts_the_persons_pager_or_finds_it_running() -> None:
    """The one pager of the person gets the page, on the engine's queue and before everything else."""
    client = FakeClient()
    handed = await hand_over(client, "ana")

    [start] = client.starts
    expected = {
        "workflow": "Pager",
        "arg": PagerStart(person="ana"),
        "id": "pager/ana",
        "task_queue": "engine",
        "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
        "priority": Priority(priority_key=1),
        "start_signal": "open_page",
        "static_summary": "pages of Ana",
    }
    assert HandedOver() == handed
    assert expected == {name: start[name] for name in expected}


async def test_a_pager_that_has_ended_is_started_anew() -> None:
    """A pager ends when nothing is open for a day; the next page must start it again."""
    client = FakeClient()
    await hand_over(client, "ana")

    reuse = client.starts[0].get("id_reuse_policy", WorkflowIDReusePolicy.ALLOW_DUPLICATE)
    assert WorkflowIDReusePolicy.ALLOW_DUPLICATE == reuse


async def test_the_page_comes_with_how_the_person_is_reached_now() -> None:
    """The contact card is made when the page is sent: channels, zone and times as the organisation says today."""
    client = FakeClient()
    await hand_over(client, "ana")

    card = ContactCard(
        person="ana",
        name="Ana",
        time_zone="Europe/London",
        language="en-GB",
        channels=(Channel.CALL, Channel.TEXT, Channel.MAIL),
        ring=minutes(1 / 3),
        answer_limit=minutes(3),
    )
    assert [PageRequest(order=order("ana"), contact=card)] == client.starts[0]["start_signal_args"]


async def test_a_page_for_somebody_who_has_left_is_refused_for_good() -> None:
    """Nobody waits for a person who is not in the organisation file any more: the escalation goes on."""
    client = FakeClient()
    with pytest.raises(ApplicationError) as refused:
        await hand_over(client, "zoe")

    expected = "zoe is not in the organisation file any more"
    assert (("permanent", False), expected, []) == (kind_of(refused.value), refused.value.message, client.starts)


async def test_while_temporal_is_down_the_page_is_not_given_up() -> None:
    """A failure of Temporal itself passes through as it is, and is tried again."""
    with pytest.raises(RPCError):
        await hand_over(FakeClient(down=True), "ana")


async def test_a_page_comes_by_the_ways_agreed_for_its_urgency_and_hour() -> None:
    """What is of low urgency, told in a person's quiet hours, goes by mail only, and the card says why."""
    quiet = QuietHours.model_validate({"from": "22:00", "until": "07:00"})
    ana = person("ana", phone=PHONE, email=MAIL, quiet_hours=quiet)
    client = FakeClient()
    desk = desk_of(client, organisation(ana))
    low = order("ana").model_copy(update={"team": "shop", "urgency": Urgency.LOW})
    for each in (low, order("ana")):
        await ActivityEnvironment().run(desk.hand_to_pager, each)

    cards = [start["start_signal_args"][0].contact for start in client.starts]
    assert [(Channel.MAIL,), (Channel.CALL, Channel.TEXT, Channel.MAIL)] == [card.channels for card in cards]
    assert ["quiet hours until 07:00: by mail only", None] == [card.because for card in cards]


async def test_a_team_may_have_agreed_on_ways_of_its_own() -> None:
    """The team that pages is known to the desk, and what it agreed holds for whoever has not said otherwise."""
    company_ = organisation(person("ana", phone=PHONE))
    team = company_.teams["shop"].model_copy(update={"channels": (Channel.TEXT,)})
    client = FakeClient()
    desk = desk_of(client, company_.model_copy(update={"teams": {"shop": team}}))
    await ActivityEnvironment().run(desk.hand_to_pager, order("ana").model_copy(update={"team": "shop"}))

    assert (Channel.TEXT,) == client.starts[0]["start_signal_args"][0].contact.channels


async def test_a_page_that_waits_long_for_its_call_says_so() -> None:
    """Calls that were ordered since the last look count too: of 75, at one a second, the last is 75 seconds away."""
    lanes = Lanes(cast("Client", Backlog({"calls": 74})), {Queue.CALLS: 1.0})
    await lanes.look([Queue.CALLS])
    desk = desk_of(FakeClient(), company(), lanes)
    handed: HandedOver = await ActivityEnvironment().run(desk.hand_to_pager, order("ana"))

    assert (75, timedelta(seconds=75)) == (handed.calls_waiting, handed.last_reached_in)
