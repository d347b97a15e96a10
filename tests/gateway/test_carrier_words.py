"""Words that the carrier acts on and answers itself: STOP, START and HELP."""

import httpx
import pytest

from domain.page_messages import Notice, TextMeaning
from tests.gateway.fakes import FakeTemporal, FakeTwilio

ANA = "+447700900101"


async def _text(twilio: FakeTwilio, body: str, **fields: str) -> httpx.Response:
    return await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": ANA, "Body": body, **fields})


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop ", "STOPALL", "UNSUBSCRIBE", "CANCEL", "End", "QUIT", "REVOKE", "OPTOUT"]
)
async def test_stop_closes_texts_and_is_not_replied_to(twilio: FakeTwilio, temporal: FakeTemporal, word: str) -> None:
    """Whoever stops our texts is not texted by us on top, and their pager knows that texts do not get through."""
    response = await _text(twilio, word)

    assert (response.status_code, response.text) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
    assert ([("ana", False)], ["texts_opened"]) == (temporal.texts_let_in, temporal.requests)


@pytest.mark.parametrize("word", ["START", "start ", "UNSTOP"])
async def test_start_opens_texts_again(twilio: FakeTwilio, temporal: FakeTemporal, word: str) -> None:
    """Whoever lets our texts through again is texted again, and the word itself is not replied to."""
    await _text(twilio, word)

    assert ([("ana", True)], ["texts_opened"]) == (temporal.texts_let_in, temporal.requests)


async def test_yes_opens_texts_and_is_no_answer(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever is asked whether they are still on it and says yes hears that nothing is kept by that, and how to answer."""
    body = "Yes is no answer here. checkout-7K3Q: Reply ACK 4821 to take it, PASS 4821 to pass it on."
    temporal.meanings[" Yes "] = TextMeaning(reply=body)
    await _text(twilio, " Yes ")

    assert ([("ana", True)], ["texts_opened", "understand_text", "tell"]) == (temporal.texts_let_in, temporal.requests)
    assert [("ana", Notice(notice_id="SM1", body=body))] == temporal.notices


async def test_a_yes_that_twilio_has_answered_itself_is_not_replied_to(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """Where Twilio says that it has let texts through again, it has told the person so."""
    await _text(twilio, "YES", OptOutType="START")

    assert ([("ana", True)], ["texts_opened"]) == (temporal.texts_let_in, temporal.requests)


@pytest.mark.parametrize(("kind", "open_again"), [("STOP", False), ("stop", False), ("START", True)])
async def test_an_opt_out_in_other_words_is_what_twilio_says(
    twilio: FakeTwilio, temporal: FakeTemporal, kind: str, open_again: bool
) -> None:
    """Twilio says what it has taken a text as, in whatever language it was."""
    await _text(twilio, "arrêt", OptOutType=kind)

    assert ([("ana", open_again)], ["texts_opened"]) == (temporal.texts_let_in, temporal.requests)


@pytest.mark.parametrize("fields", [{"Body": "HELP"}, {"Body": " info"}, {"Body": "aide", "OptOutType": "HELP"}])
async def test_help_is_left_to_the_carrier(twilio: FakeTwilio, temporal: FakeTemporal, fields: dict[str, str]) -> None:
    """What the carrier answers itself is not answered twice, and reaches nobody."""
    response = await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": ANA, **fields})

    assert (response.status_code, temporal.requests) == (200, [])


@pytest.mark.parametrize("body", ["STOP 4821", "please stop", "START it", "STOP."])
async def test_a_word_of_the_carrier_counts_only_by_itself(
    twilio: FakeTwilio, temporal: FakeTemporal, body: str
) -> None:
    """Only the single word stops texts at the carrier: anything else is a text like others, and is replied to."""
    await _text(twilio, body)

    assert (temporal.texts_let_in, len(temporal.notices)) == ([], 1)


async def test_a_stop_that_was_not_stored_is_sent_again(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """When Temporal is silent Twilio is asked to repeat it: a stop that gets lost leaves pages to texts nobody gets."""
    temporal.silent = 1
    refused = await _text(twilio, "STOP")
    repeated = await _text(twilio, "STOP")

    assert (refused.status_code, repeated.status_code, temporal.texts_let_in) == (503, 200, [("ana", False)])
