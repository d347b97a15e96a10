"""Calls, conferences and texts as Twilio's JSON shows them."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from simulator.call_reports import API_VERSION
from simulator.conference_records import ConferenceRecord, Participant
from simulator.records import CallRecord, CallStatus, TextRecord
from simulator.segments import segments

_CALL_PARTS = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")


def base_path(account_sid: str) -> str:
    """Give the path all of an account's resources are under."""
    return f"/{API_VERSION}/Accounts/{account_sid}"


def call_json(call: CallRecord, account_sid: str) -> dict[str, Any]:
    """Show a call."""
    path = f"{base_path(account_sid)}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "date_created": format_datetime(call.created),
        "date_updated": format_datetime(call.updated),
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from_,
        "from_formatted": call.from_,
        "status": call.status.value,
        "start_time": _moment(call.dialled),
        "end_time": _moment(call.ended),
        "duration": str(call.duration) if call.status is CallStatus.COMPLETED else None,
        "direction": call.direction,
        "answered_by": call.answered_by,
        "queue_time": str(_queue_milliseconds(call)),
        "price_unit": "USD",
        "uri": f"{path}.json",
        "subresource_uris": {part: f"{path}/{part.title()}.json" for part in _CALL_PARTS},
        **dict.fromkeys(_UNUSED_CALL_FIELDS),
    }


_UNUSED_CALL_FIELDS = (
    "parent_call_sid",
    "phone_number_sid",
    "price",
    "forwarded_from",
    "group_sid",
    "caller_name",
    "trunk_sid",
    "annotation",
)


def conference_json(conference: ConferenceRecord, account_sid: str) -> dict[str, Any]:
    """Show a conference."""
    path = f"{base_path(account_sid)}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "date_created": format_datetime(conference.created),
        "date_updated": format_datetime(conference.updated),
        "friendly_name": conference.name,
        "region": "us1",
        "status": conference.status.value,
        "reason_conference_ended": conference.ending.value if conference.ending is not None else None,
        "call_sid_ending_conference": conference.ended_by.sid if conference.ended_by is not None else None,
        "uri": f"{path}.json",
        "subresource_uris": {part: f"{path}/{part.title()}.json" for part in ("participants", "recordings")},
    }


def participant_json(participant: Participant, conference: ConferenceRecord, account_sid: str) -> dict[str, Any]:
    """Show who is in a conference, and how."""
    return {
        "account_sid": account_sid,
        "call_sid": participant.sid,
        "conference_sid": conference.sid,
        "label": participant.order.label,
        "status": "connected",
        "muted": participant.muted,
        "hold": participant.hold,
        "coaching": False,
        "call_sid_to_coach": None,
        "start_conference_on_enter": participant.order.start_on_enter,
        "end_conference_on_exit": participant.order.end_on_exit,
        "queue_time": None,
        "date_created": format_datetime(participant.joined),
        "date_updated": format_datetime(participant.updated),
        "uri": f"{base_path(account_sid)}/Conferences/{conference.sid}/Participants/{participant.sid}.json",
    }


def text_json(text: TextRecord, account_sid: str) -> dict[str, Any]:
    """Show a text."""
    path = f"{base_path(account_sid)}/Messages/{text.sid}"
    return {
        "sid": text.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "messaging_service_sid": None,
        "date_created": format_datetime(text.created),
        "date_updated": format_datetime(text.updated),
        "date_sent": _moment(text.sent),
        "to": text.to,
        "from": text.from_,
        "body": text.body,
        "status": text.status.value,
        "direction": text.direction,
        "num_segments": str(segments(text.body)),
        "num_media": "0",
        "error_code": text.error_code,
        "error_message": "Message delivery failed" if text.error_code is not None else None,
        "price": None,
        "price_unit": "USD",
        "uri": f"{path}.json",
        "subresource_uris": {"media": f"{path}/Media.json"},
    }


def _queue_milliseconds(call: CallRecord) -> int:
    return int((call.dialled - call.created).total_seconds() * 1000) if call.dialled is not None else 0


def _moment(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment is not None else None
