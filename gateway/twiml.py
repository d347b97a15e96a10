"""What Twilio is told to do with a call or text, as TwiML; pure rendering, nothing is decided here."""

import re

from fastapi import Response
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

_KEY_SECONDS = 8
_MOMENT_SECONDS = 2
# XML has no way to write these, and Twilio ends a call whose document it cannot read.
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def menu(words: str, language: str, *, action: str, otherwise: str | None, last_words: str) -> Response:
    """Say these words and wait for one key, which goes to `action`; silence goes on at `otherwise`, or ends the call so."""
    return _asked(words, language, digits=1, action=action, otherwise=otherwise, last_words=last_words)


def farewell(words: str, language: str) -> Response:
    """Say these words and goodbye, and hang up."""
    response = VoiceResponse()
    _part(response, f"{words} Goodbye.", language)
    return _twiml(response)


def put_through(words: str, language: str, *, bridge: str, label: str, moved: str, left: str) -> Response:
    """Say these words and put the caller through to a bridge; who comes and goes is reported at `moved`, and `left` is next.

    `label` names the caller in those reports. A call lasts four hours at most, which is Twilio's own limit.
    """
    response = VoiceResponse()
    response.say(_sayable(words), language=language)
    dial = Dial(action=left, method="POST")
    dial.conference(
        bridge,
        participant_label=label,
        start_conference_on_enter=True,
        end_conference_on_exit=False,
        beep="onEnter",
        status_callback=moved,
        status_callback_event="join leave",
        status_callback_method="POST",
    )
    response.append(dial)
    return _twiml(response)


def keyed_code(words: str, language: str, *, action: str, otherwise: str | None) -> Response:
    """Say these words and wait for four digits; silence goes on at `otherwise`, or ends the call.

    Fewer digits go to `action` as well, after the hash key or a while without another one (Twilio documentation, Gather).
    """
    return _asked(words, language, digits=4, action=action, otherwise=otherwise, last_words="")


def one_moment(words: str, language: str, *, again: str) -> Response:
    """Say these words, keep the caller on the line for a moment, then go on at `again`."""
    response = VoiceResponse()
    response.say(_sayable(words), language=language)
    response.pause(length=_MOMENT_SECONDS)
    response.redirect(again, method="POST")
    return _twiml(response)


def nothing() -> Response:
    """Return the answer to a text that is not answered here."""
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml")


def _asked(words: str, language: str, *, digits: int, action: str, otherwise: str | None, last_words: str) -> Response:
    response = VoiceResponse()
    gather = Gather(num_digits=digits, timeout=_KEY_SECONDS, action=action, method="POST")
    gather.say(_sayable(words), language=language)
    response.append(gather)
    if otherwise:
        response.redirect(otherwise, method="POST")
    else:
        _part(response, f"{last_words} Goodbye.".strip(), language)
    return _twiml(response)


def _part(response: VoiceResponse, words: str, language: str) -> None:
    response.say(_sayable(words), language=language)
    response.hangup()


def _sayable(words: str) -> str:
    return _NOT_IN_XML.sub(" ", words)


def _twiml(response: VoiceResponse) -> Response:
    return Response(str(response), media_type="text/xml")
