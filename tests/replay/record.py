"""Records the histories that replay tests replay and workers warm up with: `python -m tests.replay.record`.

Stories that touch what the workflows can do: silence, voicemail, a text, passing on, an acknowledgement, a stand-down ... Each
version of ours has a folder of its own. Those of earlier versions stay as they are: they stand for incidents that are open when a
new version is rolled out.
"""

import asyncio
import json
from datetime import timedelta
from importlib.metadata import version

from config.process import leave
from domain.audiences import Audience
from domain.history.archive import ArchiveStart
from domain.history.rows import HistoryToRecord
from domain.names import CANARY_ID, CHANGE_LOG_ID, Queue, WorkflowType, archive_id, incident_id
from domain.review.requests import ActionDone, ReopenAction
from domain.timeline import Kind, TimelineEntry
from tests.harness import reviews
from tests.harness.organisation import small_company
from tests.harness.rounds import company_with_stakeholder, is_declared, sends
from tests.harness.story import Story
from tests.harness.world import World, a_world
from workers.canary import start_canary
from workers.warm_up import HISTORIES


async def record() -> None:
    """Play the story and write down the history of every workflow in it; the others have worlds of their own."""
    async with a_world(small_company()) as world:
        await _play(Story(world))
        for workflow_id in sorted(world.census.ids):
            await _write_down(world, workflow_id)
    await record_rounds()
    await record_review()
    await record_archive()
    await record_canary()
    await record_change_log()


async def record_rounds() -> None:
    """Have it declared, one audience told and the other forgotten, and the last words said; write down rounds and incident."""
    async with a_world(company_with_stakeholder()) as world:
        story = Story(world)
        await is_declared(story)
        await sends(story, story.head_of_department, Audience.BUSINESS, impact="Customers cannot pay.")
        await story.after(minutes=22)
        await story.stand_down(story.head_of_department)
        await story.after(minutes=1)
        rounds = await story.workflow_ids("/comms/")
        for workflow_id in rounds:
            await _write_down(world, workflow_id)
        await _write_down(world, incident_id("checkout"), "incident.checkout.declared")


async def record_review() -> None:
    """Have an incident resolved, its review held late, an action reminded, done, opened again and done; write down the review."""
    async with a_world(company_with_stakeholder()) as world:
        story = Story(world)
        await story.is_declared()
        lead = story.head_of_department
        await story.mitigates(lead)
        await story.resolves(lead)
        await story.after(minutes=3 * 24 * 60)
        await reviews.is_held(story, lead)
        await reviews.adds(story, lead, story.on_call, in_days=3)
        await story.after(minutes=5 * 24 * 60)
        done = ActionDone(actor=await story.asker(story.on_call), number=1)
        await reviews.ask(story, done)
        await reviews.ask(story, ReopenAction(actor=await story.asker(lead), number=1, reason="it never rang"))
        await reviews.ask(story, done)
        await story.after(minutes=24 * 60)
        await _write_down(world, next(each for each in world.census.ids if each.endswith("/review")))


async def record_archive() -> None:
    """Have what an incident could not record before its end recorded, and write down the history of that."""
    async with a_world(small_company()) as world:
        entry = TimelineEntry(
            at=await world.now(), kind=Kind.NOTE, what="it is over", origin="incident/checkout#7K3Q", sequence=1
        )
        left = ArchiveStart(left=HistoryToRecord(code="checkout-7K3Q", entries=(entry,)))
        archive = archive_id(incident_id("checkout"), "7K3Q")
        await world.client.execute_workflow(WorkflowType.ARCHIVE, left, id=archive, task_queue=Queue.ENGINE)
        await _write_down(world, archive)


async def record_canary() -> None:
    """Let the canary fly twice and write down its history."""
    async with a_world(small_company()) as world:
        await start_canary(world.client)
        await world.after(minutes=1)
        await _write_down(world, CANARY_ID)


async def record_change_log() -> None:
    """Let the log keep two changes, one of them over a roll-over, and write down its history."""
    async with a_world(small_company()) as world:
        story = Story(world)
        await story.changed("checkout 4.2", minutes_ago=10)
        await story.roll_over(CHANGE_LOG_ID)
        await story.changed("a new certificate", service=None)
        await world.settle()
        await _write_down(world, CHANGE_LOG_ID)


async def _write_down(world: World, workflow_id: str, named: str = "") -> None:
    history = await world.client.get_workflow_handle(workflow_id).fetch_history()
    name = named or workflow_id.replace("/", ".")
    file = {"workflow_id": workflow_id, "history": history.to_json_dict()}
    folder = HISTORIES / version("mimp")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{_without_code(name)}.json").write_text(json.dumps(file, indent=1), "utf-8")


async def _play(story: Story) -> None:
    story.service_owner.phone.voicemail_answers()
    await story.alert()
    await story.rings_out(story.on_call)
    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    await (await story.service_owner.phone.rings(within=timedelta(minutes=5))).picked_up_by_voicemail()
    text = await story.service_owner.phone.gets_text("Reply ACK")
    await story.service_owner.phone.sends(f"PASS {text.code}")
    await (await story.head_of_department.phone.rings()).acknowledges()
    await story.alert()
    await story.service_owner.phone.sends(f"ACK {text.code}")
    await story.stand_down(story.head_of_department)
    await story.alert(status="resolved")


def _without_code(name: str) -> str:
    """Return the file's name without the incident's letters, which differ from one recording to the next."""
    parts = name.split(".")
    return ".".join(part for part in parts if not (len(part) == 4 and part.isupper()))


if __name__ == "__main__":
    asyncio.run(record())
    leave(0)
