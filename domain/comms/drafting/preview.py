"""A round before it goes out: who gets it and why, whom nobody can tell, each message as it will look, when the last one has it.

It is resolved, written and reckoned as the round itself will be, at this moment; nothing is sent by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from domain.codes import incident_of
from domain.comms.audience.recipients import BusinessAudience, BusinessRecipient, TechnicalAudience, TechnicalRecipient
from domain.comms.audience.resolving import business_recipients, technical_recipients
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.dispatch.forecast import Forecast, TextLane, forecast
from domain.comms.dispatch.letters import Letter, ShortLetter, WritesLetters
from domain.comms.drafting.requirements import missing
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate
from domain.comms.drafting.wording import READERS
from domain.comms.drafting.writing import business_language
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.schedule import Cadence, by_cadence
from domain.comms.rounds.views import CommsView
from domain.errors import Refused
from domain.messages import Message
from domain.organisation import Channel, Organisation
from domain.technical_words import Hit
from domain.text_segments import segments

_NOBODY_YET = "whoever approves them"


@dataclass(frozen=True)
class PreviewDesk:
    """What a preview is made with: who is who, what writes the messages, and the lane texts go in."""

    organisation: Organisation
    letters: WritesLetters
    lane: TextLane


class Told(Message):
    """Somebody who will be told: why, by which channel first, on whose clock; `joins`: their mail says how to join the call."""

    person: str
    name: str
    because: str
    channel: Channel
    time_zone: str
    joins: bool = False


class MailShown(Message):
    """A mail as it will look, and who reads it: on the same clock all read the same who can join the call, and all others."""

    time_zone: str
    people: tuple[str, ...]
    letter: Letter
    joins: bool = False


class TextShown(Message):
    """A text as it will look, how many segments it is sent as, and who reads it. `plain` as in `ShortLetter`."""

    time_zone: str
    people: tuple[str, ...]
    words: str
    segments: int
    plain: str | None = None


class Preview(Message):
    """The open round for one audience as it would go out now.

    `left_out` says whom nobody can tell, and why; `missing` what it lacks in words; `pointed_out` which words business readers may
    not know. `written` is whether somebody wrote it: else it is what the board says.
    """

    code: str
    number: int
    kind: RoundKind
    revision: int
    written: bool
    recipients: tuple[Told, ...]
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    pointed_out: tuple[Hit, ...] = ()
    mails: tuple[MailShown, ...] = ()
    texts: tuple[TextShown, ...] = ()
    forecast: Forecast = Forecast()


def preview(view: CommsView, desk: PreviewDesk, now: datetime) -> Preview:
    """Return the open round as it would go out at this instant (UTC).

    Raises:
        Refused: no round is open that people write.

    """
    readers, kind = READERS[view.status.audience], view.status.kind
    if kind is None or not rules_of(kind).written:
        raise Refused(f"No update to {readers} of {view.code} is open.")
    match view.whom, view.approved or view.draft or view.beginning:
        case BusinessAudience() as whom, BusinessUpdate() as update:
            return _business(view, whom, update, desk, now)
        case TechnicalAudience() as whom, TechnicalUpdate() as update:
            return _technical(view, whom, update, desk, now)
    raise Refused(f"Nothing is written to {readers} of {view.code} yet.")


def _business(
    view: CommsView, whom: BusinessAudience, update: BusinessUpdate, desk: PreviewDesk, now: datetime
) -> Preview:
    found = business_recipients(desk.organisation, whom, now)
    sent = BusinessRound(**_heading(view, now), update=update)
    can_join = sent.model_copy(update={"joins": True})
    shown = _Messages(
        mail=lambda zone, joins: desk.letters.business_mail(can_join if joins else sent, zone),
        text=lambda zone: desk.letters.business_text(sent, zone),
        can_join=view.can_join,
    )
    hits = business_language(update, view.company)
    return _preview(
        view, desk, shown.of(found.recipients), found.left_out, missing(_kind(view), update.audience, update), hits
    )


def _technical(
    view: CommsView, whom: TechnicalAudience, update: TechnicalUpdate, desk: PreviewDesk, now: datetime
) -> Preview:
    found = technical_recipients(desk.organisation, whom, now)
    told = tuple(each for each in found.recipients if each.person not in view.dropped)
    sent = TechnicalRound(**_heading(view, now), update=update)
    can_join = sent.model_copy(update={"joins": True})
    shown = _Messages(
        mail=lambda zone, joins: desk.letters.technical_mail(can_join if joins else sent, zone),
        text=lambda zone: desk.letters.technical_text(sent, zone),
        can_join=view.can_join,
    )
    return _preview(view, desk, shown.of(told), found.left_out, missing(_kind(view), update.audience, update), ())


@dataclass(frozen=True)
class _Messages:
    """What writes the mail, with how to join the call or without, and the text of one round on the clock of a time zone."""

    mail: Callable[[str, bool], Letter]
    text: Callable[[str], ShortLetter]
    can_join: Sequence[str]

    def of(self, recipients: Sequence[BusinessRecipient] | Sequence[TechnicalRecipient]) -> "_Written":
        """Return what these people will get, each by the first of their channels: everybody on one clock reads the same."""
        told = tuple(
            Told(
                person=each.person,
                name=each.name,
                because=each.because,
                channel=each.channels[0],
                time_zone=each.time_zone,
                joins=each.channels[0] is Channel.MAIL and each.person in self.can_join,
            )
            for each in recipients
            if each.channels
        )
        mails, texts = [], []
        for (channel, zone, joins), group in groupby(sorted(told, key=_reads), key=_reads):
            people = tuple(each.person for each in group)
            if channel is Channel.MAIL:
                mails.append(MailShown(time_zone=zone, people=people, letter=self.mail(zone, joins), joins=joins))
            else:
                letter = self.text(zone)
                texts.append(TextShown(time_zone=zone, people=people, segments=segments(letter.words), **dict(letter)))
        return _Written(told, tuple(mails), tuple(texts))


@dataclass(frozen=True)
class _Written:
    """Who is told, and what each of them reads."""

    told: tuple[Told, ...]
    mails: tuple[MailShown, ...]
    texts: tuple[TextShown, ...]

    def reckoned(self, lane: TextLane) -> Forecast:
        """Return when the last of them is reached."""
        each_text = [text.segments for text in self.texts for _ in text.people]
        return forecast((len(mail.people) for mail in self.mails), each_text, lane)


def _reads(told: Told) -> tuple[Channel, str, bool]:
    return told.channel, told.time_zone, told.joins


def _preview(
    view: CommsView,
    desk: PreviewDesk,
    written: _Written,
    left_out: tuple[str, ...],
    lacks: tuple[str, ...],
    hits: tuple[Hit, ...],
) -> Preview:
    status = view.status
    return Preview(
        code=view.code,
        number=status.number,
        kind=_kind(view),
        revision=status.revision,
        written=view.draft is not None,
        recipients=written.told,
        left_out=left_out,
        missing=lacks,
        pointed_out=tuple(dict.fromkeys(hits)),
        mails=written.mails,
        texts=written.texts,
        forecast=written.reckoned(desk.lane),
    )


def _kind(view: CommsView) -> RoundKind:
    """Return which round is open: there is one, as `preview` has looked."""
    return view.status.kind or RoundKind.FURTHER


def _heading(view: CommsView, now: datetime) -> dict[str, Any]:
    """Return what would stand over the round, by the names of its fields, if it went out now."""
    kind = _kind(view)
    cadence = Cadence(interval=view.interval, agreed_at=view.agreed_at)
    return {
        "incident": incident_of(view.code),
        "code": view.code,
        "service": view.service,
        "number": view.status.number,
        "kind": kind,
        "approved_by": view.status.approved_by or _NOBODY_YET,
        "approved_at": now,
        "declared_at": view.declared_at,
        "sent_at": now,
        "next_due": None if rules_of(kind).last else by_cadence(now, cadence),
        "headline": view.headline,
    }
