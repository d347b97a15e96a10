"""The report of an incident: what a manager asks afterwards, and nothing that is not known."""

from datetime import timedelta

import pytest

from domain.audiences import Audience
from domain.closing.detection import Detection, NoticedBy
from domain.history.report.making import report_of
from domain.history.report.model import IncidentReport
from domain.history.report.sections import sections
from domain.history.report.words import after_it_opened, lasted, plain
from domain.leading import PersonCard
from domain.review.situation import Involved
from domain.technical_words import technical_words
from tests.domain.builders import at
from tests.domain.history.pasts import BARE, INCIDENT, LATER, PAST

NIGHT_REPORT = report_of(PAST, LATER)


def said(report: IncidentReport, name: str) -> str:
    """Return all that a section says, in one text."""
    [section] = [each for each in sections(report) if each.name == name]
    words: list[str] = []
    for block in section.blocks:
        match block.model_dump():
            case {"text": text}:
                words.append(text)
            case {"rows": rows}:
                words += [cell for row in rows for cell in row]
    return "\n".join(words)


def with_row(**changes: object) -> IncidentReport:
    """Return the report of the night with these things otherwise."""
    return report_of(PAST.model_copy(update={"incident": INCIDENT.model_copy(update=changes)}), LATER)


def test_the_summary_tells_the_incident_in_a_few_sentences() -> None:
    """What it meant, how long from when to when, who led it, what helped, and what it came to."""
    assert (
        "Customers could not check out, and no orders came in.",
        "It was a major incident of Checkout, declared by Nadia Rahman, and is resolved.",
        "It lasted 1 hour 2 minutes, from Mon 2 Mar 2026, 02:10 GMT, until 03:12 GMT.",
        "Nadia Rahman led it.",
        "What helped: The new certificate is accepted, and orders come in again.",
        "It came to 1,240 orders lost (an estimate); 38,500 pounds of sales.",
    ) == NIGHT_REPORT.summary


@pytest.mark.parametrize("field", ["impact", "mitigation", "closed_because"])
def test_the_summary_leaves_technical_words_to_the_sections_below(field: str) -> None:
    """Whoever reads no further reads nothing they cannot be expected to know (P17)."""
    report = with_row(**{field: "the Postgres failover had a deadlock"})

    assert [] == technical_words(" ".join(report.summary))


def test_an_incident_that_goes_on_has_lasted_so_far() -> None:
    """From when it was noticed, where nobody knows when it began; it is measured to the time of the report."""
    report = report_of(BARE, at(3))

    assert "It has lasted 3 minutes so far, from when it was noticed, Mon 2 Mar 2026, 02:14 UTC." in report.summary
    assert "It concerned Checkout, was not declared a major incident, and is in triage." in report.summary


def test_an_incident_that_became_part_of_another_names_it() -> None:
    """Whoever reads of it learns where it went on."""
    assert "It became part of payments-AB2C, which goes on in its place." in with_row(part_of="payments-AB2C").summary


def test_times_are_told_on_the_clock_of_the_lead_unless_another_is_asked_for() -> None:
    """UTC only where nobody led it."""
    tokyo = Involved(person=PersonCard(id="nadia-rahman", name="Nadia Rahman", time_zone="Asia/Tokyo"), how="led it")

    assert "Asia/Tokyo" == with_row(involved=(tokyo,)).time_zone
    assert "UTC" == report_of(BARE, LATER).time_zone
    assert "Mon 2 Mar 2026, 03:14 CET" in said(report_of(PAST, LATER, "Europe/Berlin"), "times")


def test_every_time_that_matters_is_told_with_how_long_after_it_opened() -> None:
    """What began before counts backwards."""
    told = {each.name: each.after_opened for each in NIGHT_REPORT.milestones}

    assert {
        "the trouble began": timedelta(minutes=-4),
        "opened": timedelta(0),
        "acknowledged": timedelta(minutes=5, seconds=36),
        "proposed": timedelta(minutes=7),
        "declared": timedelta(minutes=9),
        "first update sent": timedelta(minutes=16),
        "mitigated": timedelta(minutes=58),
        "resolved": timedelta(minutes=80),
        "closed": timedelta(days=1),
    } == told


def test_what_did_not_happen_is_told_apart_from_what_is_not_known() -> None:
    """Nobody knows when it began; not declared is not so far, or never will be once it is over."""
    over = report_of(
        BARE.model_copy(update={"incident": BARE.incident.model_copy(update={"closed_at": at(30)})}), LATER
    )

    assert ("not known", "not so far") == tuple(said(report_of(BARE, LATER), "times").split("\n")[n] for n in (1, 13))
    assert "did not happen" in said(over, "times")


def test_everybody_who_was_involved_is_named_with_when_they_were_reached_first() -> None:
    """Also whoever was called in vain, and whoever was never called."""
    found = {each.name: (each.how, each.attempts, each.tried_at, each.answered_at) for each in NIGHT_REPORT.people}

    assert {
        "Chloé Dubois": ("", 2, at(0.2), None),
        "Priya Nair": ("was on the technical call", 1, at(5.2), at(5.6)),
        "Nadia Rahman": ("led it", 1, at(7.2), at(8)),
        "Helen Marsh": ("was told of it, for the business", 0, None, None),
    } == found
    assert ["Chloé Dubois", "Priya Nair", "Nadia Rahman", "Helen Marsh"] == list(found)
    assert "alertmanager" not in said(NIGHT_REPORT, "people")
    assert "was not reached" in said(NIGHT_REPORT, "people")
    assert "Mon 2 Mar 2026, 02:19 GMT, 24 seconds later" in said(NIGHT_REPORT, "people")


