"""How Temporal is used: the rules that no type checker knows."""

import ast

import pytest

from tests.architecture.tree import Source, calls, imports, keyword, packages_imported, sources

STARTS = (
    "start_workflow",
    "execute_workflow",
    "start_update_with_start_workflow",
    "execute_update_with_start_workflow",
)
CHILDREN = ("start_child_workflow", "execute_child_workflow")
HANDLES = ("get_external_workflow_handle", "get_external_workflow_handle_for")


def test_workflows_send_to_each_other_in_one_way() -> None:
    """A handle on another workflow is taken in one place only, where a closed target is a fact and no error."""
    found = {source.name for source in sources("domain", "workflows") if any(calls(source, *HANDLES))}

    assert {"workflows/sending.py"} == found


def test_that_one_way_never_names_a_run() -> None:
    """By workflow id alone a message reaches whichever run is current, over any continue-as-new."""
    [call] = [call for source in sources("workflows") for call in calls(source, *HANDLES)]

    assert (1, []) == (len(call.args), [each.arg for each in call.keywords])


def test_children_outlive_their_parents_run_and_have_a_priority() -> None:
    """A parent's continue-as-new would end its children, and without a priority a storm is served breadth-first."""
    children = [call for source in sources("workflows") for call in calls(source, *CHILDREN)]

    assert children
    assert {"workflow.ParentClosePolicy.ABANDON"} == {keyword(call, "parent_close_policy") for call in children}
    assert None not in {keyword(call, "priority") for call in children}


def test_every_workflow_is_started_with_a_priority_and_found_when_it_runs() -> None:
    """Whoever starts a workflow says how urgent it is, and takes one that runs already for what was wanted."""
    starts = [(source.name, call) for source in sources() for call in calls(source, *STARTS)]

    assert {"activities/pager_desk.py", "gateway/temporal_gate.py", "workers/canary.py", "config/reporting.py"} == {
        name for name, _ in starts
    }
    assert None not in {keyword(call, "priority") for _, call in starts}
    assert {"WorkflowIDConflictPolicy.USE_EXISTING"} == {keyword(call, "id_conflict_policy") for _, call in starts}


def test_every_timer_and_wait_of_a_workflow_goes_through_one_function() -> None:
    """Waiting for a time is done in one file; elsewhere a workflow only waits for its own handlers."""
    waits = {
        source.name: [keyword(call, "timeout") for call in calls(source, "wait_condition", "sleep")]
        for source in sources("workflows")
    }

    assert {"workflows/timers.py": ["timeout"], "workflows/rolling.py": [None]} == {k: v for k, v in waits.items() if v}


def test_activities_are_called_in_one_file() -> None:
    """Queues, time-outs and retries are said once; no workflow spells them out."""
    names = ("execute_activity", "start_activity", "execute_local_activity", "start_local_activity")
    found = {source.name for source in sources("workflows") if any(calls(source, *names))}

    assert {"workflows/activity_calls.py"} == found


def test_the_history_reads_as_a_story() -> None:
    """Every activity, timer, child and workflow that is started says in a few words what it is for: Temporal's pages show it."""
    ways = {
        "summary": ("execute_activity", "start_activity", "execute_local_activity", "start_local_activity"),
        "static_summary": (*CHILDREN, *STARTS),
        "timeout_summary": ("wait_condition",),
    }
    silent = [
        source.name
        for said, names in ways.items()
        for source in sources()
        for call in calls(source, *names)
        if keyword(call, said) is None and not _waits_for_no_time(call)
    ]

    assert [] == silent


def _waits_for_no_time(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith("wait_condition") and keyword(call, "timeout") is None


@pytest.mark.parametrize("source", sources("workers", "workflows"), ids=lambda source: source.name)
def test_the_sandbox_is_opened_in_one_place(source: Source) -> None:
    """What passes through the sandbox is said where workers are made; no workflow helps itself, none runs outside."""
    opened = [call.func for call in calls(source, "imports_passed_through", "sandbox_unrestricted")]
    passed = [call.args for call in calls(source, "with_passthrough_modules", "with_passthrough_all_modules")]

    assert ([], source.name == "workers/factory.py") == (opened, bool(passed))
    assert "UnsandboxedWorkflowRunner" not in source.text
    assert "sandboxed=False" not in source.text


def test_the_gateway_reaches_temporal_through_one_module() -> None:
    """Only the gate asks the client, and has its errors read; the process that starts the gateway only hands one over."""
    found = {source.name for source in sources("gateway") if "temporalio" in packages_imported(source)}

    assert {"gateway/temporal_gate.py", "gateway/temporal_words.py", "gateway/__main__.py"} == found


@pytest.mark.parametrize("source", sources("gateway"), ids=lambda source: source.name)
def test_the_gateway_starts_workflows_by_name(source: Source) -> None:
    """What runs in a worker is not loaded into the gateway."""
    assert set() == packages_imported(source) & {"workflows", "activities", "workers"}


@pytest.mark.parametrize("source", sources("workflows"), ids=lambda source: source.name)
def test_workflows_call_activities_by_name(source: Source) -> None:
    """No workflow imports an activity, nor through it a provider's package."""
    assert set() == packages_imported(source) - {"domain", "workflows", "temporalio", "pydantic", *STANDARD_LIBRARY}


STANDARD_LIBRARY = {"asyncio", "collections", "datetime", "typing"}
"""What workflows use of it; another module is worth a thought about determinism."""


def test_nobody_depends_on_the_simulator_and_it_depends_on_nobody() -> None:
    """The product speaks to the simulator as to a provider, over HTTP; the simulator knows nothing of the product."""
    product = [source for source in sources() if source.package != "simulator"]
    ours = {"domain", "records", "workflows", "activities", "config", "workers", "gateway", "cli"}

    assert [] == [source.name for source in product if "simulator" in packages_imported(source)]
    assert [] == [source.name for source in sources("simulator") if packages_imported(source) & ours]


def test_one_data_converter_is_used_by_all() -> None:
    """Everyone who talks to Temporal reads messages as everyone else writes them."""
    found = {source.name for source in sources() if "temporalio.contrib.pydantic" in imports(source)}

    assert {"config/temporal.py"} == found
