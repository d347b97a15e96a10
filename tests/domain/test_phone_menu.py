"""What a call says, and what its keys mean."""

import re
from datetime import timedelta

import pytest

from domain.assessment import Impact, Question
from domain.messages import Purpose, Verb
from domain.page_messages import PageToTell
from domain.phone_menu import Key, Menu, Stage, Turn, left_open, told_next
from domain.wording import check_in_headline
from tests.domain.builders import CODE, ESCALATION, words

LONG = "Checkout: customers in every country cannot pay by card or voucher and baskets are lost when they try again later today"

MENUS = [
    Menu(),
    Menu(others_follow=True),
    Menu(several=True),
    Menu(stage=Stage.HELD),
    Menu(stage=Stage.HELD, several=True),
    Menu(stage=Stage.HELD, others_follow=True),
    Menu(stage=Stage.HELD, other="payments-AB2C"),
    Menu(stage=Stage.SAME, other="payments-AB2C"),
    Menu(stage=Stage.CLOSING),
    Menu(stage=Stage.LEADING),
    Menu(stage=Stage.JUDGING, question=Question.TRADE),
    Menu(may_stand_down=False),
]
MENUS += [menu.model_copy(update={"others_follow": True}) for menu in MENUS if not menu.others_follow]


def page(
    headline: str = "Checkout: customers cannot pay.",
    detail: str = "CheckoutDown: 5xx.",
    *,
    service: str = "",
    purpose: Purpose = Purpose.TRIAGE,
    cleared: bool = False,
) -> PageToTell:
    """Return a page as a call tells it."""
    return PageToTell(
        page_id=f"{ESCALATION}/ana",
        code="4821",
        owner=ESCALATION,
        incident="incident/checkout",
        incident_code=CODE,
        purpose=purpose,
        words=words(headline, detail).model_copy(update={"service": service}),
        cleared=cleared,
    )


def test_a_call_says_what_is_wrong_then_the_keys_then_the_rest() -> None:
    """The important thing comes first, so that who hangs up early has heard it."""
    assert Menu().prompt([page()]) == (
        "Alert. Checkout: customers cannot pay. Press 1 to take it, 2 to pass it on, star to repeat. "
        "Incident checkout, 7 K 3 Q. CheckoutDown: 5xx."
    )


def test_a_page_among_several_can_be_passed_over() -> None:
    """Who hears one page after another may go to the next without answering this one."""
    said = Menu(others_follow=True).prompt([page()], told_before=True)

    assert said.startswith(
        "Another alert. Checkout: customers cannot pay. Press 1 to take it, 2 to pass it on, 8 for the next one, star to repeat."
    )


def test_several_pages_are_told_by_their_services() -> None:
    """A storm is one sentence: how many, of what, and one key to take all."""
    pages = [page(service=name) for name in ("Checkout", "Search", "Checkout")]

    assert Menu(several=True).prompt(pages) == (
        "3 alerts: Checkout, Search. Press 1 to take all, 8 to hear each, star to repeat."
    )
    assert Menu(several=True).prompt(pages, told_before=True).startswith("3 more alerts: ")


def test_of_many_services_five_are_named() -> None:
    """More than five names cannot be kept in mind: the rest are counted."""
    pages = [page(service=f"S{number}") for number in range(9)]

    assert Menu(several=True).prompt(pages).startswith("9 alerts: S0, S1, S2, S3, S4, and 4 more. Press 1")


def test_a_page_without_a_service_is_told_by_its_incident() -> None:
    """An alert about something nobody listed is still named among several."""
    assert (
        Menu(several=True).prompt([page(), page(service="Search")]).startswith("2 alerts: checkout, 7 K 3 Q, Search.")
    )


def test_whoever_has_it_is_asked_whether_they_are_still_on_it() -> None:
    """A check-in is a reminder, not an alert, and its first key says that they are."""
    asks = check_in_headline(CODE, "02:14", "02:49")
    said = Menu(purpose=Purpose.CHECK_IN).prompt([page(asks, "Checkout: down.", purpose=Purpose.CHECK_IN)])

    assert said == (
        "Reminder. Are you still on checkout, 7 K 3 Q, yours since 02:14? Without an answer others are called at 02:49. "
        "Press 1 if you are still on it, 2 to pass it on, star to repeat. Checkout: down."
    )


