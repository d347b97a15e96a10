"""What is answered to STATUS and SEND: the last approved business text and nothing else; which updates went and which not."""

import pytest

from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.drafting.asked import (
    Came,
    business_text,
    how_it_stands,
    is_meant,
    is_told,
    rounds_meant,
    what_came_of_it,
)
from domain.errors import Refused
from domain.messages import RoundToSend
from tests.domain.comms.desk import BUSINESS, TECHNICAL
from tests.domain.comms.shown import drafted, sent, unwritten
from tests.domain.company import organisation

NOTHING_YET = "Checkout: no update has gone out yet."
SAID = "Checkout: Customers cannot check out."
BOTH = (RoundToSend(audience=BUSINESS, revision=3), RoundToSend(audience=TECHNICAL, revision=1))


def test_whoever_asks_gets_what_was_approved_last_and_nothing_else() -> None:
    """No draft, however far it is, and no text to technical teams is ever shown to whoever asks how it stands."""
    assert business_text(sent()).startswith(SAID)
    assert NOTHING_YET == business_text(drafted(impact="a rumour"))
    assert NOTHING_YET == business_text(sent(TECHNICAL))


def test_one_incident_is_told_whole_and_several_in_a_line_each() -> None:
    """As long as a text may be; what does not fit is cut, never left out."""
    whole, lines = how_it_stands([sent()], ""), how_it_stands([sent()] * 3, "").splitlines()
    long = sent().model_copy(update={"service": "Checkout " * 300})

    assert business_text(sent()) == whole
    assert [True] * 3 == [each.startswith(SAID) for each in lines]
    assert len(how_it_stands([long], "")) <= 1500
    assert (20, True) == (len((many := how_it_stands([long] * 20, "")).splitlines()), len(many) <= 1500)


def test_where_nothing_is_open_that_is_said() -> None:
    """In words, with what was asked for; what somebody wrote is not played back at length."""
    assert "No major incident is open that you are told of." == how_it_stands([], "")
    assert "No major incident is open for 'tills' that you are told of." == how_it_stands([], "tills")
    assert len(how_it_stands([], "x " * 500)) < 160


@pytest.mark.parametrize("written", ["checkout", "Checkout", "checkout-7k3q", "CHECKOUT-7K3Q", "check-out", "Web shop"])
def test_an_incident_is_meant_by_code_key_or_name(written: str) -> None:
    """However it is typed; another one is not."""
    assert (written != "check-out") == (
        is_meant(written, "checkout-7K3Q", "Checkout") or is_meant(written, "checkout-7K3Q", "Web shop")
    )


def test_who_is_told_is_named_was_told_or_is_of_a_team_that_is() -> None:
    """Stakeholders by id, teams by their members and their head; who was dropped is not, and others are not."""
    company = organisation(members=("ana", "bo"))
    business = unwritten().model_copy(update={"whom": BusinessAudience(people={"bea": "x"}), "told": ("ben",)})
    whom = TechnicalAudience(teams={"shop": "x", "gone": "x"}, people={"tom": "x"})
    technical = unwritten(TECHNICAL).model_copy(update={"whom": whom})

    people = ("bea", "ben", "ana", "cy", "tom", "zoe")
    assert [True, True, False, False, False, False] == [is_told(business, each, company) for each in people]
    assert [False, False, True, True, True, False] == [is_told(technical, each, company) for each in people]
    dropped = business.model_copy(update={"dropped": ("bea", "ben")})
    assert [False, False] == [is_told(dropped, each, company) for each in ("bea", "ben")]


@pytest.mark.parametrize(
    ("written", "meant"), [("", BOTH), (" Business. ", BOTH[:1]), ("TECHNICAL", BOTH[1:]), ("  ", BOTH)]
)
def test_send_means_every_update_of_the_page_or_the_one_that_is_named(
    written: str, meant: tuple[RoundToSend, ...]
) -> None:
    """Without a word all, with one that one."""
    assert meant == rounds_meant(BOTH, written)


@pytest.mark.parametrize(
    ("named", "written"), [(BOTH, "now"), (BOTH, "business technical"), (BOTH[:1], "technical"), ((), "")]
)
def test_nothing_is_sent_by_a_slip(named: tuple[RoundToSend, ...], written: str) -> None:
    """Other words, or an audience the page does not name, send nothing, and say how to."""
    with pytest.raises(Refused, match="SEND and the code sends every update that is ready"):
        rounds_meant(named, written)


def test_what_went_is_said_before_what_did_not() -> None:
    """Nobody takes a refusal of one for one of both."""
    came = [
        Came(Audience.TECHNICAL, went=False, words="The first update does not say the plan yet."),
        Came(Audience.BUSINESS, went=True, words="The first update goes out to business stakeholders."),
    ]

    assert (
        "The first update goes out to business stakeholders. "
        "Nothing goes out to technical teams: The first update does not say the plan yet."
    ) == what_came_of_it(came)
