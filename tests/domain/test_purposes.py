"""Every purpose of a page is known to everything that treats them differently."""

import pytest

from domain.answering import answer, refusal
from domain.assessment import questions_text
from domain.audiences import Audience
from domain.bridges import Bridge
from domain.impact import NOT_WORDED
from domain.incident import offering, searching, views, wanted
from domain.incident.page_words import page_words
from domain.incident.state import Incident
from domain.ladder import ladder_for
from domain.leading import Offer, PersonCard
from domain.lifecycle import IncidentState
from domain.lookups import LadderQuery, RecentIncident, RecentIncidents
from domain.messages import EscalationStart, PageWords, Purpose, Verb
from domain.page_messages import Notice, TextReceived
from domain.paging import orders, texts
from domain.paging.inbox import understand
from domain.phone_menu import Menu, left_open
from domain.purposes import KINDS, Whom, kind_of, told_together
from domain.reliance.graph import Chain
from domain.search import told_to
from domain.sending import PageInMail
from domain.text_commands import WORDS, Word
from domain.text_replies import help_for, how_to_answer, listing
from domain.wording import taken_text
from tests.domain.builders import CODE, NIGHT, answer_of, at, card, contact, incident, search, words
from tests.domain.company import organisation
from tests.domain.paging.desk import TEXT, Desk
from tests.gateway.builders import open_page, to_tell

SEARCHED = [purpose for purpose in KINDS if kind_of(purpose).whom]
OTHERS = [purpose for purpose in Purpose if purpose is not Purpose.TRIAGE]
TAKES = "to take it"
JOINED_BY_CALL = Word.JOIN
"""What whoever calls us keys in is read as this word; a text cannot put anybody through, so that none names it."""


def case() -> Incident:
    """Return a declared incident that Cy leads, who offers the lead to Dee."""
    made = incident(IncidentState.DECLARED, first_contact="ana", lead="cy")
    made.card = card(customer_effect="customers cannot pay")
    made.leadership.offer = Offer(to=PersonCard(id="dee", name="Dee"), by="cy", by_name="Cy", since=NIGHT, until=at(10))
    return made


