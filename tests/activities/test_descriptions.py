"""The oracles are awake: what is not as the providers describe it is noticed, whoever says it.

That every exchange of every test is as described is held by the fixture `provider`.
"""

from dataclasses import replace

import pytest
from openapi_core.validation.exceptions import ValidationError

from tests.activities import descriptions, test_calls, test_mails
from tests.activities.provider import Exchange, Provider, Says
from tests.activities.sending import Attempt
from tests.activities.test_reconcile import a_call, a_text
from tests.activities.twilio_book import TwilioBook
from tests.activities.twilio_words import CALL

pytestmark = pytest.mark.skipif(not descriptions.are_here(), reason=descriptions.ABSENT)


def noticed(exchange: Exchange) -> bool:
    """Whether an exchange is not as described."""
    try:
        descriptions.check([exchange])
    except ValidationError:
        return True
    return False


async def test_a_request_that_is_not_as_described_is_noticed(provider: Provider) -> None:
    """A call to nobody, a ring of no time and a mail without a sender are not as described."""
    provider.answers = test_calls.ACCEPTED
    await test_calls.deliver(provider.address)
    provider.answers = test_mails.ACCEPTED
    await test_mails.deliver(provider.address)
    call, mail = provider.exchanges
    wrong = [(call, b"To=", b"Too="), (call, b"Timeout=20", b"Timeout=soon"), (mail, b'"from"', b'"form"')]

    for exchange, right, other in wrong:
        asked = replace(exchange.asked, body=exchange.asked.body.replace(right, other))
        assert (False, True) == (noticed(exchange), noticed(replace(exchange, asked=asked)))


async def test_an_answer_that_is_not_as_described_is_noticed(provider: Provider) -> None:
    """A status there is not, an id of the wrong form and a list of something else are not as described."""
    provider.answers = TwilioBook()
    for order in (a_call, a_text):
        await order(provider.address, Attempt(2))
    listed = next(exchange for exchange in provider.exchanges if exchange.asked.method == "GET")
    made = next(exchange for exchange in provider.exchanges if exchange.asked.method == "POST")

    assert noticed(replace(made, did=Says(201, {"sid": CALL, "status": "dreaming"})))
    assert noticed(replace(made, did=Says(201, {"sid": "CA1", "status": "queued"})))
    assert noticed(replace(listed, did=Says(200, {"calls": "none"})))


async def test_a_query_that_is_not_as_described_is_noticed(provider: Provider) -> None:
    """A list is asked for with fields that Twilio's lists have."""
    provider.answers = TwilioBook()
    await a_call(provider.address, Attempt(2))
    listed = provider.exchanges[0]
    asked = replace(listed.asked, target=listed.asked.target.replace("PageSize=50", "PageSize=many"))

    assert (False, True) == (noticed(listed), noticed(replace(listed, asked=asked)))
