"""P11, P13: two who decide at the same instant: one of them does, the other is told, and the incident is of one mind."""

import asyncio

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.hand_over import AcceptLead, OfferLead, WithdrawOffer
from domain.leading import PersonCard
from domain.names import Update
from domain.requests import AnyRequest, Ask, Declare, Propose, Reply, StandDown
from tests.harness.story import Story


async def _at_once(story: Story, *requests: AnyRequest) -> tuple[list[str], list[str]]:
    """Bring requests at the same instant; return the words of those that were granted, and why others were refused."""
    asking = [
        story.incident().execute_update(Update.REQUEST, Ask(request=request), result_type=Reply) for request in requests
    ]
    answers = await asyncio.gather(*asking, return_exceptions=True)
    granted = [answer.words for answer in answers if isinstance(answer, Reply)]
    failed = [answer.cause for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
    refused = [cause.message for cause in failed if isinstance(cause, ApplicationError)]
    assert len(requests) == len(granted) + len(refused), answers
    story.expected.everything_so_far()
    return granted, refused


async def _taken(story: Story) -> None:
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()


async def test_of_two_who_declare_one_does(story: Story) -> None:
    """The second is told that it is declared already; there is one lead."""
    await _taken(story)
    await story.propose(story.on_call)
    declare = Declare(actor=await story.asker(story.head_of_department))
    granted, refused = await _at_once(story, declare, declare.model_copy(update={"reason": "once more"}))
    await story.world.settle()
    story.expected.everything_so_far()

    assert (1, ["An incident that is declared cannot be declared."]) == (len(granted), refused)
    assert ("declared", "Cleo Marsh") == ((await story.seen()).state, (await story.seen()).lead)


async def test_proposing_and_standing_down_do_not_both_happen(story: Story) -> None:
    """Whichever comes first decides what the other hears."""
    await _taken(story)
    asker = await story.asker(story.on_call)
    granted, refused = await _at_once(story, Propose(actor=asker), StandDown(actor=asker, reason="a test"))
    await story.world.settle()
    story.expected.everything_so_far()

    assert (1, 1) == (len(granted), len(refused))
    assert (await story.seen()).state in {"proposed", "stood_down"}
    await story.after(minutes=1)
    story.expected.everything_so_far()


async def test_of_two_offers_accepted_at_once_the_newer_counts(story: Story) -> None:
    """One leads; whoever was asked first is told who does."""
    await _taken(story)
    await story.propose(story.on_call)
    await story.declare(story.head_of_department)
    lead = await story.asker(story.head_of_department)
    for person in (story.service_owner, story.colleague):
        card = PersonCard(id=person.person.id, name=person.name)
        await story.ask(OfferLead(actor=lead, to=card))
    askers = [await story.asker(person) for person in (story.service_owner, story.colleague)]
    granted, refused = await _at_once(story, *(AcceptLead(actor=asker) for asker in askers))
    await story.world.settle()
    story.expected.everything_so_far()

    assert (1, 1, "Dan Okoro") == (len(granted), len(refused), (await story.seen()).lead)


async def test_an_offer_is_accepted_or_withdrawn_never_both(story: Story) -> None:
    """Whichever comes first decides who leads, and the other is told."""
    await _taken(story)
    await story.propose(story.on_call)
    await story.declare(story.head_of_department)
    await story.offers_the_lead(story.head_of_department, story.service_owner)
    lead, asked = await story.asker(story.head_of_department), await story.asker(story.service_owner)
    granted, refused = await _at_once(story, AcceptLead(actor=asked), WithdrawOffer(actor=lead))
    await story.world.settle()
    story.expected.everything_so_far()

    assert (1, 1) == (len(granted), len(refused))
    accepted = granted[0].startswith("You lead")
    assert ("Bo Larsen" if accepted else "Cleo Marsh", None) == (
        (await story.seen()).lead,
        (await story.seen()).offered_to,
    )
    why = "Nobody is asked to lead it, or not any more: Bo Larsen leads it." if accepted else "the offer was withdrawn"
    assert why in refused[0]
