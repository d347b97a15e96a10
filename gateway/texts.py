"""Incoming texts: a word and a page's code are an answer. What came of it is texted back, by the person's pager.

Sender numbers can be forged, which is why what judges needs the code that was just sent to that number (domain/text_commands.py).
"""

import logging

from fastapi import APIRouter, Request, Response

from domain.errors import Refused
from domain.messages import Answer, Notice, OpenPages
from domain.organisation import Channel, Organisation, Person
from domain.text_commands import VERBS, TextCommand, Word, listing, page_meant, read_text
from gateway import twiml
from gateway.answers import About, Answers
from gateway.counts import Counts
from gateway.engine import Engine, Gone
from gateway.forms import TwilioForm
from gateway.signatures import TwilioDoor

_ANSWER_WITHIN_SECONDS = 8  # nobody is on the line; Twilio itself gives up after 15 seconds
# Twilio acts on these and answers them itself; a text of ours on top would confuse, or be blocked (Twilio documentation).
_CARRIER_WORDS = {
    *("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
    *("START", "YES", "UNSTOP", "HELP", "INFO"),
}

log = logging.getLogger(__name__)


class Texts:
    """Takes the texts people send us."""

    def __init__(
        self, engine: Engine, answers: Answers, door: TwilioDoor, organisation: Organisation, counts: Counts
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._door = door
        self._senders = {phone: person for person in organisation.people.values() for phone in person.phones}
        self._counts = counts

    def routes(self) -> APIRouter:
        """Return the route of incoming texts."""
        router = APIRouter(tags=["twilio"])
        router.add_api_route("/twilio/text", self.take, methods=["POST"], summary="A text somebody sent us")
        return router

    async def take(self, request: Request) -> Response:
        """Carry out what a text asks and have the person told; the answer to Twilio itself is always empty."""
        form = await self._door.form(request)
        person = self._senders.get(form.required("From"))
        if person is None:
            self._count_stranger(form)
        elif not _is_for_the_carrier(form):
            notice = Notice(notice_id=form.required("MessageSid"), body=await self._reply(person, form))
            await self._engine.tell(person.id, notice)
        return twiml.nothing()

    def _count_stranger(self, form: TwilioForm) -> None:
        self._counts.add("text from an unknown number")
        log.info("a text from an unknown number, ending in %s, is left unanswered", form.text("From")[-2:])

    async def _reply(self, person: Person, form: TwilioForm) -> str:
        """Return what to text back: what came of it, or why nothing did."""
        try:
            command = read_text(form.text("Body"))
            pages = await self._pages(person)
            if command.word is Word.LIST:
                return listing(pages.pages)
            return await self._answer(person, form.required("MessageSid"), command, pages)
        except Refused as refused:
            return str(refused)

    async def _pages(self, person: Person) -> OpenPages:
        try:
            return await self._engine.open_pages(person.id)
        except Gone:
            return OpenPages()

    async def _answer(self, person: Person, sid: str, command: TextCommand, pages: OpenPages) -> str:
        page = page_meant(command, pages.pages)
        given = Answer(
            answer_id=sid,
            page_id=page.page_id,
            person=person.id,
            verb=VERBS[command.word],
            channel=Channel.TEXT,
            proof=f"text {command.word} {command.code}" if command.code else f"text {command.word} without a code",
        )
        about = About(page.owner, page.incident, page.incident_code, page.closed_because)
        reply = await self._answers.give(given, about, within=_ANSWER_WITHIN_SECONDS)
        return reply.words


def _is_for_the_carrier(form: TwilioForm) -> bool:
    return bool(form.text("OptOutType")) or form.text("Body").strip().upper() in _CARRIER_WORDS
