"""What a company has agreed on: every waiting time and cadence, as tables."""

from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.durations import Duration, between
from domain.rota import WallTime

Wait = Annotated[Duration, between(timedelta(seconds=1), timedelta(days=1))]
"""How long something is waited for: a second to a day."""

LONGEST_LOOK_BACK = timedelta(days=7)
"""How far back a company may have changes looked for."""


SHORTEST_CADENCE = timedelta(minutes=30)
LONGEST_CADENCE = timedelta(minutes=60)
"""How often rounds of comms go out, at the most and at the least, as the process says (P18, P19)."""


def _minutes(least: int, most: int) -> AfterValidator:
    return between(timedelta(minutes=least), timedelta(minutes=most))


class Frozen(BaseModel):
    """A fact of the organisation, stated once; what is not known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BurstPolicy(Frozen):
    """When several pages are open for one person, at most so many calls and texts within this time: one call tells them all.

    What is held back is told by the next channel at once, and stands in LIST.
    """

    calls: Annotated[int, Field(ge=1, le=20)] = 2
    texts: Annotated[int, Field(ge=1, le=20)] = 2
    within: Wait = timedelta(minutes=5)


class PagingPolicy(Frozen):
    """How long a page is given.

    `ring` is how long a phone rings: Twilio adds up to 5 s, and voicemail picks up at about 20 to 25 s.
    Whoever picked up has `answer_limit` to press a key; a ringing call nothing is heard of is given up after `ring`.
    An acknowledgement followed by silence is asked about after `acknowledgement_lasts`.
    """

    ring: Annotated[Duration, between(timedelta(seconds=10), timedelta(seconds=60))] = timedelta(seconds=20)
    acknowledgement_lasts: Annotated[Duration, _minutes(1, 24 * 60)] = timedelta(minutes=30)
    answer_limit: Annotated[Duration, between(timedelta(seconds=30), timedelta(minutes=15))] = timedelta(minutes=3)
    burst: BurstPolicy = BurstPolicy()


class TriagePolicy(Frozen):
    """After an incident is stood down, repeats of the same alert are counted, not paged, for `quiet_for`.

    One that nobody has taken, and whose alerts all stay clear for `closes_after_clear`, closes by itself.
    """

    quiet_for: Annotated[Duration, _minutes(1, 7 * 24 * 60)] = timedelta(hours=4)
    closes_after_clear: Annotated[Duration, _minutes(1, 24 * 60)] = timedelta(minutes=15)


class CommsPolicy(Frozen):
    """When rounds of comms are due (P17 to P20): the first soon, further ones every 30 to 60 minutes, the final after mitigation.

    The lead is nudged `nudge_before` a round is due; a round counts as missed `overdue_after` it was due.
    """

    first: Annotated[Duration, _minutes(1, 60)] = timedelta(minutes=15)
    cadence: Annotated[Duration, between(SHORTEST_CADENCE, LONGEST_CADENCE)] = timedelta(minutes=45)
    nudge_before: Annotated[Duration, _minutes(1, 29)] = timedelta(minutes=10)
    overdue_after: Annotated[Duration, between(timedelta(seconds=10), timedelta(minutes=30))] = timedelta(minutes=5)
    final: Annotated[Duration, _minutes(5, 24 * 60)] = timedelta(minutes=60)


class ReviewPolicy(Frozen):
    """The review is held within two days of mitigation at most (P25); working days only, if the company says so.

    It is proposed to last `lasts`. One that is not held in time goes up every `goes_up_every`: to the lead, the service owner, the
    head of department.
    """

    within: Annotated[Duration, between(timedelta(hours=1), timedelta(days=2))] = timedelta(days=2)
    working_days: bool = False
    lasts: Annotated[Duration, _minutes(15, 8 * 60)] = timedelta(hours=1)
    goes_up_every: Annotated[Duration, between(timedelta(hours=1), timedelta(days=7))] = timedelta(days=1)


class ActionsPolicy(Frozen):
    """How actions that follow from a review are chased until they are done (P27, P28). Days are those of the owner's calendar.

    The owner is reminded `remind_before` an action is due, in days, and on that day; `owner_after` days later the service owner
    hears of it, `head_after` days later the head of department, and then every `again_every` days. All that comes at the first of
    the times in `remind_at`, on the owner's wall clock; on the day it is due, at each of them. Everyone involved is told how they
    stand every `progress_every`.
    """

    remind_at: Annotated[tuple[WallTime, ...], Field(min_length=1, max_length=50)] = (time(9),)
    remind_before: Annotated[tuple[Annotated[int, Field(ge=1, le=90)], ...], Field(max_length=5)] = (7, 1)
    owner_after: Annotated[int, Field(ge=1, le=30)] = 1
    head_after: Annotated[int, Field(ge=1, le=60)] = 3
    again_every: Annotated[int, Field(ge=1, le=30)] = 7
    progress_every: Annotated[Duration, between(timedelta(days=1), timedelta(days=31))] = timedelta(days=7)


class Seniority(StrEnum):
    """Who is senior enough to declare a major incident (P11): from this rung of the ladder upwards, and who stands in for them."""

    HEAD_OF_DEPARTMENT = "head_of_department"
    SERVICE_OWNER = "service_owner"


class DeclarationPolicy(Frozen):
    """Who may declare (P11), and how long a proposal waits for them before the first contact may do so provisionally (P12)."""

    declared_by: Seniority = Seniority.HEAD_OF_DEPARTMENT
    provisional_after: Annotated[Duration, _minutes(1, 24 * 60)] = timedelta(minutes=15)


class LeadPolicy(Frozen):
    """A lead nothing is heard of for `silent_after` is asked whether they still lead, and has `answer_within` to say so (P13).

    Then somebody senior is called to take over. Whoever is offered the lead has `offer_lasts` to accept.
    """

    silent_after: Annotated[Duration, _minutes(5, 4 * 60)] = timedelta(minutes=45)
    answer_within: Annotated[Duration, _minutes(1, 30)] = timedelta(minutes=5)
    offer_lasts: Annotated[Duration, _minutes(1, 60)] = timedelta(minutes=10)


class ResolutionPolicy(Frozen):
    """A resolved incident can be reopened for `grace`; after that a new alert is a new incident (P24)."""

    grace: Annotated[Duration, _minutes(1, 7 * 24 * 60)] = timedelta(hours=4)


class ChangesPolicy(Frozen):
    """What was changed within `looked_back` before an incident opened is offered to whoever has it (P16)."""

    looked_back: Annotated[Duration, between(timedelta(minutes=1), LONGEST_LOOK_BACK)] = timedelta(days=1)


class Policies(Frozen):
    """Every waiting time and cadence the company has agreed, as tables."""

    paging: PagingPolicy = PagingPolicy()
    triage: TriagePolicy = TriagePolicy()
    comms: CommsPolicy = CommsPolicy()
    review: ReviewPolicy = ReviewPolicy()
    actions: ActionsPolicy = ActionsPolicy()
    declaration: DeclarationPolicy = DeclarationPolicy()
    lead: LeadPolicy = LeadPolicy()
    resolution: ResolutionPolicy = ResolutionPolicy()
    changes: ChangesPolicy = ChangesPolicy()
