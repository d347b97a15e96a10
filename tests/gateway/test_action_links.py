"""Links to actions of a review: opening one changes nothing, its forms say that it is done, or ask for more time (P28)."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.lifecycle import Role
from domain.organisation import Channel
from domain.review.requests import ActionDone, ChangeDeadline
from gateway.engine import Gone
from tests.domain.review.shown import action, review
from tests.gateway.builders import CODE, action_link, link, token
from tests.gateway.fakes import FakeTemporal

LINK = action_link()
DONE = {"do": "done", "what": "the alert is in place"}
LATER = {"do": "later", "due": "2026-04-01", "reason": "the part is late"}


@dataclass(frozen=True)
class Shown:
    """What a person sees behind a link to an action."""

    status: int
    words: str
    press: str | None
    source: str

    @classmethod
    def read(cls, response: httpx.Response) -> "Shown":
        """Read a page as a browser would, as far as these pages go."""
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        body = re.sub(r"<style>.*?</style>", "", response.text, flags=re.DOTALL).partition("<body>")[2]
        press = re.search(r'name="press" value="(.*?)"', body)
        words = unescape(" ".join(re.sub(r"<[^>]*>", " ", body).split()))
        return cls(response.status_code, words, unescape(press[1]) if press else None, body)


@dataclass
class Reader:
    """Somebody who reads a mail about an action of theirs."""

    client: httpx.AsyncClient

    async def opens(self, address: str = LINK) -> Shown:
        """Open the link."""
        return Shown.read(await self.client.get(address))

    async def sends(self, shown: Shown, form: dict[str, str], address: str = LINK) -> Shown:
        """Fill in a form that is shown, and send it."""
        assert shown.press is not None
        return Shown.read(await self.client.post(address, data={**form, "press": shown.press}))


@pytest.fixture
def reader(client: httpx.AsyncClient) -> Reader:
    """Ana, who owns the first action of the review of checkout."""
    return Reader(client)


@pytest.fixture(autouse=True)
def the_review(temporal: FakeTemporal) -> None:
    """The review is held, and its actions are followed."""
    temporal.reviews[CODE] = review()


async def test_an_open_action_is_shown_with_how_to_answer(reader: Reader) -> None:
    """What it is, by what one sees that it is done, by when, for whom, that it is open; two forms, and no more."""
    shown = await reader.opens()

    head = f"Action 1 of the review of {CODE} Alert on a full disk It is still to be done."
    facts = "Done when a drill shows it Due Monday 9 March 2026 Owner Ana For Ana"
    assert (200, True, True) == (shown.status, shown.words.startswith(f"{head} {facts}"), shown.press is not None)
    assert ["done", "later"] == re.findall(r'name="do" value="(\w+)"', shown.source)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_a_link_changes_nothing(client: httpx.AsyncClient, temporal: FakeTemporal, method: str) -> None:
    """A mail scanner that opens the link reports nothing: the review is only asked how it stands."""
    response = await client.request(method, LINK)

    assert (200, ["review"], {}) == (response.status_code, temporal.requests, temporal.review_asks)


async def test_an_action_is_said_to_be_done(reader: Reader, temporal: FakeTemporal) -> None:
    """The review hears who says so, by which channel and proof, and what it replies is shown; nothing is left to send."""
    shown = await reader.sends(await reader.opens(), DONE)

    [(code, request)] = temporal.review_asks.values()
    assert (CODE, ActionDone(actor=request.actor, code=CODE, number=1, what="the alert is in place")) == (code, request)
    assert ("ana", frozenset({Role.RESPONDER}), Channel.MAIL, "link in the mail to Ana") == (
        request.actor.contact,
        request.actor.roles,
        request.actor.channel,
        request.actor.proof,
    )
    assert (200, True, None) == (shown.status, "Thank you: it is noted." in shown.words, shown.press)


async def test_more_time_is_asked_for_with_a_day_and_a_reason(reader: Reader, temporal: FakeTemporal) -> None:
    """The day of the form is the new deadline, in the owner's calendar."""
    await reader.sends(await reader.opens(), LATER)

    [(_, request)] = temporal.review_asks.values()
    expected = ChangeDeadline(actor=request.actor, code=CODE, number=1, due=date(2026, 4, 1), reason="the part is late")
    assert expected == request


