"""What an incident does that is part of another: what is new goes there, and it ends with the other, or is searched for anew."""

import pytest

from domain.alerts import AlertsReceived
from domain.board.posted_changes import ChangePosted, ChangesPosted
from domain.codes import IncidentCode
from domain.errors import Refused
from domain.incident import alerts, forwarding, leaving, moves, parts, requests, searching, triage
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose, Suspected
from domain.organisation import Urgency
from domain.requests import SameAs, StandDown
from domain.timeline import Kind
from tests.domain.builders import NIGHT, alert, at
from tests.domain.incidents import move_of, told
from tests.domain.pairs import CHECKOUT, HEAD, IDENTITY, PAYMENTS, Post, attached, opened, taken, texts

S = IncidentState


def test_asked_again_it_is_the_same_question() -> None:
    """After an hour the other is asked once more, which changes nothing there: that it can be asked shows that it is there."""
    part, whole, post = attached()
    before, written = list(whole.board.entries), told(whole)
    assert [moves.Listen, moves.AskOther] == [_after_the_search(part, minute) for minute in (61.9, 62)]
    post.now = at(62)
    post.speak(PAYMENTS)
    post.settle()

    assert (before, written, S.ATTACHED) == (whole.board.entries, told(whole), part.state)


def _after_the_search(part: Incident, minute: float) -> type[moves.Move]:
    """Return what comes next once its search and its words are out."""
    for search in part.searches.running:
        searching.stop_order(part, search, at(2))
        searching.search_ended(part, search, at(2))
    part.to_tell.clear()
    part.to_forward.clear()
    return move_of(part, at(minute))


def test_what_fires_already_goes_to_the_other_too() -> None:
    """Its alerts keep the other open, and ask there for what they asked for here."""
    part, _, _ = attached()

    assert [[alert("f-payments", service="payments")]] == [
        each.alerts for each in part.to_forward if isinstance(each, AlertsReceived)
    ]
    assert isinstance(_first_move_besides_searches(part), moves.PassOn)


def _first_move_besides_searches(part: Incident) -> moves.Move:
    for search in part.searches.running:
        searching.stop_order(part, search, at(2))
    return moves.next_move(part, at(2))


def test_what_is_new_goes_to_the_other_and_repeats_are_counted() -> None:
    """New, worse and cleared alerts, reports of persons, changes: in order, many alerts together, and nobody is called here."""
    part, _, _ = attached()
    part.to_forward.clear()
    known = alert("f-payments", service="payments")
    worse = known.model_copy(update={"level": 3})
    news = [alert("f9"), worse, worse.model_copy(update={"status": alert(firing=False).status})]
    for each in (known, *news, alert("f9")):
        alerts.receive(part, each, at(3))
    report = Suspected(report_id="r1", person="helen", name="Helen", what="nobody can pay")
    change = ChangePosted(source="ci", change_id="1", what="4.2 is live", at=NIGHT)
    alerts.suspect(part, report, at(4))
    forwarding.changed(part, change, at(4))

    assert [AlertsReceived(alerts=news), report, ChangesPosted(changes=[change])] == part.to_forward
    assert (2, None, S.ATTACHED) == (part.repeats, part.asked_for, part.state)
    assert ["alert cleared: CheckoutDown", "reported: nobody can pay", "#1 recent change: 4.2 is live"] == told(part)[
        -3:
    ]


def test_a_tool_that_repeats_itself_is_passed_on_once() -> None:
    """What is new goes in one message, the latest twenty of it; what was posted before goes nowhere."""
    part, _, _ = attached()
    part.to_forward.clear()
    posted = [ChangePosted(source="ci", change_id=str(number), what=f"app {number}", at=NIGHT) for number in range(120)]
    for each in [*posted, *posted]:
        forwarding.changed(part, each, at(4))

    assert [ChangesPosted(changes=posted[-20:])] == part.to_forward
    part.to_forward.clear()
    for each in posted:
        forwarding.changed(part, each, at(5))
    assert [] == part.to_forward


