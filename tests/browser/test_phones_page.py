"""The phones page in a real browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from simulator.people import Person
from simulator.server import SimulatorServer, listen
from tests.browser.chromium import CHROMIUM, FLAGS, needs_chromium
from tests.simulator.customer import Received
from tests.simulator.world import ADA, BEN, OUR_NUMBER, World, bridge, response

PEOPLE = [
    Person(id="ada", name="Ada Byron", number=ADA, email="ada@example.com", detail="Checkout, on call"),
    Person(id="ben", name="Ben Okoro", number=BEN, email="ben@example.com", detail="Checkout, owner"),
]

pytestmark = needs_chromium


@dataclass
class Browsed:
    """A world whose page is open in a browser."""

    world: World
    page: Page
    server: SimulatorServer
    url: str

    def phone(self, name: str) -> Locator:
        """Find a person's phone on the page."""
        return self.page.locator(".phone", has=self.page.get_by_role("heading", name=name, exact=True))

    async def mail(
        self,
        text: str,
        html: str | None = None,
        *categories: str,
        to: str = "ada@example.com",
        calendar: str | None = None,
    ) -> None:
        """Send Ada a mail, or somebody else."""
        parts = [{"type": "text/plain", "value": text}] + ([{"type": "text/html", "value": html}] if html else [])
        parts += [{"type": "text/calendar; method=REQUEST", "value": calendar}] if calendar else []
        mail = {
            "from": {"email": "incidents@example.com"},
            "personalizations": [{"to": [{"email": to}]}],
            "categories": list(categories),
            "subject": "Checkout is down: first update",
            "content": parts,
            "attachments": [{"filename": "invite.ics", "content": "QkVHSU4="}],
        }
        headers = {"Authorization": "Bearer SG.the-key"}
        answer = await self.world.http.post("/v3/mail/send", json=mail, headers=headers, auth=lambda request: request)
        assert answer.status_code == 202


@pytest.fixture
async def browsed() -> AsyncIterator[Browsed]:
    """Ada's and Ben's phones in a browser; anything the page complains of fails the test."""
    world = World()
    world.simulator.set_people(PEOPLE)
    listener = listen("127.0.0.1", 0)
    server = SimulatorServer(world.simulator)
    serving = asyncio.create_task(server.serve([listener]))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url)
        browsed = Browsed(world, page, server, url)
        await expect(browsed.phone("Ada Byron")).to_contain_text("Checkout, on call")
        yield browsed
        await browser.close()
    server.should_exit = True
    await serving
    await world.http.aclose()
    assert complaints == []


async def test_a_call_rings_is_answered_heard_and_ended_on_the_page(browsed: Browsed) -> None:
    """A call rings, is answered, its words appear, a key is pressed, the answer is heard, and it is hung up."""
    browsed.world.customer.answers |= {
        "/voice": response('<Gather action="/pressed" numDigits="1"><Say>Press 1 to have it</Say></Gather>'),
        "/pressed": response("<Say>Thank you</Say>", '<Pause length="60"/>'),
    }
    ada = browsed.phone("Ada Byron")
    call = await browsed.world.call()
    await browsed.world.after(2)
    await expect(browsed.page.locator("#ringing")).to_have_text("Ringing: Ada Byron")
    await expect(ada.locator("[data-state]").first).to_have_text("Ringing")

    await ada.get_by_role("button", name="Answer").click()
    await expect(ada).to_contain_text("Press 1 to have it")
    await ada.get_by_role("button", name="1", exact=True).click()
    await expect(ada).to_contain_text("Thank you")
    await ada.get_by_role("button", name="Hang up").click()
    await expect(ada).to_contain_text("Call over")

    await expect(browsed.page.locator("#ringing")).to_have_text("")
    assert (call.status.value, [key.key for key in call.keys]) == ("completed", ["1"])
    await expect(browsed.phone("Ben Okoro").locator("[data-state]")).to_have_text("Idle")


