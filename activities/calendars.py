"""Entries for people's calendars, written as iCalendar (RFC 5545): one asks somebody to come, or withdraws that (RFC 5546)."""

from datetime import UTC, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from activities.letters import one_line
from domain.organisation import Person
from domain.review.outward import CalendarEntry, CalendarMethod

_PRODUCT = "-//mimp//reviews//EN"
_STATUS = {CalendarMethod.REQUEST: "CONFIRMED", CalendarMethod.CANCEL: "CANCELLED"}


def as_icalendar(entry: CalendarEntry, organiser: str, reader: Person, address: str) -> str:
    """Return the entry as the one event of a calendar, from `organiser` to the reader, both by their mail addresses.

    Whatever stands in its words is text: it begins no line of its own. Lines end with CRLF and have 75 octets at most.
    """
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("summary", one_line(entry.title))
    event.add("status", _STATUS[entry.method])
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("attendee", _attendee(reader, address))
    _add_times(event, entry)
    if entry.text:
        event.add("description", "\n".join(map(one_line, entry.text.splitlines())))
    if entry.place:
        event.add("location", one_line(entry.place))
    return _calendar(entry.method, event)


def _add_times(event: Event, entry: CalendarEntry) -> None:
    if entry.on:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))  # the first day that is no part of it
        event.add("transp", "TRANSPARENT")  # a deadline keeps nobody from meeting others on that day
        return
    for name, at in (("dtstart", entry.starts), ("dtend", entry.ends)):
        if at:
            event.add(name, at.astimezone(UTC))  # any other clock would have to be explained with it


def _attendee(reader: Person, address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    named = {"CN": one_line(reader.name), "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    for name, value in named.items():
        attendee.params[name] = vText(value)
    return attendee


def _calendar(method: CalendarMethod, event: Event) -> str:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", method.value)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()
