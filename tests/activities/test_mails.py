"""Mails: the shared contract, and what SendGrid is asked for."""

import re
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.mails import Mails
from activities.providers import sendgrid_client
from domain.errors import FailureKind
from domain.messages import Accepted, MailOrder
from tests.activities.company import ATTEMPT, MAIL, OUR_MAIL, company, mail_to
from tests.activities.contract import Channel, ChannelContract, failure
from tests.activities.provider import Provider, Says

ACCEPTED = Says(202, headers={"X-Message-Id": "filter-01.m1"})


def deliver(address: str, timeout_seconds: float = 30, person: str = "ana") -> Accepted:
    """Mail somebody about their page."""
    return send(address, mail_to(person), timeout_seconds)


def send(address: str, order: MailOrder, timeout_seconds: float = 30) -> Accepted:
    """Send a mail."""
    client = sendgrid_client("SG.the-key", base_url=address, timeout_seconds=timeout_seconds)
    accepted: Accepted = ActivityEnvironment().run(Mails(client, company(), OUR_MAIL).send_mail, order)
    return accepted


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
                FailureKind.TEMPORARY: (refuses(429, "too many requests"), "too many requests"),
                FailureKind.MISCONFIGURED: (refuses(401, no_key), no_key),
            },
            too_many=refuses(429, "too many requests"),
            person_without_address="bo",
            no_address="bo has no mail address",
        )


def asked_for(provider: Provider, order: MailOrder) -> dict[str, Any]:
    """Send a mail, and return what SendGrid was asked."""
    provider.answers = ACCEPTED
    send(provider.address, order)
    sent: dict[str, Any] = provider.asked[-1].json
    return sent


def message_id(provider: Provider, order: MailOrder) -> str:
    """Send a mail, and return the Message-ID it was given."""
    written: str = asked_for(provider, order)["headers"]["Message-ID"]
    return written


def test_a_mail_is_sent_as_worded(provider: Provider) -> None:
    """SendGrid is told our sender, the subject and our words, with our key."""
    sent = asked_for(provider, mail_to())
    asked = provider.only

    assert ("POST", "/v3/mail/send", "Bearer SG.the-key") == (asked.method, asked.path, asked.headers["Authorization"])
    assert ({"email": OUR_MAIL}, mail_to().subject) == (sent["from"], sent["subject"])
    assert [{"type": "text/plain", "value": mail_to().body}] == sent["content"]


def test_no_recipient_sees_another(provider: Provider) -> None:
    """A mail goes to one person alone: there is nobody to be seen, openly or in copy."""
    [personalization] = asked_for(provider, mail_to())["personalizations"]

    assert ([{"email": MAIL}], set()) == (personalization["to"], {"cc", "bcc"} & set(personalization))


def test_a_mail_that_is_sent_again_is_recognised_as_the_same(provider: Provider) -> None:
    """The same attempt has the same Message-ID each time, and another attempt another."""
    first, again = message_id(provider, mail_to()), message_id(provider, mail_to())
    other = message_id(provider, mail_to(attempt="another"))

    assert (first, True) == (again, first != other)


def test_a_message_id_is_one_by_the_rules_of_mail(provider: Provider) -> None:
    """The Message-ID is made of plain characters, in our domain, whatever the attempt is called."""
    written = message_id(provider, mail_to(attempt="incident/café <1>@\r\nBcc: eve@example.com"))

    assert re.fullmatch(r"<[0-9a-f]{32}@larkfield\.example>", written)


def test_mails_about_one_incident_stand_in_one_conversation(provider: Provider) -> None:
    """Two attempts of one incident refer to the same thread, which is neither of them."""
    sent = [asked_for(provider, mail_to(attempt=attempt)) for attempt in ("first", "second")]
    threads = {mail["headers"]["References"] for mail in sent}

    assert (1, True) == (len(threads), threads.isdisjoint(mail["headers"]["Message-ID"] for mail in sent))


def test_what_comes_of_a_mail_can_be_told_by_its_attempt(provider: Provider) -> None:
    """SendGrid's events will carry the attempt back to us."""
    [personalization] = asked_for(provider, mail_to())["personalizations"]

    assert {"attempt_id": ATTEMPT} == personalization["custom_args"]


def test_a_mail_to_the_sandbox_counts_as_accepted(provider: Provider) -> None:
    """SendGrid's sandbox answers 200 in place of 202, which is as good."""
    provider.answers = Says(200, headers={"X-Message-Id": "filter-01.m2"})

    assert Accepted(provider_id="filter-01.m2") == deliver(provider.address)


def test_every_reason_of_a_refusal_is_said(provider: Provider) -> None:
    """SendGrid may find several mistakes at once, and all of them come through."""
    provider.answers = refuses(400, "The subject is required.", "The content is required.")
    error = failure(lambda: deliver(provider.address))

    assert "SendGrid: The subject is required. The content is required." == error.message


@pytest.mark.parametrize(
    "body", ["<html>blocked</html>", '{"error": "blocked"}', '["blocked"]', '{"errors": "blocked"}']
)
def test_a_refusal_that_is_not_sendgrids_own_says_its_status(provider: Provider, body: str) -> None:
    """Where something before SendGrid has answered, the status stands in for a reason."""
    provider.answers = Says(403, body)
    error = failure(lambda: deliver(provider.address))

    assert ("misconfigured", "SendGrid: Forbidden") == (error.type, error.message)
