"""Records as the page and the control interface show them."""

from datetime import datetime
from typing import Any

from simulator.conference_records import ConferenceRecord
from simulator.people import Person
from simulator.records import CallRecord, CallStatus, Delivery, KeyPress, MailRecord, Spoken, TextRecord


def person_view(person: Person) -> dict[str, Any]:
    """Show a person."""
    return person.model_dump()


def call_view(call: CallRecord) -> dict[str, Any]:
    """Show a call with everything said and pressed, in order."""
    return {
        "sid": call.sid,
        "to": call.to,
        "from": call.from_,
        "phone": call.phone,
        "direction": call.direction,
        "status": call.status.value,
        "conference": call.conference,
        "answered_by": call.answered_by,
        "manual": call.manual,
        "gathering": call.gathering,
        "created": call.created.isoformat(),
        "rang": _moment(_since(call, CallStatus.RINGING)),
        "answered": _moment(call.answered),
        "ended": _moment(call.ended),
        "transcript": [_line(line) for line in call.transcript],
        "callbacks": [delivery_view(delivery) for delivery in call.callbacks],
    }


def conference_view(conference: ConferenceRecord) -> dict[str, Any]:
    """Show a conference and who is in it now."""
    return {
        "sid": conference.sid,
        "name": conference.name,
        "status": conference.status.value,
        "created": conference.created.isoformat(),
        "started": _moment(conference.started),
        "ended": _moment(conference.ended),
        "participants": [
            {
                "call": participant.sid,
                "phone": participant.call.phone,
                "label": participant.order.label,
                "joined": participant.joined.isoformat(),
                "muted": participant.muted,
                "hold": participant.hold,
            }
            for participant in conference.participants
        ],
        "callbacks": [delivery_view(delivery) for delivery in conference.callbacks],
    }


def text_view(text: TextRecord) -> dict[str, Any]:
    """Show a text."""
    return {
        "sid": text.sid,
        "to": text.to,
        "from": text.from_,
        "body": text.body,
        "direction": text.direction,
        "status": text.status.value,
        "error_code": text.error_code,
        "automatic": text.automatic,
        "created": text.created.isoformat(),
        "callbacks": [delivery_view(delivery) for delivery in text.callbacks],
    }


def mail_view(mail: MailRecord) -> dict[str, Any]:
    """Show a mail."""
    return {
        "id": mail.id,
        "at": mail.at.isoformat(),
        "to": mail.to,
        "from": mail.from_,
        "sender": mail.sender,
        "reply_to": mail.reply_to,
        "subject": mail.subject,
        "text": mail.text,
        "has_html": bool(mail.html),
        "headers": mail.headers,
        "custom_args": mail.custom_args,
        "categories": list(mail.categories),
        "attachments": list(mail.attachments),
        "has_calendar": bool(mail.calendar),
        "status": mail.status,
        "reason": mail.history[-1].reason if mail.history else "",
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """Show a webhook without its fields."""
    return {
        "kind": delivery.kind,
        "url": delivery.url,
        "at": delivery.at.isoformat(),
        "attempts": delivery.attempts,
        "status": delivery.status,
        "error": delivery.error,
    }


def _line(line: Spoken | KeyPress) -> dict[str, str]:
    if isinstance(line, Spoken):
        return {"at": line.at.isoformat(), "kind": "spoken", "words": line.words}
    return {"at": line.at.isoformat(), "kind": "key" if line.heard else "unheard_key", "words": line.key}


def _since(call: CallRecord, status: CallStatus) -> datetime | None:
    return next((change.at for change in call.history if change.status is status), None)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
