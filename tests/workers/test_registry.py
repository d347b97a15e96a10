"""Which workflows and activities serve which queue."""

from collections import Counter
from datetime import timedelta

import pytest
from pydantic import SecretStr
from temporalio import activity, workflow
from temporalio.common import Priority

from activities.providers import TIMEOUT_SECONDS
from config.settings import Settings
from domain.names import Activity, Queue, WorkflowType
from tests.activities.company import company
from tests.workers.fakes import no_client, no_threads
from tests.workers.recorded_calls import functions, recorded
from workers.bootstrap import make_activities
from workers.registry import WORKFLOWS

MAY_RING = {Activity.PLACE_CALL, Activity.SEND_TEXT, Activity.SEND_MAIL}
ASKS_A_PROVIDER = MAY_RING | {Activity.END_CALL, Activity.REDIRECT_CALL, Activity.CHECK_CALL}
HINTS = {Activity.RECENT_INCIDENTS, Activity.RECENT_CHANGES, Activity.EARLIER_INCIDENTS}
SENDS_ROUNDS = {
    Activity.SEND_BUSINESS_MAILS,
    Activity.SEND_TECHNICAL_MAILS,
    Activity.SEND_BUSINESS_TEXT,
    Activity.SEND_TECHNICAL_TEXT,
}
OF_ROUNDS = SENDS_ROUNDS | {
    Activity.RESOLVE_BUSINESS_RECIPIENTS,
    Activity.RESOLVE_TECHNICAL_RECIPIENTS,
    Activity.RECORD_RECEIPTS,
}
KEEPS_RECORDS = {Activity.RECORD_HISTORY}
OF_THE_CANARY = {Activity.CANARY, Activity.HEARTBEAT}


def definitions(queue: Queue) -> dict[str, activity._Definition]:
    """Return what a queue serves, by name; each name must be there once."""
    activities = make_activities(
        Settings(signing_key=SecretStr("a signing key of the tests alone")), company(), no_client(), no_threads()
    )
    served = [activity._Definition.must_from_callable(each) for each in activities.serving(queue)]
    names = Counter(str(each.name) for each in served)

    assert {1} == set(names.values())
    return {str(each.name): each for each in served}


def test_every_activity_is_served_by_some_queue_and_no_other_is() -> None:
    """The names of activities and the registered activities are the same."""
    served = {name for queue in Queue for name in definitions(queue)}

    assert set(Activity) == served


def test_what_the_provider_holds_up_has_a_lane_of_its_own() -> None:
    """Calls wait for calls alone and texts for texts, those of rounds behind those of pages; all else waits for none of them."""
    served = {queue: set(definitions(queue)) - OF_THE_CANARY for queue in Queue if queue is not Queue.ENGINE}

    assert {
        Queue.CALLS: {"place_call"},
        Queue.TEXTS: {"send_text", "send_business_text", "send_technical_text"},
        Queue.PAGE: {"end_call", "redirect_call", "check_call", "send_mail"},
        Queue.COMMS: {"send_mail", "send_business_mails", "send_technical_mails", "record_receipts", "record_history"},
    } == served


def test_the_canary_can_cross_every_queue() -> None:
    """A queue that the canary could not cross would look dead for ever."""
    assert list(Queue) == [queue for queue in Queue if Activity.CANARY in definitions(queue)]


def test_every_workflow_is_registered_under_its_name() -> None:
    """The names of workflows and the registered workflows are the same."""
    names = [workflow._Definition.must_from_class(each).name for each in WORKFLOWS]

    assert sorted(WorkflowType) == sorted(str(name) for name in names)


async def test_every_call_is_served_by_the_queue_it_is_sent_to() -> None:
    """No workflow ever waits for an activity that nobody on its queue knows."""
    lost = [call for call in await recorded() if call.activity not in definitions(call.queue)]

    assert [] == lost


async def test_each_activity_is_called_by_one_function() -> None:
    """Its queue, time-outs and retries are said in one place, which bears its name; those of what sends rounds, in one for all."""
    named = {each.value: each.value for each in set(Activity) - SENDS_ROUNDS}
    of_rounds = dict.fromkeys(SENDS_ROUNDS, "send_round")
    called = [(call.activity, call.function) for call in await recorded()]

    assert sorted((named | of_rounds).items()) == sorted(called)
    assert {*named.values(), *of_rounds.values()} == set(functions())


