"""What escalations, pagers and the gateway say to one another of pages: ordered, withdrawn, told in calls and texts.

As with all messages (domain/messages.py): one model for each, and fields are only ever added, with defaults.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Self

from pydantic import Field

from domain.messages import Message, PageWords, Purpose, RoundToSend, Verb
from domain.organisation import Channel, Urgency
from domain.policies import BurstPolicy
from domain.purposes import named


class ContactCard(Message):
    """How one person is paged: channels in order, how long the phone rings, how long an attempt may stay without an outcome.

    `because` says why the channels are other than agreed.
    """

    person: str
    name: str
    time_zone: str
    language: str
    channels: tuple[Channel, ...]
    ring: timedelta
    answer_limit: timedelta
    burst: BurstPolicy = BurstPolicy()
    because: str | None = None


class Asking(Message):
    """What a page asks of a person.

    `asked_for` is what a page asks beside the reminder (`CHECK_IN`) it is for the moment; None: nothing else than its purpose.
    """

    purpose: Purpose
    asked_for: Purpose | None = None

    @property
    def own_purpose(self) -> Purpose:
        """What the page itself is for: to this its code leads, and this its keys and words answer, reminder or not."""
        return self.asked_for or self.purpose


class PageOrder(Asking):
    """An escalation's order to page a person; the contact card is added when it is handed over, never earlier.

    `intent` names this try: it comes to exactly one end. The same intent arriving twice is one. `own_words` are what the page
    itself says while it is a reminder.
    """

    page_id: str
    intent: str
    owner: str
    incident: str
    code: str
    person: str
    words: PageWords
    own_words: PageWords | None = None
    cleared: bool = False
    team: str = ""
    urgency: Urgency = Urgency.HIGH

    def reminding(self, question: str) -> Self:
        """Return it with the question whether they are still on it, which the page asks beside what it is for."""
        reminder = {"purpose": Purpose.CHECK_IN, "words": self.words.below(question)}
        return self.model_copy(update={**reminder, "asked_for": self.purpose, "own_words": self.words})

    def reworded(self, words: PageWords) -> Self:
        """Return it with what the page says now; the question of a reminder stays."""
        if self.asked_for is None:
            return self.model_copy(update={"words": words})
        return self.model_copy(update={"words": words.below(self.words.headline), "own_words": words})

    def itself(self) -> Self:
        """Return it as it is once a reminder is over: what it asked and said before."""
        back = {"purpose": self.own_purpose, "words": self.own_words or self.words}
        return self.model_copy(update={**back, "asked_for": None, "own_words": None})


class HandedOver(Message):
    """The pager has the page.

    `calls_waiting` says how many calls wait their turn, this one among them; `last_reached_in` when the last of them is placed, if
    that takes more than a minute.
    """

    calls_waiting: int = 0
    last_reached_in: timedelta | None = None


class PageRequest(Message):
    """A page as the pager receives it; the same `page_id` again means: try this person once more."""

    order: PageOrder
    contact: ContactCard


class PageEnding(StrEnum):
    """The one end each page comes to."""

    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    PASSED_ON = "passed on"


class PageWithdrawal(Message):
    """The page has come to its end: stop ringing for it; `notice` is texted to the person, even if it had ended before.

    `put_through`: whoever took it is on the bridge from now on, with the call in which they were told.
    """

    page_id: str
    ending: PageEnding
    because: str
    taken_by: str | None = None
    put_through: bool = False
    notice: str | None = None


class PageCleared(Message):
    """Whether the alerts behind a page are gone: then nobody is rung out of bed for it any more, and a text says so."""

    page_id: str
    cleared: bool


class PageLapsed(Message):
    """Whoever had it did not answer whether they are still on it: the page asks what it asks everybody else, and a text says so."""

    page_id: str
    purpose: Purpose
    words: PageWords


class PageReworded(Message):
    """What a page says now; it rings no phone, and whoever is told of the page from now on hears this."""

    page_id: str
    words: PageWords


class PageReport(Message):
    """The pager could not reach the person on any channel."""

    page_id: str
    because: str


class Notice(Message):
    """Words to text to a person: the confirmation of an answer, a list, a stand-down.

    `to` is the number (E.164) they go to if it is one of the person's own; else, as by default, their first. `board_of` is the code
    of the incident whose board they are about, when they are to end with how such texts are stopped; `sends_of` that of the one of
    which they may send an update, when they are to end with how that is done by text: only the pager knows the codes.
    """

    notice_id: str
    body: str
    to: str = ""
    board_of: str = ""
    sends_of: str = ""


class Telling(Message):
    """Words to text to this person, whether or not they have been paged."""

    person: str
    notice: Notice


class Told(Message):
    """The words are with the person's pager."""


