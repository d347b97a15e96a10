"""The company's people, and what the scripted ones among them do when they are called or texted."""

from collections.abc import Sequence
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from simulator.config import E164

Number = Annotated[str, Field(pattern=E164)]
Keys = Annotated[str, Field(pattern=r"^[0-9*#]+$")]


TakenFor = Literal["machine", "human", "unknown"]
"""Who machine detection hears."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Model):
    """Someone whose phone and mailbox the page shows; `detail` is a line such as team and role."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    number: Number
    email: str = ""
    detail: str = ""


class Ignore(_Model):
    """Lets it ring, or leaves a text unanswered."""

    do: Literal["ignore"]


class _Talking(_Model):
    """At each menu, thinks for so many seconds and presses the next keys; in a conference, stays as long as it is told.

    `stay` None is until the conference ends or someone at the page hangs up.
    """

    press: tuple[Keys, ...] = ()
    think: float = Field(default=2.0, ge=0)
    stay: float | None = Field(default=None, ge=0)


class Answer(_Talking):
    """Picks up after so many rings, and talks."""

    do: Literal["answer"]
    after_rings: int = Field(default=1, ge=0)


class AnswerSilently(_Model):
    """Picks up, listens, presses nothing."""

    do: Literal["answer_silently"]
    after_rings: int = Field(default=1, ge=0)


class Voicemail(_Model):
    """A machine picks up; machine detection takes it for what it is, for a person, for neither, or says nothing."""

    do: Literal["voicemail"]
    after_rings: int = Field(default=4, ge=0)
    taken_for: TakenFor | None = "machine"


class Busy(_Model):
    """Is on another call."""

    do: Literal["busy"]


class Decline(_Model):
    """Turns the call away after so many rings."""

    do: Literal["decline"]
    after_rings: int = Field(default=1, ge=0)


class Off(_Model):
    """Cannot be reached: the phone is switched off."""

    do: Literal["off"]


class HangUp(_Model):
    """Picks up and puts the phone down again after so many seconds."""

    do: Literal["hang_up"]
    after_rings: int = Field(default=1, ge=0)
    after: float = Field(default=3.0, ge=0)


class DialIn(_Talking):
    """Calls one of the company's numbers (by default the first) after so many seconds, and talks."""

    after: float = Field(default=0.0, ge=0)
    to: Number | None = None


class Reply(_Model):
    """Answers a text; `{digits}` in `body` becomes the first run of exactly four digits in the text received."""

    do: Literal["reply"]
    after: float = Field(default=3.0, ge=0)
    body: str = Field(min_length=1)


class LateText(_Model):
    """The text waits so many seconds in the phone company's queue before it is sent."""

    do: Literal["late"]
    after: float = Field(ge=0)


class Undelivered(_Model):
    """The text is sent and does not arrive, for a reason of Twilio's such as 30003, the phone is switched off."""

    do: Literal["undelivered"]
    code: int = Field(default=30_003, ge=30_000, le=39_999)


class Arrive(_Model):
    """The mail arrives."""

    do: Literal["arrive"]


class Bounce(_Model):
    """The recipient's server refuses the mail, for good (`bounce`) or this time (`blocked`)."""

    do: Literal["bounce"]
    type: Literal["bounce", "blocked"] = "bounce"
    reason: str = "550 5.1.1 The email account that you tried to reach does not exist"


class Drop(_Model):
    """The mail company does not even try: it has been refused there before."""

    do: Literal["drop"]
    reason: str = "Bounced Address"


class Defer(_Model):
    """The recipient's server takes the mail only so many seconds later."""

    do: Literal["defer"]
    reason: str = "451 4.7.1 Try again later"
    after: float = Field(default=60.0, ge=0)


CallBehaviour = Annotated[
    Ignore | Answer | AnswerSilently | Voicemail | Busy | Decline | Off | HangUp, Field(discriminator="do")
]
TextBehaviour = Annotated[Ignore | Reply | LateText | Undelivered, Field(discriminator="do")]
MailBehaviour = Annotated[Arrive | Bounce | Drop | Defer, Field(discriminator="do")]
CallScript = TypeAdapter(tuple[CallBehaviour, ...])
TextScript = TypeAdapter(tuple[TextBehaviour, ...])
MailScript = TypeAdapter(tuple[MailBehaviour, ...])


Behaviour = TypeVar("Behaviour")


class Scripts(Generic[Behaviour]):
    """What each number does, one behaviour per occasion; the last one repeats."""

    def __init__(self) -> None:
        self._behaviours: dict[str, list[Behaviour]] = {}

    def write(self, number: str, behaviours: Sequence[Behaviour]) -> None:
        """Give a number a new script from its start; an empty one leaves the phone to whoever sits at the page."""
        self._behaviours[number] = list(behaviours)

    def next_for(self, number: str) -> Behaviour | None:
        """Take the number's next behaviour; None when nothing is scripted."""
        behaviours = self._behaviours.get(number)
        if not behaviours:
            return None
        return behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]


class Directory:
    """The people whose phones and mailboxes are shown."""

    def __init__(self) -> None:
        self.people: tuple[Person, ...] = ()

    def replace(self, people: Sequence[Person]) -> None:
        """Take a new list of people; raises ValueError when two share an id or a number."""
        for what, values in (("id", [p.id for p in people]), ("number", [p.number for p in people])):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"two people have the {what} {', '.join(twice)}")
        self.people = tuple(people)

    def name_of(self, number: str) -> str:
        """Tell who has a number; the number itself when nobody does."""
        return next((person.name for person in self.people if person.number == number), number)
