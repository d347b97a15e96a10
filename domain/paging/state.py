"""What one person's pager remembers: pages, attempts to deliver them, and notices waiting to be texted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer
from pydantic.fields import FieldInfo

from domain.messages import PagerStart, Purpose, RoundToSend
from domain.organisation import Channel
from domain.page_messages import ContactCard, Notice, PageEnding, PageOrder, TextMeaning
from domain.sending import CLOCKS_DIFFER_BY
from domain.timeline import Journal

REMEMBERED_FOR = timedelta(days=1)
"""How long an ended page stays known: a late answer still finds it, and its code is not given to another page."""

MOST_HELD = 200
"""How many pages one person may have that are open or in their hands. Nobody looks into more; one more is for others, at once."""


class Outcome(StrEnum):
    """What came of an attempt, in the words of the timeline."""

    NO_ANSWER = "nobody answered"
    BUSY = "busy"
    NOT_CONNECTED = "the call could not be connected"
    VOICEMAIL = "voicemail picked up, which is no answer"
    NO_KEY = "picked up, but no key was pressed"
    PUT_THROUGH = "put through to the call"
    SETTLED = "ended after the page was settled"
    CANCELLED = "cancelled before it was picked up"
    NOT_ACCEPTED = "not accepted by the provider"
    NOT_DELIVERED = "accepted, but not delivered"
    ACCEPTED = "accepted by the provider"
    DELIVERED = "delivered"
    UNKNOWN = "no outcome was ever reported"


_CALL_IS_OVER = {"completed", "busy", "no-answer", "failed", "canceled"}


class Lean(BaseModel):
    """What a pager carries by the hundred: a field that is as by default is not written down."""

    @model_serializer(mode="wrap")
    def _without_defaults(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        written: dict[str, Any] = write(self)
        return {name: value for name, value in written.items() if not _is_default(fields[name], getattr(self, name))}


def _is_default(field: FieldInfo, value: object) -> bool:
    return not value if field.default_factory else bool(value == field.default)  # what is made by default is made empty


class ProviderCall(Lean):
    """A call as the provider names it and speaks of it. `machine`: a machine picked it up."""

    provider_id: str | None = None
    status: str = "placing"
    sequence: int = -1
    picked_up: bool = False
    end_asked: bool = False
    machine: bool = False

    @property
    def over(self) -> bool:
        """Whether the provider has said that it is over."""
        return self.status in _CALL_IS_OVER


class Attempt(ProviderCall):
    """One call, text or mail, for one page or several. A call without an outcome is live.

    It is the call it follows; `others` are more calls under the same attempt, placed when the provider's answer was lost.
    `intents` are the intended pages it is an attempt at, by page: a page that is tried anew while its phone rings has two.
    `code` answers all pages of one text at once; `more` is how many were due that it had no room for. `give_up_at` is when a call
    nothing was heard of is asked about, and `talks_until` when one that was picked up is over at the latest. The provider has made
    nothing of it after `handed_over_at`. `counted` is the outcome that was measured last.
    """

    id: str
    intents: dict[str, list[str]] = Field(default_factory=dict)
    channel: Channel
    started_at: datetime
    give_up_at: datetime
    talks_until: datetime | None = None
    handed_over_at: datetime | None = None
    code: str | None = None
    more: int = 0
    others: list[ProviderCall] = Field(default_factory=list)
    tell_closed: bool = False
    outcome: Outcome | None = None
    counted: Outcome | None = None

    @property
    def page_ids(self) -> list[str]:
        """The pages it tells, in the order in which they came."""
        return list(self.intents)

    @property
    def under_way(self) -> bool:
        """Whether it is not known yet what came of it: it waits for its turn, is being sent, or is a call that is live."""
        return self.outcome is None

    @property
    def live(self) -> bool:
        """Whether this is a call that may still ring or talk."""
        return self.channel is Channel.CALL and self.under_way

    @property
    def connected(self) -> bool:
        """Whether this is a call that rings or talks; a live one that is completed only waits for an answer on its way."""
        return self.live and self.status != "completed"

    @property
    def concluded(self) -> bool:
        """Whether its outcome stands: a call that was only thought lost may still be heard of."""
        return self.outcome not in {None, Outcome.UNKNOWN, Outcome.NOT_ACCEPTED}

    def call_named(self, provider_id: str) -> ProviderCall:
        """Return its call with this name. Raises KeyError for one it does not have."""
        calls: dict[str | None, ProviderCall] = {call.provider_id: call for call in (self, *self.others)}
        return calls[provider_id]

    def follow(self, other: ProviderCall) -> None:
        """Follow another of its calls; the one followed until now is remembered among the others."""
        left = ProviderCall(**{name: getattr(self, name) for name in ProviderCall.model_fields})
        self.others = [*(each for each in self.others if each is not other), left]
        for name in ProviderCall.model_fields:
            setattr(self, name, getattr(other, name))

    def tells(self, page: "Page") -> None:
        """Note that this attempt tells a page, for what is intended with it now."""
        intents = self.intents.setdefault(page.order.page_id, [])
        if page.order.intent not in intents:
            intents.append(page.order.intent)


class Standing(Lean):
    """How a page of this person stands: its code, which channels are still to be tried, and how it ended."""

    code: str
    opened_at: datetime
    plan: list[Channel] = Field(default_factory=list)
    delivered: list[Channel] = Field(default_factory=list)
    cleared: bool = False
    cannot_be_called: bool = False
    first_attempt: str | None = None
    rang: bool = False
    reported_unreachable: bool = False
    ending: PageEnding | None = None
    ended_because: str | None = None
    in_hand: bool = False
    code_owed: bool = False
    code_texted: bool = False
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the page still waits for its end."""
        return self.ending is None

    @property
    def held(self) -> bool:
        """Whether the page waits for its end, or for whoever has it: it is remembered whatever the time."""
        return self.open or self.in_hand


