"""Changes that deployment tools post: each noted once, none refused, the latest twenty kept (P16)."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.board.posted_changes import ChangePosted, changes_found, could_have_caused, is_ahead, lie_behind
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


def test_as_many_are_known_again_as_the_log_keeps() -> None:
    """A tool that posts all it knows each minute, five hundred applications, writes each of them once."""
    bridge = Bridge()
    for number in [*range(500), *range(500)]:
        bridge.posted(f"app-{number}")

    assert 500 == bridge.board.last_number


def test_a_posted_change_is_never_refused() -> None:
    """What is too long is cut, what cannot be shown as a link is left out, and silence is said to be silence."""
    bridge = Bridge()
    bridge.posted("1", what="x" * 1000, source="y" * 1000, service="z" * 1000, link="javascript:alert(1)")
    bridge.posted("2", what=" ", source="", service="", link="https://" + "x" * 1000)

    long, empty = bridge.board.entries
    assert (400, 80, 60, None) == (len(long.text), len(long.by), len(long.service or ""), long.link)
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


def test_a_service_with_a_long_name_is_still_the_same_service() -> None:
    """What is too long to be shown stands there as the key by which an alert of that name finds its incident."""
    name = "Payment Terminals " * 6
    [key] = could_have_caused(change(service=name), RELIANCE) or set()

    assert change(service=name).service == key
    assert [change(service=name)] == lie_behind([change(service=name)], key, RELIANCE)


def test_an_id_may_be_of_any_length() -> None:
    """Two long ids stay apart though neither is kept whole, and reading one again changes nothing."""
    bridge = Bridge()
    for change_id in ("x" * 999, "x" * 1000, "x" * 999):
        bridge.posted(change_id)
    once = change(change_id="x" * 999)

    assert 2 == len(bridge.board.entries)
    assert once == ChangePosted.model_validate_json(once.model_dump_json())


def test_a_change_may_lie_an_hour_ahead_and_no_more() -> None:
    """Clocks differ, and a tool may write in another time zone than it says by mistake: that is told apart."""
    assert [False, False, True] == [is_ahead(change(at=moment), NIGHT) for moment in (NIGHT, at(60), at(60.1))]


def test_what_is_found_is_noted_once_with_the_latest_on_top() -> None:
    """What was posted meanwhile is not noted again, and nothing is written: whoever finds them says so once."""
    bridge = Bridge()
    bridge.posted("2")
    written = bridge.incident.journal.written
    found = [change(change_id=str(number), at=at(-number)) for number in (1, 2, 3)]
    new = changes_found(bridge.board, found)

    assert [at(-3), at(-1)] == [entry.at for entry in new]
    assert [1, 2, 3] == [entry.number for entry in bridge.board.entries]
    assert ([], written) == (changes_found(bridge.board, found), bridge.incident.journal.written)


def test_what_is_found_pushes_nothing_off_the_board() -> None:
    """Twenty recent changes are kept: only as many older ones are added as there is room for, the latest of them."""
    bridge = Bridge()
    for number in range(18):
        bridge.posted(f"deploy-{number}")
    new = changes_found(bridge.board, [change(change_id=str(number), at=at(-number)) for number in range(1, 6)])

    assert ([at(-2), at(-1)], 20) == ([entry.at for entry in new], len(bridge.board.entries))
    assert 1 == bridge.board.entries[0].number


def test_of_what_is_found_every_tool_has_its_turn() -> None:
    """Where there is room for few, one that posted much leaves some of it to the others."""
    bridge = Bridge()
    for number in range(17):
        bridge.posted(f"deploy-{number}")
    found = [*(change(change_id=str(number), at=at(-number)) for number in range(9)), change(source="ci", at=at(-60))]

    assert [("ci", at(-60)), ("argo", at(-1)), ("argo", at(0))] == [
        (entry.by, entry.at) for entry in changes_found(bridge.board, found)
    ]


def change(**more: object) -> ChangePosted:
    """Return a change that a deployment tool made at the beginning of the night."""
    return ChangePosted.model_validate({"source": "argo", "change_id": "1", "what": "v47", "at": NIGHT, **more})


RELIANCE = Reliance(company({"payroll": ["identity"], "identity": ["directory"], "till": []}))
NAMES = st.sampled_from([None, "", "payroll", "Identity ", "directory", "till", "A Kiosk"])


@given(st.lists(NAMES), st.sampled_from(["payroll", "identity", "directory", "till", "a-kiosk"]))
def test_looking_back_and_telling_go_by_one_rule(services: list[str | None], key: str) -> None:
    """An incident finds exactly those changes of which it would have been told, had it been open."""
    changes = [change(service=service) for service in services]
    told = [each for each in changes if (keys := could_have_caused(each, RELIANCE)) is None or key in keys]

    assert told == lie_behind(changes, key, RELIANCE)
