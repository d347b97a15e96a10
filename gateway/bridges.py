"""Puts people through to the bridge of their own audience, and takes reports of who came and went (P15).

Somebody is put through by a key in a call we placed, or by calling the published number and keying in the code of their page. To
which bridge follows from the purpose of that page, and from nothing else (domain/bridges.py). A caller's number can be forged: such
a call may join, or report something (gateway/reporting_calls.py), and nothing more; what is no code counts as a wrong one.
"""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from domain.bridges import Bridge, BridgeMoved
from domain.calling_in import ASKS_ANOTHER, ASKS_CODE, LEFT, NO_SUCH_CODE, OF_SEVERAL, instead, leads
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.messages import Answer, AnswerReply, Verb
from domain.names import incident_id
from domain.organisation import Channel, Organisation, Person
from domain.page_messages import OpenPage, PageToTell, TextMeaning, TextReceived
from domain.purposes import kind_of
from domain.tokens import BridgeToken
from domain.wording import spoken_codes
from gateway import twiml
from gateway.answers import About, Answers
from gateway.call_steps import CallStep
from gateway.callers import STRANGER, caller, masked
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import TwilioForm
from gateway.reporting_calls import REPORT_KEY, ReportingCalls
from gateway.signatures import TwilioDoor

_ANSWER_WITHIN_SECONDS = 4
_LANGUAGE = "en-GB"
_TOO_SLOW = "We cannot get through at the moment. Please call again."
PUT_THROUGH = "You are put through."
_MOVES = {"participant-join": True, "participant-leave": False}


