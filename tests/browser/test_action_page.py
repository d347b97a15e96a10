"""The page behind the link to an action of a review, in a real browser on a phone-sized screen."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Literal

import pytest
from playwright.async_api import expect

from domain.errors import Refused
from domain.review.requests import ActionDone, ChangeDeadline
from tests.browser.chromium import needs_chromium
from tests.browser.phone import WIDTH, Phone, a_phone
from tests.domain.review.shown import action, review
from tests.gateway.builders import CODE, action_link
from tests.gateway.fakes import FakeTemporal

pytestmark = needs_chromium


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    """The phone of Ana, who owns an action of the review."""
    temporal = FakeTemporal()
    temporal.reviews[CODE] = review()
    async with a_phone(temporal) as phone:
        yield phone


async def test_an_action_is_said_to_be_done(phone: Phone) -> None:
    """What was done is typed, one press says it, and the thanks are read on the same screen."""
    await phone.opens(action_link())
    await expect(phone.page.get_by_role("heading", name="Alert on a full disk")).to_be_in_viewport()
    await phone.page.get_by_label("What was done").fill("the alert is in place")
    await phone.page.get_by_role("button", name="Say that it is done").click()
    await expect(phone.page.get_by_role("heading")).to_have_text("Thank you: it is noted.")

    [(_, request)] = phone.temporal.review_asks.values()
    assert isinstance(request, ActionDone)
    assert "the alert is in place" == request.what
    await expect(phone.page.get_by_role("button")).to_have_count(0)


async def test_more_time_is_asked_for_with_the_phones_own_calendar(phone: Phone) -> None:
    """A day and a reason are both asked for before anything is sent."""
    await phone.opens(action_link())
    later = phone.page.get_by_role("form", name="It needs more time")
    await later.get_by_role("button").click()
    assert {} == phone.temporal.review_asks
    await later.get_by_label("Done by").fill("2026-04-01")
    await later.get_by_label("Why").fill("the part is late")
    await later.get_by_role("button").click()
    await expect(phone.page.get_by_role("heading")).to_have_text("Thank you: it is noted.")

    [(_, request)] = phone.temporal.review_asks.values()
    assert isinstance(request, ChangeDeadline)
    assert (date(2026, 4, 1), "the part is late") == (request.due, request.reason)


async def test_what_is_refused_stays_in_its_form(phone: Phone) -> None:
    """The reason is read aloud by screen readers, and nothing has to be typed again."""
    phone.temporal.review_refuses = Refused("Say what was done.")
    await phone.opens(action_link())
    await phone.page.get_by_label("What was done").fill("it")
    await phone.page.get_by_role("button", name="Say that it is done").click()

    await expect(phone.page.get_by_role("status")).to_have_text("Say what was done.")
    await expect(phone.page.get_by_label("What was done")).to_have_value("it")


async def test_everything_has_a_name_and_can_be_reached_without_a_finger(phone: Phone) -> None:
    """Fields and buttons are labelled, as large as a thumb likes, and come in the order in which they are read."""
    await phone.opens(action_link())
    reached = []
    for _ in range(8):  # a day is three fields to the keyboard
        await phone.page.keyboard.press("Tab")
        reached.append(await phone.page.evaluate("document.activeElement.name"))
    heights = [
        (await each.bounding_box() or {"height": 0})["height"]
        for each in await phone.page.locator("button, input:not([type=hidden]), textarea").all()
    ]

    assert ["what", "do", "due", "reason"] == [name for name in dict.fromkeys(reached) if name]
    assert min(heights) >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_styled_and_loads_nothing(phone: Phone, scheme: Literal["light", "dark"]) -> None:
    """Its own style is let through by its own policy, by day and by night, and the page is one single request."""
    await phone.page.emulate_media(color_scheme=scheme)
    await phone.opens(action_link())

    ground = {"light": "rgb(244, 243, 239)", "dark": "rgb(16, 19, 23)"}[scheme]
    await expect(phone.page.locator("body")).to_have_css("background-color", ground)
    await expect(phone.page.locator("textarea").first).to_have_css("background-color", ground)
    assert [f"GET {phone.origin}{action_link()}"] == phone.loaded


async def test_long_words_fit_a_small_screen(phone: Phone) -> None:
    """An action of one endless word never makes the page scroll sideways."""
    endless = action(1).model_copy(update={"text": "W" * 300, "measure": "M" * 300})
    phone.temporal.reviews[CODE] = review(endless)
    await phone.opens(action_link())

    assert await phone.fits()
    assert WIDTH == (phone.page.viewport_size or {"width": 0})["width"]
