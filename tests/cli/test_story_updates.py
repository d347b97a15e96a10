"""What the demo believes of the updates: rounds, receipts, mailboxes and phones are held against each other."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.story.cast import cast
from cli.story.received import Received, got, judged_apart, judged_end, judged_miss, may_send
from cli.story.stage import Line
from cli.story.updates import TOTAL
from config.organisation import load_organisation
from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.dispatch.delivery import Outcome, Receipt
from domain.comms.dispatch.receipts import MessageTo
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.schedule import Sent
from domain.comms.rounds.situation import RoundStatus
from domain.comms.rounds.views import CommsView, Unreached
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.organisation import Channel
from domain.timeline import Kind, TimelineEntry
from tests.cli.command import ROOT

NOW = datetime(2026, 11, 24, 3, 14, tzinfo=UTC)
CODE = "checkout-7K3Q"
ORGANISATION = load_organisation(ROOT / "config" / "organisation.yaml")
ACTORS = cast(ORGANISATION, NOW)
ROUNDS = ((1, RoundKind.FIRST), (2, RoundKind.SECOND), (3, RoundKind.FINAL))
PEOPLE = {Audience.BUSINESS: ("helen-marsh", "martin-cole"), Audience.TECHNICAL: ("tom-okafor", "hannah-wolfe")}
BY_TEXT = "hannah-wolfe"


def _rounds(audience: Audience, missed: int) -> CommsView:
    """Return rounds of which all three went out, the second to the business by whoever was called for it."""
    whom = BusinessAudience() if audience is Audience.BUSINESS else TechnicalAudience()
    lead, stand_in = ACTORS.service_owner.name, ACTORS.stand_in.name
    by = {RoundKind.SECOND: stand_in if audience is Audience.BUSINESS else lead}
    return CommsView(
        code=CODE,
        service="Checkout",
        status=RoundStatus(audience=audience, number=4, missed_in_all=missed),
        interval=ORGANISATION.policies.comms.cadence,
        whom=whom,
        told=PEOPLE[audience],
        people=len(PEOPLE[audience]),
        sent=tuple(Sent(number=number, kind=kind, at=NOW, approved_by=by.get(kind, lead)) for number, kind in ROUNDS),
        total=TOTAL,
    )


def _receipts() -> Iterator[Receipt]:
    for audience, people in PEOPLE.items():
        for number, _ in ROUNDS:
            for person in people:
                yield Receipt(
                    receipt_id=f"{audience}/{number}/{person}",
                    code=CODE,
                    audience=audience,
                    number=number,
                    person=person,
                    channel=Channel.TEXT if person == BY_TEXT else Channel.MAIL,
                    outcome=Outcome.DELIVERED,
                    at=NOW,
                )


def _mail(receipt: Receipt) -> dict[str, Any]:
    prefix = f"[{CODE}] " if receipt.audience is Audience.TECHNICAL else ""
    about = MessageTo(code=CODE, audience=receipt.audience, number=receipt.number, person=receipt.person)
    return {
        "to": ORGANISATION.person(receipt.person).email,
        "subject": f"{prefix}Checkout: customers cannot check out",
        "text": "In total 1,240 orders lost and\n38,500 pounds of sales." if receipt.number == 3 else "It goes on.",
        "custom_args": {**about.as_arguments(), "message": "m1"},
        "status": "delivered",
    }


def _text(to: str | None, body: str) -> dict[str, Any]:
    return {"to": to, "body": body, "status": "delivered"}


@pytest.fixture
def received() -> Received:
    """What is known of the updates when the story went as told."""
    receipts = list(_receipts())
    lead, stand_in = ACTORS.service_owner, ACTORS.stand_in
    pressed = [{"kind": "spoken", "words": "An update is overdue. Press 1."}, {"kind": "key", "words": "1"}]
    texts = [
        _text(lead.phone, "Update due. The second update to business stakeholders is due by 03:30. SEND 4821."),
        _text(lead.phone, f"{CODE}: the second update to business stakeholders is due now."),
        _text(stand_in.phone, f"{CODE}: you may send it now. SEND and the code."),
        *(_text(ORGANISATION.person(BY_TEXT).phone, f"{CODE}, update {number}: it goes on.") for number, _ in ROUNDS),
    ]
    return Received(
        business=_rounds(Audience.BUSINESS, missed=1),
        technical=_rounds(Audience.TECHNICAL, missed=0),
        receipts=receipts,
        phones={
            "calls": [{"to": stand_in.phone, "status": "completed", "transcript": pressed}],
            "texts": texts,
            "mails": [_mail(each) for each in receipts if each.channel is Channel.MAIL],
        },
        organisation=ORGANISATION,
    )


def _incident(*missed: str) -> IncidentView:
    entries = [
        TimelineEntry(at=NOW, kind=Kind.COMMS, what=what, origin="c", sequence=number)
        for number, what in enumerate(missed)
    ]
    return IncidentView(
        code=CODE,
        service="Checkout",
        state=IncidentState.DECLARED,
        team="Storefront",
        holder=None,
        opened_at=NOW,
        alerts=1,
        repeats=0,
        headline="Checkout: down.",
        older_entries=0,
        timeline=entries,
    )


MISSED = "the second update to business stakeholders is missed"


def lines_of(received: Received, *missed: str) -> list[Line]:
    """Return every line about updates."""
    return [
        *(got(received, audience, kind, number) for audience in Audience for number, kind in ROUNDS),
        *judged_miss(_incident(*missed), received, ACTORS),
        *judged_end(received, TOTAL),
        *judged_apart(received),
    ]


def fails(received: Received, *missed: str) -> list[str]:
    """Return the lines that did not happen."""
    return [line for line, happened in lines_of(received, *missed) if not happened]


def _doctored(received: Received, doctor: Callable[[dict[str, Any]], object]) -> Received:
    phones = deepcopy(received.phones)
    doctor(phones)
    return replace(received, phones=phones)


def _to_business(phones: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the first mail of a round to business stakeholders."""
    wanted = {"audience": "business", "number": str(number)}
    found: dict[str, Any] = next(mail for mail in phones["mails"] if wanted.items() <= mail["custom_args"].items())
    return found


