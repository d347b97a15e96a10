"""The page behind a link in a mail, in a real browser on a phone-sized screen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright, expect
from pydantic import SecretStr

from config.settings import Settings
from domain.messages import AnswerReply, Verb
from gateway.app import create_app
from simulator.server import listen
from tests.browser.chromium import CHROMIUM, FLAGS, needs_chromium
from tests.domain.builders import NIGHT
from tests.gateway.builders import SIGNING_KEY, link, open_page
from tests.gateway.company import organisation
from tests.gateway.fakes import FakeTemporal

WIDTH, HEIGHT = 360, 640
THANKS = "Thank you, Ana. You have incident checkout-7K3Q. Nobody else is called."

pytestmark = needs_chromium


@dataclass
class Phone:
    """A phone on which a mail's link is opened."""

    page: Page
    temporal: FakeTemporal
    origin: str
    loaded: list[str]

    async def opens(self) -> None:
        """Open the link of Ana's mail."""
        await self.page.goto(self.origin + link())

    async def fits(self) -> bool:
        """Whether nothing needs scrolling sideways."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth")
        return width == WIDTH


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    """A small screen in front of a gateway; whatever the browser complains of, a policy breached above all, fails the test."""
    temporal = FakeTemporal()
    temporal.pages["ana"] = [open_page()]
    temporal.reply = AnswerReply(accepted=True, words=THANKS)
    listener = listen("127.0.0.1", 0)
    settings = Settings(signing_key=SecretStr(SIGNING_KEY))
    app = create_app(settings, organisation(), temporal, lambda: NIGHT)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    serving = asyncio.create_task(server.serve([listener]))
    complaints: list[str] = []
    loaded: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: loaded.append(f"{asked.method} {asked.url}"))
        yield Phone(page, temporal, f"http://127.0.0.1:{listener.getsockname()[1]}", loaded)
        await browser.close()
    server.should_exit = True
    await serving
    assert [] == [each for each in complaints if "status of 503" not in each]


async def test_the_button_takes_the_page(phone: Phone) -> None:
    """One press on a button as wide as a thumb likes takes the page, and the thanks are read on the same screen."""
    await phone.opens()
    button = phone.page.get_by_role("button", name="Take it")
    await expect(phone.page.get_by_role("heading", name="Checkout: customers cannot pay.")).to_be_in_viewport()
    await expect(button).to_be_in_viewport(ratio=1)
    size = await button.bounding_box()
    assert size is not None
    assert (size["width"] > WIDTH * 0.7, size["height"] >= 60) == (True, True)
    await button.click()
    await expect(phone.page.get_by_role("status")).to_have_text(THANKS)

    await expect(phone.page.get_by_role("button")).to_have_count(0)
    assert [Verb.ACKNOWLEDGE] == [given.verb for _, given in phone.temporal.answers.values()]


async def test_it_can_be_tried_again_until_it_is_taken(phone: Phone) -> None:
    """When the engine is silent the person is told, and the next press is the same answer."""
    await phone.opens()
    phone.temporal.silent_to = {"answer"}
    await phone.page.get_by_role("button", name="Take it").click()
    await expect(phone.page.get_by_role("heading")).to_contain_text("It is not known whether you have it")
    phone.temporal.silent_to = set()
    await phone.page.get_by_role("button", name="Try again").click()

    await expect(phone.page.get_by_role("status")).to_have_text(THANKS)


async def test_a_closed_page_offers_nothing_to_press(phone: Phone) -> None:
    """The page of somebody who comes too late says who has it."""
    phone.temporal.pages["ana"] = [open_page(still_open=False).model_copy(update={"closed_because": "Bo has it"})]
    await phone.opens()

    await expect(phone.page.get_by_role("status")).to_have_text("This page is closed: Bo has it.")
    await expect(phone.page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_styled_and_loads_nothing(phone: Phone, scheme: Literal["light", "dark"]) -> None:
    """Its own style is let through by its own policy, by day and by night, and the page is one single request."""
    await phone.page.emulate_media(color_scheme=scheme)
    await phone.opens()

    ground = {"light": "rgb(244, 243, 239)", "dark": "rgb(16, 19, 23)"}[scheme]
    await expect(phone.page.locator("body")).to_have_css("background-color", ground)
    assert [f"GET {phone.origin}{link()}"] == phone.loaded


async def test_long_words_fit_a_small_screen(phone: Phone) -> None:
    """A headline of one endless word never makes the page scroll sideways."""
    phone.temporal.pages["ana"] = [open_page().model_copy(update={"headline": "W" * 300})]
    await phone.opens()

    assert await phone.fits()
