"""P9: a person reports a suspected major incident, without any alert."""

from config.reporting import about, report_suspicion
from domain.messages import Suspected
from domain.timeline import Kind
from tests.harness.story import Story


async def _report(story: Story, service: str, what: str) -> str:
    world = story.world
    report = Suspected(
        report_id=f"{service}/{what}", person="dan", name="Dan Okoro", what=what, proof="the command line"
    )
    code = await report_suspicion(world.client, about(world.organisation, service), report)
    await world.settle()
    return str(code)


async def test_whoever_is_on_call_is_called_to_judge_it(story: Story) -> None:
    """The phone rings as for an alert; who reported it, and what they saw, is on the timeline; nothing closes it by itself."""
    code = await _report(story, "checkout", "nobody can pay")
    call = await (await story.on_call.phone.rings()).answered()
    await call.hears("Checkout: customers cannot pay.")
    await call.presses("1")
    await call.hangs_up()
    await story.on_call.phone.learns_the_code()
    await story.after(minutes=20)

    seen = await story.seen()
    assert (code, "triage") == (seen.code, seen.state)
    assert ["Dan Okoro: reported: nobody can pay"] == await story.told(Kind.ALERT)


async def test_a_report_joins_the_incident_that_is_open(story: Story) -> None:
    """Nobody is paged twice for what somebody has already."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    code = await _report(story, "checkout", "the app hangs")
    await story.after(minutes=10)

    assert code == (await story.seen()).code
    assert "Dan Okoro: reported: the app hangs" in await story.told(Kind.ALERT)
