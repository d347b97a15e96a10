"""What was promised is called to mind, goes up when it is late, and is never without an owner (P25, P28)."""

from datetime import timedelta

from domain.review.requests import ActionDone, CloseReview
from tests.harness.reviews import adds, ask, ended, is_held, mails_to, review
from tests.harness.story import Story

_DAY = 24 * 60


async def test_a_review_that_is_not_held_goes_up(story: Story) -> None:
    """The lead hears of it when it is due, the service owner a day later, the head of department another day later."""
    await story.is_declared()
    await story.mitigates(story.head_of_department)
    await story.resolves(story.head_of_department)
    await story.after(minutes=2 * _DAY - 1)
    owner, head = story.service_owner, story.head_of_department
    seen = [[len(mails_to(story, who, "is not held")) for who in (owner, head)]]
    for _ in range(3):
        await story.after(minutes=_DAY)
        seen.append([len(mails_to(story, who, "is not held")) for who in (owner, head)])
    story.expected.everything_so_far()

    assert [[0, 0], [0, 1], [1, 1], [1, 2]] == seen


async def test_an_action_ninety_days_away_is_reminded_overdue_and_done(story: Story) -> None:
    """Its owner is reminded a week and a day before and on the day; then others hear of it, until it is done."""
    await story.is_declared()
    lead, owner = story.head_of_department, story.on_call
    await story.mitigates(lead)
    await story.resolves(lead)
    await is_held(story, lead)
    await adds(story, lead, owner, in_days=90)
    reminded, overdue = [], []
    for day in (82, 84, 90, 92, 94):
        due_at = (await review(story)).actions[0]
        assert due_at.open
        await story.after(minutes=day * _DAY - (await _days_passed(story)) * _DAY)
        reminded.append(len(mails_to(story, owner, "Due by")))
        overdue.append([len(mails_to(story, who, "Overdue")) for who in (owner, story.service_owner, lead)])
    await ask(story, ActionDone(actor=await story.asker(owner), number=1))
    await ask(story, CloseReview(actor=await story.asker(lead)))
    assert await ended(story)
    story.expected.everything_so_far()

    assert [0, 1, 2, 3, 3] == reminded
    assert [0, 0, 0] == overdue[2]
    assert [1, 1, 0] == overdue[3]
    assert [2, 1, 1] == overdue[4]
    assert [2, 1, 1] == [len(mails_to(story, who, "Overdue")) for who in (owner, story.service_owner, lead)]


async def _days_passed(story: Story) -> float:
    held_at = (await review(story)).held_at
    assert held_at is not None
    return ((await story.world.now()) - held_at) / timedelta(days=1)
