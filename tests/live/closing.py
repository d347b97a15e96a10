"""An incident of one team on its way to its end: asked as people ask, and watched from outside while processes are killed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from cli import incidents
from cli.incidents import NotReachable
from cli.reviews import review_view
from config.clock import wall_clock
from config.organisation import load_organisation
from domain.codes import read_incident_code, review_of
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.leading import PersonCard
from domain.lifecycle import Actor
from domain.names import Activity
from domain.organisation import Organisation, Person
from domain.review.requests import ReviewAsk
from domain.review.views import ReviewView
from domain.roles import who_asks
from tests.live.company import Member, Team
from tests.live.eventually import eventually
from tests.live.installation import Installation

_GATE = "gate"
_A_MOMENT, _ENOUGH = timedelta(seconds=3), timedelta(seconds=10)

Mail = dict[str, Any]


@dataclass
class Closing:
    """One incident; its people are named by their part in the team: on-call, owner, head, more.

    Owners of actions are reminded at the `reminders`, instants of today (UTC). `caught` are the mails the provider had taken when
    a part was killed, before anybody heard so; the first one first.
    """

    installation: Installation
    team: Team
    reminders: list[datetime]
    code: str = ""
    caught: list[Mail] = field(default_factory=list)

    def ask(self, who: str, request: Callable[..., Any], **said: Any) -> None:
        """Ask something of the incident; fail when it is refused."""
        asked = request(actor=self._actor(who), code=self.code, **said)
        asyncio.run(self._ask(asked))

    def ask_review(self, who: str, request: Callable[..., Any], **said: Any) -> None:
        """Ask something of the review; fail when it is refused."""
        asked = ReviewAsk(request=request(actor=self._actor(who), code=self.code, **said))
        asyncio.run(self._ask_review(asked))

    def stands(self) -> IncidentView:
        """Return how the incident stands, as soon as a worker says so."""
        service = self.team.service
        return eventually(lambda: self.installation.incident(service), f"{service} answers")

    def review(self) -> ReviewView | None:
        """Return how the review stands; None while nobody says so."""

        async def ask() -> ReviewView | None:
            try:
                return await review_view(await self.installation.client(), read_incident_code(self.code))
            except (RPCError, RuntimeError, Refused, NotReachable):
                return None

        return asyncio.run(ask())

    def mails(self, who: str) -> list[Mail]:
        """Return the mails of the review that somebody has got, the first one first."""
        mails = self.installation.phones.mails_to([f"{self.team.service}.{who}"])
        review = review_of(read_incident_code(self.code))
        return [mail for mail in mails if mail["custom_args"].get("mail_id", "").startswith(review)]

    def card(self, who: str) -> PersonCard:
        """Return somebody as requests name them."""
        person = self._person(who)
        return PersonCard(id=person.id, name=person.name, time_zone=person.time_zone)

    def kill_while_mailing(self, part: str, who: str, begin: Callable[[], None]) -> None:
        """Kill a part while the provider has one mail to somebody, and nobody knows; return once nothing waits any more."""
        phones, kill = self.installation.phones, f"the {part} is to be killed in front of a mail to {who}"
        phones.faults([_held("send_mail", f"{self.team.service}.{who}@example.com")])
        begin()
        eventually(
            lambda: phones.held() and self._waiting() == 1, f"{kill}: it is at the provider, and all else is done"
        )
        self.caught.append(self.mails(who)[-1])
        self._kill(part)
        eventually(lambda: self._waiting() == 0 and self.review(), f"{kill}: every mail is out, and a worker answers")

    def kill_while_texting(self, part: str, member: Member, begin: Callable[[], None]) -> None:
        """Kill a part while the provider has a text to somebody, and nobody knows."""
        phones = self.installation.phones
        phones.faults([_held("create_text", member.phone)])
        begin()
        eventually(phones.held, f"a text to {member.name} is at the provider")
        self._kill(part)

    def wait_between_reminders(self) -> None:
        """Return when the last reminder is out, and the next is some seconds away: a mail that is held then is no reminder."""

        def between() -> bool:
            now = wall_clock()
            return not any(now - _A_MOMENT < at < now + _ENOUGH for at in self.reminders)

        eventually(between, "no reminder is due")

    def _kill(self, part: str) -> None:
        """Kill it, and only then have the provider answer."""
        self.installation.kill(part)
        self.installation.phones.release(_GATE)
        self.installation.phones.faults([])

    def _waiting(self) -> int | None:
        """Return how much the review waits for besides the records, such as its mails; None while Temporal does not say."""

        async def ask() -> int | None:
            try:
                described = await (await self._review()).describe()
            except (RPCError, RuntimeError):
                return None
            pending = [each.activity_type.name for each in described.raw_description.pending_activities]
            return len(pending) - pending.count(Activity.RECORD_HISTORY)

        return asyncio.run(ask())

    async def _ask(self, asked: Any) -> None:
        await incidents.request(await self.installation.client(), self.code, asked)

    async def _ask_review(self, asked: ReviewAsk) -> None:
        await incidents.bring(await self._review(), asked, gone="There is no review.")

    async def _review(self) -> WorkflowHandle[Any, Any]:
        client = await self.installation.client()
        return client.get_workflow_handle(review_of(read_incident_code(self.code)))

    def _actor(self, who: str) -> Actor:
        person, service = self._person(who).id, self.team.service
        return who_asks(self._organisation, person, service, wall_clock(), service=service, proof="a test")

    def _person(self, who: str) -> Person:
        return self._organisation.person(f"{self.team.service}-{who}")

    @cached_property
    def _organisation(self) -> Organisation:
        return load_organisation(self.installation.organisation)


def _held(on: str, to: str) -> dict[str, Any]:
    """Return the fault: the next thing sent to somebody is taken, and nobody hears so before it is released."""
    return {"id": _GATE, "on": on, "do": "hold", "when": "after", "to": to}
