"""What a pager sends of a question to one person by name: an offer of the lead (P13), an invitation to the business call (P15)."""

from datetime import timedelta

import pytest

from domain.messages import Purpose
from domain.organisation import Channel
from domain.paging import orders
from domain.paging.state import Attempt
from tests.domain.builders import CODE, words
from tests.domain.paging.desk import Desk

IMPACT = "Major incident: customers cannot pay."


def asked(purpose: Purpose) -> tuple[Desk, Attempt]:
    """Return a desk with one page for this purpose, and the call it was first told with."""
    desk = Desk()
    desk.page("p1", code=4821)
    desk.settle()
    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": purpose, "words": words(IMPACT, "")})
    return desk, desk.attempt()


def test_an_invitation_names_nothing_that_only_we_understand() -> None:
    """Neither text nor subject has the incident's code, which names a service; the page's own code leads to the call."""
    desk, attempt = asked(Purpose.BUSINESS_CALL)
    text, subject = orders.text(desk.state, attempt).body, orders.mail(desk.state, attempt).subject

    assert f"{IMPACT} To join the business call, call this number and key in 4821." == text
    assert IMPACT == subject


def test_an_offer_says_how_to_accept_and_to_decline() -> None:
    """Each word with the code that was just sent."""
    desk, attempt = asked(Purpose.OFFER_LEAD)

    how = "Reply LEAD 4821 to lead it from now on, DECLINE 4821 to decline."
    assert f"{CODE} {IMPACT} {how}" == orders.text(desk.state, attempt).body
    assert f"[{CODE}] {IMPACT}" == orders.mail(desk.state, attempt).subject


@pytest.mark.parametrize(("purpose", "lasts"), [(Purpose.BUSINESS_CALL, 4 * 60), (Purpose.OFFER_LEAD, 3)])
def test_a_call_that_may_lead_to_a_bridge_may_last(purpose: Purpose, lasts: int) -> None:
    """Whoever is put through in it is not cut off after the time that a key is waited for."""
    desk, attempt = asked(purpose)

    assert (Channel.CALL, timedelta(minutes=lasts)) == (attempt.channel, orders.call(desk.state, attempt).time_limit)
