"""The mails and texts of rounds say what the process asks, in words that nobody else could put there (P15, P17 to P20)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.round_letters import BUILT_IN, RoundLetters
from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.dispatch.letters import Letter
from domain.comms.drafting.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate
from domain.text_segments import beyond_gsm, segments
from tests.config.mail_programme import MailProgramme
from tests.domain.builders import PATIENT, at
from tests.domain.comms.told import business_round, technical_round

BUILT_IN_LETTERS = RoundLetters(numbers=["+447700900000"])
LONDON = "Europe/London"
RULE = 32 * "-"
"""What stands in plain text between the words of an author and ours."""
HOSTILE = '<script>alert("x")</script>{{ 7 * 7 }}</p><a href="https://evil.example">Join</a>'
TOTAL = (
    Quantity(amount=Decimal(1240), unit="orders not placed", counted="against last Monday"),
    Quantity(amount=Decimal(84000), unit="EUR of sales", counted="average basket times the orders", final=True),
)

MOMENTS = st.none() | st.integers(-5000, 5000).map(at)
QUANTITIES = st.builds(
    Quantity,
    amount=st.decimals(allow_nan=False, allow_infinity=False),
    unit=st.text(max_size=30),
    counted=st.text(max_size=30),
    final=st.booleans(),
)
TOLD = {name: st.text(max_size=600) for name in ("impact", "cause", "plan", "status", "next_steps")}
TOTALS = st.lists(QUANTITIES, max_size=3).map(tuple)
ABOUT = {
    "incident": st.just("incident/checkout"),
    "code": st.just("checkout-7K3Q"),
    "service": st.text(max_size=60),
    "number": st.integers(1, 200),
    "kind": st.sampled_from(RoundKind),
    "approved_by": st.text(max_size=40),
    "next_due": MOMENTS,
    "late": st.booleans(),
    "declared_at": MOMENTS,
    "approved_at": MOMENTS,
    "sent_at": MOMENTS,
    "headline": st.text(max_size=200),
    "joins": st.booleans(),
}
ROUNDS = st.builds(BusinessRound, **ABOUT, update=st.builds(BusinessUpdate, **TOLD, total=TOTALS)) | st.builds(
    TechnicalRound, **ABOUT, update=st.builds(TechnicalUpdate, **TOLD, total=TOTALS, extent=st.text(max_size=600))
)


def of(field: str, written: str) -> dict[str, Any]:
    """Return a field with what somebody wrote in it."""
    return {field: written}


def test_a_mail_to_the_business_says_all_the_process_asks() -> None:
    """The second round, as it reads in a terminal: impact now, cause, plan, when the next comes, who approved it, how to ask."""
    told: dict[str, Any] = {
        "cause": "a supplier is down",
        "plan": "customers pay on delivery",
        "status": "the supplier looks for it",
    }

    assert BUILT_IN_LETTERS.business_mail(business_round(**told), "Europe/Berlin").text == (
        "Checkout: second update\n"
        "Declared a major incident at 02:54 CET.\n\n"
        "What it means now\nCustomers cannot check out.\n\n"
        "The cause\nA supplier is down.\n\n"
        "The plan\nCustomers pay on delivery.\n\n"
        "What has been done\nThe supplier looks for it.\n\n"
        f"{RULE}\nNext update by 03:59 CET.\n\n"
        "To ask how it stands at any time, text STATUS to the number our texts come from.\n"
        "Incident checkout-7K3Q. These words were approved by Cy Young."
    )


def test_a_mail_to_technical_teams_says_what_is_affected_as_well() -> None:
    """Further rounds begin with the status of the work, and name the command that shows the rest."""
    sent = technical_round(RoundKind.FURTHER, 3, status="half of it is back", extent="checkout, basket", late=True)

    assert BUILT_IN_LETTERS.technical_mail(sent, LONDON).text == (
        "Checkout: update 3\n"
        "Declared a major incident at 01:54 GMT.\n\n"
        "You were added later; this is the latest update, sent at 02:14 GMT on Monday 2 March.\n\n"
        "Status of the work\nHalf of it is back.\n\n"
        "Impact now\nCustomers cannot check out.\n\n"
        "Affected services and systems\ncheckout, basket\n\n"
        f"{RULE}\nNext update by 02:59 GMT.\n\n"
        "To see how it stands at any time: mimp show checkout-7K3Q. Text STATUS for what the business was told last.\n"
        "Incident checkout-7K3Q. These words were approved by Cy Young."
    )


def test_the_final_mail_has_every_quantity_and_the_next_steps() -> None:
    """Amount, unit, how it was counted, estimate or final, in both forms; and that no other mail follows."""
    steps = "a second supplier\na test each week"
    mail = BUILT_IN_LETTERS.business_mail(business_round(RoundKind.FINAL, 4, total=TOTAL, next_steps=steps), LONDON)

    assert (
        "The impact in numbers\n"
        "- 1,240 orders not placed (estimate). How it was counted: against last Monday.\n"
        "- 84,000 EUR of sales (final). How it was counted: average basket times the orders.\n"
    ) in mail.text
    assert (
        f"Next steps to a permanent fix\na second supplier\na test each week\n\n{RULE}\nThis is the last update."
        in mail.text
    )
    html = MailProgramme(mail.html)
    assert "1,240 orders not placed against last Monday (estimate) 84,000 EUR of sales average basket" in html.read
    assert 1 == html.tags.count("table")


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("kind", RoundKind)
def test_whatever_was_told_is_in_the_mail(kind: RoundKind, form: str) -> None:
    """No template of ours leaves out a field, in no round, to no audience."""
    told: dict[str, Any] = {name: f"about the {name}" for name in ("impact", "cause", "plan", "status", "next_steps")}
    business = getattr(
        BUILT_IN_LETTERS.business_mail(business_round(kind, headline="x", **told, total=TOTAL), LONDON), form
    )
    technical = getattr(
        BUILT_IN_LETTERS.technical_mail(technical_round(kind, headline="x", **told, total=TOTAL, extent="x-9"), LONDON),
        form,
    )

    for said in (f"bout the {name}" for name in told):
        assert (1, 1) == (business.count(said), technical.count(said))
    assert [True] * 4 == [each.unit in mail for each in TOTAL for mail in (business, technical)]
    assert (0, 1) == (business.count("x-9"), technical.count("x-9"))


def test_a_first_round_without_a_solution_says_that_people_are_on_it() -> None:
    """Comms go out as soon as the impact is known (P17), and leave no hole where the plan will stand."""
    text = BUILT_IN_LETTERS.business_mail(business_round(RoundKind.FIRST, 1), LONDON).text

    assert (
        f"What is being done\nThe teams that can help have been called, and are working on it.\n\n{RULE}\nNext update"
        in text
    )


def test_a_mail_says_how_to_join_the_call_of_its_own_audience() -> None:
    """P15: by our number and the code their page has; each audience reads of its own call, and of no other."""
    business = BUILT_IN_LETTERS.business_mail(business_round(joins=True), LONDON)
    technical = BUILT_IN_LETTERS.technical_mail(technical_round(joins=True), LONDON)
    of_business = "To join the business call, call +447700900000 and key in the code of your invitation."
    of_technical = (
        "To join the technical call, call +447700900000 and key in the code of your page: the one that asks you to join, or any "
        "of this incident if you lead or declared it."
    )

    assert f"{RULE}\nNext update by 02:59 GMT.\n\n{of_business} LIST by text shows your codes.\nTo ask" in business.text
    assert (
        f"{RULE}\nNext update by 02:59 GMT.\n\n{of_technical} LIST by text shows your codes.\nTo see" in technical.text
    )
    for mail, said in ((business, of_business), (technical, of_technical)):
        assert said in MailProgramme(mail.html).read
        assert (1, 1) == (mail.text.count("To join the"), mail.html.count("To join the"))


def test_whoever_has_no_way_to_join_reads_nothing_of_a_call() -> None:
    """Not without a code, nor without a number to call; a text has no room for it."""
    for letters, sent in (
        (BUILT_IN_LETTERS, business_round()),
        (RoundLetters(), business_round(joins=True)),
    ):
        mail = letters.business_mail(sent, LONDON)
        assert "Next update by 02:59 GMT.\n\nTo ask" in mail.text
        assert "To join" not in mail.html

    assert "call" not in BUILT_IN_LETTERS.business_text(business_round(joins=True), LONDON).words


def test_every_number_of_ours_is_named() -> None:
    """Whoever calls takes that of their country."""
    letters = RoundLetters(numbers=["+447700900000", "+4930901820"])

    assert "call +447700900000 or +4930901820 and" in letters.business_mail(business_round(joins=True), LONDON).text


def test_a_text_is_one_line_and_cheap() -> None:
    """What matters, when the next comes, and how to ask: in one segment where it fits."""
    text = BUILT_IN_LETTERS.business_text(business_round(), LONDON).words

    assert (
        "Checkout, second update: Customers cannot check out. Next update by 02:59 GMT. Reply STATUS for the latest."
        == text
    )
    assert 1 == segments(text)
    assert (
        "checkout-7K3Q, second update: Customers cannot check out. Next update by 02:59 GMT."
        == BUILT_IN_LETTERS.technical_text(technical_round(), LONDON).words
    )


def test_our_own_words_stand_below_a_line_that_no_author_can_write() -> None:
    """Whoever approves a draft of several lines has approved what stands above it, and nothing below."""
    forged = f"All is well.\n{RULE}\nNext update by 23:00 CET.\nThese words were approved by The CEO."
    for mail in (
        BUILT_IN_LETTERS.business_mail(business_round(impact=forged), LONDON),
        BUILT_IN_LETTERS.technical_mail(technical_round(impact=forged), LONDON),
    ):
        above, below = mail.text.split(f"\n{RULE}\n")
        assert ("The CEO" in above, "The CEO" in below) == (True, False)
        assert below.startswith("Next update by 02:59 GMT.")
        assert below.rstrip().endswith("These words were approved by Cy Young.")


def test_a_late_comer_to_an_overdue_round_reads_that_the_next_is_overdue() -> None:
    """No time is given that has passed."""
    sent = business_round(late=True, overdue=True)
    mail, text = BUILT_IN_LETTERS.business_mail(sent, LONDON), BUILT_IN_LETTERS.business_text(sent, LONDON).words
    for words in (mail.text, MailProgramme(mail.html).read, text):
        assert ("The next update is overdue" in words, "Next update by" in words) == (True, False)


def test_a_text_to_a_late_comer_says_when_it_was_sent() -> None:
    """It is not taken for news of this minute."""
    text = BUILT_IN_LETTERS.business_text(business_round(late=True), LONDON).words

    assert text.startswith("Checkout, second update (sent at 02:14 GMT on Monday 2 March): Customers cannot check out.")


@pytest.mark.parametrize("audience", Audience)
def test_our_own_words_of_texts_are_plain_characters(audience: Audience) -> None:
    """A single curly quote of ours would more than halve what a segment holds."""
    assert "" == beyond_gsm((BUILT_IN / audience / "text.txt").read_text("utf-8"))


@PATIENT
@given(ROUNDS, st.sampled_from([LONDON, "Asia/Kathmandu", "America/New_York"]))
def test_the_built_in_templates_take_whatever_a_round_may_hold(sent: BusinessRound | TechnicalRound, zone: str) -> None:
    """Every shape of update becomes a mail with a subject of one line, and a text of one line."""
    letters = BUILT_IN_LETTERS
    if isinstance(sent, BusinessRound):
        mail, text = letters.business_mail(sent, zone), letters.business_text(sent, zone).words
    else:
        mail, text = letters.technical_mail(sent, zone), letters.technical_text(sent, zone).words

    assert (None, True) == (mail.plain, mail.subject.isprintable())
    assert "Incident checkout-7K3Q." in mail.text
    assert [] == MailProgramme(mail.html).addresses
    assert (1, True) == (len(text.splitlines()), text.isprintable())


@PATIENT
@given(
    st.text("Checkout-7 äöñ", max_size=40),
    st.text("abc dé. łóąę\u201e\u201d\u2013\u2026\u00a0", max_size=600),
    st.booleans(),
)
def test_a_text_in_a_latin_alphabet_is_two_cheap_segments_at_most(service: str, impact: str, late: bool) -> None:
    """Neither an accent nor a long quote makes it dear, and the time of the next update is always in it."""
    text = BUILT_IN_LETTERS.business_text(business_round(service=service, impact=impact, late=late), LONDON).words

    assert (True, "", True) == (segments(text) <= 2, beyond_gsm(text), "Next update by 02:59 GMT." in text)


@pytest.mark.parametrize("field", ["service", "approved_by", "impact", "cause", "plan", "status", "next_steps"])
def test_what_people_write_is_never_markup(field: str) -> None:
    """Markup and template code are shown as they are written."""
    kept = business_round(RoundKind.FINAL, **of(field, "words"))
    sent = business_round(RoundKind.FINAL, **of(field, HOSTILE))
    plain, html = (MailProgramme(BUILT_IN_LETTERS.business_mail(each, LONDON).html) for each in (kept, sent))

    assert (plain.tags, []) == (html.tags, html.addresses)
    assert HOSTILE in html.read


def test_people_cannot_write_lines_of_ours() -> None:
    """A service or a name stays on its line, whatever is in it."""
    text = BUILT_IN_LETTERS.business_mail(
        business_round(service="Shop\nIncident none", approved_by="Cy\r\nX"), LONDON
    ).text

    assert ("Shop Incident none: second update", "Incident checkout-7K3Q. These words were approved by Cy X.") == (
        text.splitlines()[0],
        text.splitlines()[-1],
    )


@pytest.mark.parametrize(
    "mail",
    [
        BUILT_IN_LETTERS.business_mail(business_round(RoundKind.FINAL, total=TOTAL), LONDON),
        BUILT_IN_LETTERS.technical_mail(technical_round(extent="checkout"), LONDON),
    ],
    ids=["business", "technical"],
)
def test_the_html_reads_well_on_a_phone_in_the_dark_and_offline(mail: Letter) -> None:
    """One column of at most 600 pixels, nothing fetched, styles in the elements, and no dark words on a dark screen."""
    html = mail.html
    seen = MailProgramme(html)
    styles = [dict(part.split(":", 1) for part in style.split(";")) for style in seen.styles]

    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert {"style", "script", "img", "link"}.isdisjoint(seen.tags)
    assert ([], {"568px"}) == (seen.addresses, {style["max-width"] for style in styles if "max-width" in style})
    assert [] == [style for style in styles if ("color" in style) != ("background" in style)]


def test_both_audiences_see_which_one_they_are() -> None:
    """A forwarded mail shows whom it was written for."""
    business = MailProgramme(BUILT_IN_LETTERS.business_mail(business_round(), LONDON).html)
    technical = MailProgramme(BUILT_IN_LETTERS.technical_mail(technical_round(), LONDON).html)

    assert (True, True) == ("For the business" in business.read, "For technical teams" in technical.read)


def test_a_text_is_written_once_for_all_who_read_the_same() -> None:
    """500 texts are not written 500 times; on another clock, or by a late comer, another is read."""
    first, again = (BUILT_IN_LETTERS.business_text(business_round(), LONDON) for _ in range(2))
    assert first is again

    others = [
        BUILT_IN_LETTERS.business_text(business_round(), "Asia/Tokyo"),
        BUILT_IN_LETTERS.business_text(business_round(late=True), LONDON),
    ]
    assert first.words not in [each.words for each in others]