async def test_a_phone_can_be_used_with_the_keyboard_alone(browsed: Browsed) -> None:
    """Enter answers, a digit typed anywhere on the phone is pressed on its keypad."""
    browsed.world.customer.answers["/voice"] = response('<Gather action="/pressed" numDigits="1" timeout="60"/>')
    call = await browsed.world.call()
    await browsed.world.after(2)
    ada = browsed.phone("Ada Byron")

    await ada.get_by_role("button", name="Answer").focus()
    await browsed.page.keyboard.press("Enter")
    await expect(ada).to_contain_text("Waiting for a key")
    await expect(ada.get_by_role("button", name="1", exact=True)).to_be_focused()
    await browsed.page.keyboard.press("4")
    await expect(ada).to_contain_text("pressed 4")

    assert [key.key for key in call.keys] == ["4"]


async def test_our_number_is_called_from_a_phone_with_the_keyboard_alone(browsed: Browsed) -> None:
    """Enter on Call calls us, a digit answers our menu, and after the call the keyboard is where it began."""
    browsed.world.customer.answers |= {
        "/incoming": response('<Gather action="/pressed" numDigits="1"><Say>Press 1 to report trouble</Say></Gather>'),
        "/pressed": response("<Say>Thank you</Say>", '<Pause length="60"/>'),
    }
    ada = browsed.phone("Ada Byron")
    dial = ada.get_by_role("button", name="Call from Ada Byron")
    await dial.focus()
    await browsed.page.keyboard.press("Enter")
    await expect(ada).to_contain_text("Press 1 to report trouble")
    await expect(dial).to_be_hidden()
    await browsed.page.keyboard.press("1")
    await expect(ada).to_contain_text("Thank you")
    await expect(browsed.page.locator("#ringing")).to_have_text("")
    await ada.get_by_role("button", name="Hang up").focus()
    await browsed.page.keyboard.press("Enter")
    await expect(ada).to_contain_text("Call over")

    await expect(dial).to_be_focused()
    (call,) = browsed.world.simulator.calls
    assert (call.from_, call.to, [key.key for key in call.keys]) == (ADA, OUR_NUMBER, ["1"])
    await expect(browsed.phone("Ben Okoro").locator("[data-state]")).to_have_text("Idle")


async def test_a_call_nobody_has_answered_yet_can_be_given_up(browsed: Browsed) -> None:
    """While we think about what to say the phone shows that it calls, and can only be hung up."""
    thinking = asyncio.Event()

    async def slow(_: Received) -> str:
        await thinking.wait()
        return response()

    browsed.world.customer.answers["/incoming"] = slow
    ada = browsed.phone("Ada Byron")
    await ada.get_by_role("button", name="Call from Ada Byron").click()
    await expect(ada).to_contain_text(f"Calling {OUR_NUMBER}")
    await expect(ada.locator("[data-state]").first).to_have_text("Calling")
    await expect(browsed.page.locator("#ringing")).to_have_text("")
    for name in ("Answer", "Decline", "5"):
        await expect(ada.get_by_role("button", name=name, exact=True)).to_be_hidden()
    await ada.get_by_role("button", name="Hang up").click()
    await expect(ada).to_contain_text("Given up")
    thinking.set()
    await browsed.world.to_the_end()


async def test_a_number_that_cannot_be_called_says_so(browsed: Browsed) -> None:
    """Where nobody listens for calls the page says so."""
    browsed.world.simulator.set_voice_webhook(None)
    await browsed.phone("Ada Byron").get_by_role("button", name="Call from Ada Byron").click()

    await expect(browsed.page.locator("#refused")).to_contain_text("no voice webhook is set")


