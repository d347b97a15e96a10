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
from domain.incident.view import IncidentView
from domain.messages import Answer, AnswerReply, Purpose, Verb
from domain.organisation import Channel, Organisation
from domain.page_messages import CallScript, PageToTell
from domain.phone_menu import Stage, Turn
from domain.tokens import AttemptToken
from gateway.answers import About, Answers, Judged
from gateway.bridges import PUT_THROUGH, Bridges
from gateway.call_steps import CallStep
from gateway.callers import masked
from gateway.calls import Call, Place
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import TwilioForm
from gateway.signatures import TwilioDoor

_ANSWER_WITHIN_SECONDS = 4
_OFFER_WITHIN_SECONDS = 1  # nobody who was just woken waits for what may not be there
_LANGUAGE = "en-GB"
_NO_CALL = "There is no technical call for you to join any more."


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
        pages = script.pages if script else ()
        proposals = [page for page in pages if page.purpose is Purpose.DECLARE]
        heads = (page.code for page in proposals if self._answers.may_stand_down(place.about.person, About.page(page)))
        return Call(place, pages, stand_down=frozenset(heads))

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
                back_to_it = turn is Turn.BACK and call.place.step.taken
                return _turned(await self._with_other(call, taken=True) if back_to_it else call, turn)
            case Impact() as impact:
                return call.next_question(await self._judge(call, form, impact, digit))
            case Verb.JOIN:
                return await self._join(call, form, digit)
            case Verb() as verb:
                return await self._answered(call, form, verb, digit)

    async def _answered(self, call: Call, form: TwilioForm, verb: Verb, digit: str) -> Response:
        replies = await self._answer(call, form, verb, digit)
        if verb is Verb.MAJOR and await self._lacks_impact(call.told[0], replies[0]):
            return call.without_impact()
        taken = verb is Verb.ACKNOWLEDGE and any(reply.accepted for reply in replies)
        return (await self._with_other(call, taken=taken)).after(verb, replies)

    async def _with_other(self, call: Call, *, taken: bool = False) -> Call:
        """Return the call with the incident that may be the same as the one page that is taken now, or was before."""
        if len(call.told) != 1 or not (taken or call.place.step.stage is Stage.HELD):
            return call
        return replace(call, other=await self._may_be_same(call.told[0]))

    async def _may_be_same(self, page: PageToTell) -> str:
        """Return the code of the incident that was offered as the same; empty where there is none, or nobody says so at once."""
        view = await self._seen(page)
        return view.may_be_same.code if view and view.may_be_same else ""

    async def _lacks_impact(self, page: PageToTell, reply: AnswerReply) -> bool:
        """Whether it was not declared because nobody has said what customers or staff cannot do."""
        if reply.accepted:
            return False
        view = await self._seen(page)
        return view is not None and not view.impact and view.state.awaits_declaration

    async def _seen(self, page: PageToTell) -> IncidentView | None:
        """Return how the incident of a page stands; None where nobody says so at once."""
        try:
            async with asyncio.timeout(_OFFER_WITHIN_SECONDS):
                seen = await self._engine.incident(read_incident_code(page.incident_code))
        except (TimeoutError, TemporalUnavailable, Gone, Refused):
            return None
        return seen.view

    async def _join(self, call: Call, form: TwilioForm, digit: str) -> Response:
        """Put the caller through, if it is theirs to take: of two who press at once one has it, and the other may call in."""
        if call.heard.stage is Stage.LEADING:
            return await self._join_as_lead(call)
        [reply] = await self._answer(call, form, Verb.JOIN, digit)
        page = call.told[0]
        if not reply.accepted:
            return call.after(Verb.JOIN, [reply])
        return self._bridges.put_through(reply.words, call.place.language, page, call.place.about.person)

    async def _join_as_lead(self, call: Call) -> Response:
        """Put whoever leads it through to the technical call, while there is one."""
        page, person = call.told[0], self._organisation.people.get(call.place.about.person)
        if person is None or not await self._bridges.is_let_in(person, page):
            return call.menu(call.place.step.onwards, _NO_CALL)
        return self._bridges.put_through(PUT_THROUGH, call.place.language, page, person.id)

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
    match turn:
        case Turn.DETAILS:
            return call.details()
        case Turn.BACK:
            return call.back()
        case Turn.JUDGE:
            return call.next_question()
        case _:
            return call.menu(_leads_to(call.place.step, turn))


def _leads_to(step: CallStep, turn: Turn) -> CallStep:
    return {
        Turn.HEAR_EACH: CallStep(each=True, done=step.done),
        Turn.NEXT: step.onwards,
        Turn.SAME: step.same,
        Turn.CLOSE: step.closing,
    }[turn]


def _given(call: Call, form: TwilioForm, page: PageToTell, verb: Verb, digit: str) -> Answer:
    """Return the answer; a delivery that is repeated, by Twilio or by our own waiting, has the same id.

    Whoever went back and answers once more gives another answer.
    """
    step = call.place.step
    turn = f"{step.turn}.{step.repeats}" if step.repeats else f"{step.turn}"
    return Answer(
        answer_id=f"{form.required('CallSid')}:{step.stage}{step.question or ''}:{turn}:{page.code}",
        page_id=page.page_id,
        person=call.place.about.person,
        verb=verb,
        channel=Channel.CALL,
        proof=f"key {digit} on a call to {masked(form.required('To'))}",
    )
