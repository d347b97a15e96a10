"""What whoever calls our number hears, and whom a code lets on the technical call."""

import pytest

from domain.calling_in import instead, leads
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.page_messages import OpenPage
from tests.domain.reporting.company import standing

OPEN = {IncidentState.PROVISIONALLY_DECLARED, IncidentState.DECLARED}


def open_page(purpose: Purpose, **how: object) -> OpenPage:
    """Return a page of Ana's."""
    known = {
        "page_id": "p1",
        "owner": "o",
        "incident": "incident/checkout",
        "incident_code": "checkout-7K3Q",
        "page_code": "4821",
    }
    return OpenPage.model_validate({**known, "purpose": purpose, "headline": "Checkout: down.", "open": True, **how})


@pytest.mark.parametrize("state", IncidentState)
@pytest.mark.parametrize("part", ["lead", "declared_by", "offered_to"])
def test_who_leads_declared_or_is_offered_the_lead_comes_on_the_call(part: str, state: IncidentState) -> None:
    """While it is declared, also provisionally; nobody else does, and afterwards there is no call."""
    view = standing(state=state).model_copy(update={part: "Ana"})

    assert (state in OPEN, False) == (leads(view, "Ana", Purpose.DECLARE), leads(view, "Bo", Purpose.DECLARE))


def test_who_is_called_because_the_lead_is_silent_comes_on_the_call() -> None:
    """They are to find out how it stands before they say whether they take over."""
    view = standing(state=IncidentState.DECLARED)

    assert [True, False] == [leads(view, "Bo", purpose) for purpose in (Purpose.SILENT_LEAD, Purpose.TRIAGE)]


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        (Purpose.TRIAGE, "To take it, text ACK and this code, or wait for our next call."),
        (Purpose.CHECK_IN, "To keep it, text ACK and this code, or wait for our next call."),
        (Purpose.DECLARE, "To declare it, text MAJOR and this code, or wait for our next call."),
        (Purpose.OFFER_LEAD, "To lead it, text LEAD and this code, or wait for our next call."),
    ],
)
def test_a_code_that_leads_to_no_call_is_told_what_it_is_for(purpose: Purpose, words: str) -> None:
    """Whoever calls back a call they missed hears how it is answered, by what was asked of them."""
    assert f"This code leads to no call. {words}" == instead(open_page(purpose))


def test_what_is_over_is_said_to_be_over() -> None:
    """With the reason, and codes as they are spoken; whoever has it hears that."""
    ended = open_page(Purpose.TRIAGE, open=False, closed_because="it is the same as checkout-7K3Q")

    assert "That is over: it is the same as checkout, 7 K 3 Q." == instead(ended)
    assert "It is yours, and there is no call to join." == instead(open_page(Purpose.TRIAGE, open=False, in_hand=True))
