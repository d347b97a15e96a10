"""What people text, and what is texted back."""

import logging

import httpx
import pytest

from domain.assessment import questions_text
from domain.errors import Refused
from domain.lifecycle import Role
from domain.messages import AnswerReply, Purpose, Verb
from domain.organisation import Channel
from domain.page_messages import Notice, OpenPage, TextMeaning, TextReceived
from domain.requests import SameAs, StandDown
from gateway.engine import Gone
from tests.gateway.builders import CHECKOUT, CODE, INCIDENT, LOGIN, OWNER, SEARCH, meaning, open_page, owner_of
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA = "+447700900101"
LATE = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's pager understands the texts about her one page."""
    temporal.meanings = {
        "ACK 4821": meaning(Verb.ACKNOWLEDGE),
        "PASS 4821": meaning(Verb.PASS_ON),
        "NOT 4821": meaning(Verb.NOT_MAJOR),
        "ACK 7777": meaning(Verb.ACKNOWLEDGE, open_page(CHECKOUT), open_page(SEARCH), open_page(LOGIN)),
    }


async def _text(twilio: FakeTwilio, body: str, *, number: str = ANA, sid: str = "SM1", **fields: str) -> httpx.Response:
    response = await twilio.post("/twilio/text", {"MessageSid": sid, "From": number, "Body": body, **fields})
    if response.status_code == 200:
        assert response.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    return response


