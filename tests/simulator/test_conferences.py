"""Conferences: who comes in, who hears whom, who goes out, and what becomes of the call."""

import pytest

from simulator.documents import APOLOGY
from simulator.records import CallRecord
from tests.simulator.customer import ADDRESS, Received
from tests.simulator.world import ADA, BEN, CLEO, World, bridge, response, seconds_after_start

LEFT = response("<Say>You left</Say>")


@pytest.fixture
def bridging(world: World) -> World:
    """A customer who puts every call through to one conference, and speaks to whoever comes out of it."""
    world.customer.answers |= {"/voice": response(bridge(dial='action="/left"')), "/left": LEFT}
    return world


def present(world: World, conference: int = -1) -> list[str]:
    """List the numbers of the phones in a conference, by default the last one."""
    return [participant.call.phone for participant in world.simulator.conferences[conference].participants]


def end(call: CallRecord) -> tuple[str, float]:
    """Tell how and when a call ended."""
    return call.status.value, seconds_after_start(call.ended)


async def test_a_conference_begins_with_the_first_and_ends_with_the_last(bridging: World) -> None:
    """It waits for a second participant, goes on while anybody is in it, and is over when nobody is."""
    ada = await bridging.picked_up(ADA)
    (conference,) = bridging.simulator.conferences
    assert ("init", [ADA]) == (conference.status.value, present(bridging))

    ben = await bridging.picked_up(BEN)
    assert ("in-progress", [ADA, BEN]) == (conference.status.value, present(bridging))
    bridging.simulator.hang_up(ada.sid)
    await bridging.after(60)
    assert ("in-progress", [BEN]) == (conference.status.value, present(bridging))
    bridging.simulator.hang_up(ben.sid)
    await bridging.to_the_end()

    assert ("completed", [], "last-participant-left") == (conference.status.value, present(bridging), conference.ending)
    assert (4.0, 64.0) == (seconds_after_start(conference.started), seconds_after_start(conference.ended))


async def test_a_call_in_a_conference_is_in_progress_until_it_is_hung_up(bridging: World) -> None:
    """However long it lasts, the call is a conversation like any other, and keys pressed in it are lost."""
    call = await bridging.picked_up(ADA)
    await bridging.after(3600)
    assert ("in-progress", bridging.simulator.conferences[0].sid) == (call.status.value, call.conference)

    await bridging.press(call, "1*")
    assert [("1", False), ("*", False)] == [(key.key, key.heard) for key in call.keys]
    bridging.simulator.hang_up(call.sid)
    await bridging.to_the_end()

    assert ("completed", 3602.0) == end(call)
    assert (None, "") == (call.conference, call.words)


async def test_the_same_name_is_a_new_conference_once_it_is_over(bridging: World) -> None:
    """A name may be used again; each time has a SID of its own."""
    for _ in range(2):
        call = await bridging.picked_up(ADA)
        bridging.simulator.hang_up(call.sid)
        await bridging.to_the_end()

    first, second = bridging.simulator.conferences
    assert first.name == second.name
    assert first.sid != second.sid


async def test_two_names_are_two_conferences(world: World) -> None:
    """Whoever is put through to one bridge is not on the other."""
    for number, name in ((ADA, "technical"), (BEN, "business")):
        world.customer.answers["/voice"] = response(bridge(name=name))
        await world.picked_up(number)

    assert (["technical", "business"], [ADA], [BEN]) == (
        [conference.name for conference in world.simulator.conferences],
        present(world, 0),
        present(world, 1),
    )


async def test_whoever_hangs_up_is_told_of_by_the_action(bridging: World) -> None:
    """The action is asked for even though nobody is left to hear its answer."""
    call = await bridging.picked_up(ADA)
    bridging.simulator.hang_up(call.sid)
    await bridging.to_the_end()

    (asked,) = bridging.customer.at("/left")
    assert ("completed", "answered", "true") == tuple(
        asked.fields[name] for name in ("CallStatus", "DialCallStatus", "DialBridged")
    )
    assert "" == call.words


