"""A report in a real browser: on a desk, on a phone, and on paper, without the network."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, async_playwright

from config.report_pages import ReportPages
from domain.history.past import Past
from domain.history.report.making import report_of
from domain.timeline import Kind
from tests.browser.chromium import CHROMIUM, FLAGS, needs_chromium
from tests.domain.history.pasts import BARE, INCIDENT, LATER, PAST, happened

PAGES = ReportPages()
ENDLESS = "https://dashboards.example/" + "checkout-error-rate-" * 20
LONG = PAST.model_copy(
    update={
        "incident": INCIDENT.model_copy(
            update=dict.fromkeys(("service", "impact", "lead", "mitigation", "workaround"), ENDLESS)
        ),
        "entries": tuple(happened(n, Kind.BOARD, ENDLESS, who=ENDLESS, why=ENDLESS) for n in range(60)),
    }
)
PHONE, DESK, PAPER = 360, 1100, 690  # CSS pixels; an A4 page within its margins

pytestmark = needs_chromium


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A browser in which a request to the network, or a complaint such as of a breached policy, fails the test."""
    wrong: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        page.on("request", lambda request: wrong.append(request.url))
        page.on("console", lambda said: wrong.append(said.text))
        yield page
        await browser.close()
    assert [] == wrong


@pytest.mark.parametrize("past", [PAST, BARE, LONG], ids=["night", "bare", "endless words"])
@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_nothing_needs_scrolling_sideways(page: Page, past: Past, width: int) -> None:
    """Not even with an address without an end; the drawing scrolls by itself where it has no room."""
    await page.set_viewport_size({"width": width, "height": 800})
    await page.set_content(PAGES.html(report_of(past, LATER)))

    assert width == await page.evaluate("document.documentElement.scrollWidth")


async def test_it_is_printed_whole(page: Page) -> None:
    """On as many pages as it takes: the drawing fits on the paper, too."""
    await page.set_viewport_size({"width": PAPER, "height": 1000})
    await page.emulate_media(media="print")
    await page.set_content(PAGES.html(report_of(PAST, LATER)))
    printed = await page.pdf(prefer_css_page_size=True)

    assert await page.evaluate("document.querySelector('figure svg').getBoundingClientRect().width") <= PAPER
    assert await page.evaluate("document.documentElement.scrollWidth") <= PAPER
    assert printed.startswith(b"%PDF")
    assert 2 <= printed.count(b"/Type /Page\n") <= 6


@pytest.mark.parametrize("lasted", [timedelta(minutes=5), timedelta(hours=2), timedelta(days=3)], ids=str)
async def test_no_words_of_the_drawing_lie_on_others(page: Page, lasted: timedelta) -> None:
    """However long it lasted: phases, lanes, times and numbers, as the browser sets them."""
    share = lasted / timedelta(minutes=80)
    night = PAST.incident.opened_at
    moved = tuple(each.model_copy(update={"at": night + (each.at - night) * share}) for each in PAST.entries)
    times = ("declared_at", "mitigated_at", "resolved_at", "acknowledged_at")
    row = INCIDENT.model_copy(update={name: night + (getattr(INCIDENT, name) - night) * share for name in times})
    await page.set_viewport_size({"width": DESK, "height": 800})
    await page.set_content(PAGES.html(report_of(Past(incident=row, entries=moved), LATER)))

    assert [] == await page.evaluate(_ON_OTHERS)


_ON_OTHERS = """(() => {
    const words = [...document.querySelectorAll("figure svg text")].map((each) => [each.textContent, each.getBoundingClientRect()]);
    const over = (a, b) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
    return words.flatMap(([one, a], at) => words.slice(at + 1).filter(([, b]) => over(a, b)).map(([other]) => `${one} / ${other}`));
})()"""
