"""What is ordered from the providers, and what they say of it."""

from datetime import timedelta

from domain.messages import Message, Purpose
from domain.purposes import named

CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""How much Temporal's clock and a provider's may differ: what was made since an attempt began is looked for from so much before."""


class CallOrder(Message):
    """Place one call. `attempt_id` comes back in every callback; no call in `known` (the provider's ids) is taken for this one."""

    attempt_id: str
    person: str
    ring: timedelta
    time_limit: timedelta
    known: tuple[str, ...] = ()


class CallEnd(Message):
    """End a call: cancel it while it rings, hang up once it was picked up."""

    provider_id: str
    person: str
    picked_up: bool


class CallRedirect(Message):
    """Have a call that is going on fetch its words anew; one that is not picked up yet, or over, is left alone."""

    attempt_id: str
    person: str
    provider_id: str


class CallCheck(Message):
    """Ask the provider how a call stands."""

    provider_id: str
    attempt_id: str


class TextOrder(Message):
    """Send one text; what came of it is reported if `reported`. No text in `known` (the provider's ids) is taken for this one.

    `to` is the number (E.164) it goes to if it is one of the person's own; else, as by default, their first.
    """

    attempt_id: str
    person: str
    body: str
    reported: bool = False
    known: tuple[str, ...] = ()
    to: str = ""


class PageInMail(Message):
    """One page as a mail tells it, by what it asks."""

    page_id: str
    purpose: Purpose = Purpose.TRIAGE
    owner: str
    incident: str
    incident_code: str
    page_code: str
    headline: str
    detail: str
    team: str = ""

    @property
    def named(self) -> str:
        """How it is called to the person: all they are shown of `incident_code`, which business readers are not shown (P15)."""
        return named(self.purpose, self.incident_code)


class MailOrder(Message):
    """Send one mail that tells all these pages, after a `note` if there is one. Mails of one `thread` are one conversation."""

    attempt_id: str
    person: str
    name: str
    subject: str
    thread: str
    note: str = ""
    pages: tuple[PageInMail, ...]


class Accepted(Message):
    """The provider took it. `found`: its answer was lost, and its list showed it."""

    provider_id: str
    found: bool = False


class CallReport(Message):
    """The provider's word on a call: a status (with its sequence number), or what machine detection heard."""

    attempt_id: str
    provider_id: str
    status: str | None = None
    sequence: int = 0
    answered_by: str | None = None


class CallFound(CallReport):
    """How a call stands when the provider is asked. The answer has no sequence number: it is newer than every report before it."""

    status: str


class TextReport(Message):
    """The provider's word on a text."""

    attempt_id: str
    provider_id: str
    status: str
    error_code: int | None = None
