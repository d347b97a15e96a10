"""A person's answer, brought to whoever decides it.

Whether it is major, declared or stood down, and who leads, is the incident's to decide (P10, P11, P13); everything else the page's
owner's. What is refused, and what comes too late, is answered in words like everything else; only silence of the engine is an
error.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.assessment import Impact, Judge, JudgeByText, Question
from domain.channels import CHANNELS
from domain.codes import read_incident_code
from domain.comms.drafting.asked import Came, check_was_told, rounds_meant, what_came_of_it
from domain.comms.rounds.requests import SendRound
from domain.errors import Refused
from domain.hand_over import AcceptLead, DeclineLead
from domain.impact import WordImpact
from domain.lifecycle import Actor, Role
from domain.messages import Answer, AnswerReply, Purpose, RoundToSend, Verb
from domain.names import incident_key
from domain.organisation import Organisation
from domain.page_messages import OpenPage, PageToTell
from domain.purposes import kind_of
from domain.requests import AnyRequest, Ask, Declare, IgnoreAlert, MuteBoard, Propose, Reopen, SameAs, StandDown
from domain.roles import roles_of, team_in_charge, who_asks
from gateway.engine import Engine, Gone

_OVER = "This is over already: nothing more is needed."


@dataclass(frozen=True)
class About:
    """What an answer is about: who decides it, which incident and team it belongs to, and why the page is closed if it is.

    `other` is the incident that was named on the phone as one that may be the same; empty for the one that was offered last.
    """

    owner: str
    incident: str
    code: str
    team: str
    closed_because: str | None
    purpose: Purpose
    other: str = ""

    @classmethod
    def page(cls, page: OpenPage | PageToTell, other: str = "") -> "About":
        """Return what the answer to a page is about."""
        return cls(
            page.owner, page.incident, page.incident_code, page.team, page.closed_because, page.own_purpose, other
        )


class Judged(NamedTuple):
    """The answer to one of the five questions."""

    question: Question
    impact: Impact


def _major(actor: Actor, about: About, _: str) -> AnyRequest:
    """Somebody senior who is asked declares; whoever has it proposes."""
    declares = about.purpose is Purpose.DECLARE
    return Declare(actor=actor, code=about.code) if declares else Propose(actor=actor, code=about.code)


_ASKS: Mapping[Verb, Callable[[Actor, About, str], AnyRequest]] = {
    Verb.MAJOR: _major,
    Verb.NOT_MAJOR: lambda actor, about, how: StandDown(actor=actor, code=about.code, reason=f"judged not major {how}"),
    Verb.MUTE: lambda actor, about, _: MuteBoard(actor=actor, code=about.code),
    Verb.REOPEN: lambda actor, about, how: Reopen(
        actor=actor, code=about.code, reason=f"an alert fires after mitigation, answered {how}"
    ),
    Verb.IGNORE: lambda actor, about, _: IgnoreAlert(actor=actor, code=about.code),
    Verb.SAME: lambda actor, about, _: SameAs(actor=actor, code=about.code, other=about.other),
    Verb.LEAD: lambda actor, about, _: AcceptLead(actor=actor, code=about.code),
}
"""Answers that the incident decides; how an answer came is the last argument. Every other answer is the search's to decide."""


def _judging(actor: Actor, about: About, judged: Judged | str | None) -> AnyRequest:
    if isinstance(judged, Judged):
        return Judge(actor=actor, code=about.code, question=judged.question, impact=judged.impact)
    return JudgeByText(actor=actor, code=about.code, written=judged or "")


