"""A round on its whole way: our request to the mail company, a mail in each mailbox, and the word on it back in our records."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from activities.providers import sendgrid_client
from activities.round_mails import RoundMails
from config.event_keys import new_event_keys
from config.settings import SIMULATED_SECRET, Settings
from domain.comms.dispatch.delivery import BusinessMails, Outcome, Taken
from domain.comms.dispatch.receipts import standing
from domain.organisation import Organisation
from gateway.app import create_app
from records.database import open_records
from records.receipts import Receipts
from records.upkeep import prepare
from simulator.clock import ManualClock
from simulator.company import Simulator
from simulator.config import SimulatorConfig
from tests.activities.company import OUR_MAIL
from tests.activities.contract import failure, kind_of
from tests.activities.rounds import CODE, FakeLetters, business_mails
from tests.activities.sending import Attempt, sending
from tests.domain.builders import NIGHT
from tests.domain.company import organisation, person
from tests.gateway.fakes import FakeTemporal
from tests.harness.world import _listener, _served

PEOPLE = tuple(f"p{number}" for number in range(100))


def company() -> Organisation:
    """Return a company of a hundred people, and Bounce and Drop, whose mails do not arrive."""
    return organisation(*(person(who, email=f"{who}@larkfield.example") for who in (*PEOPLE, "bounce", "drop")))


@dataclass(frozen=True)
class Round:
    """A mail company at an address, and a gateway it reports to."""

    address: str
    simulator: Simulator
    temporal: FakeTemporal
    kept: Receipts

    async def send(self, batch: BusinessMails) -> Taken:
        """Send a batch, and let everything come of it that does."""
        with sending() as way:
            client = sendgrid_client(SIMULATED_SECRET, base_url=self.address, timeout_seconds=5)
            mails = RoundMails(client, company(), FakeLetters(), OUR_MAIL, way)
            try:
                return await Attempt().environment().run(mails.send_business_mails, batch)
            finally:
                assert isinstance(self.simulator.clock, ManualClock)
                await self.simulator.clock.advance(10)

    def outcomes(self) -> dict[str, Outcome]:
        """Return what is known of each person's mail."""
        return {each.person: each.outcome for each in standing(self.kept.of(CODE))}


@pytest.fixture
async def on_its_way(tmp_path: Path) -> AsyncIterator[Round]:
    """A round that goes over real HTTP, and is reported to a real gateway."""
    keys, records, temporal = new_event_keys(), f"sqlite:///{tmp_path}/records.db", FakeTemporal()
    engine = open_records(records)
    prepare(engine)
    settings = Settings(
        signing_key=SecretStr("a signing key of the tests, long enough"),
        sendgrid_event_key=keys.public,
        records_url=SecretStr(records),
    )
    gateway = httpx.ASGITransport(app=create_app(settings, company(), temporal, lambda: NIGHT))
    config = SimulatorConfig(
        sendgrid_key=SIMULATED_SECRET, event_webhook="http://gateway/sendgrid/events", event_key=keys.private
    )
    async with httpx.AsyncClient(transport=gateway) as client:
        simulator = Simulator(ManualClock(NIGHT), config, client)
        async with _served(simulator.app, _listener()) as address:
            yield Round(address, simulator, temporal, Receipts(engine))
        await simulator.close()
    engine.dispose()


async def test_everybody_has_a_mail_and_a_receipt_of_their_own(on_its_way: Round) -> None:
    """A hundred people, one request: each mailbox has one mail, and each person's mail is known to be delivered."""
    taken = await on_its_way.send(business_mails(*PEOPLE))

    assert [f"{who}@larkfield.example" for who in PEOPLE] == [mail.to for mail in on_its_way.simulator.mails]
    assert all("business" in mail.categories for mail in on_its_way.simulator.mails)
    assert {taken.provider_id} == {mail.message_id for mail in on_its_way.simulator.mails}
    assert dict.fromkeys(PEOPLE, Outcome.DELIVERED) == on_its_way.outcomes()
    assert [] == on_its_way.temporal.requests


async def test_whose_mail_does_not_arrive_is_told_to_the_rounds(on_its_way: Round) -> None:
    """The rounds hear of failures alone, so that these people go on to their next channel."""
    await on_its_way.send(business_mails("p1", "bounce", "drop"))
    told = [each.person for report in on_its_way.temporal.undelivered for each in report.failed]

    assert {"bounce", "drop"} == set(told)
    assert {"p1": Outcome.DELIVERED, "bounce": Outcome.FAILED, "drop": Outcome.FAILED} == on_its_way.outcomes()


async def test_a_batch_that_was_taken_and_answered_with_an_error_comes_twice_as_the_same(on_its_way: Round) -> None:
    """Only that batch is repeated, and each mail is known for the one before by its Message-ID."""
    on_its_way.simulator.set_faults([{"on": "send_mail", "do": "error", "when": "after"}])
    await on_its_way.send(business_mails("p1", "p2"))
    ids = [mail.headers["Message-ID"] for mail in on_its_way.simulator.mails]

    assert (4, 2) == (len(ids), len(set(ids)))


async def test_a_batch_nobody_answers_for_is_a_failure_that_says_it_may_have_arrived(on_its_way: Round) -> None:
    """After two lost answers nothing is sent blindly again: the rounds decide, and receipts may yet tell."""
    on_its_way.simulator.set_faults([{"on": "send_mail", "do": "cut", "when": "after", "times": 2}])
    error = await failure(on_its_way.send(business_mails("p1")))

    assert ("unknown", False) == kind_of(error)
    assert {"p1": Outcome.DELIVERED} == on_its_way.outcomes()
