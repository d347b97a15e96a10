"""P11: the first contact escalates to somebody senior, normally the head of department, who declares or stands down."""

from domain.requests import Declare, StandDown
from domain.timeline import Kind
from tests.harness.story import Story


async def _taken_by_the_on_call_engineer(story: Story) -> None:
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()


async def test_the_head_of_department_is_called_and_declares(story: Story) -> None:
    """Once it is proposed the head of department's phone rings; declared, they lead, and everyone who was paged is told once."""
    await _taken_by_the_on_call_engineer(story)
    assert "The head of department is called" in await story.propose(story.on_call)
    call = await story.head_of_department.phone.rings()

    assert "You lead it." in await story.declare(story.head_of_department)

    await call.cancelled()
    for person in (story.on_call, story.head_of_department):
        await person.phone.gets_text("is declared a major incident by Cleo Marsh")
    await story.joins(story.on_call)
    await story.after(minutes=20)
    seen = await story.seen()
    assert ("declared", "Cleo Marsh", "Cleo Marsh") == (seen.state, seen.declared_by, seen.lead)


async def test_it_is_judged_and_declared_by_phone(story: Story) -> None:
    """Whoever has it answers the questions by key; the first yes calls the head of department, who declares by key."""
    await story.alert()
    call = await (await story.on_call.phone.rings()).answered()
    await call.presses("1")
    await call.presses("4")
    await call.hears("Is a service level agreement breached")
    await call.presses("3")
    await call.hears("Noted. Are customers or staff unable to trade")
    await call.presses("1")
    await call.hears("is proposed as a major incident. The head of department is called to declare it.")
    senior = await (await story.head_of_department.phone.rings()).answered()
    for _ in range(3):
        await call.presses("3")
    await call.hears("Yes, happening: customers or staff cannot trade. No: SLA, reputation, law, work.")
    await story.on_call.phone.learns_the_code()

    await senior.hears("A major incident is proposed. Checkout: customers cannot pay. Press 1 to declare it")
    await senior.presses("3")
    await senior.hears("Proposed by Ana Duarte. Yes, happening: customers or staff cannot trade.")
    await senior.presses("1")
    await senior.hears("is declared as a major incident. You lead it. Press 1 to join the technical call now.")
    await senior.presses("1")
    await senior.hears("You are put through.")
    await story.joins(story.on_call)
    for person in (story.on_call, story.head_of_department):
        await person.phone.gets_text("is declared a major incident by Cleo Marsh")
    assert {"Ana Duarte", "Cleo Marsh"} == set((await story.seen()).on_call)
    assert ("declared", "Cleo Marsh") == ((await story.seen()).state, (await story.seen()).lead)


async def test_it_is_proposed_and_declared_by_text(story: Story) -> None:
    """Both take the code that was just sent; nobody stands down by text what is proposed."""
    await story.alert()
    code = (await story.rings_out(story.on_call)).code
    await story.on_call.phone.sends(f"ACK {code}")
    await story.on_call.phone.gets_text("You have incident")
    await story.on_call.phone.sends(f"JUDGE {code} 2I REST NO")
    await story.on_call.phone.gets_text("is proposed as a major incident")
    senior = await story.rings_out_to(story.head_of_department, "to declare it")
    await story.head_of_department.phone.sends(f"NOT {senior.code}")
    await story.head_of_department.phone.gets_text("not stood down by text")
    await story.head_of_department.phone.sends(f"MAJOR {senior.code}")
    await story.head_of_department.phone.gets_text("is declared as a major incident. You lead it.")
    for person in (story.on_call, story.head_of_department):
        await person.phone.gets_text("is declared a major incident by Cleo Marsh")
    await story.joins(story.on_call)


async def test_nobody_else_declares(story: Story) -> None:
    """The first contact has to wait for somebody senior, and a colleague never may; it stays proposed."""
    await _taken_by_the_on_call_engineer(story)
    await story.propose(story.on_call)
    await story.head_of_department.phone.rings()

    assert "Only the head of department or their deputy may declare" in await story.refused(
        Declare(actor=await story.asker(story.on_call))
    )
    assert await story.refused(Declare(actor=await story.asker(story.colleague)))
    assert ("proposed", None) == ((await story.seen()).state, (await story.seen()).lead)


async def test_once_proposed_only_somebody_senior_stands_it_down(story: Story) -> None:
    """The first contact is refused; the head of department does it by key, everyone who was paged is told once, and it is quiet."""
    await _taken_by_the_on_call_engineer(story)
    await story.propose(story.on_call)
    senior = await (await story.head_of_department.phone.rings()).answered()
    refused = await story.refused(StandDown(actor=await story.asker(story.on_call), reason="a false alarm"))
    assert "Once it is proposed, only the head of department or their deputy may stand it down." == refused

    await senior.hears("Press 1 to declare it, 2 to stand it down")
    await senior.presses("2")
    await senior.hears("Press 9 to confirm")
    await senior.presses("9")
    await senior.hears("is stood down")
    for person in (story.on_call, story.head_of_department):
        await person.phone.gets_text("is stood down as not major by Cleo Marsh")
    await story.after(minutes=20)

    assert "stood_down" == (await story.seen()).state
    assert "Cleo Marsh: stood down as not major" in await story.told(Kind.STATE)
