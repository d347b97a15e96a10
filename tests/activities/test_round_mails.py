"""Mails of rounds: a batch in one request, a mail of their own for each person, and no one for the other audience."""

import email.policy
import json
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sendgrid import SendGridAPIClient

from activities.providers import sendgrid_client
from activities.round_mails import RoundMails
from domain.comms.dispatch.delivery import MOST_IN_A_BATCH, BusinessMails, Taken, TechnicalMails
from domain.comms.dispatch.letters import Letter
from domain.organisation import Organisation
from tests.activities.company import OUR_MAIL
from tests.activities.contract import failure, kind_of
from tests.activities.provider import Asked, Behaviour, Cuts, Hangs, Provider, Says
from tests.activities.rounds import (
    BUSINESS,
    CODE,
    FakeLetters,
    business_mails,
    business_recipient,
    company,
    technical_mails,
)
from tests.activities.sending import Attempt, sending
from tests.activities.test_mails import ACCEPTED, Unlucky
from tests.domain.company import organisation, person


async def send(
    address: str,
    batch: BusinessMails | TechnicalMails,
    letters: FakeLetters | None = None,
    *,
    of: Organisation | None = None,
    timeout_seconds: float = 30,
) -> Taken:
    """Send a batch."""
    client = sendgrid_client("SG.the-key", base_url=address, timeout_seconds=timeout_seconds)
    with sending() as way:
        mails = RoundMails(client, of or company(), letters or FakeLetters(), OUR_MAIL, way)
        attempt = Attempt().environment()
        if isinstance(batch, BusinessMails):
            return await attempt.run(mails.send_business_mails, batch)
        return await attempt.run(mails.send_technical_mails, batch)


async def asked_for(provider: Provider, batch: BusinessMails | TechnicalMails) -> dict[str, Any]:
    """Send a batch, and return what SendGrid was asked, in its one request."""
    provider.answers = ACCEPTED
    await send(provider.address, batch)
    sent: dict[str, Any] = provider.asked[-1].json
    return sent


def addresses(sent: dict[str, Any]) -> list[str]:
    """Return whom a request goes to, in order."""
    return [to["email"] for each in sent["personalizations"] for to in each["to"]]


def refusing(*bad: str, field: str = "to.0.email") -> Callable[[Asked], Behaviour]:
    """Return a provider that refuses requests with these addresses, naming each of them, and takes all others."""

    def answer(asked: Asked) -> Behaviour:
        wrong = [
            {"message": "Does not contain a valid address.", "field": f"personalizations.{place}.{field}", "help": None}
            for place, address in enumerate(addresses(asked.json))
            if address in bad
        ]
        return Says(400, {"errors": wrong}) if wrong else ACCEPTED

    return answer


async def test_a_batch_is_one_request_with_a_mail_for_each(provider: Provider) -> None:
    """Everybody has a personalization of their own, in order, and nobody sees another's address."""
    provider.answers = ACCEPTED
    taken = await send(provider.address, business_mails("ana", "bo", "cy"))

    sent = provider.only.json
    assert Taken(provider_id="filter-01.m1") == taken
    assert ["ana@larkfield.example", "bo@larkfield.example", "cy@larkfield.example"] == addresses(sent)
    assert {1} == {len(each["to"]) for each in sent["personalizations"]}
    assert set() == {"cc", "bcc"} & {name for each in sent["personalizations"] for name in each}


async def test_a_whole_batch_fits_into_a_request(provider: Provider) -> None:
    """A hundred mails are one request."""
    staff = [person(f"p{number}", email=f"p{number}@larkfield.example") for number in range(MOST_IN_A_BATCH)]
    provider.answers = ACCEPTED
    await send(provider.address, business_mails(*(each.id for each in staff)), of=organisation(*staff))

    assert MOST_IN_A_BATCH == len(provider.only.json["personalizations"])


async def test_what_becomes_of_a_mail_can_be_told_by_whose_it_is(provider: Provider) -> None:
    """SendGrid's events will carry incident, audience, round and person, all as text."""
    sent = await asked_for(provider, business_mails("ana", "bo"))

    expected = [{"code": CODE, "audience": "business", "number": "2", "person": who} for who in ("ana", "bo")]
    assert expected == [each["custom_args"] for each in sent["personalizations"]]


async def test_each_mail_has_an_id_of_its_own_that_stays_the_same(provider: Provider) -> None:
    """The same batch is the same mails; another person's, and another batch's, are others."""
    batches = [business_mails("ana", "bo"), business_mails("ana", "bo"), business_mails("ana", batch="another")]
    first, again, other = [
        [each["headers"]["Message-ID"] for each in (await asked_for(provider, batch))["personalizations"]]
        for batch in batches
    ]

    assert (first, 3) == (again, len({*first, *other}))
    assert all(re.fullmatch(r"<[0-9a-f]{32}@larkfield\.example>", each) for each in (*first, *other))


