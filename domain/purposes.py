"""What follows from the purpose of a page: one row for each, read by everything that treats them differently.

Whoever adds a purpose writes its row here; tests/domain/test_purposes.py then runs every reader for it and names what is missing.
The keys of the phone stand in domain/phone_menu.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.audiences import Audience
from domain.messages import Purpose, Verb
from domain.organisation import Urgency
from domain.policies import Policies
from domain.text_commands import WORDS, Word

_SEARCHED = frozenset({Verb.ACKNOWLEDGE, Verb.PASS_ON, Verb.KEEP_LOOKING})
_BUSINESS_WORDS = frozenset({Word.ACK, Word.PASS})
_SEEN = "I have seen it"
_ONLY_SEEN = "The button only says that you have seen it"


class Whom(StrEnum):
    """Who is asked, and in which order."""

    TEAM = "the team's ladder"
    WHO_DECLARES = "whoever is senior enough to declare"
    WHO_TAKES_OVER = "the lead, then the head of department"
    WHO_SENDS_OVERDUE = "the deputy of whoever was reminded, then the head of department"
    ONE_PERSON = "one person by name"


class Way(NamedTuple):
    """A word that answers a page, and what it does: "to take it". JOIN is done by calling us and keying in the code.

    `verb` is the answer it gives here, where that is another than everywhere else.
    """

    word: Word
    to: str
    verb: Verb | None = None


@dataclass(frozen=True, kw_only=True)
class PageKind:
    """What a page with one purpose is."""

    audience: Audience
    whom: Whom | None
    """Whose ladder is searched; None for a page that is told within the search for another purpose."""
    urgency: Urgency | None
    """How much it may disturb; None is as much as the alerts ask."""
    sought: str
    """What a search is for, in words."""
    ways: tuple[Way, ...]
    """How a text and a mail say that it is answered."""
    also: Mapping[Word, Verb] = field(default_factory=dict)
    """More words that answer it, though no text names them."""
    begins: str = ""
    """What a text says before the ways."""
    button: str
    """What is pressed behind a mail's link, which acknowledges and does nothing else."""
    stands: str
    """What the link says of an open page."""
    held: str = ""
    """What the link says to whoever has it, where that is not "You have it"."""
    why: str = "You are being paged."
    """Why one gets a mail about it."""
    taken_with: str = "You have incident {code}. Nobody else is called."
    """What whoever has just taken it is told, with the incident's code."""
    seen: str | None = None
    """What whoever acknowledges it hears, where that is no answer: they have only seen it."""
    theirs: bool = False
    """Whether it asks about what the person has already."""
    judged: bool = False
    """Whether whoever has it judges the incident (P10)."""
    alone: bool = False
    """Whether no other page is told with it."""
    lead_first: bool = False
    """Whether the lead is asked before anybody else."""
    deputy_first: bool = False
    """Whether the deputy of whoever answers for the updates is asked before anybody else: they themselves were reminded."""
    first_told_as: Purpose | None = None
    """The purpose of the page to whoever is asked first, where that is another."""
    leads_by: Verb | None = None
    """The answer to it by which somebody leads from now on; None where there is none."""
    lasts: Callable[[Policies], timedelta] | None = None
    """How long who is asked by name has to answer; None for what is only told."""

    @property
    def personal(self) -> bool:
        """Whether it is asked of one person by name: no ladder is climbed, no deputy stands in, and nobody can pass it on."""
        return self.whom is Whom.ONE_PERSON

    @property
    def joins(self) -> bool:
        """Whether its code, or a key, puts the person through to the call of its audience."""
        return any(way.word is Word.JOIN for way in self.ways)

    @property
    def sends(self) -> bool:
        """Whether it is about an update that waits to be sent, which its code does, while it is open or in their hands."""
        return any(way.word is Word.SEND for way in self.ways)

    @property
    def taken(self) -> bool:
        """Whether whoever acknowledges it has it from then on."""
        return self.seen is None

    @property
    def decides(self) -> bool:
        """Whether it asks for a decision on the incident itself, which is the incident's to take and not the search's."""
        return not self.taken and not self.joins and not self.sends

    @property
    def ack_does_it(self) -> bool:
        """Whether to acknowledge it is all that is asked, so that several can be answered by one ACK, or one key."""
        return self.judged and self.taken

    @property
    def answers(self) -> frozenset[Verb]:
        """Which answers its search decides; every other is for the incident, or for nobody."""
        deciding = {Verb.ACKNOWLEDGE} if self.personal else _SEARCHED
        sends = self.sends and self.taken  # whoever sends it sees to it, so that nobody else is called
        return frozenset({*deciding, *({Verb.JOIN} if self.joins else ()), *({Verb.SEND_ROUND} if sends else ())})

    def verb(self, word: Word) -> Verb | None:
        """Return the answer that a word gives to such a page; None for a word that does not answer it.

        Business readers have the words for their call and no others: replies to those speak of what only we know (P15).
        """
        row = WORDS[word]
        named = next((way for way in self.ways if way.word is word), None)
        if named:
            return named.verb or row.verb
        if row.asked_for or (self.audience is Audience.BUSINESS and word not in _BUSINESS_WORDS):
            return self.also.get(word)
        return row.verb


