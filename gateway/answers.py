"""A person's answer, brought to whoever decides it: the page's owner, or the incident when it is judged not major (P11).

What is refused, and what comes too late, is answered in words like everything else; only silence of the engine is an error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Refused
from domain.messages import Answer, AnswerReply, OpenPage, PageToTell, StandDown, Verb
from domain.organisation import Channel, Organisation
from domain.roles import team_in_charge, who_asks
from gateway.engine import Engine, Gone

_OVER = "This is over already: nothing more is needed."
_BY_CHANNEL = {Channel.CALL: "by phone", Channel.TEXT: "by text", Channel.MAIL: "by mail"}


@dataclass(frozen=True)
class About:
    """What an answer is about: who decides it, which incident and team it belongs to, and why the page is closed if it is."""

    owner: str
    incident: str
    code: str
    team: str
    closed_because: str | None

    @classmethod
    def page(cls, page: OpenPage | PageToTell) -> "About":
        """Return what the answer to a page is about."""
        return cls(page.owner, page.incident, page.incident_code, page.team, page.closed_because)


class Answers:
    """Brings answers to those who decide them."""

    def __init__(self, engine: Engine, organisation: Organisation, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._organisation = organisation
        self._now = now

    async def give(self, given: Answer, about: About, *, within: float) -> AnswerReply:
        """Bring an answer and return the words to say back. Raises `TemporalUnavailable` after so many seconds."""
        try:
            if given.verb is Verb.NOT_MAJOR:
                return await self._stand_down(given, about, within)
            return await self._engine.answer(about.owner, given, within=within)
        except Refused as refused:
            return AnswerReply(accepted=False, words=str(refused))
        except Gone:
            words = f"This page is closed: {about.closed_because}." if about.closed_because else _OVER
            return AnswerReply(accepted=False, words=words)

    async def _stand_down(self, given: Answer, about: About, within: float) -> AnswerReply:
        reason = f"judged not major {_BY_CHANNEL[given.channel]}"
        team = about.team or team_in_charge(self._organisation, about.incident)
        actor = who_asks(self._organisation, given.person, team, self._now(), channel=given.channel, proof=given.proof)
        request = StandDown(actor=actor, reason=reason, code=about.code)
        reply = await self._engine.stand_down(about.incident, request, given.answer_id, within=within)
        return AnswerReply(accepted=True, words=reply.words)
