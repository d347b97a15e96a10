"""Mails: the shared contract, and what SendGrid is asked for."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from activities.mails import Mails
from activities.providers import sendgrid_client
from domain.errors import FailureKind
from domain.senders import Senders
from domain.sending import Accepted, MailOrder
from tests.activities.company import ADDRESSES, ATTEMPT, MAIL, OUR_MAIL, company, mail_to
from tests.activities.contract import Channel, ChannelContract, failure, kind_of
from tests.activities.provider import Asked, Behaviour, Cuts, Hangs, Provider, Says
from tests.activities.sending import Attempt, sending

ACCEPTED = Says(202, headers={"X-Message-Id": "filter-01.m1"})


OUR_NUMBERS = Senders(default="+447700900000")


async def deliver(address: str, timeout_seconds: float = 30, person: str = "ana") -> Accepted:
    """Mail somebody about their page."""
    return await send(address, mail_to(person), timeout_seconds)


async def send(address: str, order: MailOrder, timeout_seconds: float = 30, attempt: Attempt | None = None) -> Accepted:
    """Send a mail."""
    client = sendgrid_client("SG.the-key", base_url=address, timeout_seconds=timeout_seconds)
    with sending() as way:
        mails = Mails(client, company(), ADDRESSES, OUR_MAIL, OUR_NUMBERS, way)
        return await (attempt or Attempt()).environment().run(mails.send_mail, order)


def refuses(status: int, *messages: str) -> Says:
    """Return a refusal as SendGrid writes it."""
    return Says(status, {"errors": [{"message": message, "field": None, "help": None} for message in messages]})


class TestMails(ChannelContract):
    """The shared contract, for mails."""

    @pytest.fixture
    def channel(self) -> Channel:
        """How a mail is sent."""
        no_key = "The provided authorization grant is invalid, expired, or revoked"
        return Channel(
            deliver=deliver,
            accepts=ACCEPTED,
            provider_id="filter-01.m1",
            refusals={
                FailureKind.PERMANENT: (refuses(400, "Does not contain a valid address."), "a valid address."),
                FailureKind.MISCONFIGURED: (refuses(401, no_key), no_key),
            },
            too_many=Says(429, refuses(429, "too many requests").body, {"Retry-After": "3"}),
            sends=2,
            person_without_address="bo",
            no_address="bo has no mail address",
        )


async def asked_for(provider: Provider, order: MailOrder) -> dict[str, Any]:
    """Send a mail, and return what SendGrid was asked."""
    provider.answers = ACCEPTED
    await send(provider.address, order)
    sent: dict[str, Any] = provider.asked[-1].json
    return sent


async def message_id(provider: Provider, order: MailOrder) -> str:
    """Send a mail, and return the Message-ID it was given."""
    written: str = (await asked_for(provider, order))["headers"]["Message-ID"]
    return written


async def test_a_mail_is_sent_as_worded(provider: Provider) -> None:
    """SendGrid is told our sender, the subject and our words, with our key."""
    sent = await asked_for(provider, mail_to())
    asked = provider.only

    assert ("POST", "/v3/mail/send", "Bearer SG.the-key") == (asked.method, asked.path, asked.headers["Authorization"])
    assert ({"email": OUR_MAIL}, mail_to().subject) == (sent["from"], sent["subject"])
    assert ["text/plain", "text/html"] == [part["type"] for part in sent["content"]]


async def test_no_recipient_sees_another(provider: Provider) -> None:
    """A mail goes to one person alone: there is nobody to be seen, openly or in copy."""
    [personalization] = (await asked_for(provider, mail_to()))["personalizations"]

    assert ([{"email": MAIL}], set()) == (personalization["to"], {"cc", "bcc"} & set(personalization))


async def test_a_mail_that_is_sent_again_is_recognised_as_the_same(provider: Provider) -> None:
    """The same attempt has the same Message-ID each time, and another attempt another."""
    first, again = await message_id(provider, mail_to()), await message_id(provider, mail_to())
    other = await message_id(provider, mail_to(attempt="another"))

    assert (first, True) == (again, first != other)


async def test_a_message_id_is_one_by_the_rules_of_mail(provider: Provider) -> None:
    """The Message-ID is made of plain characters, in our domain, whatever the attempt is called."""
    written = await message_id(provider, mail_to(attempt="incident/café <1>@\r\nBcc: eve@example.com"))

    assert re.fullmatch(r"<[0-9a-f]{32}@larkfield\.example>", written)


async def test_mails_about_one_incident_stand_in_one_conversation(provider: Provider) -> None:
    """Two attempts of one incident refer to the same thread, which is neither of them."""
    sent = [await asked_for(provider, mail_to(attempt=attempt)) for attempt in ("first", "second")]
    threads = {mail["headers"]["References"] for mail in sent}

    assert (1, True) == (len(threads), threads.isdisjoint(mail["headers"]["Message-ID"] for mail in sent))


async def test_what_comes_of_a_mail_can_be_told_by_its_attempt(provider: Provider) -> None:
    """SendGrid's events will carry the attempt back to us."""
    [personalization] = (await asked_for(provider, mail_to()))["personalizations"]

    assert {"attempt_id": ATTEMPT} == personalization["custom_args"]


