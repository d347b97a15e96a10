"""Incoming texts: a word and a page's code are an answer, REPORT and a service report trouble, STATUS asks how it stands,
DONE and LATER say of an action of a review that it is done or needs more time.

What came of a text is texted back, by the person's pager.

Sender numbers can be forged, which is why what judges needs the code that was just sent to that number (domain/paging/inbox.py).
"""

import asyncio
import logging
import re
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from domain.action_texts import is_about_action
from domain.errors import Refused
from domain.messages import Answer, AnswerReply, Verb
from domain.organisation import Channel, Person
from domain.page_messages import Notice, OpenPage, TextMeaning, TextReceived, TextsOpened
from domain.purposes import kind_of
from domain.text_commands import MOST_CHARACTERS, report_in, status_in
from domain.text_replies import listing, what_comes_next
from domain.wording import about_incident, counted, shortened
from gateway import twiml
from gateway.action_texts import ActionTexts
from gateway.answers import About, Answers
from gateway.counts import Counts
from gateway.engine import Engine, Gone
from gateway.enquiries import Enquiries
from gateway.forms import TwilioForm
from gateway.reports import Reports
from gateway.signatures import TwilioDoor

_SHOWN = 40  # characters of a text on the timeline
_CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_CALL_TO_JOIN = "A text cannot put you through: call this number and key in the code of your page."
_ANSWER_WITHIN_SECONDS = 4  # twice, and 5 to store the reply: Twilio itself gives up after 15 seconds
# Twilio acts on these words and answers them itself (Twilio documentation); a text of ours on top would confuse, or be blocked.
_STOPS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_STARTS = frozenset({"START", "YES", "UNSTOP"})
_YES = "YES"  # the one that people also say of their own accord
_HELPS = frozenset({"HELP", "INFO"})

log = logging.getLogger(__name__)


class Texts:
    """Takes the texts people send us."""

    def __init__(
        self, engine: Engine, answers: Answers, door: TwilioDoor, reports: Reports, actions: ActionTexts, counts: Counts
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._door = door
        self._reports = reports
        self._actions = actions
        self._enquiries = Enquiries(engine, reports.organisation)
        self._senders = {phone: person for person in reports.organisation.people.values() for phone in person.phones}
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
        word = form.text("OptOutType").upper() or form.text("Body").strip().upper()
        if person is None:
            self._count_stranger(form)
        elif word in _STOPS | _STARTS:
            await self._engine.texts_opened(person.id, TextsOpened(open=word in _STARTS))
            if word == _YES and not form.text("OptOutType"):
                await self._tell(person, form, await self._reply(person, form))
        elif word not in _HELPS:
            await self._tell(person, form, await self._reply(person, form))
        return twiml.nothing()

    async def _tell(self, person: Person, form: TwilioForm, words: str | None) -> None:
        """Have words texted to the number the person's text came from; None is nothing to tell."""
        if words is None:
            return
        sender = form.required("From")
        to = "" if sender == person.phone else sender
        await self._engine.tell(person.id, Notice(notice_id=form.required("MessageSid"), body=words, to=to))

    def _count_stranger(self, form: TwilioForm) -> None:
        self._counts.add("text from an unknown number")
        log.info("a text from an unknown number, ending in %s, is left unanswered", form.text("From")[-2:])

    async def _reply(self, person: Person, form: TwilioForm) -> str | None:
        """Return what to text back: what came of it, or why nothing did; None where the pager keeps silent."""
        reported = report_in(form.text("Body"))
        if reported is not None:
            return await self._reports.by_text(person, form, reported)
        if is_about_action(form.text("Body")):
            return await self._actions.by_text(person, form)
        asked = status_in(form.text("Body"))
        if asked is not None:
            return await self._enquiries.by_text(person, form, asked)
        meaning = await self._understand(person, form)
        if meaning.verb is None:
            return None if meaning.silent else meaning.reply or listing(())
        if meaning.verb is Verb.JOIN:
            return _CALL_TO_JOIN
        answering = (self._answer(person, form, meaning, page) for page in meaning.pages)
        return _together(meaning.verb, meaning.pages, await asyncio.gather(*answering))

    async def _understand(self, person: Person, form: TwilioForm) -> TextMeaning:
        """Ask the person's pager: it alone knows the codes, and counts the wrong ones."""
        received = TextReceived(text_id=form.required("MessageSid"), body=form.text("Body"))
        try:
            return await self._engine.understand_text(person.id, received, within=_ANSWER_WITHIN_SECONDS)
        except (Gone, Refused):
            return TextMeaning(reply=listing(()))

    async def _answer(self, person: Person, form: TwilioForm, meaning: TextMeaning, page: OpenPage) -> AnswerReply:
        given = Answer(
            answer_id=f"{form.required('MessageSid')}:{page.page_code}",
            page_id=page.page_id,
            person=person.id,
            verb=meaning.verb or Verb.ACKNOWLEDGE,
            channel=Channel.TEXT,
            proof=_proof(form.text("Body")),
        )
        judged = meaning.written
        if given.verb is Verb.SEND_ROUND:
            return await self._answers.send_rounds(given, page, within=_ANSWER_WITHIN_SECONDS, written=judged)
        return await self._answers.give(given, About.page(page), within=_ANSWER_WITHIN_SECONDS, judged=judged)


def _proof(body: str) -> str:
    """Return how a text proves who sent it; the code itself is shown to nobody."""
    shown = f"text '{' '.join(_CODE.sub('', body, count=1).split())[:_SHOWN]}'"
    return f"the code of their page, {shown}" if _CODE.search(body) else shown


def _together(verb: Verb, pages: Sequence[OpenPage], replies: Sequence[AnswerReply]) -> str:
    """Return what came of every page as one text: in the words of each, or counted where those are too many for a text."""
    if len(replies) == 1:
        more = what_comes_next(verb, pages[0]) if replies[0].accepted else ""
        words = f"{replies[0].words}{_how_to_join(verb, pages[0], replies[0])}"
        return shortened("\n".join(filter(None, (words, more))), MOST_CHARACTERS)
    said = [about_incident(page.named, reply.words) for page, reply in zip(pages, replies, strict=True)]
    taken = [reply.accepted and kind_of(page.purpose).taken for page, reply in zip(pages, replies, strict=True)]
    if len("\n".join(said)) > MOST_CHARACTERS and verb is Verb.ACKNOWLEDGE and any(taken):
        others = [words for words, is_taken in zip(said, taken, strict=True) if not is_taken]
        said = [f"Thank you. You have {counted(sum(taken), 'incident')}; LIST shows each with its code.", *others]
    return shortened("\n".join(dict.fromkeys(said)), MOST_CHARACTERS)


def _how_to_join(verb: Verb, page: OpenPage, reply: AnswerReply) -> str:
    """Return how whoever leads from now on comes on the technical call, where the incident has decided that they do."""
    kind = kind_of(page.own_purpose)
    leads = reply.accepted and kind.decides and kind.leads_by is verb
    return f" To join the technical call, call this number and key in {page.page_code}." if leads else ""
