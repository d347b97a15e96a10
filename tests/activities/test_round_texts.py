"""Texts of rounds: who is texted what, and where it is reported."""

import pytest

from activities.round_texts import RoundTexts
from activities.telephone import Telephone
from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessText, Taken, TechnicalText
from domain.comms.dispatch.letters import Letter
from domain.comms.dispatch.receipts import MessageTo
from domain.senders import Senders
from domain.tokens import RoundTextToken
from tests.activities.company import ADDRESSES, OUR_NUMBER, SIGNING_KEY
from tests.activities.contract import failure, kind_of
from tests.activities.provider import Asked, Cuts, Provider, Says
from tests.activities.rounds import (
    BUSINESS,
    CODE,
    PEOPLE,
    TECHNICAL,
    FakeLetters,
    business_text,
    company,
    technical_text,
)
from tests.activities.sending import Attempt, sending
from tests.activities.test_texts import ACCEPTED
from tests.activities.twilio_words import MESSAGE, a_client, refuses


async def send(address: str, order: BusinessText | TechnicalText, letters: FakeLetters | None = None) -> Taken:
    """Send a text."""
    with a_client(address, 30) as client, sending() as way:
        telephone = Telephone(client, company(), Senders(default=OUR_NUMBER), ADDRESSES)
        texts = RoundTexts(telephone, letters or FakeLetters(), way)
        attempt = Attempt().environment()
        if isinstance(order, BusinessText):
            return await attempt.run(texts.send_business_text, order)
        return await attempt.run(texts.send_technical_text, order)


async def test_a_text_is_sent_in_the_words_of_its_round(provider: Provider) -> None:
    """It goes to the person's number, worded on their clock; after half an hour the carrier drops it."""
    provider.answers = ACCEPTED
    letters = FakeLetters()
    taken = await send(provider.address, business_text(), letters)

    expected = {"To": [PEOPLE["ana"]], "From": [OUR_NUMBER], "Body": [letters.words], "ValidityPeriod": ["1800"]}
    assert (Taken(provider_id=MESSAGE), [(BUSINESS, "Europe/London")]) == (taken, letters.written)
    assert expected == {name: provider.only.form[name] for name in expected}


async def test_it_is_said_when_the_companys_template_was_not_used(provider: Provider) -> None:
    """A mistake in it never stops a text, and is not left unsaid."""
    provider.answers = ACCEPTED
    letters = FakeLetters(Letter(subject="s", text="t", html="h", plain="text.txt, line 1: 'oops' is undefined"))

    assert "text.txt, line 1: 'oops' is undefined" == (await send(provider.address, business_text(), letters)).plain


async def test_technical_texts_are_worded_from_the_technical_round(provider: Provider) -> None:
    """Each audience has its own words."""
    provider.answers = ACCEPTED
    letters = FakeLetters()
    await send(provider.address, technical_text(), letters)

    assert [(TECHNICAL, "Europe/London")] == letters.written


@pytest.mark.parametrize(("order", "audience"), [(business_text(), "business"), (technical_text(), "technical")])
async def test_the_report_says_which_message_it_is_about(
    provider: Provider, order: BusinessText | TechnicalText, audience: str
) -> None:
    """It carries incident, audience, round and person, signed by us, and is sent again when it meets a 5xx."""
    provider.answers = ACCEPTED
    await send(provider.address, order)
    address, _, override = provider.only.form["StatusCallback"][0].partition("#")
    place, _, token = address.rpartition("/")

    message = MessageTo(code=CODE, audience=Audience(audience), number=2, person="ana")
    assert ("https://mimp.larkfield.example/twilio/round-text", "rc=3&rp=5xx,ct,rt") == (place, override)
    assert message == RoundTextToken.read(token, SIGNING_KEY).message


async def test_a_number_that_takes_no_texts_is_the_persons_own_matter(provider: Provider) -> None:
    """They go on to their next channel, with the reason in words."""
    provider.answers = refuses(21610, "Attempt to send to unsubscribed recipient")
    taken = await send(provider.address, business_text())

    assert ("", True) == (taken.provider_id, taken.refused["ana"].startswith("they have opted out of texts by STOP"))


async def test_somebody_without_a_number_is_refused_and_nothing_is_sent(provider: Provider) -> None:
    """A number that is gone since is said, and costs no request."""
    taken = await send(provider.address, business_text("dee"))

    assert ({"dee": "dee has no phone number"}, []) == (taken.refused, provider.asked)


async def test_trouble_of_our_own_is_a_failure(provider: Provider) -> None:
    """What would befall everybody is no matter of this person's."""
    provider.answers = refuses(21606, "Not your number")

    assert ("misconfigured", False) == kind_of(await failure(send(provider.address, business_text())))


async def test_a_text_whose_answer_is_lost_is_looked_for(provider: Provider) -> None:
    """What Twilio's list shows is not sent again."""

    def answer(asked: Asked) -> Says | Cuts:
        listed = {"sid": MESSAGE, "body": FakeLetters().words, "date_created": "Mon, 02 Mar 2026 02:14:00 +0000"}
        return Cuts() if asked.method == "POST" else Says(200, {"messages": [listed], "next_page_uri": None})

    provider.answers = answer
    taken = await send(provider.address, business_text())

    assert (MESSAGE, 1) == (taken.provider_id, len(provider.sent))
