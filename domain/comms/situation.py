"""What an incident and its rounds of comms tell each other, and how rounds begin.

The incident says how it stands whenever that changes; the rounds say which one is open, and until when. From that the incident
nudges the lead, once for both audiences, shows what is due, and has somebody called when a round is overdue.
"""

from datetime import datetime

from domain.audiences import Audience
from domain.comms.recipients import BusinessAudience, TechnicalAudience
from domain.comms.updates import RoundKind
from domain.leading import PersonCard
from domain.messages import Message
from domain.policies import CommsPolicy
from domain.technical_words import CompanyWords


class Findings(Message):
    """What the board says that an update can begin with (P16): facts in the words of those who noted them, empty when unknown."""

    extent: str = ""
    cause: str = ""
    plan: str = ""
    status: str = ""


class IncidentStands(Message):
    """How the incident stands, as its rounds need to know it. Times are UTC, and None while it is not so.

    `may_send` are the ids of those besides the lead and the head of department who may approve and send: the first contact while
    nobody leads, and whoever holds the page of an overdue round. `called` are the ids of those who were called by name, or took it:
    they write drafts, as its technical teams do. `attached`: it is part of another incident, and stood down as one
    of its own. `final_waived`: why there is no final round. `over`: nothing comes of it any more, and its rounds end.
    """

    declared_at: datetime
    lead: PersonCard | None = None
    may_send: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    impact: str = ""
    findings: Findings = Findings()
    business: BusinessAudience = BusinessAudience()
    technical: TechnicalAudience = TechnicalAudience()
    mitigated_at: datetime | None = None
    reopened_at: datetime | None = None
    stood_down_at: datetime | None = None
    stood_down_by: str = ""
    stood_down_because: str = ""
    attached: bool = False
    final_waived: str = ""
    over: bool = False


class RoundStands(Message):
    """How the rounds for one audience stand: the one open round, if there is one. Times are UTC.

    `code` is the incident's. `missed` counts every miss of the incident, `misses` those of the open round. `missing` says in words
    what lacks in what would go out: what is approved, else the draft; `revision` names it, `draft` is what it says in short, and
    `draft_whole` whether that is all of it. `unreached` is how many people of the last round no channel has reached. `heard_from`
    is the id of whoever asked something of the rounds last, and `heard_at` when: a sign of life.
    """

    audience: Audience
    number: int
    kind: RoundKind | None = None
    due_at: datetime | None = None
    nudge_at: datetime | None = None
    overdue_from: datetime | None = None
    misses: int = 0
    missed: int = 0
    missing: tuple[str, ...] = ()
    revision: int = 0
    draft: str = ""
    draft_whole: bool = True
    approved_by: str | None = None
    last_sent_at: datetime | None = None
    unreached: int = 0
    code: str = ""
    heard_from: str = ""
    heard_at: datetime | None = None


class CommsStart(Message):
    """How the rounds for one audience of an incident begin: `incident` is its workflow id, `service` what people call it."""

    incident: str
    code: str
    service: str
    audience: Audience
    stands: IncidentStands
    policy: CommsPolicy = CommsPolicy()
    company: CompanyWords = CompanyWords()
