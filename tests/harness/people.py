"""People as a scenario speaks of them: a phone that rings, texts that arrive, a mailbox.

Whatever is spoken of is expected; whatever was sent and never spoken of fails the scenario at its end.
"""

import re
from datetime import timedelta

from domain.organisation import Person
from simulator.records import CallRecord, CallStatus, MailRecord, TextRecord
from tests.harness.world import World

_SOON = timedelta(seconds=90)
_CALL_LASTS = timedelta(minutes=4)


class Expected:
    """Which calls, texts and mails a scenario has spoken of."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: set[str] = set()

    def claim(self, name: str) -> None:
        """Take note that this one was expected."""
        self._seen.add(name)

    def everything_so_far(self) -> None:
        """Take note that all that was sent until now was expected."""
        phones = self._world.simulator
        self._seen |= {call.sid for call in phones.calls} | {text.sid for text in phones.texts}
        self._seen |= {mail.id for mail in phones.mails}

    def is_new(self, name: str) -> bool:
        """Whether it has not been spoken of yet."""
        return name not in self._seen

    def surprises(self) -> list[str]:
        """Return every call, text and mail that nobody spoke of."""
        phones = self._world.simulator
        calls = [f"call to {call.to}: {call.status}" for call in phones.calls if self.is_new(call.sid)]
        texts = [f"text to {text.to}: {text.body}" for text in _outbound(self._world) if self.is_new(text.sid)]
        mails = [f"mail to {mail.to}: {mail.subject}" for mail in phones.mails if self.is_new(mail.id)]
        return [*calls, *texts, *mails]


class Actor:
    """A person with a phone and a mailbox."""

    def __init__(self, world: World, expected: Expected, person: Person) -> None:
        self.person = person
        self.name = person.name
        self.phone = Phone(world, expected, person.phone or "")
        self.mailbox = Mailbox(world, expected, person.email or "")


class Phone:
    """A phone: it rings, and texts arrive on it."""

    def __init__(self, world: World, expected: Expected, number: str) -> None:
        self._world = world
        self._expected = expected
        self.number = number

    async def rings(self, *, within: timedelta = _SOON) -> "Call":
        """Wait until the phone rings, for a call nobody has spoken of yet."""

        def ringing() -> list[CallRecord]:
            return [call for call in self._calls() if call.status is CallStatus.RINGING]

        assert await self._world.until(lambda: bool(ringing()), within=within), f"{self.number} does not ring"
        call = ringing()[0]
        self._expected.claim(call.sid)
        return Call(self._world, self, call)

    async def gets_text(self, containing: str = "", *, within: timedelta = _SOON) -> "Text":
        """Wait until a text arrives that nobody has spoken of yet."""

        def arrived() -> list[TextRecord]:
            mine = [text for text in _outbound(self._world) if text.to == self.number]
            return [text for text in mine if self._expected.is_new(text.sid) and containing in text.body]

        assert await self._world.until(lambda: bool(arrived()), within=within), (
            f"{self.number} gets no text: {containing}"
        )
        text = arrived()[0]
        self._expected.claim(text.sid)
        return Text(text)

    async def learns_the_code(self) -> None:
        """Whoever took it by phone without ever seeing the page's code gets it by text; whoever has seen it gets no more."""
        if not any(text.to == self.number and "Reply ACK" in text.body for text in _outbound(self._world)):
            await self.gets_text("passes it on, MAJOR")

    async def sends(self, body: str) -> None:
        """Text the company's number."""
        self._world.simulator.send_text(self.number, body)
        await self._world.settle()

    async def dials(self) -> "Call":
        """Call the company's number."""
        record = self._world.simulator.dial(self.number)
        await self._world.settle()
        self._expected.claim(record.sid)
        return Call(self._world, self, record)

    def voicemail_answers(self) -> None:
        """From now on a machine picks up."""
        self._world.simulator.script_calls(self.number, [{"do": "voicemail", "after_rings": 2}])

    def is_switched_off(self) -> None:
        """From now on calls fail."""
        self._world.simulator.script_calls(self.number, [{"do": "off"}])

    def is_switched_on(self) -> None:
        """From now on it rings again, until somebody answers."""
        self._world.simulator.script_calls(self.number, [])

    def is_busy(self) -> None:
        """From now on it is engaged."""
        self._world.simulator.script_calls(self.number, [{"do": "busy"}])

    async def was_called(self, *, within: timedelta = _SOON) -> "Call":
        """Wait until a call nobody has spoken of yet has come to its end: for phones that never ring."""

        def ended() -> list[CallRecord]:
            return [call for call in self._calls() if call.status.is_over]

        assert await self._world.until(lambda: bool(ended()), within=within), f"{self.number} was not called"
        call = ended()[0]
        self._expected.claim(call.sid)
        return Call(self._world, self, call)

    def _calls(self) -> list[CallRecord]:
        mine = [call for call in self._world.simulator.calls if call.to == self.number]
        return [call for call in mine if self._expected.is_new(call.sid)]