def test_what_is_theirs_already_is_not_told_as_an_alert() -> None:
    """Among several a reminder is counted as one, and the key keeps what is theirs, and takes what is not."""
    new, asked = page(service="Search"), page(service="Checkout", purpose=Purpose.CHECK_IN)

    assert [
        "1 alert and 1 reminder: Search, Checkout. Press 1 to take or keep all, 8 to hear each, star to repeat.",
        "2 more reminders: Checkout. Press 1 to keep all, 8 to hear each, star to repeat.",
    ] == [
        Menu(several=True).prompt([new, asked]),
        Menu(several=True).prompt([asked, asked], told_before=True),
    ]


def test_of_several_it_is_said_how_many_have_cleared() -> None:
    """Whoever decides whether to get up hears how much of it is over."""
    pages = [page(service="Search"), page(service="Checkout", cleared=True), page(service="Login", cleared=True)]

    assert Menu(several=True).prompt(pages).startswith("3 alerts, 2 of them cleared: Search, Checkout, Login.")
    assert Menu(several=True).prompt(pages[1:]).startswith("2 alerts, all of them cleared: Checkout, Login.")


def test_the_last_words_say_what_is_left_open() -> None:
    """Who presses no key hears what stays open, and of what is theirs that it is not for ever."""
    search, login = page(service="Search"), page(service="Login")
    mine = page(service="Checkout", purpose=Purpose.CHECK_IN)

    assert "Search is still open: nobody has it yet." == left_open([search])
    assert "Search, Login are still open: nobody has them yet." == left_open([search, login])
    assert "You still have Checkout. Without an answer others are called." == left_open([mine])
    assert (
        "Search is still open: nobody has it yet. You still have Checkout. Without an answer others are called."
        == left_open([search, mine])
    )
    assert "" == left_open([])


def test_a_call_says_that_the_alert_has_cleared_before_the_keys() -> None:
    """Who is on the line when the alert clears hears so before they decide."""
    assert "The alert has cleared since. Press 1" in Menu().prompt([page(cleared=True)])


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("headline", ["Checkout: customers cannot pay.", " ".join(LONG.split()[:19]), f"{LONG} {LONG}"])
def test_the_keys_come_within_eight_seconds(headline: str, purpose: Purpose) -> None:
    """A headline of any length is cut so that at most 20 words are spoken before the first key is named, whatever is asked."""
    before_the_keys = Menu(purpose=purpose).prompt([page(headline, purpose=purpose)]).partition("Press 1")[0]

    assert len(before_the_keys.split()) <= 20


def test_who_has_it_is_asked_what_it_is() -> None:
    """After taking it a person may close it as not major, keep looking, or hang up."""
    held = Menu(stage=Stage.HELD)

    expected = (
        "Press 4 to judge whether it is a major incident. Press 2 to close it as not major. "
        "Press 3 to keep looking into it, or hang up."
    )
    keys = {"2": Turn.CLOSE, "3": Verb.KEEP_LOOKING, "4": Turn.JUDGE}
    assert (expected, keys) == (held.prompt([page()]), held.keys)


@pytest.mark.parametrize(
    ("purpose", "does"),
    [
        (Purpose.TRIAGE, "You close incident checkout, 7 K 3 Q as not major."),
        (Purpose.DECLARE, "You stand incident checkout, 7 K 3 Q down."),
    ],
)
def test_what_closing_it_silences_is_read_out_before_it_is_confirmed(purpose: Purpose, does: str) -> None:
    """P11: which incident, and for how long its alert then calls nobody; one key confirms it, another leads back."""
    closing, told = Menu(stage=Stage.CLOSING, purpose=purpose), page(purpose=purpose)
    told = told.model_copy(update={"words": told.words.model_copy(update={"quiet_for": timedelta(hours=4)})})

    said = f"{does} Then nobody is called for the same alert for 4 hours. Press 9 to confirm, 0 to go back."
    assert (said, {"9": Verb.NOT_MAJOR, "0": Turn.BACK}) == (closing.prompt([told]), closing.keys)


