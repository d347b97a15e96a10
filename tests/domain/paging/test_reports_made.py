"""How often one person may report something by text or call."""

from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.organisation import Channel
from domain.page_messages import ReportMade, TextReceived
from domain.paging import inbox, reports
from tests.domain.builders import minutes
from tests.domain.paging.desk import Desk


def report(desk: Desk, report_id: str, channel: Channel = Channel.TEXT) -> None:
    """Ana reports something. Raises `Refused` when that is not taken."""
    made = ReportMade(report_id=report_id, channel=channel)
    reports.check(desk.state, made, desk.now)
    reports.count(desk.state, made, desk.now)


def reported_three_times() -> Desk:
    """Return a desk of which three reports were made, a minute after each other, by text and by call."""
    desk = Desk()
    for number, channel in enumerate((Channel.TEXT, Channel.CALL, Channel.TEXT)):
        report(desk, f"r{number}", channel)
        desk.later(minutes(1))
    return desk


@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.CALL])
def test_a_fourth_report_within_ten_minutes_is_not_taken(channel: Channel) -> None:
    """A forged number pages three services at most; whoever it is hears when the next report is taken, and nothing changes."""
    desk = reported_three_times()
    before = desk.remembered()
    with pytest.raises(Refused) as refused:
        report(desk, "r3", channel)

    assert "This is not reported: you have reported 3 times in ten minutes. More is taken from 02:24 UTC on." == str(
        refused.value
    )
    assert before == desk.remembered()


def test_the_time_is_told_on_their_own_clock() -> None:
    """Whoever was ever paged is told the time where they are."""
    desk = reported_three_times()
    desk.page()

    with pytest.raises(Refused, match=r"from 02:24 on\.$"):
        report(desk, "r3")


def test_a_report_counts_for_ten_minutes() -> None:
    """As soon as the first of three is ten minutes old there is room for one more, and for no two."""
    desk = reported_three_times()
    desk.later(minutes(7) - timedelta(seconds=1))
    with pytest.raises(Refused):
        report(desk, "r3")

    desk.later(timedelta(seconds=1))
    report(desk, "r3")
    with pytest.raises(Refused):
        report(desk, "r4")


def test_a_report_that_is_delivered_again_counts_once() -> None:
    """The provider delivers texts and keys again: the same one is taken each time, and leaves room for others."""
    desk = Desk()
    for report_id in ("r1", "r1", "r2", "r1", "r3", "r1"):
        report(desk, report_id)

    with pytest.raises(Refused):
        report(desk, "r4")


def test_an_old_report_that_is_played_back_is_not_taken() -> None:
    """A provider's signature bears no time: what is delivered once more after ten minutes pages nobody."""
    desk = Desk()
    report(desk, "r1")
    desk.later(minutes(10))

    with pytest.raises(Refused, match="This has been reported already"):
        report(desk, "r1")


def test_the_latest_reports_are_remembered() -> None:
    """The last fifty are known again, so that the pager stays small."""
    desk = Desk()
    for number in range(60):
        report(desk, f"r{number}")
        desk.later(minutes(5))

    assert [f"r{number}" for number in range(10, 60)] == list(desk.state.reports)


def test_whoever_guessed_codes_reports_nothing_by_text() -> None:
    """Texts of a number that is locked are not taken, reports among them; a call from it still is."""
    desk = Desk()
    for number in range(5):
        inbox.understand(desk.state, TextReceived(text_id=f"SM{number}", body=f"ACK {9000 + number}"), desk.now)
    with pytest.raises(Refused, match="Too many wrong codes: texts from this number are not taken until 02:24 UTC"):
        report(desk, "r1")

    report(desk, "r2", Channel.CALL)
    desk.later(minutes(10))
    report(desk, "r3")
