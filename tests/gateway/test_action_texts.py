"""DONE and LATER by text: the owner of an action answers for it from their own phone (P28)."""

from datetime import date

import httpx
import pytest

from domain.errors import Refused
from domain.lifecycle import Role
from domain.organisation import Channel
from domain.page_messages import Notice, TextMeaning
from domain.review.requests import ActionDone, ChangeDeadline
from gateway.engine import Gone
from tests.domain.review.shown import review
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA, SECOND = "+447700900101", "+447700900201"
DONE = f"DONE {CODE} 1 the alert is in place"


async def texts(twilio: FakeTwilio, body: str, sid: str = "SM1", number: str = ANA) -> httpx.Response:
    """Somebody texts us."""
    return await twilio.post("/twilio/text", {"MessageSid": sid, "From": number, "Body": body})


def told(temporal: FakeTemporal) -> list[str]:
    """Return what was texted back."""
    return [notice.body for _, notice in temporal.notices]


@pytest.fixture(autouse=True)
def the_review(temporal: FakeTemporal) -> None:
    """The review is held, and its actions are followed."""
    temporal.reviews[CODE] = review()


async def test_an_action_is_said_to_be_done(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The review hears who says so and in which words; what it replies is texted back."""
    await texts(twilio, DONE)

    [(code, request)] = temporal.review_asks.values()
    assert (CODE, ActionDone(actor=request.actor, code=CODE, number=1, what="the alert is in place")) == (code, request)
    assert ("ana", frozenset({Role.RESPONDER}), Channel.TEXT, "text 'DONE checkout-7K3Q 1 the alert is in pla'") == (
        request.actor.contact,
        request.actor.roles,
        request.actor.channel,
        request.actor.proof,
    )
    assert [("ana", Notice(notice_id="SM1", body="Thank you: it is noted."))] == temporal.notices


async def test_more_time_is_asked_for(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """By a day and a reason; the reply goes to the phone the text came from."""
    await texts(twilio, f"later {CODE.lower()} 1 2026-04-01 the part is late", number=SECOND)

    [(_, request)] = temporal.review_asks.values()
    expected = ChangeDeadline(actor=request.actor, code=CODE, number=1, due=date(2026, 4, 1), reason="the part is late")
    assert (expected, [SECOND]) == (request, [notice.to for _, notice in temporal.notices])


async def test_a_text_that_comes_twice_is_one_request(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Twilio delivers again what it heard no answer to; another text is another request."""
    for sid in ("SM1", "SM1", "SM2"):
        await texts(twilio, DONE, sid)

    assert ["text:SM1", "text:SM2"] == list(temporal.review_asks)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refused("Action 1 is Bo's."), "Action 1 is Bo's."),
        (Gone("workflow completed"), f"No review of {CODE} is open: it is closed, or there is none with this code."),
    ],
)
async def test_what_is_refused_is_said_with_its_reason(
    twilio: FakeTwilio, temporal: FakeTemporal, refusal: Refused | Gone, words: str
) -> None:
    """By the review's own rule, or because it is over."""
    temporal.review_refuses = refusal
    await texts(twilio, DONE)

    assert ({}, [words]) == (temporal.review_asks, told(temporal))


async def test_a_text_without_its_action_is_told_how_it_is_written(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Nothing is asked of any review."""
    await texts(twilio, "Done!")

    assert ({}, 1, True) == (temporal.review_asks, len(told(temporal)), "DONE checkout-7K3Q 2" in told(temporal)[0])


async def test_refusals_are_replied_to_as_often_as_the_pager_allows(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Numbers can be forged, and each reply is a text to whoever owns the number."""
    temporal.review_refuses = Refused("Action 1 is Bo's.")
    temporal.meanings[DONE] = TextMeaning(silent=True)
    await texts(twilio, DONE)

    assert ([], ["Action 1 is Bo's."]) == (told(temporal), [received.refused for _, received in temporal.texts])


async def test_a_number_nobody_has_is_left_unanswered(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever is not known by their number answers for nothing."""
    await texts(twilio, DONE, number="+15005550099")

    assert ([], []) == (temporal.requests, told(temporal))


async def test_a_text_temporal_does_not_take_is_delivered_again(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Twilio is asked to repeat it, and what is done then is done once."""
    temporal.silent = 1
    statuses = [(await texts(twilio, DONE)).status_code for _ in range(2)]

    assert ([503, 200], 1) == (statuses, len(temporal.review_asks))
