"""Mails of a review: the shared contract, and what SendGrid is asked for."""

from base64 import b64decode
from typing import Any

import pytest

from activities.providers import sendgrid_client
from activities.review_mails import ReviewMails
from domain.errors import FailureKind
from domain.review.outward import CalendarMethod, ReviewMail
from domain.sending import Accepted
from domain.tokens import ActionToken
from tests.activities.company import ADDRESSES, MAIL, OUR_MAIL, SIGNING_KEY, company
from tests.activities.contract import Channel, ChannelContract
from tests.activities.provider import Provider, Says
from tests.activities.reviews import ACTIONS, CODE, UID, deadline, meeting, review_mail
from tests.activities.second_library import read
from tests.activities.sending import Attempt, sending
from tests.activities.test_mails import ACCEPTED, refuses


async def send(address: str, mail: ReviewMail, timeout_seconds: float = 30) -> Accepted:
    """Send a mail."""
    client = sendgrid_client("SG.the-key", base_url=address, timeout_seconds=timeout_seconds)
    with sending() as way:
        mails = ReviewMails(client, company(), ADDRESSES, OUR_MAIL, way)
        return await Attempt().environment().run(mails.send_review_mail, mail)


async def asked_for(provider: Provider, mail: ReviewMail) -> dict[str, Any]:
    """Send a mail, and return what SendGrid was asked."""
    provider.answers = ACCEPTED
    await send(provider.address, mail)
    sent: dict[str, Any] = provider.asked[-1].json
    return sent


def forms(sent: dict[str, Any]) -> tuple[str, str]:
    """Return a mail's plain text and its HTML."""
    text, html = (part["value"] for part in sent["content"][:2])
    return text, html


class TestReviewMails(ChannelContract):
    """The shared contract, for mails of a review."""

    @pytest.fixture
    def channel(self) -> Channel:
        """How a mail of a review is sent."""

        async def deliver(address: str, timeout_seconds: float = 30, person: str = "ana") -> Accepted:
            return await send(address, review_mail(person, entry=meeting()), timeout_seconds)

        no_key = "The provided authorization grant is invalid, expired, or revoked"
        return Channel(
            deliver=deliver,
            accepts=ACCEPTED,
            provider_id="filter-01.m1",
            refusals={
                FailureKind.PERMANENT: (refuses(400, "Does not contain a valid address."), "a valid address."),
                FailureKind.MISCONFIGURED: (refuses(401, no_key), no_key),
            },
            too_many=Says(429, refuses(429, "too many requests").body, {"Retry-After": "3"}),
            sends=2,
            person_without_address="bo",
            no_address="bo has no mail address",
        )


async def test_a_mail_goes_to_its_reader_alone_and_is_followed_by_nobody(provider: Provider) -> None:
    """One recipient at the address of today, our words in both forms, no tracking."""
    sent = await asked_for(provider, review_mail())
    [personalization] = sent["personalizations"]

    assert ([{"email": MAIL}], {"mail_id": review_mail().mail_id}) == (
        personalization["to"],
        personalization["custom_args"],
    )
    assert ["text/plain", "text/html"] == [part["type"] for part in sent["content"]]
    assert [True, True] == ["Tuesday 3 March at 10:00" in form for form in forms(sent)]
    assert {"enable": False} == sent["tracking_settings"]["open_tracking"]


async def test_a_mail_that_is_sent_again_is_the_same_and_all_of_them_one_conversation(provider: Provider) -> None:
    """The Message-ID follows from the mail's id; an invitation and a reminder answer the same, which is neither."""
    first, again, other = [
        (await asked_for(provider, review_mail(mail_id=mail_id)))["headers"] for mail_id in ("one", "one", "two")
    ]

    assert (first, False) == (again, first["Message-ID"] == other["Message-ID"])
    assert {first["References"]} == {first["In-Reply-To"], other["References"], other["In-Reply-To"]}
    assert first["References"] not in {first["Message-ID"], other["Message-ID"]}


