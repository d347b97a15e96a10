"""Twilio with a memory of its own: it keeps the calls and texts it took, lists them, and can lose an answer before or after."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from tests.activities.provider import Asked, Behaviour, Says
from tests.activities.twilio_words import ACCOUNT, BASE

NOW = datetime(2026, 3, 2, 2, 14, tzinfo=UTC)


@dataclass
class TwilioBook:
    """Answers as Twilio does; `mishaps` befall the requests to make something, one after another, `blind` those for the list."""

    mishaps: list["Mishap"] = field(default_factory=list)
    blind: list[Behaviour | None] = field(default_factory=list)
    lag: int = 0
    """How often the list is asked for before it shows anything."""
    calls: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = NOW
    listed: int = 0

    def __call__(self, asked: Asked) -> Behaviour:
        """Answer a request."""
        book, name = (self.calls, "calls") if "/Calls" in asked.path else (self.texts, "messages")
        if asked.method == "GET":
            return self._list(asked, book, name)
        mishap = self.mishaps.pop(0) if self.mishaps else None
        if mishap and not mishap.taken:
            return mishap.instead
        made = self.took(book, asked.form["To"][0], asked.form["From"][0], body=asked.form.get("Body", [None])[0])
        return mishap.instead if mishap else Says(201, made)

    def took(
        self,
        book: list[dict[str, Any]],
        to: str,
        ours: str,
        *,
        body: str | None = None,
        at: datetime | None = None,
    ) -> dict[str, Any]:
        """Put a call or text into the book."""
        prefix = "CA" if book is self.calls else "SM"
        sid = f"{prefix}{len(book) + 1:032x}"
        made = {"sid": sid, "to": to, "from": ours, "status": "queued", "account_sid": ACCOUNT}
        made["date_created"] = format_datetime(at or self.now)
        book.append(made | ({} if body is None else {"body": body}))
        return book[-1]

    def _list(self, asked: Asked, book: list[dict[str, Any]], name: str) -> Behaviour:
        self.listed += 1
        if self.blind and (instead := self.blind.pop(0)):
            return instead
        shown = list(self._shown(asked, book)) if self.listed > self.lag else []
        uri = f"{BASE}/{name.title()}.json"
        page = {"page": 0, "page_size": 50, "start": 0, "end": len(shown), "uri": uri, "first_page_uri": uri}
        return Says(200, page | {"previous_page_uri": None, "next_page_uri": None, name: shown})

    def _shown(self, asked: Asked, book: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in reversed(book):
            if [each["to"]] == asked.query["To"] and [each["from"]] == asked.query["From"]:
                yield each


@dataclass(frozen=True)
class Mishap:
    """What happens instead of an answer, and whether the call or text was taken all the same."""

    instead: Behaviour
    taken: bool
