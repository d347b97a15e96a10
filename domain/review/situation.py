"""What an incident tells its review, and how that begins (P25): begun at the first mitigation, it outlives the incident."""

from datetime import datetime

from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import Quantity
from domain.leading import PersonCard
from domain.messages import Message, TeamCard
from domain.policies import ActionsPolicy, ReviewPolicy

MOST_INVOLVED = 300
"""How many people are invited to one review at most: whoever was involved after that is on the timeline."""


class Involved(Message):
    """Somebody who was involved, and how, in a few words: "led it", "was on the technical call"."""

    person: PersonCard
    how: str


class Fact(Message):
    """What happened, as the review recalls it; `at` is UTC."""

    at: datetime
    what: str
    who: str = ""


class ReviewFacts(Message):
    """How the incident stands, as its review needs to know it. Times are UTC, and None while it is not so.

    `mitigated_at` is the last mitigation; None after it was reopened, and then no review is due. `lead` led it last, and answers
    for the review. `root_cause` is the team in charge until somebody names another. `over`: the incident has ended, and this is
    the last that is heard of it. `not_major_because`: it was stood down, and there is nothing to review.
    """

    service: str | None
    service_name: str
    team: TeamCard
    root_cause: RootCause
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    lead: PersonCard | None = None
    involved: tuple[Involved, ...] = ()
    impact: str = ""
    total: tuple[Quantity, ...] = ()
    mitigation: str = ""
    workaround: str = ""
    measure: str = ""
    detection: Detection | None = None
    timeline: tuple[Fact, ...] = ()
    not_major_because: str = ""
    over: bool = False
    policy: ReviewPolicy = ReviewPolicy()
    actions: ActionsPolicy = ActionsPolicy()


class ReviewStart(Message):
    """How a review begins: of which incident, by its workflow id and code, and how that stands."""

    incident: str
    code: str
    facts: ReviewFacts
