"""What providers say of the messages of rounds of comms: told to the rounds where something failed, and written down.

Neither waits for the other: whoever was not reached is told by their next channel whatever the records do. A provider that reports
again is told that we have it only after both. A report that comes twice, late or out of order changes nothing.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError

from domain.codes import read_incident_code
from domain.comms.dispatch.delivery import Receipt
from domain.comms.dispatch.receipts import MAIL_OUTCOMES, TEXT_OUTCOMES, MessageTo, failures
from domain.errors import Refused
from domain.organisation import Channel
from domain.provider_codes import meaning
from domain.provider_words import in_short, on_record
from domain.tokens import RoundTextToken
from domain.wording import counted
from gateway.counts import Counts
from gateway.engine import Engine, Gone
from gateway.refusals import RequestRefused
from gateway.sendgrid_door import SendGridDoor
from gateway.signatures import TwilioDoor
from records.errors import RecordsError
from records.store import RecordStore

_LATEST = 253_402_300_799  # the last second of the year 9999, beyond which there are no dates

log = logging.getLogger(__name__)


class _Event(BaseModel):
    """One event of SendGrid's, as far as it is read; `timestamp` is in seconds since 1970."""

    event: str
    sg_event_id: Annotated[str, Field(min_length=1)]
    timestamp: Annotated[int, Field(ge=0, le=_LATEST)]
    reason: str | None = None


class ReceiptDesk:
    """Takes reports on mails from SendGrid and on texts from Twilio. `now` tells the time (UTC): Twilio's reports do not."""

    def __init__(
        self,
        engine: Engine,
        receipts: RecordStore,
        counts: Counts,
        signing_key: str,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._receipts = receipts
        self._counts = counts
        self._signing_key = signing_key
        self._now = now

    def routes(self, sendgrid: SendGridDoor, twilio: TwilioDoor) -> APIRouter:
        """Return the routes the two providers report to."""
        router = APIRouter()

        @router.post(
            "/sendgrid/events", tags=["sendgrid"], status_code=HTTPStatus.NO_CONTENT, summary="What becomes of mails"
        )
        async def mail_events(request: Request) -> None:
            await self._take(self._of_mails(await sendgrid.body(request)))

        @router.post(
            "/twilio/round-text/{token}",
            tags=["twilio"],
            status_code=HTTPStatus.NO_CONTENT,
            summary="How a text of a round goes",
        )
        async def round_text(request: Request, token: str) -> None:
            form, about = await twilio.form(request), RoundTextToken.read(token, self._signing_key)
            sid, status = form.required("MessageSid"), form.required("MessageStatus")
            receipts = self._of_a_text(about.message, sid, status, form.number("ErrorCode"))
            # What is not written down is counted: Twilio would repeat its report for 15 seconds alone (its documentation).
            with suppress(RecordsError):
                await self._take(receipts)

        return router

    async def _take(self, receipts: Sequence[Receipt]) -> None:
        """Tell of failures and write everything down, both at once.

        Raises:
            TemporalUnavailable: something is not told; it may be written down.
            RecordsError: all is told, and nothing written down.

        """
        told, written = await asyncio.gather(self._tell(receipts), self._write(receipts), return_exceptions=True)
        for error in (told, written):
            if error is not None:
                raise error

    async def _tell(self, receipts: Sequence[Receipt]) -> None:
        """Tell the rounds what did not arrive; those that are over have nobody left to tell."""
        for failed in failures(receipts):
            try:
                await self._engine.deliveries_failed(failed)
            except Gone:
                log.info("the rounds of %s are over: what did not arrive stands in the receipts alone", failed.code)

    async def _write(self, receipts: Sequence[Receipt]) -> None:
        try:
            await self._receipts.add_receipts(receipts)
        except RecordsError as error:
            self._counts.add("receipt not written down")
            log.warning("%s What providers said of %s is not written down.", error, counted(len(receipts), "message"))
            raise

    def _of_mails(self, body: bytes) -> list[Receipt]:
        """Return the receipts in a delivery of events; those of mails about pages are none, and neither is what we cannot read.

        Raises:
            RequestRefused: it is no list of events.

        """
        try:
            events = json.loads(body)
        except (ValueError, RecursionError):
            events = None
        if not isinstance(events, list):
            raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body: a list of events is understood.")
        return list(self._read(events))

    def _read(self, events: list[Any]) -> Iterator[Receipt]:
        for each in events:
            try:
                yield from _of_a_mail(each)
            except (ValidationError, Refused) as error:
                self._counts.add("event of a mail not understood")
                log.warning("an event of a mail is left out: %s", on_record(str(error)))

    def _of_a_text(self, message: MessageTo, sid: str, status: str, error: int | None) -> list[Receipt]:
        outcome = TEXT_OUTCOMES.get(status)
        if outcome is None:
            return []
        receipt = Receipt(
            receipt_id=in_short(f"{sid}:{status}"),
            **message.model_dump(),
            channel=Channel.TEXT,
            outcome=outcome,
            at=self._now(),
            reason="" if error is None else meaning(error).words,
        )
        return [receipt]


def _of_a_mail(event: object) -> Iterator[Receipt]:
    """Yield the receipt of an event, if it is one of a round and says what became of the mail.

    Raises:
        ValidationError, Refused: it is one of a round, and cannot be read.

    """
    if not isinstance(event, dict) or not MessageTo.model_fields.keys() <= event.keys():
        return
    message, told = MessageTo.model_validate(event), _Event.model_validate(event)
    read_incident_code(message.code)
    if (outcome := MAIL_OUTCOMES.get(told.event)) is not None:
        yield Receipt(
            receipt_id=in_short(told.sg_event_id),
            **message.model_dump(),
            channel=Channel.MAIL,
            outcome=outcome,
            at=datetime.fromtimestamp(told.timestamp, UTC),
            reason=on_record(told.reason or ""),
        )