async def test_what_is_refused_can_be_put_right(reader: Reader, temporal: FakeTemporal) -> None:
    """The reason is said where the form stands, with everything that was typed."""
    temporal.review_refuses = Refused("Say why it needs more time.")
    shown = await reader.sends(await reader.opens(), LATER)

    assert (200, True, True) == (shown.status, "Say why it needs more time." in shown.words, shown.press is not None)
    assert ("2026-04-01" in shown.source, "the part is late" in shown.source) == (True, True)


@pytest.mark.parametrize("due", ["", "tomorrow", "2026-02-30", "1/4/2026"])
async def test_a_day_that_is_none_is_asked_for_again(reader: Reader, temporal: FakeTemporal, due: str) -> None:
    """Nothing is asked of the review."""
    shown = await reader.sends(await reader.opens(), {**LATER, "due": due})

    assert ({}, True) == (temporal.review_asks, "Say by which day it will be done, such as 2026-03-09." in shown.words)


async def test_a_form_that_says_nothing_does_nothing(reader: Reader, temporal: FakeTemporal) -> None:
    """Whatever posts without a choice has not said that anything is done."""
    shown = await reader.sends(await reader.opens(), {"what": "hm"})

    assert ({}, True) == (temporal.review_asks, "Say whether it is done, or needs more time." in shown.words)


async def test_what_comes_twice_is_one_request(reader: Reader, temporal: FakeTemporal) -> None:
    """Two taps, or a reload of the reply, are the same; something else, or another opening of the page, is not."""
    shown = await reader.opens()
    for _ in range(2):
        await reader.sends(shown, DONE)
    assert 1 == len(temporal.review_asks)
    await reader.sends(shown, LATER)
    await reader.sends(shown, {**LATER, "due": "2026-05-01"})
    await reader.sends(await reader.opens(), DONE)

    assert 4 == len(temporal.review_asks)


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (action(1, state="done").model_copy(update={"outcome": "the alert is in place"}),
         "It is done: the alert is in place."),
        (action(1, state="dropped"), "It is dropped."),
        (action(1, "bo"), "Bo owns it now, and has a link of their own."),
    ],
    ids=["done", "dropped", "another's"],
)  # fmt: skip
async def test_what_is_not_the_readers_to_answer_has_no_form(
    reader: Reader, temporal: FakeTemporal, stands: object, words: str
) -> None:
    """How it stands is said, and nothing can be sent."""
    temporal.reviews[CODE] = review(stands)  # type: ignore[arg-type]
    shown = await reader.opens()

    assert (200, True, None) == (shown.status, words in shown.words, shown.press)


async def test_an_overdue_action_and_what_waits_for_approval_are_said(reader: Reader, temporal: FakeTemporal) -> None:
    """Its owner reads what others see of it."""
    late = action(1, overdue=True).model_copy(update={"proposal": "drop it, as the disk is gone"})
    temporal.reviews[CODE] = review(late)

    assert "It is overdue. Proposed: drop it, as the disk is gone." in (await reader.opens()).words


async def test_a_review_that_is_closed_needs_nothing_more(reader: Reader, temporal: FakeTemporal) -> None:
    """Whether it is found closed at the opening, or closes before the form arrives, and for a number it never had."""
    opened = await reader.opens()
    temporal.refuses = Gone("workflow completed")
    sent = await reader.sends(opened, DONE)
    strange = await reader.opens(action_link(number=77))
    temporal.reviews.clear()
    looked_up = await reader.opens()

    for shown in (sent, strange, looked_up):
        assert (200, True, None) == (
            shown.status,
            "The review is closed: nothing more is needed." in shown.words,
            shown.press,
        )


