"""The demo's story without a script: a person at the phones page plays every part, on a real installation."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS, needs_chromium
from tests.live.company import Member, Team, organisation_file, team
from tests.live.installation import Installation, an_installation

_SLOWEST_MS = 30_000

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def checkout() -> Team:
    """The people behind the checkout."""
    return team("checkout", 0)


@pytest.fixture
def installation(tmp_path: Path, checkout: Team) -> Iterator[Installation]:
    """An installation at a speed a person can follow; nobody's phone has a script."""
    with an_installation(tmp_path, organisation_file([checkout], wait_seconds=5), pace=3) as installation:
        yield installation


@pytest.fixture
def page(installation: Installation) -> Iterator[Page]:
    """The phones page in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(installation.phones.url)
        yield page
        browser.close()


def test_a_person_plays_the_story_on_the_phones_page(installation: Installation, page: Page, checkout: Team) -> None:
    """The on-call's phone rings out twice, the owner declines, the head of department presses 1 and reads that it is theirs."""
    on_call, owner, head = (_phone(page, member) for member in (checkout.on_call, checkout.owner, checkout.head))
    installation.post_alert(checkout.service)
    expect(on_call).to_contain_text("Nobody answered", timeout=_SLOWEST_MS)
    owner.get_by_role("button", name="Decline").click(timeout=_SLOWEST_MS)
    expect(owner).to_contain_text("Turned away or busy")
    head.get_by_role("button", name="Answer").click(timeout=_SLOWEST_MS)
    expect(head).to_contain_text("Waiting for a key", timeout=_SLOWEST_MS)
    head.get_by_role("button", name="1", exact=True).click()
    expect(head).to_contain_text(f"Thank you, {checkout.head.name}. You have incident")
    head.get_by_role("button", name="Hang up").click()
    expect(head).to_contain_text("Call over")

    (listed,) = json.loads(installation.mimp("incidents", "--json").stdout)
    assert "checkout-head" == listed["holder"]  # by their id: the list is asked of Temporal, which knows no names
    assert ["no-answer", "no-answer", "busy", "completed"] == [
        call["status"] for call in installation.phones.calls(checkout)
    ]


def _phone(page: Page, member: Member) -> Locator:
    return page.locator(".phone", has=page.get_by_role("heading", name=member.name, exact=True))
