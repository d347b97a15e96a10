"""From mitigation to the last action done: the half of an incident that is easily forgotten (P24 to P28)."""

from domain.requests import Reopen
from domain.review.requests import ActionDone, CloseReview, ReviewHeld
from tests.harness.reviews import adds, ask, ended, is_held, mails_to, refused, review
from tests.harness.story import Story


async def test_a_review_is_held_and_its_action_done(story: Story) -> None:
    """Everyone involved is invited; held takes an answer to each question; a day after its last action is done it is closed."""
    await story.is_declared()
    lead = story.head_of_department
    await story.mitigates(lead)
    await story.resolves(lead)
    await story.after(seconds=30)
    story.expected.everything_so_far()

    assert [1, 1] == [len(mails_to(story, who, "Review of")) for who in (story.on_call, lead)]
    held = ReviewHeld(actor=await story.asker(lead))
    assert "What prevents this or similar incidents?" in await refused(story, held)

    await is_held(story, lead)
    await adds(story, lead, story.on_call, in_days=30)
    await story.after(seconds=5)
    assert 1 == len(mails_to(story, story.on_call, "Yours, by"))
    await ask(story, ActionDone(actor=await story.asker(story.on_call), number=1, what="there is an alarm"))
    await story.after(minutes=23 * 60)
    assert "following_up" == (await review(story)).state
    await story.after(minutes=60)
    story.expected.everything_so_far()

    assert ("closed", True) == ((await review(story)).state, await ended(story))
    assert [1, 1] == [len(mails_to(story, who, "is closed")) for who in (story.on_call, lead)]


async def test_what_was_closed_is_reviewed_again_when_it_was_not_over(story: Story) -> None:
    """Reopened and mitigated again, an incident has its review held again: the answers stay, and actions count on."""
    await story.is_declared()
    lead = story.head_of_department
    await story.mitigates(lead)
    await is_held(story, lead)
    await adds(story, lead, story.on_call, in_days=30)
    await ask(story, ActionDone(actor=await story.asker(story.on_call), number=1, what="there is an alarm"))
    await ask(story, CloseReview(actor=await story.asker(lead)))
    await story.after(seconds=5)
    assert ("closed", False) == ((await review(story)).state, await ended(story))  # it may still be reopened

    await story.ask(Reopen(actor=await story.asker(lead), reason="it is back"))
    await story.after(minutes=1)
    await story.mitigates(lead)
    await story.after(minutes=1)
    again = await review(story)
    await is_held(story, lead)
    await adds(story, lead, story.on_call, in_days=30)
    story.expected.everything_so_far()

    assert ("scheduled", 4) == (again.state, len(again.answers))
    assert again.due_at is not None
    assert [1, 2] == [action.number for action in (await review(story)).actions]