class Page(Standing):
    """One page of this person, with what is needed to deliver it."""

    order: PageOrder
    contact: ContactCard
    why_next: str = ""
    last_failure: str = ""


class ShortPage(Standing):
    """One page with what an answer and LIST need; what can be told from the rest is left empty (`domain/paging/carrying.py`)."""

    intent: str
    page_id: str = ""
    owner: str = ""
    incident: str = ""
    incident_code: str
    purpose: Purpose
    asked_for: Purpose | None = None
    service: str = ""
    headline: str = ""
    own_headline: str = ""
    quiet_for: timedelta | None = None
    rounds: tuple[RoundToSend, ...] = ()
    team: str = ""
    channels: tuple[Channel, ...] = ()


class InShort(BaseModel):
    """The pages that are carried in short, and how their person was to be paged last."""

    contact: ContactCard
    pages: list[ShortPage]


class PagerState(BaseModel):
    """Everything a pager carries over a continue-as-new."""

    person: str
    run: str = ""
    """What tells this pager from an earlier one of the same person."""
    pages: dict[str, Page] = Field(default_factory=dict)
    attempts: dict[str, Attempt] = Field(default_factory=dict)
    attempts_made: int = 0
    bounded: bool = False
    """Whether a person's pages have a bound: not so in runs that began before there was one."""
    in_short: InShort | None = None
    """Pages for which there was no room to carry them whole; put back among `pages` when the next run begins."""
    bundles: dict[str, list[str]] = Field(default_factory=dict)
    """Codes of older texts about several pages, each with the codes of those."""
    spent_codes: list[str] = Field(default_factory=list)
    """Codes of what was forgotten for want of room, the latest last."""
    turned_away: dict[str, str] = Field(default_factory=dict)
    """Pages beyond the bound, each with its owner, who is still to be told."""
    first_rings: list[timedelta] = Field(default_factory=list)
    """How long pages waited for the ring of their first call, as far as it is not measured yet."""
    unreachable: bool = False
    """Whether every channel has failed, and none has worked since."""
    notices: list[Notice] = Field(default_factory=list)
    notices_under_way: list[Notice] = Field(default_factory=list)
    """The notices of the one text that is being sent; those in `notices` wait behind it."""
    notices_seen: list[str] = Field(default_factory=list)
    texts_closed: str | None = None
    """Why nothing is texted to the person."""
    texts_closed_until: datetime | None = None
    """When texts are tried again; None while only the person's START opens them."""
    wrong_codes: list[datetime] = Field(default_factory=list)
    locked_until: datetime | None = None
    refusals_told: list[datetime] = Field(default_factory=list)
    """When this person was told lately that a text of theirs is not understood, or wrong."""
    lists_told: list[datetime] = Field(default_factory=list)
    """When this person was texted the list of their pages lately."""
    texts_read: dict[str, TextMeaning] = Field(default_factory=dict)
    reports: dict[str, datetime] = Field(default_factory=dict)
    """When this person reported something by text or call, the latest last."""
    enquiries: dict[str, datetime] = Field(default_factory=dict)
    """When this person asked by text how it stands, as far as it counts, the latest last."""
    journal: Journal
    last_busy: datetime

    def pages_of(self, attempt: Attempt) -> list[Page]:
        """Return the pages an attempt is for."""
        return [self.pages[each] for each in attempt.page_ids if each in self.pages]

    def open_pages(self) -> list[Page]:
        """Return the pages that still wait for their end, in the order in which they came."""
        return [page for page in self.pages.values() if page.open]

    @property
    def full(self) -> bool:
        """Whether this person has as many pages as one can have."""
        return self.bounded and sum(page.held for page in self.pages.values()) >= MOST_HELD

    def any_open(self, attempt: Attempt) -> bool:
        """Whether any page of this attempt still waits for its end."""
        return any(page.open for page in self.pages_of(attempt))

    def live_calls(self) -> list[Attempt]:
        """Return the calls that may still ring or talk: at most one, by the rule of `paging.next_action`."""
        return [attempt for attempt in self.attempts.values() if attempt.live]

    def on_its_way(self, page: Page) -> set[Channel]:
        """Return the channels by which a text or mail about this page is being sent, or waits for its turn."""
        sent = (each for each in self.attempts.values() if each.under_way and page.order.page_id in each.page_ids)
        return {attempt.channel for attempt in sent} - {Channel.CALL}

    @property
    def texts_stopped(self) -> bool:
        """Whether the person has stopped our texts: only they can let them through again."""
        return self.texts_closed is not None and self.texts_closed_until is None

    def tried(self, page: Page, channel: Channel) -> bool:
        """Whether this channel was tried since the page was ordered last."""
        intents = (
            each.intents.get(page.order.page_id, []) for each in self.attempts.values() if each.channel is channel
        )
        return any(page.order.intent in each for each in intents)

    def known_to_provider(self, attempt: Attempt) -> tuple[str, ...]:
        """Return the provider's names for what it may have made since this attempt began, by its own clock, for another one."""
        since = attempt.started_at - 2 * CLOCKS_DIFFER_BY  # it looks that much back, and its clock may be as much ahead
        others = (each for each in self.attempts.values() if each.channel is attempt.channel)
        lately = (each for each in others if each.handed_over_at is None or each.handed_over_at >= since)
        sent = (each for other in lately for each in (other, *other.others))
        return tuple(each.provider_id for each in sent if each.provider_id)

    def told_under(self, code: str) -> set[str]:
        """Return the codes of the pages, as far as they are known, that one text told together under this code."""
        keys = {key for each in self.attempts.values() if each.code == code for key in each.intents}
        codes = self.bundles.get(code, ())
        return {page.code for key, page in self.pages.items() if key in keys or page.code in codes}

    def codes_in_use(self) -> set[str]:
        """Return every code that means something to this person, or did so lately."""
        bundles = {attempt.code for attempt in self.attempts.values() if attempt.code}
        return bundles | {page.code for page in self.pages.values()} | {*self.bundles, *self.spent_codes}


class PagerInput(PagerStart):
    """How a pager starts: anew, or with what an earlier run carried over."""

    carried: PagerState | None = None


def told_of(pages: Iterable[Page]) -> str:
    """Return what these pages are about, in a few words: the names of the services."""
    return ", ".join(dict.fromkeys(page.order.words.service or page.order.code for page in pages))
