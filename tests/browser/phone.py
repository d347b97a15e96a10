"""A phone on which links of our mails are opened, with a gateway behind them, in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from playwright.async_api import Page, async_playwright
from pydantic import SecretStr

from config.settings import Settings
from gateway.app import create_app
from simulator.server import listen
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.domain.builders import NIGHT
from tests.gateway.builders import SIGNING_KEY
from tests.gateway.company import organisation
from tests.gateway.fakes import FakeTemporal

WIDTH, HEIGHT = 360, 640


@dataclass
class Phone:
    """A phone on which a mail's link is opened."""

    page: Page
    temporal: FakeTemporal
    origin: str
    loaded: list[str]

    async def opens(self, address: str) -> None:
        """Open a link of ours in a mail, by its path."""
        await self.page.goto(self.origin + address)

    async def fits(self) -> bool:
        """Whether nothing needs scrolling sideways."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth")
        return width == WIDTH


@asynccontextmanager
async def a_phone(temporal: FakeTemporal) -> AsyncIterator[Phone]:
    """A small screen in front of a gateway; whatever the browser complains of, a policy breached above all, fails the test."""
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
