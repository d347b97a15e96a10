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


async def test_a_report_by_phone_has_somebody_called_to_judge_it(story: Story) -> None:
    """Whoever sees it calls the published number, chooses the service, hears it read back, and reports it with key 9."""
    dialled = await story.colleague.phone.dials()
    await dialled.hears("To report an incident, press 0, then the hash key.")
    await dialled.keys_in("0#")
    await dialled.hears("Which service is it about? Press 1 for Checkout")
    await dialled.presses("1")
    await dialled.hears("You report Checkout: customers cannot pay. It goes to Storefront. Press 9 to report it")
    await dialled.presses("9")
    await dialled.hears("Whoever is on call for Storefront is called to judge it.")
    await (await story.on_call.phone.rings()).acknowledges()

    assert ["Dan Okoro: reported: customers cannot pay"] == await story.told(Kind.ALERT)
    assert ["key 9 on a call from a number ending in 04"] == await story.reasons(Kind.ALERT)


async def test_a_report_by_phone_hears_who_has_it_already(story: Story) -> None:
    """Before it is made and afterwards; 0 alone, without the hash key, counts after a while as well."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    dialled = await (await story.colleague.phone.dials()).keys_in("0")
    await dialled.hears("Which service is it about?")
    await dialled.presses("1")
    await dialled.hears("is open for it, and Ana Duarte has it: your report joins it.")
    await dialled.presses("9")
    await dialled.hears("Ana Duarte has it, and your report is on its timeline.")
    await story.after(minutes=10)

    assert "Dan Okoro: reported: customers cannot pay" in await story.told(Kind.ALERT)


async def test_a_telephone_in_a_pocket_pages_nobody(story: Story) -> None:
    """A call in which nobody presses a key hears the menus a few times, and ends."""
    dialled = await (await story.colleague.phone.dials()).keys_in("0#")
    await dialled.hears("Nothing is reported. Goodbye.")
    await story.after(minutes=10)

    assert [] == await story.workflow_ids("incident/")


async def test_a_report_by_text_has_somebody_called_to_judge_it(story: Story) -> None:
    """Whoever sees it texts REPORT, the service and what is wrong, and reads the incident's code and who is called now."""
    await story.colleague.phone.sends("Report checkout: the app hangs")
    text = await story.colleague.phone.gets_text("Whoever is on call for Storefront is called to judge it.")
    await (await story.on_call.phone.rings()).acknowledges()

    assert f"It is reported as {(await story.seen()).code}." in text.body
    assert ["Dan Okoro: reported: the app hangs"] == await story.told(Kind.ALERT)
    assert ["text 'Report checkout: the app hangs'"] == await story.reasons(Kind.ALERT)


async def test_a_report_without_a_service_goes_to_the_catch_all_team(story: Story) -> None:
    """Whoever has no name for it texts REPORT OTHER, and the on-call engineer of the catch-all team is called."""
    await story.on_call.phone.sends("REPORT OTHER the lifts stand still")
    await story.on_call.phone.gets_text("It is reported as reported-by-ana-")
    call = await (await story.colleague.phone.rings()).answered()
    await call.hears("the lifts stand still")
    await call.presses("1")
    await call.hangs_up()
    await story.colleague.phone.learns_the_code()

    assert "Dan Okoro" == await story.holder("reported-by-ana")


async def test_a_forged_number_pages_three_teams_at_most(story: Story) -> None:
    """A fourth report within ten minutes is refused with a sentence, by text and by call alike, and nothing comes of it."""
    await story.colleague.phone.sends("REPORT checkout one")
    await (await story.on_call.phone.rings()).acknowledges()
    for what in ("two", "three"):
        await story.colleague.phone.sends(f"REPORT checkout {what}")
    await story.after(minutes=1)
    story.expected.everything_so_far()
    await story.colleague.phone.sends("REPORT OTHER four")
    await story.colleague.phone.gets_text("This is not reported: you have reported 3 times in ten minutes.")
    dialled = await (await story.colleague.phone.dials()).keys_in("0#")
    for key in "09":
        await dialled.presses(key)
    await dialled.hears("This is not reported: you have reported 3 times in ten minutes.")
    await story.after(minutes=2)

    assert ["incident/checkout"] == [each for each in await story.workflow_ids("incident/") if "escalation" not in each]


async def test_a_text_that_is_delivered_again_is_no_second_report(story: Story) -> None:
    """Twilio delivers a text again when our answer was lost: it is the same report, and one text says so."""
    await story.colleague.phone.sends("REPORT checkout the app hangs")
    await story.colleague.phone.gets_text("It is reported as checkout-")
    [text] = [each for each in story.world.simulator.texts if each.direction == "inbound"]
    await story.deliver_again(text.callbacks[0])
    await (await story.on_call.phone.rings()).acknowledges()

    assert ["Dan Okoro: reported: the app hangs"] == await story.told(Kind.ALERT)
