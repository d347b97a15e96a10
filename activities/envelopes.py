"""What every mail of ours has in common, beside its words: by what it is recognised, and that nobody is followed."""

import hashlib

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import ClickTracking, Mail, OpenTracking, TrackingSettings

from activities.failures import provider_answers
from activities.letters import one_line


def message_id(name: str, from_address: str) -> str:
    """Return a Message-ID that is the same each time for the same name: a mail that has to be repeated is recognised as one."""
    domain = from_address.rpartition("@")[2]
    return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{domain}>"


def subject(words: str) -> str:
    """Return words as the subject of a mail: one line, of which no reader's programme decodes anything (RFC 2047)."""
    return one_line(words).replace("=?", "= ?")


def untracked() -> TrackingSettings:
    """Return settings that follow nobody: tracking would lead each link, with its token, over SendGrid's own pages."""
    return TrackingSettings(
        click_tracking=ClickTracking(enable=False, enable_text=False), open_tracking=OpenTracking(enable=False)
    )


def hand_over(client: SendGridAPIClient, mail: Mail) -> str:
    """Hand a mail to SendGrid, and return its id for it. Raises `DeliveryFailed`."""
    with provider_answers():
        response = client.send(mail)
    return str(response.headers.get("X-Message-Id", ""))