def test_what_is_no_part_of_another_passes_nothing_on() -> None:
    """Also not while it waits for the answer: then paging goes on here."""
    case = taken(PAYMENTS)
    requests.grant(case, SameAs(actor=HEAD, other=CHECKOUT), at(2))
    alerts.receive(case, alert("f9"), at(3))

    assert ([], Urgency.HIGH) == (case.to_forward, case.asked_for)


def test_an_alert_that_cannot_be_passed_on_starts_triage_anew() -> None:
    """The other has ended: an alert is never lost."""
    part, _, _ = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f9"), at(3))
    for search in part.searches.running:
        searching.stop_order(part, search, at(3))
        searching.search_ended(part, search, at(3))
    leaving.could_not_forward(part, part.to_forward.pop(0), at(4))

    assert moves.StartSearch(purpose=Purpose.TRIAGE, team="payments-team") == moves.next_move(part, at(4))
    searching.start_search(part, Purpose.TRIAGE, "payments-team", at(4))
    assert (S.TRIAGE, None, None) == (part.state, part.attachment, part.first_contact)


def test_what_waits_behind_it_is_searched_for_too() -> None:
    """An alert cleared, and somebody reported it: neither reaches the other any more, and the report is nobody's."""
    part, _, _ = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f-payments", service="payments", firing=False), at(3))
    alerts.suspect(part, Suspected(report_id="r1", person="helen", name="Helen", what="nobody can pay"), at(3))
    leaving.could_not_forward(part, part.to_forward.pop(0), at(4))

    assert ([], Urgency.HIGH) == (part.to_forward, part.asked_for)


def test_when_all_is_clear_and_the_other_has_ended_it_ends_too() -> None:
    """Nothing is left that anybody would have to be called for."""
    part, _, _ = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f-payments", service="payments", firing=False), at(3))
    for search in part.searches.running:
        searching.stop_order(part, search, at(3))
        searching.search_ended(part, search, at(3))
    part.to_tell.clear()
    leaving.could_not_forward(part, part.to_forward.pop(0), at(4))

    assert [moves.StayQuiet, moves.End] == [move_of(part, when) for when in (at(4), at(4.5))]


@pytest.mark.parametrize("reported", [True, False])
def test_one_that_vanished_is_missed_within_the_hour(*, reported: bool) -> None:
    """Somebody terminated it by hand: what still fires, or was reported, is searched for here."""
    mine = taken(PAYMENTS)
    if reported:
        mine.alerts.clear()
        alerts.suspect(mine, Suspected(report_id="r1", person="h", name="H", what="x"), at(1))
        mine.asked_for = None
    part, _, post = attached(mine=mine)
    post.ended.add(CHECKOUT)
    post.now = at(70)
    post.speak(PAYMENTS)

    assert Urgency.HIGH is part.asked_for
    assert f"{CHECKOUT}, of which it was part, is over" in told(part)


def test_what_a_person_reported_is_searched_for_by_the_other_too() -> None:
    """People were called for it: one that was for the record only calls them now."""
    mine = taken(PAYMENTS)
    alerts.suspect(mine, Suspected(report_id="r1", person="h", name="H", what="x"), at(1))
    whole = opened(CHECKOUT)
    whole.asked_for = None
    attached(whole, mine=mine)

    assert Urgency.HIGH is whole.asked_for


def test_stood_down_with_the_other_it_stays_as_quiet() -> None:
    """Who judged it stands there; the same alert wakes nobody until the other's quiet time is over, and a new one does."""
    part, whole, post = attached()
    triage.stand_down(whole, HEAD, "a test", at(10))
    assert moves.TellParts is _next_besides_searches(whole)
    post.now = at(10)
    part.to_forward.clear()
    post.take_leave(CHECKOUT)
    post.settle()

    assert (S.STOOD_DOWN, "Cy", at(250), {}) == (
        part.state,
        part.episode.stood_down_by,
        part.episode.quiet_until,
        whole.parts,
    )
    entry = part.timeline.entries[-1]
    assert ("Cy", f"{CHECKOUT} is stood down, and it is part of it", Kind.STATE) == (entry.who, entry.why, entry.kind)
    alerts.receive(part, alert("f-payments", service="payments"), at(11))
    searching.search_ended(part, part.searches.running[0], at(11))
    assert not part.triage_due
    alerts.receive(part, alert("f9"), at(12))
    assert part.triage_due


