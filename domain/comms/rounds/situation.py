"""What an incident and its rounds of comms tell each other, and how rounds begin.

The incident says how it stands whenever that changes, and by whose policy and words it is judged; the rounds say which one is open,
and until when. From that the incident reminds whoever answers for it, once for both audiences, shows what is due, and has somebody
called when a round is overdue.
"""

from collections.abc import Container, Iterable
from datetime import datetime

from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.messages import Message
from domain.policies import CommsPolicy
from domain.technical_words import CompanyWords


class Findings(Message):
    """What the board says that an update can begin with (P16): facts in the words of those who noted them, empty when unknown."""

    extent: str = ""
    cause: str = ""
    plan: str = ""
    status: str = ""


class IncidentStatus(Message):
    """How the incident stands, as its rounds need to know it. Times are UTC, and None while it is not so.

    `may_send` are the ids of those who may approve and send besides the head of department and their deputy. `called` are those of
    who was called by name, or took it: they write drafts, as its technical teams do. `total` is the total impact, as it was said or
    put right last. `part_of`: which incident it is part of, in words, and stood down as one of its own. `final_waived`: why there
    is no final round. `over`: nothing comes of it any more, and its rounds end. `policy` and `company` are what the organisation
    file said when the incident's service was looked up.
    """

    declared_at: datetime
    may_send: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    impact: str = ""
    findings: Findings = Findings()
    total: tuple[Quantity, ...] = ()
    business: BusinessAudience = BusinessAudience()
    technical: TechnicalAudience = TechnicalAudience()
    business_call: tuple[str, ...] = ()
    technical_call: tuple[str, ...] = ()
    mitigated_at: datetime | None = None
    reopened_at: datetime | None = None
    stood_down_at: datetime | None = None
    stood_down_by: str = ""
    stood_down_because: str = ""
    part_of: str = ""
    final_waived: str = ""
    over: bool = False
    policy: CommsPolicy = CommsPolicy()
    company: CompanyWords = CompanyWords()


class TotalSaid(Message):
    """The total impact as a round said it, above all the final one (P20): when (UTC), and who had approved it."""

    total: tuple[Quantity, ...]
    at: datetime
    by: str


class ByHand(Message):
    """Whom people added to the rounds, and whom they dropped, by ids."""

    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    dropped_teams: tuple[str, ...] = ()

    def changes(self, people: Iterable[str]) -> tuple[str, ...]:
        """Return these people with who was added, and without who was dropped."""
        return _changed(people, self.people, self.dropped)

    def changes_teams(self, teams: Iterable[str]) -> tuple[str, ...]:
        """Return these teams with those that were added, and without those that were dropped."""
        return _changed(teams, self.teams, self.dropped_teams)


def _changed(known: Iterable[str], added: Iterable[str], dropped: Container[str]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys([*known, *added]) if each not in dropped)


class RoundStatus(Message):
    """How the rounds for one audience stand: the one open round, if there is one. Times are UTC.

    `code` is the incident's. `missed_in_all` counts every miss of the incident, `missed_this_round` those of the open round.
    `missing` says in words what lacks in what would go out: what is approved, else the draft; `revision` names it, `draft` is what
    it says in short, and `draft_whole` whether that is all of it. `unreached` is how many people of the last round no channel has
    reached. `heard_from` is the id of whoever asked something of the rounds last, and `heard_at` when: a sign of life. `total_said`
    is the total that a round said last. `by_hand` is whom people added and dropped.

    `last_kind` is which round was sent last, `missed_at` when the open one was missed last, and `drafts` counts all that were made:
    rounds that are begun anew, after somebody ended them by hand, go on from there.
    """

    audience: Audience
    number: int
    kind: RoundKind | None = None
    due_at: datetime | None = None
    nudge_at: datetime | None = None
    overdue_from: datetime | None = None
    missed_this_round: int = 0
    missed_in_all: int = 0
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
    total_said: TotalSaid | None = None
    last_kind: RoundKind | None = None
    missed_at: datetime | None = None
    drafts: int = 0
    by_hand: ByHand = ByHand()


class CommsStart(Message):
    """How the rounds for one audience of an incident begin: `incident` is its workflow id, `service` what people call it.

    `before` is how earlier rounds of it stood that somebody ended by hand.
    """

    incident: str
    code: str
    service: str
    audience: Audience
    incident_status: IncidentStatus
    before: RoundStatus | None = None
