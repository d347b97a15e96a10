"""Who is dropped hears nothing more, whatever is under way for them; who is added back hears it again (P14)."""

from domain.comms.audience.recipients import TechnicalRecipients
from domain.comms.dispatch import sending
from domain.comms.dispatch.delivery import DeliveriesFailed, Failed, Taken
from domain.comms.rounds.editions import TechnicalEdition
from domain.comms.rounds.state import Rounds
from domain.organisation import Channel
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.comms.desk import (
    BUSINESS,
    TECHNICAL,
    adds,
    ask,
    begun,
    drops,
    engineer,
    found,
    hand_over,
    handed_out,
    send_one,
    stakeholder,
)


def told(case: Rounds) -> list[str]:
    """Hand over what waits; return whom for."""
    return [person for order in hand_over(case, at(5)) for person in sending.people_of(order)]


def out() -> Rounds:
    """Return rounds of which the first goes out to Bea, who has a phone too, and Ben."""
    case = begun()
    send_one(case, NIGHT)
    found(case, stakeholder("bea", Channel.MAIL, Channel.TEXT), stakeholder("ben"))
    return case


def test_what_waits_for_them_is_not_sent() -> None:
    """Dropped after the look-up and before the batch: they are not in it."""
    case = out()
    ask(case, drops("ana", person="bea"), at(1))

    assert ["ben"] == told(case)


def test_a_bounce_does_not_have_them_texted() -> None:
    """Their mail comes back after they were dropped, or while it was on its way: no text follows."""
    for answered in (True, False):
        case = out()
        [order] = handed_out(case)
        if answered:
            sending.taken(case, order, Taken(provider_id="X"), at(1))
        ask(case, drops("ana", person="bea"), at(2))
        failed = (Failed(person="bea", channel=Channel.MAIL, number=1, reason="bounced"),)
        sending.failed(case, DeliveriesFailed(code=CODE, audience=BUSINESS, failed=failed), at(3))
        sending.not_taken(case, order, {"bea": "no mailbox"}, at(3))

        assert [] == told(case)


def test_added_back_they_get_it_at_once() -> None:
    """What they were not sent because they were dropped, they are sent when somebody adds them again: also during a look-up."""
    case = out()
    ask(case, drops("ana", person="bea"), at(1))
    ask(case, adds("ana", person="bea"), at(2))
    assert sending.lookup_due(case)
    found(case, stakeholder("bea"))
    assert ["ben", "bea"] == told(case)

    ask(case, drops("ana", person="bea"), at(3))
    ask(case, adds("ana", person="bea"), at(4))
    assert not sending.lookup_due(case)


def test_added_back_they_are_looked_up_again() -> None:
    """Nobody could tell Bea, and she was dropped for it: added again, it is tried again."""
    case = begun()
    send_one(case, NIGHT)
    found(case, stakeholder("ben"))
    assert not sending.lookup_due(case)
    ask(case, drops("ana", person="bea"), at(1))
    ask(case, adds("ana", person="bea"), at(2))

    assert sending.lookup_due(case)


def technical() -> tuple[Rounds, TechnicalEdition]:
    """Return technical rounds of which the first was sent, and nobody looked up yet."""
    case = begun(TECHNICAL)
    send_one(case, NIGHT)
    assert isinstance(case.edition, TechnicalEdition)
    return case, case.edition


def test_a_team_dropped_during_the_look_up_is_looked_up_anew() -> None:
    """What was asked for together with somebody who is told no more is not what is to be told now."""
    case, edition = technical()
    asked = edition.newcomers(case.incident_status)
    ask(case, drops("ana", TECHNICAL, team="storefront"), at(1))

    assert not edition.whom(case.incident_status).includes(asked)
    assert edition.whom(case.incident_status).includes(edition.newcomers(case.incident_status))


def test_the_people_of_a_dropped_team_are_not_told_for_it() -> None:
    """Whoever waits for their team alone hears nothing; who is told for another reason does, and not as a late comer."""
    case, edition = technical()
    on_call = (engineer("kim", team="storefront"), engineer("tom", team="storefront"))
    edition.take_in(edition.newcomers(case.incident_status), TechnicalRecipients(recipients=on_call))
    ask(case, drops("ana", TECHNICAL, team="storefront"), at(1))
    assert sending.lookup_due(case)
    assert {"tom": "on the list"} == edition.newcomers(case.incident_status).people
    found(case, engineer("tom"))

    [order] = handed_out(case)
    assert (("tom",), False) == (sending.people_of(order), order.round.late)


def test_a_bounce_of_a_dropped_teams_mail_is_the_end_of_it() -> None:
    """The next channel is for whoever is told still."""
    case, edition = technical()
    kim = engineer("kim", Channel.MAIL, Channel.TEXT, team="storefront")
    edition.take_in(edition.newcomers(case.incident_status), TechnicalRecipients(recipients=(kim,)))
    hand_over(case, at(1))
    ask(case, drops("ana", TECHNICAL, team="storefront"), at(2))
    failed = (Failed(person="kim", channel=Channel.MAIL, number=1, reason="bounced"),)
    sending.failed(case, DeliveriesFailed(code=CODE, audience=TECHNICAL, failed=failed), at(3))

    assert [] == told(case)