def test_a_reminder_that_waits_is_not_called_an_alert() -> None:
    """Whoever has taken one hears of what kind the others are."""
    waiting = [page(), page(purpose=Purpose.CHECK_IN)]

    said = Menu(stage=Stage.HELD).prompt([page()], waiting=waiting)

    assert said.startswith("1 more alert and 1 more reminder wait: press 8 to keep this one and hear them. Press 4")


def test_what_waits_is_called_an_alert_only_if_it_is_one() -> None:
    """A team that is needed is no alert."""
    said = Menu(stage=Stage.HELD).prompt([page()], waiting=[page(purpose=Purpose.JOIN)])

    assert said.startswith("1 more thing waits: press 8 to keep this one and hear it.")


@pytest.mark.parametrize("pages", [[page()], []], ids=["an older page", "no page any more"])
def test_that_closing_it_silences_the_alert_is_said_though_nobody_knows_for_how_long(pages: list[PageToTell]) -> None:
    """Nobody closes an incident by key without having heard that its alert then calls nobody."""
    assert "not major. Then nobody is called for the same alert for a while." in Menu(stage=Stage.CLOSING).prompt(pages)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("menu", MENUS, ids=repr)
def test_every_key_is_spoken_and_every_spoken_key_works(menu: Menu, purpose: Purpose) -> None:
    """A menu names exactly the keys that mean something, for every purpose at every stage."""
    told = page("Down.", "", service="Search", purpose=purpose).model_copy(update={"incident_code": "a-AAAA"})
    if not menu.several:
        menu = menu.model_copy(update={"purpose": purpose})
    several = menu.several and menu.stage is Stage.OPENING
    waiting = [told] if menu.others_follow else []
    said = menu.prompt([told] * (2 if several else 1), waiting=waiting)
    for no_key in ("2 alerts", "2 reminders", "1 more", "4 8 2 1", "A B 2 C"):
        said = said.replace(no_key, "")

    assert set(menu.keys) == set(re.findall(r"\b\d\b", said))


@pytest.mark.parametrize(
    ("menu", "key", "meaning"),
    [
        (Menu(), "1", Verb.ACKNOWLEDGE),
        (Menu(), "2", Verb.PASS_ON),
        (Menu(others_follow=True), "8", Turn.NEXT),
        (Menu(several=True), "1", Verb.ACKNOWLEDGE),
        (Menu(several=True), "8", Turn.HEAR_EACH),
        (Menu(stage=Stage.HELD), "2", Turn.CLOSE),
        (Menu(stage=Stage.HELD), "3", Verb.KEEP_LOOKING),
        (Menu(stage=Stage.HELD), "4", Turn.JUDGE),
        (Menu(purpose=Purpose.DECLARE), "1", Verb.MAJOR),
        (Menu(purpose=Purpose.DECLARE), "2", Turn.CLOSE),
        (Menu(purpose=Purpose.DECLARE), "3", Turn.DETAILS),
        (Menu(purpose=Purpose.REOPEN), "1", Verb.REOPEN),
        (Menu(purpose=Purpose.REOPEN), "2", Verb.IGNORE),
        (Menu(purpose=Purpose.SILENT_LEAD), "1", Verb.ACKNOWLEDGE),
        (Menu(purpose=Purpose.OFFER_LEAD), "1", Verb.LEAD),
        (Menu(purpose=Purpose.OFFER_LEAD), "2", Verb.DECLINE),
        (Menu(purpose=Purpose.OFFER_LEAD), "3", Turn.DETAILS),
        (Menu(stage=Stage.JUDGING, question=Question.TRADE), "1", Impact.HAPPENING),
        (Menu(stage=Stage.JUDGING, question=Question.TRADE), "2", Impact.IMMINENT),
        (Menu(stage=Stage.JUDGING, question=Question.TRADE), "3", Impact.NO),
    ],
)
def test_keys_mean_what_the_menu_says(menu: Menu, key: str, meaning: Key) -> None:
    """Each key is the answer, or the turn, the menu announced."""
    assert meaning is menu.keys[key]


