"""P20: the total impact is the incident's, and drafts for both audiences say the one that counts."""

from domain.comms.drafting.updates import Quantity
from domain.comms.rounds import rounds
from domain.comms.rounds.state import Rounds
from tests.domain.builders import NIGHT, at
from tests.domain.comms.desk import LOST_ORDERS, TECHNICAL, approves, ask, begun, said, send_one, status, writes

MORE = LOST_ORDERS.model_copy(update={"amount": LOST_ORDERS.amount * 2})


def totals(case: Rounds) -> tuple[Quantity, ...] | None:
    """Return the total impact that the draft says; None without a draft."""
    return case.edition.draft.total if case.edition.draft else None


def test_the_draft_of_the_final_round_begins_with_the_total_the_incident_has() -> None:
    """Said to the one audience it need not be counted again for the other."""
    case = begun(TECHNICAL, mitigated_at=at(1), total=(LOST_ORDERS,))
    ask(case, writes("ana", TECHNICAL, next_steps="A spare till."), at(2))

    assert (LOST_ORDERS,) == totals(case)


def test_a_draft_says_the_new_total_once_it_is_put_right() -> None:
    """What was approved with the old one does not go out; whoever read it looks again."""
    case = begun(TECHNICAL, mitigated_at=at(1), total=(LOST_ORDERS,))
    ask(case, writes("ana", TECHNICAL, next_steps="A spare till."), at(2))
    ask(case, approves("ana", case.revision, audience=TECHNICAL), at(3))
    revision = case.revision
    rounds.take_in(case, status(mitigated_at=at(1), total=(MORE,)), at(1))

    assert ((MORE,), None, "A spare till.") == (
        totals(case),
        case.edition.approved,
        case.edition.draft.next_steps if case.edition.draft else "",
    )
    assert (revision + 1, "Ana") == (case.revision, case.edition.drafted_by)


def test_news_about_something_else_leaves_a_draft_as_it_was_written() -> None:
    """Somebody may be about to say another total; only a new one of the incident takes its place."""
    case = begun(mitigated_at=at(1), total=(LOST_ORDERS,))
    ask(case, writes("ana", total=(MORE,)), at(2))
    rounds.take_in(case, status(mitigated_at=at(1), total=(LOST_ORDERS,), impact="It is slow."), at(1))

    assert (MORE,) == totals(case)


def test_a_round_that_asks_for_no_total_is_not_given_one() -> None:
    """Reopened, updates say how the work goes."""
    case = begun(total=(LOST_ORDERS,))
    ask(case, writes("ana", impact="It is back."), NIGHT)
    rounds.take_in(case, status(total=(MORE,)), at(1))

    assert () == totals(case)


def test_the_rounds_themselves_write_nothing_of_another_total() -> None:
    """It is on the timeline once, by the incident."""
    case = begun(mitigated_at=at(1))
    send_one(case, at(2))
    before = said(case)
    rounds.take_in(case, status(mitigated_at=at(1), total=(MORE,)), at(1))

    assert before == said(case)
