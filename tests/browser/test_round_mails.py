"""A round's mail as a phone shows it: readable without turning it, and whole without the network."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from config.round_letters import RoundLetters
from domain.comms.dispatch.letters import Letter
from domain.comms.drafting.updates import RoundKind
from tests.browser.chromium import CHROMIUM, FLAGS, needs_chromium
from tests.config.test_round_letters import TOTAL
from tests.domain.comms.told import business_round, technical_round

LETTERS = RoundLetters()
ENDLESS = "https://dashboards.example/" + "checkout-error-rate-" * 20
LONG: dict[str, Any] = dict.fromkeys(
    ("service", "approved_by", "join", "impact", "cause", "plan", "status", "next_steps"), ENDLESS
)
TOTALS = (*TOTAL, TOTAL[0].model_copy(update={"unit": ENDLESS, "counted": ENDLESS}))
_SMALLEST = 14  # CSS pixels; smaller words are not read on a phone
_ROOM = 360  # CSS pixels: the narrowest phones in use

pytestmark = needs_chromium


def endless() -> Iterator[Letter]:
    """Yield the mails of every round to both audiences, with words that do not end."""
    for kind in RoundKind:
        yield LETTERS.business_mail(business_round(kind, **LONG, total=TOTALS, late=True), "Europe/London")
        yield LETTERS.technical_mail(technical_round(kind, **LONG, total=TOTALS, extent=ENDLESS), "Europe/London")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A phone's screen, from which every request to the network fails the test."""
    asked: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": _ROOM, "height": 780})
        page.on("request", lambda request: asked.append(request.url))
        yield page
        await browser.close()
    assert [] == asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_mail_is_read_on_a_phone_without_turning_it(page: Page, scheme: str) -> None:
    """Not even an address without an end makes it wider than the screen; no word is small, none as dark as what is behind it."""
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for mail in endless():
        await page.set_content(mail.html)

        assert _ROOM == await page.evaluate("document.documentElement.scrollWidth")
        assert _SMALLEST <= await page.evaluate(_SMALLEST_WORDS)
        assert {"light": [0, 0, 0], "dark": [255, 255, 255]}[scheme] == await page.evaluate(_INK)


_SMALLEST_WORDS = """Math.min(...[...document.body.querySelectorAll("*")]
    .filter((each) => each.textContent.trim())
    .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
_INK = "getComputedStyle(document.querySelector('h1')).color.match(/\\d+/g).map(Number)"
