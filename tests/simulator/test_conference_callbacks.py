"""What a customer is told about a conference."""

from typing import Any

from twilio.request_validator import RequestValidator

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BEN, CLEO, CONFIG, World, bridge, response

ALL = "start end join leave mute hold speaker"
Told = tuple[str, str | None]


def told_of(events: str = ALL, more: str = "", dial: str = "") -> str:
    """Write a document that puts a call through to a conference the customer is told of."""
    attributes = f'statusCallback="/told" statusCallbackEvent="{events}" {more}'
    return response(bridge(attributes, dial=dial))


def told(world: World) -> list[Told]:
    """List what the customer was told: the event, and whom it is about."""
    phones = {call.sid: call.phone for call in world.simulator.calls}
    posted = [request.fields for request in world.customer.at("/told")]
    return [(fields["StatusCallbackEvent"], phones.get(fields.get("CallSid", ""))) for fields in posted]


async def two_confer(world: World) -> None:
    """Ada comes, Ben comes, Ada goes, Ben goes."""
    calls = await world.bridged(ADA, BEN)
    for call in calls:
        world.simulator.hang_up(call.sid)
        await world.after(1)


async def test_the_whole_story_is_told_in_order(world: World) -> None:
    """Who comes, that it starts, who goes, that it is over: each once, numbered from 1."""
    world.customer.answers["/voice"] = told_of()
    await two_confer(world)

    assert [
        ("participant-join", ADA),
        ("participant-join", BEN),
        ("conference-start", None),
        ("participant-leave", ADA),
        ("participant-leave", BEN),
        ("conference-end", None),
    ] == told(world)
    assert ["1", "2", "3", "4", "5", "6"] == [each.fields["SequenceNumber"] for each in world.customer.at("/told")]


async def test_every_event_carries_twilios_fields(world: World) -> None:
    """What is about a participant says who and how, what is about the conference says why it ended."""
    world.customer.answers["/voice"] = told_of(more='participantLabel="ada" muted="true"')
    call = await world.picked_up(ADA)
    world.simulator.hang_up(call.sid)
    await world.simulator.settle()

    (conference,) = world.simulator.conferences
    common = {"ConferenceSid": conference.sid, "FriendlyName": "bridge", "AccountSid": CONFIG.account_sid}
    common["Timestamp"] = "Sun, 01 Mar 2026 02:00:02 +0000"
    participant = {
        "CallSid": call.sid,
        "ParticipantLabel": "ada",
        "Muted": "true",
        "Hold": "false",
        "Coaching": "false",
        "EndConferenceOnExit": "false",
        "StartConferenceOnEnter": "true",
    }
    why = {"ReasonParticipantLeft": "participant_hung_up", "ParticipantCallStatus": "completed"}
    ended = {"CallSidEndingConference": call.sid, "ParticipantLabelEndingConference": "ada"}
    ended["ReasonConferenceEnded"] = "last-participant-left"
    assert [
        {**common, **participant, "StatusCallbackEvent": "participant-join", "SequenceNumber": "1"},
        {**common, **participant, **why, "StatusCallbackEvent": "participant-leave", "SequenceNumber": "2"},
        {**common, **ended, "StatusCallbackEvent": "conference-end", "SequenceNumber": "3"},
    ] == [request.fields for request in world.customer.at("/told")]


async def test_only_what_was_asked_for_is_told(world: World) -> None:
    """A customer who wants to know of comings hears of nothing else."""
    world.customer.answers["/voice"] = told_of("join")
    await two_confer(world)

    assert [("participant-join", ADA), ("participant-join", BEN)] == told(world)


async def test_nothing_is_told_to_those_who_did_not_ask(world: World) -> None:
    """An address without events, or events without an address, bring no request."""
    for attributes in ('statusCallback="/told"', f'statusCallbackEvent="{ALL}"'):
        world.customer.answers["/voice"] = response(bridge(attributes))
        await two_confer(world)

    assert [] == world.customer.at("/told")


async def test_the_first_who_comes_says_what_is_told(world: World) -> None:
    """What later participants ask for is ignored until the conference is over; the next one asks anew."""
    world.customer.answers |= {"/voice": told_of("leave")}
    ada = await world.picked_up(ADA)
    attributes = f'statusCallback="{ADDRESS}/elsewhere" statusCallbackEvent="join"'
    world.customer.answers["/voice"] = response(bridge(attributes))
    ben = await world.picked_up(BEN)
    for call in (ada, ben):
        world.simulator.hang_up(call.sid)
    await world.simulator.settle()
    assert [] == world.customer.at("/elsewhere")
    await world.picked_up(CLEO)

    assert [("participant-leave", ADA), ("participant-leave", BEN)] == told(world)
    assert 1 == len(world.customer.at("/elsewhere"))


