"""Pages that are open for one person at the same time are told together: one call, one text."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.people import Call
from tests.harness.story import Story

SERVICES = ("Loyalty Points", "Gift Cards", "Wish Lists")
KEYS = ("loyalty-points", "gift-cards", "wish-lists")


async def test_three_alerts_are_one_call_and_one_key_takes_them_all(story: Story) -> None:
    """Two alerts that come while the phone rings are told in that call; 1 takes all three, and one text has their codes."""
    call = await _three_alerts_while_it_rings(story)
    await call.answered()
    await call.hears("3 alerts: Loyalty Points, Gift Cards, Wish Lists. Press 1 to take all")
    await call.presses("1")
    await call.hears("You have 3 incidents")
    await call.hangs_up()
    await story.colleague.phone.gets_text("You have loyalty-points")

    assert [story.colleague.name] * 3 == [await story.holder(key) for key in KEYS]


async def test_each_can_be_heard_and_answered_by_itself(story: Story) -> None:
    """8 tells them one after another: the first is taken, the second left for later, the third passed on."""
    call = await _three_alerts_while_it_rings(story)
    await call.answered()
    await call.presses("8")
    await call.hears("Loyalty Points")
    await call.presses("1")
    await call.hears("You have incident loyalty points")
    await call.presses("8")
    await call.hears("Another alert. Gift Cards")
    await call.presses("8")
    await call.hears("Another alert. Wish Lists")
    await call.presses("2")
    await call.hears("It is passed on")
    await call.hangs_up()
    await story.colleague.phone.gets_text("You have loyalty-points")
    head = await story.head_of_department.phone.rings()
    await head.acknowledges()
    await story.colleague.phone.gets_text("Reply ACK")
    await story.colleague.mailbox.gets_mail()

    assert [story.colleague.name, None, story.head_of_department.name] == [await story.holder(key) for key in KEYS]


async def test_an_alert_that_comes_during_a_call_is_told_in_it(story: Story) -> None:
    """Who has just taken one alert hears of the next before they put the phone down."""
    await story.alert("Loyalty Points")
    call = await story.colleague.phone.rings()
    await call.answered()
    await call.hears("Press 1 to take it")
    await story.alert("Gift Cards")
    await call.presses("1")
    await call.hears("You have incident loyalty points")
    await call.presses("3")
    await call.hears("Another alert. Gift Cards")
    await call.presses("1")
    await call.hears("You have incident gift cards")
    await call.hangs_up()
    await story.colleague.phone.gets_text("You have loyalty-points")

    assert [story.colleague.name] * 2 == [await story.holder(key) for key in KEYS[:2]]


async def test_an_alert_not_told_in_the_call_is_not_taken_by_take_all(story: Story) -> None:
    """1 takes what was told and nothing else: an alert that came between the words and the key is told next."""
    call = await _three_alerts_while_it_rings(story)
    await call.answered()
    await call.hears("3 alerts")
    await story.alert("Size Charts")
    await call.presses("1")
    await call.hears("You have 3 incidents")
    await call.hears("Another alert. Size Charts")

    assert await story.holder("size-charts") is None

    await call.presses("1")
    await call.hears("You have incident size charts")
    await call.hangs_up()
    await story.colleague.phone.gets_text("You have loyalty-points")


async def test_one_text_tells_what_is_open_and_its_code_takes_all(story: Story) -> None:
    """A call that nobody answers is followed by one text for all three, whose code takes them together."""
    call = await _three_alerts_while_it_rings(story)
    await call.not_answered()
    text = await story.colleague.phone.gets_text("3 alerts: Loyalty Points, Gift Cards, Wish Lists.")
    mail = await story.colleague.mailbox.gets_mail("3 alerts")

    assert all(service in mail.text for service in SERVICES)

    await story.colleague.phone.sends(f"NOT {text.code}")
    await story.colleague.phone.gets_text("NOT needs the code of one page")
    await story.colleague.phone.sends(f"ACK {text.code}")
    await story.colleague.phone.gets_text("You have incident")

    assert [story.colleague.name] * 3 == [await story.holder(key) for key in KEYS]


async def test_a_storm_calls_and_texts_a_person_twice_in_five_minutes(story: Story) -> None:
    """Of twenty alerts, all for one person, each is in LIST and on its timeline; two calls and two texts are all the noise."""
    services = [f"service-{number:02}" for number in range(20)]
    for service in services:
        await story.alert(service)
        await story.after(seconds=2)
    await story.after(minutes=4)
    phone = story.colleague.phone.number
    calls = [call for call in story.world.simulator.calls if call.to == phone]
    texts = [text for text in story.world.simulator.texts if text.to == phone]
    await story.colleague.phone.sends("LIST")
    listing = await story.colleague.phone.gets_text("Open for you")

    assert (2, 2) == (len(calls), len(texts))
    assert all(f"{service}-" in listing.body for service in services)
    assert all([await story.told(Kind.ATTEMPT, service) for service in services])

    story.expected.everything_so_far()


async def _three_alerts_while_it_rings(story: Story) -> Call:
    await story.alert(SERVICES[0])
    call = await story.colleague.phone.rings(within=timedelta(seconds=30))
    for service in SERVICES[1:]:
        await story.alert(service)
    return call