def test_updates_are_counted_by_audience_as_sent_and_missed() -> None:
    """How late each was, and how many messages arrived, where that is known."""
    counted = [(each.audience, each.sent, each.missed) for each in NIGHT_REPORT.comms]
    told = said(NIGHT_REPORT, "comms")

    assert [(Audience.BUSINESS, 3, 1), (Audience.TECHNICAL, 1, 0)] == counted
    assert "3 updates went out to business stakeholders; an update was missed once." in told
    assert "1 update went out to technical teams; none was missed." in told
    assert "Mon 2 Mar 2026, 03:06 GMT, 6 minutes late" in told
    assert "28 delivered, 1 failed" in told


def test_the_board_is_told_with_outcomes_and_changes() -> None:
    """What was thought, what came of it, what was changed and who approved it; parts with nothing in them in a sentence."""
    told = said(NIGHT_REPORT, "board")

    assert "confirmed by Priya Nair: its log says so" in told
    assert "was approved by Nadia Rahman" in told
    assert "2 more, older ones, are on the timeline." in told
    assert "Nothing was noted on \u201cHas it happened before?\u201d." in told


def test_detection_and_failover_are_told() -> None:
    """Who noticed it, how long that took, and whether alarms and failover did what they are for (P29)."""
    told = said(NIGHT_REPORT, "detection")
    business = with_row(detection=Detection(noticed_by=NoticedBy.BUSINESS, right_team=False))

    assert "Monitoring noticed it first." in told
    assert "4 minutes from when it began to when the incident was opened." in told
    assert "The business or its customers noticed it, before any alert." in said(business, "detection")
    assert "Another team was reached first." in said(business, "detection")
    assert "Nobody knows when the trouble began." in said(business, "detection")


def test_the_review_says_whether_it_was_held_in_time_and_what_it_answered() -> None:
    """A question without an answer is said to have none (P25, P26)."""
    told = said(NIGHT_REPORT, "review")

    assert "Tue 3 Mar 2026, 09:14 GMT: in time." in told
    assert "A second supplier of card payments." in told
    assert "Not answered." in told


@pytest.mark.parametrize(
    ("held", "now", "in_time"),
    [(57, LATER, True), (59, LATER, False), (None, at(10), None), (None, LATER, False)],
)
def test_a_review_is_in_time_until_its_deadline(held: float | None, now: object, in_time: bool | None) -> None:
    """Not held yet is neither, until the deadline has passed."""
    assert PAST.review is not None
    review = PAST.review.model_copy(update={"due_at": at(58), "held_at": None if held is None else at(held)})
    report = report_of(PAST.model_copy(update={"review": review}), now)  # type: ignore[arg-type]

    assert report.review is not None
    assert in_time is report.review.in_time


def test_actions_are_told_with_owner_deadline_and_state() -> None:
    """An open one after its day is overdue; one that was dropped says why, and who approved it (P27, P28)."""
    told = said(NIGHT_REPORT, "actions")

    assert [True, False, False] == [each.overdue for each in NIGHT_REPORT.actions]
    assert "Priya Nair, Payments" in told
    assert "open, overdue" in told
    assert "dropped, approved by Nadia Rahman: costs more than it saves" in told


def test_an_action_is_not_overdue_on_its_own_day() -> None:
    """The day lasts as long as it does on the reader's clock."""
    morning, there = report_of(PAST, at(4 * 24 * 60 + 60), "UTC"), "Pacific/Kiritimati"

    assert not morning.actions[0].overdue
    assert not report_of(PAST, at(4 * 24 * 60), there).actions[0].overdue
    assert report_of(PAST, at(4 * 24 * 60 + 8 * 60), there).actions[0].overdue


@pytest.mark.parametrize("past", [PAST, BARE], ids=["known", "bare"])
def test_no_section_is_empty_and_none_is_left_out(past: object) -> None:
    """What is not known is said to be so in plain words, under each heading."""
    report = report_of(past, LATER)  # type: ignore[arg-type]

    names = ["summary", "impact", "times", "solution", "people", "comms"]
    names += ["board", "detection", "review", "actions", "timeline"]
    assert names == [each.name for each in sections(report)]
    assert [] == [name for name in names if not said(report, name).strip()]


def test_the_whole_timeline_stands_in_order_of_time() -> None:
    """However the entries came."""
    mixed = report_of(PAST.model_copy(update={"entries": PAST.entries[::-1]}), LATER)

    assert sorted(each.at for each in PAST.entries) == [each.at for each in mixed.timeline]
    assert PAST.entries[0].what in said(mixed, "timeline")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.5, "30 seconds"),
        (5.6, "5 minutes 36 seconds"),
        (62.9, "1 hour 2 minutes"),
        (24 * 60, "24 hours"),
        (49.5 * 60, "2 days 1 hour"),
        (72 * 60, "3 days"),
    ],
)
def test_a_duration_is_told_no_finer_than_anybody_asks(minutes: float, words: str) -> None:
    """Seconds within an hour, hours from two days on."""
    assert words == lasted(timedelta(minutes=minutes))


def test_what_hides_or_turns_what_follows_is_left_out() -> None:
    """One line of what can be seen; how long after it opened is told forwards and backwards."""
    assert "paid in full" == plain(" paid\u202e in\n\x00full ")
    assert ("3 minutes after", "3 minutes before", "at once") == tuple(
        after_it_opened(timedelta(minutes=each)) for each in (3, -3, 0)
    )
