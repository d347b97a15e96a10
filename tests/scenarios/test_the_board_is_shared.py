"""P22: every action is recorded when it happens, by whom, and shared live with everyone on the call."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cli.follow import follow
from domain.timeline import Kind, TimelineEntry
from tests.harness.people import Call
from tests.harness.reliance import company_with_reliance
from tests.harness.story import Story, a_story

_A_MINUTE = timedelta(minutes=1)


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company of which two teams are called; it fails on every call, text and mail that nobody expected."""
    async with a_story(company_with_reliance()) as told:
        yield told


async def _two_teams_are_on_the_call(story: Story) -> list[Call]:
    """Ana is there for the storefront and Dan for the platform."""
    await story.is_declared()
    calls = [await story.joins(person) for person in (story.on_call, story.colleague)]
    story.expected.everything_so_far()
    return calls


async def test_each_entry_is_recorded_when_it_happens_and_by_whom(story: Story) -> None:
    """The timeline shows it at that instant, whether or not anybody is on the call."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    before = await story.world.now()
    await story.notes(story.on_call, "restarted web-1")
    after = await story.world.now()
    [entry] = [each for each in (await story.seen()).timeline if each.kind is Kind.BOARD]

    assert ("Ana Duarte", "#1 action taken: restarted web-1") == (entry.who, entry.what)
    assert before <= entry.at <= after


async def test_each_entry_reaches_everyone_on_the_call_within_a_minute(story: Story) -> None:
    """One text to each of them with all that is new; nobody who is not on the call is disturbed, the author neither."""
    calls = await _two_teams_are_on_the_call(story)
    await story.notes(story.service_owner, "restarted web-1")
    await story.notes(story.service_owner, "restarted web-2")
    for person in (story.on_call, story.colleague):
        text = await person.phone.gets_text("Bo Larsen: #1 action taken: restarted web-1", within=_A_MINUTE)
        assert "Bo Larsen: #2 action taken: restarted web-2" in text.body
    await story.after(minutes=5)

    for call in calls:
        await call.hangs_up()


async def test_who_leaves_the_call_is_left_in_peace(story: Story) -> None:
    """What is noted after that goes to those who are still there."""
    ours, platforms = await _two_teams_are_on_the_call(story)
    await platforms.hangs_up()
    await story.notes(story.service_owner, "restarted web-1")
    await story.on_call.phone.gets_text("restarted web-1", within=_A_MINUTE)
    await story.after(minutes=2)

    await ours.hangs_up()


async def test_whoever_wants_no_texts_stops_them_by_one(story: Story) -> None:
    """It is on by default; MUTE and the page's code stops it for that person alone."""
    await story.is_declared()
    platforms = await story.joins(story.colleague)
    code = (await story.rings_out_to(story.on_call, "To join, call this number and key in")).code
    dialled = await (await story.on_call.phone.dials()).keys_in(code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    story.expected.everything_so_far()

    await story.notes(story.service_owner, "restarted web-1")
    for person in (story.on_call, story.colleague):
        await person.phone.gets_text("Bo Larsen: #1 action taken: restarted web-1")
    await story.on_call.phone.sends(f"MUTE {code}")
    await story.on_call.phone.gets_text("You get no more texts of the board")
    await story.notes(story.service_owner, "restarted web-2")
    await story.colleague.phone.gets_text("Bo Larsen: #2 action taken: restarted web-2")
    await story.after(minutes=3)

    for call in (dialled, platforms):
        await call.hangs_up()


async def test_whoever_follows_sees_each_entry_once_until_the_incident_is_over(story: Story) -> None:
    """The stream shows what was there, then what happens as it happens, and ends with the incident."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    shown: list[TimelineEntry] = []

    async def first() -> None:
        await story.notes(story.on_call, "restarted web-1")

    async def nothing_new() -> None:
        await story.world.settle()

    async def the_end() -> None:
        await story.stand_down(story.on_call)
        await story.alert(status="resolved")
        await story.after(minutes=2)
        story.expected.everything_so_far()

    chapters = iter((first, nothing_new, the_end, nothing_new))

    async def next_chapter(_: float) -> None:
        await next(chapters)()

    followed: list[str] = []
    code = (await story.seen()).code
    await follow(story.world.client, code, shown.append, followed.append, next_chapter)

    seen = await story.seen()
    assert seen.timeline == sorted(shown, key=lambda entry: entry.at)
    assert 1 == sum("restarted web-1" in entry.what for entry in shown)
    assert "stood down as not major" in [entry.what for entry in shown]
