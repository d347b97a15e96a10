"""Links in mails: opening one changes nothing, pressing the button takes the page."""

import base64
import hashlib
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.messages import Answer, AnswerReply, Purpose, Verb
from domain.names import page_id
from domain.organisation import Channel
from domain.page_messages import OpenPage
from gateway.engine import Gone
from tests.gateway.builders import CODE, OWNER, SEARCH, link, open_page, token
from tests.gateway.fakes import FakeTemporal

LINK = link()
THANKS = "Thank you, Ana. You have incident checkout-7K3Q. Nobody else is called."


@dataclass(frozen=True)
class Shown:
    """What a person sees behind a link."""

    status: int
    words: str
    button: str | None
    press: str | None

    @classmethod
    def read(cls, response: httpx.Response) -> "Shown":
        """Read a page as a browser would, as far as these pages go."""
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        body = re.sub(r"<style>.*?</style>", "", response.text, flags=re.DOTALL).partition("<body>")[2]
        button = re.search(r"<button[^>]*>(.*?)</button>", body)
        press = re.search(r'name="press" value="(.*?)"', body)
        return cls(
            response.status_code,
            unescape(" ".join(re.sub(r"<[^>]*>", "", body).split())),
            unescape(button[1]) if button else None,
            unescape(press[1]) if press else None,
        )


@dataclass
class Reader:
    """Somebody who reads a mail."""

    client: httpx.AsyncClient

    async def opens(self, address: str = LINK) -> Shown:
        """Open the link."""
        return Shown.read(await self.client.get(address))

    async def presses(self, shown: Shown, address: str = LINK) -> Shown:
        """Press the button that is shown."""
        assert shown.button is not None
        return Shown.read(await self.client.post(address, data={"press": shown.press}))

    async def turned_away(self) -> dict[str, int]:
        """Read at the gateway what was turned away."""
        counts: dict[str, int] = (await self.client.get("/health")).json()["turned_away"]
        return counts


@pytest.fixture
def reader(client: httpx.AsyncClient) -> Reader:
    """Ana, who got a mail about checkout."""
    return Reader(client)


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's page is open, and so is another one of hers."""
    other = open_page(SEARCH)
    temporal.pages["ana"] = [other, open_page()]
    temporal.reply = AnswerReply(accepted=True, words=THANKS)


def closed(because: str | None = None, *, in_hand: bool = False) -> list[OpenPage]:
    """Return Ana's page, closed for a reason."""
    return [open_page(still_open=False).model_copy(update={"closed_because": because, "in_hand": in_hand})]


async def test_an_open_page_is_shown_with_its_button(reader: Reader) -> None:
    """What is wrong, where, for whom and that it is still open is said, with one button."""
    shown = await reader.opens()

    expected = f"Incident {CODE} Checkout: customers cannot pay. Still open: nobody has it yet. For Ana Take it"
    assert (200, expected, "Take it") == (shown.status, shown.words, shown.button)
    assert await reader.turned_away() == {}


async def test_whoever_has_it_is_asked_whether_they_keep_it(reader: Reader, temporal: FakeTemporal) -> None:
    """The link of a check-in does not say that nobody has it: the button keeps it."""
    asks = {"purpose": Purpose.CHECK_IN, "headline": "Are you still on it?"}
    temporal.pages["ana"] = [open_page().model_copy(update=asks)]
    shown = await reader.opens()
    kept = await reader.presses(shown)

    expected = f"Incident {CODE} Are you still on it? You still have it: answer to keep it. For Ana Keep it"
    assert (expected, "Keep it") == (shown.words, shown.button)
    assert [Verb.ACKNOWLEDGE] == [given_.verb for _, given_ in temporal.answers.values()]
    assert kept.button is None


