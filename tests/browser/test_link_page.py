"""The page behind a link in a mail, in a real browser on a phone-sized screen."""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import expect

from domain.messages import AnswerReply, Verb
from tests.browser.chromium import needs_chromium
from tests.browser.phone import WIDTH, Phone, a_phone
from tests.gateway.builders import link, open_page
from tests.gateway.fakes import FakeTemporal

THANKS = "Thank you, Ana. You have incident checkout-7K3Q. Nobody else is called."

pytestmark = needs_chromium


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    """The phone of Ana, who got a mail about her page."""
    temporal = FakeTemporal()
    temporal.pages["ana"] = [open_page()]
    temporal.reply = AnswerReply(accepted=True, words=THANKS)
    async with a_phone(temporal) as phone:
        yield phone


async def test_the_button_takes_the_page(phone: Phone) -> None:
    """One press on a button as wide as a thumb likes takes the page, and the thanks are read on the same screen."""
    await phone.opens(link())
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
    await phone.opens(link())
    phone.temporal.silent_to = {"answer"}
    await phone.page.get_by_role("button", name="Take it").click()
    await expect(phone.page.get_by_role("heading")).to_contain_text("It is not known whether you have it")
    phone.temporal.silent_to = set()
    await phone.page.get_by_role("button", name="Try again").click()

    await expect(phone.page.get_by_role("status")).to_have_text(THANKS)


async def test_a_closed_page_offers_nothing_to_press(phone: Phone) -> None:
    """The page of somebody who comes too late says who has it."""
    phone.temporal.pages["ana"] = [open_page(still_open=False).model_copy(update={"closed_because": "Bo has it"})]
    await phone.opens(link())

    await expect(phone.page.get_by_role("status")).to_have_text("This page is closed: Bo has it.")
    await expect(phone.page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_styled_and_loads_nothing(phone: Phone, scheme: Literal["light", "dark"]) -> None:
    """Its own style is let through by its own policy, by day and by night, and the page is one single request."""
    await phone.page.emulate_media(color_scheme=scheme)
    await phone.opens(link())

    ground = {"light": "rgb(244, 243, 239)", "dark": "rgb(16, 19, 23)"}[scheme]
    await expect(phone.page.locator("body")).to_have_css("background-color", ground)
    assert [f"GET {phone.origin}{link()}"] == phone.loaded


async def test_long_words_fit_a_small_screen(phone: Phone) -> None:
    """A headline of one endless word never makes the page scroll sideways."""
    phone.temporal.pages["ana"] = [open_page().model_copy(update={"headline": "W" * 300})]
    await phone.opens(link())

    assert await phone.fits()
