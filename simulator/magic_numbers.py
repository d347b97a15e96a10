"""Numbers that stand for a refusal, as with Twilio's test credentials (Twilio documentation, test credentials).

They are refused with whatever credentials: nobody has them.
"""

from simulator.twilio_errors import TwilioRefusal

ALWAYS_OURS = "+15005550006"
"""Calls and texts may come from this number in any account."""
_CALL_TO = {
    "+15005550001": (21217, "The phone number does not appear to be valid."),
    "+15005550002": (21214, "The phone number cannot be reached."),
    "+15005550003": (21215, "The account is not authorised to call this number: international permissions."),
    "+15005550004": (21216, "The account may not call this number: it is blocked."),
}
_CALL_FROM = {
    "+15005550001": (21212, "The source phone number provided is not valid."),
}
_TEXT_TO = {
    "+15005550001": (21211, "The 'To' number is not a valid phone number."),
    "+15005550002": (21612, "The message cannot be routed to this number."),
    "+15005550003": (21408, "Permission to send to this region has not been enabled."),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "The 'To' number is not a mobile number."),
}
_TEXT_FROM = {
    "+15005550001": (21212, "The 'From' number is not a valid phone number."),
    "+15005550007": (21606, "The 'From' phone number is not owned by the account or cannot send texts."),
    "+15005550008": (21611, "The queue of messages of this 'From' number is full."),
}


def refuse_magic_call(to: str, from_: str) -> None:
    """Raise TwilioRefusal for a call to or from a number that stands for one."""
    _refuse(_CALL_TO.get(to) or _CALL_FROM.get(from_))


def refuse_magic_text(to: str, from_: str) -> None:
    """Raise TwilioRefusal for a text to or from a number that stands for one."""
    _refuse(_TEXT_TO.get(to) or _TEXT_FROM.get(from_))


def _refuse(refusal: tuple[int, str] | None) -> None:
    if refusal is not None:
        raise TwilioRefusal(*refusal)