def _next_besides_searches(case: Incident) -> type[moves.Move]:
    for search in case.searches.running:
        searching.stop_order(case, search, at(10))
    return move_of(case, at(10))


def test_when_the_other_is_over_it_is_over() -> None:
    """Resolved, and the grace time is over: then both end."""
    part, whole, post = attached()
    for case in (part, whole):
        searching.search_ended(case, case.searches.running[0], at(3))
    part.to_tell.clear()
    part.to_forward.clear()
    whole.state, whole.episode.resolved_at, whole.episode.closed_at = S.RESOLVED, at(20), at(20)
    assert [moves.StayQuiet, moves.TellParts] == [move_of(whole, when) for when in (at(259), at(260))]
    post.now = at(260)
    post.take_leave(CHECKOUT)
    post.settle()

    assert [moves.StayQuiet, moves.End] == [move_of(part, when) for when in (at(260), at(260.5))]
    assert moves.End is move_of(whole, at(260))


def test_the_news_of_an_end_is_judged_by_whom_it_is_about() -> None:
    """Of a third incident, or for an earlier one under the same key, it says nothing; nor twice."""
    part, whole, _ = attached()
    [news] = parts.take_leave(whole)
    for other in (news.model_copy(update={"other": IDENTITY}), news.model_copy(update={"code": "payments-ZZZZ"})):
        leaving.other_closed(part, other, at(5))
    assert (S.ATTACHED, None) == (part.state, part.episode.closed_at)
    for _ in range(2):
        leaving.other_closed(part, news, at(5))

    assert ["is over"] == [each for each in told(part) if each == "is over"]


def test_what_the_other_has_not_heard_any_more_is_not_lost() -> None:
    """It was on its way when the other was stood down: it opens triage again here."""
    part, whole, post = attached()
    part.to_forward.clear()
    alerts.receive(part, alert("f9"), at(9))
    triage.stand_down(whole, HEAD, "a test", at(10))
    post.take_leave(CHECKOUT)
    post.settle()

    assert (S.STOOD_DOWN, Urgency.HIGH, []) == (part.state, part.asked_for, part.to_forward)


def test_nothing_is_asked_of_what_is_part_of_another() -> None:
    """The other decides for both: whoever asks here reads where to."""
    part, _, _ = attached()
    with pytest.raises(Refused, match=f"{PAYMENTS} is part of {CHECKOUT}: ask that one."):
        requests.grant(part, StandDown(actor=HEAD, reason="x"), at(3))


def test_a_hundred_at_most_are_part_of_one() -> None:
    """What an incident carries stays small."""
    whole = taken(CHECKOUT)
    for number in range(101):
        case = taken(str(IncidentCode(f"service-{number}", "AAAA")))
        post = Post.between(case, whole)
        post.same(case.code, CHECKOUT)
        post.settle()

    assert 100 == len(whole.parts)
    assert len(whole.model_dump_json(exclude={"outbox"})) < 100_000
    assert f"At most 100 incidents can be part of {CHECKOUT}, with those that are part of them." in texts(case)[0][1]


def test_it_all_survives_a_roll_over() -> None:
    """Questions, answers, parts, and what is on its way come back as they were, each as what it was."""
    part, whole, _ = attached()
    change = ChangePosted(source="ci", change_id="1", what="4.2 is live", at=NIGHT)
    forwarding.pass_on(part, Suspected(report_id="r1", person="helen", name="Helen", what="nobody can pay"))
    forwarding.changed(part, change, at(4))

    for case in (part, whole):
        assert case == Incident.model_validate_json(case.model_dump_json())
