"""What a call says, and what its keys do. Only a key is an answer: silence, voicemail and wrong keys are none.

A call outlives every hiccup of the engine: the caller is asked for a moment, and the same key is brought again under the same id.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from domain.messages import Answer, CallScript, Verb
from domain.organisation import Channel, Organisation
from domain.phone_menu import Stage, menu, next_stage, read_key
from domain.tokens import PageToken
from domain.wording import incident_code_spoken
from gateway import twiml
from gateway.answers import About, Answers
from gateway.call_steps import CallStep
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import TwilioForm
from gateway.signatures import TwilioDoor

_ANSWER_WITHIN_SECONDS = 4
_UNKNOWN = "This call is about a page that is not known any more."
_TOO_SLOW = "We cannot get through at the moment. The page stays open, and it is repeated."
_NO_ANSWER = "No key was pressed, so nobody has it yet."
_LANGUAGE = "en-GB"


@dataclass(frozen=True)
class _Call:
    """A call at one of its steps: where its documents are, what it is about, how it is spoken."""

    address: str
    about: PageToken
    step: CallStep
    language: str

    def document(self, step: CallStep | None) -> str | None:
        """Return where the menu of a step is said; None for no step."""
        return f"{self.address}?{step.query}" if step else None

    def key(self, step: CallStep) -> str:
        """Return where a key pressed at this step goes."""
        return f"{self.address}/key?{step.query}"


class Voice:
    """Speaks to whoever picks up a call of ours."""

    def __init__(
        self, engine: Engine, answers: Answers, door: TwilioDoor, organisation: Organisation, public_url: str, key: str
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._door = door
        self._organisation = organisation
        self._public_url = public_url.rstrip("/")
        self._signing_key = key

    def routes(self) -> APIRouter:
        """Return the routes of calls."""
        router = APIRouter(tags=["twilio"])
        router.add_api_route("/twilio/voice/{token}", self.say, methods=["POST"], summary="What a call says")
        router.add_api_route(
            "/twilio/voice/{token}/key", self.take_key, methods=["POST"], summary="A key pressed on a call"
        )
        return router

    async def say(self, request: Request, token: str) -> Response:
        """Say the menu as it is now: each time the pager is asked anew, as the page may have been settled meanwhile."""
        await self._door.form(request)
        call = self._call(request, token)
        try:
            script = await self._script(call)
        except TemporalUnavailable:
            return _one_moment(call, call.document(call.step.waiting()))
        return _menu(call, script, call.step)

    async def take_key(self, request: Request, token: str) -> Response:
        """Bring the answer a key stands for to whoever decides it; what takes long is brought again with the same key."""
        form = await self._door.form(request)
        call = self._call(request, token)
        digit = call.step.digit or form.text("Digits")
        try:
            return await self._answer(call, form, digit)
        except TemporalUnavailable:
            waiting = call.step.waiting(digit)
            return _one_moment(call, call.key(waiting) if waiting else None)

    def _call(self, request: Request, token: str) -> _Call:
        about = PageToken.read(token, self._signing_key)
        person = self._organisation.people.get(about.person)
        language = person.language if person else _LANGUAGE
        return _Call(f"{self._public_url}/twilio/voice/{token}", about, CallStep.read(request), language)

    async def _answer(self, call: _Call, form: TwilioForm, digit: str) -> Response:
        script = await self._script(call)
        verb = read_key(script.purpose, call.step.stage, digit) if script else None
        if script is None or verb is None:
            return _menu(call, script, call.step.next_turn)
        given = _given(call, form, verb, digit)
        about = About(call.about.owner, call.about.incident, script.incident_code, script.closed)
        reply = await self._answers.give(given, about, within=_ANSWER_WITHIN_SECONDS)
        words = reply.words.replace(script.incident_code, incident_code_spoken(script.incident_code))
        stage = next_stage(call.step.stage, verb) if reply.accepted else None
        if stage is None:
            return twiml.farewell(words, call.language)
        return _menu(call, script, CallStep(stage=stage), first=words)

    async def _script(self, call: _Call) -> CallScript | None:
        try:
            return await self._engine.call_script(call.about.person, call.about.attempt)
        except Gone:
            return None


def _given(call: _Call, form: TwilioForm, verb: Verb, digit: str) -> Answer:
    """Return the answer; a delivery that is repeated, by Twilio or by our own waiting, has the same id."""
    step = call.step
    return Answer(
        answer_id=f"{form.required('CallSid')}:{step.stage}:{step.turn}",
        page_id=call.about.page,
        person=call.about.person,
        verb=verb,
        channel=Channel.CALL,
        proof=f"key {digit} on a call to {form.required('To')}",
    )


def _menu(call: _Call, script: CallScript | None, step: CallStep | None, first: str = "") -> Response:
    """Say a step's menu, after what is said first; or why there is none."""
    if script is None:
        return twiml.farewell(_UNKNOWN, call.language)
    if script.closed and call.step.stage is Stage.OPENING and not first:
        return twiml.farewell(f"This page is closed: {script.closed}.", call.language)
    if step is None:
        return twiml.farewell(_NO_ANSWER, call.language)
    words = f"{first} {menu(script, step.stage).prompt}".strip()
    last_words = _NO_ANSWER if step.stage is Stage.OPENING else "It stays yours."
    otherwise = call.document(step.next_turn)
    return twiml.menu(words, call.language, action=call.key(step), otherwise=otherwise, last_words=last_words)


def _one_moment(call: _Call, again: str | None) -> Response:
    if again is None:
        return twiml.farewell(_TOO_SLOW, call.language)
    return twiml.one_moment(call.language, again=again)
