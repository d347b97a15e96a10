"""A review over days, months, roll-overs and failures: nothing is forgotten, and nobody is told twice (P25 to P28)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.closing.root_cause import RootCause
from domain.errors import FailureKind
from domain.leading import PersonCard
from domain.names import Signal, Update
from domain.review.outward import CalendarMethod, ReviewMail
from domain.review.requests import (
    ActionDone,
    AssignAction,
    ChangeRhythm,
    CloseReview,
    DecideAction,
    DropAction,
    ReopenAction,
    ReviewAsk,
    ScheduleReview,
)
from domain.review.situation import Involved
from tests.domain.review.desk import (
    ANA,
    BERLIN,
    BO,
    CY,
    DEE,
    ENGINEER,
    EVE,
    FAY,
    GUS,
    HEAD,
    LEAD,
    NETWORK,
    SERVICE_OWNER,
    STRANGER,
    adds,
    wall,
)
from tests.workflows.review_room import Room, a_room

NOT_HELD, OVERDUE, REMINDER = "is not held", "Overdue", "Due by"


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A review that has just begun."""
    async with a_room() as made:
        yield made


def nine(day: date, zone: str = BERLIN) -> datetime:
    """Return nine o'clock of that day where the owner is, as an instant of UTC."""
    return wall(day, time(9), zone).astimezone(UTC)


async def has_an_action(room: Room, owner: PersonCard = DEE, days: int = 90) -> date:
    """Hold the review on its first day, and add an action that is due so many days after that; return the day."""
    await room.until(1)
    await room.is_held()
    due = (room.at(1) + timedelta(days=days)).date()
    await room.ask(adds(owner, due))
    return due


async def test_a_review_that_is_not_held_goes_up(room: Room) -> None:
    """The lead at its deadline, the service owner a day later, the head another day later, each by text too; then all, by mail."""
    await room.until(6.9)

    people = (ANA, BO, CY)
    by_mail = {person.id: room.when(NOT_HELD, person) for person in people}
    assert {
        "ana": [room.at(2), room.at(5), room.at(6)],
        "bo": [room.at(3), room.at(5), room.at(6)],
        "cy": [room.at(4), room.at(5), room.at(6)],
    } == by_mail
    by_text = {
        person.id: [at.replace(second=0, microsecond=0) for at, told in room.around.texts if told.person == person.id]
        for person in people
    }
    assert {who: times[:1] for who, times in by_mail.items()} == by_text
    assert [] == room.mails(NOT_HELD, DEE)


async def test_once_it_is_held_nobody_hears_of_it_any_more(room: Room) -> None:
    """Held after it had gone up once, it goes up no further."""
    await room.until(2.5)
    await room.is_held()
    await room.until(10)

    assert [("ana", room.at(2))] == [
        (sent.mail.person, sent.at.replace(second=0, microsecond=0)) for sent in room.mails(NOT_HELD)
    ]


async def test_an_action_ninety_days_away_is_called_to_mind_until_it_is_done(room: Room) -> None:
    """A week and a day before and on the day at nine where its owner is; then others hear of it, too; done, nobody does."""
    due = await has_an_action(room)
    await room.ask(ChangeRhythm(actor=LEAD, days=31))
    for days in (-10, 2, 4, 11, 18):
        await room.until(nine(due + timedelta(days=days)) + timedelta(minutes=1))
    await room.ask(ActionDone(actor=ENGINEER, number=1, what="there is an alert"))
    done_at = await room.env.get_current_time()
    await room.until(done_at + timedelta(days=1.1))

    def days_of(subject: str, person: PersonCard) -> list[int]:
        found = room.when(subject, person)
        assert [nine(at.date()) for at in found] == found
        return [(at.date() - due).days for at in found]

    assert [-7, -1, 0] == days_of(REMINDER, DEE)
    assert [1, 3, 10, 17] == days_of(OVERDUE, DEE)
    assert [1, 10, 17] == days_of(OVERDUE, EVE)
    assert [3, 10, 17] == days_of(OVERDUE, FAY)
    assert await room.ended()
    assert {"is closed", "is done"} >= {
        words for words in ("is closed", "is done", OVERDUE) for sent in room.mails(words) if sent.at >= done_at
    }


