"""Mails of a round of comms, by SendGrid: a batch in one request, and yet a mail of their own for each person."""

from collections.abc import Callable, Sequence
from email.utils import parseaddr

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Category, CustomArg, From, Header, Mail, Personalization, To
from temporalio import activity

from activities.contacts import mail_of
from activities.envelopes import hand_over, message_id, subject, untracked
from activities.failures import deliveries
from activities.sending import Sending
from activities.throttling import PATIENCE_OF_ROUNDS
from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessMails, Taken, TechnicalMails
from domain.comms.dispatch.letters import Letter, WritesLetters
from domain.comms.dispatch.receipts import MessageTo
from domain.errors import DeliveryFailed, RecipientsRefused
from domain.names import Activity
from domain.organisation import Organisation
from domain.provider_words import on_record

_LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less its angle brackets


class RoundMails:
    """Sends the mails of rounds. Nobody sees another's address; mails of one incident and audience are one conversation."""

    def __init__(
        self,
        client: SendGridAPIClient,
        organisation: Organisation,
        letters: WritesLetters,
        from_address: str,
        sending: Sending,
    ) -> None:
        self._client = client
        self._organisation = organisation
        self._letters = letters
        self._from = from_address
        self._sending = sending

    @activity.defn(name=Activity.SEND_BUSINESS_MAILS)
    async def send_business_mails(self, batch: BusinessMails) -> Taken:
        """Mail a round to business stakeholders. The same batch sent again is the same mails, by their Message-IDs."""
        return await self._send(batch, lambda: self._letters.business_mail(batch.round, _zone(batch)))

    @activity.defn(name=Activity.SEND_TECHNICAL_MAILS)
    async def send_technical_mails(self, batch: TechnicalMails) -> Taken:
        """Mail a round to technical teams. The same batch sent again is the same mails, by their Message-IDs."""
        return await self._send(batch, lambda: self._letters.technical_mail(batch.round, _zone(batch)))

    async def _send(self, batch: BusinessMails | TechnicalMails, write: Callable[[], Letter]) -> Taken:
        with deliveries(batch.batch, PATIENCE_OF_ROUNDS):
            letter = await self._sending.ask(write)
            envelope = self._envelope(batch, letter)
            post = _Post(envelope, lambda mail: hand_over(self._client, mail), *self._addressed(batch))
            accepted = await self._sending.repeatable(post.send)
        return Taken(provider_id=accepted.provider_id, refused=post.refused, plain=letter.plain)

    def _addressed(self, batch: BusinessMails | TechnicalMails) -> tuple[dict[str, Personalization], dict[str, str]]:
        """Return the mails by person, each to its address as it is now; and why there is none for somebody."""
        mails: dict[str, Personalization] = {}
        refused: dict[str, str] = {}
        for recipient in batch.recipients:
            try:
                address = mail_of(self._organisation, recipient.person)
            except DeliveryFailed as failure:
                refused[recipient.person] = failure.reason
                continue
            if _is_possible(address):
                mails[recipient.person] = self._personal(batch, recipient.person, address)
            else:
                refused[recipient.person] = on_record(f"'{address}' is no address that mails can be sent to")
        return mails, refused

    def _personal(self, batch: BusinessMails | TechnicalMails, person: str, address: str) -> Personalization:
        """Return what is one person's own: SendGrid's events will carry which message it is, and to whom."""
        audience = batch.round.update.audience
        mail = Personalization()
        mail.add_to(To(address))
        mail.add_header(Header("Message-ID", message_id(f"{batch.batch}/{person}", self._from)))
        thread = message_id(f"{batch.round.code}/{audience}", self._from)
        for name in ("In-Reply-To", "References"):  # each answers the same mail, which was never sent: one conversation
            mail.add_header(Header(name, thread))
        about = MessageTo(code=batch.round.code, audience=audience, number=batch.round.number, person=person)
        for name, value in about.as_arguments().items():
            mail.add_custom_arg(CustomArg(name, value))
        return mail

    def _envelope(self, batch: BusinessMails | TechnicalMails, letter: Letter) -> Callable[[], Mail]:
        """Return what makes a mail with all that is the same for everybody in the batch."""
        audience = batch.round.update.audience

        def mail() -> Mail:
            made = Mail(
                from_email=From(self._from, _sender(audience)),
                subject=subject(letter.subject),
                plain_text_content=letter.text,
                html_content=letter.html,
            )
            made.add_category(Category(audience.value))
            made.add_category(Category(batch.round.kind.value))
            made.tracking_settings = untracked()
            return made

        return mail


class _Post:
    """A batch on its way: whom the provider refuses is sorted out, so that one bad address never fails the others."""

    def __init__(
        self,
        envelope: Callable[[], Mail],
        hand_over: Callable[[Mail], str],
        mails: dict[str, Personalization],
        refused: dict[str, str],
    ) -> None:
        self._envelope = envelope
        self._hand_over = hand_over
        self._mails = mails
        self.refused = refused

    def send(self) -> str:
        """Send what can be sent, and return the provider's id; empty when nobody is left. Raises `DeliveryFailed`."""
        while self._mails:
            request = self._envelope()
            for place, mail in enumerate(self._mails.values()):
                request.add_personalization(mail, index=place)  # without a place it comes before the others
            try:
                return self._hand_over(request)
            except RecipientsRefused as refusal:
                self._sort_out(refusal, list(self._mails))
        return ""

    def _sort_out(self, refusal: RecipientsRefused, people: Sequence[str]) -> None:
        """Take out whom the provider refuses; a refusal of somebody who is not there is one of the whole batch."""
        if any(place >= len(people) for place in refusal.places):
            raise refusal
        for place, words in refusal.places.items():
            self.refused[people[place]] = words
            del self._mails[people[place]]


def _zone(batch: BusinessMails | TechnicalMails) -> str:
    """Return on whose clock the batch's times are written: all of its people have the same."""
    return batch.recipients[0].time_zone


def _sender(audience: Audience) -> str:
    """Return by which name a round comes: one look tells the audiences apart. SendGrid takes ASCII alone."""
    match audience:
        case Audience.BUSINESS:
            return "Incident updates"
        case Audience.TECHNICAL:
            return "Incident updates (technical)"


def _is_possible(address: str) -> bool:
    """Whether providers take an address: one mailbox, in ASCII as SendGrid has it, and not too long (RFC 5321)."""
    return address.isascii() and len(address) <= _LONGEST_ADDRESS and parseaddr(address) == ("", address)
