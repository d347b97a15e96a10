"""Mails of reviews, by SendGrid: one to one person, with how their actions stand and an entry for their calendar (P25, P28)."""

from base64 import b64encode

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    Attachment,
    Content,
    CustomArg,
    Disposition,
    FileContent,
    FileName,
    FileType,
    Header,
    Mail,
    Personalization,
    To,
)
from temporalio import activity

from activities.addresses import CallbackAddresses
from activities.calendars import as_icalendar
from activities.contacts import mail_of
from activities.envelopes import hand_over, message_id, subject, untracked
from activities.failures import deliveries
from activities.letters import Letter, mail_templates
from activities.sending import Sending
from activities.throttling import PATIENCE_OF_ROUNDS
from domain.names import Activity
from domain.organisation import Organisation
from domain.review.outward import ReviewMail
from domain.sending import Accepted
from domain.tokens import ActionToken
from domain.wording import day_in_words

_FILE = "invite.ics"
_FILE_TYPE = "application/ics"  # not text/calendar: beside the part of that type some would show the entry twice


class ReviewMails:
    """Sends the mails of reviews. Mails of one incident's review are one conversation."""

    def __init__(
        self,
        client: SendGridAPIClient,
        organisation: Organisation,
        addresses: CallbackAddresses,
        from_address: str,
        sending: Sending,
    ) -> None:
        self._client = client
        self._organisation = organisation
        self._addresses = addresses
        self._from = from_address
        self._sending = sending
        self._templates = mail_templates()
        self._templates.filters["day"] = day_in_words

    @activity.defn(name=Activity.SEND_REVIEW_MAIL)
    async def send_review_mail(self, mail: ReviewMail) -> Accepted:
        """Send one mail to the address its reader has now. Sent again it is the same mail, by its Message-ID."""
        with deliveries(mail.mail_id, PATIENCE_OF_ROUNDS):
            made = self._compose(mail, mail_of(self._organisation, mail.person))
            return await self._sending.repeatable(lambda: hand_over(self._client, made))

    def _compose(self, mail: ReviewMail, address: str) -> Mail:
        letter = self._letter(mail)
        made = Mail(
            from_email=self._from,
            subject=subject(mail.subject),
            plain_text_content=letter.text,
            html_content=letter.html,
        )
        made.add_personalization(_recipient(address, mail.mail_id))
        made.add_header(Header("Message-ID", message_id(mail.mail_id, self._from)))
        thread = message_id(f"{mail.code}/review", self._from)
        for name in ("In-Reply-To", "References"):  # each answers the same mail, which was never sent: one conversation
            made.add_header(Header(name, thread))
        made.tracking_settings = untracked()
        if mail.entry:
            reader = self._organisation.person(mail.person)
            _add_calendar(made, mail.entry.method, as_icalendar(mail.entry, self._from, reader, address))
        return made

    def _letter(self, mail: ReviewMail) -> Letter:
        name = self._organisation.person(mail.person).name
        words = {"mail": mail, "name": name, "links": self._links(mail)}
        text, html = (self._templates.get_template(f"review.{form}").render(words) for form in ("txt", "html"))
        return Letter(text=text, html=html)

    def _links(self, mail: ReviewMail) -> dict[int, str]:
        """Return where the reader answers for each action of theirs, by its number."""
        tokens = {
            action.number: ActionToken(code=mail.code, number=action.number, person=mail.person)
            for action in mail.actions
            if action.yours
        }
        return {number: self._addresses.action(token) for number, token in tokens.items()}


def _recipient(address: str, mail_id: str) -> Personalization:
    """Return whom the mail goes to; SendGrid's events will carry which mail it is."""
    recipient = Personalization()
    recipient.add_to(To(address))
    recipient.add_custom_arg(CustomArg("mail_id", mail_id))
    return recipient


def _add_calendar(mail: Mail, method: str, written: str) -> None:
    """Add the entry twice: some programmes offer an answer only to the part of a mail, others only open the file."""
    mail.add_content(Content(f"text/calendar; method={method}", written))
    mail.add_attachment(
        Attachment(
            FileContent(b64encode(written.encode()).decode()),
            FileName(_FILE),
            FileType(_FILE_TYPE),
            Disposition("attachment"),
        )
    )
