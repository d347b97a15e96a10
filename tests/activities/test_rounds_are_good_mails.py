"""Every mail of a round is one by the standards, and nothing anybody wrote gets out of the place it was written for (P15, P17)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendgrid import SendGridAPIClient

from activities.round_mails import RoundMails
from config.round_letters import RoundLetters
from config.round_templates import sample_rounds
from domain.comms.dispatch.delivery import BusinessMails, BusinessRound, TechnicalMails, TechnicalRound
from domain.comms.drafting.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate
from simulator.mailroom import mail_of
from simulator.mime import as_bytes
from simulator.sendgrid_checks import mistakes
from tests.activities.company import OUR_MAIL
from tests.activities.rounds import business_recipient, company, technical_recipient
from tests.activities.sending import Attempt, sending
from tests.activities.standards import check
from tests.activities.test_round_mails import Posted
from tests.config.mail_programme import MailProgramme
from tests.domain.builders import NIGHT, PATIENT, at

Round = BusinessRound | TechnicalRound
LETTERS = RoundLetters()
ELEMENTS = {
    *("html", "head", "meta", "title", "body", "div", "p", "h1", "h2", "b", "br", "code"),
    *("table", "tr", "th", "td"),
}
"""What our mails are made of: any other element is somebody's own."""

BREAKS = ["\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
HIDDEN = ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\U000e0041"]
TRICKS = [
    "\r\nBcc: eve@example.com\r\n\r\n<html>",
    "=?utf-8?q?=0D=0ABcc:_eve=40example.com?=",
    "=?utf-8?B?PGI+?=",
    "--===============boundary--",
    "</p></div><a href='https://evil.example'>Join</a><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- ",
    "&lt;script&gt;",
    '"><style>*{display:none}</style>',
    ".\r\n.\r\n",
    "w" * 1200,
    "\U0001d54e" * 300,
    "ت" * 200,
]
WRITTEN = st.lists(st.text(max_size=20) | st.sampled_from(BREAKS + HIDDEN + TRICKS), max_size=5).map("".join)
TOTALS = st.lists(
    st.builds(Quantity, amount=st.decimals(allow_nan=False, allow_infinity=False), unit=WRITTEN, counted=WRITTEN),
    max_size=2,
).map(tuple)
TOLD: dict[str, Any] = dict.fromkeys(("impact", "cause", "plan", "status", "next_steps"), WRITTEN) | {"total": TOTALS}
HEADING: dict[str, Any] = {
    **dict.fromkeys(("incident", "code", "service", "approved_by", "headline", "join"), WRITTEN),
    "number": st.integers(1, 200),
    "kind": st.sampled_from(RoundKind),
    "late": st.booleans(),
    **{name: st.none() | st.integers(-5000, 5000).map(at) for name in ("next_due", "declared_at", "sent_at")},
}
ROUNDS = st.builds(BusinessRound, **HEADING, update=st.builds(BusinessUpdate, **TOLD)) | st.builds(
    TechnicalRound, **HEADING, update=st.builds(TechnicalUpdate, **TOLD, extent=WRITTEN)
)


async def sent(what: Round, batch: str = "b") -> bytes:
    """Send a round to Ana, and return the mail as it leaves."""
    posted = Posted()
    client: SendGridAPIClient = posted
    with sending() as way:
        mails = RoundMails(client, company(), LETTERS, OUR_MAIL, way)
        attempt = Attempt().environment()
        if isinstance(what, BusinessRound):
            order = BusinessMails(batch=batch, round=what, recipients=(business_recipient("ana"),))
            await attempt.run(mails.send_business_mails, order)
        else:
            technical = TechnicalMails(batch=batch, round=what, recipients=(technical_recipient("ana"),))
            await attempt.run(mails.send_technical_mails, technical)
    assert [] == mistakes(posted.request)
    [personalization] = posted.request["personalizations"]
    [to] = personalization["to"]
    assert {"cc", "bcc", "subject", "from"}.isdisjoint(personalization)
    return as_bytes(mail_of(posted.request, personalization, to["email"], NIGHT))


@pytest.mark.parametrize("sample", list(sample_rounds()), ids=lambda each: f"{each.update.audience}-{each.kind}")
async def test_every_kind_of_round_is_a_good_mail(sample: Round) -> None:
    """Whole, with next to nothing known, and to a late comer; what both forms say is what was written."""
    mail = check(await sent(sample), "ana@larkfield.example")
    plain, html = (part.get_content() for part in mail.iter_parts())

    assert "Incident checkout-7K3Q." in plain
    assert '<html lang="en"' in html
    assert "width=device-width" in html


@PATIENT
@given(ROUNDS, WRITTEN)
async def test_no_words_make_it_a_bad_one(what: Round, batch: str) -> None:
    """Line breaks of any kind, what cannot be seen, encoded words, markup and endless words stay words, in every field there is."""
    mail = check(await sent(what, batch), "ana@larkfield.example")
    plain, html = (part.get_content() for part in mail.iter_parts())
    seen = MailProgramme(html)

    assert ([], set()) == (seen.addresses, set(seen.tags) - ELEMENTS)
    assert [] == [each for line in (plain + html).split("\r\n") for each in line if not each.isprintable()]