@pytest.mark.parametrize("digits", ["", "*", "#", "6", "7", "12", "1#", " 1"])
@pytest.mark.parametrize("menu", MENUS, ids=repr)
def test_a_wrong_key_or_silence_is_no_answer(menu: Menu, digits: str) -> None:
    """Star, silence and keys that stand for nothing answer nothing: the menu is repeated."""
    assert menu.keys.get(digits) is None


def test_the_keys_of_one_menu_mean_nothing_at_another() -> None:
    """Taking it twice, passing all on at once, or keeping on looking before taking it, is a wrong key."""
    assert [None, None, None] == [
        Menu(stage=Stage.HELD).keys.get("1"),
        Menu().keys.get("3"),
        Menu(several=True).keys.get("2"),
    ]
    assert Verb.PASS_ON not in Menu(several=True).keys.values()


def test_somebody_senior_hears_what_is_proposed_and_decides_by_key() -> None:
    """P11: what it means for customers comes first, then the keys; the details have a key of their own."""
    said = Menu(purpose=Purpose.DECLARE).prompt([page(purpose=Purpose.DECLARE)])

    assert said.startswith("A major incident is proposed. ")
    assert "Press 1 to declare it, 2 to stand it down, 3 for the details, star to repeat. Incident " in said


def test_each_question_is_asked_by_itself() -> None:
    """P10: a question and what its keys mean, and nothing else."""
    asked = Menu(stage=Stage.JUDGING, question=Question.WORK).prompt([page()])

    assert (
        "Are employees unable to work, now or soon? "
        "Press 1 if it is so already, 2 if it is imminent, 3 if not, 0 to go back." == asked
    )


def test_what_somebody_senior_leaves_undecided_is_said() -> None:
    """Hanging up decides nothing: they are called again."""
    assert left_open([page(purpose=Purpose.DECLARE)]).startswith("It is still to be decided about ")


def test_whoever_has_it_may_say_that_it_is_the_same_as_another() -> None:
    """Only where there is one; it is named, and named once more before it is done."""
    held, asked = Menu(stage=Stage.HELD, other="payments-AB2C"), Menu(stage=Stage.SAME, other="payments-AB2C")

    assert held.prompt([page()]).endswith(" Press 5 if it is the same as incident payments, A B 2 C.")
    assert ("Press 5" in Menu(stage=Stage.HELD).prompt([page()]), None) == (False, Menu(stage=Stage.HELD).keys.get("5"))
    assert (
        "Incident checkout, 7 K 3 Q becomes part of incident payments, A B 2 C. Press 9 to confirm, 0 to go back."
        == asked.prompt([page()])
    )
    assert (Turn.SAME, {"9": Verb.SAME, "0": Turn.BACK}) == (held.keys["5"], asked.keys)


def test_an_offer_nobody_answered_by_key_is_still_to_be_decided() -> None:
    """Hanging up is neither a yes nor a no: they are called again."""
    assert left_open([page(purpose=Purpose.OFFER_LEAD)]).startswith("It is still to be decided about ")


def test_a_stakeholder_hears_what_is_wrong_and_with_which_code_to_call_back() -> None:
    """P15: the impact, the keys, and the code of the page; nothing that only we understand. Hanging up is no matter."""
    invitation = page("Major incident: customers cannot pay.", purpose=Purpose.BUSINESS_CALL)

    assert Menu(purpose=Purpose.BUSINESS_CALL).prompt([invitation]) == (
        "You are invited to the business call. Major incident: customers cannot pay. "
        "Press 1 to join the business call now, 2 if you join later, star to repeat. Your code is 4 8 2 1."
    )
    later = "To join the business call later, call this number and key in your code."
    assert later == left_open([invitation])


_READ_OUT_OR_DONE = {Verb.NOT_MAJOR, Verb.SAME, Verb.IGNORE, Verb.MAJOR, Verb.REOPEN, Verb.LEAD, Verb.DECLINE}
"""Answers that confirm, close or decide."""

