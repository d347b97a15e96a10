"""What owners of actions text: it is brought to the review it is about, which decides, and what came of it is texted back (P28)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.action_texts import ActionText, action_in
from domain.errors import Refused
from domain.names import incident_id
from domain.organisation import Channel, Organisation, Person
from domain.review.requests import ActionDone, ChangeDeadline
from domain.roles import team_in_charge, who_asks
from gateway.engine import Engine, Gone
from gateway.forms import TwilioForm
from gateway.refused_texts import reply_to_refused

_ANSWER_WITHIN_SECONDS = (
    4  # and as long to count what is refused, and 5 to store the reply: Twilio gives up after 15 seconds
)
_SHOWN = 40  # characters of a text on the timeline


@dataclass(frozen=True)
class ActionTexts:
    """Takes texts about actions from people who are known by their number."""

    engine: Engine
    organisation: Organisation
    now: Callable[[], datetime]

    async def by_text(self, person: Person, form: TwilioForm) -> str | None:
        """Bring what a text says to the review, and return the words to text back; None for silence.

        Raises:
            TemporalUnavailable: nothing is known to be stored.

        """
        try:
            said = action_in(form.text("Body"))
            return await self._bring(person, form, said) if said else None
        except Refused as refused:
            return await reply_to_refused(self.engine, person, form, str(refused))

    async def _bring(self, person: Person, form: TwilioForm, said: ActionText) -> str:
        request, request_id = self._request(person, form, said), f"text:{form.required('MessageSid')}"
        try:
            reply = await self.engine.ask_review(said.code, request, request_id, within=_ANSWER_WITHIN_SECONDS)
        except Gone as gone:
            raise Refused(f"No review of {said.code} is open: it is closed, or there is none with this code.") from gone
        return reply.words

    def _request(self, person: Person, form: TwilioForm, said: ActionText) -> ActionDone | ChangeDeadline:
        team = team_in_charge(self.organisation, incident_id(said.code.key))
        proof = f"text '{' '.join(form.text('Body').split())[:_SHOWN]}'"
        actor = who_asks(
            self.organisation,
            person.id,
            team,
            self.now(),
            service=said.code.key,
            channel=Channel.TEXT,
            proof=proof,
        )
        code = str(said.code)
        if said.due:
            return ChangeDeadline(actor=actor, code=code, number=said.number, due=said.due, reason=said.said)
        return ActionDone(actor=actor, code=code, number=said.number, what=said.said)
