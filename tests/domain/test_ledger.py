"""The ledger finds whatever is missing, and nothing when all is accounted for."""

from datetime import datetime, timedelta

import pytest

from domain.ledger import Evidence, Ledger, Written, balance
from domain.organisation import Channel
from domain.paging.state import Outcome
from domain.timeline import IntentEnd, Kind, Reference, TimelineEntry
from tests.domain.builders import CODE, ESCALATION, NIGHT, at

INTENT = f"{ESCALATION}/ana#1"
CALL = "ana/AAAA/1"
LONG_AFTER = at(60)
TIME_IS_OVER = at(5)
CALL_IS_OVER = at(1)


class Histories:
    """What happened, written down one thing after another, as searches and pagers do."""

    def __init__(self) -> None:
        self._entries: list[TimelineEntry] = []
        self.arrived = {INTENT}
        self.ordered = {CALL}
        self.cut_short: set[str] = set()

    def intended(self, intent: str = INTENT, *, due: datetime | None = TIME_IS_OVER) -> "Histories":
        """A search pages Ana."""
        return self._write(Kind.STEP, "page the on-call engineer", Reference(intent=intent, due=due), NIGHT)

    def called(self, attempt: str = CALL, *, due: datetime | None = CALL_IS_OVER) -> "Histories":
        """Her pager calls her."""
        about = Reference(intent=INTENT, attempt=attempt, due=due)
        return self._write(Kind.ATTEMPT, "call placed", about, NIGHT, Channel.CALL)

    def came_of_it(self, outcome: Outcome = Outcome.NO_ANSWER, attempt: str = CALL) -> "Histories":
        """Something came of the call."""
        return self._write(Kind.OUTCOME, outcome, Reference(intent=INTENT, attempt=attempt), at(1), Channel.CALL)

    def ended(self, how: IntentEnd = IntentEnd.GAVE_UP) -> "Histories":
        """The page came to an end."""
        return self._write(Kind.END, how, Reference(intent=INTENT), at(5))

    def balance(self, now: datetime = LONG_AFTER) -> Ledger:
        """Return the ledger by these histories."""
        written = [Written(code=CODE, entry=entry) for entry in self._entries]
        evidence = Evidence(written=written, arrived=self.arrived, ordered=self.ordered, cut_short=self.cut_short)
        return balance(evidence, now)

    def _write(
        self, kind: Kind, what: str, about: Reference, when: datetime, channel: Channel | None = None
    ) -> "Histories":
        self._entries.append(
            TimelineEntry(
                at=when,
                kind=kind,
                what=what,
                who="Ana",
                channel=channel,
                about=about,
                origin="a workflow",
                sequence=len(self._entries) + 1,
            )
        )
        return self


def test_a_page_with_its_attempts_and_its_end_is_accounted_for() -> None:
    """Intended, arrived, tried with an outcome, ended once: nothing is missing, and the ledger shows all of it."""
    ledger = Histories().intended().called().came_of_it().ended().balance()
    [intent] = ledger.intents

    assert [] == ledger.findings
    assert ["nobody answered"] == [each.outcome for each in intent.tries]
    assert "gave up" == intent.end


def test_what_is_under_way_is_not_missing() -> None:
    """Before its time is over, a page without an end and a call without an outcome are no finding."""
    assert [] == Histories().intended().called().balance(now=at(0.5)).findings


@pytest.mark.parametrize(
    ("histories", "finding"),
    [
        (Histories().intended().called().came_of_it(), "has no end"),
        (Histories().intended().called().came_of_it().ended().ended(IntentEnd.ANSWERED), "has 2 ends"),
        (Histories().intended().called().ended(), "nobody knows what came"),
        (Histories().intended().called().came_of_it(Outcome.UNKNOWN).ended(), "nobody knows what came"),
        (Histories().called().came_of_it().ended(), "no search intended it"),
        (Histories().intended().ended(), "stands on no timeline"),
    ],
    ids=["no end", "two ends", "no outcome", "unknown outcome", "not intended", "an order nobody wrote down"],
)
def test_what_is_missing_is_found(histories: Histories, finding: str) -> None:
    """Each way in which a page can be lost, or be sent without a reason, is one finding in words."""
    findings = histories.balance().findings

    assert 1 == len(findings), findings
    assert finding in findings[0]


def test_a_page_that_never_arrived_is_found() -> None:
    """A search that was answered for a page no pager has ever seen is a contradiction."""
    histories = Histories().intended().ended(IntentEnd.ANSWERED)
    histories.arrived, histories.ordered = set(), set()

    [finding] = histories.balance().findings

    assert "never arrived at the pager" in finding


def test_somebody_who_could_not_be_paged_at_all_is_accounted_for_by_the_end() -> None:
    """Who has left the organisation has no pager; that the search gave up says so."""
    histories = Histories().intended().ended(IntentEnd.GAVE_UP)
    histories.arrived, histories.ordered = set(), set()

    assert [] == histories.balance().findings


def test_what_is_told_once_has_no_time_to_be_over() -> None:
    """A page of low urgency stays open until its incident is closed."""
    assert [] == Histories().intended(due=None).called().came_of_it().balance().findings


def test_pages_of_a_search_that_was_ended_from_outside_are_superseded() -> None:
    """A search that was terminated by hand wrote no ends: another takes its place, and the ledger says so."""
    histories = Histories().intended().called().came_of_it()
    histories.cut_short = {ESCALATION}
    ledger = histories.balance()

    assert [] == ledger.findings
    assert ledger.intents[0].ends == ["superseded: the search was ended from outside, and another takes its place"]


def test_the_grace_is_two_minutes() -> None:
    """An end may be on its way for two minutes after its time: then it is missing."""
    histories = Histories().intended().called().came_of_it()

    assert [] == histories.balance(now=at(5) + timedelta(minutes=2)).findings
    assert 1 == len(histories.balance(now=at(5) + timedelta(minutes=2, seconds=1)).findings)