async def test_an_action_that_fails_after_the_end_changes_nothing(bridging: World) -> None:
    """A customer who cannot be asked for the action any more does not bring an ended call back."""
    bridging.customer.answers["/left"] = 500
    call = await bridging.picked_up(ADA)
    bridging.simulator.hang_up(call.sid)
    await bridging.to_the_end()

    assert ("completed", 2.0) == end(call)


async def test_star_leaves_where_that_was_asked_for(world: World) -> None:
    """With hangupOnStar the star leads out of the conference, the call goes on with the action; other keys do nothing."""
    dial = 'hangupOnStar="true" action="/left"'
    world.customer.answers |= {"/voice": response(bridge(dial=dial)), "/left": LEFT}
    call = await world.picked_up(ADA)
    await world.press(call, "12#")
    assert [ADA] == present(world)
    await world.press(call, "*")
    assert [] == present(world)
    await world.to_the_end()

    (asked,) = world.customer.at("/left")
    assert ("in-progress", "answered") == (asked.fields["CallStatus"], asked.fields["DialCallStatus"])
    assert ("completed", "You left") == (call.status.value, call.words)


async def test_a_star_pressed_before_is_not_pressed_in_the_conference(world: World) -> None:
    """A key hammered on at the menu before does not throw anybody out."""
    world.customer.answers |= {
        "/voice": response('<Gather action="/join" numDigits="1"/>'),
        "/join": response(bridge(dial='hangupOnStar="true"')),
    }
    call = await world.picked_up(ADA)
    await world.press(call, "1*")

    assert [ADA] == present(world)


async def test_without_an_action_the_document_goes_on(world: World) -> None:
    """Whoever comes out hears the verbs behind the Dial."""
    world.customer.answers["/voice"] = response(bridge(dial='hangupOnStar="true"'), "<Say>Goodbye</Say>")
    call = await world.picked_up(ADA)
    await world.press(call, "*")
    await world.to_the_end()

    assert ("completed", "Goodbye") == (call.status.value, call.words)


async def test_a_stay_ends_at_its_time_limit(world: World) -> None:
    """After so many seconds the call comes out by itself and goes on."""
    world.customer.answers |= {"/voice": response(bridge(dial='timeLimit="30" action="/left"')), "/left": LEFT}
    call = await world.picked_up(ADA)
    await world.to_the_end()

    assert [32.0] == [seconds_after_start(line.at) for line in call.spoken]
    assert "completed" == world.simulator.conferences[0].status.value


async def test_nobody_is_let_in_beyond_the_number_asked_for(bridging: World) -> None:
    """Whoever would be one too many hears of it from the action, which is told that the dialling failed."""
    bridging.customer.answers["/voice"] = response(bridge('maxParticipants="2"', dial='action="/left"'))
    *_, cleo = await bridging.bridged(ADA, BEN, CLEO)

    (asked,) = bridging.customer.at("/left")
    assert ("failed", "false", cleo.sid) == tuple(
        asked.fields[name] for name in ("DialCallStatus", "DialBridged", "CallSid")
    )
    assert ([ADA, BEN], "You left") == (present(bridging), cleo.words)
    assert f"{CLEO}: error 16020: the conference bridge is full: 2 are in it" in news(bridging)


async def test_a_label_is_given_once(world: World) -> None:
    """A second participant with the same label is not let in, and the document goes on."""
    world.customer.answers["/voice"] = response(bridge('participantLabel="lead"'), "<Say>Not in</Say>")
    _, ben = await world.bridged(ADA, BEN)
    await world.simulator.settle()

    assert ([ADA], "Not in") == (present(world), ben.words)
    assert f"{BEN}: error 16025: somebody in the conference bridge has the label lead" in news(world)


