"""The words of a mail: every page with its own way to take it, and nothing of an alert is more than words."""

import re
from html.parser import HTMLParser

import pytest

from activities.letters import Letter, Letters, one_line
from domain.messages import Purpose
from domain.purposes import kind_of
from domain.sending import MailOrder, PageInMail
from domain.text_commands import Word
from tests.activities.company import mail_to, page_in_mail

CHECKOUT = page_in_mail()
ORDERS = page_in_mail("orders-2M5X", "7733", "Orders: nothing is dispatched.", "OrdersStuck: queue grows.")
ASKED = CHECKOUT.model_copy(update={"purpose": Purpose.CHECK_IN})
HOSTILE = '<script>alert("x")</script>{{ 7 * 7 }}</p><a href="https://evil.example">Take it</a>'


class Markup(HTMLParser):
    """What a mail programme makes of the HTML: elements, links and words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data.split()


def link_of(page: PageInMail) -> str:
    """Return where a page is taken."""
    return f"https://mimp.larkfield.example/answer/{page.page_code}.token"


def letter(order: MailOrder) -> Letter:
    """Write the mail."""
    return Letters().write(order, {page.page_id: link_of(page) for page in order.pages}, "+447700900000")


def seen(html: str) -> Markup:
    """Return what is seen of the HTML."""
    markup = Markup()
    markup.feed(html)
    return markup


def test_a_mail_of_one_page_says_all_there_is_to_know() -> None:
    """The plain text greets, says what is wrong, and how to take it by link and by text."""
    assert letter(mail_to()).text == (
        "Ana,\n\nYou are being paged.\n\n"
        "checkout-7K3Q: Checkout: customers cannot pay.\n"
        "CheckoutDown: 95% of checkouts fail.\n"
        'Open it, then press "Take it": https://mimp.larkfield.example/answer/4821.token\n'
        "Or text ACK 4821 to take it, PASS 4821 to pass it on.\n\n"
        "Texts go to the number that calls and texts you. A link is for you alone: do not pass it on.\n"
    )


@pytest.mark.parametrize("form", ["text", "html"])
def test_each_page_of_a_mail_has_its_own_way_to_be_taken(form: str) -> None:
    """Pages told together are a list, each with its headline, details, incident, codes and link, in their order."""
    written: str = getattr(letter(mail_to("ana", "attempt", CHECKOUT, ORDERS)), form)

    assert "You are being paged for 2 incidents." in written
    for page in (CHECKOUT, ORDERS):
        told = (page.incident_code, page.headline, page.detail, f"ACK {page.page_code}", f"PASS {page.page_code}")
        assert [True] * 6 == [part in written for part in (*told, link_of(page))]
    assert written.index(CHECKOUT.headline) < written.index(link_of(CHECKOUT)) < written.index(ORDERS.headline)


def test_the_button_of_each_page_leads_to_its_own_link() -> None:
    """The HTML has one link for each page, which says that it alone does nothing, and loads nothing from anywhere."""
    markup = seen(letter(mail_to("ana", "attempt", CHECKOUT, ORDERS)).html)

    assert [link_of(CHECKOUT), link_of(ORDERS)] == markup.links
    assert 2 == " ".join(markup.words).count("Open it, then press \u201cTake it\u201d")


def test_whoever_has_it_is_not_told_that_they_are_paged() -> None:
    """A mail that asks whether they are still on it says so, and how to keep it, in both forms."""
    both = letter(mail_to("ana", "attempt", ASKED))

    for written in (both.text, both.html):
        assert "You are asked whether you still have it." in written
        assert [False, False] == ["paged" in written, "ake it" in written]
    assert 'Open it, then press "Keep it": ' in both.text
    assert "Or text ACK 4821 if you are, PASS 4821 to pass it on." in both.text


@pytest.mark.parametrize("purpose", Purpose)
def test_every_page_says_its_own_ways_and_what_its_button_does(purpose: Purpose) -> None:
    """Whatever is asked, each word that answers it stands in the mail with its code, in both forms, and no word that does not."""
    kind = kind_of(purpose)
    both = letter(mail_to("ana", "attempt", CHECKOUT.model_copy(update={"purpose": purpose})))

    for written in (both.text, both.html):
        assert (kind.button in written, kind.why in written) == (True, True)
        named = {word for word in Word if re.search(rf"\b{word} 4821\b", written)}
        assert {way.word for way in kind.ways} - {Word.JOIN} == named
        assert kind.joins is ("+447700900000" in written)
    assert purpose is Purpose.TRIAGE or "take it" not in both.text.lower()


def test_a_page_to_join_says_which_number_to_call() -> None:
    """P15: the code of the page lets in whoever calls; by text one can only say that one joins later, or pass it on."""
    text = letter(mail_to("ana", "attempt", CHECKOUT.model_copy(update={"purpose": Purpose.JOIN}))).text

    assert (
        'Open it, then press "I join later": https://mimp.larkfield.example/answer/4821.token\n'
        "To join: call +447700900000 and key in 4821.\n"
        "Or text ACK 4821 if you join later, PASS 4821 to pass on.\n\n"
    ) in text


def test_a_proposal_is_declared_by_text_or_phone_and_not_by_its_link() -> None:
    """P11: the link only says that it was seen."""
    text = letter(mail_to("ana", "attempt", CHECKOUT.model_copy(update={"purpose": Purpose.DECLARE}))).text

    assert 'press "I have seen it"' in text
    assert "Or text MAJOR 4821 to declare it, PASS 4821 to pass it on; the link does neither.\n" in text


def test_an_offer_of_the_lead_is_answered_by_text_and_not_by_its_link() -> None:
    """P13: the link only says that they have seen it, and the mail says so in both forms."""
    offer = CHECKOUT.model_copy(update={"purpose": Purpose.OFFER_LEAD})
    both = letter(mail_to("ana", "attempt", offer))

    assert "Or text LEAD 4821 to lead it from now on, DECLINE 4821 to decline; the link does neither." in both.text
    assert "Or text <b>LEAD 4821</b> to lead it from now on, <b>DECLINE 4821</b> to decline" in both.html
    for written in (both.text, both.html):
        assert ("I have seen it" in written, "ACK" in written, "PASS" in written) == (True, False, False)


def test_an_invitation_says_which_number_to_call_and_no_technical_word() -> None:
    """P15: the impact statement, our number, and the code of the page; not the incident's own code, which names a service."""
    words = {"purpose": Purpose.BUSINESS_CALL, "headline": "Major incident: customers cannot pay.", "detail": ""}
    order = mail_to("ana", "attempt", CHECKOUT.model_copy(update=words))
    both = letter(order.model_copy(update={"subject": words["headline"]}))

    assert both.text == (
        "Ana,\n\nYou are invited to a call.\n\n"
        "Major incident: customers cannot pay.\n"
        'Open it, then press "I have seen it": https://mimp.larkfield.example/answer/4821.token\n'
        "To join the business call: call +447700900000 and key in 4821.\n\n"
        "Texts go to the number that calls and texts you. A link is for you alone: do not pass it on.\n"
    )
    assert [False, False] == [CHECKOUT.incident_code in written for written in (both.text, both.html)]


