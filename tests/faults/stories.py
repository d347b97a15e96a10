"""Plays one escalation from alert to settled, with a process killed at one boundary, and says what came of it."""

import time
from dataclasses import dataclass
from typing import Any

from tests.faults.points import KillPoint, Story
from tests.live.company import Member, Team
from tests.live.eventually import eventually
from tests.live.installation import Installation

_RECOVERS_WITHIN = 150
_HEARS_NOTHING_FOR = 20
_TAKES = {"do": "answer", "after_rings": 1, "press": ["1", "2", "9"], "think": 1.0}
_PASSES_ON = {"do": "answer", "after_rings": 1, "press": ["2"], "think": 1.0}
_IGNORES = {"do": "ignore"}

_ON_CALL_TAKES_OVER = {Story.FIRST_CALL, Story.BY_TEXT, Story.CANCELLED}


@dataclass(frozen=True)
class Result:
    """What came of one kill: how many calls and texts were repeated, and what the ledger finds missing."""

    point: KillPoint
    holder: str
    climbed: list[str]
    repeated: int
    audit: str


def play(installation: Installation, team: Team, point: KillPoint) -> Result:
    """Play the point's story in this team, kill the process at its boundary, and wait until the incident is settled."""
    play_ = _Play(installation, team, point)
    play_.people_do_as_told()
    installation.phones.faults([point.rule(getattr(team, point.who).phone)])
    installation.post_alert(team.service)
    if point.story is Story.CANCELLED:
        play_.answer_by_text_once(lambda: installation.phones.calls_to(team, team.owner, "ringing"))
    if point.story is Story.BY_TEXT and point.on == "inbound_text":
        play_.answer_by_text_once(play_.texts_with_code)
    eventually(installation.phones.held, f"{point} is held", within=_RECOVERS_WITHIN)
    installation.kill(point.kills)
    installation.phones.release("here", drop=point.drop)
    if point.story is Story.BY_TEXT and point.on != "inbound_text":
        play_.answer_by_text_once(play_.texts_with_code)
    return play_.result()


class _Play:
    def __init__(self, installation: Installation, team: Team, point: KillPoint) -> None:
        self._installation = installation
        self._team = team
        self._point = point
        self._phones = installation.phones
        self._answer = ""
        self._texted_at = 0.0

    def people_do_as_told(self) -> None:
        """Give everyone their part."""
        team, story = self._team, self._point.story
        parts: dict[Member, Any] = dict.fromkeys((team.on_call, team.owner, team.head, team.more), _IGNORES)
        if story is Story.FIRST_CALL:
            parts[team.on_call] = _TAKES
        if story is Story.UP_THE_LADDER:
            parts[team.head] = _TAKES
        if story is Story.PASSED_ON:
            parts[team.on_call], parts[team.owner] = _PASSES_ON, _TAKES
        self._phones.behave({member.phone: part for member, part in parts.items()})

    def texts_with_code(self) -> list[str]:
        """Return the codes in the texts the on-call engineer has got, the latest first."""
        return self._phones.codes(self._team.on_call)

    def answer_by_text_once(self, happened: Any) -> None:
        """The on-call engineer texts ACK and the code they have, once this has happened."""
        eventually(happened, "the moment to answer by text", within=_RECOVERS_WITHIN)
        code = eventually(self.texts_with_code, "a code", within=_RECOVERS_WITHIN)[0]
        self._answer = f"ACK {code}"
        self._text_it()

    def result(self) -> Result:
        """Wait until somebody has had it and no call goes on, and look at the ledger."""
        installation, team = self._installation, self._team
        takers = eventually(self._taken, "somebody has it", within=_RECOVERS_WITHIN)
        eventually(lambda: not self._phones.going_on(team), "every phone is quiet", within=_RECOVERS_WITHIN)
        view = eventually(lambda: installation.incident(team.service), "the incident answers")
        audit = eventually(lambda: self._audit(view.code), "the ledger can be read", within=_RECOVERS_WITHIN)
        climbed = installation.ladder_climbed(team.service)
        return Result(self._point, takers[0], climbed, self._repeated(len(climbed)), audit)

    def _text_it(self) -> None:
        self._phones.text(self._team.on_call, self._answer)
        self._texted_at = time.monotonic()

    def _taken(self) -> list[str]:
        """Return who took it. Whoever texts and hears nothing back texts again: their provider tries for fifteen seconds only."""
        if self._answer and time.monotonic() > self._texted_at + _HEARS_NOTHING_FOR and not self._replies():
            self._text_it()
        view = self._installation.incident(self._team.service)
        entries = view.timeline if view else []
        return [entry.who or "" for entry in entries if entry.what == "acknowledged"]

    def _replies(self) -> list[str]:
        texts = (text["body"] for text in self._phones.texts_to(self._team.on_call))
        return [body for body in texts if "You have" in body or "Already taken" in body or "closed" in body]

    def _audit(self, code: str) -> str:
        """Return what `mimp audit` says of the incident: nothing when all is accounted for."""
        told = self._installation.mimp("audit", code)
        if "accounted for" not in told.stdout:
            return ""
        return "clean" if told.returncode == 0 else told.stdout

    def _repeated(self, steps: int) -> int:
        """Return how many calls and texts there were beyond one for each step and, for whoever let it ring, its text."""
        calls = len(self._phones.calls(self._team)) - steps
        texts = self._phones.texts_repeated(self._team)
        return max(0, calls) + texts