RECEIPTS = "the receipts say the same as the mailboxes"
SECOND_TO_BUSINESS = "1 of 2 people got the second update to business stakeholders"

DOCTORED: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "a mail did not arrive": (
        lambda phones: _to_business(phones, 2).update(status="bounced"),
        [SECOND_TO_BUSINESS, RECEIPTS],
    ),
    "a mail is in another's mailbox": (
        lambda phones: _to_business(phones, 2).update(to="x@example.com"),
        [SECOND_TO_BUSINESS],
    ),
    "a mail arrived twice": (lambda phones: phones["mails"].append(_to_business(phones, 2)), [RECEIPTS]),
    "a text did not arrive": (
        lambda phones: phones["texts"].pop(),
        ["1 of 2 people got the final update to technical teams"],
    ),
    "a mail to the business names the incident's code": (
        lambda phones: _to_business(phones, 1).update(subject=f"[{CODE}] Checkout"),
        ["nobody got what was meant for the other audience"],
    ),
    "a final mail does not say the total": (
        lambda phones: _to_business(phones, 3).update(text="It is over."),
        ["the total was told in numbers"],
    ),
    "the lead was not reminded": (
        lambda phones: phones["texts"].pop(0),
        ["Priya Nair was reminded of the second update to business stakeholders"],
    ),
    "the lead was not told": (lambda phones: phones["texts"].pop(1), ["Priya Nair was told when it was due"]),
    "no phone rang": (lambda phones: phones["calls"].clear(), ["Lukas Brandt (called for the lead) was rung"]),
    "no key was pressed": (
        lambda phones: phones["calls"][0]["transcript"].pop(),
        ["Lukas Brandt (called for the lead) was rung"],
    ),
}


