"""What calls and texts have in common: our account, whom they reach at which number, from which of ours, where they report to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from twilio.base import values
from twilio.rest import Client

from activities.addresses import CallbackAddresses
from activities.contacts import phone_of
from activities.failures import provider_answers
from activities.provider_errors import unreadable
from domain.organisation import Organisation
from domain.senders import Senders

LISTED = 50
"""How many of the newest calls or texts between two numbers are looked at: one page of Twilio's list."""


class Listed(Protocol):
    """A call or text as Twilio's package gives it."""

    sid: str | None
    date_created: datetime | None


@dataclass(frozen=True)
class Line:
    """Two numbers (E.164): the person's, and ours."""

    to: str
    ours: str


@dataclass(frozen=True)
class Text:
    """Words to send: the carrier drops them when they are not delivered in time; how they go is reported to an address, if any."""

    body: str
    valid_for: timedelta
    reports_to: str | None = None


@dataclass(frozen=True)
class Telephone:
    """Our account at Twilio, and whom it reaches."""

    client: Client
    organisation: Organisation
    senders: Senders
    addresses: CallbackAddresses

    def line_to(self, person: str, wished: str = "") -> Line:
        """Return the two numbers for a call or text to this person now, to the number wished for if it is theirs.

        Raises:
            DeliveryFailed: permanent, when they have none.

        """
        phone = phone_of(self.organisation, person, wished)
        return Line(to=phone, ours=self.senders.number_for(phone))

    def send_text(self, line: Line, text: Text) -> str:
        """Have a text sent, and return Twilio's id for it. Raises `DeliveryFailed`."""
        with provider_answers():
            message = self.client.messages.create(
                to=line.to,
                from_=line.ours,
                body=text.body,
                validity_period=round(text.valid_for.total_seconds()),
                smart_encoded=True,
                status_callback=text.reports_to or values.unset,
            )
        return sid_of(message)

    def find_text(self, line: Line, text: Text, since: datetime, known: tuple[str, ...] = ()) -> str | None:
        """Find the text with this body between the two numbers; by the time it was made, as one that is queued is not sent yet.

        Raises:
            DeliveryFailed: Twilio's list could not be had.

        """
        with provider_answers():
            texts = self.client.messages.list(to=line.to, from_=line.ours, limit=LISTED)
        same = (each for each in texts if _letters(each.body) == _letters(text.body))
        return first_new(same, since, known)


def sid_of(made: Listed) -> str:
    """Return Twilio's id of what it made. Raises `DeliveryFailed`, unknown, when an answer of success names none."""
    if not made.sid:
        raise unreadable()
    return made.sid


def first_new(listed: Iterable[Listed], since: datetime, known: tuple[str, ...]) -> str | None:
    """Return the id of what Twilio made since this instant (UTC) and we do not know; None when there is nothing."""
    new = (each for each in listed if each.date_created and each.date_created >= since)
    return next((sid_of(each) for each in new if each.sid not in known), None)


def _letters(body: str | None) -> str:
    """Return the letters and digits of a text: its smart encoding replaces dashes, quotes and spaces on the way."""
    return "".join(character for character in body or "" if character.isalnum())
