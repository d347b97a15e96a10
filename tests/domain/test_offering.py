"""P2, P10: whoever takes an incident is told once of another that may be the same."""

import pytest

from domain.incident import requests, searching, triage
from domain.incident.offering import offer
from domain.incident.state import Incident
from domain.incident.views import view
from domain.lookups import RecentIncident, RecentIncidents
from domain.messages import Purpose
from domain.reliance.graph import Chain
from domain.requests import SameAs
from tests.domain.builders import at
from tests.domain.incidents import told
from tests.domain.pairs import ANA, CHECKOUT, PAYMENTS, taken

ON_PAYMENTS = Chain(path=("checkout", "payments"))
FURTHER = Chain(path=("checkout", "payments", "identity", "directory"))


def other(
    code: str = PAYMENTS, chain: Chain | None = ON_PAYMENTS, *, is_open: bool = True, holder: str | None = "Bo"
) -> RecentIncident:
    """Return another incident that was opened lately."""
    return RecentIncident(code=code, service=code, chain=chain, open=is_open, holder=holder)


def offered(*others: RecentIncident) -> Incident:
    """Return the incident that Ana has, when these others were found."""
    case = taken(CHECKOUT)
    offer(case, RecentIncidents(incidents=list(others)), at(2))
    return case


def test_the_first_contact_is_told_who_has_it_and_what_makes_them_one() -> None:
    """Once, by text, with how one relies on the other; the timeline has the chain as it is drawn."""
    case = offered(other())

    [telling] = case.to_tell
    assert ("ana", "payments-BBBB may be the same: checkout relies on payments, and Bo has it.") == (
        telling.person,
        telling.notice.body.partition(" SAME")[0],
    )
    assert telling.notice.body.endswith(" SAME and your code makes checkout-AAAA part of it.")
    assert telling.notice.body.isascii()
    assert (f"may be the same as {PAYMENTS}: Bo has it", "checkout ← payments") == (
        told(case)[-1],
        case.timeline.entries[-1].why,
    )


def test_the_nearest_is_offered() -> None:
    """Of several the one to which the shortest way leads; what lies between is named."""
    case = offered(other("directory-AAAA", FURTHER, holder=None), other())
    assert case.surroundings.may_be_same == other()

    [telling] = offered(other("directory-AAAA", FURTHER, holder=None)).to_tell
    words = "checkout relies on directory through payments, identity, and nobody has it yet."
    assert words in telling.notice.body


@pytest.mark.parametrize("found", [(), (other(chain=None),), (other(is_open=False),)])
def test_what_does_not_rely_on_it_or_is_over_is_not_offered(found: tuple[RecentIncident, ...]) -> None:
    """Nobody is told of what only happened at the same time, nor when nobody could tell."""
    case = offered(*found)
    offer(case, None, at(2))

    assert ([], None) == (case.to_tell, view(case).may_be_same)


def test_without_a_code_the_one_that_was_offered_is_meant() -> None:
    """A text says SAME and no more; once it is asked it is offered no more."""
    case = offered(other())
    assert view(case).may_be_same == other()
    requests.grant(case, SameAs(actor=ANA), at(3))

    assert case.attachment
    assert (PAYMENTS, None) == (case.attachment.other, view(case).may_be_same)


def test_whoever_takes_it_next_is_told_anew() -> None:
    """What was offered to one who passed it on is forgotten when triage starts anew."""
    case = offered(other())
    triage.start_triage(case, searching.start_search(case, Purpose.TRIAGE, "checkout-team", at(4)).urgency, at(4))

    assert (None, False) == (case.surroundings.may_be_same, case.surroundings.looked_around)
