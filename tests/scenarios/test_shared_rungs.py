"""P4: two people on one rung are called at once."""

from datetime import timedelta

from domain.organisation import Organisation, RungName
from tests.harness.organisation import small_company
from tests.harness.story import a_story


def _shared() -> Organisation:
    """Return the company with the service owner beside the on-call engineer."""
    company = small_company()
    standard = company.ladders["standard"]
    first = standard.rungs[0].model_copy(update={"together_with": (RungName.SERVICE_OWNER,)})
    ladder = standard.model_copy(update={"rungs": (first, standard.rungs[2])})
    return company.model_copy(update={"ladders": {"standard": ladder}})


async def test_both_phones_ring_and_one_answer_stops_the_other() -> None:
    """The on-call engineer and the service owner are called together; the first who answers has it."""
    async with a_story(_shared()) as story:
        await story.alert()
        engineers = await story.on_call.phone.rings()
        await (await story.service_owner.phone.rings()).acknowledges()
        await engineers.cancelled()

        assert story.service_owner.name == await story.holder()


async def test_when_neither_answers_the_next_rung_is_called() -> None:
    """Nobody is called twice at once, and the head of department is called next."""
    async with a_story(_shared()) as story:
        await story.alert()
        for _ in range(2):
            calls = [
                await each.phone.rings(within=timedelta(minutes=6)) for each in (story.on_call, story.service_owner)
            ]
            for call in calls:
                await call.not_answered()
        for each in (story.on_call, story.service_owner):
            await each.phone.gets_text("Reply ACK")
            await each.mailbox.gets_mail()
        await (await story.head_of_department.phone.rings(within=timedelta(minutes=6))).acknowledges()

        assert story.head_of_department.name == await story.holder()