async def test_the_pager_is_asked_what_a_text_means(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The person's pager gets the words as they came, under the text's own id, by which it knows a repeat."""
    await _text(twilio, "  ack 4821!\n")

    assert [("ana", TextReceived(text_id="SM1", body="  ack 4821!\n"))] == temporal.texts


async def test_an_answer_reaches_the_pages_owner(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """What the pager understands as an answer goes to the page's owner, with the text as its proof."""
    await _text(twilio, "ACK 4821")

    owner, given = temporal.answers["SM1:4821"]
    assert (OWNER, f"{OWNER}/ana", "ana", Verb.ACKNOWLEDGE, Channel.TEXT, "the code of their page, text 'ACK'") == (
        owner,
        given.page_id,
        given.person,
        given.verb,
        given.channel,
        given.proof,
    )


async def test_a_long_text_is_cut_in_the_proof(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The timeline shows the beginning of a text, not a story."""
    body = " ACK 4821 " + "on it " * 50
    temporal.meanings[body] = meaning(Verb.ACKNOWLEDGE)
    await _text(twilio, body)

    shown = "ACK on it on it on it on it on it on it on i"[:40]
    assert temporal.answers["SM1:4821"][1].proof == f"the code of their page, text '{shown}'"


async def test_what_came_of_it_is_texted_back(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The owner's words are texted by the person's pager, under the text's own id, with the five questions they now judge (P10)."""
    await _text(twilio, "ACK 4821")

    body = f"Thank you, Ana.\n{questions_text(CODE, CHECKOUT)}"
    assert [("ana", Notice(notice_id="SM1", body=body))] == temporal.notices
    assert temporal.requests == ["understand_text", "answer", "tell"]


async def test_who_has_not_taken_a_page_is_not_asked_to_judge(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever comes too late, passes it on, or has only seen a proposal reads what came of that, and no questions."""
    temporal.meanings["ACK 1111"] = meaning(Verb.ACKNOWLEDGE, open_page(purpose=Purpose.DECLARE))
    await _text(twilio, "ACK 1111", sid="SM1")
    await _text(twilio, "PASS 4821", sid="SM2")
    temporal.reply = LATE
    await _text(twilio, "ACK 4821", sid="SM3")

    assert ["Thank you, Ana.", "Thank you, Ana.", LATE.words] == [notice.body for _, notice in temporal.notices]


async def test_invitations_answered_together_are_told_without_our_code(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """P15: what came of each is told of the business call, never of an incident whose code names a service."""
    invited = [open_page(code, purpose=Purpose.BUSINESS_CALL) for code in (CHECKOUT, SEARCH)]
    temporal.meanings["ACK 7777"] = meaning(Verb.ACKNOWLEDGE, *invited)
    temporal.reply = AnswerReply(accepted=True, words="Noted, Ana.")
    await _text(twilio, "ACK 7777")

    assert ["the business call: Noted, Ana."] == [notice.body for _, notice in temporal.notices]


async def test_a_text_is_carried_out_within_twilios_patience(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Understanding, answering and the 5 seconds in which the reply is stored fit into the 15 that Twilio waits."""
    await _text(twilio, "ACK 4821")

    assert temporal.patience == [4, 4]


async def test_a_second_number_of_a_person_counts_as_well(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A person may text from any of their numbers."""
    await _text(twilio, "ACK 4821", number="+447700900201")

    assert temporal.answers["SM1:4821"][1].person == "ana"


@pytest.mark.parametrize("body", ["ACK 4821", "LIST", "Yes"])
async def test_a_reply_goes_to_the_number_a_text_came_from(
    twilio: FakeTwilio, temporal: FakeTemporal, body: str
) -> None:
    """Whoever texts from their second number reads there what came of it; the first is where everything goes anyway."""
    await _text(twilio, body, number="+447700900201")
    await _text(twilio, body, sid="SM2")

    assert ["+447700900201", ""] == [notice.to for _, notice in temporal.notices]


async def test_pass_passes_on(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A text that passes the page on reaches the owner as that."""
    await _text(twilio, "PASS 4821")

    assert temporal.answers["SM1:4821"][1].verb == Verb.PASS_ON


async def test_not_asks_the_incident_to_stand_down(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A text that judges it not major asks the incident itself, with who asks and what they are."""
    await _text(twilio, "NOT 4821")

    incident, request = temporal.asks["SM1:4821"]
    assert isinstance(request, StandDown)
    assert (incident, request.reason) == (INCIDENT, "judged not major by text")
    assert ("Ana", frozenset({Role.RESPONDER}), "the code of their page, text 'NOT'") == (
        request.actor.name,
        request.actor.roles,
        request.actor.proof,
    )
    assert temporal.notices[0][1].body == "Incident checkout-7K3Q is stood down."


async def test_the_team_that_was_searched_is_the_one_in_charge(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A page's own team says what its person is, whatever the file says of the service by now."""
    page = open_page().model_copy(update={"team": "platform"})
    temporal.meanings["NOT 4821"] = meaning(Verb.NOT_MAJOR, page)
    await _text(twilio, "NOT 4821")

    assert frozenset() == temporal.asks["SM1:4821"][1].actor.roles


async def test_one_text_answers_several_pages_and_is_replied_to_once(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """A code that stands for several pages answers each with its own owner and id, and one text says what came of each."""
    temporal.replies = {
        f"{owner_of(code)}/ana": AnswerReply(accepted=True, words=f"Thank you, Ana. You have incident {name}-7K3Q.")
        for code, name in ((CHECKOUT, "checkout"), (SEARCH, "search"))
    }
    temporal.reply = LATE
    await _text(twilio, "ACK 7777")

    assert [
        ("SM1:4821", owner_of(CHECKOUT), Verb.ACKNOWLEDGE),
        ("SM1:1234", owner_of(SEARCH), Verb.ACKNOWLEDGE),
        ("SM1:5555", owner_of(LOGIN), Verb.ACKNOWLEDGE),
    ] == [(answer_id, owner, given.verb) for answer_id, (owner, given) in temporal.answers.items()]
    body = (
        "Thank you, Ana. You have incident checkout-7K3Q.\n"
        "Thank you, Ana. You have incident search-7K3Q.\n"
        "login-7K3Q: Already taken by Bo at 02:14."
    )
    assert [("ana", Notice(notice_id="SM1", body=body))] == temporal.notices


@pytest.mark.parametrize("body", ["ACK 7777", "PASS 7777"])
async def test_each_of_several_incidents_is_named(twilio: FakeTwilio, temporal: FakeTemporal, body: str) -> None:
    """Though the same came of several pages, each incident has a line that begins with its code."""
    temporal.meanings["PASS 7777"] = temporal.meanings["ACK 7777"].model_copy(update={"verb": Verb.PASS_ON})
    temporal.reply = LATE
    await _text(twilio, body)

    expected = "\n".join(f"{name}-7K3Q: Already taken by Bo at 02:14." for name in ("checkout", "search", "login"))
    assert [expected] == [notice.body for _, notice in temporal.notices]


async def test_two_pages_of_one_incident_are_not_told_twice(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """What came of both alike is said once."""
    again = open_page(CHECKOUT).model_copy(update={"page_code": "4822", "page_id": "p2"})
    temporal.meanings["ACK 7777"] = meaning(Verb.ACKNOWLEDGE, open_page(CHECKOUT), again)
    temporal.reply = LATE
    await _text(twilio, "ACK 7777")

    assert ["checkout-7K3Q: Already taken by Bo at 02:14."] == [notice.body for _, notice in temporal.notices]


def a_page(number: int) -> OpenPage:
    """Return one of many pages, each of an incident of its own."""
    changes = {"page_code": f"{number:04d}", "page_id": f"p{number}", "incident_code": f"checkout-{number:04d}"}
    return open_page().model_copy(update=changes)


async def test_a_reply_about_many_pages_fits_into_one_text(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """In a storm the reply to one text counts what was taken: Twilio refuses a text of more than 1600 characters."""
    pages = [a_page(n) for n in range(40)]
    temporal.meanings["ACK 7777"] = meaning(Verb.ACKNOWLEDGE, *pages)
    temporal.replies = {
        f"p{n}": AnswerReply(accepted=True, words=f"Thank you, Ana. You have incident checkout-{n:04d}.")
        for n in range(39)
    }
    temporal.reply = LATE
    await _text(twilio, "ACK 7777")

    expected = (
        "Thank you. You have 39 incidents; LIST shows each with its code.\ncheckout-0039: Already taken by Bo at 02:14."
    )
    assert [expected] == [notice.body for _, notice in temporal.notices]


async def test_many_refusals_fit_into_one_text(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Even when each of many pages is refused in other words, one text can be sent."""
    pages = [a_page(n) for n in range(80)]
    temporal.meanings["ACK 7777"] = meaning(Verb.ACKNOWLEDGE, *pages)
    temporal.replies = {f"p{n}": LATE.model_copy(update={"words": f"Already taken by Bo{n}."}) for n in range(80)}
    await _text(twilio, "ACK 7777")

    assert [True] == [200 < len(notice.body) <= 1500 for _, notice in temporal.notices]


async def test_a_page_that_has_ended_can_still_be_answered(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A late answer goes to the owner, whose words say that it was late."""
    temporal.meanings["ACK 4821"] = meaning(Verb.ACKNOWLEDGE, open_page(still_open=False))
    temporal.reply = LATE
    await _text(twilio, "ACK 4821")

    assert temporal.notices[0][1].body == "Already taken by Bo at 02:14."


@pytest.mark.parametrize(
    ("because", "words"),
    [
        (None, "This is over already: nothing more is needed."),
        ("Bo has it", "This page is closed: Bo has it."),
    ],
)
async def test_an_answer_to_what_is_over_is_told_so(
    twilio: FakeTwilio, temporal: FakeTemporal, because: str | None, words: str
) -> None:
    """When the owner has ended, the person hears why if it is known, and that nothing more is needed if not."""
    page = open_page(still_open=False).model_copy(update={"closed_because": because})
    temporal.meanings["ACK 4821"] = meaning(Verb.ACKNOWLEDGE, page)
    temporal.refuses = Gone("It has ended.")
    await _text(twilio, "ACK 4821")

    assert temporal.notices[0][1].body == words


async def test_a_refusal_is_texted_as_it_is(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Why something is refused is said in the words of the rule."""
    temporal.refuses = Refused("Only the one who has it may do that.")
    await _text(twilio, "NOT 4821")

    assert temporal.notices[0][1].body == "Only the one who has it may do that."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("LIST", "Open for you:\n4821: checkout-7K3Q Checkout: customers cannot pay."),
        ("ACK 9999", "No page of yours has the code 9999. LIST shows what is open."),
        ("on my way", "Answer ACK to take it, PASS to pass it on, MAJOR to propose it, NOT to close it as not major"),
        ("ACK 4822", "Too many wrong codes: texts from this number are not taken until 02:24. Answer a call instead."),
    ],
    ids=["list", "wrong code", "other words", "locked"],
)
async def test_what_is_no_answer_is_replied_to_in_the_pagers_words(
    twilio: FakeTwilio, temporal: FakeTemporal, body: str, words: str
) -> None:
    """A list, a wrong code, other words and a locked number are replied to as the pager says, and reach no owner."""
    temporal.meanings[body] = TextMeaning(reply=words)
    await _text(twilio, body)

    assert [("ana", Notice(notice_id="SM1", body=words))] == temporal.notices
    assert (temporal.answers, temporal.asks) == ({}, {})


@pytest.mark.parametrize("body", ["LIST", "ACK 4821", "hello"])
async def test_without_a_pager_nothing_is_open(twilio: FakeTwilio, temporal: FakeTemporal, body: str) -> None:
    """A person whose pager has ended has nothing open, and hears so."""
    temporal.meanings.clear()
    await _text(twilio, body)

    assert [("ana", Notice(notice_id="SM1", body="Nothing is open for you."))] == temporal.notices


async def test_a_stranger_is_left_unanswered_and_counted(
    client: httpx.AsyncClient, twilio: FakeTwilio, temporal: FakeTemporal, caplog: pytest.LogCaptureFixture
) -> None:
    """A text from a number nobody has is counted and noted without the number, and answered by nobody."""
    caplog.set_level(logging.INFO)
    await _text(twilio, "ACK 4821", number="+15005550099")
    await _text(twilio, "STOP", number="+15005550099")

    assert temporal.requests == []
    assert (await client.get("/health")).json()["turned_away"] == {"text from an unknown number": 2}
    assert [record.getMessage() for record in caplog.records if record.name.startswith("gateway")] == [
        "a text from an unknown number, ending in 99, is left unanswered"
    ] * 2


@pytest.mark.parametrize("body", ["ACK 4821", "ACK 7777", "NOT 4821"])
async def test_a_text_delivered_twice_is_one_answer(twilio: FakeTwilio, temporal: FakeTemporal, body: str) -> None:
    """A repeat carries the same ids to the owners and to the pager, which all know it by them."""
    await _text(twilio, body)
    ids = [*temporal.answers, *temporal.asks]
    await _text(twilio, body)

    assert ids == [*temporal.answers, *temporal.asks]
    assert {"SM1"} == {notice.notice_id for _, notice in temporal.notices}
    assert {"SM1"} == {received.text_id for _, received in temporal.texts}


@pytest.mark.parametrize("step", ["understand_text", "answer", "tell", f"{owner_of(LOGIN)}/ana"])
async def test_twilio_is_asked_to_send_it_again_when_temporal_is_silent(
    twilio: FakeTwilio, temporal: FakeTemporal, step: str
) -> None:
    """Nothing counts as taken before Temporal has stored all of it, and the repeat gets one reply."""
    temporal.silent_to = {step}
    refused = await _text(twilio, "ACK 7777")
    told = list(temporal.notices)
    temporal.silent_to = set()
    repeated = await _text(twilio, "ACK 7777")

    assert (refused.status_code, refused.headers["retry-after"], told) == (503, "5", [])
    assert (repeated.status_code, sorted(temporal.answers), len(temporal.notices)) == (
        200,
        ["SM1:1234", "SM1:4821", "SM1:5555"],
        1,
    )


@pytest.mark.parametrize("missing", ["From", "MessageSid"])
async def test_a_text_without_sender_or_id_is_refused(twilio: FakeTwilio, temporal: FakeTemporal, missing: str) -> None:
    """What cannot be told from a repeat, or has no sender, is refused in words."""
    fields = {"MessageSid": "SM1", "From": ANA, "Body": "LIST"}
    del fields[missing]
    response = await twilio.post("/twilio/text", fields)

    assert (400, [f"The field {missing} is missing."]) == (response.status_code, response.json()["errors"])
    assert temporal.requests == []


async def test_where_the_pager_keeps_silent_nothing_is_texted_back(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A phone that answers every text by itself is not written to for ever."""
    temporal.meanings["I am out of office"] = TextMeaning(silent=True)
    await _text(twilio, "I am out of office")

    assert [] == temporal.notices


async def test_a_text_says_that_it_is_the_same(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """SAME and the code of the page mean the incident that was offered; the incident itself knows which one that is."""
    temporal.meanings["SAME 4821"] = meaning(Verb.SAME)
    await _text(twilio, "SAME 4821")

    [(incident, request)] = temporal.asks.values()
    assert isinstance(request, SameAs)
    assert (INCIDENT, "", "checkout-7K3Q", "the code of their page, text 'SAME'") == (
        incident,
        request.other,
        request.code,
        request.actor.proof,
    )