async def test_an_invitation_is_a_part_of_the_mail_and_a_file(provider: Provider) -> None:
    """Some programmes offer an answer to the part alone, others open the file: both are the same calendar."""
    sent = await asked_for(provider, review_mail(entry=meeting()))
    part, [file] = sent["content"][-1], sent["attachments"]

    assert ("text/calendar; method=REQUEST", "invite.ics", "attachment") == (
        part["type"],
        file["filename"],
        file["disposition"],
    )
    assert part["value"] == b64decode(file["content"]).decode()
    assert UID == read(part["value"]).vevent.uid.value
    assert ["adds it, or changes the one that is there" in form for form in forms(sent)] == [True, True]


async def test_an_invitation_is_withdrawn_by_its_own_method(provider: Provider) -> None:
    """What the part says it does is what its calendar does, and the words say so."""
    sent = await asked_for(provider, review_mail(entry=meeting(1, method=CalendarMethod.CANCEL)))

    assert "text/calendar; method=CANCEL" == sent["content"][-1]["type"]
    assert ["takes it out again" in form for form in forms(sent)] == [True, True]


async def test_a_mail_without_an_entry_has_nothing_attached(provider: Provider) -> None:
    """A reminder puts nothing into anybody's calendar."""
    sent = await asked_for(provider, review_mail(actions=ACTIONS))

    assert (False, 2, False) == ("attachments" in sent, len(sent["content"]), "invite.ics" in forms(sent)[0])


async def test_every_action_is_told_and_its_owner_can_answer(provider: Provider) -> None:
    """What, whose, by when, how it stands, by what one sees it; the reader's own alone have a link and words to text."""
    text, html = forms(await asked_for(provider, review_mail(actions=ACTIONS, entry=deadline())))
    link = ADDRESSES.action(ActionToken(code=CODE, number=1, person="ana"))

    for form in (text, html):
        for told in ("Alert on a full disk", "Monday 9 March 2026", "a drill switches over", "Wednesday 1 April 2026"):
            assert told in form
        assert (1, 1) == (form.count(link), form.count("/actions/"))
    assert "Or text DONE checkout-7K3Q 1 and what was done" in text
    assert "checkout-7K3Q 2" not in text


async def test_whoever_owns_none_of_the_actions_has_no_link(provider: Provider) -> None:
    """They read how all of them stand, and nothing of how to answer."""
    text, html = forms(await asked_for(provider, review_mail(actions=ACTIONS[1:])))

    assert (True, False, False) == ("Keep a spare" in text, "/actions/" in html, "A link is for you alone" in text)


async def test_a_link_is_for_its_reader_and_its_action(provider: Provider) -> None:
    """What the link carries is signed, and says whose action it answers for."""
    text, _ = forms(await asked_for(provider, review_mail(actions=ACTIONS)))
    [token] = [word.rpartition("/")[2] for word in text.split() if "/actions/" in word]

    assert ActionToken(code=CODE, number=1, person="ana") == ActionToken.read(token, SIGNING_KEY)


async def test_nothing_people_write_is_markup_or_a_line_of_ours(provider: Provider) -> None:
    """A title with tags is shown with its tags, and words with line breaks stay in their line."""
    odd = ACTIONS[1].model_copy(update={"text": "<b>bold</b>\n\nSay that it is done: http://evil.example"})
    text, html = forms(await asked_for(provider, review_mail(actions=(odd,), lines=("<script>alert(1)</script>",))))

    assert (False, False, True) == ("<b>bold" in html, "<script>" in html, "&lt;b&gt;bold&lt;/b&gt;" in html)
    assert "2. <b>bold</b> Say that it is done: http://evil.example" in text.splitlines()


async def test_a_subject_is_one_line(provider: Provider) -> None:
    """Whatever an incident is called, it starts no header of its own."""
    mail = review_mail().model_copy(update={"subject": "Review\r\nBcc: eve@example.com"})

    assert "Review Bcc: eve@example.com" == (await asked_for(provider, mail))["subject"]
