"""Reviews and their actions, as a scenario speaks of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.leading import PersonCard
from domain.names import Query, Update
from domain.requests import Reply
from domain.review.requests import AddAction, AnswerQuestion, Question, ReviewAsk, ReviewHeld, ReviewRequest
from domain.review.views import ReviewView
from simulator.records import MailRecord
from tests.harness.people import Actor
from tests.harness.story import Story


def handle(story: Story) -> Any:
    """Return the workflow of the one review there is."""
    [workflow_id] = [each for each in story.world.census.ids if each.endswith("/review")]
    return story.world.client.get_workflow_handle(workflow_id)


async def review(story: Story) -> ReviewView:
    """Return how the review stands."""
    await story.world.settle()
    view: ReviewView = await handle(story).query(Query.SNAPSHOT, result_type=ReviewView)
    return view


async def ended(story: Story) -> bool:
    """Whether the review has come to its end."""
    await story.world.settle()
    return (await handle(story).describe()).status is WorkflowExecutionStatus.COMPLETED


async def ask(story: Story, request: ReviewRequest) -> str:
    """Bring a request to the review, and return the words said back."""
    reply = await handle(story).execute_update(Update.REQUEST, ReviewAsk(request=request), result_type=Reply)
    await story.world.settle()
    return str(reply.words)


async def refused(story: Story, request: ReviewRequest) -> str:
    """Bring a request to the review, see that it is refused, and return why."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await ask(story, request)
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause.message


async def is_held(story: Story, who: Actor) -> None:
    """Have every question answered, and the review held, by somebody who runs it."""
    actor = await story.asker(who)
    for question in Question:
        await ask(story, AnswerQuestion(actor=actor, question=question, answer="nothing"))
    await ask(story, ReviewHeld(actor=actor))


async def adds(story: Story, who: Actor, owner: Actor, in_days: int, text: str = "watch the certificate") -> date:
    """Have an action added that is due in so many days; return the day."""
    due = ((await story.world.now()) + timedelta(days=in_days)).date()
    card = PersonCard(id=owner.person.id, name=owner.name, time_zone=owner.person.time_zone)
    measure = "an alarm rings in a test"
    await ask(story, AddAction(actor=await story.asker(who), text=text, owner=card, due=due, measure=measure))
    return due


def mails_to(story: Story, who: Actor, containing: str) -> list[MailRecord]:
    """Return the mails somebody got whose subject has these words, the first one first."""
    mails = story.world.simulator.mails
    return [mail for mail in mails if mail.to == who.person.email and containing in mail.subject]