async def test_a_silent_engine_leaves_the_form_as_it_was(reader: Reader, temporal: FakeTemporal) -> None:
    """When Temporal does not answer that is said, and the same can be sent again, as the same."""
    opened = await reader.opens()
    temporal.silent_to = {"ask_review"}
    silent = await reader.sends(opened, DONE)
    temporal.silent_to = {"review"}
    unknown = await reader.opens()

    assert (503, opened.press, True) == (silent.status, silent.press, "the alert is in place" in silent.source)
    assert "It is not known whether it was noted" in silent.words
    assert (503, True, True) == (unknown.status, "cannot be looked up" in unknown.words, unknown.press is not None)
    assert ({}, [8]) == (temporal.review_asks, temporal.patience)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "address",
    [f"{LINK}x", LINK[:-1], "/actions/forged", f"/actions/{token()}", link().replace("/answer/", "/actions/")],
    ids=["longer", "shorter", "no token", "a callback's token", "a page's link"],
)
async def test_a_forged_link_is_refused_in_words(
    client: httpx.AsyncClient, temporal: FakeTemporal, method: str, address: str
) -> None:
    """A link that was altered, made up, or signed for something else opens nothing and asks the engine nothing."""
    response = await client.request(method, address)
    counted = (await client.get("/health")).json()["turned_away"]

    assert (403, True) == (response.status_code, "This link is not one of ours" in response.text)
    assert ([], {"token invalid": 1}) == (temporal.requests, counted)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_whoever_has_left_the_company_answers_for_nothing(
    client: httpx.AsyncClient, temporal: FakeTemporal, method: str
) -> None:
    """Their link is an old one: the action has another owner, or is about to."""
    response = await client.request(method, action_link("zoe"), data=DONE if method == "POST" else None)

    assert (403, [], True) == (response.status_code, temporal.requests, "not in the organisation file" in response.text)


async def test_a_link_opens_no_other_door(client: httpx.AsyncClient) -> None:
    """Whoever holds a link to an action can neither take a page nor speak for Twilio with it."""
    posted = [await client.post(LINK.replace("/actions/", door)) for door in ("/answer/", "/twilio/status/")]

    assert [403, 403] == [response.status_code for response in posted]


async def test_nobody_keeps_the_page_frames_it_or_learns_the_link(client: httpx.AsyncClient) -> None:
    """The page loads nothing and runs nothing, its forms lead back to us alone."""
    headers = (await client.get(LINK)).headers
    policy = headers["content-security-policy"]

    assert ("no-store", "no-referrer") == (headers["cache-control"], headers["referrer-policy"])
    assert [True] * 3 == [
        each in policy for each in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
    ]


async def test_markup_from_outside_stays_text(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """An action, a reason or a press that looks like markup is shown as it is written."""
    nasty = "<script>alert(1)</script>\"'&"
    temporal.reviews[CODE] = review(action(1).model_copy(update={"text": nasty}))
    temporal.review_refuses = Refused(nasty)
    opened = await client.get(LINK)
    refused = await client.post(LINK, data={"press": nasty, "do": "done", "what": nasty})
    temporal.silent = 1
    unknown = await client.post(LINK, data={"press": nasty, "do": "later", "due": "2026-04-01", "reason": nasty})

    for response in (opened, refused, unknown):
        assert "<script" not in response.text
        assert nasty in unescape(response.text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.dictionaries(st.text(max_size=8), st.text(max_size=60), max_size=4),
)
async def test_no_address_and_no_form_is_ever_an_error(
    client: httpx.AsyncClient, tail: str, form: dict[str, str]
) -> None:
    """Whatever stands in a link, or is posted to one, gets an answer in words."""
    opened = await client.get(f"/actions/{quote(tail, safe='')}")
    posted = await client.post(LINK, data=form)

    assert opened.status_code in {403, 404}
    assert posted.status_code in {200, 400}
