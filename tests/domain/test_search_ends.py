"""Every intended page of a search comes to exactly one end, with its reason."""

from domain.escalation import Setback
from domain.messages import Verb
from domain.names import page_id
from domain.page_messages import PageReport
from domain.search import report_due, set_back, stop, unreachable
from domain.timeline import IntentEnd, Kind
from tests.domain.builders import CODE, ESCALATION, at, contact, search
from tests.domain.searches import STOPPED, answers, ends, intended, page, searching

ANA, BO = f"{ESCALATION}/ana#1", f"{ESCALATION}/bo#2"


def test_each_page_has_a_name_of_its_own_and_a_time_by_which_its_end_is_known() -> None:
    """However often a person is paged, each time is an intended page of its own, due when its wait is over."""
    state = search()
    page(state, contact("ana"))
    page(state, contact("ana"), minute=5)

    steps = [each.about for each in state.journal.unsent[CODE] if each.kind is Kind.STEP and each.about]
    assert [(ANA, at(5)), (f"{ESCALATION}/ana#2", at(10))] == [(each.intent, each.due) for each in steps]


def test_a_page_nobody_answered_is_given_up_when_the_ladder_goes_on() -> None:
    """Silence is an end like any other, and says where the ladder goes."""
    state = searching("ana", "bo")

    assert [(ANA, IntentEnd.GAVE_UP)] == ends(state)
    last = next(each for each in state.journal.unsent[CODE] if each.kind is Kind.END)
    assert "no answer in time; the ladder goes to the on-call engineer" == last.why


def test_a_page_that_could_not_be_sent_is_given_up_with_its_reason() -> None:
    """What kept the page from its person stands at its end."""
    state = searching("ana")
    unreachable(state, PageReport(page_id=page_id(ESCALATION, "ana"), because="call: busy"))
    page(state, contact("bo"), minute=1, place=1)

    last = next(each for each in state.journal.unsent[CODE] if each.kind is Kind.END)
    assert "could not be reached on any channel (call: busy); the ladder goes to the on-call engineer" == last.why


def test_one_answers_and_the_others_are_superseded() -> None:
    """Of people paged together the one who takes it has answered; the page of everybody else is superseded, by name."""
    state = search()
    page(state, contact("ana"), contact("bo"))
    answers(state, "ana", Verb.ACKNOWLEDGE, 1)

    assert [(ANA, IntentEnd.ANSWERED), (BO, IntentEnd.SUPERSEDED)] == ends(state)
    assert {"Ana has it"} == {each.why for each in state.journal.unsent[CODE] if each.kind is Kind.END}


def test_a_late_answer_does_not_change_how_a_page_ended() -> None:
    """Who takes it after their time was over has it, and their page was given up all the same."""
    state = searching("ana", "bo")
    answers(state, "ana", Verb.ACKNOWLEDGE, 6)

    assert [(ANA, IntentEnd.GAVE_UP), (BO, IntentEnd.SUPERSEDED)] == ends(state)


def test_passing_on_ends_the_page_of_who_does() -> None:
    """The page of whoever passes it on ends so, at once, and nobody else's."""
    state = search()
    page(state, contact("ana"), contact("bo"))
    answers(state, "ana", Verb.PASS_ON, 1)

    assert [(ANA, IntentEnd.PASSED_ON)] == ends(state)


def test_what_is_open_when_it_is_settled_is_superseded() -> None:
    """When the purpose is settled every page that is open ends with the reason, and none that had its end."""
    state = searching("ana", "bo")
    stop(state, STOPPED, at(6))
    stop(state, STOPPED, at(7))

    assert [(ANA, IntentEnd.GAVE_UP), (BO, IntentEnd.SUPERSEDED)] == ends(state)
    assert STOPPED.because == state.journal.unsent[CODE][-1].why


def test_a_setback_is_no_end_yet() -> None:
    """Who cannot be reached may still answer until the ladder has gone on."""
    state = searching("ana")
    set_back(state, "ana", Setback.UNREACHABLE, None)
    assert [] == ends(state)

    answers(state, "ana", Verb.ACKNOWLEDGE, 1)
    assert ([ANA], [(ANA, IntentEnd.ANSWERED)]) == (intended(state), ends(state))


def test_the_incident_is_told_once_who_has_it_and_by_whose_clock() -> None:
    """Times are told to whoever takes it in their own time zone; what the incident knows is not told again, but for the end."""
    state = search()
    page(state, contact("yui", time_zone="Asia/Tokyo"))
    assert report_due(state, ended=False) is None
    answers(state, "yui", Verb.ACKNOWLEDGE, 1)
    told, again, last = (report_due(state, ended=ended) for ended in (False, False, True))

    assert told is not None
    assert last is not None
    assert ("yui", "Yui", "Asia/Tokyo", False) == (told.holder, told.holder_name, told.holder_time_zone, told.ended)
    assert (None, "yui", True) == (again, last.holder, last.ended)
