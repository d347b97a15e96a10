"""Links in mails: opening one changes nothing, pressing its button acknowledges the page.

Mail scanners and previews open every link there is, which is why only a POST counts. A link is for one page to one person, can do
nothing but acknowledge, and is dead once the page is closed.
"""

import hashlib
import secrets
from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from domain.audiences import Audience
from domain.errors import TokenInvalid
from domain.messages import Answer, AnswerReply, Verb
from domain.organisation import Channel, Organisation
from domain.page_messages import OpenPage
from domain.purposes import kind_of
from domain.tokens import LinkToken
from gateway.answers import About, Answers
from gateway.bodies import read_body
from gateway.counts import Counts
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import read_form
from gateway.link_pages import LinkPages, LinkView, Standing

_ANSWER_WITHIN_SECONDS = 8  # somebody looks at their phone, and waits
_RETRY_AFTER = {"Retry-After": "5"}
_MOST_BYTES = 4 * 1024
_TAKE = "Take it"
_AGAIN = "Try again"
_OVER = "This page is over: nothing more is needed."
_NOT_LOOKED_UP = "How this page stands cannot be looked up at the moment. You can take it all the same."
_NOT_KNOWN = "It is not known whether you have it: we could not get through. Try again; pressing twice does no harm."
_FORGED = "This link is not one of ours, or was altered on the way. Open it from the mail, or text the code that stands there."


class Links:
    """Answers whoever opens a link of a mail, and takes the page for whoever presses its button."""

    def __init__(
        self, engine: Engine, answers: Answers, organisation: Organisation, counts: Counts, signing_key: str
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._people = organisation.people
        self._counts = counts
        self._signing_key = signing_key
        self._pages = LinkPages()

    def routes(self) -> APIRouter:
        """Return the routes of links."""
        router = APIRouter(tags=["links"], default_response_class=HTMLResponse)
        path = "/answer/{token}"
        router.add_api_route(path, self.open, methods=["GET"], summary="What a link in a mail shows; changes nothing")
        router.add_api_route(path, self.open, methods=["HEAD"], include_in_schema=False)
        router.add_api_route(path, self.take, methods=["POST"], summary="The button behind a link was pressed")
        return router

    async def open(self, token: str) -> Response:
        """Show what the page is about and how it stands; with a button as long as it is open."""
        about = self._read(token)
        if about is None:
            return self._forged()
        try:
            return self._write(self._as_it_stands(about, await self._page(about)))
        except TemporalUnavailable:
            view = self._view(about, None, Standing.UNKNOWN, _NOT_LOOKED_UP)
            return self._unavailable(replace(view, button=_TAKE, press=_new_press()))

    async def take(self, request: Request, token: str) -> Response:
        """Acknowledge the page and show the reply's words; a page that is closed is left as it is.

        Nothing guards against requests forged by other sites: the token is the secret, no browser sends it of its own accord
        as it would a cookie, and whoever knows it may press the button anyway.
        """
        about = self._read(token)
        if about is None:
            return self._forged()
        press = read_form(await read_body(request, _MOST_BYTES)).text("press")
        try:
            return self._write(await self._pressed(about, _answer_id(token, press)))
        except TemporalUnavailable:
            view = self._view(about, None, Standing.UNKNOWN, _NOT_KNOWN)
            return self._unavailable(replace(view, button=_AGAIN, press=press))

    def _read(self, token: str) -> LinkToken | None:
        try:
            return LinkToken.read(token, self._signing_key)
        except TokenInvalid:
            self._counts.add("token invalid")
            return None

    async def _pressed(self, about: LinkToken, answer_id: str) -> LinkView:
        page = await self._page(about)
        if page is None or not page.open:
            return self._too_late(about, page)
        reply = await self._acknowledge(about, page, answer_id)
        standing = Standing.YOURS if reply.accepted else Standing.CLOSED
        return self._view(about, page, standing, reply.words)

    async def _page(self, about: LinkToken) -> OpenPage | None:
        """Return the page as the person's pager knows it now; None when it knows it no more."""
        try:
            known = await self._engine.open_pages(about.person)
        except Gone:
            return None
        return next((page for page in known.pages if page.page_id == about.page), None)

    async def _acknowledge(self, about: LinkToken, page: OpenPage, answer_id: str) -> AnswerReply:
        given = Answer(
            answer_id=answer_id,
            page_id=about.page,
            person=about.person,
            verb=Verb.ACKNOWLEDGE,
            channel=Channel.MAIL,
            proof=f"link in the mail to {self._name(about)}",
        )
        decides = About(about.owner, about.incident, about.code, about.team, page.closed_because, page.purpose)
        return await self._answers.give(given, decides, within=_ANSWER_WITHIN_SECONDS)

    def _too_late(self, about: LinkToken, page: OpenPage | None) -> LinkView:
        """Return how a page stands whose button was pressed in vain; whoever only opens a link is turned away from nothing."""
        view = self._as_it_stands(about, page)
        if view.standing is Standing.CLOSED:
            self._counts.add("link of a closed page")
        return view

    def _as_it_stands(self, about: LinkToken, page: OpenPage | None) -> LinkView:
        """Return how a page stands by what its pager says."""
        if page and page.open:
            kind = kind_of(page.purpose)
            return replace(self._view(about, page, Standing.OPEN, kind.stands), button=kind.button, press=_new_press())
        if page and page.in_hand:
            words = kind_of(page.purpose).held or f"You have it, {self._name(about)}."
            return self._view(about, page, Standing.YOURS, words)
        return self._view(about, page, Standing.CLOSED, _why_closed(page))

    def _view(self, about: LinkToken, page: OpenPage | None, standing: Standing, words: str) -> LinkView:
        headline = page.headline if page else ""
        # Of a page nobody can look up it is not known whether its reader may be shown our code (P15).
        technical = page is not None and kind_of(page.purpose).audience is Audience.TECHNICAL
        code = about.code if technical else ""
        return LinkView(standing, words, code=code, person=self._name(about), headline=headline)

    def _name(self, about: LinkToken) -> str:
        person = self._people.get(about.person)
        return person.name if person else about.person

    def _write(self, view: LinkView) -> Response:
        return self._pages.write(view, HTTPStatus.OK)

    def _unavailable(self, view: LinkView) -> Response:
        return self._pages.write(view, HTTPStatus.SERVICE_UNAVAILABLE, _RETRY_AFTER)

    def _forged(self) -> Response:
        return self._pages.write(LinkView(Standing.CLOSED, _FORGED), HTTPStatus.FORBIDDEN)


def _why_closed(page: OpenPage | None) -> str:
    if page is None:
        return _OVER
    return f"This page is closed: {page.closed_because}." if page.closed_because else "This page is closed."


def _new_press() -> str:
    """Return what tells one opening of the page from the next."""
    return secrets.token_urlsafe(9)


def _answer_id(token: str, press: str) -> str:
    """Return the id of one pressing: the same when it is sent again.

    The token alone would not do. Whoever took a page, passed it on and is paged once more holds the same token: their second
    acknowledgement would be taken for a repeat of the first, and thanked for while nobody has it.
    """
    return f"link:{hashlib.sha256(f'{token} {press}'.encode()).hexdigest()[:32]}"
