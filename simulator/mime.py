"""A mail as it leaves the mail company: the bytes that a mailbox gets (RFC 5322, RFC 2046)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from simulator.records import MailRecord


def as_bytes(mail: MailRecord) -> bytes:
    """Return the mail with its headers and all of its forms; of what was attached only the names are remembered.

    Raises:
        ValueError: no mail can be made of it, because a header has a line break.

    """
    made = EmailMessage(policy=SMTP)
    made["Date"] = mail.at
    made["From"] = Address(mail.sender, addr_spec=mail.from_)
    made["To"] = Address(addr_spec=mail.to)
    made["Subject"] = mail.subject
    if mail.reply_to:
        made["Reply-To"] = Address(addr_spec=mail.reply_to)
    for name, value in mail.headers.items():
        made[name] = value
    if not mail.text:
        made.set_content(mail.html, subtype="html")
    else:
        made.set_content(mail.text)
        if mail.html:
            made.add_alternative(mail.html, subtype="html")
        if mail.calendar:
            made.add_alternative(mail.calendar, subtype="calendar", params={"method": _method(mail.calendar)})
    return made.as_bytes()


def _method(calendar: str) -> str:
    """Return what an entry does to a calendar: what its part says it does must be the same (RFC 6047, section 2.4)."""
    return next((line[len("METHOD:") :] for line in calendar.splitlines() if line.startswith("METHOD:")), "PUBLISH")
