"""Being put through to the technical call, by key and by code, and who came or went."""

import pytest

from domain.bridges import Audience, BridgeMoved
from domain.messages import AnswerReply, Purpose, TextMeaning, Verb
from tests.gateway.builders import CODE, INCIDENT, bridge_token, meaning, open_page, script, to_tell, token
from tests.gateway.fakes import FakeTemporal, FakeTwilio

FROM_ANA = {"CallSid": "CA9", "From": "+447700900101"}
JOINED = {
    "CallSid": "CA9",
    "StatusCallbackEvent": "participant-join",
    "ParticipantLabel": "storefront:ana",
    "SequenceNumber": "2",
}


async def test_key_1_puts_the_caller_through_to_the_technical_bridge(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """The answer is brought first; then the bridge of the incident, with reports of who comes and goes, under a label of theirs."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=True, words="Thank you, Ana. You are put through.")
    menu = await twilio.post(f"/twilio/voice/{token()}", {"CallSid": "CA1", "To": "+447700900101"})
    assert "Press 1 to join the call now, 2 if you join later, 3 to pass it on" in menu.text
    response = await twilio.post(
        f"/twilio/voice/{token()}/key?told=4821", {"CallSid": "CA1", "To": "+447700900101", "Digits": "1"}
    )

    [(_, given)] = temporal.answers.values()
    assert Verb.JOIN is given.verb
    assert f">{CODE}-technical</Conference>" in response.text
    assert 'participantLabel="storefront:ana"' in response.text
    assert f"/twilio/bridge/{bridge_token()}" in response.text


async def test_who_may_not_take_it_is_told_and_not_put_through(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Of two who press at once one is put through by key; the other hears who has it."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    response = await twilio.post(
        f"/twilio/voice/{token()}/key?told=4821", {"CallSid": "CA1", "To": "+447700900101", "Digits": "1"}
    )

    assert ("Already taken by Bo" in response.text, "Conference" in response.text) == (True, False)


async def test_whoever_calls_and_keys_in_the_code_lands_on_the_same_bridge(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """Known by their number, with the code of their page, also when somebody else of the team has it by now."""
    temporal.meanings["JOIN 4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.reply = AnswerReply(accepted=False, words="Already taken by Bo at 02:14.")
    asked = await twilio.post("/twilio/voice/inbound", FROM_ANA)
    assert "Key in the four digits of your page" in asked.text
    response = await twilio.post("/twilio/voice/inbound/code", {**FROM_ANA, "Digits": "4821"})

    assert f">{CODE}-technical</Conference>" in response.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({**FROM_ANA, "Digits": "1111"}, "No page of yours has the code 1111."),
        ({**FROM_ANA, "Digits": "2222"}, "That code is not taken."),
        ({**FROM_ANA, "From": "+447700900999", "Digits": "4821"}, "This number is not known here."),
    ],
)
async def test_nobody_else_is_put_through(
    twilio: FakeTwilio, temporal: FakeTemporal, form: dict[str, str], words: str
) -> None:
    """A wrong code and a stranger end the call, and nothing is asked of anybody's incident."""
    temporal.meanings["JOIN 4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    temporal.meanings["JOIN 1111"] = TextMeaning(reply="No page of yours has the code 1111.")
    temporal.meanings["JOIN 2222"] = TextMeaning(silent=True)
    response = await twilio.post("/twilio/voice/inbound/code", form)

    assert (words in response.text, "Conference" in response.text, {}) == (True, False, temporal.answers)


async def test_a_text_puts_nobody_through(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """JOIN by text takes nothing, and says what to do instead."""
    temporal.meanings["JOIN 4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))
    await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": "+447700900101", "Body": "JOIN 4821"})

    assert {} == temporal.answers
    assert temporal.notices[0][1].body.startswith("A text cannot put you through: call this number")


async def test_who_came_and_went_is_told_to_the_incident(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """By the label under which they were put through; of other reports nothing is passed on."""
    path = f"/twilio/bridge/{bridge_token()}"
    for event, number in (("participant-join", "2"), ("participant-mute", "3"), ("participant-leave", "4")):
        response = await twilio.post(path, {**JOINED, "StatusCallbackEvent": event, "SequenceNumber": number})
        assert 204 == response.status_code

    def moved(*, joined: bool, sequence: int) -> tuple[str, BridgeMoved]:
        return INCIDENT, BridgeMoved(
            code=CODE,
            audience=Audience.TECHNICAL,
            person="ana",
            name="Ana",
            team="storefront",
            call_id="CA9",
            joined=joined,
            sequence=sequence,
        )

    assert [moved(joined=True, sequence=2), moved(joined=False, sequence=4)] == temporal.moves


async def test_who_left_hears_how_to_come_back(twilio: FakeTwilio) -> None:
    """The call ends with what to do."""
    response = await twilio.post("/twilio/bridge-left", {"CallSid": "CA9"})

    assert "To come back, call this number and key in the code of your page." in response.text