KINDS: Mapping[Purpose, PageKind] = {
    Purpose.TRIAGE: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.TEAM,
        urgency=None,
        sought="someone who judges it",
        ways=(Way(Word.ACK, "to take it"), Way(Word.PASS, "to pass it on")),
        button="Take it",
        stands="Still open: nobody has it yet.",
        judged=True,
    ),
    Purpose.CHECK_IN: PageKind(
        audience=Audience.TECHNICAL,
        whom=None,
        urgency=None,
        sought="whether they are still on it",
        ways=(Way(Word.ACK, "if you are"), Way(Word.PASS, "to pass it on")),
        button="Keep it",
        stands="You still have it: answer to keep it.",
        why="You are asked whether you still have it.",
        theirs=True,
        judged=True,
    ),
    Purpose.JOIN: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.TEAM,
        urgency=Urgency.MAJOR,
        sought="someone who joins the call",
        ways=(Way(Word.JOIN, "to join"), Way(Word.ACK, "if you join later"), Way(Word.PASS, "to pass on")),
        button="I join later",
        stands="Your team is awaited on the technical call: the mail says how to join.",
    ),
    Purpose.CALL_BACK: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.ONE_PERSON,
        urgency=Urgency.MAJOR,
        sought="call one person back",
        ways=(Way(Word.JOIN, "to join"), Way(Word.ACK, "if you join later")),
        begins="You are called back.",
        button="I join later",
        stands="You are called back to the technical call: the mail says how to join.",
        why="You are called back to an incident.",
        seen="You are awaited on the technical call: call our number and key in the code of the page.",
        held="You have joined the technical call. To come back, call the number in the mail and key in the code.",
        lasts=lambda policies: policies.lead.offer_lasts,
    ),
    Purpose.DECLARE: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.WHO_DECLARES,
        urgency=Urgency.HIGH,
        sought="someone senior to declare it",
        ways=(Way(Word.MAJOR, "to declare it"), Way(Word.PASS, "to pass it on")),
        begins="Proposed as major.",
        button=_SEEN,
        stands=f"It is proposed as a major incident. {_ONLY_SEEN}: to declare it text MAJOR and the code of the mail, to pass it "
        "on PASS and the code.",
        seen="You have not declared it: MAJOR and the code of the page does.",
        leads_by=Verb.MAJOR,
    ),
    Purpose.REOPEN: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.WHO_TAKES_OVER,
        urgency=Urgency.MAJOR,
        sought="the lead, or someone senior, who reopens it or not",
        ways=(Way(Word.REOPEN, "to reopen it"), Way(Word.IGNORE, "to leave it as it is")),
        button=_SEEN,
        stands=f"It is to be decided whether it is reopened. {_ONLY_SEEN}: to reopen it text REOPEN and the code of the mail, to "
        "leave it as it is IGNORE and the code.",
        seen="Nothing is decided by that: REOPEN and the code of the page reopens it, IGNORE and the code leaves it as it is.",
        lead_first=True,
    ),
    Purpose.SILENT_LEAD: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.WHO_TAKES_OVER,
        urgency=Urgency.MAJOR,
        sought="the lead, or someone who takes over",
        ways=(Way(Word.LEAD, "to lead it", Verb.ACKNOWLEDGE), Way(Word.PASS, "to pass it on")),
        also={Word.DECLINE: Verb.PASS_ON},
        button="Lead it",
        stands="It may need a lead: whoever presses the button leads it from then on.",
        lead_first=True,
        first_told_as=Purpose.KEEP_LEAD,
        leads_by=Verb.ACKNOWLEDGE,
    ),
    Purpose.KEEP_LEAD: PageKind(
        audience=Audience.TECHNICAL,
        whom=None,
        urgency=None,
        sought="whether they still lead",
        ways=(Way(Word.ACK, "if you do"), Way(Word.PASS, "to have others called")),
        also={Word.LEAD: Verb.ACKNOWLEDGE, Word.DECLINE: Verb.PASS_ON},
        button="I still lead it",
        stands="You lead it: answer to keep the lead.",
        why="You are asked whether you still lead it.",
        theirs=True,
    ),
    Purpose.OFFER_LEAD: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.ONE_PERSON,
        urgency=Urgency.MAJOR,
        sought="ask one person whether they lead",
        ways=(Way(Word.LEAD, "to lead it from now on"), Way(Word.DECLINE, "to decline")),
        button=_SEEN,
        stands=f"You are asked to lead it. {_ONLY_SEEN}: to accept text LEAD and the code of the mail, to decline DECLINE and the "
        "code.",
        why="You are asked to lead.",
        seen="You do not lead it by that: LEAD and the code of the page accepts, DECLINE and the code declines.",
        leads_by=Verb.LEAD,
        lasts=lambda policies: policies.lead.offer_lasts,
    ),
    Purpose.BUSINESS_CALL: PageKind(
        audience=Audience.BUSINESS,
        whom=Whom.ONE_PERSON,
        urgency=Urgency.LOW,  # told by text or mail, and nobody is rung out of bed for it
        sought="invite one person to the business call",
        ways=(Way(Word.JOIN, "to join the business call"),),
        button=_SEEN,
        stands=f"You are invited to the business call. {_ONLY_SEEN}: the mail says how to join.",
        why="You are invited to a call.",
        seen="To join the business call, call our number and key in the code of your invitation.",
        held="You have joined the business call. To come back, call the number in the mail and key in the code.",
        alone=True,
    ),
    Purpose.ROUND_OVERDUE: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.WHO_SENDS_OVERDUE,
        urgency=Urgency.MAJOR,
        sought="someone who sends an update that is overdue",
        ways=(Way(Word.SEND, "to send it"), Way(Word.ACK, "to see to it"), Way(Word.PASS, "to pass it on")),
        begins="Update overdue.",
        taken_with="You see to the overdue update of {code}, and may send it: a text says how. Nobody else is called for it.",
        button="I see to it",
        held="You see to the update that is overdue, and may send it: text SEND and the code of the mail.",
        stands="An update is overdue: whoever presses the button sees to it, and may send it. To send the draft text SEND and the "
        "code of the mail.",
        deputy_first=True,
    ),
    Purpose.ROUND_DUE: PageKind(
        audience=Audience.TECHNICAL,
        whom=Whom.ONE_PERSON,
        urgency=Urgency.LOW,  # a reminder; nobody is rung for it before it is overdue
        sought="remind one person of an update",
        ways=(Way(Word.SEND, "to send it"),),
        begins="Update due.",
        button=_SEEN,
        stands=f"An update is due. {_ONLY_SEEN}: to send the draft text SEND and the code of the mail.",
        why="You are reminded of an update.",
        seen="Nothing is sent by that: SEND and the code of the page sends the draft.",
    ),
}
"""Every purpose, one row each."""


def kind_of(purpose: Purpose) -> PageKind:
    """Return what a page with this purpose is."""
    return KINDS[purpose]


def named(purpose: Purpose, incident_code: str) -> str:
    """Return how a page is called to whoever gets it: by its incident; to business readers, who are shown no code, by its call."""
    return "the business call" if kind_of(purpose).audience is Audience.BUSINESS else incident_code


def told_together(one: Purpose, other: Purpose) -> bool:
    """Whether one call, text or mail may tell pages with these purposes."""
    return not (kind_of(one).alone or kind_of(other).alone)