async def test_the_button_of_an_offer_accepts_no_lead_and_says_so(reader: Reader, temporal: FakeTemporal) -> None:
    """P13: a mail that somebody else opens makes nobody lead; the incident is asked for nothing."""
    temporal.pages["ana"] = [open_page(purpose=Purpose.OFFER_LEAD)]
    temporal.reply = AnswerReply(accepted=True, words="Noted, Ana. You do not lead it by that.")
    shown = await reader.opens()
    pressed = await reader.presses(shown)

    assert "You are asked to lead it. The button only says that you have seen it" in shown.words
    assert ("I have seen it", True) == (shown.button, "You do not lead it by that" in pressed.words)
    assert ([Verb.ACKNOWLEDGE], {}) == ([given_.verb for _, given_ in temporal.answers.values()], temporal.asks)


async def test_whoever_has_joined_reads_how_to_come_back(reader: Reader, temporal: FakeTemporal) -> None:
    """The link of an invitation that was answered does not say that they have an incident."""
    joined = open_page(still_open=False, purpose=Purpose.BUSINESS_CALL)
    temporal.pages["ana"] = [joined.model_copy(update={"in_hand": True})]
    shown = await reader.opens()

    assert ("You have joined the business call. To come back, call" in shown.words, None) == (True, shown.button)


async def test_the_link_of_an_invitation_joins_no_call(reader: Reader, temporal: FakeTemporal) -> None:
    """P15: its button says that they have seen it; the incident's code, which names a service, is not shown."""
    temporal.pages["ana"] = [open_page(purpose=Purpose.BUSINESS_CALL)]
    shown = await reader.opens()
    await reader.presses(shown)

    assert ("I have seen it", False, True) == (shown.button, CODE in shown.words, "invited to the" in shown.words)
    assert [Verb.ACKNOWLEDGE] == [given_.verb for _, given_ in temporal.answers.values()]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_a_link_changes_nothing(client: httpx.AsyncClient, temporal: FakeTemporal, method: str) -> None:
    """A mail scanner that opens the link takes nothing: the engine is only asked how the page stands."""
    response = await client.request(method, LINK)

    assert (200, ["open_pages"], {}) == (response.status_code, temporal.requests, temporal.answers)


async def test_pressing_the_button_takes_the_page(reader: Reader, temporal: FakeTemporal) -> None:
    """The page's owner gets an acknowledgement by mail, and what it replies is shown."""
    shown = await reader.presses(await reader.opens())

    ((owner, given_),) = temporal.answers.values()
    expected = Answer(
        answer_id=given_.answer_id,
        page_id=page_id(OWNER, "ana"),
        person="ana",
        verb=Verb.ACKNOWLEDGE,
        channel=Channel.MAIL,
        proof="link in the mail to Ana",
    )
    assert (OWNER, expected) == (owner, given_)
    assert (200, True, None) == (shown.status, THANKS in shown.words, shown.button)


async def test_a_press_that_comes_twice_is_one_answer(reader: Reader, temporal: FakeTemporal) -> None:
    """Two taps on one button, or a reload of the reply, carry one and the same answer."""
    shown = await reader.opens()
    replies = [await reader.presses(shown) for _ in range(2)]

    assert (1, replies[0]) == (len(temporal.answers), replies[1])


async def test_pressing_after_it_is_yours_says_so(reader: Reader, temporal: FakeTemporal) -> None:
    """Whoever has it already hears that they have it, and nothing is asked of the owner again."""
    shown = await reader.opens()
    await reader.presses(shown)
    temporal.pages["ana"] = closed("Ana has it", in_hand=True)
    again = await reader.presses(shown)

    assert ("You have it, Ana." in again.words, again.button, temporal.requests.count("answer")) == (True, None, 1)
    assert await reader.turned_away() == {}


async def test_a_page_that_comes_round_again_is_taken_anew(reader: Reader, temporal: FakeTemporal) -> None:
    """Whoever passed it on and is paged once more is not answered with the reply of the first time."""
    await reader.presses(await reader.opens())
    await reader.presses(await reader.opens())

    assert len(temporal.answers) == 2