def test_updates_that_went_as_told_are_believed(received: Received) -> None:
    """With everything as it should be, no line fails; each says how many people it reached."""
    lines = [line for line, _ in lines_of(received, MISSED)]

    assert [] == fails(received, MISSED)
    assert "2 of 2 people got the first update to technical teams" in lines
    assert "the receipts say the same as the mailboxes: 9 mails of updates, none twice" in lines


@pytest.mark.parametrize("name", DOCTORED)
def test_a_world_that_does_not_match_fails_its_lines(name: str, received: Received) -> None:
    """Whatever is not in the mailboxes and on the phones fails the lines that tell of it, and no other."""
    doctor, expected = DOCTORED[name]
    failed = fails(_doctored(received, doctor), MISSED)

    assert [True] * len(expected) == [line.startswith(begin) for line, begin in zip(failed, expected, strict=True)]


def test_a_receipt_is_needed_for_each_message(received: Received) -> None:
    """A mail that nobody reported as delivered is not believed, though it is there."""
    failing = received.receipts[0].model_copy(update={"outcome": Outcome.ACCEPTED})
    failed = fails(replace(received, receipts=[failing, *received.receipts[1:]]), MISSED)

    assert ["1 of 2 people got the first update to business stakeholders", RECEIPTS] == [
        line.split(":")[0] for line in failed
    ]


@pytest.mark.parametrize("missed", [(), (MISSED, f"{MISSED} for the second time")])
def test_a_miss_that_is_not_on_the_timeline_fails_the_story(missed: tuple[str, ...], received: Received) -> None:
    """One miss, counted once: with none on the timeline, or a count of two, it did not happen as told."""
    status = received.business.status.model_copy(update={"missed_in_all": len(missed)})
    business = received.business.model_copy(update={"status": status})

    assert ["the miss stands on the timeline, and was counted once"] == fails(
        replace(received, business=business), *missed
    )


BUSINESS_DOCTORED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an update is still open": (
        {"status": RoundStatus(audience=Audience.BUSINESS, number=4, missed_in_all=1, kind=RoundKind.FINAL)},
        ["no update is open any more"],
    ),
    "another total is kept": ({"total": TOTAL[:1]}, ["the total was told in numbers"]),
    "somebody was reached by no channel": (
        {"unreached": (Unreached(person="helen-marsh", name="Helen Marsh", why="no such mailbox"),)},
        [f"2 of 2 people got {name}" for name in ("the first update", "the second update", "the final update")],
    ),
    "somebody else was to be told": (
        {"told": (*PEOPLE[Audience.BUSINESS], "ruth-adeyemi")},
        [f"2 of 2 people got {name}" for name in ("the first update", "the second update", "the final update")],
    ),
}


@pytest.mark.parametrize("name", BUSINESS_DOCTORED)
def test_rounds_that_say_something_else_fail_the_story(name: str, received: Received) -> None:
    """What the rounds themselves say of an audience counts as much as what arrived."""
    changes, expected = BUSINESS_DOCTORED[name]
    failed = fails(replace(received, business=received.business.model_copy(update=changes)), MISSED)

    assert [True] * len(expected) == [line.startswith(begin) for line, begin in zip(failed, expected, strict=True)]


def test_who_sent_the_forgotten_update_is_who_was_called(received: Received) -> None:
    """Sent by the lead after all, the story is another one."""
    second = received.business.sent[1].model_copy(update={"approved_by": ACTORS.service_owner.name})
    business = received.business.model_copy(update={"sent": (received.business.sent[0], second)})
    lines = dict(judged_miss(_incident(MISSED), replace(received, business=business), ACTORS))

    assert [False] == [happened for line, happened in lines.items() if line.endswith("sent what was written")]


def test_a_stand_in_may_send_when_a_text_says_so(received: Received) -> None:
    """The story goes on with the text on their phone, not with one that is still on its way."""
    on_its_way = _doctored(received, lambda phones: phones["texts"][2].update(status="sent"))

    assert (True, False) == (
        may_send(received.phones, ACTORS.stand_in),
        may_send(on_its_way.phones, ACTORS.stand_in),
    )
