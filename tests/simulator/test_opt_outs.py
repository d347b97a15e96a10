"""STOP and START."""

import httpx
import pytest

from tests.simulator.world import ADA, BASE, OUR_NUMBER, World, response

OTHER_NUMBER = "+15550000009"


async def asked(world: World, to: str = ADA, from_: str = OUR_NUMBER) -> tuple[int, int | None]:
    """Ask for a text; gives the answer's status and error code."""
    answer: httpx.Response = await world.http.post(
        f"{BASE}/Messages.json", data={"To": to, "From": from_, "Body": "Checkout is down"}
    )
    return answer.status_code, answer.json().get("code")


async def written(world: World, body: str) -> None:
    """Have Ada write a text, and let all follow that follows."""
    world.simulator.send_text(ADA, body)
    await world.to_the_end()


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop\n", "STOPALL", "unsubscribe", "CANCEL", "End", "quit", "REVOKE", "OPTOUT"]
)
async def test_a_stop_word_closes_our_number(world: World, word: str) -> None:
    """After one of the stop words, alone and in any case, further texts to that phone are refused with 21610."""
    await written(world, word)

    assert (400, 21610) == await asked(world)
    assert "Checkout is down" not in [text.body for text in world.simulator.texts]


@pytest.mark.parametrize("words", ["STOP it", "Please stop", "STOP.", "ACK 4821", "stopp"])
async def test_other_words_close_nothing(world: World, words: str) -> None:
    """A stop word among others is a text like any other, and the phone company keeps silent."""
    await written(world, words)

    assert (201, None) == await asked(world)
    assert "OptOutType" not in world.customer.at("/texts")[0].fields


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
async def test_a_start_word_opens_it_again(world: World, word: str) -> None:
    """Whoever takes STOP back is texted again."""
    await written(world, "STOP")
    await written(world, word)

    assert (201, None) == await asked(world)


async def test_only_that_phone_and_that_number_of_ours_are_parted(world: World) -> None:
    """STOP does not stop texts to others, nor texts from another number of the company's."""
    await written(world, "STOP")

    assert (201, None) == await asked(world, to="+15550100002")
    assert (201, None) == await asked(world, from_=OTHER_NUMBER)


async def test_a_stopped_phone_still_rings(world: World) -> None:
    """STOP is about texts: calls are placed as ever."""
    await written(world, "STOP")

    assert (await world.call()).status.value == "queued"


@pytest.mark.parametrize(
    ("word", "kind"), [("STOP", "STOP"), ("quit", "STOP"), ("YES", "START"), ("HELP", "HELP"), ("info", "HELP")]
)
async def test_the_customer_hears_of_it(world: World, word: str, kind: str) -> None:
    """The text is posted to the webhook as any other, with the kind of word it was."""
    await written(world, word)

    (posted,) = world.customer.at("/texts")
    assert (posted.fields["Body"], posted.fields["OptOutType"]) == (word, kind)


async def test_the_phone_company_answers_itself(world: World) -> None:
    """The person gets the phone company's own text on the phone; the customer's list of texts does not have it."""
    await written(world, "STOP")
    (answer,) = [text for text in world.simulator.texts if text.automatic]
    listed = (await world.http.get(f"{BASE}/Messages.json")).json()["messages"]
    fetched = await world.http.get(f"{BASE}/Messages/{answer.sid}.json")

    assert (answer.to, answer.from_, answer.status.value) == (ADA, OUR_NUMBER, "delivered")
    assert answer.body.startswith("You have successfully been unsubscribed.")
    assert [text["body"] for text in listed] == ["STOP"]
    assert fetched.status_code == 404


async def test_what_changes_nothing_is_not_answered_again(world: World) -> None:
    """A second STOP, and a START that nothing had stopped, get no answer; HELP always does."""
    for word in ("START", "STOP", "STOP", "HELP", "HELP"):
        await written(world, word)

    answers = [text.body.split(" ")[3] for text in world.simulator.texts if text.automatic]
    assert answers == ["been", "unsubscribe.", "unsubscribe."]


async def test_the_phone_companys_answer_is_answered_by_nobody(world: World) -> None:
    """Whoever is scripted to answer texts does not answer the phone company's own, nor is it one of theirs."""
    world.simulator.script_texts(ADA, [{"do": "reply", "body": "ACK"}])
    await written(world, "HELP")

    assert [text.direction for text in world.simulator.texts] == ["inbound", "outbound-reply"]


async def test_the_customers_answer_to_stop_is_not_sent(world: World) -> None:
    """Words the webhook answers STOP with come too late: the number is closed, and the news say so."""
    world.customer.answers["/texts"] = response("<Message>Sorry to see you go</Message>")
    await written(world, "STOP")

    assert "Sorry to see you go" not in [text.body for text in world.simulator.texts]
    assert any("Error 21610" in line["words"] for line in world.simulator.feed.news)