async def test_an_action_whose_owner_leaves_goes_to_who_answers_for_its_team(room: Room) -> None:
    """At the next step it is due, the owner of the team's service has it, and is told by mail with an entry for the calendar."""
    due = await has_an_action(room)
    room.around.company.loses(DEE)
    await room.until(nine(due - timedelta(days=7)) + timedelta(minutes=1))

    assert "eve" == (await room.view()).actions[0].owner.id
    [yours] = room.mails("Yours", EVE)
    assert yours.mail.entry is not None
    assert (due, CalendarMethod.REQUEST) == (yours.mail.entry.on, yours.mail.entry.method)
    assert "not in the organisation any more" in " ".join(yours.mail.lines)
    found = [entry for entry in (await room.view()).timeline if entry.what == "action 1 is Eve's from now on"]
    assert ["Dee is not in the organisation any more"] == [entry.why for entry in found]
    await room.replays()


async def test_the_meeting_keeps_its_name_in_calendars_through_every_change_until_it_is_called_off(room: Room) -> None:
    """Moved three times, then called off: one name, each change with a higher number, and the last one takes it away."""
    for hours in (30, 32, 34):
        await room.ask(ScheduleReview(actor=LEAD, at=room.at(hours / 24)))
    await room.incident_is(mitigated_at=None, not_major_because="a till was unplugged")

    entries = [sent.mail.entry for sent in room.around.taken if sent.mail.person == "dee"]
    assert [
        (number, method) for number, method in enumerate([CalendarMethod.REQUEST] * 4 + [CalendarMethod.CANCEL])
    ] == [(entry.sequence, entry.method) for entry in entries if entry]
    assert {"review-checkout-7K3Q@mimp"} == {entry.uid for entry in entries if entry}
    assert await room.ended()


async def test_roll_overs_lose_nothing_and_repeat_nothing(room: Room) -> None:
    """A fresh run before it is held, after, between reminders and while it is overdue: it is as if there was one run."""
    await room.rolls_over()
    await room.until(2.5)
    await room.rolls_over()
    await room.is_held()
    due = (room.at(2) + timedelta(days=20)).date()
    await room.ask(adds(DEE, due))
    await room.rolls_over()
    for days in (-8, -3, 0, 2, 5):
        await room.until(nine(due + timedelta(days=days)) + timedelta(minutes=1))
        await room.rolls_over()
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.rolls_over()
    assert [] == room.mails("is closed")
    await room.until(await room.env.get_current_time() + timedelta(days=1.1))
    assert await room.ended()

    assert (1, 1, 3, 2, 1, 1) == (
        len(room.mails("Review of", DEE)),
        len(room.mails(NOT_HELD, ANA)),
        len(room.mails(REMINDER, DEE)),
        len(room.mails(OVERDUE, DEE)),
        len(room.mails(OVERDUE, EVE)),
        len(room.mails("Yours", DEE)),
    )
    names = [sent.mail.mail_id for sent in room.around.handed_over]
    assert len(set(names)) == len(names)
    assert {1} == set(room.around.entries.values())
    await room.replays()


async def test_a_mail_nobody_took_comes_again_under_its_own_name(room: Room) -> None:
    """A provider fails for hours: the same mail is handed over again until it is taken, and others are not held up."""
    room.around.refuses = lambda mail: FailureKind.UNKNOWN if mail.person == "dee" else None
    await room.ask(ScheduleReview(actor=LEAD, at=room.at(1.5)))
    await room.until(0.25)
    assert [2, 1] == [len(room.mails("Review of", each)) for each in (ANA, DEE)]

    room.around.refuses = lambda _: None
    await room.until(0.75)
    [_, taken] = room.mails("Review of", DEE)
    tries = [sent for sent in room.around.handed_over if sent.mail.mail_id == taken.mail.mail_id]
    assert len(tries) > 5
    assert room.at(0.25) < taken.at
    await room.replays()


