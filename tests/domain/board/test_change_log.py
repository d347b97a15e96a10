"""The log of changes: what was changed lately, kept for the incidents that open later (P16)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.board.change_log import (
    ChangeLog,
    ChangesKept,
    RecentChangesQuery,
    details,
    keep,
    offered,
    over_at,
)
from domain.board.posted_changes import ChangePosted
from domain.reliance.graph import Reliance
from tests.domain.builders import NIGHT, at
from tests.domain.reliance.companies import company

WEEK = timedelta(days=7)
RELIANCE = Reliance(company({"checkout": ["payments"], "payroll": []}))


def change(change_id: str = "1", moment: datetime = NIGHT, **more: object) -> ChangePosted:
    """Return a change."""
    given_ = {"source": "argo", "change_id": change_id, "what": f"v{change_id}", "at": moment, **more}
    return ChangePosted.model_validate(given_)


def log_of(*changes: ChangePosted, now: datetime = NIGHT) -> ChangeLog:
    """Return a log to which these changes were posted, one after another."""
    log = ChangeLog()
    for each in changes:
        keep(log, each, now)
    return log


def ids(log: ChangeLog) -> list[str]:
    """Return the ids of what a log keeps, in its order."""
    return [each.change_id for each in log.changes]


def test_a_change_is_kept_once() -> None:
    """However often a tool repeats itself, in other words too; another tool may use the same id."""
    log = log_of(change(), change(what="v1 everywhere"), change(source="terraform"))

    assert ["v1", "v1"] == [each.what for each in log.changes]
    assert ["argo", "terraform"] == [each.source for each in log.changes]


def test_what_counts_is_when_it_was_made() -> None:
    """A change that is posted late stands where it belongs."""
    assert ["2", "3", "1"] == ids(log_of(change("1", at(-1)), change("2", at(-9)), change("3", at(-5))))


def test_what_is_a_week_old_goes() -> None:
    """No company has changes looked for further back, so the log forgets them; a log without any is over."""
    log = log_of(change("1"), change("2", at(10)), now=at(10))
    assert at(10) + WEEK == over_at(log, NIGHT)

    keep(log, change("3", at(20)), NIGHT + WEEK)
    assert ["2", "3"] == ids(log)
    keep(log, change("4", at(20)), at(30) + WEEK)
    assert ([], 0, NIGHT) == (log.changes, log.size, over_at(log, NIGHT))


def test_what_lies_ahead_is_left_out() -> None:
    """The gateway refuses it; from elsewhere it would stand before everything else for years."""
    assert [] == ids(log_of(change(moment=at(61))))


def test_five_hundred_are_kept_the_latest_of_them() -> None:
    """A busy company's tools push the earliest out, in whatever order they post."""
    log = log_of(*(change(str(number), at(-number)) for number in range(600)))

    assert [str(number) for number in range(499, -1, -1)] == ids(log)


def test_one_tool_pushes_out_nothing_but_its_own() -> None:
    """However much it posts, what others have changed stays: the earliest of whoever takes most room goes."""
    others = [change(f"o{number}", at(-90), source="terraform") for number in range(3)]
    log = log_of(*others, *(change(str(number), at(-80 + number / 100)) for number in range(900)))

    assert ["o0", "o1", "o2"] == ids(log)[:3]
    assert ("403", "899", 500) == (ids(log)[3], ids(log)[-1], len(log.changes))


def test_one_service_pushes_out_nothing_but_its_own() -> None:
    """Many companies post all their changes by one tool: there the service with most of them gives way."""
    others = [change(f"o{number}", at(-90), service="payroll") for number in range(3)]
    log = log_of(*others, *(change(str(number), at(-number / 100), service="checkout") for number in range(600)))

    assert (["o0", "o1", "o2"], 500) == (ids(log)[:3], len(log.changes))


def test_long_words_count_as_much_as_many() -> None:
    """A tool that fills the log with text gives way to one that posts more often, and shorter."""
    long = [change(str(number), at(-number), what="日" * 400, source="argo") for number in range(90)]
    log = log_of(*(change(f"s{number}", at(-300), source="terraform") for number in range(120)), *long)

    assert 120 == sum(each.source == "terraform" for each in log.changes)
    assert 30 < sum(each.source == "argo" for each in log.changes) < 90