async def test_it_can_be_told_with_get(world: World) -> None:
    """With statusCallbackMethod GET the fields stand in the query."""
    world.customer.answers["/voice"] = told_of("join", 'statusCallbackMethod="GET"')
    await world.picked_up(ADA)

    (request,) = world.customer.at("/told")
    assert ("GET", "participant-join") == (request.method, request.fields["StatusCallbackEvent"])


async def test_everything_told_is_signed(world: World) -> None:
    """What is told of a conference carries a signature that fits, like every other webhook."""
    world.customer.answers["/voice"] = told_of()
    await two_confer(world)

    validator = RequestValidator(CONFIG.auth_token)
    requests = world.customer.at("/told")
    assert 6 == len(requests)
    for request in requests:
        assert validator.validate(request.url, request.fields, request.headers["X-Twilio-Signature"])


async def test_those_a_moderator_takes_along_are_told_of_too(world: World) -> None:
    """The moderator leaves first, the others because of them, and the end names who caused it."""
    world.customer.answers["/voice"] = told_of("leave end")
    await world.picked_up(ADA)
    world.customer.answers["/voice"] = response(bridge('endConferenceOnExit="true"'))
    ben = await world.picked_up(BEN)
    world.simulator.hang_up(ben.sid)
    await world.simulator.settle()

    assert [("participant-leave", BEN), ("participant-leave", ADA), ("conference-end", None)] == told(world)
    posted = [request.fields for request in world.customer.at("/told")]
    assert ["participant_hung_up", "moderator_ended_conference"] == [
        fields["ReasonParticipantLeft"] for fields in posted[:2]
    ]
    assert ("in-progress", ben.sid) == (posted[1]["ParticipantCallStatus"], posted[2]["CallSidEndingConference"])


async def test_whoever_is_sent_elsewhere_is_told_of_as_such(world: World) -> None:
    """A participant whose call got a new document left by the customer's own doing."""
    world.customer.answers["/voice"] = told_of("leave")
    call = await world.picked_up(ADA)
    await world.update(call, Twiml=response('<Pause length="9"/>'))

    (request,) = world.customer.at("/told")
    assert ("participant_updated_via_api", "in-progress") == (
        request.fields["ReasonParticipantLeft"],
        request.fields["ParticipantCallStatus"],
    )


async def befallen(world: World, *rules: dict[str, Any]) -> list[Told]:
    """Tell a whole conference with faults in force; gives what the customer was told."""
    world.simulator.set_faults([{"on": "conference_status", **rule} for rule in rules])
    world.customer.answers["/voice"] = told_of("join leave")
    await two_confer(world)
    return told(world)


async def test_one_event_is_lost(world: World) -> None:
    """A lost event never comes, the others do, and the record says that it was due."""
    heard = await befallen(world, {"do": "lose", "status": "participant-leave", "to": ADA})

    assert [("participant-join", ADA), ("participant-join", BEN), ("participant-leave", BEN)] == heard
    errors = [callback.error for callback in world.simulator.conferences[0].callbacks]
    assert [None, None, "never sent: the fault plan says so", None] == errors


async def test_events_come_twice_and_change_places(world: World) -> None:
    """An event comes twice with its number, another is overtaken by the next one."""
    heard = await befallen(
        world,
        {"do": "duplicate", "status": "participant-join"},
        {"do": "reorder", "status": "participant-leave"},
    )

    assert [("participant-join", ADA)] * 2 + [
        ("participant-join", BEN),
        ("participant-leave", BEN),
        ("participant-leave", ADA),
    ] == heard
    assert ["1", "1", "2", "4", "3"] == [request.fields["SequenceNumber"] for request in world.customer.at("/told")]


async def test_an_event_comes_late(world: World) -> None:
    """A late event is overtaken by those after it."""
    heard = await befallen(world, {"do": "late", "seconds": 60})
    await world.after(60)

    assert ("participant-join", ADA) not in heard
    assert ("participant-join", ADA) == told(world)[-1]


async def test_an_event_is_signed_by_somebody_else(world: World) -> None:
    """An event with a wrong signature does not fit the account's token."""
    await befallen(world, {"do": "wrong_signature"})

    first, *others = world.customer.at("/told")
    validator = RequestValidator(CONFIG.auth_token)
    fits = [validator.validate(each.url, each.fields, each.headers["X-Twilio-Signature"]) for each in (first, *others)]
    assert [False, True, True, True] == fits
