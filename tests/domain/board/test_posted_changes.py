"""Changes that deployment tools post: each noted once, none refused, the latest twenty kept (P16)."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from domain.board.posted_changes import ChangePosted, could_have_caused
from domain.board.state import Section
from domain.reliance.graph import Reliance
from tests.domain.board.bridge import Bridge
from tests.domain.builders import NIGHT, at
from tests.domain.reliance.companies import company


def test_a_posted_change_says_what_where_when_and_by_which_tool() -> None:
    """It stands on the board with the moment it was made, and on the timeline when it was heard of."""
    bridge = Bridge()
    bridge.later(at(5))
    bridge.posted(service="checkout", link="https://ci.example/47")

    entry = bridge.board.entry(1)
    assert (Section.RECENT_CHANGE, "argo", "v47 is live", at(-10)) == (entry.section, entry.by, entry.text, entry.at)
    assert ("checkout", "https://ci.example/47") == (entry.service, entry.link)
    told = bridge.last()
    assert ("#1 recent change: v47 is live (service checkout, https://ci.example/47)", "argo") == (told.what, told.who)
    assert ("made at 2026-03-02 02:04 UTC", at(5)) == (told.why, told.at)


def test_the_same_change_posted_twice_is_one() -> None:
    """A tool may repeat itself, in other words too: the board, the timeline and those who follow hear of it once."""
    bridge = Bridge()
    bridge.posted()
    before = bridge.remembered()
    bridge.posted(what="v47 is live everywhere")

    assert before == bridge.remembered()


def test_two_tools_may_use_the_same_id() -> None:
    """An id tells changes of one source apart, not of two."""
    bridge = Bridge()
    bridge.posted()
    bridge.posted(source="terraform")

    assert ["argo", "terraform"] == [entry.by for entry in bridge.board.entries]


def test_only_the_latest_twenty_stay_on_the_board() -> None:
    """However many a tool posts, the board keeps twenty, and a late repeat of one that is gone is still known."""
    bridge = Bridge()
    for number in range(50):
        bridge.posted(f"deploy-{number}")
    bridge.posted("deploy-0")

    assert list(range(31, 51)) == [entry.number for entry in bridge.board.entries]


def test_a_posted_change_is_never_refused() -> None:
    """What is too long is cut, what cannot be shown as a link is left out, and silence is said to be silence."""
    bridge = Bridge()
    bridge.posted("1", what="x" * 1000, source="y" * 1000, service="z" * 1000, link="javascript:alert(1)")
    bridge.posted("2", what=" ", source="", service="", link="https://" + "x" * 1000)

    long, empty = bridge.board.entries
    assert (400, 80, 80, None) == (len(long.text), len(long.by), len(long.service or ""), long.link)
    assert ("a change without a description", "a tool without a name") == (empty.text, empty.by)
    assert (None, None) == (empty.service, empty.link)


def test_a_posted_change_has_a_moment_everybody_understands() -> None:
    """Any time zone is taken and kept as UTC; a time without one, or beyond the calendar, is no moment."""
    bridge = Bridge()
    bridge.posted(at=NIGHT.astimezone(timezone(timedelta(hours=9))))

    noted = bridge.board.entry(1).at
    assert (NIGHT, timedelta()) == (noted, noted.utcoffset())
    for no_moment in (NIGHT.replace(tzinfo=None), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))):
        with pytest.raises(ValidationError):
            ChangePosted(source="argo", change_id="1", what="v47", at=no_moment)


@pytest.mark.parametrize(
    ("service", "keys"),
    [
        ("directory", {"directory", "identity", "payroll"}),
        ("Identity ", {"identity", "payroll"}),
        ("payroll", {"payroll"}),
        ("A Till", {"a-till"}),
        (None, None),
        ("", None),
    ],
)
def test_a_change_may_lie_behind_the_trouble_of_all_that_rely_on_it(service: str | None, keys: set[str] | None) -> None:
    """A service is read as an alert's is, in whatever case; one that nobody listed stands alone, and none at all means any."""
    reliance = Reliance(company({"payroll": ["identity"], "identity": ["directory"]}))
    change = ChangePosted(source="argo", change_id="1", what="v47", at=NIGHT, service=service)

    assert keys == could_have_caused(change, reliance)
