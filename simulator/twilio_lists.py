"""Lists as Twilio gives them: newest first, filtered, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from simulator.twilio_errors import invalid_parameter

DEFAULT_PAGE = 50
LARGEST_PAGE = 1000


class Listed(Protocol):
    """Something that can be on a list."""

    @property
    def sid(self) -> str:
        """Its SID."""


Item = TypeVar("Item", bound=Listed)


def within(parameters: Mapping[str, str], name: str, moment: datetime | None) -> bool:
    """Tell whether a moment passes the filters `name` (that day), `name>` (not before) and `name<` (before).

    Something that has no such moment yet passes only when none of them is given. A value is a date or a moment, UTC.
    """
    bounds = [(mark, parameters[name + mark]) for mark in ("", ">", "<") if parameters.get(name + mark)]
    if not bounds:
        return True
    return moment is not None and all(_keeps(mark, _moment(name, value), moment) for mark, value in bounds)


def _keeps(mark: str, bound: datetime, moment: datetime) -> bool:
    # Twilio compares whole seconds: what it shows of a moment has no fraction.
    moment = moment.replace(microsecond=0)
    if mark == ">":
        return moment >= bound
    if mark == "<":
        return moment < bound
    midnight = bound.replace(hour=0, minute=0, second=0)
    return midnight <= moment < midnight + timedelta(days=1)


def _moment(name: str, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise invalid_parameter(name, value) from error
    return moment.replace(tzinfo=moment.tzinfo or UTC)


@dataclass(frozen=True)
class Page:
    """One page of a list: what is asked for, and how to ask for the next."""

    path: str
    parameters: Mapping[str, str]

    def cut(self, items: Sequence[Item]) -> tuple[Sequence[Item], dict[str, Any]]:
        """Cut this page out of everything (oldest first); tells the items and the page's own fields."""
        size, number = self._number("PageSize", DEFAULT_PAGE), self._number("Page", 0)
        newest_first = list(reversed(items))
        start = self._start(newest_first)
        page = newest_first[start : start + size]
        more = start + size < len(newest_first)
        return page, {
            "page": number,
            "page_size": size,
            "start": start,
            "end": max(start + len(page) - 1, 0),
            "uri": self._uri(number, size, self.parameters.get("PageToken")),
            "first_page_uri": self._uri(0, size, None),
            "previous_page_uri": None,
            "next_page_uri": self._uri(number + 1, size, f"PA{page[-1].sid[2:]}") if more else None,
        }

    def _start(self, newest_first: Sequence[Item]) -> int:
        """Find where the page begins: after the item its token names, so that newer items do not shift it."""
        token = self.parameters.get("PageToken", "")
        for index, item in enumerate(newest_first):
            if token and item.sid[2:] == token[2:]:
                return index + 1
        return 0

    def _number(self, name: str, default: int) -> int:
        value = self.parameters.get(name) or str(default)
        if not value.isdecimal() or (name == "PageSize" and not 1 <= int(value) <= LARGEST_PAGE):
            raise invalid_parameter(name, value)
        return int(value)

    def _uri(self, number: int, size: int, token: str | None) -> str:
        kept = {k: v for k, v in self.parameters.items() if k not in ("Page", "PageSize", "PageToken")}
        query = kept | {"PageSize": str(size), "Page": str(number)} | ({"PageToken": token} if token else {})
        return f"{self.path}?{urlencode(query)}"