async def test_a_call_that_is_never_let_in_does_not_go_round_for_ever(world: World) -> None:
    """An action that leads back to a full conference is a redirect loop like any other."""
    full = response(bridge('maxParticipants="1"', dial='action="/voice"'))
    world.customer.answers["/voice"] = full
    _, ben = await world.bridged(ADA, BEN)
    await world.to_the_end()

    assert (APOLOGY, "completed") == (ben.words, ben.status.value)


async def test_a_conference_starts_only_when_someone_may_start_it(world: World) -> None:
    """Those who came with startConferenceOnEnter false wait for one who did not."""
    world.customer.answers["/voice"] = response(bridge('startConferenceOnEnter="false"'))
    await world.bridged(ADA, BEN)
    (conference,) = world.simulator.conferences
    assert "init" == conference.status.value
    world.customer.answers["/voice"] = response(bridge())
    await world.picked_up(CLEO)

    assert "in-progress" == conference.status.value


async def test_a_moderator_takes_everyone_along(world: World) -> None:
    """When whoever has endConferenceOnExit leaves, the conference is over and every other call goes on."""
    world.customer.answers |= {"/voice": response(bridge(dial='action="/left"')), "/left": LEFT}
    ada = await world.picked_up(ADA)
    world.customer.answers["/voice"] = response(bridge('endConferenceOnExit="true"'))
    ben = await world.picked_up(BEN)
    world.simulator.hang_up(ben.sid)
    await world.to_the_end()

    (conference,) = world.simulator.conferences
    assert ("completed", "participant-with-end-conference-on-exit-left") == (conference.status.value, conference.ending)
    assert ("completed", "You left") == (ada.status.value, ada.words)


async def test_a_call_is_sent_elsewhere_from_a_conference(bridging: World) -> None:
    """A new document takes a call out of the conference at once; the action is not asked for."""
    call = await bridging.picked_up(ADA)
    await bridging.update(call, Twiml=response("<Say>Come here</Say>"))
    await bridging.to_the_end()

    assert ("Come here", [], None) == (call.words, present(bridging), call.conference)
    assert [] == bridging.customer.at("/left")


async def test_the_customer_ends_a_call_that_is_in_a_conference(bridging: World) -> None:
    """A call completed over the interface leaves its conference."""
    ada, ben = await bridging.bridged(ADA, BEN)
    await bridging.update(ada, Status="completed")

    assert ("completed", "in-progress", [BEN]) == (ada.status.value, ben.status.value, present(bridging))


async def test_an_address_that_cannot_be_called_fails_the_document(world: World) -> None:
    """A conference whose callback is no web address is not joined: the caller hears that something went wrong."""
    world.customer.answers["/voice"] = response(bridge('statusCallback="ftp://nowhere" statusCallbackEvent="join"'))
    call = await world.picked_up(ADA)

    assert ((), APOLOGY) == (world.simulator.conferences, call.words)


async def test_a_simulator_that_stops_tells_nobody(world: World) -> None:
    """Stopping breaks a conference off as it is: nobody is said to have left, and no action is asked for."""
    attributes = 'statusCallback="/told" statusCallbackEvent="leave end"'
    world.customer.answers["/voice"] = response(bridge(attributes, dial='action="/left"'))
    await world.bridged(ADA, BEN)
    await world.simulator.close()

    assert ([ADA, BEN], [], []) == (present(world), world.customer.at("/told"), world.customer.at("/left"))


async def test_words_before_and_after_surround_a_conference(world: World) -> None:
    """A document may speak, put the call through, and go on by what its action answers."""

    async def left(_: Received) -> str:
        return response("<Say>After</Say>", "<Hangup/>")

    world.customer.answers |= {
        "/voice": response("<Say>Before</Say>", bridge(dial='hangupOnStar="true" action="left"'), "<Say>Never</Say>"),
        "/left": left,
    }
    call = await world.picked_up(Url=f"{ADDRESS}/voice?a=1")
    await world.after(1)
    await world.press(call, "*")
    await world.to_the_end()

    assert "Before After" == call.words


def news(world: World) -> list[str]:
    """List what was told to whoever reads along."""
    return [line["words"] for line in world.simulator.feed.news]