async def test_whoever_comes_second_hears_who_has_it(reader: Reader, temporal: FakeTemporal) -> None:
    """A refusal of the owner is shown in its words, and the button is gone."""
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    shown = await reader.presses(await reader.opens())

    assert (200, True, None) == (shown.status, "Already taken by Bo at 02:14." in shown.words, shown.button)


@pytest.mark.parametrize(
    ("because", "words"),
    [("Bo has it", "This page is closed: Bo has it. For Ana"), (None, "This page is closed. For Ana")],
)
async def test_a_closed_page_has_no_button(
    reader: Reader, temporal: FakeTemporal, because: str | None, words: str
) -> None:
    """The link of a closed page is dead, and says why."""
    temporal.pages["ana"] = closed(because)
    shown = await reader.opens()

    assert (200, True, None) == (shown.status, shown.words.endswith(words), shown.button)
    assert await reader.turned_away() == {}


async def test_a_button_shown_before_the_page_closed_is_dead(reader: Reader, temporal: FakeTemporal) -> None:
    """A button left open on the screen takes nothing once the page is closed."""
    shown = await reader.opens()
    temporal.pages["ana"] = closed("it was passed on")
    late = await reader.presses(shown)

    assert ("This page is closed: it was passed on." in late.words, late.button, temporal.answers) == (True, None, {})
    assert await reader.turned_away() == {"link of a closed page": 1}


@pytest.mark.parametrize("known", [{}, {"ana": []}], ids=["no pager", "forgotten"])
async def test_a_page_nobody_remembers_is_over(
    reader: Reader, temporal: FakeTemporal, known: dict[str, list[OpenPage]]
) -> None:
    """The link of a page that ended long ago says that it is over; whether its reader may be shown our code nobody knows (P15)."""
    temporal.pages = known
    shown = await reader.opens()

    assert "This page is over: nothing more is needed. For Ana" == shown.words
    assert (200, None, {}) == (shown.status, shown.button, await reader.turned_away())


async def test_a_search_that_has_ended_is_over(reader: Reader, temporal: FakeTemporal) -> None:
    """When the owner ended in the very moment of pressing, that is said and is no error."""
    temporal.refuses = Gone("the escalation has ended.")
    shown = await reader.presses(await reader.opens())

    assert (200, True, None) == (shown.status, "This is over already" in shown.words, shown.button)


async def test_a_link_can_be_pressed_though_nothing_can_be_looked_up(reader: Reader, temporal: FakeTemporal) -> None:
    """When Temporal is silent at the opening, the button is there all the same."""
    temporal.silent = 1
    shown = await reader.opens()
    taken = await reader.presses(shown)

    assert (503, True, "Take it") == (shown.status, "cannot be looked up" in shown.words, shown.button)
    assert (200, True, 1) == (taken.status, THANKS in taken.words, len(temporal.answers))


@pytest.mark.parametrize("silent_to", ["open_pages", "answer"])
async def test_silence_is_not_taken_for_an_answer(reader: Reader, temporal: FakeTemporal, silent_to: str) -> None:
    """When Temporal does not answer it is said that nothing is known, with the same press to be tried again."""
    opened = await reader.opens()
    temporal.silent_to = {silent_to}
    shown = await reader.presses(opened)

    assert (503, "Try again", opened.press) == (shown.status, shown.button, shown.press)
    assert ("It is not known whether you have it" in shown.words, temporal.answers) == (True, {})


async def test_a_silent_engine_is_asked_for_8_seconds(reader: Reader, temporal: FakeTemporal) -> None:
    """Somebody who looks at their phone is not left waiting longer."""
    await reader.presses(await reader.opens())

    assert [8] == temporal.patience