async def test_a_mail_to_the_sandbox_counts_as_accepted(provider: Provider) -> None:
    """SendGrid's sandbox answers 200 in place of 202, which is as good."""
    provider.answers = Says(200, headers={"X-Message-Id": "filter-01.m2"})

    assert Accepted(provider_id="filter-01.m2") == await deliver(provider.address)


async def test_every_reason_of_a_refusal_is_said(provider: Provider) -> None:
    """SendGrid may find several mistakes at once, and all of them come through."""
    provider.answers = refuses(400, "The subject is required.", "The content is required.")
    error = await failure(deliver(provider.address))

    assert "SendGrid: The subject is required. The content is required." == error.message


@pytest.mark.parametrize(
    "body", ["<html>blocked</html>", '{"error": "blocked"}', '["blocked"]', '{"errors": "blocked"}']
)
async def test_a_refusal_that_is_not_sendgrids_own_says_its_status(provider: Provider, body: str) -> None:
    """Where something before SendGrid has answered, the status stands in for a reason."""
    provider.answers = Says(403, body)
    error = await failure(deliver(provider.address))

    assert ("misconfigured", "SendGrid: Forbidden") == (error.type, error.message)


async def test_no_link_leads_over_sendgrids_own_pages(provider: Provider) -> None:
    """Nobody's clicks are followed: a link with its token stays as it is written."""
    tracking = (await asked_for(provider, mail_to()))["tracking_settings"]

    expected = {"click_tracking": {"enable": False, "enable_text": False}, "open_tracking": {"enable": False}}
    assert expected == tracking


async def test_a_subject_is_one_line(provider: Provider) -> None:
    """Whatever an alert is called, it starts no header of its own."""
    order = mail_to().model_copy(update={"subject": "[a-AAAA] Down\r\nBcc: eve@example.com"})

    assert "[a-AAAA] Down Bcc: eve@example.com" == (await asked_for(provider, order))["subject"]


@dataclass
class Unlucky:
    """A provider whose first answers are lost."""

    lost: list[Behaviour]

    def __call__(self, _: Asked) -> Behaviour:
        """Answer a mail."""
        return self.lost.pop(0) if self.lost else ACCEPTED


@pytest.mark.parametrize("lost", [Cuts(), Cuts(after=b"HTT"), Says(500, "<html>Oops</html>"), Hangs()])
async def test_a_mail_whose_answer_is_lost_is_sent_once_more_as_the_same(provider: Provider, lost: Behaviour) -> None:
    """Nobody can ask SendGrid what it has, so the mail is repeated with its Message-ID, by which it is known as one."""
    provider.answers = Unlucky([lost])
    accepted = await send(provider.address, mail_to(), timeout_seconds=0.3)

    first, again = (asked.json["headers"]["Message-ID"] for asked in provider.asked)
    assert (Accepted(provider_id="filter-01.m1"), first) == (accepted, again)


async def test_a_mail_is_not_repeated_for_ever(provider: Provider) -> None:
    """After two lost answers the next channel is tried, and the reason says that it may have arrived."""
    provider.answers = Unlucky([Cuts(), Cuts(), Cuts()])
    error = await failure(deliver(provider.address))

    expected = "the connection broke before the provider answered, and again when it was repeated"
    assert (("unknown", False), expected, 2) == (kind_of(error), error.message, len(provider.asked))


async def test_a_mail_whose_worker_died_is_sent_once_more(provider: Provider) -> None:
    """The worker may have died before it sent: the mail is sent again, and not twice more."""
    provider.answers = Unlucky([Cuts()])
    error = await failure(send(provider.address, mail_to(), attempt=Attempt(2)))

    assert (("unknown", False), 1) == (kind_of(error), len(provider.asked))