async def test_mails_of_one_audience_are_one_conversation(provider: Provider) -> None:
    """Rounds of an incident refer to one thread, which is another one for the other audience."""
    batches: list[BusinessMails | TechnicalMails] = [
        business_mails("ana"),
        business_mails("bo", batch="another"),
        technical_mails("ana"),
    ]
    threads = [(await asked_for(provider, each))["personalizations"][0]["headers"]["References"] for each in batches]

    assert (threads[0], True) == (threads[1], threads[0] != threads[2])


async def test_one_look_tells_the_audiences_apart(provider: Provider) -> None:
    """Senders have different names, and categories say which audience and which round."""
    business = await asked_for(provider, business_mails("ana"))
    technical = await asked_for(provider, technical_mails("ana"))

    assert {"email": OUR_MAIL, "name": "Incident updates"} == business["from"]
    assert {"email": OUR_MAIL, "name": "Incident updates (technical)"} == technical["from"]
    assert [{"business", "second"}, {"technical", "second"}] == [
        set(each["categories"]) for each in (business, technical)
    ]


async def test_nobody_is_followed(provider: Provider) -> None:
    """Neither opening a mail nor following a link in it is reported to anybody."""
    tracking = (await asked_for(provider, business_mails("ana")))["tracking_settings"]

    expected = {"click_tracking": {"enable": False, "enable_text": False}, "open_tracking": {"enable": False}}
    assert expected == tracking


async def test_times_are_those_of_the_batch(provider: Provider) -> None:
    """They are written on the clock of its people, who all have the same."""
    recipients = tuple(business_recipient(who, "Asia/Kolkata") for who in ("ana", "bo"))
    letters = FakeLetters()
    provider.answers = ACCEPTED
    await send(provider.address, BusinessMails(batch="b", round=BUSINESS, recipients=recipients), letters)

    assert [(BUSINESS, "Asia/Kolkata")] == letters.written


async def test_a_template_with_a_mistake_is_said(provider: Provider) -> None:
    """Why the built-in template was used comes back, for the timeline."""
    letters = FakeLetters(Letter(subject="s", text="t", html="h", plain="second.html, line 3: 'impakt' is not known"))
    provider.answers = ACCEPTED

    assert "second.html, line 3: 'impakt' is not known" == (
        (await send(provider.address, business_mails("ana"), letters)).plain
    )


async def test_whoever_has_no_address_is_left_out_and_the_others_are_told(provider: Provider) -> None:
    """An address that is gone, or a person who has left, fails nobody else's mail, and the reason is said."""
    provider.answers = ACCEPTED
    taken = await send(provider.address, business_mails("ana", "dee", "zoe", "bo"))

    assert ["ana@larkfield.example", "bo@larkfield.example"] == addresses(provider.only.json)
    assert {
        "dee": "dee has no mail address",
        "zoe": "zoe is not in the organisation file any more",
    } == taken.refused


@pytest.mark.parametrize(
    "address", ["ana(x)@larkfield.example", "ána@larkfield.example", f"{'a' * 250}@larkfield.example"]
)
async def test_an_address_no_provider_takes_is_sorted_out_before(provider: Provider, address: str) -> None:
    """What is no plain address is not sent to, as something else than was written; nor does it stand on record."""
    provider.answers = ACCEPTED
    staff = organisation(person("ana", email=address), person("bo", email="bo@larkfield.example"))
    taken = await send(provider.address, business_mails("ana", "bo"), of=staff)

    assert ["bo@larkfield.example"] == addresses(provider.only.json)
    assert {"ana": "'***@larkfield.example' is no address that mails can be sent to"} == taken.refused


@pytest.mark.parametrize("bad", [("ana",), ("bo",), ("ana", "cy")], ids="+".join)
async def test_one_bad_address_never_fails_the_others(provider: Provider, bad: tuple[str, ...]) -> None:
    """Whom SendGrid refuses by name is taken out, and the rest is sent again at once with the ids they had."""
    provider.answers = refusing(*(f"{who}@larkfield.example" for who in bad))
    taken = await send(provider.address, business_mails("ana", "bo", "cy"))
    first, second = (asked.json for asked in provider.asked)

    assert dict.fromkeys(bad, "Does not contain a valid address.") == taken.refused
    assert [f"{who}@larkfield.example" for who in ("ana", "bo", "cy") if who not in bad] == addresses(second)
    assert all(each in first["personalizations"] for each in second["personalizations"])


async def test_a_batch_nobody_of_which_is_taken_is_no_failure(provider: Provider) -> None:
    """Everybody goes on to their next channel, and nothing is sent to nobody."""
    provider.answers = refusing("ana@larkfield.example", field="to")
    taken = await send(provider.address, business_mails("ana", "dee"))

    assert ("", {"ana", "dee"}, 1) == (taken.provider_id, set(taken.refused), len(provider.asked))


@pytest.mark.parametrize(
    "fields", [["subject"], ["personalizations.0.to", "subject"], ["personalizations.9.to"], [None]], ids=str
)
async def test_a_refusal_of_the_mail_itself_is_a_failure(provider: Provider, fields: list[str | None]) -> None:
    """What is wrong with the mail is nobody's address: it is said, and not sent to some of them again."""
    wrong = [{"message": "No.", "field": field, "help": None} for field in fields]
    provider.answers = Says(400, {"errors": wrong})
    error = await failure(send(provider.address, business_mails("ana", "bo")))

    assert (("permanent", False), 1) == (kind_of(error), len(provider.asked))


