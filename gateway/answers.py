"""A person's answer, brought to whoever decides it: the page's owner, or the incident when it is judged not major (P11).

What is refused, and what comes too late, is answered in words like everything else; only silence of the engine is an error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.channels import CHANNELS
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import Answer, AnswerReply, StandDown, Verb
from domain.organisation import Organisation
from domain.roles import roles_of, team_in_charge
from gateway.engine import Engine, Gone

_OVER = "This is over already: nothing more is needed."


@dataclass(frozen=True)
class About:
    """What an answer is about: who decides it, which incident it belongs to, and why the page is closed if it is."""

    owner: str
    incident: str
    code: str
    closed_because: str | None


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
        reason = f"judged not major {CHANNELS[given.channel].by}"
        request = StandDown(actor=self._actor(given, about.incident), reason=reason, code=about.code)
        reply = await self._engine.stand_down(about.incident, request, given.answer_id, within=within)
        return AnswerReply(accepted=True, words=reply.words)

    def _actor(self, given: Answer, incident: str) -> Actor:
        """Who asks, as the organisation knows them now; whoever has left it meanwhile has no role."""
        organisation = self._organisation
        person = organisation.people.get(given.person)
        return Actor(
            contact=given.person,
            name=person.name if person else given.person,
            roles=roles_of(organisation, given.person, team_in_charge(organisation, incident), self._now()),
            channel=given.channel,
            proof=given.proof,
        )