@dataclass(frozen=True)
class Bridges:
    """Bridges of every incident, as Twilio sees them. `public_url` is where Twilio reaches us."""

    engine: Engine
    answers: Answers
    door: TwilioDoor
    organisation: Organisation
    public_url: str
    signing_key: str
    reporting: ReportingCalls

    def routes(self) -> APIRouter:
        """Return the routes of bridges and of calls people place to our number."""
        router = APIRouter(tags=["twilio"])
        for path, endpoint, summary in (
            ("/twilio/voice/inbound", self.called, "Somebody calls our number"),
            ("/twilio/voice/inbound/code", self.code_keyed, "The code they key in"),
            ("/twilio/bridge-left", self.left, "What a caller hears who has left a bridge"),
        ):
            router.add_api_route(path, endpoint, methods=["POST"], summary=summary)
        router.add_api_route(
            "/twilio/bridge/{token}",
            self.moved,
            methods=["POST"],
            summary="Who came on a bridge, or left it",
            status_code=HTTPStatus.NO_CONTENT,
        )
        return router

    def put_through(self, words: str, language: str, page: OpenPage | PageToTell, person: str) -> Response:
        """Put somebody through to the bridge of the audience their page is for."""
        bridge = Bridge.of_page(page.incident_code, page.own_purpose)
        token = BridgeToken(code=bridge.code, audience=bridge.audience).signed(self.signing_key)
        return twiml.put_through(
            words,
            language,
            bridge=bridge.name,
            label=bridge.label(self._team(page, person), person),
            moved=f"{self.public_url}/twilio/bridge/{token}",
            left=f"{self.public_url}/twilio/bridge-left",
        )

    def _team(self, page: OpenPage | PageToTell, person: str) -> str:
        """Return the team somebody is on the call for: who leads, or is called by name, is of no team by that but their own."""
        team = self.organisation.teams.get(page.team)
        kind = kind_of(page.own_purpose)
        theirs = (kind.joins and not kind.personal) or (team is not None and person in team.members)
        return page.team if theirs else ""

    async def left(self, request: Request) -> Response:
        """Say how to come back."""
        await self.door.form(request)
        return twiml.farewell(LEFT, _LANGUAGE)

    async def moved(self, request: Request, token: str) -> None:
        """Tell the incident who came or went; other reports about a bridge say nothing of that."""
        form, about = await self.door.form(request), BridgeToken.read(token, self.signing_key)
        joined = _MOVES.get(form.required("StatusCallbackEvent"))
        team, _, person_id = form.text("ParticipantLabel").rpartition(":")
        person = self.organisation.people.get(person_id)
        if joined is None or person is None:
            return
        report = BridgeMoved(
            code=about.code,
            audience=about.audience,
            person=person.id,
            name=person.name,
            team=team,
            call_id=form.required("CallSid"),
            joined=joined,
            sequence=form.number("SequenceNumber") or 0,
        )
        try:
            await self.engine.bridge_moved(incident_id(read_incident_code(about.code).key), report)
        except Gone:  # the incident is over, and people still talk
            return

    async def called(self, request: Request) -> Response:
        """Ask whoever calls us for their code, or whether they report something; a few times."""
        form, step = await self.door.form(request), CallStep.read(request)
        person = caller(self.organisation, form)
        if person is None:
            return twiml.farewell(STRANGER, _LANGUAGE)
        return self._ask(ASKS_CODE, person, step)

    async def code_keyed(self, request: Request) -> Response:
        """Take what a caller keyed in: the code of a page, or that they report something; after a wrong code ask again."""
        form, step = await self.door.form(request), CallStep.read(request)
        person = caller(self.organisation, form)
        if person is None:
            return twiml.farewell(STRANGER, _LANGUAGE)
        if form.text("Digits") == REPORT_KEY:
            return self.reporting.begin(person, form)
        try:
            meaning = await self._understand(person, form, step)
            return await self._join(person, form, meaning, step)
        except TemporalUnavailable:
            return twiml.farewell(_TOO_SLOW, person.language)

    def _ask(self, words: str, person: Person, step: CallStep) -> Response:
        """Ask for a code; silence has it asked once more, as often as a call is asked."""
        address = f"{self.public_url}/twilio/voice/inbound"
        again = step.again
        otherwise = f"{address}?{again.query}" if again else None
        query = f"?{step.query}" if step.query else ""
        return twiml.keyed_code(words, person.language, action=f"{address}/code{query}", otherwise=otherwise)

    def _ask_again(self, words: str, person: Person, step: CallStep) -> Response:
        """Say why a code leads nowhere, and ask for another one, until it was asked for often enough."""
        again = step.again
        if again is None:
            return twiml.farewell(words, person.language)
        return self._ask(f"{words} {ASKS_ANOTHER}", person, again)

    async def _join(self, person: Person, form: TwilioForm, meaning: TextMeaning, step: CallStep) -> Response:
        """Put the caller through to the call their page is about; theirs is the audience they were paged for."""
        if meaning.reply:
            return twiml.farewell(meaning.reply, person.language)
        if len(meaning.pages) != 1:
            return self._ask_again(OF_SEVERAL if meaning.pages else NO_SUCH_CODE, person, step)
        [page] = meaning.pages
        if not kind_of(page.own_purpose).joins:
            if not await self.is_let_in(person, page):
                return self._ask_again(instead(page), person, step)
            return self.put_through(PUT_THROUGH, person.language, page, person.id)
        reply = await self._joins(person, page, form)
        if not reply.accepted:
            return await self._not_taken(person, page, reply)
        return self.put_through(reply.words, person.language, page, person.id)

    async def is_let_in(self, person: Person, page: OpenPage | PageToTell) -> bool:
        """Whether somebody comes on the technical call because they lead, declared or are to lead. Raises `TemporalUnavailable`."""
        view = await self._incident(page)
        return view is not None and leads(view, person.name, page.own_purpose)

    async def _not_taken(self, person: Person, page: OpenPage, reply: AnswerReply) -> Response:
        """Whoever is told that a colleague has it comes on the technical call as well, while their team is needed on it.

        Whoever is invited no more comes on none, nor whose team was dropped; of what is part of another, the call is the other's.
        """
        by_invitation = Bridge.of_page(page.incident_code, page.own_purpose).by_invitation
        incident = None if by_invitation else await self._incident(page)
        if incident and page.team in incident.called:
            return self.put_through(f"{reply.words} {PUT_THROUGH}", person.language, page, person.id)
        words = reply.words
        if incident and incident.part_of:
            its_call = f"Its call is that of {incident.part_of}: key in your code for that."
            words = spoken_codes(f"{words} {its_call}", (incident.code, incident.part_of))
        return twiml.farewell(words, person.language)

    async def _incident(self, page: OpenPage | PageToTell) -> IncidentView | None:
        try:
            return (await self.engine.incident(read_incident_code(page.incident_code))).view
        except (Refused, Gone):
            return None

    async def _understand(self, person: Person, form: TwilioForm, step: CallStep) -> TextMeaning:
        """Ask the caller's pager, as for a text: it alone knows the codes, counts the wrong ones, and locks out who guesses."""
        keyed_id = f"{form.required('CallSid')}:{step.turn}"
        keyed = TextReceived(text_id=keyed_id, body=form.text("Digits"), keyed=True)
        try:
            return await self.engine.understand_text(person.id, keyed, within=_ANSWER_WITHIN_SECONDS)
        except (Gone, Refused):
            return TextMeaning()

    async def _joins(self, person: Person, page: OpenPage, form: TwilioForm) -> AnswerReply:
        """Note that they join."""
        given = Answer(
            answer_id=f"{form.required('CallSid')}:join:{page.page_code}",
            page_id=page.page_id,
            person=person.id,
            verb=Verb.JOIN,
            channel=Channel.CALL,
            proof=f"the code of their page, keyed in on a call from {masked(form.required('From'))}",
        )
        return await self.answers.give(given, About.page(page), within=_ANSWER_WITHIN_SECONDS)
