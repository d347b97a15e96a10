"""The mail company: every accepted mail lands in its recipient's mailbox, with what became of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from simulator.mail_reports import MailReports
from simulator.outgoing_mail import OutgoingMail, magic_behaviour, usual
from simulator.people import MailBehaviour, Scripts
from simulator.records import MailRecord
from simulator.services import Services
from simulator.views import mail_view


class Mailroom:
    """Every mail ever delivered, in order; one record per recipient."""

    def __init__(self, services: Services, webhook: str | None = None) -> None:
        self._services = services
        self._mails: list[MailRecord] = []
        self.reports = MailReports(services, webhook)
        self.scripts: Scripts[MailBehaviour] = Scripts()

    @property
    def mails(self) -> tuple[MailRecord, ...]:
        """Every mail, oldest first."""
        return tuple(self._mails)

    def find(self, mail_id: str) -> MailRecord | None:
        """Find a mail."""
        return next((mail for mail in self._mails if mail.id == mail_id), None)

    def accept(self, payload: dict[str, Any]) -> str:
        """Deliver a checked SendGrid request to each recipient; tells the message id it was accepted under."""
        message_id = uuid4().hex[:22]
        for personalization in payload["personalizations"]:
            for kind in ("to", "cc", "bcc"):
                for recipient in personalization.get(kind, []):
                    mail = mail_of(payload, personalization, recipient["email"], self._services.clock.now())
                    self._deliver(replace(mail, message_id=message_id))
        return message_id

    def _deliver(self, mail: MailRecord) -> None:
        self._mails.append(mail)
        self._services.feed.publish("mail", mail_view(mail))
        self._services.feed.tell(f"{mail.to}: a mail arrived, “{mail.subject}”")
        behaviour = self.scripts.next_for(mail.to.lower()) or magic_behaviour(mail.to) or usual()
        OutgoingMail(mail, behaviour, self._services, self.reports.changed).set_out()


def mail_of(payload: dict[str, Any], personalization: dict[str, Any], to: str, now: datetime) -> MailRecord:
    """Return the mail that a checked SendGrid request makes for one recipient."""
    contents = payload.get("content", [])
    return MailRecord(
        id=uuid4().hex,
        at=now,
        to=to,
        from_=payload["from"]["email"],
        sender=payload["from"].get("name", ""),
        reply_to=payload.get("reply_to", {}).get("email"),
        subject=personalization.get("subject") or payload.get("subject", ""),
        text=_content(contents, "text/plain"),
        html=_content(contents, "text/html"),
        calendar=_content(contents, "text/calendar"),
        headers={**payload.get("headers", {}), **personalization.get("headers", {})},
        custom_args={**payload.get("custom_args", {}), **personalization.get("custom_args", {})},
        categories=tuple(payload.get("categories", [])),
        content_types=tuple(content["type"] for content in contents),
        attachments=tuple(attachment["filename"] for attachment in payload.get("attachments", [])),
    )


def _content(contents: list[dict[str, str]], kind: str) -> str:
    """Return the part of this type, whatever more is said of it: `text/calendar; method=REQUEST`."""
    return next((content["value"] for content in contents if content["type"].partition(";")[0] == kind), "")
