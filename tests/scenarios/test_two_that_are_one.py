"""Two incidents that are one: one is attached to the other, which stays, and nobody is called twice for the same trouble."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from activities.recent_incidents import IncidentIndex
from domain.board.posted_changes import ChangePosted
from domain.messages import Suspected
from domain.names import SearchAttribute, Signal, Update, incident_id
from domain.organisation import Organisation, Service
from domain.requests import Ask, Reply, SameAs, Separate
from domain.timeline import Kind
from tests.harness.organisation import CHECKOUT, small_company
from tests.harness.people import Actor
from tests.harness.story import Story, a_story

PAYMENTS = Service(id="payments", name="Payments", team="platform", owner="bo", business_area="sales")


def company() -> Organisation:
    """Return the company, whose checkout relies on payments, which Dan's team runs."""
    checkout = CHECKOUT.model_copy(update={"relies_on": ("payments",)})
    return small_company().model_copy(update={"services": {"checkout": checkout, "payments": PAYMENTS}})


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in that company."""
    async with a_story(company()) as told:
        yield told


async def both_taken(story: Story) -> tuple[str, str]:
    """Ana has checkout, Dan has payments; return the codes."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.alert("payments", fingerprint="p1")
    await (await story.colleague.phone.rings()).acknowledges()
    return (await story.seen()).code, (await story.seen("payments")).code


async def attaches(story: Story, actor: Actor, key: str = "payments", other: str = "checkout") -> str:
    """Have a person say that one is the same as the other; return the words said back."""
    request = SameAs(
        actor=await story.asker(actor, key), other=(await story.seen(other)).code, reason="one certificate"
    )
    return await story.ask(request, key)


async def test_whoever_has_it_makes_it_part_of_the_other(story: Story) -> None:
    """They get one text that names the other and who has it; both show that they are one, and nobody is called any more."""
    checkout, payments = await both_taken(story)
    assert f"{payments} asks to be part of {checkout}" in await attaches(story, story.colleague)
    await story.colleague.phone.gets_text(
        f"{payments} is the same as {checkout} and part of it now. Ana Duarte has it."
    )
    part, whole = await story.seen("payments"), await story.seen()

    assert ("attached", checkout, None) == (part.state, part.part_of, part.holder)
    assert ("triage", (payments,), "Ana Duarte") == (whole.state, whole.with_it, whole.holder)
    extent = [entry for each in whole.board.parts for entry in each.entries if entry.service == "payments"]
    assert [f"Payments: {payments} is part of it"] == [entry.text for entry in extent]
    assert f"Dan Okoro: attached to {checkout}" in await story.told(Kind.STATE, "payments")
    assert f"Dan Okoro: {payments} is part of it now" in await story.told(Kind.NOTE)