def paged(purpose: Purpose) -> Desk:
    """Return a desk that has texted Ana one page with this purpose."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": purpose, "words": words("Something is asked.", "")})
    return desk


def texted(purpose: Purpose) -> str:
    """Return the text of a page with this purpose."""
    desk = paged(purpose)
    return orders.text(desk.state, desk.attempt()).body


def test_every_purpose_has_a_row() -> None:
    """Nothing is asked of anybody that the table does not know."""
    assert set(Purpose) == set(KINDS)


@pytest.mark.parametrize("purpose", SEARCHED)
def test_an_incident_knows_every_purpose_it_searches_for(purpose: Purpose) -> None:
    """It can begin a search, say what it is for and what its page says, and say why it is settled."""
    made = case()
    if purpose is Purpose.TRIAGE:
        made.state = IncidentState.TRIAGE
    person = "dee" if kind_of(purpose).personal else None
    begun = searching.start_search(made, purpose, "storefront", NIGHT, person=person)

    assert wanted.is_wanted(made, begun) in {True, False}
    assert kind_of(purpose).sought in views.search_summary(made, begun)
    assert page_words(made, purpose).headline
    assert searching.stop_order(made, begun, NIGHT).because


@pytest.mark.parametrize("purpose", SEARCHED)
def test_a_ladder_is_known_for_every_purpose_that_is_searched(purpose: Purpose) -> None:
    """Somebody stands on it, and one person alone where one is asked by name."""
    person = "dee" if kind_of(purpose).personal else None
    query = LadderQuery(team="shop", service="checkout", at=NIGHT, purpose=purpose, first="cy", person=person)
    found = ladder_for(organisation(), query)

    assert kind_of(purpose).personal is found.personal
    assert all(rung.contacts for rung in found.rungs)


def test_what_is_told_within_another_search_has_no_ladder_of_its_own() -> None:
    """Whoever asks for one is told, and calls nobody."""
    assert {Purpose.CHECK_IN, Purpose.KEEP_LEAD} == set(Purpose) - set(SEARCHED)
    with pytest.raises(ValueError, match="no ladder is searched for check_in"):
        ladder_for(organisation(), LadderQuery(team="shop", service=None, at=NIGHT, purpose=Purpose.CHECK_IN))


@pytest.mark.parametrize("purpose", SEARCHED)
@pytest.mark.parametrize("verb", Verb)
def test_a_search_takes_every_answer_or_refuses_it_in_words(purpose: Purpose, verb: Verb) -> None:
    """No key and no word is an error, whatever the page asks."""
    state = search().model_copy(update={"purpose": purpose, "people": {"ana": contact("ana")}})
    given = answer_of("ana", verb)
    said = refusal(state, given) or answer(state, given, NIGHT).words

    assert said.endswith(".")


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("word", Word)
def test_every_word_means_something_to_every_page_or_is_refused(purpose: Purpose, word: Word) -> None:
    """No text, whatever it answers, stalls the pager."""
    meaning = understand(paged(purpose).state, TextReceived(text_id="SM1", body=f"{word} 4821"), at(1))
    verb = kind_of(purpose).verb(word)

    assert (meaning.verb == verb, meaning.silent) == (True, False)
    assert verb or meaning.reply


@pytest.mark.parametrize("purpose", OTHERS)
def test_no_page_is_told_as_if_it_were_for_triage(purpose: Purpose) -> None:
    """Text, list, mail, link and phone say what this one asks, and how it is answered."""
    kind = kind_of(purpose)
    page = open_page(purpose=purpose)
    said = [texted(purpose), listing([page]), how_to_answer(purpose, "4821"), kind.stands, kind.button]
    spoken = Menu(purpose=purpose).prompt([to_tell(purpose=purpose)])

    assert [False] * 5 == [TAKES in each for each in said]
    assert ("Press 1 to take it" in spoken, spoken.startswith("Alert.")) == (False, False)
    assert kind.button != "Take it"
    assert left_open([to_tell(purpose=purpose)])


@pytest.mark.parametrize("purpose", Purpose)
def test_whoever_is_paged_reads_how_to_answer(purpose: Purpose) -> None:
    """Every word a text names answers that very page, with its code."""
    text = texted(purpose)

    assert "4821" in text
    for way in kind_of(purpose).ways:
        assert kind_of(purpose).verb(way.word) is not None
        assert way.word is Word.JOIN or f"{way.word} 4821 {way.to}" in text


@pytest.mark.parametrize("purpose", Purpose)
def test_business_readers_are_shown_no_code_of_ours(purpose: Purpose) -> None:
    """P15: they are told of their call, by text, in the list and in refusals; everybody else of the incident."""
    business = kind_of(purpose).audience is Audience.BUSINESS
    page = open_page(purpose=purpose)
    in_mail = PageInMail(
        page_id="p1",
        purpose=purpose,
        owner="o",
        incident="incident/checkout",
        incident_code=CODE,
        page_code="4821",
        headline="",
        detail="",
    )
    assert ["the business call" if business else CODE] * 3 == [
        page.named,
        to_tell(purpose=purpose).named,
        in_mail.named,
    ]
    refused = understand(paged(purpose).state, TextReceived(text_id="SM1", body="hello"), at(1)).reply or ""
    assert [not business] * 2 == [CODE in said for said in (texted(purpose), refused)]


def test_business_readers_have_no_word_that_is_answered_with_our_code() -> None:
    """P15: of all words only those about their own call are taken; the reply to each other one names that call."""
    taken = {word for word in Word if kind_of(Purpose.BUSINESS_CALL).verb(word)}
    assert {Word.ACK, Word.PASS, Word.JOIN} == taken
    for word in set(Word) - taken - {Word.LIST}:
        desk = paged(Purpose.BUSINESS_CALL)
        reply = understand(desk.state, TextReceived(text_id="SM1", body=f"{word} 4821"), at(1)).reply or ""
        assert (True, False) == ("4821 is about the business call" in reply, CODE in reply)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_page_leads_to_the_bridge_of_its_audience_and_no_other(purpose: Purpose) -> None:
    """P15: whoever is put through with its code comes on that one."""
    assert kind_of(purpose).audience is Bridge.of_page(CODE, purpose).audience


@pytest.mark.parametrize("purpose", Purpose)
def test_an_invitation_is_told_alone(purpose: Purpose) -> None:
    """P15: never one message to both audiences."""
    business = kind_of(purpose).audience is Audience.BUSINESS
    assert not business or not told_together(purpose, purpose)
    assert business is not told_together(purpose, Purpose.TRIAGE)


def test_every_word_stands_in_some_text_we_send() -> None:
    """A word that nobody is told is one that nobody uses."""
    made, desk = case(), paged(Purpose.TRIAGE)
    other = RecentIncident(code="search-AAAA", service="Search", chain=Chain(path=("checkout", "search")), open=True)
    offering.offer(made, RecentIncidents(incidents=[other]), NIGHT)
    texts.add_notice(desk.state, Notice(notice_id="n1", body="news", board_of=CODE), NIGHT)
    sent = [
        *(texted(purpose) for purpose in Purpose),
        questions_text(CODE, "4821"),
        taken_text([(CODE, "4821")]),
        *(each.notice.body for each in made.to_tell),
        *(each.body for each in desk.state.notices),
        help_for([open_page()]),
        NOT_WORDED,
    ]

    assert [] == [word for word in Word if word is not JOINED_BY_CALL and not any(word in text for text in sent)]


def test_every_word_says_what_it_does() -> None:
    """A refusal names what the word would have done."""
    assert all(row.does for row in WORDS.values())


def test_the_silent_lead_is_asked_another_thing_than_who_may_take_over() -> None:
    """P13: she, whether she still leads; everybody else, whether they lead it from now on."""
    says = page_words(case(), Purpose.SILENT_LEAD)
    start = EscalationStart(
        incident="incident/checkout",
        code=CODE,
        purpose=Purpose.SILENT_LEAD,
        team="storefront",
        service="checkout",
        words=says,
        first="cy",
    )
    asked: dict[str, tuple[Purpose, PageWords]] = {person: told_to(start, says, person) for person in ("cy", "dee")}

    assert (Purpose.KEEP_LEAD, f"Do you still lead {CODE}? Nothing has been heard of you.") == (
        asked["cy"][0],
        asked["cy"][1].headline,
    )
    assert (Purpose.SILENT_LEAD, f"{CODE}: nothing is heard of its lead, Cy.") == (
        asked["dee"][0],
        asked["dee"][1].headline,
    )


def test_who_is_asked_first_is_asked_the_same_where_nothing_else_is_said() -> None:
    """The lead reads of an alert after mitigation what everybody else does."""
    made = case()
    start = EscalationStart(
        incident="incident/checkout",
        code=CODE,
        purpose=Purpose.REOPEN,
        team="storefront",
        service="checkout",
        words=page_words(made, Purpose.REOPEN),
        first="cy",
    )

    assert told_to(start, start.words, "dee") == told_to(start, start.words, "cy")
    assert Whom.WHO_TAKES_OVER is kind_of(Purpose.REOPEN).whom
