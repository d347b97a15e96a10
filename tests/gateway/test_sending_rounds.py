"""SEND by text: the updates a page names go out, each by itself, and what came of each is said."""

import httpx
import pytest

from domain.audiences import Audience
from domain.comms.rounds.requests import SendRound
from domain.errors import Refused
from domain.messages import AnswerReply, Purpose, RoundToSend, Verb
from domain.organisation import Channel
from domain.page_messages import TextMeaning
from gateway.engine import Gone
from tests.gateway.builders import CODE, open_page
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA = "+447700900101"
BOTH = (
    RoundToSend(audience=Audience.BUSINESS, revision=3),
    RoundToSend(audience=Audience.TECHNICAL, revision=1),
)
INCOMPLETE = Refused("The first update does not say the plan yet.")


def means(*rounds: RoundToSend, written: str = "") -> TextMeaning:
    """Return what Ana's pager makes of SEND and the code of a page that names these updates."""
    return asks_for(Purpose.ROUND_OVERDUE, *rounds, written=written)


def asks_for(purpose: Purpose, *rounds: RoundToSend, written: str = "") -> TextMeaning:
    """Return what Ana's pager makes of SEND and the code of a page with this purpose."""
    page = open_page(purpose=purpose).model_copy(update={"rounds": rounds})
    return TextMeaning(verb=Verb.SEND_ROUND, pages=(page,), written=written)


async def text(twilio: FakeTwilio, body: str) -> httpx.Response:
    """Ana texts us."""
    return await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": ANA, "Body": body})


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana was asked to send both updates."""
    temporal.meanings = {
        "SEND 4821": means(*BOTH),
        "SEND 4821 BUSINESS": means(*BOTH, written="BUSINESS"),
        "SEND 4821 now": means(*BOTH, written="now"),
    }


def asked(temporal: FakeTemporal) -> list[tuple[Audience, int | None]]:
    """Return which updates were asked for, each with the draft."""
    return [(each.audience, each.revision) for _, each in temporal.round_asks.values() if isinstance(each, SendRound)]


async def test_every_update_the_page_names_is_sent(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Each goes to its own rounds, as the person who texts, for the draft they were told of; one reply says both."""
    await text(twilio, "SEND 4821")

    assert [(Audience.BUSINESS, 3), (Audience.TECHNICAL, 1)] == asked(temporal)
    assert {CODE} == {code for code, _ in temporal.round_asks.values()}
    actors = [request.actor for _, request in temporal.round_asks.values()]
    assert {("ana", Channel.TEXT, "the code of their page, text 'SEND'")} == {
        (each.contact, each.channel, each.proof) for each in actors
    }
    assert ["The first update goes out to business. The first update goes out to technical."] == [
        notice.body for _, notice in temporal.notices
    ]


async def test_whoever_is_called_for_it_sees_to_it_by_sending_it(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """One word is enough: the search learns that they have it, and the rounds that the search has said so."""
    await text(twilio, "SEND 4821 BUSINESS")

    [(owner, given)] = temporal.answers.values()
    [(_, request)] = temporal.round_asks.values()
    assert (open_page().owner, Verb.SEND_ROUND, True) == (owner, given.verb, request.actor.sees_to_round)


async def test_what_the_search_refuses_the_rounds_may_take_or_not(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Somebody else sees to it: whoever may send anyway still may, and for everybody else both reasons are said."""
    temporal.replies[open_page().page_id] = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    await text(twilio, "SEND 4821 BUSINESS")
    [(_, request)] = temporal.round_asks.values()
    assert not request.actor.sees_to_round

    temporal.round_refusals[Audience.BUSINESS] = Refused("Only the incident lead may do that.")
    await twilio.post("/twilio/text", {"MessageSid": "SM2", "From": ANA, "Body": "SEND 4821 BUSINESS"})
    refused = "Nothing goes out to business stakeholders: Only the incident lead may do that."
    assert f"Already taken by Bo at 02:14. {refused}" == temporal.notices[-1][1].body


async def test_a_reminder_is_nobodys_to_take(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The lead who is reminded sends it as the lead, and no search is asked."""
    temporal.meanings["SEND 4821"] = asks_for(Purpose.ROUND_DUE, BOTH[0])
    await text(twilio, "SEND 4821")

    [(_, request)] = temporal.round_asks.values()
    assert ({}, False) == (temporal.answers, request.actor.sees_to_round)


async def test_one_of_them_can_be_named(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """What is not named stays."""
    await text(twilio, "SEND 4821 BUSINESS")

    assert [(Audience.BUSINESS, 3)] == asked(temporal)


async def test_what_is_incomplete_is_said_and_the_other_goes(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Nothing is sent half-way without saying which went and which not, and why."""
    temporal.round_refusals[Audience.BUSINESS] = INCOMPLETE
    await text(twilio, "SEND 4821")

    assert [(Audience.TECHNICAL, 1)] == asked(temporal)
    expected = (
        "The first update goes out to technical. "
        "Nothing goes out to business stakeholders: The first update does not say the plan yet."
    )
    assert [expected] == [notice.body for _, notice in temporal.notices]


async def test_rounds_that_are_over_are_said_to_be(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A late SEND is answered in words."""
    temporal.round_refusals = dict.fromkeys(Audience, Gone("over"))
    await text(twilio, "SEND 4821 BUSINESS")

    assert [f"Thank you, Ana. Nothing goes out to business stakeholders: the updates of {CODE} are over."] == [
        notice.body for _, notice in temporal.notices
    ]


async def test_a_slip_sends_nothing(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Other words after the code are asked about."""
    await text(twilio, "SEND 4821 now")

    [(_, notice)] = temporal.notices
    assert ([], True) == (asked(temporal), notice.body.startswith("SEND and the code sends every update"))


async def test_a_text_that_is_delivered_twice_sends_once(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The repeat is the same request to each of the rounds, also when the first answer was lost half-way."""
    temporal.silent_to = {"ask_rounds"}
    refused = await text(twilio, "SEND 4821")
    temporal.silent_to = set()
    for _ in range(2):
        await text(twilio, "SEND 4821")

    assert (503, {"SM1:4821:business", "SM1:4821:technical"}) == (refused.status_code, set(temporal.round_asks))


async def test_a_draft_that_was_cut_is_looked_at_first(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Nobody sends words they have neither heard nor seen: with the number of the draft they say that they have looked."""
    cut = RoundToSend(audience=Audience.BUSINESS, revision=3, whole=False)
    temporal.meanings = {
        "SEND 4821": means(cut, BOTH[1]),
        "SEND 4821 BUSINESS 3": means(cut, BOTH[1], written="BUSINESS 3"),
        "SEND 4821 3": means(cut, BOTH[1], written="3"),
    }
    await text(twilio, "SEND 4821")
    [(_, notice)] = temporal.notices
    where = f"Look at it ('mimp comms {CODE} draft --audience business'), then text SEND 4821 BUSINESS and its number."
    assert [(Audience.TECHNICAL, 1)] == asked(temporal)
    assert (
        f"Nothing goes out to business stakeholders: the draft is longer than what you were told. {where}"
        in notice.body
    )

    temporal.round_asks.clear()
    await twilio.post("/twilio/text", {"MessageSid": "SM2", "From": ANA, "Body": "SEND 4821 3"})
    assert [] == asked(temporal)
    await twilio.post("/twilio/text", {"MessageSid": "SM3", "From": ANA, "Body": "SEND 4821 BUSINESS 3"})
    assert [(Audience.BUSINESS, 3)] == asked(temporal)
