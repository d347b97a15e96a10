"""Reporting by phone (P9): a caller chooses a service, hears what would be reported, and reports it by key 9 and nothing else.

Where they are stands in the addresses of the call's documents: what they are asked in a signed token, how often it was said in the
query. Who they are is found anew at each step, by the number they call from. A call outlives every hiccup of the engine: the
caller is asked for a moment, and the same key is brought again under the same id, which is the call's own.
"""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from domain.errors import Refused, TokenInvalid
from domain.incident.view import IncidentView
from domain.organisation import Person, Service
from domain.reporting.menu import ReadBack, ServiceMenu, Turn
from domain.reporting.services import offered_services, team_called
from domain.tokens import ReportToken
from gateway import twiml
from gateway.call_steps import CallStep
from gateway.callers import STRANGER, caller
from gateway.engine import TemporalUnavailable
from gateway.forms import TwilioForm
from gateway.reports import Reports
from gateway.signatures import TwilioDoor

REPORT_KEY = "0"
"""What a caller keys in instead of a page's code; codes have four digits."""

_LANGUAGE = "en-GB"
_MOMENT = "One moment, please."
_NOTHING_REPORTED = "Nothing is reported."
_TOO_SLOW = "We cannot get through at the moment. Nothing is reported: please call again."
_NOT_KNOWN = "We do not know whether it is reported: please call again. To report it twice does no harm."
_NO_SUCH_KEY = "That key does nothing here."
_REPEAT = {"*", ""}
_FIRST = CallStep()


@dataclass(frozen=True)
class Place:
    """Who is on the line, what they are asked, how often it was said, and where the documents of that are."""

    person: Person
    asked: ReportToken
    step: CallStep
    address: str

    def document(self, step: CallStep | None) -> str | None:
        """Return where the same is said once more; None for no step."""
        return f"{self.address}?{step.query}" if step else None

    def key(self, step: CallStep) -> str:
        """Return where a key that is pressed at this step goes."""
        return f"{self.address}/key?{step.query}"


