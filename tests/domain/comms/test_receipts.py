"""What providers say of messages, and what follows."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Failed, Outcome, Receipt
from domain.comms.dispatch.receipts import MessageTo, failures, standing
from domain.organisation import Channel
from tests.domain.builders import NIGHT

CODE = "checkout-7K3Q"


def receipt(outcome: Outcome, who: str = "ana", *, at: datetime = NIGHT, **changes: object) -> Receipt:
    """Return a provider's word on a mail of the first business round."""
    made = Receipt(
        receipt_id=f"{9 - list(Outcome).index(outcome)}-{who}-{at}",  # in no order that means anything
        code=CODE,
        audience=Audience.BUSINESS,
        number=1,
        person=who,
        channel=Channel.MAIL,
        outcome=outcome,
        at=at,
    )
    return made.model_copy(update=changes)


def test_the_furthest_word_stands_in_whatever_order_they_come() -> None:
    """What was delivered is not deferred any more, and what bounced in the end has failed."""
    words = [receipt(Outcome.ACCEPTED), receipt(Outcome.DEFERRED), receipt(Outcome.DELIVERED)]

    assert {Outcome.DELIVERED} == {standing(each)[0].outcome for each in permutations(words)}
    assert Outcome.FAILED == standing([receipt(Outcome.FAILED), *words])[0].outcome


def test_of_two_words_alike_the_later_one_stands() -> None:
    """Deferred twice, the later reason is the one there is."""
    later = receipt(Outcome.DEFERRED, at=NIGHT + timedelta(minutes=1), reason="still busy")

    assert [later] == standing([later, receipt(Outcome.DEFERRED)])


def test_every_message_stands_for_itself() -> None:
    """Another person's, channel's, round's or audience's is another message; they come by audience, round and person."""
    others = [
        receipt(Outcome.FAILED, "bo"),
        receipt(Outcome.DELIVERED, channel=Channel.TEXT),
        receipt(Outcome.DELIVERED, number=2),
        receipt(Outcome.DELIVERED, audience=Audience.TECHNICAL),
    ]
    stand = standing([*others, receipt(Outcome.ACCEPTED)])

    expected = [(1, "ana", "mail"), (1, "ana", "text"), (1, "bo", "mail"), (2, "ana", "mail"), (1, "ana", "mail")]
    assert expected == [(each.number, each.person, each.channel) for each in stand]


def test_failures_are_told_once_for_each_audience_and_nothing_else_is() -> None:
    """However often a provider says so, each message that did not arrive is named once."""
    receipts = [
        receipt(Outcome.FAILED, reason="550"),
        receipt(Outcome.FAILED, at=NIGHT + timedelta(seconds=1), reason="550 again"),
        receipt(Outcome.FAILED, "bo"),
        receipt(Outcome.DELIVERED, "cy"),
        receipt(Outcome.FAILED, audience=Audience.TECHNICAL),
    ]
    business, technical = failures(receipts)

    assert ((CODE, Audience.BUSINESS), ("550", "")) == (
        (business.code, business.audience),
        tuple(each.reason for each in business.failed),
    )
    assert (Failed(person="ana", channel=Channel.MAIL, number=1, reason=""),) == technical.failed
    assert [] == failures([receipt(Outcome.DELIVERED)])


@given(
    code=st.text(),
    number=st.integers(1, 2**31 - 1),
    person=st.from_regex(r"[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,3}", fullmatch=True),
    audience=st.sampled_from(Audience),
)
def test_what_a_provider_carries_along_reads_as_it_was_sent(
    code: str, number: int, person: str, audience: Audience
) -> None:
    """It goes out as text, and comes back the same message."""
    message = MessageTo(code=code, audience=audience, number=number, person=person)

    assert message == MessageTo.model_validate(message.as_arguments())
    assert {str} == {type(value) for value in message.as_arguments().values()}


@pytest.mark.parametrize(
    "broken",
    [{"number": "99999999999999999999"}, {"number": "0"}, {"person": "\ud800"}, {"person": "ana\x00"}, {"person": ""}],
    ids=str,
)
def test_what_cannot_be_anybodys_message_is_refused(broken: dict[str, str]) -> None:
    """A number that no round has, or a person nobody can be, would be kept by no database."""
    about = {"code": CODE, "audience": "business", "number": "2", "person": "ana"}

    with pytest.raises(ValidationError):
        MessageTo.model_validate(about | broken)