async def test_a_page_says_when_to_come_back(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Whatever asks by itself is told to wait 5 seconds."""
    temporal.silent = 1

    assert (await client.get(LINK)).headers["retry-after"] == "5"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "address",
    [f"{LINK}x", LINK[:-1], "/answer/forged", "/answer/a.b", f"/answer/{token()}"],
    ids=["longer", "shorter", "no token", "two parts", "a callback's token"],
)
async def test_a_forged_link_is_refused_in_words(
    client: httpx.AsyncClient, reader: Reader, temporal: FakeTemporal, method: str, address: str
) -> None:
    """A link that was altered, made up, or signed for something else opens nothing and asks the engine nothing."""
    response = await client.request(method, address)

    assert (403, "text/html; charset=utf-8") == (response.status_code, response.headers["content-type"])
    assert "This link is not one of ours" in response.text
    assert (temporal.requests, await reader.turned_away()) == ([], {"token invalid": 1})


async def test_a_link_is_no_callback(client: httpx.AsyncClient) -> None:
    """Whoever holds a link cannot speak for Twilio with it: every other door asks for more, or for another token."""
    response = await client.post(LINK.replace("/answer/", "/twilio/status/"), data={"CallSid": "CA1"})

    assert response.status_code == 403


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused(client: httpx.AsyncClient, temporal: FakeTemporal, method: str) -> None:
    """A link is opened or pressed, nothing else."""
    response = await client.request(method, LINK)

    assert (405, []) == (response.status_code, temporal.requests)


async def test_markup_from_outside_stays_text(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """An alert, a reply or a press that looks like markup is shown as it is written."""
    nasty = "<script>alert(1)</script>\"'&"
    temporal.pages["ana"] = [open_page().model_copy(update={"headline": nasty})]
    temporal.reply = AnswerReply(accepted=True, words=nasty)
    opened = await client.get(LINK)
    taken = await client.post(LINK, data={"press": nasty})
    temporal.silent = 1
    unknown = await client.post(LINK, data={"press": nasty})

    for response in (opened, taken, unknown):
        assert "<script" not in response.text
        assert nasty in unescape(response.text)
    assert nasty == Shown.read(unknown).press


async def test_nothing_is_kept_framed_or_loaded(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Every page forbids caches, frames, referrers and whatever might be loaded; only its own style is allowed."""
    responses = [await client.get(LINK), await client.post(LINK), await client.get("/answer/forged")]
    temporal.silent = 1
    responses.append(await client.get(LINK))
    for response in responses:
        style = response.text.partition("<style>")[2].partition("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

        assert {
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "content-security-policy": f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'",
        }.items() <= response.headers.items()


async def test_a_press_is_not_read_without_end(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A form larger than ours is refused before anything is asked."""
    response = await client.post(LINK, data={"press": "x" * 5000})

    assert (413, []) == (response.status_code, temporal.requests)


async def test_somebody_who_left_is_called_by_what_is_known(reader: Reader, temporal: FakeTemporal) -> None:
    """The link of a person the organisation does not know any more still says for whom it was."""
    temporal.pages["zoe"] = [open_page(who="zoe")]
    shown = await reader.opens(link("zoe"))

    assert shown.words.endswith("For zoe Take it")


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("", b"")
@example("%00", b"press=%00")
@example("a.b", b"\xff")
@given(st.text(), st.binary(max_size=200))
async def test_no_made_up_link_is_ever_an_error(client: httpx.AsyncClient, made_up: str, body: bytes) -> None:
    """Whatever stands in place of a token, and whatever comes with it, is turned away below 500."""
    address = f"/answer/{quote(made_up, safe='')}"
    opened, pressed = await client.get(address), await client.post(address, content=body)

    assert {opened.status_code, pressed.status_code} <= {403, 404}


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
async def test_no_body_of_a_press_is_ever_an_error(client: httpx.AsyncClient, body: bytes) -> None:
    """A good link with a body that no browser would send is taken or refused, below 500."""
    response = await client.post(LINK, content=body)

    assert response.status_code in {200, 400}
