"""What a review asks of the organisation, and what it has sent: to people, by mail, with an entry for their calendar (P25, P28)."""

from datetime import date, datetime
from enum import StrEnum

from domain.leading import PersonCard
from domain.messages import Message


class PeopleQuery(Message):
    """Who of these people, by their ids, is there still; and who answers for these teams at this instant (UTC).

    `service` is the one the incident is about: its owner answers for the team that has it.
    """

    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    service: str | None = None
    at: datetime


class WhoAnswers(Message):
    """Who answers for a team: the owner of its service, and its head of department; whoever stands in while they are away.

    None where there is nobody, as the team has left the organisation file, or owns no service.
    """

    team: str
    service_owner: PersonCard | None = None
    head_of_department: PersonCard | None = None


class PeopleFound(Message):
    """Who is there, as the organisation names them now, and who answers for each team."""

    people: tuple[PersonCard, ...] = ()
    teams: tuple[WhoAnswers, ...] = ()


class CalendarMethod(StrEnum):
    """What an entry does to a calendar (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class CalendarEntry(Message):
    """One entry for a person's calendar (RFC 5545): between two instants (UTC), or on a day.

    `uid` names it for ever, `sequence` rises with each change: a calendar that has it already changes it.
    """

    uid: str
    sequence: int
    method: CalendarMethod
    title: str
    text: str = ""
    place: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    on: date | None = None
    stamp: datetime


class ActionInMail(Message):
    """An action as a mail tells it; `yours`: whoever reads it owns it, and gets a link to answer."""

    number: int
    text: str
    owner: str
    due: date
    measure: str
    state: str
    yours: bool = False


class ReviewMail(Message):
    """One mail of a review to one person, by their id: the same `mail_id` is the same mail, and `lines` are its paragraphs.

    Mails of one `code` are one conversation.
    """

    mail_id: str
    code: str
    review: str
    person: str
    subject: str
    lines: tuple[str, ...]
    actions: tuple[ActionInMail, ...] = ()
    entry: CalendarEntry | None = None
