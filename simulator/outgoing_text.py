"""A text on its way to a phone."""

import re
from collections.abc import Callable

from simulator.people import LateText, Reply, TextBehaviour, Undelivered
from simulator.records import StatusChange, TextRecord, TextStatus
from simulator.services import Services
from simulator.text_reports import TextReports
from simulator.views import text_view

EXPIRED = 30_036
"""The text waited longer than its ValidityPeriod (Twilio documentation)."""
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")


class OutgoingText:
    """Carries one text from the queue to the phone; `answer` takes the words of whoever is scripted to answer."""

    def __init__(
        self,
        text: TextRecord,
        behaviour: TextBehaviour | None,
        services: Services,
        answer: Callable[[TextRecord, str], object],
    ) -> None:
        self._text = text
        self._behaviour = behaviour
        self._services = services
        self._answer = answer
        self._reports = TextReports(text, services)

    def set_out(self, validity_seconds: float) -> None:
        """Wait in the queue, at most as long as the text is worth sending; what becomes of it happens on the clock."""
        waiting = self._services.config.text_sent_seconds
        if isinstance(self._behaviour, LateText):
            waiting = self._behaviour.after
        if waiting > validity_seconds:
            self._later(validity_seconds, lambda: self._fail(EXPIRED))
        else:
            self._later(waiting, self._sent)

    def _sent(self) -> None:
        self._text.sent = self._services.clock.now()
        self._change(TextStatus.SENT)
        seconds = self._services.config.text_delivered_seconds
        if isinstance(self._behaviour, Undelivered):
            code = self._behaviour.code
            self._later(seconds, lambda: self._fail(code))
        else:
            self._later(seconds, self._delivered)

    def _delivered(self) -> None:
        self._change(TextStatus.DELIVERED)
        self._services.feed.tell(f"{self._name}: a text arrived")
        if isinstance(self._behaviour, Reply):
            found = _FOUR_DIGITS.search(self._text.body)
            words = self._behaviour.body.replace("{digits}", found.group() if found else "")
            self._later(self._behaviour.after, lambda: self._answer(self._text, words))

    def _fail(self, code: int) -> None:
        self._text.error_code = code
        self._change(TextStatus.UNDELIVERED)
        self._services.feed.tell(f"{self._name}: a text was not delivered ({code})")

    def _change(self, status: TextStatus) -> None:
        self._text.status, self._text.updated = status, self._services.clock.now()
        self._text.history.append(StatusChange(self._text.updated, status))
        self._reports.status_changed()
        self._services.feed.publish("text", text_view(self._text))

    def _later(self, seconds: float, step: Callable[[], object]) -> None:
        clock = self._services.clock
        clock.call_at(clock.after(seconds), step)

    @property
    def _name(self) -> str:
        return self._services.directory.name_of(self._text.to)