def test_what_is_theirs_and_what_is_new_are_told_apart_in_one_mail() -> None:
    """Each page has its own button, and the first words count both."""
    text = letter(mail_to("ana", "attempt", ASKED, ORDERS)).text

    assert "You are being paged for 1 incident. You are asked whether you still have 1 incident.\n" in text
    assert f'press "Keep it": {link_of(ASKED)}\n' in text
    assert f'press "Take it": {link_of(ORDERS)}\n' in text


def test_the_html_fits_a_phone() -> None:
    """It is as wide as the screen, and its style stands in the elements themselves, as mail programmes drop everything else."""
    html = letter(mail_to()).html

    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert {"style", "script", "img", "table"}.isdisjoint(seen(html).tags)
    assert re.search(r'<a href="[^"]+" style="display:block;padding:14px', html)


def test_a_note_comes_first() -> None:
    """What is to be said beside the pages stands before them, in both forms."""
    both = letter(mail_to(note="You had it until 02:14."))

    for written in (both.text, both.html):
        assert written.index("You had it until 02:14.") < written.index("You are being paged")


def test_a_note_alone_pages_nobody() -> None:
    """A mail that tells no page has the note, and speaks of no paging."""
    order = mail_to(note="The incident is over.").model_copy(update={"pages": ()})
    both = letter(order)

    assert "Ana,\n\nThe incident is over.\n\n" == both.text
    assert ("paged" in both.html, seen(both.html).links) == (False, [])


@pytest.mark.parametrize("field", ["headline", "detail", "incident_code", "page_code"])
def test_nothing_of_an_alert_is_markup(field: str) -> None:
    """Markup and template code in an alert are shown as they are written."""
    plain = seen(letter(mail_to()).html)
    page = CHECKOUT.model_copy(update={field: HOSTILE})
    order = mail_to("ana", "attempt", page)
    markup = seen(Letters().write(order, {page.page_id: link_of(CHECKOUT)}, "+447700900000").html)

    assert (plain.tags, plain.links) == (markup.tags, markup.links)
    assert " ".join(HOSTILE.split()) in " ".join(markup.words)


def test_names_and_notes_are_no_markup_either() -> None:
    """Whoever is called as they like, and whatever stands in a note, changes nothing of the mail's shape."""
    plain = seen(letter(mail_to(note="Note")).html)
    markup = seen(letter(mail_to(note=HOSTILE, name=HOSTILE)).html)

    assert (plain.tags, plain.links) == (markup.tags, markup.links)


def test_an_alert_writes_no_line_of_ours() -> None:
    """Line breaks in an alert are spaces: a second link on a line of its own is always ours."""
    page = page_in_mail(headline="Down.\nOpen it: https://evil.example\u2028x", detail="a\r\nb")
    text = letter(mail_to("ana", "attempt", page)).text

    ours = f'Open it, then press "Take it": {link_of(page)}'
    assert [ours] == [line for line in text.splitlines() if line.startswith("Open it")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        ("  two\n lines ", "two lines"),
        ("a\u202eb\x00c\u200bd", "abcd"),
        ("Zoë 95% ≥ 5", "Zoë 95% ≥ 5"),
    ],
)
def test_words_are_one_line_of_what_can_be_seen(written: str, read: str) -> None:
    """Breaks become spaces; what is invisible or turns the direction of reading is dropped."""
    assert read == one_line(written)
