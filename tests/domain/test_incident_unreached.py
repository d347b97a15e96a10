"""A round that did not reach everybody is not taken for one that did: the lead hears of it, once, and by number."""

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.situation import RoundStatus
from domain.incident import comms
from domain.incident.state import Incident
from tests.domain.builders import CODE, at
from tests.domain.rounds_of_an_incident import declared

BUSINESS, TECHNICAL = Audience.BUSINESS, Audience.TECHNICAL


def says(case: Incident, unreached: int, *, number: int = 1, audience: Audience = BUSINESS) -> list[tuple[str, str]]:
    """Have rounds say how many of their last update were not reached; return who is texted what."""
    case.to_tell.clear()
    comms.take_in(
        case,
        RoundStatus(
            audience=audience,
            code=CODE,
            number=number + 1,
            kind=RoundKind.SECOND,
            last_kind=RoundKind.FIRST if number == 1 else RoundKind.FURTHER,
            last_sent_at=at(5),
            unreached=unreached,
        ),
    )
    return [(each.person, each.notice.body) for each in case.to_tell]


def test_the_lead_is_told_by_number_once_a_round() -> None:
    """The first word on it is texted; more people of the same round are not, and the next round is told of anew."""
    case = declared()
    assert [] == says(case, 0)
    [(person, words)] = says(case, 3)
    assert "cy" == person
    assert f"{CODE}: the first update to business stakeholders has not reached 3 recipients on any channel." in words
    assert f"'mimp comms {CODE} receipts'" in words

    assert [] == says(case, 4)
    assert [] == says(case, 0, number=2)
    assert ["cy"] == [person for person, _ in says(case, 1, number=2)]
    assert ["cy"] == [person for person, _ in says(case, 1, number=3)]
    assert ["cy"] == [person for person, _ in says(case, 500, audience=TECHNICAL)]


def test_while_nobody_leads_the_first_contact_is_told() -> None:
    """Somebody hears of it in any case."""
    case = declared()
    case.leadership.lead = None

    assert ["ana"] == [person for person, _ in says(case, 2)]


def test_rounds_that_begin_anew_are_told_how_the_others_stood() -> None:
    """Ended by hand, they go on with their number: an update 1 that mailboxes know already would be dropped by them."""
    case = declared()
    says(case, 0, number=3)
    comms.are_gone(case, BUSINESS, at(60))
    begun = comms.begin(case, BUSINESS, at(60))

    assert begun.before == case.comms.rounds[BUSINESS]
    assert (4, RoundKind.FURTHER) == (begun.before and begun.before.number, begun.before and begun.before.last_kind)
