"""P13: there is always exactly one incident lead, and a hand-over is explicit and accepted, on any channel."""

from datetime import timedelta

from domain.hand_over import WithdrawOffer
from domain.timeline import Kind
from tests.harness.story import Story


async def _led_by_the_head_of_department(story: Story) -> None:
    """Cleo has declared it and leads it; Ana is on the technical call."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    await story.head_of_department.phone.rings()
    await story.declare(story.head_of_department)
    await story.joins(story.on_call)
    await story.after(minutes=1)
    story.expected.everything_so_far()


async def test_who_is_asked_accepts_by_key_and_until_then_the_old_lead_leads(story: Story) -> None:
    """Bo's phone rings; he hears who leads and how it stands before he says yes, and Cleo is told."""
    await _led_by_the_head_of_department(story)
    words = await story.offers_the_lead(story.head_of_department, story.service_owner)
    assert "Cleo Marsh leads it until they accept." in words
    call = await (await story.service_owner.phone.rings()).answered()
    await call.hears(
        "Major incident. Cleo Marsh asks you to lead. Checkout: customers cannot pay. "
        "Press 1 to lead it from now on, 2 to decline, 3 to hear more, star to repeat."
    )
    await call.presses("3")
    await call.hears("Cleo Marsh leads it until you accept. It is declared. You can answer until")
    assert "Cleo Marsh" == (await story.seen()).lead

    await call.presses("1")
    await call.hears("You lead checkout")
    await story.head_of_department.phone.gets_text("Bo Larsen leads")
    await story.after(minutes=20)
    seen = await story.seen()
    assert ("Bo Larsen", None) == (seen.lead, seen.offered_to)
    assert "Bo Larsen: leads the incident after Cleo Marsh" in await story.told(Kind.STATE)


async def test_who_is_asked_accepts_by_text_with_the_code_just_sent(story: Story) -> None:
    """Neither ACK nor a wrong code is a yes; LEAD and the code of the page is, and it is confirmed by text."""
    await _led_by_the_head_of_department(story)
    await story.offers_the_lead(story.head_of_department, story.service_owner)
    text = await story.rings_out_to(story.service_owner, "Reply LEAD")
    bo = story.service_owner.phone
    await bo.sends("LEAD")
    await bo.gets_text("LEAD needs the code of the page.")
    await bo.sends(f"ACK {text.code}")
    await bo.gets_text("You do not lead it by that")
    assert "Cleo Marsh" == (await story.seen()).lead

    await bo.sends(f"LEAD {text.code}")
    await bo.gets_text("You lead checkout")
    await story.head_of_department.phone.gets_text("Bo Larsen leads")
    await story.after(minutes=20)
    assert "Bo Larsen" == (await story.seen()).lead


async def test_who_declines_leaves_it_with_the_old_lead_and_may_be_asked_once_more(story: Story) -> None:
    """A no ends the calls, and Cleo hears why; a second offer rings again, and is accepted by key."""
    await _led_by_the_head_of_department(story)
    await story.offers_the_lead(story.head_of_department, story.service_owner)
    text = await story.rings_out_to(story.service_owner, "Reply LEAD")
    await story.service_owner.phone.sends(f"DECLINE {text.code} I am on a train")
    await story.service_owner.phone.gets_text("Thank you. Cleo Marsh leads")
    await story.head_of_department.phone.gets_text("Bo Larsen declined to lead: I am on a train. Cleo Marsh leads")
    await story.after(minutes=12)
    assert ("Cleo Marsh", None) == ((await story.seen()).lead, (await story.seen()).offered_to)

    await story.offers_the_lead(story.head_of_department, story.service_owner)
    call = await (await story.service_owner.phone.rings()).answered()
    await call.presses("1")
    await call.hears("You lead checkout")
    await story.head_of_department.phone.gets_text("Bo Larsen leads")
    assert 2 == len(await story.workflow_ids("/escalation/offer_lead"))


async def test_an_offer_that_nobody_answers_runs_out(story: Story) -> None:
    """Bo is called three times in ten minutes, and nobody in his place; then Cleo hears that she leads still."""
    await _led_by_the_head_of_department(story)
    await story.offers_the_lead(story.head_of_department, story.service_owner)
    text = await story.rings_out_to(story.service_owner, "Reply LEAD")
    for _ in range(2):
        await (await story.service_owner.phone.rings(within=timedelta(minutes=4))).not_answered()
    await story.head_of_department.phone.gets_text(
        "Bo Larsen did not answer within 10 minutes. Cleo Marsh leads", within=timedelta(minutes=5)
    )
    await story.after(minutes=10)

    await story.service_owner.phone.sends(f"LEAD {text.code}")
    await story.service_owner.phone.gets_text("asked you is settled: it was not answered in time.")
    assert "Cleo Marsh" == (await story.seen()).lead


async def test_an_offer_that_is_withdrawn_rings_no_more(story: Story) -> None:
    """The phone stops, Bo is told, and his late yes hears that the offer was withdrawn."""
    await _led_by_the_head_of_department(story)
    await story.offers_the_lead(story.head_of_department, story.service_owner)
    text = await story.rings_out_to(story.service_owner, "Reply LEAD")
    call = await story.service_owner.phone.rings(within=timedelta(minutes=4))
    await story.ask(WithdrawOffer(actor=await story.asker(story.head_of_department)))

    await call.cancelled()
    await story.service_owner.phone.gets_text("You are no longer asked to lead")
    await story.service_owner.phone.sends(f"LEAD {text.code}")
    await story.service_owner.phone.gets_text("asked you is settled: the offer was withdrawn.")
    await story.after(minutes=12)
    assert "Cleo Marsh" == (await story.seen()).lead


async def test_a_newer_offer_takes_the_place_of_an_older_one(story: Story) -> None:
    """Dan's phone rings instead of Bo's, who is told."""
    await _led_by_the_head_of_department(story)
    await story.offers_the_lead(story.head_of_department, story.service_owner)
    first = await story.service_owner.phone.rings()
    await story.offers_the_lead(story.head_of_department, story.colleague)
    await first.cancelled()
    await story.service_owner.phone.gets_text("You are no longer asked to lead")

    call = await (await story.colleague.phone.rings()).answered()
    await call.presses("1")
    await call.hears("You lead checkout")
    await story.head_of_department.phone.gets_text("Dan Okoro leads")
    await story.after(minutes=12)
    assert ("Dan Okoro", None) == ((await story.seen()).lead, (await story.seen()).offered_to)


async def test_a_lead_who_falls_silent_leads_until_somebody_takes_over(story: Story) -> None:
    """Bo is asked whether he still leads; when he does not answer somebody senior is called, and leads as soon as she says so."""
    await _led_by_the_head_of_department(story)
    await story.hands_over(story.head_of_department, story.service_owner)
    await story.after(minutes=1)
    story.expected.everything_so_far()

    await story.rings_out_to(story.service_owner, "Do you still lead checkout", within=timedelta(minutes=50))
    call = await story.head_of_department.phone.rings(within=timedelta(minutes=6))
    assert "Bo Larsen" == (await story.seen()).lead
    await call.answered()
    await call.hears("Press 1 to lead it, 2 to pass it on")
    await call.presses("1")
    await story.head_of_department.phone.gets_text("You lead checkout")
    await story.service_owner.phone.gets_text("Cleo Marsh leads")
    assert "Cleo Marsh" == (await story.seen()).lead
    await story.after(minutes=5)
    story.expected.everything_so_far()