class OpenPage(Asking):
    """One page of a person, as the gateway needs it to understand a text; `team` is the one searched, empty in old pages.

    `rounds` are the updates it asks to have sent.
    """

    page_id: str
    owner: str
    incident: str
    incident_code: str
    page_code: str
    headline: str
    open: bool
    in_hand: bool = False
    closed_because: str | None = None
    team: str = ""
    rounds: tuple[RoundToSend, ...] = ()

    @property
    def named(self) -> str:
        """How it is called to the person: all they are shown of `incident_code`, which business readers are not shown (P15)."""
        return named(self.purpose, self.incident_code)


class OpenPages(Message):
    """A person's pages, the latest first; those that ended within a day are among them, for late answers."""

    pages: list[OpenPage] = Field(default_factory=list)


class CallScriptQuery(Message):
    """What is to be said on this call."""

    attempt_id: str


class PageToTell(Asking):
    """One page, as a call tells it; `code` tells it from the person's other pages, `closed_because` says why it is not open.

    `in_hand`: it is not open because this very person has it. `team` is the one searched, empty in old pages.
    """

    page_id: str
    code: str
    owner: str
    incident: str
    incident_code: str
    words: PageWords
    cleared: bool = False
    closed_because: str | None = None
    in_hand: bool = False
    team: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for its end."""
        return self.closed_because is None

    @property
    def named(self) -> str:
        """How it is called to the person: all they are shown of `incident_code`, which business readers are not shown (P15)."""
        return named(self.purpose, self.incident_code)


class CallScript(Message):
    """What a call says now: the person's open pages, those in their hands, and those the call was made for, closed or not."""

    pages: tuple[PageToTell, ...] = ()


class TextReceived(Message):
    """A text this person sent us; `text_id` makes a repeated delivery the same text.

    `refused` says why it cannot be taken, where that is known already: whether this is replied is counted like any reply.
    `keyed`: it is what a caller keyed in, and nothing but a code.
    """

    text_id: str
    body: str
    refused: str = ""
    keyed: bool = False


class TextMeaning(Message):
    """What a text asks: a verb and the pages it is about, or the words to reply at once; `written` is what follows the code.

    `silent`: nothing is replied to it.
    """

    reply: str | None = None
    silent: bool = False
    verb: Verb | None = None
    pages: tuple[OpenPage, ...] = ()
    written: str = ""


class ReportMade(Message):
    """This person reports something by text or call (P9); `report_id` makes a repeated delivery the same report."""

    report_id: str
    channel: Channel


class ReportCounted(Message):
    """The report is one of those that are taken."""


class Enquiry(Message):
    """This person asks by text how an incident stands; `text_id` makes a repeated delivery the same enquiry."""

    text_id: str


class EnquiryCounted(Message):
    """Whether the enquiry is answered; if not, the words to reply in its place, empty for none at all."""

    answered: bool = True
    words: str = ""


class TextsOpened(Message):
    """The person stopped our texts at the carrier (STOP), or let them through again (START)."""

    open: bool