async def test_a_phone_that_rings_for_it_stops(story: Story) -> None:
    """The head of department says so while the ladder is called: the call is cancelled, and whoever was paged gets one text."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.alert("payments", fingerprint="p1")
    call = await story.colleague.phone.rings()
    await attaches(story, story.head_of_department)

    await call.cancelled()
    for person in (story.colleague, story.head_of_department):
        await person.phone.gets_text("is the same as checkout-")
    await story.after(minutes=20)


async def test_later_alerts_go_to_the_other_also_after_roll_overs(story: Story) -> None:
    """A new one is news there and pages nobody twice; what repeats is counted; what clears is told."""
    await both_taken(story)
    await attaches(story, story.colleague)
    await story.colleague.phone.gets_text("is the same as checkout-")
    for key in ("checkout", "payments"):
        await story.roll_over(incident_id(key))
    await story.alert("payments", fingerprint="p2", name="CardsFail")
    await story.alert("payments", fingerprint="p2", name="CardsFail")
    await story.alert("payments", fingerprint="p2", name="CardsFail", status="resolved")

    told = await story.told(Kind.ALERT)
    assert [
        "alertmanager: CheckoutDown (critical): CheckoutDown on web-1",
        "alertmanager: CheckoutDown (critical): CheckoutDown on web-1",
        "alertmanager: CardsFail (critical): CardsFail on web-1",
        "alertmanager: alert cleared: CardsFail",
    ] == told
    assert (1, "attached") == ((await story.seen("payments")).repeats, (await story.seen("payments")).state)


async def test_reports_and_changes_go_to_the_other_too(story: Story) -> None:
    """What a person reports of the part, and what a tool has changed in it, is known where it is worked on."""
    await both_taken(story)
    await attaches(story, story.colleague)
    await story.colleague.phone.gets_text("is the same as checkout-")
    report = Suspected(report_id="r1", person="bo", name="Bo Larsen", what="cards are refused")
    await story.incident("payments").signal(Signal.SUSPECTED, report)
    change = ChangePosted(source="ci", change_id="812", what="payments 4.2", at=await story.world.now())
    await story.incident("payments").signal(Signal.CHANGE_POSTED, change)
    whole = await story.seen()

    assert "Bo Larsen: reported: cards are refused" in await story.told(Kind.ALERT)
    changes = [entry.text for each in whole.board.parts for entry in each.entries if entry.by == "ci"]
    assert ["payments 4.2"] == changes


async def test_stood_down_with_the_other_it_wakes_nobody(story: Story) -> None:
    """The same alert stays silent for both; a new one opens triage again where it belongs."""
    await both_taken(story)
    await attaches(story, story.colleague)
    await story.colleague.phone.gets_text("is the same as checkout-")
    await story.stand_down(story.on_call)
    await story.on_call.phone.gets_text("is stood down as not major by Ana Duarte")
    part = await story.seen("payments")
    assert ("stood_down", "Ana Duarte") == (part.state, part.stood_down_by)
    await story.alert("payments", fingerprint="p1")
    await story.after(minutes=10)
    await story.alert("payments", fingerprint="p2")

    await (await story.colleague.phone.rings()).acknowledges()
    assert "triage" == (await story.seen("payments")).state


async def test_what_was_proposed_is_not_stood_down_with_the_other(story: Story) -> None:
    """P11: its own head of department is called for it, and somebody of its team; nobody else ends it."""
    await both_taken(story)
    for actor, key in ((story.on_call, "checkout"), (story.colleague, "payments")):
        await story.propose(actor, key)
    await attaches(story, story.head_of_department)
    await story.world.settle()
    await story.stand_down(story.head_of_department)
    await story.after(minutes=3)
    story.expected.everything_so_far()

    part, whole = await story.seen("payments"), await story.seen()
    assert ("proposed", None, "stood_down", ()) == (part.state, part.part_of, whole.state, whole.with_it)
    searches = await story.workflow_ids("incident/payments/")
    assert {"triage-2", "declare-2"} <= {each.split("/escalation/")[1].split("/")[0] for each in searches}
    assert "proposed as a major incident again" in await story.told(Kind.STATE, "payments")
    await story.stand_down(story.head_of_department, key="payments")
    await story.world.settle()
    story.expected.everything_so_far()


async def test_a_mistake_is_taken_back(story: Story) -> None:
    """Whoever made it part of the other separates the two: somebody is called for what fires, and the other goes on without it."""
    _, payments = await both_taken(story)
    await attaches(story, story.colleague)
    await story.colleague.phone.gets_text("is the same as checkout-")
    request = Separate(actor=await story.asker(story.colleague, "payments"), reason="another certificate")
    assert "any more: people are called for it again." in await story.ask(request, "payments")

    await (await story.colleague.phone.rings()).acknowledges()
    assert ("triage", None) == ((await story.seen("payments")).state, (await story.seen("payments")).part_of)
    assert ((), "Ana Duarte") == ((await story.seen()).with_it, await story.holder())
    assert f"{payments} is no part of it after all" in await story.told(Kind.NOTE)


async def test_an_alert_is_never_lost_with_the_other(story: Story) -> None:
    """Somebody terminated the other by hand: the next alert that cannot be passed on is searched for again."""
    await both_taken(story)
    await attaches(story, story.colleague)
    await story.colleague.phone.gets_text("is the same as checkout-")
    await story.incident().terminate()
    await story.alert("payments", fingerprint="p2")

    await (await story.colleague.phone.rings()).acknowledges()
    part = await story.seen("payments")
    assert ("triage", None, "Dan Okoro") == (part.state, part.part_of, part.holder)


async def test_of_two_that_are_attached_to_each_other_at_once_one_stays(story: Story) -> None:
    """The one that was opened first; the other's people are told once, and whoever asked for the reverse hears why not."""
    codes = await both_taken(story)
    asking = []
    for key, other in (("checkout", codes[1]), ("payments", codes[0])):
        request = SameAs(actor=await story.asker(story.head_of_department, key), other=other)
        asking.append(story.incident(key).execute_update(Update.REQUEST, Ask(request=request), result_type=Reply))
    await asyncio.gather(*asking)
    await story.world.settle()
    await story.colleague.phone.gets_text("is the same as checkout-")
    await story.head_of_department.phone.gets_text(f"{codes[0]} is not made part of {codes[1]}: ")
    story.expected.everything_so_far()

    assert ("triage", "attached") == ((await story.seen()).state, (await story.seen("payments")).state)
    assert ((codes[1],), codes[0]) == ((await story.seen()).with_it, (await story.seen("payments")).part_of)
    await story.after(minutes=5)