async def test_callers_and_activities_speak_of_the_same_messages() -> None:
    """What a workflow sends is what the activity takes, and what it expects back is what the activity returns."""
    for call in await recorded():
        served = definitions(call.queue)[call.activity]

        assert [call.argument] == served.arg_types
        assert call.options.get("result_type") == (None if served.ret_type is type(None) else served.ret_type)


async def test_what_may_ring_a_phone_is_tried_three_times_at_most() -> None:
    """Tries are for workers that die and providers without room; every other next attempt is the workflow's decision."""
    attempts = {call.activity: call.options["retry_policy"].maximum_attempts for call in await recorded()}

    assert dict.fromkeys(MAY_RING, 3) == {name: attempts[name] for name in MAY_RING}


async def test_a_worker_that_dies_while_a_provider_is_asked_is_noticed_within_five_seconds() -> None:
    """Whatever asks a provider says every second that its worker lives, and is taken over when it falls silent."""
    limits = {call.activity: call.options.get("heartbeat_timeout") for call in await recorded()}

    assert dict.fromkeys(ASKS_A_PROVIDER, timedelta(seconds=5)) == {name: limits[name] for name in ASKS_A_PROVIDER}


async def test_sending_has_time_to_look_what_came_of_it() -> None:
    """Two requests and three looks after each of them, every one as slow as it may be, fit into the activity's time."""
    limits = {call.activity: call.options.get("start_to_close_timeout", timedelta()) for call in await recorded()}
    two_rounds = 2 * timedelta(seconds=TIMEOUT_SECONDS * 4 + 2)

    assert [True] * 3 == [two_rounds <= limits[name] for name in MAY_RING]


async def test_pages_are_served_before_everything_else() -> None:
    """Whatever goes over a queue on the way of a page has the first priority; a lane may take longer, but not long."""
    lanes = {Queue.CALLS, Queue.TEXTS}
    for call in await recorded():
        if not call.local and call.activity not in OF_THE_CANARY | HINTS | OF_ROUNDS | KEEPS_RECORDS:
            limit = call.options.get("schedule_to_start_timeout") or call.options["schedule_to_close_timeout"]
            expected = timedelta(minutes=3 if call.queue in lanes else 1)

            assert (Priority(priority_key=1), expected) == (call.options["priority"], limit)


async def test_rounds_come_after_pages() -> None:
    """A round to many waits behind every page, and is sent late rather than not at all; who is told is asked in its turn."""
    of_rounds = {call.activity: call.options for call in await recorded() if call.activity in OF_ROUNDS}
    waits = {name: of_rounds[name]["schedule_to_start_timeout"] for name in SENDS_ROUNDS}

    assert dict.fromkeys(OF_ROUNDS, Priority(priority_key=4)) == {
        name: options["priority"] for name, options in of_rounds.items()
    }
    assert dict.fromkeys(SENDS_ROUNDS, timedelta(minutes=15)) == waits


async def test_what_is_recorded_waits_for_everything_and_is_never_given_up() -> None:
    """Nothing that pages or tells people waits for a record, and nothing limits how long it is tried."""
    [kept] = [call.options for call in await recorded() if call.activity in KEEPS_RECORDS]

    assert Priority(priority_key=5) == kept["priority"]
    assert not {"schedule_to_start_timeout", "schedule_to_close_timeout"} & kept.keys()


async def test_the_canary_stands_back_for_everything_else() -> None:
    """What only watches has the last priority, and is given up when its time is over."""
    watching = {call.activity: call.options for call in await recorded() if call.activity in OF_THE_CANARY}

    assert dict.fromkeys(OF_THE_CANARY, (Priority(priority_key=5), timedelta(minutes=1))) == {
        name: (options["priority"], options["schedule_to_close_timeout"]) for name, options in watching.items()
    }


async def test_a_hint_comes_after_pages_or_not_at_all() -> None:
    """Which other incidents there are, and what was changed, is asked with a lower priority, and given up within seconds."""
    hints = {call.activity: call.options for call in await recorded() if call.activity in HINTS}

    assert dict.fromkeys(HINTS, (Priority(priority_key=3), timedelta(seconds=5))) == {
        name: (options["priority"], options["schedule_to_close_timeout"]) for name, options in hints.items()
    }


@pytest.mark.parametrize("queue", Queue)
def test_no_activity_blocks_the_others(queue: Queue) -> None:
    """Every activity awaits; what blocks inside it does so in a thread, so that its worker can say that it lives."""
    assert [] == [name for name, definition in definitions(queue).items() if not definition.is_async]
