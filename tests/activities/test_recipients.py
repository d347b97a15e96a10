"""Who is told in a round, asked when it is sent."""

from datetime import datetime

from temporalio.testing import ActivityEnvironment

from activities.recipients import Recipients
from domain.comms.audience.recipients import (
    BusinessAudience,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipients,
)
from tests.activities.rounds import company
from tests.domain.builders import NIGHT, at


async def test_whoever_is_on_duty_at_that_moment_is_told() -> None:
    """The clock is read for every round, so that a rota that has turned is seen."""
    asked: list[datetime] = []

    def now() -> datetime:
        asked.append(NIGHT if not asked else at(60))
        return asked[-1]

    recipients = Recipients(company(), now)
    audience = TechnicalAudience(teams={"shop": "owns Checkout, which fails"})
    for _ in range(2):
        found: TechnicalRecipients = await ActivityEnvironment().run(recipients.resolve_technical_recipients, audience)

    assert [NIGHT, at(60)] == asked
    assert ["ana", "cy"] == [each.person for each in found.recipients]


async def test_business_stakeholders_are_found_by_their_ids() -> None:
    """Each comes with why, and whom nobody can tell is named."""
    audience = BusinessAudience(people={"bo": "owner of Sales", "dee": "contact for Sales"})
    found: BusinessRecipients = await ActivityEnvironment().run(
        Recipients(company(), lambda: NIGHT).resolve_business_recipients, audience
    )

    assert [("bo", "owner of Sales")] == [(each.person, each.because) for each in found.recipients]
    assert ("Dee has neither a mail address nor a telephone number",) == found.left_out