async def test_a_bridge_shows_who_is_on_it(browsed: Browsed) -> None:
    """Each phone says which bridge it is on and with whom; a panel lists them all, and goes when the last one goes."""
    browsed.world.customer.answers["/voice"] = response(bridge(name="technical"))
    panel = browsed.page.get_by_role("region", name="Bridges")
    await expect(panel).to_be_hidden()
    ada = await browsed.world.picked_up(ADA)
    await expect(browsed.phone("Ada Byron")).to_contain_text("On the bridge technical alone, waiting for others")
    await expect(panel).to_contain_text("waits for others")

    ben = await browsed.world.picked_up(BEN)
    await expect(browsed.phone("Ada Byron")).to_contain_text("On the bridge technical with Ben Okoro")
    await expect(browsed.phone("Ben Okoro")).to_contain_text("On the bridge technical with Ada Byron")
    await expect(panel.get_by_role("listitem").filter(has_not=browsed.page.locator("h3"))).to_have_text(
        ["Ada Byron", "Ben Okoro"]
    )
    await expect(panel).to_contain_text("since ")

    await browsed.phone("Ada Byron").get_by_role("button", name="Hang up").click()
    await expect(browsed.phone("Ben Okoro")).to_contain_text("alone, waiting for others")
    browsed.world.simulator.hang_up(ben.sid)
    await expect(panel).to_be_hidden()
    assert (ada.status.value, ben.status.value) == ("completed", "completed")


async def test_the_panel_tells_who_is_muted(browsed: Browsed) -> None:
    """Whoever cannot be heard on a bridge is marked."""
    browsed.world.customer.answers["/voice"] = response(bridge('muted="true"'))
    await browsed.world.picked_up(ADA)

    await expect(browsed.page.get_by_role("region", name="Bridges")).to_contain_text("Ada Byron (muted)")


async def test_a_call_is_declined_on_the_page(browsed: Browsed) -> None:
    """Declining ends the ringing as busy."""
    call = await browsed.world.call()
    await browsed.world.after(2)
    ada = browsed.phone("Ada Byron")
    await ada.get_by_role("button", name="Decline").click()

    await expect(ada).to_contain_text("Turned away or busy")
    assert call.status.value == "busy"


async def test_a_text_arrives_and_is_answered_on_the_page(browsed: Browsed) -> None:
    """A text shows as new, is read, and the reply written under it reaches the customer."""
    ada = browsed.phone("Ada Byron")
    await browsed.world.text("Reply ACK 4821 to take it")
    await browsed.world.to_the_end()
    await expect(ada.locator("[data-text-count]")).to_have_text("1 new")

    await ada.get_by_text("Texts").click()
    await expect(ada).to_contain_text("Reply ACK 4821 to take it")
    await expect(ada.locator("[data-text-count]")).to_have_text("1")
    await ada.get_by_label("Text from Ada Byron").fill("ACK 4821")
    await browsed.page.keyboard.press("Enter")
    await expect(ada.locator(".mine")).to_contain_text("ACK 4821")
    await expect(ada.get_by_label("Text from Ada Byron")).to_have_value("")

    (request,) = browsed.world.customer.at("/texts")
    assert (request.fields["From"], request.fields["Body"]) == (ADA, "ACK 4821")


async def test_the_audiences_mails_are_told_apart(browsed: Browsed) -> None:
    """Those to each audience stand by themselves, in its colour, also when one is read; any other mail stands apart from both."""
    for words, *audience in (
        ("for the business", "business", "first"),
        ("for teams", "technical", "second"),
        ("a page",),
    ):
        await browsed.mail(words, f"<p>{words}</p>", *audience)
    ada = browsed.phone("Ada Byron")
    await ada.get_by_text("Mail", exact=True).click()

    await expect(ada.locator(".mailbox li")).to_have_count(3)
    shelves = ada.locator(".mailbox section:visible")
    await expect(shelves.locator("h3")).to_have_text(
        ["Updates to the business", "Updates to technical teams", "Pages and other mail"]
    )
    assert [1, 1, 1] == [await shelf.locator("li").count() for shelf in await shelves.all()]
    await expect(ada.locator(".mailbox .round")).to_have_text(["first", "second"])
    await ada.locator('.mailbox [data-audience="business"] button').click()
    await expect(browsed.page.locator("#mail-facts")).to_contain_text("Audiencebusiness")
    await expect(browsed.page.get_by_role("dialog")).to_have_attribute("data-audience", "business")