@pytest.mark.parametrize("lost", [Cuts(), Says(500, "<html>Oops</html>"), Hangs()], ids=["cut", "500", "hangs"])
async def test_a_batch_whose_answer_is_lost_is_sent_once_more_as_the_same(provider: Provider, lost: Behaviour) -> None:
    """Nobody can ask SendGrid what it has: the batch is repeated whole, once, and known by its ids."""
    provider.answers = Unlucky([lost])
    await send(provider.address, business_mails("ana", "bo"), timeout_seconds=0.3)
    first, again = (asked.json for asked in provider.asked)

    assert first == again


async def test_a_round_waits_longer_for_a_provider_without_room_than_a_page(provider: Provider) -> None:
    """A minute's wait would send a page to the next channel; a hundred mails are worth it."""
    provider.answers = Says(429, {"errors": [{"message": "too many", "field": None}]}, {"Retry-After": "60"})
    error = await failure(send(provider.address, business_mails("ana")))

    assert (("temporary", True), 1) == (kind_of(error), len(provider.asked))


def test_no_audience_takes_the_others_batch() -> None:
    """A batch of one audience is none of the other's, even as data that came over the wire."""
    for batch, other in ((business_mails("ana"), TechnicalMails), (technical_mails("ana"), BusinessMails)):
        with pytest.raises(ValidationError):
            other.model_validate_json(batch.model_dump_json())


class Posted:
    """SendGrid's package, up to the wire: it remembers the request."""

    def __init__(self) -> None:
        self.request: dict[str, Any] = {}

    def send(self, mail: Any) -> Any:
        """Keep what would be sent, as JSON has it."""
        self.request = json.loads(json.dumps(mail.get()))
        return type("Answer", (), {"headers": {"X-Message-Id": "m1"}})()


def as_mail(request: dict[str, Any]) -> EmailMessage:
    """Return the mail a provider makes of a request's first personalization, parsed anew from its bytes."""
    mail = EmailMessage(policy=email.policy.SMTP)
    [personalization] = request["personalizations"]
    mail["From"] = f"{request['from']['name']} <{request['from']['email']}>"
    mail["To"] = personalization["to"][0]["email"]
    mail["Subject"] = request["subject"]
    for name, value in personalization["headers"].items():
        mail[name] = value
    plain, html = request["content"]
    mail.set_content(plain["value"])
    mail.add_alternative(html["value"], subtype="html")
    parsed = BytesParser(policy=email.policy.default).parsebytes(mail.as_bytes())
    assert isinstance(parsed, EmailMessage)
    return parsed


async def written(letter: Letter, batch: BusinessMails) -> EmailMessage:
    """Send a letter, and return the mail that comes of it."""
    posted = Posted()
    client: SendGridAPIClient = posted
    with sending() as way:
        mails = RoundMails(client, company(), FakeLetters(letter), OUR_MAIL, way)
        await Attempt().environment().run(mails.send_business_mails, batch)
    return as_mail(posted.request)


async def test_a_mail_is_one_by_the_standards() -> None:
    """It parses without a defect, in both forms, with the headers a mail must have and no other (RFC 5322, RFC 2046)."""
    mail = await written(FakeLetters().letter, business_mails("ana"))

    headers = ["From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Content-Type", "MIME-Version"]
    assert sorted(headers) == sorted(name for name in mail.keys())  # noqa: SIM118 - a mail yields no names by itself
    assert ("multipart/alternative", []) == (mail.get_content_type(), mail.defects)
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in mail.iter_parts()]
    assert "Incident updates <incidents@larkfield.example>" == mail["From"]


ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
BREAKING = st.builds(
    "{}{}{}".format, ANY_TEXT, st.sampled_from(["\r\n", "\n", "\r", "\x0b", "\u2028", "\x85"]), ANY_TEXT
)


@given(subject=ANY_TEXT | BREAKING, batch=ANY_TEXT | BREAKING, code=ANY_TEXT | BREAKING)
async def test_no_field_begins_a_header_of_its_own(subject: str, batch: str, code: str) -> None:
    """Whatever a service, a subject or an id is called, the mail has the headers we gave it and no other."""
    letter = FakeLetters().letter.model_copy(update={"subject": f"{subject}\r\nBcc: eve@example.com"})
    mails = business_mails("ana", batch=f"{batch}\r\nBcc: eve@example.com")
    mails = mails.model_copy(update={"round": BUSINESS.model_copy(update={"code": f"{code}\nBcc: eve@example.com"})})
    mail = await written(letter, mails)

    assert ({"ana@larkfield.example"}, None) == (set(str(mail["To"]).split(", ")), mail["Bcc"])
    assert 1 == len(mail.get_all("Subject", []))
    assert re.fullmatch(r"<[0-9a-f]{32}@larkfield\.example>", mail["Message-ID"])
    assert re.fullmatch(r"<[0-9a-f]{32}@larkfield\.example>", mail["References"])
