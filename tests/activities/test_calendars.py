"""Entries for calendars: a second library, which knows nothing of ours, reads them as what they were."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from activities.calendars import as_icalendar
from activities.letters import one_line
from domain.review.outward import CalendarEntry, CalendarMethod
from tests.activities.company import MAIL, OUR_MAIL
from tests.activities.reviews import ENDS, STAMP, STARTS, UID, deadline, meeting
from tests.activities.second_library import read
from tests.domain.company import person

NASTY = st.text(st.characters(codec="utf-8"), max_size=300) | st.text("\r\n:;,\\\"' \tBEGINDTSART=🚑é", max_size=300)
"""What people may write into a title: also what looks like a line of a calendar."""


def written(entry: CalendarEntry, name: str = "Ana") -> str:
    """Return the entry as iCalendar for Ana, by whatever name."""
    return as_icalendar(entry, OUR_MAIL, person("ana").model_copy(update={"name": name}), MAIL)


def as_read(words: str) -> str:
    """Return one line of words as a calendar shows it; a backslash and N are a line break there (RFC 5545, section 3.3.11)."""
    return one_line(words).replace("\\N", "\n")


def test_an_invitation_says_when_where_and_by_whom() -> None:
    """A calendar that gets it can show the meeting, and answer whoever invites."""
    calendar = read(written(meeting()))
    event = calendar.vevent

    assert ("2.0", "REQUEST", "CONFIRMED") == (calendar.version.value, calendar.method.value, event.status.value)
    assert (UID, "0", STAMP) == (event.uid.value, event.sequence.value, event.dtstamp.value)
    assert (STARTS, ENDS, "Room 4") == (event.dtstart.value, event.dtend.value, event.location.value)
    assert ("Review of checkout-7K3Q", "What prevents it?\nWhat detects it early?") == (
        event.summary.value,
        event.description.value,
    )
    assert f"mailto:{OUR_MAIL}" == event.organizer.value


def test_whoever_is_invited_is_asked_for_an_answer() -> None:
    """The reader alone is named, and their calendar offers to accept or decline."""
    [attendee] = read(written(meeting())).vevent.attendee_list

    expected = {"CN": ["Ana"], "ROLE": ["REQ-PARTICIPANT"], "PARTSTAT": ["NEEDS-ACTION"], "RSVP": ["TRUE"]}
    assert (f"mailto:{MAIL}", expected) == (attendee.value, attendee.params)


def test_a_deadline_is_a_whole_day_that_keeps_nobody_busy() -> None:
    """A day in the owner's calendar is that day in every time zone, and meetings still find room on it."""
    event = read(written(deadline())).vevent

    assert (date(2026, 3, 9), date(2026, 3, 10), "TRANSPARENT") == (
        event.dtstart.value,
        event.dtend.value,
        event.transp.value,
    )


def test_times_are_written_in_utc() -> None:
    """Whatever clock a time comes in, calendars are told the instant: no time zone has to be explained to them."""
    tokyo = ZoneInfo("Asia/Tokyo")
    there = {"starts": STARTS.astimezone(tokyo), "ends": ENDS.astimezone(tokyo), "stamp": STAMP.astimezone(tokyo)}
    text = written(meeting().model_copy(update=there))

    assert written(meeting()) == text
    assert "DTSTART:20260303T100000Z\r\n" in text


def test_an_entry_keeps_its_name_over_its_changes_and_its_end() -> None:
    """Three changes and a withdrawal are of one event: the same UID, a higher SEQUENCE each time."""
    changes = [read(written(meeting(each, place=f"Room {each}"))) for each in range(4)]
    cancelled = read(written(meeting(4, method=CalendarMethod.CANCEL)))

    events = [each.vevent for each in (*changes, cancelled)]
    assert [(UID, str(number)) for number in range(5)] == [(each.uid.value, each.sequence.value) for each in events]
    assert ("CANCEL", "CANCELLED") == (cancelled.method.value, cancelled.vevent.status.value)


@given(NASTY, NASTY, NASTY, NASTY)
@example("x\r\nATTENDEE:mailto:eve@example.com", "a;b,c\\n", "r\n\nBEGIN:VEVENT", 'A "B"; C')
@example("🚑" * 60, "é" * 200, "w" * 300, "^n")
def test_whatever_people_write_is_words_and_nothing_else(title: str, text: str, place: str, name: str) -> None:
    """No title starts a line of its own, adds an attendee or breaks a letter in two, and it is read as it was written."""
    entry = meeting().model_copy(update={"title": title, "text": text, "place": place})
    calendar = written(entry, name)
    event = read(calendar).vevent

    lines = calendar.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert [] == [line for line in lines if "\n" in line or "\r" in line]
    assert as_read(title) == event.summary.value
    assert ([f"mailto:{MAIL}"], UID) == ([each.value for each in event.attendee_list], event.uid.value)
    assert "\n".join(map(as_read, text.splitlines())) == (event.description.value if text else "")