async def test_a_mail_that_does_not_arrive_says_why(browsed: Browsed) -> None:
    """Whoever tries things out sees in the mailbox what the mail company will report."""
    await browsed.mail("Since 01:58.", None, to="bounce@example.com")
    await browsed.world.after(5)
    box = browsed.phone("bounce@example.com")
    await box.get_by_text("Mail", exact=True).click()

    await expect(box.locator(".fate")).to_contain_text("bounced: 550 5.1.1")


async def test_a_mail_is_read_and_its_link_opened(browsed: Browsed) -> None:
    """A mail's HTML is shown in a frame where nothing runs, and its links open in a window of their own."""
    html = f'<p>Since 01:58. <a href="{browsed.url}sim/health">Follow it</a></p><script>document.title = "x"</script>'
    await browsed.mail("Since 01:58.", html)
    ada = browsed.phone("Ada Byron")
    await ada.get_by_text("Mail", exact=True).click()
    await ada.get_by_role("button", name="first update").click()
    dialog = browsed.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("invite.ics")

    async with browsed.page.expect_popup() as opening:
        await dialog.frame_locator("iframe").get_by_role("link", name="Follow it").click()
    opened = await opening.value
    await expect(opened.locator("body")).to_contain_text("ok")
    await opened.close()
    await dialog.get_by_role("button", name="Close").click()
    await expect(dialog).to_be_hidden()


async def test_an_entry_for_a_calendar_can_be_opened(browsed: Browsed) -> None:
    """An invitation offers its entry, for a calendar of one's own; any other mail offers none."""
    await browsed.mail("Since 01:58.")
    entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    await browsed.mail("Come to the review.", calendar=entry)
    ada = browsed.phone("Ada Byron")
    await ada.get_by_text("Mail", exact=True).click()
    offered = browsed.page.get_by_role("dialog").get_by_role("link", name="open the entry")
    counts = []
    for invitation in await ada.get_by_role("button", name="first update").all():
        await invitation.click()
        counts.append(await offered.count())
        if counts[-1]:
            address = await offered.get_attribute("href")
        await browsed.page.get_by_role("dialog").get_by_role("button", name="Close").click()

    assert [0, 1] == sorted(counts)
    assert entry == (await browsed.world.http.get(str(address))).text


async def test_markup_from_outside_stays_text(browsed: Browsed) -> None:
    """Names, texts and plain mails that look like markup are shown as they are written."""
    nasty = '<img src=x onerror="document.title=1"> see http://customer.test/a?b=1.'
    browsed.world.simulator.set_people([PEOPLE[0].model_copy(update={"detail": nasty})])
    await browsed.world.text(nasty)
    await browsed.world.to_the_end()
    await browsed.mail(nasty)
    ada = browsed.phone("Ada Byron")
    await expect(ada.locator("[data-detail]")).to_have_text(nasty)
    await ada.get_by_text("Texts").click()
    await expect(ada.locator(".theirs p")).to_have_text(nasty)
    await expect(ada.locator(".theirs a")).to_have_attribute("href", "http://customer.test/a?b=1")
    await ada.get_by_text("Mail", exact=True).click()
    await ada.get_by_role("button", name="first update").click()

    await expect(browsed.page.get_by_role("dialog").locator("pre")).to_have_text(nasty)
    assert await browsed.page.locator("img").count() == 0


