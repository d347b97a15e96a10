"""P24: what ended the impact, and when, lies between the declaration and now."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.closing.mitigation import when_it_ended
from domain.errors import Refused
from domain.incident import comms, requests
from domain.incident.views import view
from domain.lifecycle import IncidentState
from domain.requests import Mitigate, Reopen
from tests.domain.builders import at
from tests.domain.incidents import HEAD, told
from tests.domain.test_closing import declared, grant, mitigated


@given(st.integers(-90, 90), st.integers(0, 60))
def test_the_impact_ended_between_its_declaration_and_now(said: int, since: int) -> None:
    """Any time in between is taken as it is said, on whatever clock; every other is refused."""
    moment = at(said).astimezone(timezone(timedelta(hours=5)))
    if since <= said <= 60:
        assert at(said) == when_it_ended(moment, at(since), at(60))
    else:
        with pytest.raises(Refused):
            when_it_ended(moment, at(since), at(60))


def test_the_lead_may_say_when_the_impact_ended() -> None:
    """It stands on the timeline and in the view; the time for the final update counts from when it was said."""
    case = declared()
    grant(case, Mitigate(actor=HEAD, what="rolled back", at=at(10)), 30)

    assert "mitigated: the impact ended at 2026-03-02 02:24 UTC" in told(case)
    assert (at(10), "rolled back") == (view(case).mitigated_at, view(case).mitigation)
    assert at(30) == comms.status(case).mitigated_at


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (at(31), "That time lies ahead: say when the impact ended, or leave it out for now."),
        (at(2), "The impact went on at 2026-03-02 02:17 UTC: say a later time, or leave it out for now."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_changes_nothing(when: datetime, words: str) -> None:
    """It was declared three minutes into the night, so the impact went on then."""
    case = declared()
    before = case.model_dump_json()
    with pytest.raises(Refused) as refused:
        requests.check(case, Mitigate(actor=HEAD, what="rolled back", at=when), at(30))

    assert (words, before) == (str(refused.value), case.model_dump_json())


def test_after_a_reopening_it_ended_later_than_that() -> None:
    """What was thought to have ended it counts no more."""
    case = mitigated()
    grant(case, Reopen(actor=HEAD, reason="it is back"), 40)

    assert (None, "") == (view(case).mitigated_at, view(case).mitigation)
    with pytest.raises(Refused, match="The impact went on at 2026-03-02 02:54 UTC"):
        requests.check(case, Mitigate(actor=HEAD, what="rolled back", at=at(39)), at(60))
    grant(case, Mitigate(actor=HEAD, what="rolled back"), 60)

    assert (IncidentState.MITIGATED, at(60)) == (case.state, view(case).mitigated_at)
