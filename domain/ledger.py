"""The ledger: every intended page, what was tried for it, and the one end it came to; and what is missing where something was lost.

It is put together from what Temporal's histories say, which nobody can edit: what escalations and pagers wrote down, which pages
arrived at a pager, and what was ordered from a provider. The three must agree.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from pydantic import BaseModel, Field

from domain.organisation import Channel
from domain.paging.state import Outcome
from domain.timeline import IntentEnd, Kind, TimelineEntry

_NOT_INTENDED = "not intended"

_GRACE = timedelta(minutes=2)
"""How long after its time an end or an outcome may still be on its way: a worker may have been away."""


class Written(BaseModel):
    """One entry, and the incident (its code) it was written for."""

    code: str
    entry: TimelineEntry


class Evidence(BaseModel):
    """What the histories say."""

    written: list[Written] = Field(default_factory=list)
    arrived: set[str] = Field(default_factory=set)
    """Intents whose page arrived at a pager."""
    ordered: set[str] = Field(default_factory=set)
    """Attempts that were ordered from a provider."""
    cut_short: set[str] = Field(default_factory=set)
    """Searches that were ended from outside, with Temporal's own tools: the incident starts another in their place."""

    def about(self, codes: Collection[str]) -> "Evidence":
        """Return what concerns the incidents with these codes alone: a pager carries pages of others too."""
        written = [each for each in self.written if each.code in codes]
        tried = {each.entry.about.attempt for each in written if each.entry.about}
        ordered = {attempt for attempt in self.ordered if attempt in tried}
        return self.model_copy(update={"written": written, "ordered": ordered})

    def people_paged(self) -> list[str]:
        """Return the ids of those who were to be paged, each once."""
        intents = (each.entry.about.intent for each in self.written if each.entry.about)
        return list(dict.fromkeys(_person_of(intent) for intent in intents if intent))


class Try(BaseModel):
    """One attempt to deliver an intended page, and what came of it."""

    attempt: str
    channel: Channel | None
    at: datetime
    due: datetime | None = None
    outcome: str | None = None


class Intent(BaseModel):
    """One intended page: for whom, at which step, what was tried, and the ends it came to (exactly one, when all is well)."""

    intent: str
    code: str
    who: str | None
    step: str
    at: datetime
    due: datetime | None
    tries: list[Try] = Field(default_factory=list)
    ends: list[str] = Field(default_factory=list)

    @property
    def end(self) -> str | None:
        """How it ended, and why; None while it is open."""
        return self.ends[0] if self.ends else None


class Ledger(BaseModel):
    """Every intended page in order, and what is wrong, in sentences. Without findings nothing was lost."""

    intents: list[Intent]
    findings: list[str]


def balance(evidence: Evidence, now: datetime) -> Ledger:
    """Put the ledger together as of now (UTC)."""
    intents: dict[str, Intent] = {}
    tried: set[str] = set()
    for written in sorted(evidence.written, key=lambda each: (each.entry.at, each.entry.origin, each.entry.sequence)):
        _take_in(intents, tried, written)
    for intent in intents.values():
        if not intent.ends and intent.intent.startswith(tuple(f"{search}/" for search in evidence.cut_short)):
            intent.ends.append(
                f"{IntentEnd.SUPERSEDED}: the search was ended from outside, and another takes its place"
            )
    findings = [finding for intent in intents.values() for finding in _what_is_wrong(intent, evidence, now)]
    lost = [
        f"{attempt} was ordered from the provider and stands on no timeline" for attempt in evidence.ordered - tried
    ]
    return Ledger(intents=list(intents.values()), findings=[*findings, *sorted(lost)])


def _take_in(intents: dict[str, Intent], tried: set[str], written: Written) -> None:
    entry, about = written.entry, written.entry.about
    if about is None or about.intent is None:
        return
    if entry.kind is Kind.STEP:
        intents[about.intent] = Intent(
            intent=about.intent, code=written.code, who=entry.who, step=entry.what, at=entry.at, due=about.due
        )
        return
    intent = intents.setdefault(about.intent, _never_intended(about.intent, written))
    if entry.kind is Kind.END:
        intent.ends.append(f"{entry.what}: {entry.why}" if entry.why else entry.what)
    elif about.attempt is not None and entry.kind is Kind.ATTEMPT:
        tried.add(about.attempt)
        intent.tries.append(Try(attempt=about.attempt, channel=entry.channel, at=entry.at, due=about.due))
    elif entry.kind is Kind.OUTCOME:
        for each in intent.tries:
            if each.attempt == about.attempt:
                each.outcome = entry.what


def _never_intended(name: str, written: Written) -> Intent:
    entry = written.entry
    return Intent(intent=name, code=written.code, who=entry.who, step=_NOT_INTENDED, at=entry.at, due=None)


def _what_is_wrong(intent: Intent, evidence: Evidence, now: datetime) -> Iterable[str]:
    name = f"{intent.code}: the page to {intent.who} of {intent.at:%H:%M:%S} UTC"
    if intent.step == _NOT_INTENDED:
        yield f"{name} was sent by a pager, but no search intended it ({intent.intent})"
    overdue = intent.due is not None and now > intent.due + _GRACE
    if not intent.ends and overdue:
        yield f"{name} has no end, and its time is over ({intent.intent})"
    if len(intent.ends) > 1:
        yield f"{name} has {len(intent.ends)} ends: {'; '.join(intent.ends)} ({intent.intent})"
    if intent.intent not in evidence.arrived and overdue and not _could_not_be_sent(intent):
        yield f"{name} never arrived at the pager ({intent.intent})"
    for each in intent.tries:
        if now > (each.due or each.at) + _GRACE and each.outcome in {None, Outcome.UNKNOWN}:
            yield f"{name}: of its {each.channel} of {each.at:%H:%M:%S} UTC nobody knows what came ({each.attempt})"


def _could_not_be_sent(intent: Intent) -> bool:
    """Whether the end itself says that the person could not be paged at all, such as one who has left the organisation."""
    return intent.end is not None and not intent.end.startswith(IntentEnd.ANSWERED)


def _person_of(intent: str) -> str:
    return intent.rpartition("#")[0].rpartition("/")[2]