async def test_quiet_phones_can_be_put_away(browsed: Browsed) -> None:
    """The switch leaves only phones with something going on, and says so when there is none."""
    await browsed.page.get_by_role("switch").check()
    await expect(browsed.page.get_by_text("All is quiet.")).to_be_visible()
    await browsed.world.call()
    await browsed.world.after(2)

    await expect(browsed.phone("Ada Byron")).to_be_visible()
    await expect(browsed.phone("Ben Okoro")).to_be_hidden()
    await browsed.page.get_by_role("switch").uncheck()
    await expect(browsed.phone("Ben Okoro")).to_be_visible()


async def test_a_refusal_is_shown_in_words(browsed: Browsed) -> None:
    """What the simulator refuses is said on the page."""
    call = await browsed.world.call()
    await browsed.world.after(2)
    answer = browsed.phone("Ada Byron").get_by_role("button", name="Answer")
    await expect(answer).to_be_visible()
    await browsed.page.route(
        "**/sim/calls/*/answer", lambda route: route.continue_(url=f"{browsed.url}sim/calls/CAnone/answer")
    )
    await answer.click()

    await expect(browsed.page.locator("#refused")).to_have_text("there is no call CAnone")
    assert call.status.value == "ringing"


async def test_a_lost_connection_is_shown_and_found_again(browsed: Browsed) -> None:
    """When the simulator goes away the page says so; when one is back, the page shows its state without a reload."""
    lost = browsed.page.get_by_text("Connection lost")
    await expect(lost).to_be_hidden()
    browsed.server.should_exit = True
    await expect(lost).to_be_visible()

    again = World()
    again.simulator.set_people([PEOPLE[1]])
    port = int(browsed.url.split(":")[-1].strip("/"))
    server = SimulatorServer(again.simulator)
    serving = asyncio.create_task(server.serve([listen("127.0.0.1", port)]))
    await expect(lost).to_be_hidden()
    await expect(browsed.phone("Ben Okoro")).to_be_visible()
    await expect(browsed.phone("Ada Byron")).to_be_hidden()
    server.should_exit = True
    await serving
    await again.http.aclose()


async def test_thirty_phones_fit_a_small_screen(browsed: Browsed) -> None:
    """Thirty people, two of them with long names, never make a narrow page scroll sideways."""
    names = [f"Person {number}" for number in range(28)] + ["Bertrand-Alexandre von Hohenlohe", "W" * 60]
    people = [
        Person(id=f"p{index}", name=name, number=f"+1555010{index:04}", email=f"{'x' * 50}{index}@example.com")
        for index, name in enumerate(names)
    ]
    await browsed.page.set_viewport_size({"width": 360, "height": 800})
    browsed.world.simulator.set_people(people)
    await expect(browsed.page.locator("#summary")).to_have_text(re.compile("^30 phones"))

    assert await browsed.page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_fault_plan_is_noted_while_it_is_in_force(browsed: Browsed) -> None:
    """A quiet line at the top says that trouble is made on purpose, and how often; without a plan there is none."""
    note = browsed.page.locator("#faults")
    await expect(note).to_be_hidden()

    browsed.world.simulator.set_faults([{"on": "call_status", "do": "lose"}, {"on": "create_text", "do": "cut"}])
    await expect(note).to_have_text("Fault plan: 2 rules, 0 met, 0 waiting")
    await browsed.world.call(StatusCallback="http://customer.test/status", Timeout="5")
    await browsed.world.to_the_end()
    await expect(note).to_have_text("Fault plan: 2 rules, 1 met, 0 waiting")

    browsed.world.simulator.set_faults()
    await expect(note).to_be_hidden()


async def test_the_phone_companys_own_text_is_told_apart(browsed: Browsed) -> None:
    """What the phone company answers to STOP stands on the phone as its own."""
    browsed.world.simulator.send_text(ADA, "STOP")
    await browsed.world.to_the_end()

    await expect(browsed.phone("Ada Byron").locator(".thread")).to_contain_text("from the phone company")
