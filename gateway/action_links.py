"""Links to actions of a review: opening one changes nothing, one of its forms says that it is done, or asks for more time (P28).

Mail scanners and previews open every link there is, which is why only a POST counts. A link is for one action and one person; what
they may say of it the review decides, by what they are to it when they say it.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import date, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from domain.codes import read_incident_code
from domain.errors import Refused, TokenInvalid
from domain.names import incident_id
from domain.organisation import Channel, Organisation
from domain.review.requests import ActionDone, ChangeDeadline
from domain.review.views import ActionView
from domain.roles import team_in_charge, who_asks
from domain.tokens import ActionToken
from domain.wording import day_in_words
from gateway.action_pages import ActionPage, ActionPages, Typed
from gateway.bodies import read_body
from gateway.counts import Counts
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.forms import TwilioForm, read_form
from gateway.link_pages import Standing

_ANSWER_WITHIN_SECONDS = 8  # somebody looks at their phone, and waits
_RETRY_AFTER = {"Retry-After": "5"}
_ANSWERS = {"done", "later"}
_MOST_BYTES = 16 * 1024  # two texts of 500 characters, each of which may take twelve bytes in a form
_CLOSED = "The review is closed: nothing more is needed."
_NOT_LOOKED_UP = "How this action stands cannot be looked up at the moment. You can answer all the same."
_NOT_KNOWN = "It is not known whether it was noted: we could not get through. Send it again; twice does no harm."
_FORGED = "This link is not one of ours, or was altered on the way. Open it from the mail."
_LEFT = "You are not in the organisation file any more: whoever owns it now has a link of their own."
_NOTHING_SAID = "Say whether it is done, or needs more time."
_NO_DAY = "Say by which day it will be done, such as 2026-03-09."


class ActionLinks:
    """Shows an action to whoever opens its link, and brings what they say of it to the review."""

    def __init__(
        self, engine: Engine, organisation: Organisation, counts: Counts, signing_key: str, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._organisation = organisation
        self._counts = counts
        self._signing_key = signing_key
        self._now = now
        self._pages = ActionPages()

    def routes(self) -> APIRouter:
        """Return the routes of links to actions."""
        router = APIRouter(tags=["links"], default_response_class=HTMLResponse)
        path = "/actions/{token}"
        router.add_api_route(
            path, self.open, methods=["GET"], summary="What the link to an action shows; changes nothing"
        )
        router.add_api_route(path, self.open, methods=["HEAD"], include_in_schema=False)
        router.add_api_route(path, self.take, methods=["POST"], summary="A form behind the link to an action was sent")
        return router

    async def open(self, token: str) -> Response:
        """Show the action and how it stands; with the forms to answer as long as it is open and the reader's."""
        about = self._read(token)
        if isinstance(about, str):
            return self._turned_away(about)
        try:
            return self._write(await self._as_it_stands(about))
        except TemporalUnavailable:
            return self._unavailable(replace(self._about(about, Standing.UNKNOWN, _NOT_LOOKED_UP), press=_new_press()))

    async def take(self, request: Request, token: str) -> Response:
        """Bring what was sent to the review, and show what came of it; what is refused stands in its form again.

        Nothing guards against requests forged by other sites: the token is the secret, no browser sends it of its own accord
        as it would a cookie, and whoever knows it may send the form anyway.
        """
        about = self._read(token)
        if isinstance(about, str):
            return self._turned_away(about)
        form = read_form(await read_body(request, _MOST_BYTES))
        typed = Typed(form.text("what"), form.text("due"), form.text("reason"))
        try:
            return self._write(await self._sent(token, about, form, typed))
        except TemporalUnavailable:
            view = self._about(about, Standing.UNKNOWN, _NOT_KNOWN)
            return self._unavailable(replace(view, press=form.text("press") or _new_press(), typed=typed))

    def _read(self, token: str) -> ActionToken | str:
        """Return what a link is about, or why nobody is shown anything."""
        try:
            about = ActionToken.read(token, self._signing_key)
        except TokenInvalid:
            self._counts.add("token invalid")
            return _FORGED
        return about if about.person in self._organisation.people else _LEFT

    async def _sent(self, token: str, about: ActionToken, form: TwilioForm, typed: Typed) -> ActionPage:
        try:
            request = self._request(about, form.text("do"), typed)
            request_id = _request_id(token, form, typed)
            code = read_incident_code(about.code)
            reply = await self._engine.ask_review(code, request, request_id, within=_ANSWER_WITHIN_SECONDS)
        except Gone:
            return self._about(about, Standing.CLOSED, _CLOSED)
        except Refused as refused:
            view = await self._as_it_stands(about)
            return replace(view, words=str(refused), typed=typed)
        return self._about(about, Standing.YOURS, reply.words)

    def _request(self, about: ActionToken, does: str, typed: Typed) -> ActionDone | ChangeDeadline:
        """Return what the form asks. Raises `Refused` when it does not say what, or names no day."""
        if does not in _ANSWERS:
            raise Refused(_NOTHING_SAID)
        code = read_incident_code(about.code)
        team = team_in_charge(self._organisation, incident_id(code.key))
        proof = f"link in the mail to {self._name(about)}"
        actor = who_asks(
            self._organisation, about.person, team, self._now(), service=code.key, channel=Channel.MAIL, proof=proof
        )
        if does == "later":
            return ChangeDeadline(
                actor=actor, code=about.code, number=about.number, due=_day(typed.due), reason=typed.reason
            )
        return ActionDone(actor=actor, code=about.code, number=about.number, what=typed.what)

    async def _as_it_stands(self, about: ActionToken) -> ActionPage:
        try:
            review = await self._engine.review(read_incident_code(about.code))
        except Gone:
            return self._about(about, Standing.CLOSED, _CLOSED)
        action = next((each for each in review.actions if each.number == about.number), None)
        if action is None:
            return self._about(about, Standing.CLOSED, _CLOSED)
        standing, words = _how_it_stands(action, about.person)
        facts = (("Done when", action.measure), ("Due", day_in_words(action.due)), ("Owner", action.owner.name))
        view = replace(self._about(about, standing, words), text=action.text, facts=facts)
        return replace(view, press=_new_press()) if standing is Standing.OPEN else view

    def _about(self, about: ActionToken, standing: Standing, words: str) -> ActionPage:
        named = f"Action {about.number} of the review of {about.code}"
        return ActionPage(standing, words, named=named, person=self._name(about))

    def _name(self, about: ActionToken) -> str:
        return self._organisation.person(about.person).name

    def _write(self, view: ActionPage) -> Response:
        return self._pages.write(view, HTTPStatus.OK)

    def _unavailable(self, view: ActionPage) -> Response:
        return self._pages.write(view, HTTPStatus.SERVICE_UNAVAILABLE, _RETRY_AFTER)

    def _turned_away(self, why: str) -> Response:
        return self._pages.write(ActionPage(Standing.CLOSED, why), HTTPStatus.FORBIDDEN)


def _how_it_stands(action: ActionView, person: str) -> tuple[Standing, str]:
    if not action.open:
        outcome = f": {action.outcome}" if action.outcome else ""
        return Standing.CLOSED, f"It is {action.state}{outcome}."
    if action.owner.id != person:
        return Standing.CLOSED, f"{action.owner.name} owns it now, and has a link of their own."
    proposed = f" Proposed: {action.proposal}." if action.proposal else ""
    return Standing.OPEN, f"{'It is overdue.' if action.overdue else 'It is still to be done.'}{proposed}"


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(_NO_DAY) from error


def _new_press() -> str:
    """Return what tells one opening of the page from the next."""
    return secrets.token_urlsafe(9)


def _request_id(token: str, form: TwilioForm, typed: Typed) -> str:
    """Return the id of what is sent: the same when the same comes again from one opening of the page."""
    sent = "\n".join((token, form.text("press"), form.text("do"), *astuple(typed)))
    return f"link:{hashlib.sha256(sent.encode()).hexdigest()[:32]}"