class Answers:
    """Brings answers to those who decide them."""

    def __init__(self, engine: Engine, organisation: Organisation, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._organisation = organisation
        self._now = now

    async def give(
        self, given: Answer, about: About, *, within: float, judged: Judged | str | None = None
    ) -> AnswerReply:
        """Bring an answer and return the words to say back. Raises `TemporalUnavailable` after so many seconds.

        `judged` is what somebody says who judges it: the answer to one question, or what they wrote in a text; of who declines
        the lead, why; of who words the impact, the statement.
        """
        try:
            if request := self._request(given, about, judged):
                reply = await self._engine.request(about.incident, Ask(request=request), given.answer_id, within=within)
                return AnswerReply(accepted=True, words=reply.words, news=reply.news)
            return await self._engine.answer(about.owner, given, within=within)
        except Refused as refused:
            return AnswerReply(accepted=False, words=str(refused))
        except Gone:
            words = f"This page is closed: {about.closed_because}." if about.closed_because else _OVER
            return AnswerReply(accepted=False, words=words)

    async def send_rounds(self, given: Answer, page: OpenPage, *, within: float, written: str = "") -> AnswerReply:
        """Have the updates sent that a page names, or the one to the audience that is `written`; say which went and which not.

        Whoever is called for an update that is overdue sees to it by sending it, so that one word is enough.

        Raises:
            TemporalUnavailable: it is not known of each what came of it, after so many seconds; asked again it is the same.

        """
        try:
            meant = rounds_meant(page.rounds, written)
        except Refused as refused:
            return AnswerReply(accepted=False, words=str(refused))
        called = await self._called(given, page, within / 2)
        actor = self._actor(given, About.page(page)).model_copy(
            update={"sees_to_round": bool(called and called.accepted)}
        )
        came = await asyncio.gather(*(self._send(given, page, each, actor, within / 2) for each in meant))
        went = any(each.went for each in came)
        first = f"{called.words} " if called and not went else ""
        return AnswerReply(accepted=went, words=f"{first}{what_came_of_it(came)}")

    async def _called(self, given: Answer, page: OpenPage, within: float) -> AnswerReply | None:
        """Have whoever is called for an update see to it, and return what the search says; None where nobody is called for it.

        What the search refuses, the rounds may still take: from the lead, say, who need not be called.
        """
        taken = kind_of(page.own_purpose).taken
        return await self.give(given, About.page(page), within=within) if taken else None

    async def _send(self, given: Answer, page: OpenPage, wanted: RoundToSend, actor: Actor, within: float) -> Came:
        audience, code = wanted.audience, read_incident_code(page.incident_code)
        request = SendRound(actor=actor, code=page.incident_code, audience=audience, revision=wanted.revision)
        try:
            check_was_told(wanted, page.incident_code, page.page_code)
            reply = await self._engine.ask_rounds(code, request, f"{given.answer_id}:{audience}", within=within)
        except Refused as refused:
            return Came(audience, went=False, words=str(refused))
        except Gone:
            return Came(audience, went=False, words=f"the updates of {page.incident_code} are over.")
        return Came(audience, went=True, words=reply.words)

    def may_stand_down(self, person: str, about: About) -> bool:
        """Whether this person may stand down what is proposed, and not only declare it (P11)."""
        team = about.team or team_in_charge(self._organisation, about.incident)
        return Role.HEAD_OF_DEPARTMENT in roles_of(self._organisation, person, team, self._now())

    def _request(self, given: Answer, about: About, judged: Judged | str | None) -> AnyRequest | None:
        """Return what an answer asks of the incident; None for one that the search decides."""
        actor = self._actor(given, about)
        if given.verb is Verb.JUDGE:
            return _judging(actor, about, judged)
        if given.verb is Verb.DECLINE:
            return DeclineLead(actor=actor, code=about.code, reason=judged if isinstance(judged, str) else "")
        if given.verb is Verb.IMPACT:
            return WordImpact(actor=actor, code=about.code, text=judged if isinstance(judged, str) else "")
        asks = _ASKS.get(given.verb)
        return asks(actor, about, CHANNELS[given.channel].by) if asks else None

    def _actor(self, given: Answer, about: About) -> Actor:
        """Who asks: judged by the team that was searched; of an old page, by the one that is in charge by the file of today."""
        team = about.team or team_in_charge(self._organisation, about.incident)
        return who_asks(
            self._organisation,
            given.person,
            team,
            self._now(),
            service=incident_key(about.incident),
            channel=given.channel,
            proof=given.proof,
        )
