"""Texts: the shared contract, and what Twilio is asked for."""

import pytest

from activities.texts import Texts
from domain.errors import FailureKind
from domain.sending import Accepted, TextOrder
from domain.tokens import AttemptToken
from tests.activities.company import (
    ATTEMPT,
    GERMAN_PHONE,
    OUR_GERMAN_NUMBER,
    OUR_NUMBER,
    PHONE,
    SECOND_PHONE,
    SIGNING_KEY,
    notice_to,
    telephone,
    text_to,
)
from tests.activities.contract import Channel, ChannelContract
from tests.activities.provider import Asked, Provider, Says
from tests.activities.sending import Attempt, sending
from tests.activities.twilio_words import BASE, MESSAGE, TOO_MANY, a_client, refuses

ACCEPTED = Says(201, {"sid": MESSAGE, "status": "queued"})


async def deliver(address: str, timeout_seconds: float = 30, person: str = "ana") -> Accepted:
    """Text somebody about their page."""
    return await send(address, text_to(person), timeout_seconds)


async def send(address: str, order: TextOrder, timeout_seconds: float = 30) -> Accepted:
    """Send a text."""
    with a_client(address, timeout_seconds) as client, sending() as way:
        return await Attempt().environment().run(Texts(telephone(client), way).send_text, order)


class TestTexts(ChannelContract):
    """The shared contract, for texts."""

    @pytest.fixture
    def channel(self) -> Channel:
        """How a text is sent."""
        opted_out = "Attempt to send to unsubscribed recipient"
        return Channel(
            deliver=deliver,
            accepts=ACCEPTED,
            provider_id=MESSAGE,
            refusals={
                FailureKind.PERMANENT: (refuses(21610, opted_out), opted_out),
                FailureKind.TEMPORARY: (refuses(21611, "The queue is full"), "The queue is full"),
                FailureKind.MISCONFIGURED: (refuses(21606, "Not your number"), "Not your number"),
            },
            too_many=TOO_MANY,
            sends=1,
            person_without_address="bo",
            no_address="bo has no phone number",
        )


async def asked_for(provider: Provider, order: TextOrder) -> Asked:
    """Send a text, and return what Twilio was asked."""
    provider.answers = ACCEPTED
    await send(provider.address, order)
    return provider.only


async def test_a_text_is_sent_as_worded(provider: Provider) -> None:
    """Twilio is told whom to text from which number, and our words."""
    asked = await asked_for(provider, text_to())

    expected = {"To": [PHONE], "From": [OUR_NUMBER], "Body": [text_to().body]}
    assert ("POST", f"{BASE}/Messages.json") == (asked.method, asked.path)
    assert expected == {name: asked.form[name] for name in expected}


async def test_a_text_that_is_late_is_dropped(provider: Provider) -> None:
    """A page is no use hours later, so the carrier drops it after five minutes."""
    assert ["300"] == (await asked_for(provider, text_to())).form["ValidityPeriod"]


async def test_a_typographers_apostrophe_does_not_double_the_price(provider: Provider) -> None:
    """Twilio replaces characters that would turn one text into several."""
    assert ["true"] == (await asked_for(provider, text_to())).form["SmartEncoded"]


async def test_a_person_is_texted_from_our_number_in_their_country(provider: Provider) -> None:
    """Where we have a number of somebody's country, texts come from that one."""
    form = (await asked_for(provider, text_to("cy"))).form

    assert ([GERMAN_PHONE], [OUR_GERMAN_NUMBER]) == (form["To"], form["From"])


@pytest.mark.parametrize(
    ("wished", "reached"),
    [(SECOND_PHONE, SECOND_PHONE), (PHONE, PHONE), (GERMAN_PHONE, PHONE), ("", PHONE)],
    ids=["their second", "their first", "somebody else's", "none"],
)
async def test_a_reply_goes_to_a_number_of_the_persons_own(provider: Provider, wished: str, reached: str) -> None:
    """Words go to the number that was asked for if it is theirs, and to their first otherwise: never to a stranger."""
    form = (await asked_for(provider, notice_to().model_copy(update={"to": wished}))).form

    assert [reached] == form["To"]


async def test_the_report_on_a_text_says_what_it_is_about_and_is_signed(provider: Provider) -> None:
    """The report names the attempt and the person, signed by us, and is sent again when it meets a 5xx."""
    address, _, override = (await asked_for(provider, text_to())).form["StatusCallback"][0].partition("#")
    place, _, token = address.rpartition("/")

    assert ("https://mimp.larkfield.example/twilio/text-status", "rc=3&rp=5xx,ct,rt") == (place, override)
    assert AttemptToken(attempt=ATTEMPT, person="ana") == AttemptToken.read(token, SIGNING_KEY)


async def test_words_that_belong_to_no_page_report_nowhere(provider: Provider) -> None:
    """A notice is sent and forgotten: nobody is told how it went."""
    form = (await asked_for(provider, notice_to())).form

    assert {"To", "From", "Body", "ValidityPeriod", "SmartEncoded"} == set(form)