async def test_what_cannot_be_sent_is_a_fact_on_the_record(room: Room) -> None:
    """A mail the provider will never take is not tried again, and the timeline says so; nobody else waits for it."""
    room.around.refuses = lambda mail: FailureKind.PERMANENT if mail.person == "dee" else None
    await room.ask(ScheduleReview(actor=LEAD, at=room.at(1.5)))
    await room.until(1)

    lost = [entry for entry in (await room.view()).timeline if "could not be sent" in entry.what]
    assert [("a mail to Dee could not be sent: invitation", "the provider answers 500")] == [
        (entry.what, entry.why) for entry in lost
    ]
    tries = [sent for sent in room.around.handed_over if sent.mail.person == "dee" and sent.at > room.mitigated_at]
    assert 2 == len(tries)
    assert 2 == len(room.mails("Review of", ANA))


async def test_everything_is_recorded_once_and_rows_as_they_change(room: Room) -> None:
    """Each entry of the timeline once, and each row with rising versions, the last one as it stands."""
    due = await has_an_action(room, days=3)
    await room.until(nine(due + timedelta(days=1)) + timedelta(minutes=1))
    await room.ask(AssignAction(actor=LEAD, number=1, owner=EVE, reason="Dee is on leave"))
    await room.ask(ActionDone(actor=HEAD, number=1, what="there is an alert"))
    await room.ask(CloseReview(actor=HEAD))
    assert await room.ended()

    timeline = (await room.view()).timeline
    assert {(entry.origin, entry.sequence): 1 for entry in timeline} == room.around.entries
    for rows in (room.around.reviews, room.around.actions[1]):
        versions = [row.version for row in rows]
        assert sorted(set(versions)) == versions
    assert ("closed", room.at(2)) == (room.around.reviews[-1].state, room.around.reviews[-1].due_at)
    last = room.around.actions[1][-1]
    assert ("eve", "done", "there is an alert") == (last.owner, last.state, last.why)


async def test_a_database_that_is_away_delays_nothing(room: Room) -> None:
    """Mails go out and requests are answered as ever; once it is back, everything is recorded, and the review ends."""
    room.around.database_is_away = True
    await room.until(2.01)
    assert [room.at(2)] == room.when(NOT_HELD, ANA)
    await room.is_held()
    due = room.at(4).date()
    await room.ask(adds(DEE, due))
    await room.until(nine(due) + timedelta(minutes=1))
    assert [nine(due)] == room.when(REMINDER, DEE)[-1:]
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.ask(CloseReview(actor=LEAD))
    tries = room.around.asked_to_record
    assert tries > 1
    assert not await room.ended()

    room.around.database_is_away = False
    await room.until(await room.env.get_current_time() + timedelta(minutes=10))
    assert await room.ended()
    assert {(entry.origin, entry.sequence) for entry in (await room.view()).timeline} == set(room.around.entries)
    assert {1} == set(room.around.entries.values())
    assert ["closed", "done"] == [room.around.reviews[-1].state, room.around.actions[1][-1].state]
    await room.replays()


async def test_reopened_it_waits_and_mitigated_again_it_has_a_new_deadline(room: Room) -> None:
    """No review is due of what is going on again; its deadline moves with the last mitigation, and everybody hears the new time."""
    await room.until(1)
    await room.incident_is(mitigated_at=None)
    await room.until(5)
    view = await room.view()
    assert (None, None, None) == (view.due_at, view.meets_at, view.goes_up_at)
    assert [] == room.mails(NOT_HELD)

    await room.incident_is(mitigated_at=room.at(5))
    view = await room.view()
    assert (room.at(7), room.at(7)) == (view.due_at, view.goes_up_at)
    assert [0, 1] == [sent.mail.entry.sequence for sent in room.mails("Review of", DEE) if sent.mail.entry]
    await room.until(7.01)
    assert [room.at(7)] == room.when(NOT_HELD, ANA)
    await room.replays()


