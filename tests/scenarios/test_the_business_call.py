"""P15: technical teams are on one call, business stakeholders on another, and nobody is put through to the wrong one."""

from collections.abc import AsyncIterator

import pytest

from domain.incident.view import IncidentView
from domain.leading import PersonCard
from domain.organisation import BusinessArea, Channel, Organisation, Person
from domain.requests import InviteStakeholder, OpenBusinessCall, UninviteStakeholder
from tests.harness.organisation import small_company
from tests.harness.people import Actor, Call
from tests.harness.story import Story, a_story

EVE = Person(id="eve", name="Eve Stone", phones=("+447700900005",), email="eve@example.com", time_zone="Europe/London")
FINN = Person(
    id="finn",
    name="Finn Wood",
    phones=("+447700900006",),
    time_zone="Europe/London",
    low_urgency_channels=(Channel.CALL,),
)
"""Eve and Finn speak for Sales. Eve is texted; Finn has agreed on calls alone."""


def _with_stakeholders(company: Organisation) -> Organisation:
    sales = BusinessArea(id="sales", name="Sales", owner="eve", contacts=("finn",))
    people = {**company.people, "eve": EVE, "finn": FINN}
    return company.model_copy(update={"people": people, "business_areas": {"sales": sales}})


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in the small company, with people of the business."""
    async with a_story(_with_stakeholders(small_company())) as told:
        yield told


def _actor(story: Story, person: str) -> Actor:
    return Actor(story.world, story.expected, story.world.organisation.people[person])


async def _opened(story: Story) -> Call:
    """Cleo has declared it and opens the business call; return the technical call Ana is on."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    await story.head_of_department.phone.rings()
    await story.declare(story.head_of_department)
    technical = await story.joins(story.on_call)
    await story.after(minutes=1)
    story.expected.everything_so_far()
    words = await story.ask(OpenBusinessCall(actor=await story.asker(story.head_of_department)))
    assert "2 stakeholders invited to the business call." == words
    return technical


def _on_calls(seen: IncidentView) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return seen.on_call, seen.on_business_call, seen.invited


async def test_a_stakeholder_is_told_once_and_lands_on_the_business_call(story: Story) -> None:
    """In business language, by text and not by phone; the number it comes from and the code lead to the other call."""
    technical = await _opened(story)
    eve = _actor(story, "eve")
    text = await eve.phone.gets_text(
        "Major incident: customers cannot pay. To join the business call, call this number"
    )
    await (await _actor(story, "finn").phone.rings()).not_answered()
    assert "checkout" not in text.body.lower()
    dialled = await (await eve.phone.dials()).keys_in(text.code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    assert (("Ana Duarte",), ("Eve Stone",), ("Finn Wood",)) == _on_calls(await story.seen())
    code = (await story.seen()).code
    assert {f"{code}-technical", f"{code}-business"} == {each.name for each in story.world.simulator.conferences}

    await story.notes(story.service_owner, "restarted web-1")
    await story.on_call.phone.gets_text("restarted web-1")
    await dialled.hangs_up()
    again = await (await eve.phone.dials()).keys_in(text.code)
    await again.hears("You are put through.")
    await story.after(minutes=20)
    assert (("Ana Duarte",), ("Eve Stone",), ("Finn Wood",)) == _on_calls(await story.seen())
    for call in (again, technical):
        await call.hangs_up()
    story.expected.everything_so_far()


async def test_a_stakeholder_who_has_only_a_phone_joins_by_key(story: Story) -> None:
    """The call says what is wrong and nothing technical; 1 puts them through in the same call."""
    technical = await _opened(story)
    await _actor(story, "eve").phone.gets_text("To join the business call")
    call = await (await _actor(story, "finn").phone.rings()).answered()
    await call.hears("You are invited to the business call. Major incident: customers cannot pay. Press 1 to join")
    await call.presses("1")
    await call.hears("You are put through.")
    await story.after(minutes=20)

    assert (("Ana Duarte",), ("Finn Wood",), ("Eve Stone",)) == _on_calls(await story.seen())
    for each in (call, technical):
        await each.hangs_up()
    story.expected.everything_so_far()


async def test_who_is_dropped_comes_in_no_more_and_who_is_added_does(story: Story) -> None:
    """Eve is told that she need not join, and her code opens nothing; Dan, who is technical, has a code for each call."""
    technical = await _opened(story)
    finn = await _actor(story, "finn").phone.rings()
    await finn.not_answered()
    eve, lead = _actor(story, "eve"), await story.asker(story.head_of_department)
    text = await eve.phone.gets_text("To join the business call")
    await story.ask(UninviteStakeholder(actor=lead, person=PersonCard(id="eve", name="Eve Stone"), reason="on holiday"))
    await eve.phone.gets_text("You need not join the business call.")
    refused = await (await eve.phone.dials()).keys_in(text.code)
    await refused.hears("This page is closed: the invitation was taken back.")

    await story.ask(InviteStakeholder(actor=lead, person=PersonCard(id="dan", name="Dan Okoro"), reason="knows both"))
    invitation = await story.colleague.phone.gets_text("To join the business call")
    dialled = await (await story.colleague.phone.dials()).keys_in(invitation.code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    assert (("Ana Duarte",), ("Dan Okoro",), ("Finn Wood",)) == _on_calls(await story.seen())
    for each in (dialled, technical):
        await each.hangs_up()
    story.expected.everything_so_far()


async def test_when_it_is_over_each_is_told_once_in_business_language(story: Story) -> None:
    """After mitigation the call goes on; resolved, every invitation is withdrawn, also of who has left the call."""
    technical = await _opened(story)
    await (await _actor(story, "finn").phone.rings()).not_answered()
    eve = _actor(story, "eve")
    await eve.phone.gets_text("To join the business call")
    await technical.hangs_up()
    await story.mitigates(story.head_of_department)
    await story.after(minutes=10)
    story.expected.everything_so_far()
    await story.resolves(story.head_of_department)

    for person in ("eve", "finn"):
        told = await _actor(story, person).phone.gets_text("It is resolved. The business call is over.")
        assert "checkout" not in told.body.lower()
    await story.on_call.phone.gets_text("is resolved by")
    await story.after(minutes=30)
    assert ((), (), ()) == _on_calls(await story.seen())
