"""An invitation on its whole way: our request to the mail company, and a mail with its calendar in the mailbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from activities.providers import sendgrid_client
from activities.review_mails import ReviewMails
from config.settings import SIMULATED_SECRET
from domain.review.outward import CalendarMethod, ReviewMail
from domain.sending import Accepted
from simulator.clock import ManualClock
from simulator.company import Simulator
from simulator.config import SimulatorConfig
from tests.activities.company import ADDRESSES, MAIL, OUR_MAIL, company
from tests.activities.contract import failure, kind_of
from tests.activities.reviews import ACTIONS, UID, meeting, review_mail
from tests.activities.second_library import read
from tests.activities.sending import Attempt, sending
from tests.domain.builders import NIGHT
from tests.harness.world import _listener, _served


@dataclass(frozen=True)
class Post:
    """A mail company at an address."""

    address: str
    simulator: Simulator

    async def send(self, mail: ReviewMail) -> Accepted:
        """Send a mail of a review."""
        client = sendgrid_client(SIMULATED_SECRET, base_url=self.address, timeout_seconds=5)
        with sending() as way:
            mails = ReviewMails(client, company(), ADDRESSES, OUR_MAIL, way)
            return await Attempt().environment().run(mails.send_review_mail, mail)


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """The simulator over real HTTP; it reports to nobody."""
    async with httpx.AsyncClient() as client:
        simulator = Simulator(ManualClock(NIGHT), SimulatorConfig(sendgrid_key=SIMULATED_SECRET), client)
        async with _served(simulator.app, _listener()) as address:
            yield Post(address, simulator)
        await simulator.close()


async def test_an_invitation_arrives_with_its_calendar(post: Post) -> None:
    """One mail in Ana's mailbox, in three forms and with a file; her calendar reads the meeting from it."""
    await post.send(review_mail(entry=meeting(), actions=ACTIONS))
    [mail] = post.simulator.mails

    assert (MAIL, ("text/plain", "text/html", "text/calendar; method=REQUEST"), ("invite.ics",)) == (
        mail.to,
        mail.content_types,
        mail.attachments,
    )
    assert UID == read(mail.calendar).vevent.uid.value


async def test_a_change_and_the_end_of_it_are_of_the_same_meeting(post: Post) -> None:
    """Whoever got the first mail has its event changed by the second, and taken out by the third."""
    cancelled = meeting(2, method=CalendarMethod.CANCEL)
    for entry in (meeting(0), meeting(1, place="Room 5"), cancelled):
        await post.send(review_mail(mail_id=f"invitation/{entry.sequence}/ana", entry=entry))
    calendars = [read(mail.calendar) for mail in post.simulator.mails]

    assert [("REQUEST", UID, "0"), ("REQUEST", UID, "1"), ("CANCEL", UID, "2")] == [
        (each.method.value, each.vevent.uid.value, each.vevent.sequence.value) for each in calendars
    ]
    assert 3 == len({mail.headers["Message-ID"] for mail in post.simulator.mails})


async def test_an_invitation_whose_answer_is_lost_comes_twice_as_the_same(post: Post) -> None:
    """It is repeated once, with its Message-ID and its calendar: a reader's programme takes it for one."""
    post.simulator.set_faults([{"on": "send_mail", "do": "cut", "when": "after", "times": 1}])
    await post.send(review_mail(entry=meeting()))
    mails = [(mail.headers["Message-ID"], mail.calendar) for mail in post.simulator.mails]

    assert (2, 1) == (len(mails), len(set(mails)))


async def test_what_nobody_answers_for_twice_is_a_failure(post: Post) -> None:
    """The review is told that it may have arrived, and decides."""
    post.simulator.set_faults([{"on": "send_mail", "do": "cut", "when": "after", "times": 2}])
    error = await failure(post.send(review_mail(entry=meeting())))

    assert ("unknown", False) == kind_of(error)
