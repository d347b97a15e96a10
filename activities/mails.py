"""Mails about pages, by SendGrid."""

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import CustomArg, Header, Mail, Personalization, To
from temporalio import activity

from activities.addresses import CallbackAddresses
from activities.contacts import mail_of
from activities.envelopes import hand_over, message_id, subject, untracked
from activities.failures import deliveries
from activities.letters import Letters
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
            return await self._sending.repeatable(lambda: hand_over(self._client, mail))

    def _compose(self, order: MailOrder, address: str) -> Mail:
        links = {page.page_id: self._link(order, page) for page in order.pages}
        letter = self._letters.write(order, links, self._our_number(order.person))
        mail = Mail(
            from_email=self._from,
            subject=subject(order.subject),
            plain_text_content=letter.text,
            html_content=letter.html,
        )
        mail.add_personalization(_recipient(address, order.attempt_id))
        mail.add_header(Header("Message-ID", message_id(order.attempt_id, self._from)))
        mail.add_header(Header("References", message_id(order.thread, self._from)))
        mail.tracking_settings = untracked()
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


def _recipient(address: str, attempt_id: str) -> Personalization:
    """Return whom the mail goes to; SendGrid's events will carry the attempt."""
    recipient = Personalization()
    recipient.add_to(To(address))
    recipient.add_custom_arg(CustomArg("attempt_id", attempt_id))
    return recipient