_LEADS_TO = {
    Turn.HEAR_EACH: [Menu(purpose=purpose) for purpose in Purpose],
    Turn.NEXT: [Menu(purpose=purpose) for purpose in Purpose],
    Turn.JUDGE: [Menu(stage=Stage.JUDGING, question=Question.SLA)],
    Turn.SAME: [Menu(stage=Stage.SAME, other="payments-AB2C")],
    Turn.CLOSE: [Menu(stage=Stage.CLOSING)],
    Turn.BACK: [Menu(stage=Stage.HELD, other="payments-AB2C"), Menu(purpose=Purpose.DECLARE)],
    Turn.DETAILS: [Menu(purpose=purpose) for purpose in (Purpose.DECLARE, Purpose.REOPEN, Purpose.OFFER_LEAD)],
}


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("menu", MENUS, ids=repr)
def test_a_key_pressed_twice_decides_nothing_that_was_not_heard(menu: Menu, purpose: Purpose) -> None:
    """ADR 8: no key that leads from one menu to another confirms, closes or decides in that other one."""
    for key, meaning in menu.model_copy(update={"purpose": purpose}).keys.items():
        following = _LEADS_TO[meaning] if isinstance(meaning, Turn) else []
        assert [] == [after for after in following if after.keys.get(key) in _READ_OUT_OR_DONE]


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("menu", MENUS, ids=repr)
def test_keys_that_lead_on_back_and_confirm_mean_nothing_else(menu: Menu, purpose: Purpose) -> None:
    """8 leads on, 9 confirms what was read out, and 0 leads back, in every menu."""
    meanings: dict[str, set[Key]] = {
        "8": {Turn.NEXT, Turn.HEAR_EACH},
        "9": {Verb.NOT_MAJOR, Verb.SAME},
        "0": {Turn.BACK},
    }
    for key, meaning in menu.model_copy(update={"purpose": purpose}).keys.items():
        assert all((each == key) is any(meaning is one for one in meant) for each, meant in meanings.items())


def test_what_asks_for_an_answer_of_its_own_is_told_by_itself() -> None:
    """A proposal comes first and a call to join last: one key takes alerts together, and nothing that it cannot take."""
    purposes = [Purpose.JOIN, Purpose.TRIAGE, Purpose.DECLARE, Purpose.CHECK_IN, Purpose.SILENT_LEAD]
    waiting, told = [page(purpose=purpose) for purpose in purposes], []
    while waiting:
        together = told_next(waiting)
        told.append([each.purpose for each in together])
        waiting = [each for each in waiting if each not in together]

    assert [[Purpose.DECLARE], [Purpose.SILENT_LEAD], [Purpose.TRIAGE, Purpose.CHECK_IN], [Purpose.JOIN]] == told


def test_who_may_not_stand_it_down_is_not_offered_to() -> None:
    """P11: where the service owner may declare, standing down is still for the head of department: they pass it on instead."""
    menu = Menu(purpose=Purpose.DECLARE, may_stand_down=False)

    assert "Press 1 to declare it, 2 to pass it on, 3 for the details" in menu.prompt([page(purpose=Purpose.DECLARE)])
    assert {"1": Verb.MAJOR, "2": Verb.PASS_ON, "3": Turn.DETAILS} == menu.keys


def test_whoever_leads_may_join_the_call_they_lead() -> None:
    """Now by key, or later by the code of the page by which they lead."""
    assert (
        "Press 1 to join the technical call now. To join the technical call later, call this number and key in 4 8 2 1."
        == Menu(stage=Stage.LEADING).prompt([page(purpose=Purpose.DECLARE)])
    )


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        (Purpose.JOIN, "Your team is still awaited on the call about Search."),
        (Purpose.SILENT_LEAD, "Search still needs a lead."),
        (Purpose.TRIAGE, "Search is still open: nobody has it yet."),
        (Purpose.CHECK_IN, "You still have Search. Without an answer others are called."),
    ],
)
def test_what_is_left_open_is_said_by_what_was_asked(purpose: Purpose, words: str) -> None:
    """Of what is declared nobody hears that nobody has it."""
    assert words == left_open([page(service="Search", purpose=purpose)])