async def test_held_and_reopened_it_is_held_again_with_the_answers_there_were(room: Room) -> None:
    """What was reviewed is reviewed again after the next mitigation: a new meeting; actions go on, answers stay."""
    due = await has_an_action(room)
    await room.incident_is(mitigated_at=None)
    await room.until(1.5)
    await room.incident_is(mitigated_at=room.at(1.5))

    view = await room.view()
    assert ("scheduled", room.at(3.5), None) == (view.state, view.due_at, view.held_at)
    assert (4, due) == (len(view.answers), view.actions[0].due)
    await room.is_held()
    assert "following_up" == (await room.view()).state


async def test_everyone_involved_hears_how_actions_stand_until_they_are_done(room: Room) -> None:
    """Every week from the meeting on, and once more a day after all of it is done; who came to be involved later hears it, too."""
    await has_an_action(room, days=30)
    await room.incident_is(involved=(*room.start.facts.involved, Involved(person=BO, how="was told")))
    await room.until(1 + 15)
    assert [room.at(8), room.at(15)] == room.when("How the actions", BO) == room.when("How the actions", DEE)

    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.until(1 + 15.9)
    assert [] == room.mails("is closed")
    await room.until(1 + 16.1)
    assert [1, 1, 1] == [len(room.mails("is closed", each)) for each in (ANA, BO, DEE)]
    assert await room.ended()


async def test_a_review_nothing_follows_from_is_closed_a_day_later(room: Room) -> None:
    """Whoever was there has that long to write down what follows; then everyone hears that it is closed."""
    await room.until(1)
    await room.is_held()
    await room.until(1.9)
    assert "held" == (await room.view()).state

    await room.until(2.1)
    assert await room.ended()
    assert [1, 1] == [len(room.mails("is closed", each)) for each in (ANA, DEE)]


async def test_an_action_ended_by_mistake_is_opened_again_before_the_review_closes(room: Room) -> None:
    """Its owner is told, and has it in their calendar again; it is called to mind as ever, and a day after its end it is closed."""
    due = await has_an_action(room, days=3)
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.until(1.5)
    await room.ask(ReopenAction(actor=LEAD, number=1, reason="it never rang"))
    assert [CalendarMethod.REQUEST, CalendarMethod.CANCEL, CalendarMethod.REQUEST] == [
        entry.method for sent in room.around.taken if (entry := sent.mail.entry) and entry.uid.startswith("action")
    ]

    await room.until(nine(due) + timedelta(minutes=1))
    assert [nine(due - timedelta(days=1)), nine(due)] == room.when(REMINDER, DEE)
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.until(nine(due + timedelta(days=1)) - timedelta(hours=1))
    assert ("following_up", False) == ((await room.view()).state, await room.ended())
    await room.until(nine(due + timedelta(days=1)) + timedelta(hours=1))
    assert await room.ended()
    await room.replays()


async def test_whoever_runs_it_closes_it_without_waiting(room: Room) -> None:
    """Not while anything is open; then everyone is told at once, and once."""
    await has_an_action(room)
    assert "1 action" in await room.refusal(CloseReview(actor=LEAD))
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.ask(CloseReview(actor=LEAD))

    assert await room.ended()
    assert [[room.at(1)], [room.at(1)]] == [room.when("is closed", each) for each in (ANA, DEE)]
    await room.replays()


async def test_another_root_cause_takes_the_actions_with_it(room: Room) -> None:
    """What nobody has begun goes to the team that is at the root cause now, to who answers for it; both owners are told."""
    await has_an_action(room)
    await room.incident_is(root_cause=RootCause(team=NETWORK))

    action = (await room.view()).actions[0]
    assert ("network", "fay") == (action.team.id, action.owner.id)
    assert [1, 1] == [len(room.mails("No longer yours", DEE)), len(room.mails("Yours", FAY))]


