"""P24: whoever reopens it as lead has people called back to the technical call, each by name."""

import pytest

from domain.audiences import Audience
from domain.bridges import BridgeMoved
from domain.errors import Refused
from domain.incident import joining, moves, requests, searching
from domain.incident.page_words import page_words
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.organisation import Urgency
from domain.requests import Mitigate, Reopen
from tests.domain.builders import CODE, at, resolves
from tests.domain.incidents import ANA, HEAD, move_of, told
from tests.domain.leads import card_of
from tests.domain.test_closing import grant, mitigated

BACK = Reopen(actor=HEAD, reason="it is back", call_back=(card_of("bo"), card_of("dee"), card_of("cy")))


def reopened() -> Incident:
    """Return an incident that Cy has reopened, and to which they call Bo and Dee back."""
    case = mitigated()
    grant(case, BACK, 40)
    return case


def joined(person: str, *, joined: bool = True, sequence: int = 1) -> BridgeMoved:
    """Return the report that somebody came on the technical call, or left it."""
    return BridgeMoved(
        code=CODE,
        audience=Audience.TECHNICAL,
        person=person,
        name=person.capitalize(),
        team="",
        call_id=f"CA-{person}",
        joined=joined,
        sequence=sequence,
    )


def searches(case: Incident, minute: float) -> list[tuple[str, Urgency]]:
    """Begin the searches of people by name that are due, and return whom they ask, how urgently."""
    begun = []
    while isinstance(move := moves.next_move(case, at(minute)), moves.StartSearch):
        search = searching.start_search(case, move.purpose, move.team, at(minute), person=move.person)
        if search.purpose is Purpose.CALL_BACK:
            begun.append((search.whom, search.urgency))
    return begun


def test_whom_the_lead_names_is_called_by_name() -> None:
    """Each by a search of their own, as urgently as a team that is needed; whoever reopens it need not call themselves."""
    case = reopened()

    assert "calls back: Bo, Dee" in told(case)
    assert [("bo", Urgency.MAJOR), ("dee", Urgency.MAJOR)] == searches(case, 40)
    assert page_words(case, Purpose.CALL_BACK).headline.startswith("It is not over.")


def test_who_comes_on_the_call_is_not_called_again() -> None:
    """Their search ends, also when they leave the call later; the others are called on."""
    case = reopened()
    searches(case, 40)
    joining.bridge_moved(case, joined("bo"), at(42))
    bo = next(each for each in case.searches.for_purpose(Purpose.CALL_BACK) if each.person == "bo")
    assert moves.StopSearch(search=bo.id) == moves.next_move(case, at(42))

    assert "they are on the call" == searching.stop_order(case, bo, at(42)).because
    searching.search_ended(case, bo, at(42))
    joining.bridge_moved(case, joined("bo", joined=False, sequence=2), at(43))
    assert ([], ["dee"]) == (searches(case, 43), joining.called_back(case))


def test_when_it_is_over_again_nobody_is_called_back() -> None:
    """Their searches end with the text that it is mitigated."""
    case = reopened()
    searches(case, 40)
    grant(case, Mitigate(actor=HEAD, what="rolled back"), 50)
    dee = next(each for each in case.searches.for_purpose(Purpose.CALL_BACK) if each.person == "dee")

    assert moves.StopSearch is move_of(case, at(50))
    assert searching.stop_order(case, dee, at(50)).notice is not None
    assert [] == joining.called_back(case)


def test_who_is_on_the_call_already_is_not_called() -> None:
    """A call nobody has left needs no other."""
    case = mitigated()
    joining.bridge_moved(case, joined("bo"), at(32))
    grant(case, BACK, 40)

    assert ["dee"] == joining.called_back(case)


def test_whoever_was_called_back_reads_how_to_join() -> None:
    """The code of their page leads to the call, which updates say to them."""
    case = reopened()
    searches(case, 40)
    case.searches.paged[Purpose.CALL_BACK] = {"dee": ["dee"]}

    assert "dee" in joining.with_a_code(case)


def test_only_who_leads_it_then_calls_people_back() -> None:
    """Ana may say that it is not over, and nobody's phone rings by her word but that of who led it."""
    case = mitigated()
    grant(case, resolves(HEAD), 50)
    before = case.model_dump_json()
    with pytest.raises(Refused, match="Only the incident lead, or the head of department"):
        requests.check(case, BACK.model_copy(update={"actor": ANA}), at(60))
    assert before == case.model_dump_json()
    grant(case, Reopen(actor=ANA, reason="it is back"), 60)

    assert (IncidentState.DECLARED, []) == (case.state, joining.called_back(case))
    assert "Called back: Bo, Dee." in grant(reopened_by_lead(), BACK.model_copy(update={"reason": "again"}), 70)


def reopened_by_lead() -> Incident:
    """Return an incident that Cy has resolved, and may reopen."""
    case = mitigated()
    grant(case, resolves(HEAD), 50)
    return case


def test_more_than_come_on_one_call_are_not_called_by_name() -> None:
    """Thirty at most: each has a search of their own."""
    many = tuple(card_of(f"person{number}") for number in range(31))
    with pytest.raises(Refused, match="At most 30 people are called back by name"):
        requests.check(mitigated(), BACK.model_copy(update={"call_back": many}), at(40))
