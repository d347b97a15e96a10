"""What rounds carry stays small, whatever becomes of five hundred messages: Temporal keeps it at each roll-over."""

from typing import Any

import pytest

from domain.comms.audience.recipients import BusinessAudience
from domain.comms.dispatch import sending
from domain.comms.dispatch.delivery import DeliveriesFailed, Outcome, Receipt
from domain.comms.dispatch.receipts import failures
from domain.comms.dispatch.recording import MOST_PEOPLE
from domain.comms.drafting.writing import MOST_CHARACTERS
from domain.comms.rounds import granting
from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from domain.organisation import Channel
from domain.technical_words import CompanyWords
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.comms.desk import (
    BUSINESS,
    LOST_ORDERS,
    TECHNICAL,
    adds,
    ask,
    begun,
    drops,
    found,
    hand_over,
    said,
    sends,
    stakeholder,
    writes,
)

MOST_BYTES = 256 * 1024
PEOPLE = [f"firstname.lastname-{number:03}" for number in range(500)]
BECAUSE = "is on the list of those who are told of Checkout, which Sales Europe relies on"
SAID = ("customers cannot check out and the plan goes on " * 30)[: MOST_CHARACTERS - 1].strip()
REASON = "550 5.7.1 the sender is not known here; visit https://example.com/why-not for what to do about it " * 5


def out(people: list[str], *rounds: int) -> Rounds:
    """Return rounds to these people of a large company, sent at these minutes in the longest words, and drafted once more."""
    names = CompanyWords(names=tuple(f"order_hub-{number:04}-service" for number in range(2_000)))
    case = begun(business=BusinessAudience(people=dict.fromkeys(people, BECAUSE)), company=names)
    answers: dict[str, Any] = {
        **dict.fromkeys(("impact", "cause", "plan", "status", "next_steps"), SAID),
        "total": (LOST_ORDERS,),
    }
    for minute in rounds:
        ask(case, writes("ana", **answers), at(minute))
        ask(case, sends("ana", overrule="they know it", revision=case.revision), at(minute))
        found(case, *(stakeholder(person, Channel.MAIL, Channel.TEXT, because=BECAUSE) for person in people))
        while minute != rounds[-1] and sending.waiting(case.edition):
            hand_over(case, at(minute))
    ask(case, writes("ana", **answers), at(rounds[-1] + 1))
    case.journal.take()
    return case


def bytes_of(case: Rounds) -> int:
    """Return how much a fresh run is handed, besides entries that are on their way to the incident."""
    case.journal.take()
    return len(case.model_dump_json())


def bounced(*people: str, number: int, channel: Channel = Channel.MAIL) -> DeliveriesFailed:
    """Return what a provider says of these messages, as the gateway passes it on."""
    receipts = [
        Receipt(
            receipt_id=person,
            code=CODE,
            audience=BUSINESS,
            number=number,
            person=person,
            channel=channel,
            outcome=Outcome.FAILED,
            at=NIGHT,
            reason=REASON,
        )
        for person in people
    ]
    [report] = failures(receipts)
    return report


def test_a_round_that_all_is_well_with() -> None:
    """Five hundred people have it, and what came of it is to be recorded yet."""
    case = out(PEOPLE, 1)
    while sending.waiting(case.edition):
        hand_over(case, at(1))

    assert bytes_of(case) < MOST_BYTES


def test_records_that_are_away_for_hours() -> None:
    """What could not be written down for hours is given up at last, by number and not by name."""
    case = out(PEOPLE, *range(1, 130, 40))
    while sending.waiting(case.edition):
        hand_over(case, at(130))
    lost = [entry for entry in said(case) if "cannot be recorded" in entry]

    assert MOST_PEOPLE >= sum(len(each.people) for each in case.unrecorded)
    assert lost
    assert bytes_of(case) < MOST_BYTES


def test_a_provider_that_refuses_everybody() -> None:
    """Every mail and every text is refused in many words, and the records are away, too."""
    case = out(PEOPLE, 1)
    while sending.waiting(case.edition):
        hand_over(case, at(1), **dict.fromkeys(PEOPLE, REASON))

    assert bytes_of(case) < MOST_BYTES


def test_bounces_in_many_words() -> None:
    """All mails bounce after they were taken, and everybody is still to be texted."""
    case = out(PEOPLE, 1)
    while sending.waiting(case.edition):
        hand_over(case, at(1))
    report = bounced(*PEOPLE, number=1)
    sending.failed(case, report, at(2))

    assert len(report.model_dump_json()) < MOST_BYTES / 2
    assert len(PEOPLE) == sum(each.waits for each in case.edition.deliveries.values())
    assert bytes_of(case) < MOST_BYTES


def test_people_added_by_hand_for_long_reasons() -> None:
    """Five hundred are added, each with all one may say; what is carried of it is short, and the timeline has the rest."""
    case = out([], 1)
    for person in PEOPLE:
        granting.grant(case, adds("ana", person=person, reason=REASON[:500]), at(2))
    assert any(REASON[:500].strip() in (entry.why or "") for entry in case.journal.unsent[CODE])
    found(case, *(stakeholder(person, Channel.MAIL, Channel.TEXT) for person in PEOPLE))
    while sending.waiting(case.edition):
        hand_over(case, at(3))

    assert bytes_of(case) < MOST_BYTES
    with pytest.raises(Refused, match="500 people are added by hand"):
        ask(case, adds("ana", person="one-more"), at(3))


def test_teams_and_who_is_dropped_are_bounded() -> None:
    """Adding teams, and adding and dropping people in turn, comes to an end, and says so."""
    case = begun(TECHNICAL)
    for number in range(100):
        granting.grant(case, adds("ana", TECHNICAL, team=f"team-{number}"), NIGHT)
    with pytest.raises(Refused, match="100 teams are added by hand"):
        ask(case, adds("ana", TECHNICAL, team="one-more"), NIGHT)
    for number in range(500):
        granting.grant(case, adds("ana", TECHNICAL, person=f"p{number}"), NIGHT)
        granting.grant(case, drops("ana", TECHNICAL, person=f"p{number}"), NIGHT)
    with pytest.raises(Refused, match="500 people are told nothing more"):
        ask(case, drops("ana", TECHNICAL, person="tom"), NIGHT)
