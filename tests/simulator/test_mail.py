"""Mail, sent with SendGrid's own package."""

import asyncio
import base64
from typing import Any

import pytest
from python_http_client.exceptions import BadRequestsError, UnauthorizedError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    Attachment,
    Category,
    CustomArg,
    FileContent,
    FileName,
    FileType,
    Header,
    Mail,
    MimeType,
    ReplyTo,
    To,
)

from simulator.sendgrid_checks import mistakes
from tests.simulator.conftest import Served
from tests.simulator.world import World

HEADERS = {"Authorization": "Bearer SG.the-key"}


def written(**changes: Any) -> dict[str, Any]:
    """Write a mail SendGrid takes, with changes; a change to None leaves the field out."""
    mail = {
        "from": {"email": "incidents@example.com"},
        "personalizations": [{"to": [{"email": "ada@example.com"}]}],
        "subject": "Checkout is down",
        "content": [{"type": "text/plain", "value": "Since 01:58."}],
    } | changes
    return {name: value for name, value in mail.items() if value is not None}


async def send(served: Served, mail: Mail, key: str = "SG.the-key") -> Any:
    """Send a mail with SendGrid's package."""
    client = SendGridAPIClient(key, host=served.url)
    return await asyncio.to_thread(client.send, mail)


async def test_a_mail_lands_in_the_mailbox_as_it_was_written(served: Served) -> None:
    """Everything SendGrid's package can put into a mail is kept for its reader."""
    mail = Mail("incidents@example.com", subject="Checkout is down")
    mail.add_to(To("ada@example.com"))
    mail.reply_to = ReplyTo("lead@example.com")
    mail.add_content("Since 01:58.", MimeType.text)
    mail.add_content("<p>Since <b>01:58</b>.</p>", MimeType.html)
    mail.add_header(Header("In-Reply-To", "<round-1@example.com>"))
    mail.add_custom_arg(CustomArg("incident", "checkout-7K3Q"))
    mail.add_category(Category("technical"))
    mail.add_attachment(
        Attachment(
            FileContent(base64.b64encode(b"BEGIN:VCALENDAR").decode()),
            FileName("invite.ics"),
            FileType("text/calendar"),
        )
    )

    answer = await send(served, mail)

    assert (answer.status_code, answer.body, bool(answer.headers["X-Message-Id"])) == (202, b"", True)
    (kept,) = served.world.simulator.mails
    assert (kept.to, kept.from_, kept.reply_to) == ("ada@example.com", "incidents@example.com", "lead@example.com")
    assert (kept.subject, kept.text, kept.html) == ("Checkout is down", "Since 01:58.", "<p>Since <b>01:58</b>.</p>")
    assert kept.headers == {"In-Reply-To": "<round-1@example.com>"}
    assert kept.custom_args == {"incident": "checkout-7K3Q"}
    assert (kept.categories, kept.attachments) == (("technical",), ("invite.ics",))
    assert kept.content_types == ("text/plain", "text/html")


async def test_every_recipient_has_a_mail(world: World) -> None:
    """Each personalization keeps its own subject and arguments; copies are delivered too."""
    personalizations = [
        {"to": [{"email": "ada@example.com"}], "cc": [{"email": "cleo@example.com"}], "custom_args": {"to": "ada"}},
        {"to": [{"email": "ben@example.com"}], "subject": "For Ben"},
    ]
    mail = written(personalizations=personalizations, custom_args={"round": "1"})
    await world.http.post("/v3/mail/send", json=mail, headers=HEADERS, auth=lambda request: request)

    assert [(kept.to, kept.subject, kept.custom_args) for kept in world.simulator.mails] == [
        ("ada@example.com", "Checkout is down", {"round": "1", "to": "ada"}),
        ("cleo@example.com", "Checkout is down", {"round": "1", "to": "ada"}),
        ("ben@example.com", "For Ben", {"round": "1"}),
    ]


