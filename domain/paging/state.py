"""What one person's pager remembers: pages, attempts to deliver them, and notices waiting to be texted."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, Field

from domain.messages import ContactCard, Notice, PageEnding, PageOrder, PagerStart
from domain.organisation import Channel
from domain.timeline import Journal

REMEMBERED_FOR = timedelta(days=1)
"""How long an ended page stays known: a late answer still finds it, and its code is not given to another page."""


class Outcome(StrEnum):
    """What came of an attempt, in the words of the timeline."""

    NO_ANSWER = "nobody answered"
    BUSY = "busy"
    NOT_CONNECTED = "the call could not be connected"
    VOICEMAIL = "voicemail picked up, which is no answer"
    NO_KEY = "picked up, but no key was pressed"
    SETTLED = "ended after the page was settled"
    CANCELLED = "cancelled before it was picked up"
    NOT_ACCEPTED = "not accepted by the provider"
    NOT_DELIVERED = "accepted, but not delivered"
    ACCEPTED = "accepted by the provider"
    DELIVERED = "delivered"
    UNKNOWN = "no outcome was ever reported"


class Attempt(BaseModel):
    """One call, text or mail for one page. A call without an outcome is live."""

    id: str
    page_id: str
    channel: Channel
    started_at: datetime
    give_up_at: datetime
    provider_id: str | None = None
    status: str = "placing"
    sequence: int = -1
    picked_up: bool = False
    end_asked: bool = False
    outcome: Outcome | None = None

    @property
    def live(self) -> bool:
        """Whether this is a call that may still ring or talk."""
        return self.channel is Channel.CALL and self.outcome is None


class Page(BaseModel):
    """One page of this person: what it says, which channels are still to be tried, and how it ended."""

    order: PageOrder
    contact: ContactCard
    code: str
    opened_at: datetime
    plan: list[Channel] = Field(default_factory=list)
    why_next: str = ""
    delivered: list[Channel] = Field(default_factory=list)
    attempts: int = 0
    rang: bool = False
    reported_unreachable: bool = False
    last_failure: str = ""
    ending: PageEnding | None = None
    ended_because: str | None = None
    in_hand: bool = False
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the page still waits for its end."""
        return self.ending is None


class PagerState(BaseModel):
    """Everything a pager carries over a continue-as-new."""

    person: str
    pages: dict[str, Page] = Field(default_factory=dict)
    attempts: dict[str, Attempt] = Field(default_factory=dict)
    notices: list[Notice] = Field(default_factory=list)
    notices_seen: list[str] = Field(default_factory=list)
    journal: Journal
    last_busy: datetime

    def page_of(self, attempt: Attempt) -> Page:
        """Return the page an attempt is for."""
        return self.pages[attempt.page_id]

    def live_calls(self) -> list[Attempt]:
        """Return the calls that may still ring or talk: at most one, by the rule of `paging.next_action`."""
        return [attempt for attempt in self.attempts.values() if attempt.live]


class PagerInput(PagerStart):
    """How a pager starts: anew, or with what an earlier run carried over."""

    carried: PagerState | None = None
