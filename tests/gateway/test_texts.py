"""What people text, and what is texted back."""

import logging

import httpx
import pytest

from domain.errors import Refused
from domain.lifecycle import Role
from domain.messages import AnswerReply, Notice, Verb
from domain.organisation import Channel
from gateway.engine import Gone
from tests.gateway.builders import INCIDENT, OWNER, open_page
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA = "+447700900101"


@pytest.fixture(autouse=True)
def _page(temporal: FakeTemporal) -> None:
    temporal.pages["ana"] = [open_page("4821")]


async def _text(twilio: FakeTwilio, body: str, *, number: str = ANA, sid: str = "SM1", **fields: str) -> httpx.Response:
    response = await twilio.post("/twilio/text", {"MessageSid": sid, "From": number, "Body": body, **fields})
    if response.status_code == 200:
        assert response.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    return response


async def test_a_word_and_a_code_acknowledge(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """ACK with the page's code reaches the page's owner as an acknowledgement, with the text as its proof."""
    await _text(twilio, "ack 4821")

    owner, given = temporal.answers["SM1"]
    assert (OWNER, f"{OWNER}/ana", "ana", Verb.ACKNOWLEDGE, Channel.TEXT, "text ACK 4821") == (
        owner,
        given.page_id,
        given.person,
        given.verb,
        given.channel,
        given.proof,
    )


async def test_what_came_of_it_is_texted_back(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The owner's words are texted by the person's pager, once they are known, and under the text's own id."""
    await _text(twilio, "ACK 4821")

    assert [("ana", Notice(notice_id="SM1", body="Thank you, Ana."))] == temporal.notices
    assert temporal.requests == ["open_pages", "answer", "tell"]


async def test_a_text_is_given_longer_than_a_call(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Nobody is on the line, so an answer by text may take as long as Twilio's patience allows."""
    await _text(twilio, "ACK 4821")

    assert temporal.patience == [8]


async def test_a_second_number_of_a_person_counts_as_well(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A person may text from any of their numbers."""
    await _text(twilio, "ACK 4821", number="+447700900201")

    assert temporal.answers["SM1"][1].person == "ana"


async def test_ack_alone_is_enough_for_one_page(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """With one page open ACK needs no code, and the proof says that there was none."""
    await _text(twilio, "Ack!")

    assert temporal.answers["SM1"][1].proof == "text ACK without a code"


async def test_ack_alone_is_not_enough_for_two_pages(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """With two pages open the person is asked which one is meant, and told both."""
    temporal.pages["ana"].append(open_page("1234"))
    await _text(twilio, "ACK")

    assert temporal.answers == {}
    assert temporal.notices[0][1].body.startswith("ACK needs the code of the page. Open for you:\n4821:")


async def test_pass_passes_on(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """PASS with the code passes the page on."""
    await _text(twilio, "PASS 4821")

    assert temporal.answers["SM1"][1].verb == Verb.PASS_ON


async def test_not_asks_the_incident_to_stand_down(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """NOT with the code asks the incident itself, with who asks and what they are."""
    await _text(twilio, "NOT 4821")

    incident, request = temporal.stand_downs["SM1"]
    assert (incident, request.reason) == (INCIDENT, "judged not major by text")
    assert ("Ana", frozenset({Role.RESPONDER}), "text NOT 4821") == (
        request.actor.name,
        request.actor.roles,
        request.actor.proof,
    )
    assert temporal.notices[0][1].body == "Incident checkout-7K3Q is stood down."


async def test_not_without_a_code_judges_nothing(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A sender number can be forged: what judges needs the code."""
    await _text(twilio, "NOT")

    assert temporal.stand_downs == {}
    assert temporal.notices[0][1].body.startswith("NOT needs the code of the page.")


async def test_a_code_of_no_page_is_answered_in_words(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A wrong code answers nothing, and the person hears what to do."""
    await _text(twilio, "ACK 9999")

    assert temporal.notices[0][1].body == "No page of yours has the code 9999. LIST shows what is open."
    assert temporal.answers == {}


async def test_a_page_that_has_ended_can_still_be_answered(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A late answer goes to the owner, whose words say that it was late."""
    temporal.pages["ana"] = [open_page("4821", still_open=False)]
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    await _text(twilio, "ACK 4821")

    assert temporal.notices[0][1].body == "Already taken by Bo at 02:14."


async def test_an_answer_to_what_is_over_is_told_so(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """When the owner has ended, the person hears that nothing more is needed."""
    temporal.refuses = Gone("It has ended.")
    await _text(twilio, "ACK 4821")

    assert temporal.notices[0][1].body == "This is over already: nothing more is needed."


async def test_a_refusal_is_texted_as_it_is(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Why something is refused is said in the words of the rule."""
    temporal.refuses = Refused("Only the one who has it may do that.")
    await _text(twilio, "NOT 4821")

    assert temporal.notices[0][1].body == "Only the one who has it may do that."


async def test_list_lists_what_is_open(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """LIST is answered with the open pages and their codes."""
    await _text(twilio, "list")

    assert temporal.notices[0][1].body == "Open for you:\n4821: checkout-7K3Q Checkout: customers cannot pay."


async def test_list_without_a_pager_says_that_nothing_is_open(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A person whose pager has ended has nothing open, and hears so."""
    temporal.pages.clear()
    await _text(twilio, "LIST")

    assert temporal.notices[0][1].body == "Nothing is open for you."


async def test_what_is_not_understood_is_answered_with_how_to_answer(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """A text in other words is answered with the words there are, and reaches no owner."""
    await _text(twilio, "on my way")

    assert temporal.notices[0][1].body.startswith("Answer ACK to take it, PASS to pass it on")
    assert temporal.requests == ["tell"]


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop ", "START", "HELP", "info", "YES", "CANCEL", "END", "QUIT"])
async def test_words_of_the_carrier_are_left_to_the_carrier(
    twilio: FakeTwilio, temporal: FakeTemporal, word: str
) -> None:
    """What the carrier acts on and answers itself is not answered by us on top."""
    response = await _text(twilio, word)

    assert (response.status_code, temporal.requests) == (200, [])


async def test_an_opt_out_in_other_words_is_left_to_the_carrier(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Twilio says when it has taken a text as an opt-out."""
    await _text(twilio, "arrêt", OptOutType="STOP")

    assert temporal.requests == []


async def test_a_stranger_is_left_unanswered_and_counted(
    client: httpx.AsyncClient, twilio: FakeTwilio, temporal: FakeTemporal, caplog: pytest.LogCaptureFixture
) -> None:
    """A text from a number nobody has is counted and noted without the number, and answered by nobody."""
    caplog.set_level(logging.INFO)
    await _text(twilio, "ACK 4821", number="+15005550099")

    assert temporal.requests == []
    assert (await client.get("/health")).json()["turned_away"] == {"text from an unknown number": 1}
    assert [record.getMessage() for record in caplog.records if record.name.startswith("gateway")] == [
        "a text from an unknown number, ending in 99, is left unanswered"
    ]


async def test_a_text_delivered_twice_is_one_answer(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A repeat carries the same id to the owner and to the pager, which both know it by."""
    await _text(twilio, "ACK 4821")
    await _text(twilio, "ACK 4821")

    assert list(temporal.answers) == ["SM1"]
    assert {"SM1"} == {notice.notice_id for _, notice in temporal.notices}


@pytest.mark.parametrize("step", ["open_pages", "answer", "tell"])
async def test_twilio_is_asked_to_send_it_again_when_temporal_is_silent(
    twilio: FakeTwilio, temporal: FakeTemporal, step: str
) -> None:
    """Nothing counts as taken before Temporal has stored it."""
    temporal.silent_to = {step}
    response = await _text(twilio, "ACK 4821")

    assert (response.status_code, response.headers["retry-after"], temporal.notices) == (503, "5", [])


@pytest.mark.parametrize("missing", ["From", "MessageSid"])
async def test_a_text_without_sender_or_id_is_refused(twilio: FakeTwilio, temporal: FakeTemporal, missing: str) -> None:
    """What cannot be told from a repeat, or has no sender, is refused in words."""
    fields = {"MessageSid": "SM1", "From": ANA, "Body": "LIST"}
    del fields[missing]
    response = await twilio.post("/twilio/text", fields)

    assert (400, [f"The field {missing} is missing."]) == (response.status_code, response.json()["errors"])
    assert temporal.notices == []
