"""The boundaries at which a process is killed: before and after each side effect and each answer of one escalation."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Part = Literal["worker", "gateway", "temporal"]


class Story(StrEnum):
    """What the people of an escalation do."""

    FIRST_CALL = "the on-call engineer takes the first call"
    BY_TEXT = "the on-call engineer lets it ring, and answers the text"
    UP_THE_LADDER = "nobody answers until the head of department does"
    CANCELLED = "the on-call engineer texts while the service owner's phone rings"
    PASSED_ON = "the on-call engineer passes it on, and the service owner takes it"


@dataclass(frozen=True)
class KillPoint:
    """One boundary: what is held there by the telephone company, in whose story, and which process dies meanwhile.

    `who` is the part in the team whose number the held request or callback concerns. With `drop` what was held never arrives.
    """

    name: str
    story: Story
    who: Literal["on_call", "owner", "head"]
    on: str
    when: Literal["before", "after"]
    kills: Part
    status: str | None = None
    skip: int = 0
    drop: bool = False
    in_short: bool = field(default=False, compare=False)

    def rule(self, number: str) -> dict[str, Any]:
        """Return the rule by which the telephone company holds it."""
        rule = {"id": "here", "on": self.on, "do": "hold", "when": self.when, "to": number, "skip": self.skip}
        return rule | ({"status": self.status} if self.status else {})

    def __str__(self) -> str:
        return f"{self.name}, {self.kills} killed"


def _point(story: Story, who: Any, on: str, when: Any, kills: Part, **more: Any) -> KillPoint:
    status = f" {more['status']}" if "status" in more else ""
    nth = f" no. {more['skip'] + 1}" if more.get("skip") else ""
    dropped = ", which never arrives" if more.get("drop") else ""
    return KillPoint(f"{when} {on}{status}{nth} ({who}{dropped})", story, who, on, when, kills, **more)


_FIRST, _TEXT, _UP, _CANCELLED, _PASSED = (
    Story.FIRST_CALL,
    Story.BY_TEXT,
    Story.UP_THE_LADDER,
    Story.CANCELLED,
    Story.PASSED_ON,
)

POINTS: tuple[KillPoint, ...] = (
    _point(_FIRST, "on_call", "create_call", "before", "worker", in_short=True),
    _point(_FIRST, "on_call", "create_call", "before", "worker", drop=True),
    _point(_FIRST, "on_call", "create_call", "before", "temporal"),
    _point(_FIRST, "on_call", "create_call", "after", "worker", in_short=True),
    _point(_FIRST, "on_call", "create_call", "after", "temporal"),
    _point(_FIRST, "on_call", "create_call", "after", "gateway"),
    _point(_FIRST, "on_call", "call_status", "before", "gateway", status="ringing"),
    _point(_FIRST, "on_call", "call_status", "before", "temporal", status="in-progress"),
    _point(_FIRST, "on_call", "voice", "before", "gateway"),
    _point(_FIRST, "on_call", "voice", "before", "worker"),
    _point(_FIRST, "on_call", "voice", "after", "temporal"),
    _point(_FIRST, "on_call", "key", "before", "gateway"),
    _point(_FIRST, "on_call", "key", "before", "worker", in_short=True),
    _point(_FIRST, "on_call", "key", "before", "temporal"),
    _point(_FIRST, "on_call", "key", "after", "worker"),
    _point(_FIRST, "on_call", "key", "after", "temporal"),
    _point(_FIRST, "on_call", "call_status", "before", "worker", status="completed"),
    _point(_TEXT, "on_call", "call_status", "before", "gateway", status="no-answer"),
    _point(_TEXT, "on_call", "call_status", "after", "worker", status="no-answer"),
    _point(_TEXT, "on_call", "create_text", "before", "worker"),
    _point(_TEXT, "on_call", "create_text", "after", "worker"),
    _point(_TEXT, "on_call", "create_text", "after", "temporal"),
    _point(_TEXT, "on_call", "inbound_text", "before", "gateway"),
    _point(_TEXT, "on_call", "inbound_text", "after", "worker"),
    _point(_UP, "on_call", "create_call", "after", "worker", skip=1),
    _point(_UP, "owner", "create_call", "before", "temporal"),
    _point(_UP, "head", "key", "after", "worker"),
    _point(_PASSED, "on_call", "key", "after", "worker"),
    _point(_CANCELLED, "owner", "update_call", "before", "worker", in_short=True),
    _point(_CANCELLED, "owner", "update_call", "after", "temporal"),
)
