"""A report as it is shown: which sections it has, in which order, and what the first of them say.

What is not known is said to be so: no section is empty, and none is left out.
"""

from collections.abc import Iterator, Sequence

from domain.comms.drafting.quantities import amount_in_words
from domain.comms.drafting.wording import sentence
from domain.history.report.blocks import Block, Facts, Paragraph, Section, Table
from domain.history.report.making import BEGAN, CLOSED, MITIGATED, OPENED
from domain.history.report.model import IncidentReport, Milestone, Participant
from domain.history.report.sections_of_closing import actions, detection, review
from domain.history.report.sections_of_work import board, comms
from domain.history.report.words import after_it_opened, lasted, moment, moment_to_the_second, plain

TIMES = "times"
"""The name of the section beside which the timeline is drawn."""


def sections(report: IncidentReport) -> tuple[Section, ...]:
    """Return every section of a report, in order."""
    return (
        _section("summary", "Summary", [Paragraph(text=each) for each in report.summary]),
        _section("impact", "Impact", [*_impact(report)]),
        _section(TIMES, "The times that matter", [_times(report)]),
        _section("solution", "Cause and solution", [_solution(report)]),
        _section("people", "Who was involved", [_people(report)]),
        _section("comms", "Updates to business and technical teams", [*comms(report)]),
        _section("board", "The board", [*board(report)]),
        _section("detection", "Detection and failover", [detection(report)]),
        _section("review", "Review", [*review(report)]),
        _section("actions", "Actions", [actions(report)]),
        _section("timeline", "The whole timeline", [_timeline(report)]),
    )


def _section(name: str, title: str, blocks: Sequence[Block]) -> Section:
    return Section(name=name, title=title, blocks=tuple(blocks))


def _impact(report: IncidentReport) -> Iterator[Block]:
    impact = plain(report.impact)
    yield Paragraph(text=sentence(impact) if impact else "There is no impact statement on record.")
    rows = tuple(
        (amount_in_words(each.amount), plain(each.unit), plain(each.counted), "final" if each.final else "an estimate")
        for each in report.total
    )
    if rows:
        yield Table(columns=("How much", "Of what", "How it was counted", "How sure"), rows=rows)
    else:
        yield Paragraph(text="The total impact in numbers is not on record.")


def _times(report: IncidentReport) -> Block:
    rows = tuple(_time(report, each) for each in report.milestones)
    return Table(columns=("What", "When", "How long after it opened"), rows=rows)


def _time(report: IncidentReport, milestone: Milestone) -> tuple[str, ...]:
    if milestone.at is None:
        return milestone.name, _why_no_time(report, milestone), "-"
    after = "counted from here" if milestone.name == OPENED else after_it_opened(milestone.after_opened)
    return milestone.name, moment(milestone.at, report.time_zone), after


def _why_no_time(report: IncidentReport, milestone: Milestone) -> str:
    if milestone.name == BEGAN:
        return "not known"
    return "did not happen" if report.at(CLOSED) else "not so far"


def _solution(report: IncidentReport) -> Block:
    cause, team = report.root_cause, plain(report.root_cause.team.name) if report.root_cause else ""
    supplier = f", for the supplier {plain(cause.supplier)}" if cause and cause.supplier else ""
    known = (
        ("Cause", report.cause, "No theory was confirmed on the board."),
        ("Team at the root cause", team and f"{team}{supplier}", "Nobody has named it yet."),
        ("What mitigated it", report.mitigation, _nothing_yet(report)),
        ("Workaround in place", report.workaround, "None is on record."),
        ("Measure against recurrence", report.measure, "None is on record."),
    )
    return Facts(rows=tuple((name, sentence(plain(said)) if plain(said) else nothing) for name, said, nothing in known))


def _nothing_yet(report: IncidentReport) -> str:
    return "What was done is not on record." if report.at(MITIGATED) else "It was not mitigated."


def _people(report: IncidentReport) -> Block:
    if not report.people:
        return Paragraph(text="Nobody was called and nobody answered, as far as the record goes.")
    columns = ("Who", "How", "First tried", "Reached first", "Tries")
    return Table(columns=columns, rows=tuple(_person(each, report.time_zone) for each in report.people))


def _person(person: Participant, time_zone: str) -> tuple[str, ...]:
    tried = moment(person.tried_at, time_zone) if person.tried_at else "never called"
    return (
        plain(person.name),
        plain(person.how) or "was called",
        tried,
        _reached(person, time_zone),
        str(person.attempts),
    )


def _reached(person: Participant, time_zone: str) -> str:
    if person.answered_at is None:
        return "was not reached" if person.attempts else "nothing on record"
    took = person.answered_at - person.tried_at if person.tried_at else None
    waited = f", {lasted(took)} later" if took and took.total_seconds() > 0 else ""
    return f"{moment(person.answered_at, time_zone)}{waited}"


def _timeline(report: IncidentReport) -> Block:
    if not report.timeline:
        return Paragraph(text="The record has no entries of its timeline.")
    rows = tuple(
        (
            moment_to_the_second(each.at, report.time_zone),
            plain(each.who or ""),
            each.channel.value if each.channel else "",
            plain(each.what),
            plain(each.why or ""),
        )
        for each in report.timeline
    )
    return Table(columns=("When", "Who", "By", "What", "Why"), rows=rows)