async def test_a_signal_is_judged_like_an_update(room: Room) -> None:
    """With Temporal's own tools nobody can do what they may not: a refusal stands on the timeline, with its reason."""
    request = ScheduleReview(actor=STRANGER, at=room.at(1))
    await room.handle.signal(Signal.REQUESTED, ReviewAsk(request=request))
    reason = await room.refusal(request)
    view = await room.view()

    refused = [entry for entry in view.timeline if entry.what.startswith("refused")]
    assert [("Gus", reason)] == [(entry.who, entry.why) for entry in refused]
    assert 1 == len(room.mails("Review of", DEE))


async def test_a_roll_over_waits_for_mails_that_are_with_the_provider(room: Room) -> None:
    """What came of them is known to the fresh run: none is handed over twice, and those that waited go out there."""
    refused: list[str] = []

    def refuses_once(mail: ReviewMail) -> FailureKind | None:
        first = mail.mail_id not in refused
        refused.append(mail.mail_id)
        return FailureKind.TEMPORARY if first else None

    room.around.refuses = refuses_once
    await room.ask(ScheduleReview(actor=LEAD, at=room.at(1.5)))
    await room.handle.execute_update(Update.ROLL_OVER)
    await room.until(0.5)

    assert [2, 2] == [len(room.mails("Review of", each)) for each in (ANA, DEE)]
    assert {2} == {refused.count(name) for name in refused}


async def test_nobody_is_called_to_do_what_is_done(room: Room) -> None:
    """A reminder the provider has not taken yet is not handed over once the action is done."""
    due = await has_an_action(room, days=3)
    room.around.refuses = lambda mail: FailureKind.TEMPORARY if REMINDER in mail.subject else None
    await room.until(nine(due) + timedelta(minutes=2))
    tries = len(room.around.handed_over)
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.ask(CloseReview(actor=LEAD))

    assert await room.ended()
    later = [sent.mail.subject for sent in room.around.handed_over[tries:]]
    assert [] == [subject for subject in later if REMINDER in subject]


async def test_an_owner_who_takes_over_while_the_organisation_is_asked_keeps_it(room: Room) -> None:
    """Nobody is taken for gone because it was not about them that the organisation was asked."""
    due = await has_an_action(room, days=3)

    async def assigns() -> None:
        assign = AssignAction(actor=LEAD, number=1, owner=GUS, reason="knows it best")
        await room.handle.execute_update(Update.REQUEST, ReviewAsk(request=assign))

    room.around.before_answer = assigns
    await room.until(nine(due) + timedelta(minutes=1))

    assert "gus" == (await room.view()).actions[0].owner.id
    assert [] == room.mails("", EVE)


async def test_what_the_lead_proposes_about_their_own_action_is_told_to_the_service_owner(room: Room) -> None:
    """Nobody says yes to themselves: it goes to the next who may, and waits for their answer."""
    await has_an_action(room, ANA)
    await room.ask(DropAction(actor=LEAD, number=1, reason="it is not worth it"))
    assert ["bo"] == [sent.mail.person for sent in room.mails("Your yes")]
    assert "open" == (await room.view()).actions[0].state

    await room.ask(DecideAction(actor=SERVICE_OWNER, number=1, approved=True))
    await room.ask(CloseReview(actor=SERVICE_OWNER))
    assert await room.ended()
    assert "dropped" == (await room.view()).actions[0].state


async def test_closed_it_listens_until_its_incident_is_over(room: Room) -> None:
    """So long as the incident may be reopened it is this review that would be held again; then it ends."""
    await room.incident_is(over=False)
    await has_an_action(room, days=3)
    await room.ask(ActionDone(actor=ENGINEER, number=1))
    await room.ask(CloseReview(actor=LEAD))
    assert ("closed", False) == ((await room.view()).state, await room.ended())

    await room.incident_is(over=True)
    assert await room.ended()
