"""What a call says, and what its keys do. Only a key is an answer: silence, voicemail and wrong keys are none.

Every page that is open for the person is told in the one call, those that come while they listen as well. A call outlives every
hiccup of the engine: the caller is asked for a moment, and the same key is brought again under the same id.
"""

import asyncio
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from domain.assessment import Impact
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.messages import Answer, AnswerReply, Verb
from domain.organisation import Channel, Organisation
from domain.page_messages import CallScript, PageToTell
from domain.phone_menu import Stage, Turn
from domain.tokens import AttemptToken
from gateway.answers import About, Answers, Judged
from gateway.bridges import Bridges
from gateway.call_steps import CallStep
from gateway.calls import Call, Place
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import TwilioForm
from gateway.signatures import TwilioDoor

_ANSWER_WITHIN_SECONDS = 4
_OFFER_WITHIN_SECONDS = 1  # nobody who was just woken waits for what may not be there
_LANGUAGE = "en-GB"


class Voice:
    """Speaks to whoever picks up a call of ours."""

    def __init__(
        self, engine: Engine, answers: Answers, door: TwilioDoor, organisation: Organisation, bridges: Bridges
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._door = door
        self._organisation = organisation
        self._bridges = bridges
        self._public_url = bridges.public_url
        self._signing_key = bridges.signing_key

    def routes(self) -> APIRouter:
        """Return the routes of calls."""
        router = APIRouter(tags=["twilio"])
        router.add_api_route("/twilio/voice/{token}", self.say, methods=["POST"], summary="What a call says")
        router.add_api_route(
            "/twilio/voice/{token}/key", self.take_key, methods=["POST"], summary="A key pressed on a call"
        )
        return router

    async def say(self, request: Request, token: str) -> Response:
        """Say the menu as it is now: each time the pager is asked anew, as pages are settled and come while a call goes on."""
        await self._door.form(request)
        place = self._place(request, token)
        try:
            call = self._call(place, await self._script(place))
            return (await self._with_other(call)).menu(place.step)
        except TemporalUnavailable:
            return place.one_moment(place.document(place.step.waiting()))

    async def take_key(self, request: Request, token: str) -> Response:
        """Bring the answer a key stands for to whoever decides it; what takes long is brought again with the same key."""
        form = await self._door.form(request)
        place = self._place(request, token)
        digit = place.step.digit or form.text("Digits")
        try:
            call = self._call(place, await self._script(place))
            return await self._act(call, form, digit)
        except TemporalUnavailable:
            waiting = place.step.waiting(digit)
            return place.one_moment(place.key(waiting) if waiting else None)

    def _place(self, request: Request, token: str) -> Place:
        about = AttemptToken.read(token, self._signing_key)
        person = self._organisation.people.get(about.person)
        language = person.language if person else _LANGUAGE
        return Place(f"{self._public_url}/twilio/voice/{token}", about, CallStep.read(request), language)

    def _call(self, place: Place, script: CallScript | None) -> Call:
        return Call(place, script.pages if script else ())

    async def _script(self, place: Place) -> CallScript | None:
        try:
            return await self._engine.call_script(place.about.person, place.about.attempt)
        except Gone:
            return None

    async def _act(self, call: Call, form: TwilioForm, digit: str) -> Response:
        match call.heard.keys.get(digit) if call.told else None:
            case None:
                return (await self._with_other(call)).menu_again(digit)
            case Turn() as turn:
                return _turned(call, turn)
            case Impact() as impact:
                return call.next_question(await self._judge(call, form, impact, digit))
            case Verb.JOIN:
                return await self._join(call, form, digit)
            case Verb() as verb:
                replies = await self._answer(call, form, verb, digit)
                taken = verb is Verb.ACKNOWLEDGE and any(reply.accepted for reply in replies)
                return (await self._with_other(call, taken=taken)).after(verb, replies)

    async def _with_other(self, call: Call, *, taken: bool = False) -> Call:
        """Return the call with the incident that may be the same as the one page that is taken now, or was before."""
        if len(call.told) != 1 or not (taken or call.place.step.stage is Stage.HELD):
            return call
        return replace(call, other=await self._may_be_same(call.told[0]))

    async def _may_be_same(self, page: PageToTell) -> str:
        """Return the code of the incident that was offered as the same; empty where there is none, or nobody says so at once."""
        try:
            async with asyncio.timeout(_OFFER_WITHIN_SECONDS):
                seen = await self._engine.incident(read_incident_code(page.incident_code))
        except (TimeoutError, TemporalUnavailable, Gone, Refused):
            return ""
        return seen.view.may_be_same.code if seen.view.may_be_same else ""

    async def _join(self, call: Call, form: TwilioForm, digit: str) -> Response:
        """Put the caller through, if it is theirs to take: of two who press at once one has it, and the other may call in."""
        [reply] = await self._answer(call, form, Verb.JOIN, digit)
        page = call.told[0]
        if not reply.accepted:
            return call.after(Verb.JOIN, [reply])
        return self._bridges.put_through(reply.words, call.place.language, page, call.place.about.person)

    async def _judge(self, call: Call, form: TwilioForm, impact: Impact, digit: str) -> AnswerReply:
        """Bring the answer to the question that was asked."""
        page, question = call.told[0], call.heard.question
        judged = Judged(question, impact) if question else None
        given = _given(call, form, page, Verb.JUDGE, digit)
        return await self._answers.give(given, About.page(page), within=_ANSWER_WITHIN_SECONDS, judged=judged)

    async def _answer(self, call: Call, form: TwilioForm, verb: Verb, digit: str) -> list[AnswerReply]:
        """Bring the answer for each page that was told, all at the same time."""
        giving = (
            self._answers.give(
                _given(call, form, page, verb, digit),
                About.page(page, other=call.place.step.other),
                within=_ANSWER_WITHIN_SECONDS,
            )
            for page in call.told
        )
        return await asyncio.gather(*giving)


def _turned(call: Call, turn: Turn) -> Response:
    step = call.place.step
    match turn:
        case Turn.HEAR_EACH:
            return call.menu(CallStep(each=True, done=step.done))
        case Turn.NEXT:
            return call.menu(step.onwards)
        case Turn.DETAILS:
            return call.details()
        case Turn.SAME:
            return call.menu(step.same)
        case Turn.JUDGE:
            return call.next_question()


def _given(call: Call, form: TwilioForm, page: PageToTell, verb: Verb, digit: str) -> Answer:
    """Return the answer; a delivery that is repeated, by Twilio or by our own waiting, has the same id."""
    step = call.place.step
    return Answer(
        answer_id=f"{form.required('CallSid')}:{step.stage}{step.question or ''}:{step.turn}:{page.code}",
        page_id=page.page_id,
        person=call.place.about.person,
        verb=verb,
        channel=Channel.CALL,
        proof=f"key {digit} on a call to {form.required('To')}",
    )
