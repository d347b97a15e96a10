"""A mail-send request judged as SendGrid judges it. The words are SendGrid's own where they are known."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html"
MOST_RECIPIENTS = 1000
MOST_CATEGORIES = 10
LARGEST_CUSTOM_ARGS = 10_000
_ADDRESS = re.compile(r"^[^@\s,;]+@[^@\s,;]+$")


@dataclass(frozen=True)
class Mistake:
    """One thing SendGrid refuses, and where it stands in the request."""

    message: str
    field: str | None
    help: str | None = None

    def body(self) -> dict[str, Any]:
        """Give it as SendGrid's JSON does."""
        return {"message": self.message, "field": self.field, "help": self.help}


def mistakes(payload: object) -> list[Mistake]:
    """List everything wrong with a request; empty when SendGrid would take it (SendGrid documentation)."""
    if not isinstance(payload, dict):
        return [Mistake("Bad Request", None)]
    checks = (_sender, _personalizations, _subject, _contents, _attachments, _limits)
    return [mistake for check in checks for mistake in check(payload)]


def recipients(payload: object) -> set[str]:
    """List the addresses a request would be delivered to, whether or not SendGrid would take it."""
    personalizations = _objects(payload.get("personalizations")) if isinstance(payload, dict) else []
    return {str(person.get("email")) for personalization in personalizations for person in _everyone(personalization)}


def _sender(payload: dict[str, Any]) -> Iterator[Mistake]:
    sender = payload.get("from")
    if not isinstance(sender, dict) or not sender.get("email"):
        yield Mistake(
            "The from object must be provided for every email send. It is an object that requires the email "
            'parameter, but may also contain a name parameter.  e.g. {"email" : "example@example.com"}  or '
            '{"email" : "example@example.com", "name" : "Example Recipient"}.',
            "from.email",
            f"{HELP}#message.from",
        )
    elif not _is_address(sender) or not str(sender["email"]).isascii():
        yield Mistake("The from email does not contain a valid address.", "from.email", f"{HELP}#message.from")
    if "reply_to" in payload and not _is_address(payload["reply_to"]):
        yield Mistake("The reply_to email does not contain a valid address.", "reply_to.email")


def _personalizations(payload: dict[str, Any]) -> Iterator[Mistake]:
    personalizations = _objects(payload.get("personalizations"))
    if not personalizations:
        yield Mistake(
            "The personalizations field is required and must have at least one personalization.",
            "personalizations",
            f"{HELP}#-Personalizations-Errors",
        )
    for index, personalization in enumerate(personalizations):
        yield from _recipients(f"personalizations.{index}", personalization)
    if sum(len(_everyone(p)) for p in personalizations) > MOST_RECIPIENTS:
        yield Mistake(f"There are more than {MOST_RECIPIENTS} recipients in this request.", "personalizations")


def _recipients(place: str, personalization: dict[str, Any]) -> Iterator[Mistake]:
    if not _objects(personalization.get("to")):
        yield Mistake(
            "The to array is required for all personalization objects, and must have at least one email object "
            "with a valid email address.",
            f"{place}.to",
            f"{HELP}#message.personalizations.to",
        )
    everyone = _everyone(personalization)
    for recipient in everyone:
        if not _is_address(recipient):
            yield Mistake("Does not contain a valid address.", f"{place}.to", f"{HELP}#message.personalizations.to")
    addresses = [str(recipient.get("email", "")).lower() for recipient in everyone]
    if len(addresses) != len(set(addresses)):
        yield Mistake(
            "Each email address in the personalization block should be unique between to, cc, and bcc. We found "
            "the first duplicate instance of an address in this request.",
            place,
            f"{HELP}#message.recipient-errors",
        )


def _subject(payload: dict[str, Any]) -> Iterator[Mistake]:
    personalizations = _objects(payload.get("personalizations"))
    if payload.get("subject") or (personalizations and all(p.get("subject") for p in personalizations)):
        return
    yield Mistake(
        "The subject is required. You can get around this requirement if you use a template with a subject defined "
        "or if every personalization has a subject defined.",
        "subject",
        f"{HELP}#message.subject",
    )


def _contents(payload: dict[str, Any]) -> Iterator[Mistake]:
    contents = _objects(payload.get("content"))
    if not contents:
        yield Mistake(
            "Unless a valid template_id is provided, the content parameter is required. There must be at least one "
            "defined content block.",
            "content",
            f"{HELP}#message.content",
        )
    for index, content in enumerate(contents):
        for name in ("type", "value"):
            if not isinstance(content.get(name), str) or not content[name]:
                yield Mistake(
                    f"The content {name} must be a string at least one character in length.",
                    f"content.{index}.{name}",
                    f"{HELP}#message.content.{name}",
                )
    if not _in_order([content.get("type") for content in contents]):
        yield Mistake("If present, text/plain must come first, then text/html, then anything else.", "content")


def _in_order(types: list[object]) -> bool:
    order = {"text/plain": 0, "text/html": 1}
    ranks = [order.get(str(kind), 2) for kind in types]
    return ranks == sorted(ranks)


def _attachments(payload: dict[str, Any]) -> Iterator[Mistake]:
    for index, attachment in enumerate(_objects(payload.get("attachments"))):
        if not attachment.get("filename"):
            yield Mistake("The attachment filename is required.", f"attachments.{index}.filename")
        if not _is_base64(attachment.get("content")):
            yield Mistake("The attachment content must be base64 encoded.", f"attachments.{index}.content")


def _limits(payload: dict[str, Any]) -> Iterator[Mistake]:
    if len(payload.get("categories") or []) > MOST_CATEGORIES:
        yield Mistake(f"There are more than {MOST_CATEGORIES} categories.", "categories")
    for place, holder in [("", payload), *_numbered(payload.get("personalizations"))]:
        custom_args = holder.get("custom_args") or {}
        if len(str(custom_args).encode()) >= LARGEST_CUSTOM_ARGS:
            yield Mistake("The custom_args are larger than 10,000 bytes.", f"{place}custom_args")
        if any(not isinstance(value, str) for value in custom_args.values()):
            yield Mistake("The values of custom_args must be strings.", f"{place}custom_args")


def _numbered(value: object) -> list[tuple[str, dict[str, Any]]]:
    return [(f"personalizations.{index}.", item) for index, item in enumerate(_objects(value))]


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _everyone(personalization: dict[str, Any]) -> list[dict[str, Any]]:
    return [recipient for kind in ("to", "cc", "bcc") for recipient in _objects(personalization.get(kind))]


def _is_address(holder: object) -> bool:
    return isinstance(holder, dict) and bool(_ADDRESS.match(str(holder.get("email", ""))))


def _is_base64(value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    try:
        b64decode(value, validate=True)
    except binascii.Error:
        return False
    return True