@dataclass(frozen=True)
class ReportingCalls:
    """Speaks to whoever calls us to report something. `public_url` is where Twilio reaches us."""

    reports: Reports
    door: TwilioDoor
    public_url: str
    signing_key: str

    def routes(self) -> APIRouter:
        """Return the routes of a call in which something is reported."""
        router = APIRouter(tags=["twilio"])
        for path, endpoint, summary in (
            ("/twilio/report/{token}", self.say, "What a caller who reports something is asked"),
            ("/twilio/report/{token}/key", self.take_key, "A key pressed by a caller who reports something"),
        ):
            router.add_api_route(path, endpoint, methods=["POST"], summary=summary)
        return router

    def begin(self, person: Person, form: TwilioForm) -> Response:
        """Ask a caller which service it is about."""
        place = self._place(person, ReportToken(call=form.required("CallSid")))
        return _menu(place, self._services(place).prompt)

    async def say(self, request: Request, token: str) -> Response:
        """Ask once more: each time as things stand then, since an incident may be opened while the call goes on."""
        form = await self.door.form(request)
        place = self._on_the_line(request, form, token)
        if place is None:
            return twiml.farewell(STRANGER, _LANGUAGE)
        try:
            return await self._ask(place)
        except TemporalUnavailable:
            return _one_moment(place, place.document(place.step.waiting()), _TOO_SLOW)

    async def take_key(self, request: Request, token: str) -> Response:
        """Do what a key stands for; what takes long is brought again with the same key."""
        form = await self.door.form(request)
        place = self._on_the_line(request, form, token)
        if place is None:
            return twiml.farewell(STRANGER, _LANGUAGE)
        digit = place.step.digit or form.text("Digits")
        turn = self._keys(place).get(digit)
        try:
            return await self._act(place, form, turn, digit)
        except TemporalUnavailable:
            in_the_end = _NOT_KNOWN if turn is Turn.REPORT else _TOO_SLOW
            waiting = place.step.waiting(digit)
            return _one_moment(place, place.key(waiting) if waiting else None, in_the_end)

    def _on_the_line(self, request: Request, form: TwilioForm, token: str) -> Place | None:
        """Return where a call stands; None for a stranger's. Raises `TokenInvalid`, `RequestRefused`."""
        asked, person = ReportToken.read(token, self.signing_key), caller(self.reports.organisation, form)
        if asked.call != form.required("CallSid"):
            raise TokenInvalid("The token belongs to another call.")
        return self._place(person, asked, CallStep.read(request)) if person else None

    def _place(self, person: Person, asked: ReportToken, step: CallStep = _FIRST) -> Place:
        if asked.service and asked.service not in self.reports.organisation.services:
            asked = ReportToken(call=asked.call)  # the organisation file has lost it while they were on the line
        return Place(person, asked, step, f"{self.public_url}/twilio/report/{asked.signed(self.signing_key)}")

    async def _act(self, place: Place, form: TwilioForm, turn: Service | Turn | None, digit: str) -> Response:
        match turn:
            case None:
                again = place.step.repeated
                said = "" if digit in _REPEAT else _NO_SUCH_KEY
                return await self._ask(replace(place, step=again), said) if again else _end(place)
            case Turn.REPORT:
                return await self._report(place, form)
            case _:
                return await self._ask(self._place(place.person, _next(place.asked, turn)))

    async def _report(self, place: Place, form: TwilioForm) -> Response:
        try:
            words = await self.reports.by_call(place.person, form, self._service(place))
        except Refused as refused:
            words = str(refused)
        return twiml.farewell(words, place.person.language)

    async def _ask(self, place: Place, first: str = "") -> Response:
        """Say what a caller is asked, after what is said first."""
        if place.asked.service is None:
            return _menu(place, f"{first} {self._services(place).prompt}")
        standing = await self.reports.standing(place.person, self._service(place))
        return _menu(place, f"{first} {self._read_back(place, standing).prompt}")

    def _keys(self, place: Place) -> dict[str, Service | Turn]:
        return (self._services(place) if place.asked.service is None else self._read_back(place)).keys

    def _services(self, place: Place) -> ServiceMenu:
        return ServiceMenu(offered_services(self.reports.organisation, place.person.id), place.asked.page)

    def _read_back(self, place: Place, standing: IncidentView | None = None) -> ReadBack:
        service = self._service(place)
        return ReadBack(service, team_called(self.reports.organisation, service), standing)

    def _service(self, place: Place) -> Service | None:
        return self.reports.organisation.service(place.asked.service or "")


def _next(asked: ReportToken, turn: Service | Turn) -> ReportToken:
    """Return what is asked after a key that leads on."""
    match turn:
        case Service():
            return asked.model_copy(update={"service": turn.id})
        case Turn.NONE_OF_THESE:
            return asked.model_copy(update={"service": ""})
        case Turn.MORE:
            return asked.model_copy(update={"page": asked.page + 1})
        case _:
            return ReportToken(call=asked.call)


def _menu(place: Place, words: str) -> Response:
    step = place.step.model_copy(update={"wait": 0, "digit": ""})  # each menu that is said has moments of its own
    return twiml.menu(
        words.strip(),
        place.person.language,
        action=place.key(step),
        otherwise=place.document(step.again),
        last_words=_NOTHING_REPORTED,
    )


def _end(place: Place) -> Response:
    return twiml.farewell(_NOTHING_REPORTED, place.person.language)


def _one_moment(place: Place, again: str | None, in_the_end: str) -> Response:
    """Keep the caller on the line, or tell them that it takes too long, and what that means for their report."""
    if again is None:
        return twiml.farewell(in_the_end, place.person.language)
    return twiml.one_moment(_MOMENT, place.person.language, again=again)
