"""The commands of each workflow, against those that were accepted last."""

import ast
import difflib
import json

import pytest

from tests.architecture.fingerprints import Fingerprints, accepted, fingerprints
from tests.architecture.tree import Source

INSTRUCTIONS = """
The workflows give other commands than they did when they were accepted last.
If open incidents would replay differently, guard the change with workflow.patched and record new histories.
Then run `python -m tests.architecture.fingerprints` to accept the workflows as they are, and commit the file it writes.
"""


def difference(before: Fingerprints, now: Fingerprints) -> str:
    """Return what has changed, line by line."""
    old, new = (json.dumps(each, indent=2).splitlines() for each in (before, now))
    return "\n".join(difflib.unified_diff(old, new, "accepted", "now", lineterm=""))


def test_workflows_give_the_commands_that_were_accepted() -> None:
    """A change of what open incidents replay is made knowingly, or not at all."""
    before, now = accepted(), fingerprints()
    if before != now:
        pytest.fail(INSTRUCTIONS + difference(before, now), pytrace=False)


STORY = '''
class Story:
    async def run(self):
        """Tell it."""
        while not self._over:
            await self._call()
            if self._quiet:
                await wait_until(self._news, None, "news")

    async def _call(self):
        order = CallOrder(person=self._person)
        await place_call(order)
        await send(self._owner, Signal.STOP, order)

    def _over(self):
        return rules.over(self._state)

async def place_call(order):
    return await workflow.execute_activity(Activity.PLACE_CALL, order)

async def wait_until(happened, until, summary):
    await workflow.wait_condition(happened)

async def send(target, signal, message):
    await workflow.get_external_workflow_handle(target).signal(signal, message)
'''

EXPECTED = {
    "Story.run": ["while", "  _call()", "  if", "    wait_until()"],
    "Story._call": ["place_call()", "send(Signal.STOP)"],
    "place_call": ["execute_activity(Activity.PLACE_CALL)"],
    "wait_until": ["wait_condition()"],
    "send": ["get_external_workflow_handle()", "signal()"],
}


def of(text: str) -> dict[str, list[str]]:
    """Return the fingerprint of one file."""
    return fingerprints((Source("workflows/story.py", text, ast.parse(text)),))["workflows/story.py"]


def test_a_fingerprint_reads_as_the_story_does() -> None:
    """Function by function, commands stand in their order and in their blocks, and nothing else does."""
    assert EXPECTED == of(STORY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("        await place_call(order)\n", ""),
        ("Activity.PLACE_CALL", "Activity.SEND_TEXT"),
        ("Signal.STOP", "Signal.TELL"),
        ("execute_activity", "execute_local_activity"),
        ("            if self._quiet:\n", "            while self._quiet:\n"),
        ("            if self._quiet:\n", "            if self._quiet:\n                pass\n            else:\n"),
        ("            await self._call()\n", "            await self._call()\n            await self._call()\n"),
        ("return rules.over(self._state)", "return workflow.patched('over')"),
        ("return rules.over(self._state)", "return workflow.random().random()"),
        (
            '                await wait_until(self._news, None, "news")\n',
            "                await asyncio.gather(self._call())\n",
        ),
    ],
)
def test_a_change_of_commands_changes_the_fingerprint(before: str, after: str) -> None:
    """A command that is dropped, added, moved into another block or made another is noticed."""
    assert before in STORY
    assert EXPECTED != of(STORY.replace(before, after))


def test_a_change_of_order_changes_the_fingerprint() -> None:
    """The same commands the other way round are other commands to a replay."""
    first, second = "await place_call(order)", "await send(self._owner, Signal.STOP, order)"
    swapped = STORY.replace(first, "FIRST").replace(second, first).replace("FIRST", second)

    assert ["send(Signal.STOP)", "place_call()"] == of(swapped)["Story._call"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"""Tell it."""', '"""Tell it differently."""'),
        ("order = CallOrder", "# a comment\n        order = CallOrder"),
        ("rules.over(self._state)", "rules.is_over(self._state, 7)"),
        ("self._quiet", "self._silent"),
        ('"news"', '"other news"'),
    ],
)
def test_a_change_of_anything_else_does_not(before: str, after: str) -> None:
    """Words, names and rules may change: whether a rule decides otherwise, only a replay can tell."""
    assert EXPECTED == of(STORY.replace(before, after))


def test_a_step_that_is_picked_from_a_table_is_seen() -> None:
    """A method that is handed over and called later is named where it is handed over."""
    text = STORY.replace("await self._call()", "await {1: self._call}[1]()")

    assert ["while", "  _call", "  if", "    wait_until()"] == of(text)["Story.run"]


def test_every_workflow_has_a_fingerprint() -> None:
    """The file that was accepted knows the run of every workflow."""
    functions = {name for file in accepted().values() for name in file}

    assert {"Incident.run", "Escalation.run", "Pager.run"} <= functions
