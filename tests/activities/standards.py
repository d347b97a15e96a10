"""What a mail must be, by the standards of mail: checked on the bytes that leave (RFC 5322, RFC 2046, RFC 2047, RFC 2822)."""

import email.policy
import re
from email import message_from_bytes
from email.message import EmailMessage

_HEADERS = [
    *("Content-Type", "Date", "From", "In-Reply-To", "MIME-Version", "Message-ID", "References", "Subject", "To"),
]
_MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[a-z0-9.-]+>")
_LONGEST_LINE = 998  # RFC 5322, section 2.1.1, without its end
_LONGEST_HEADER = 78


def as_read(raw: bytes) -> EmailMessage:
    """Return a mail as a strict reader's programme takes it: any defect in it is an error."""
    mail = message_from_bytes(raw, policy=email.policy.strict)
    assert isinstance(mail, EmailMessage)
    return mail


def check(raw: bytes, to: str) -> EmailMessage:
    """See that a mail to this address is one by the standards, for one reader, in both forms, and return it."""
    mail = as_read(raw)
    names = sorted(mail.keys())
    assert _HEADERS == names, names
    assert [()] * len(names) == [mail[name].defects for name in names]
    assert [to] == [each.addr_spec for each in mail["To"].addresses]
    assert 1 == len(mail["From"].addresses)
    assert mail["Date"].datetime.tzinfo is not None
    assert [True] * 3 == [
        bool(_MESSAGE_ID.fullmatch(mail[name])) for name in ("Message-ID", "In-Reply-To", "References")
    ]
    assert mail["Subject"].isprintable()
    assert mail["Subject"].strip()
    _check_lines(raw)
    _check_forms(mail)
    return mail


def _check_lines(raw: bytes) -> None:
    assert re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", raw) is None
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert _LONGEST_HEADER >= max(map(len, head.split(b"\r\n")))
    assert _LONGEST_LINE >= max(map(len, raw.split(b"\r\n")))


def _check_forms(mail: EmailMessage) -> None:
    """The plainest form comes first: a programme shows the last one it can (RFC 2046, section 5.1.4)."""
    parts = list(mail.iter_parts())
    assert "multipart/alternative" == mail.get_content_type()
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in parts]
    assert ["utf-8"] * 2 == [part.get_content_charset() for part in parts]
    assert [[], []] == [part.defects for part in parts]
    assert [None, None] == [part.get_filename() for part in parts]
