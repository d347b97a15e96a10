"""Mails, by SendGrid."""

import hashlib

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    ClickTracking,
    CustomArg,
    Header,
    Mail,
    OpenTracking,
    Personalization,
    To,
    TrackingSettings,
)
from temporalio import activity

from activities.addresses import CallbackAddresses
from activities.contacts import mail_of
from activities.failures import deliveries, provider_answers
from activities.letters import Letters, one_line
from activities.sending import Sending
from domain.names import Activity
from domain.organisation import Organisation
from domain.senders import Senders
from domain.sending import Accepted, MailOrder, PageInMail
from domain.tokens import LinkToken


class Mails:
    """Sends mails, one recipient each: nobody sees another's address, and each has links of their own."""

    def __init__(
        self,
        client: SendGridAPIClient,
        organisation: Organisation,
        addresses: CallbackAddresses,
        from_address: str,
        senders: Senders,
        sending: Sending,
    ) -> None:
        self._client = client
        self._organisation = organisation
        self._addresses = addresses
        self._from = from_address
        self._senders = senders
        self._sending = sending
        self._letters = Letters()

    @activity.defn(name=Activity.SEND_MAIL)
    async def send_mail(self, order: MailOrder) -> Accepted:
        """Send one mail and return SendGrid's id for it. Mails of one thread stand in one conversation."""
        with deliveries(order.attempt_id):
            mail = self._compose(order, mail_of(self._organisation, order.person))
            return await self._sending.repeatable(lambda: self._send(mail))

    def _send(self, mail: Mail) -> str:
        with provider_answers():
            response = self._client.send(mail)
        return str(response.headers.get("X-Message-Id", ""))

    def _compose(self, order: MailOrder, address: str) -> Mail:
        links = {page.page_id: self._link(order, page) for page in order.pages}
        letter = self._letters.write(order, links, self._our_number(order.person))
        mail = Mail(
            from_email=self._from,
            subject=one_line(order.subject),
            plain_text_content=letter.text,
            html_content=letter.html,
        )
        mail.add_personalization(_recipient(address, order.attempt_id))
        mail.add_header(Header("Message-ID", self._message_id(order.attempt_id)))
        mail.add_header(Header("References", self._message_id(order.thread)))
        # Tracking would lead each link, with its token, over SendGrid's own pages.
        mail.tracking_settings = TrackingSettings(
            click_tracking=ClickTracking(enable=False, enable_text=False), open_tracking=OpenTracking(enable=False)
        )
        return mail

    def _link(self, order: MailOrder, page: PageInMail) -> str:
        link = LinkToken(
            page=page.page_id,
            owner=page.owner,
            incident=page.incident,
            person=order.person,
            code=page.incident_code,
            team=page.team,
        )
        return self._addresses.answer(link)

    def _our_number(self, person: str) -> str:
        """Return the number (E.164) this person calls us at: one of their country where we have one."""
        phone = self._organisation.person(person).phone
        return self._senders.number_for(phone) if phone else self._senders.default

    def _message_id(self, name: str) -> str:
        """Return a Message-ID that is the same each time: a mail that has to be repeated is recognised as one."""
        domain = self._from.rpartition("@")[2]
        return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{domain}>"


def _recipient(address: str, attempt_id: str) -> Personalization:
    """Return whom the mail goes to; SendGrid's events will carry the attempt."""
    recipient = Personalization()
    recipient.add_to(To(address))
    recipient.add_custom_arg(CustomArg("attempt_id", attempt_id))
    return recipient