async def test_a_refusal_reaches_whoever_asked(story: Story) -> None:
    """What is declared is not made part of what is in triage: they are texted why, and nothing has changed."""
    checkout, payments = await both_taken(story)
    request = SameAs(actor=await story.asker(story.colleague, "payments"), other="checkout-ZZZZ")
    await story.ask(request, "payments")
    await story.colleague.phone.gets_text(f"{payments} is not made part of checkout-ZZZZ: checkout-ZZZZ is over.")

    assert ("triage", "Dan Okoro") == ((await story.seen("payments")).state, await story.holder("payments"))
    assert checkout != "checkout-ZZZZ"


@pytest.fixture
def listed(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the activity see what Temporal would list, which the test server does not."""

    async def runs(*_: Any) -> AsyncIterator[Any]:
        for key in ("checkout", "payments"):
            if incident_id(key) in story.world.census.ids:
                yield await _run(story.world.client, key)

    monkeypatch.setattr(IncidentIndex, "_runs", runs)


async def _run(client: Client, key: str) -> Any:
    described = await client.get_workflow_handle(incident_id(key)).describe()
    shown = described.typed_search_attributes
    names = (SearchAttribute.CODE, SearchAttribute.STATE, SearchAttribute.HOLDER)
    keys = [SearchAttributeKey.for_keyword(name) for name in names]
    pairs = [SearchAttributePair(each, text) for each in keys if (text := shown.get(each))]
    return SimpleNamespace(
        id=described.id,
        run_id=described.run_id,
        status=WorkflowExecutionStatus.RUNNING,
        typed_search_attributes=TypedSearchAttributes(pairs),
    )


@pytest.mark.usefixtures("listed")
async def test_triage_offers_it_and_a_text_makes_them_one(story: Story) -> None:
    """Whoever takes the second is told of the first, with who has it; SAME and the code of their page is enough."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.alert("payments", fingerprint="p1")
    code = (await story.rings_out(story.colleague)).code
    await story.colleague.phone.sends(f"ACK {code}")
    await story.colleague.phone.gets_text("You have incident payments-")
    offer = await story.colleague.phone.gets_text("checkout relies on payments, and Ana Duarte has it.")
    assert "SAME and your code makes payments-" in offer.body
    await story.colleague.phone.sends(f"SAME {code}")
    await story.colleague.phone.gets_text("asks to be part of checkout-")
    await story.colleague.phone.gets_text("is the same as checkout-")

    assert "attached" == (await story.seen("payments")).state


@pytest.mark.usefixtures("listed")
async def test_triage_offers_it_on_the_phone(story: Story) -> None:
    """Key 5 in the menu after the page was taken, and 9 to confirm."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.alert("payments", fingerprint="p1")
    call = await (await story.colleague.phone.rings()).answered()
    await call.presses("1")
    await call.hears("Press 5 if it is the same as incident checkout")
    await call.presses("5")
    await call.hears("becomes part of incident checkout")
    await call.presses("9")
    await call.hears("asks to be part of checkout")
    await story.world.settle()
    story.expected.everything_so_far()

    assert "attached" == (await story.seen("payments")).state