def test_a_wrong_clock_outlives_nobody() -> None:
    """A change that is said to lie ahead, by less than an hour, was made when it was posted at the latest."""
    log = log_of(change("fast", at(59)), change("true", at(-1)))
    keep(log, change("later", at(10)), at(10))

    assert [("true", at(-1)), ("fast", NIGHT), ("later", at(10))] == [(each.change_id, each.at) for each in log.changes]


@pytest.mark.parametrize("letter", ["x", '"', "\\", "\x00", "日", "\N{FIRE}"])
def test_whatever_is_posted_the_log_stays_small(letter: str) -> None:
    """Every text as long as it may be, in letters that take the most room: a workflow carries 256 KB at most."""
    texts = {"what": letter * 999, "service": letter * 999, "link": "https://ci.example/" + letter * 280}
    log = log_of(
        *(change(f"{letter * 75}{number}", at(-number), source=letter * 999, **texts) for number in range(600))
    )

    assert 20 <= len(log.changes)
    assert len(log.model_dump_json().encode()) < 230_000
    assert len(details(log).encode()) < 20_000


@given(st.permutations([*range(12)]), st.integers(0, 12))
def test_the_order_in_which_changes_are_posted_does_not_matter(order: list[int], repeated: int) -> None:
    """However they come, and however often, the same changes are kept: the latest that there is room for."""
    long = [change(str(number), at(-number), what="日" * 400, source="日" * 80) for number in range(80)]
    log = log_of(*long, *(long[number] for number in order[:repeated]))
    other = log_of(*(long[number] for number in order), *reversed(long))

    assert log == other
    assert ids(log) == [each.change_id for each in reversed(long)][-len(log.changes) :]


def test_an_incident_is_offered_what_could_have_caused_it() -> None:
    """Of its own service, of what that relies on, and of none in particular, the latest first; nothing of others."""
    log = log_of(
        change("1", at(-40), service="checkout"),
        change("2", at(-30), service="Payments"),
        change("3", at(-20), service="payroll"),
        change("4", at(-10)),
    )
    found = offered(kept(log), RecentChangesQuery(key="checkout", since=at(-60)), RELIANCE)

    assert (["4", "2", "1"], 0) == ([each.change_id for each in found.changes], found.more)


def test_an_incident_is_offered_what_is_recent() -> None:
    """What was changed before the time that is looked back is left out, to the second."""
    log = log_of(*(change(str(number), at(-number)) for number in range(3)))
    found = offered(kept(log), RecentChangesQuery(key="checkout", since=at(-1)), RELIANCE)

    assert ["0", "1"] == [each.change_id for each in found.changes]


def test_an_incident_is_offered_twenty_and_told_of_the_rest() -> None:
    """As many as its board holds, the latest of them."""
    log = log_of(*(change(str(number), at(-number)) for number in range(25)))
    found = offered(kept(log), RecentChangesQuery(key="an-unlisted-till", since=at(-60)), RELIANCE)

    assert ([str(number) for number in range(20)], 5) == ([each.change_id for each in found.changes], found.more)


def test_every_tool_has_its_turn_in_what_is_offered() -> None:
    """One that posts without end leaves room for the others; what is offered is the latest of each, the latest first."""
    busy = [change(str(number), at(-number)) for number in range(100)]
    log = log_of(*busy, change("o1", at(-200), source="terraform"), change("o2", at(-190), source="terraform"))
    found = offered(kept(log), RecentChangesQuery(key="checkout", since=at(-300)), RELIANCE)

    expected = [*(str(number) for number in range(18)), "o2", "o1"]
    assert (expected, 82) == ([each.change_id for each in found.changes], found.more)


def test_a_manager_reads_what_was_changed() -> None:
    """The Temporal UI shows the latest ten; what tools write is text, and makes no markup."""
    log = log_of(
        *(change(str(number), at(-number)) for number in range(12)), change("x", at(1), what="**now**"), now=at(1)
    )
    shown = details(log).splitlines()

    assert "**13 changes** kept for incidents that open later, the latest first:" == shown[0]
    assert (r"- 03-02 02:15 argo: \*\*now\*\*", "- and 3 more", 13) == (shown[2], shown[-1], len(shown))
    assert "- 03-02 02:14 argo: v1 (checkout)" == details(log_of(change(service="checkout"))).splitlines()[-1]


def kept(log: ChangeLog) -> ChangesKept:
    """Return what the log says when it is asked."""
    return ChangesKept(changes=tuple(log.changes))
