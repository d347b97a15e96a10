"""Which workflows and activities serve which queue."""

from collections import Counter
from datetime import timedelta

import pytest
from temporalio import activity, workflow
from temporalio.common import Priority

from config.settings import Settings
from domain.names import Activity, Queue, WorkflowType
from tests.activities.company import company
from tests.workers.fakes import no_client
from tests.workers.recorded_calls import functions, recorded
from workers.bootstrap import make_activities
from workers.registry import WORKFLOWS

MAY_RING = {Activity.PLACE_CALL, Activity.SEND_TEXT, Activity.SEND_MAIL}


def definitions(queue: Queue) -> dict[str, activity._Definition]:
    """Return what a queue serves, by name; each name must be there once."""
    activities = make_activities(Settings(signing_key="a key"), company(), no_client())
    served = [activity._Definition.must_from_callable(each) for each in activities.serving(queue)]
    names = Counter(str(each.name) for each in served)

    assert {1} == set(names.values())
    return {str(each.name): each for each in served}


def test_every_activity_is_served_by_some_queue_and_no_other_is() -> None:
    """The names of activities and the registered activities are the same."""
    served = {name for queue in Queue for name in definitions(queue)}

    assert set(Activity) == served


def test_pages_and_comms_are_served_apart() -> None:
    """Whatever may ring a phone is on the page queue, and a round of comms waits for none of it."""
    assert {"place_call", "end_call", "send_text", "send_mail"} == set(definitions(Queue.PAGE))
    assert {"send_mail"} == set(definitions(Queue.COMMS))


def test_every_workflow_is_registered_under_its_name() -> None:
    """The names of workflows and the registered workflows are the same."""
    names = [workflow._Definition.must_from_class(each).name for each in WORKFLOWS]

    assert sorted(WorkflowType) == sorted(str(name) for name in names)


async def test_every_call_is_served_by_the_queue_it_is_sent_to() -> None:
    """No workflow ever waits for an activity that nobody on its queue knows."""
    lost = [call for call in await recorded() if call.activity not in definitions(call.queue)]

    assert [] == lost


async def test_each_activity_is_called_by_one_function() -> None:
    """Queue, time-outs and retries of an activity are said in one place, which bears its name."""
    assert sorted((name, name) for name in functions()) == sorted(
        (call.function, call.activity) for call in await recorded()
    )
    assert set(Activity) == set(functions())


async def test_callers_and_activities_speak_of_the_same_messages() -> None:
    """What a workflow sends is what the activity takes, and what it expects back is what the activity returns."""
    for call in await recorded():
        served = definitions(call.queue)[call.activity]

        assert [call.argument] == served.arg_types
        assert call.options.get("result_type") == (None if served.ret_type is type(None) else served.ret_type)


async def test_what_may_ring_a_phone_is_tried_once() -> None:
    """A second try underneath could ring a phone twice: the next attempt is the workflow's decision."""
    attempts = {call.activity: call.options["retry_policy"].maximum_attempts for call in await recorded()}

    assert dict.fromkeys(MAY_RING, 1) == {name: attempts[name] for name in MAY_RING}


async def test_pages_are_served_before_everything_else() -> None:
    """Whatever goes over a queue on the way of a page has the first priority, and its turn within a minute."""
    for call in await recorded():
        if call.queue is Queue.PAGE:
            limit = call.options.get("schedule_to_start_timeout") or call.options["schedule_to_close_timeout"]

            assert (Priority(priority_key=1), timedelta(minutes=1)) == (call.options["priority"], limit)


async def test_a_hint_comes_after_pages_or_not_at_all() -> None:
    """Which other incidents there are is asked with a lower priority, and given up within seconds."""
    [call] = [call for call in await recorded() if call.activity == Activity.RECENT_INCIDENTS]

    assert (Priority(priority_key=3), timedelta(seconds=5)) == (
        call.options["priority"],
        call.options["schedule_to_close_timeout"],
    )


@pytest.mark.parametrize("queue", Queue)
def test_blocking_packages_run_in_threads(queue: Queue) -> None:
    """The providers' packages block, so their activities are plain functions; what awaits is a coroutine."""
    blocking = {name for name, definition in definitions(queue).items() if not definition.is_async}

    assert set(definitions(queue)) & {"place_call", "end_call", "send_text", "send_mail"} == blocking
