"""P20: the total impact of an incident is one, whoever says it and to whom; every revision is on the timeline once."""

import pytest

from domain.audiences import Audience
from domain.comms.drafting.updates import Quantity
from domain.comms.rounds.situation import RoundStatus, TotalSaid
from domain.errors import Refused
from domain.incident import comms, requests
from domain.incident.comms_state import Told
from domain.incident.state import Incident
from domain.lifecycle import Actor, IncidentState, Role
from domain.requests import ReviseTotal
from tests.domain.builders import CODE, NIGHT, actor, at, incident
from tests.domain.comms.desk import LOST_ORDERS
from tests.domain.incidents import HEAD, told

BUSINESS, TECHNICAL = Audience.BUSINESS, Audience.TECHNICAL
MORE = LOST_ORDERS.model_copy(update={"amount": LOST_ORDERS.amount * 2, "final": True})


def mitigated() -> Incident:
    """Return an incident that Cy leads and has mitigated, with rounds for both audiences."""
    case = incident(IncidentState.MITIGATED, first_contact="ana", lead="cy")
    case.episode.declared_at = NIGHT
    case.comms.rounds_told = {each: Told(digest="", at=NIGHT) for each in Audience}
    return case


def says(case: Incident, audience: Audience, *total: Quantity, at_minute: float) -> None:
    """Have the rounds to an audience say that they told this total."""
    said = TotalSaid(total=total, at=at(at_minute), by="Cy") if total else None
    comms.take_in(case, RoundStatus(code=CODE, audience=audience, number=2, total_said=said))


def revises(by: Actor, *total: Quantity, reason: str = "counted again") -> ReviseTotal:
    """Return a person's correction."""
    return ReviseTotal(actor=by, total=total, reason=reason)


def put_right(case: Incident) -> list[str]:
    """Return what the timeline says of revisions."""
    return [each for each in told(case) if "total impact" in each]


def test_what_one_audience_was_told_is_the_incidents() -> None:
    """Both rounds are told it, and it is no revision."""
    case = mitigated()
    says(case, BUSINESS, LOST_ORDERS, at_minute=5)

    assert ((LOST_ORDERS,), []) == (comms.status(case).total, put_right(case))
    assert comms.to_tell(case, at(5)) is not None


def test_what_the_other_audience_is_told_later_puts_it_right() -> None:
    """The same again is no revision; another total is, with who approved it."""
    case = mitigated()
    says(case, BUSINESS, LOST_ORDERS, at_minute=5)
    says(case, TECHNICAL, LOST_ORDERS, at_minute=6)
    assert [] == put_right(case)
    says(case, TECHNICAL, MORE, at_minute=9)

    assert (MORE,) == comms.status(case).total
    [entry] = [each for each in case.timeline.entries if "total impact" in each.what]
    assert ("the total impact is put right: 2,400 orders", "Cy", "said in an update to technical teams", at(9)) == (
        entry.what,
        entry.who,
        entry.why,
        entry.at,
    )


def test_a_revision_holds_until_somebody_says_another() -> None:
    """What rounds say again of what they told before changes nothing."""
    case = mitigated()
    says(case, BUSINESS, LOST_ORDERS, at_minute=5)
    reply = requests.grant(case, revises(HEAD, MORE), at(10))
    says(case, BUSINESS, LOST_ORDERS, at_minute=5)
    says(case, TECHNICAL, at_minute=12)

    assert f"The total impact of {CODE} is now: 2,400 orders." == reply.words
    assert ((MORE,), ["the total impact is put right: 2,400 orders"]) == (comms.status(case).total, put_right(case))


@pytest.mark.parametrize(
    ("request_", "said", "why"),
    [
        (revises(actor("dee"), MORE), True, "Only the incident lead, the head of department"),
        (revises(HEAD, MORE), False, "No update has said the total impact yet"),
        (revises(HEAD), True, "Say at least one quantity"),
        (revises(HEAD, MORE, reason=" "), True, "Say why the total impact is another"),
        (revises(HEAD, MORE.model_copy(update={"counted": ""})), True, "how the 2400 orders were counted"),
    ],
)
def test_what_is_no_revision_is_refused_and_changes_nothing(request_: ReviseTotal, said: bool, why: str) -> None:
    """With what is missing, or who may."""
    case = mitigated()
    if said:
        says(case, BUSINESS, LOST_ORDERS, at_minute=5)
    before = case.model_copy(deep=True)
    with pytest.raises(Refused, match=why):
        requests.grant(case, request_, at(10))

    assert before == case


@pytest.mark.parametrize(
    "by", [actor("cy"), actor("eli", Role.HEAD_OF_DEPARTMENT), actor("dee")], ids=lambda by: by.name
)
def test_who_may_send_may_put_it_right(by: Actor) -> None:
    """The lead, the head of department, and whoever sees to an overdue round."""
    case = mitigated()
    case.comms.holder = "dee"
    says(case, BUSINESS, LOST_ORDERS, at_minute=5)
    requests.grant(case, revises(by, MORE), at(10))

    assert (MORE,) == case.comms.total