async def test_a_wrong_key_is_refused(served: Served) -> None:
    """A wrong key is answered as SendGrid does, and nothing is delivered."""
    mail = Mail("incidents@example.com", "ada@example.com", "Subject", "Text")

    with pytest.raises(UnauthorizedError) as refusal:
        await send(served, mail, key="SG.wrong")
    assert refusal.value.to_dict == {
        "errors": [
            {
                "message": "The provided authorization grant is invalid, expired, or revoked",
                "field": None,
                "help": None,
            }
        ]
    }
    assert served.world.simulator.mails == ()


async def test_a_mail_without_subject_is_refused(served: Served) -> None:
    """SendGrid's package raises its own error, with the field that is wrong."""
    mail = Mail("incidents@example.com", "ada@example.com", plain_text_content="Text")

    with pytest.raises(BadRequestsError) as refusal:
        await send(served, mail)
    assert [error["field"] for error in refusal.value.to_dict["errors"]] == ["subject"]


async def test_what_is_no_json_is_refused(world: World) -> None:
    """A body that is not JSON is a bad request."""
    answer = await world.http.post("/v3/mail/send", content=b"{", headers=HEADERS, auth=lambda request: request)

    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, "Bad Request")


async def test_in_sandbox_mode_nothing_is_delivered(world: World) -> None:
    """A mail in sandbox mode is only checked."""
    mail = written(mail_settings={"sandbox_mode": {"enable": True}})
    answer = await world.http.post("/v3/mail/send", json=mail, headers=HEADERS, auth=lambda request: request)

    assert (answer.status_code, world.simulator.mails) == (200, ())


def test_a_good_mail_has_no_mistakes() -> None:
    """What SendGrid takes is not complained about, with a subject per recipient too."""
    assert mistakes(written()) == []
    one = [{"to": [{"email": "ada@example.com"}], "subject": "Hers"}]
    assert mistakes(written(subject=None, personalizations=one)) == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"from": None}, ["from.email"]),
        ({"from": {"email": "nobody"}}, ["from.email"]),
        ({"from": {"email": "ünïcode@example.com"}}, ["from.email"]),
        ({"reply_to": {"email": "nobody"}}, ["reply_to.email"]),
        ({"personalizations": []}, ["personalizations"]),
        ({"personalizations": [{"to": []}]}, ["personalizations.0.to"]),
        ({"personalizations": [{"to": [{"email": "ada"}]}]}, ["personalizations.0.to"]),
        (
            {"personalizations": [{"to": [{"email": "ada@example.com"}], "cc": [{"email": "ADA@example.com"}]}]},
            ["personalizations.0"],
        ),
        (
            {"personalizations": [{"to": [{"email": f"p{n}@example.com"} for n in range(1001)]}]},
            ["personalizations"],
        ),
        ({"subject": ""}, ["subject"]),
        ({"content": []}, ["content"]),
        ({"content": [{"type": "text/plain", "value": ""}]}, ["content.0.value"]),
        (
            {"content": [{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]},
            ["content"],
        ),
        ({"attachments": [{"content": "aGk="}]}, ["attachments.0.filename"]),
        ({"attachments": [{"filename": "a.ics", "content": "?"}]}, ["attachments.0.content"]),
        ({"categories": [str(number) for number in range(11)]}, ["categories"]),
        ({"custom_args": {"big": "x" * 10_000}}, ["custom_args"]),
        (
            {"personalizations": [{"to": [{"email": "ada@example.com"}], "custom_args": {"n": 1}}]},
            ["personalizations.0.custom_args"],
        ),
    ],
)
def test_each_mistake_is_named(changes: dict[str, Any], fields: list[str]) -> None:
    """What SendGrid refuses is refused, with the field it stands in."""
    assert [mistake.field for mistake in mistakes(written(**changes))] == fields


def test_what_is_no_mail_at_all_is_refused() -> None:
    """A list is not a mail."""
    assert [mistake.message for mistake in mistakes([])] == ["Bad Request"]