class Call:
    """A call at the person's end."""

    def __init__(self, world: World, phone: Phone, record: CallRecord) -> None:
        self._world = world
        self._phone = phone
        self.record = record

    async def not_answered(self) -> None:
        """Let it ring until it gives up."""
        await self._ends()

        assert CallStatus.NO_ANSWER == self.record.status

    async def picked_up_by_voicemail(self) -> None:
        """Let a machine answer it, and hear it hung up."""
        await self._ends()

        assert ("machine_start", CallStatus.COMPLETED) == (self.record.answered_by, self.record.status)

    async def cancelled(self) -> None:
        """See the call stop ringing because nobody needs it any more."""
        await self._ends()

        assert CallStatus.CANCELED == self.record.status

    async def answered(self) -> "Call":
        """Pick up."""
        self._world.simulator.answer(self.record.sid)
        await self._world.settle()
        return self

    async def hears(self, words: str) -> "Call":
        """Listen until these words are spoken."""
        heard = await self._world.until(lambda: words in self.record.words, within=_CALL_LASTS)
        assert heard, f"expected to hear: {words}\nheard: {self.record.words}"
        return self

    async def presses(self, key: str) -> "Call":
        """Press a key while the menu listens."""
        listening = await self._world.until(lambda: self.record.gathering, within=_CALL_LASTS)
        assert listening, "nobody waits for a key"
        self._world.simulator.press(self.record.sid, key)
        await self._world.settle()
        return self

    async def keys_in(self, digits: str) -> "Call":
        """Press several keys, one after another."""
        for digit in digits:
            self._world.simulator.press(self.record.sid, digit)
        await self._world.settle()
        return self

    async def hangs_up(self) -> None:
        """Put the phone down."""
        self._world.simulator.hang_up(self.record.sid)
        await self._world.settle()

    async def acknowledges(self) -> None:
        """Pick up, press 1, hear the confirmation, put the phone down."""
        await self.answered()
        await self.presses("1")
        await self.hears("You have incident")
        await self.hangs_up()
        await self._phone.learns_the_code()

    async def ends_unanswered(self) -> None:
        """Let the call run to its end without a key."""
        await self._ends()

        assert CallStatus.COMPLETED == self.record.status
        assert () == self.record.keys

    async def _ends(self) -> None:
        over = await self._world.until(lambda: self.record.status.is_over, within=_CALL_LASTS)
        assert over, f"the call goes on: {self.record.status}"


class Text:
    """A text at the person's end."""

    def __init__(self, record: TextRecord) -> None:
        self.body = record.body

    @property
    def code(self) -> str:
        """The page's 4-digit code in it."""
        found = re.search(r"\b\d{4}\b", self.body)
        assert found, f"no code in: {self.body}"
        return found[0]


class Mailbox:
    """A mailbox."""

    def __init__(self, world: World, expected: Expected, address: str) -> None:
        self._world = world
        self._expected = expected
        self.address = address

    async def gets_mail(self, containing: str = "", *, within: timedelta = _SOON) -> MailRecord:
        """Wait until a mail arrives that nobody has spoken of yet."""

        def arrived() -> list[MailRecord]:
            mine = [mail for mail in self._world.simulator.mails if mail.to == self.address]
            return [mail for mail in mine if self._expected.is_new(mail.id) and containing in mail.subject]

        assert await self._world.until(lambda: bool(arrived()), within=within), f"{self.address} gets no mail"
        mail = arrived()[0]
        self._expected.claim(mail.id)
        return mail


def _outbound(world: World) -> list[TextRecord]:
    # The phone company's own answer to STOP is not ours.
    return [text for text in world.simulator.texts if text.direction.startswith("outbound") and not text.automatic]
