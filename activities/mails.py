"""Mails, by SendGrid."""

import hashlib

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import CustomArg, Header, Mail, Personalization, To
from temporalio import activity

from activities.contacts import mail_of
from activities.failures import deliveries
from domain.messages import Accepted, MailOrder
from domain.names import Activity
from domain.organisation import Organisation


class Mails:
    """Sends mails, one recipient each: nobody sees another's address."""

    def __init__(self, client: SendGridAPIClient, organisation: Organisation, from_address: str) -> None:
        self._client = client
        self._organisation = organisation
        self._from = from_address

    @activity.defn(name=Activity.SEND_MAIL)
    def send_mail(self, order: MailOrder) -> Accepted:
        """Send one mail and return SendGrid's id for it. Mails of one thread stand in one conversation."""
        with deliveries():
            response = self._client.send(self._compose(order))
        return Accepted(provider_id=response.headers.get("X-Message-Id", ""))

    def _compose(self, order: MailOrder) -> Mail:
        recipient = Personalization()
        recipient.add_to(To(mail_of(self._organisation, order.person)))
        recipient.add_custom_arg(CustomArg("attempt_id", order.attempt_id))
        mail = Mail(from_email=self._from, subject=order.subject, plain_text_content=order.body)
        mail.add_personalization(recipient)
        mail.add_header(Header("Message-ID", self._message_id(order.attempt_id)))
        mail.add_header(Header("References", self._message_id(order.thread)))
        return mail

    def _message_id(self, name: str) -> str:
        """Return a Message-ID that is the same each time: a mail that has to be repeated is recognised as one."""
        domain = self._from.rpartition("@")[2]
        return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{domain}>"
