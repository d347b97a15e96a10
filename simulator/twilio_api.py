"""Twilio's REST interface: calls and messages of one account."""

from typing import Any

from fastapi import APIRouter, Request

from simulator.config import SimulatorConfig
from simulator.errors import UnknownCallError
from simulator.exchange import Exchange
from simulator.fault_rules import RequestKind
from simulator.line import Line
from simulator.records import CallRecord, CallStatus, TextRecord
from simulator.texts import Texts
from simulator.twilio_door import Answer, Handler, TwilioDoor
from simulator.twilio_errors import TwilioRefusal, invalid_parameter, not_found, unsubscribed
from simulator.twilio_forms import Form, call_order, new_document, text_order
from simulator.twilio_json import base_path, call_json, text_json
from simulator.twilio_lists import Page, within


class TwilioApi:
    """Answers as Twilio does."""

    def __init__(self, config: SimulatorConfig, exchange: Exchange, texts: Texts, door: TwilioDoor) -> None:
        self._config = config
        self._door = door
        self._exchange = exchange
        self._texts = texts

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(include_in_schema=False)
        base = base_path("{account}")
        table: tuple[tuple[str, str, RequestKind, Handler], ...] = (
            ("POST", "/Calls.json", "create_call", self.create_call),
            ("GET", "/Calls.json", "list_calls", self.list_calls),
            ("GET", "/Calls/{sid}.json", "fetch_call", self.fetch_call),
            ("POST", "/Calls/{sid}.json", "update_call", self.update_call),
            ("POST", "/Messages.json", "create_text", self.create_text),
            ("GET", "/Messages.json", "list_texts", self.list_texts),
            ("GET", "/Messages/{sid}.json", "fetch_text", self.fetch_text),
        )
        for method, path, kind, handler in table:
            answer = self._door.at_risk(kind, self._concerned, handler)
            router.add_api_route(base + path, answer, methods=[method], response_model=None)
        return router

    async def create_call(self, request: Request) -> Answer:
        """Queue a call."""
        call = self._exchange.place(call_order(Form.read(await request.body()), self._config))
        return 201, self._call(call)

    async def fetch_call(self, request: Request) -> Answer:
        """Show a call."""
        return 200, self._call(self._line(request).call)

    async def update_call(self, request: Request) -> Answer:
        """Cancel a call, end it, or send it to another document."""
        line, form = self._line(request), Form.read(await request.body())
        document, status = new_document(form), form.text("Status")
        if line.call.status.is_over:
            raise TwilioRefusal(21220, "Unable to update record. Call is not in-progress. Cannot redirect.")
        if document is not None:
            if line.call.status is not CallStatus.IN_PROGRESS:
                raise TwilioRefusal(21220, "Unable to update record. Call is not in-progress. Cannot redirect.")
            line.divert(document)
        if status is not None:
            _end(line, status)
        return 200, self._call(line.call)

    async def list_calls(self, request: Request) -> Answer:
        """Show the calls that pass the filters."""
        asked = request.query_params
        chosen = [
            call
            for call in self._exchange.calls
            if asked.get("To") in (None, "", call.to)
            and asked.get("From") in (None, "", call.from_)
            and asked.get("Status") in (None, "", call.status.value)
            and within(asked, "StartTime", call.dialled)
            and within(asked, "EndTime", call.ended)
        ]
        page, fields = Page(request.url.path, asked).cut(chosen)
        return 200, {**fields, "calls": [self._call(call) for call in page]}

    async def create_text(self, request: Request) -> Answer:
        """Queue a text."""
        order = text_order(Form.read(await request.body()), self._config)
        if self._texts.opt_outs.closed(order.to, order.from_):
            raise unsubscribed()
        return 201, self._text(self._texts.send(order))

    async def fetch_text(self, request: Request) -> Answer:
        """Show a text."""
        text = self._texts.find(request.path_params["sid"])
        if text is None or text.automatic:
            raise not_found(request.url.path)
        return 200, self._text(text)

    async def list_texts(self, request: Request) -> Answer:
        """Show the texts that pass the filters."""
        asked = request.query_params
        chosen = [
            text
            for text in self._texts.texts
            if not text.automatic
            and asked.get("To") in (None, "", text.to)
            and asked.get("From") in (None, "", text.from_)
            and within(asked, "DateSent", text.sent)
        ]
        page, fields = Page(request.url.path, asked).cut(chosen)
        return 200, {**fields, "messages": [self._text(text) for text in page]}

    async def _concerned(self, request: Request) -> frozenset[str]:
        """Tell whose phone a request is about: the one it names, or that of the call or text it names."""
        if "sid" in request.path_params:
            to = self._number_of(request.path_params["sid"])
        elif request.method == "GET":
            to = request.query_params.get("To")
        else:
            to = Form.read(await request.body()).text("To")
        return frozenset({to} if to else ())

    def _number_of(self, sid: str) -> str | None:
        try:
            return self._exchange.line(sid).call.phone
        except UnknownCallError:
            text = self._texts.find(sid)
        return text.to if text is not None else None

    def _line(self, request: Request) -> Line:
        try:
            return self._exchange.line(request.path_params["sid"])
        except UnknownCallError as error:
            raise not_found(request.url.path) from error

    def _call(self, call: CallRecord) -> dict[str, Any]:
        return call_json(call, self._config.account_sid)

    def _text(self, text: TextRecord) -> dict[str, Any]:
        return text_json(text, self._config.account_sid)


def _end(line: Line, status: str) -> None:
    """End a call as asked: `canceled` leaves a conversation alone, `completed` ends anything (Twilio documentation)."""
    if status not in (CallStatus.CANCELED, CallStatus.COMPLETED):
        raise invalid_parameter("Status", status)
    if line.call.status is not CallStatus.IN_PROGRESS:
        line.end(CallStatus.CANCELED)
    elif status == CallStatus.COMPLETED:
        line.hang_up()
