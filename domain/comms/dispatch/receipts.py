"""What providers say of the messages of a round, and what follows: who received what, and whose message did not arrive.

What is sent to a provider carries which message it is (`MessageTo`), so that whatever comes back is understood with no look-up.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from domain.audiences import Audience
from domain.comms.dispatch.delivery import DeliveriesFailed, Failed, Outcome, Receipt
from domain.comms.dispatch.progress import LONGEST_WHY
from domain.messages import Message
from domain.organisation import Slug
from domain.wording import shortened

MAIL_OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "processed": Outcome.ACCEPTED,
        "deferred": Outcome.DEFERRED,
        "delivered": Outcome.DELIVERED,
        "bounce": Outcome.FAILED,  # also what was blocked: that is a type of it
        "dropped": Outcome.FAILED,
    }
)
"""What SendGrid's events say of a mail (SendGrid documentation, event webhook); of the others we have nothing to do."""

TEXT_OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "accepted": Outcome.ACCEPTED,
        "queued": Outcome.ACCEPTED,
        "sending": Outcome.ACCEPTED,
        "sent": Outcome.ACCEPTED,  # the last word there is from carriers that give no receipts
        "delivered": Outcome.DELIVERED,
        "read": Outcome.DELIVERED,
        "undelivered": Outcome.FAILED,
        "failed": Outcome.FAILED,
    }
)
"""What Twilio's statuses say of a text (Twilio documentation, message resource)."""


_MOST_ROUNDS = 2**31 - 1
"""What a database holds in a whole number (PostgreSQL documentation, numeric types)."""


class MessageTo(Message):
    """One message of a round: of which incident, for which audience, in the round of this number, to this person.

    What comes back with a provider's report is judged here: what it can be is what the records can hold.
    """

    code: str
    audience: Audience
    number: Annotated[int, Field(ge=1, le=_MOST_ROUNDS)]
    person: Slug

    def as_arguments(self) -> dict[str, str]:
        """Return it as a provider carries it along: names and values are text."""
        return {name: str(value) for name, value in self.model_dump(mode="json").items()}


def standing(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Return the furthest word on each message, in the order of rounds and people: providers report late and in disorder."""
    furthest: dict[tuple[Audience, int, str, str], Receipt] = {}
    for receipt in sorted(receipts, key=lambda each: (_rank(each.outcome), each.at)):
        furthest[(receipt.audience, receipt.number, receipt.person, receipt.channel)] = receipt
    return [furthest[message] for message in sorted(furthest)]


def failures(receipts: Iterable[Receipt]) -> list[DeliveriesFailed]:
    """Return what did not arrive, together for each incident and audience, each message once; nothing where all is well."""
    found: dict[tuple[str, Audience], dict[tuple[str, str, int], Failed]] = {}
    for receipt in receipts:
        if receipt.outcome is Outcome.FAILED:
            failed = Failed(
                person=receipt.person,
                channel=receipt.channel,
                number=receipt.number,
                reason=shortened(receipt.reason, LONGEST_WHY),
            )
            of_one = found.setdefault((receipt.code, receipt.audience), {})
            of_one.setdefault((failed.person, failed.channel, failed.number), failed)
    return [
        DeliveriesFailed(code=code, audience=audience, failed=tuple(of_one.values()))
        for (code, audience), of_one in found.items()
    ]


def _rank(outcome: Outcome) -> int:
    return list(Outcome).index(outcome)
