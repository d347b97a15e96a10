"""What the command line shows of an incident."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from rich.console import Console
from rich.text import Text

from cli.show import (
    entry_line,
    overview,
    overview_data,
    print_json,
    print_json_line,
    summary,
    timeline_rows,
    timeline_table,
)
from config.incident_index import OpenIncident
from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.incident.view import IncidentView, UpdatesShown
from domain.lifecycle import IncidentState
from domain.lookups import RecentIncident
from domain.organisation import Channel
from domain.reliance.graph import Chain
from domain.timeline import Kind, TimelineEntry
from tests.domain.builders import at

NASTY = "[bold red]fake[/] [link=http://evil.example]x[/link] [/nonsense]"


def entry(what: str, **fields: str) -> TimelineEntry:
    """Return an entry at a fixed moment."""
    given = {"kind": Kind.ATTEMPT, "origin": "pager/ana#AAAA", "sequence": 1, **fields}
    return TimelineEntry.model_validate({"at": datetime(2026, 11, 24, 3, 14, 9, tzinfo=UTC), "what": what, **given})


def incident(*entries: TimelineEntry, headline: str = "Checkout: down.", older: int = 0) -> IncidentView:
    """Return an incident nobody has yet."""
    return IncidentView(
        code="checkout-7K3Q",
        service="Checkout",
        state=IncidentState.TRIAGE,
        team="Storefront",
        holder=None,
        opened_at=datetime(2026, 11, 24, 3, 14, tzinfo=UTC),
        alerts=2,
        repeats=5,
        headline=headline,
        older_entries=older,
        timeline=list(entries),
    )


def stands(view: IncidentView, minutes: float = 0) -> Text:
    """Return the summary, so many minutes into the night, on a machine whose clock shows UTC."""
    return summary(view, at(minutes), UTC)


def printed(shown: object, width: int = 200) -> str:
    """Return what a terminal of this width would show."""
    console = Console(width=width)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def test_the_timeline_says_when_who_how_what_and_why() -> None:
    """One row tells one thing that happened, times in UTC."""
    shown = printed(timeline_table(incident(entry("call placed", who="Ana", channel=Channel.CALL, why="comes first"))))
    row = next(line for line in shown.splitlines() if "03:14:09" in line)

    assert ["03:14:09", "Ana", "call", "call placed", "comes first"] == [
        cell.strip() for cell in row.strip("│").split("│")
    ]


def test_a_timeline_over_midnight_shows_the_days() -> None:
    """A time of day alone says nothing once it is not the same day throughout, by UTC as the title says."""
    before = entry("call placed").model_copy(
        update={"at": datetime(2026, 11, 24, 0, 59, 59, tzinfo=timezone(timedelta(hours=1)))}
    )
    shown = printed(timeline_table(incident(before, entry("answered"))))

    assert ("2026-11-23 23:59:59" in shown, "2026-11-24 03:14:09" in shown) == (True, True)
    assert "2026" not in printed(timeline_table(incident(entry("call placed"), entry("answered"))))


def test_words_from_outside_are_text_in_the_timeline() -> None:
    """What an alert or a person wrote is shown as written: it colours nothing, links nowhere and breaks nothing."""
    shown = printed(timeline_table(incident(entry(NASTY, who=NASTY, why=NASTY))), width=400)

    assert NASTY in shown
    assert (3, 3) == (shown.count("[bold red]"), shown.count("[/nonsense]"))


def test_a_timeline_cut_short_says_so() -> None:
    """Entries that are not shown are counted in the title, with where they are."""
    assert "(41 older entries are in Temporal's history)" in printed(timeline_table(incident(older=41)))


def test_words_from_outside_are_text_in_the_stands() -> None:
    """A headline that looks like markup is shown as written."""
    assert f"checkout-7K3Q is in triage\n{NASTY}\n" in printed(stands(incident(headline=NASTY)))


def test_the_summary_says_where_it_stands() -> None:
    """State, team, who has it, since when, and how many alerts, in five lines."""
    expected = [
        "checkout-7K3Q is in triage",
        "Checkout: down.",
        "Team: Storefront",
        "In hand with: nobody yet",
        "Opened: 2026-11-24 03:14:00 UTC. Alerts: 2, repeats: 5",
    ]

    assert expected == printed(stands(incident())).splitlines()


def test_once_it_is_handed_on_the_summary_names_its_lead_alone() -> None:
    """The search that found Ana has ended: it is Nadia's now. Of a provisional declaration both are shown."""
    for state, shown in ((IncidentState.PROVISIONALLY_DECLARED, True), (IncidentState.DECLARED, False)):
        led = incident().model_copy(update={"state": state, "holder": "Ana", "lead": "Nadia"})
        lines = printed(stands(led)).splitlines()

        assert (shown, True) == ("In hand with: Ana" in lines, "Lead: Nadia" in lines)


def line_four(**fields: object) -> str:
    """Return what the summary says of who has it."""
    return printed(stands(incident().model_copy(update=fields))).splitlines()[3]


def test_the_summary_says_who_closed_it() -> None:
    """A person until when it is quiet, or nobody, with the reason."""
    until = datetime(2026, 11, 24, 7, 14, tzinfo=UTC)

    assert "Stood down by Ana; the same alert wakes nobody until 2026-11-24 07:14 UTC" == line_four(
        stood_down_by="Ana", quiet_until=until
    )
    assert "Stood down by Ana" == line_four(stood_down_by="Ana")
    assert "Closed: it cleared by itself" == line_four(closed_because="it cleared by itself")


def test_the_summary_says_when_nobody_is_told() -> None:
    """What is for the record only has nobody to wait for."""
    assert "For the record only: nobody is told" == line_four(for_the_record=True)


def test_the_summary_names_what_else_was_opened() -> None:
    """Other incidents of the same minutes stand on a line of their own, when there are any."""
    shown = incident().model_copy(update={"also_opened": "payments-AAAA (Payments)"})

    assert (
        "Opened in the last 15 minutes too, when it was taken: payments-AAAA (Payments)"
        == (printed(stands(shown)).splitlines()[-1])
    )


def test_the_summary_says_what_was_changed() -> None:
    """What could have caused it stands on a line of its own, when there is any."""
    changed = "in the last 24 hours: payments v2.3 (10 minutes before)"
    shown = incident().model_copy(update={"changed_lately": changed})

    assert f"Changed {changed}" == printed(stands(shown)).splitlines()[-1]


def test_the_timeline_as_data_has_six_fields() -> None:
    """Each entry is an object with exactly at, kind, who, channel, what and why, empty ones included."""
    expected = [
        {"at": "2026-11-24T03:14:09Z", "kind": "attempt", "who": None, "channel": None, "what": "x", "why": None}
    ]

    assert expected == timeline_rows([entry("x")])


def test_data_is_json_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed as data can be read back, letters of every language included."""
    print_json({"name": "Chloé Dubois"})

    assert {"name": "Chloé Dubois"} == json.loads(capsys.readouterr().out)


def test_data_that_is_read_as_it_comes_is_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Each entry of a timeline that is followed can be read by itself."""
    print_json_line({"what": "one\ntwo"})
    print_json_line({})

    assert [{"what": "one\ntwo"}, {}] == [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_entry_as_it_happens_is_one_line() -> None:
    """When (UTC), who and how, what, and why."""
    shown = entry_line(entry("call placed", who="Ana", channel=Channel.CALL, why="comes first"))

    assert "03:14:09  Ana (call)                   call placed [comes first]" == shown


def listed(holder: str | None) -> OpenIncident:
    """Return an open incident as Temporal lists it."""
    opened = datetime(2026, 11, 24, 3, 14, tzinfo=UTC)
    return OpenIncident(
        code="checkout-7K3Q", state=IncidentState.TRIAGE, service="checkout", holder=holder, opened_at=opened
    )


@pytest.mark.parametrize(
    ("holder", "name", "said"),
    [
        ("ana", "Ana", "in hand with: Ana (ana) "),
        ("ana", None, "in hand with: ana "),
        (None, None, "in hand with: nobody yet "),
    ],
)
def test_an_open_incident_is_one_line(holder: str | None, name: str | None, said: str) -> None:
    """Code, state, who has it, and since when it is open; whoever has left the organisation is shown by their id."""
    shown = overview(listed(holder), name)

    assert ("checkout-7K3Q", "opened: 2026-11-24 03:14 UTC") == (shown.split()[0], shown[-28:])
    assert (True, True) == ("in triage" in shown, said in shown)


def test_an_open_incident_as_data_has_the_id_and_the_name() -> None:
    """Machines go by the id, people read the name; what nobody knows is null."""
    assert ("ana", "Ana") == tuple(overview_data(listed("ana"), "Ana")[each] for each in ("holder", "holder_name"))
    assert (None, None) == tuple(overview_data(listed(None), None)[each] for each in ("holder", "holder_name"))


def updates(audience: Audience = Audience.BUSINESS, **fields: Any) -> UpdatesShown:
    """Return how updates stand: the second is due 15 minutes into the night, and the first was sent at its beginning."""
    given: dict[str, Any] = {
        "audience": audience,
        "number": 2,
        "kind": RoundKind.SECOND,
        "due_at": at(15),
        "overdue_from": at(20),
        "missing": ("the plan",),
        "last_sent_at": at(0),
        **fields,
    }
    return UpdatesShown(**given)


def with_updates(*rounds: UpdatesShown) -> IncidentView:
    """Return an incident whose updates stand like this."""
    return incident().model_copy(update={"rounds": rounds})


def test_the_summary_says_when_the_update_to_each_audience_is_due() -> None:
    """Which one, when, who was reminded, how many were missed, when the last went out; and that none is open."""
    none_open = updates(Audience.TECHNICAL, kind=None, due_at=None, overdue_from=None, missing=(), last_sent_at=None)
    lines = stands(with_updates(updates(reminded="Cy", missed_in_all=1), none_open)).plain.splitlines()

    assert [
        (
            "Updates to business stakeholders: the second update is due in 15 minutes, at 02:29 UTC. Cy was reminded. "
            "Missed: 1 time. Last sent at 02:14 UTC"
        ),
        "Updates to technical teams: no update is open. Missed: none. Nothing was sent yet",
    ] == [line for line in lines if line.startswith("Updates to")]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            updates(overdue=True, missed_this_round=1, missed_in_all=2, reminded="Cy", seen_to_by="Dee"),
            "OVERDUE since 02:29 UTC, missed 1 time. It lacks the plan. Dee sees to it. Missed: 2 times.",
        ),
        (
            updates(overdue=True, missed_this_round=1, missed_in_all=1),
            "OVERDUE since 02:29 UTC, missed 1 time. It lacks the plan. Nobody sees to it yet: people are called.",
        ),
        (updates(), "the second update is OVERDUE since 02:29 UTC. It lacks the plan. Missed: none."),
    ],
    ids=["somebody sees to it", "nobody does", "no worker has counted it"],
)
def test_an_overdue_update_is_loud(shown: UpdatesShown, said: str) -> None:
    """Nobody reads over it: since when, what it lacks, who sees to it; the other audience's stays quiet."""
    text = stands(with_updates(shown, updates(Audience.TECHNICAL, due_at=at(60), overdue_from=at(65))), 25)

    assert said in text.plain
    [loud] = [span for span in text.spans if span.style == "bold red"]
    assert "business stakeholders" in text.plain[loud.start : loud.end]
    assert "technical teams" not in text.plain[loud.start : loud.end]


def test_due_times_are_those_of_the_reader_and_utc() -> None:
    """Whoever sits elsewhere reads their own clock first."""
    shown = summary(with_updates(updates()), at(0), timezone(timedelta(hours=1), "CET"))

    assert "at 03:29 CET (02:29 UTC)" in shown.plain


def test_an_overdue_update_stands_in_the_list() -> None:
    """To whom, at the end of the line; without any there is nothing."""
    late = listed("ana").model_copy(update={"overdue": (Audience.BUSINESS, Audience.TECHNICAL)})

    assert overview(late, "Ana").endswith(" OVERDUE: update to business stakeholders and technical teams")
    assert "OVERDUE" not in overview(listed("ana"), "Ana")
    assert ["business", "technical"] == overview_data(late, "Ana")["overdue"]


def test_two_that_are_one_say_so() -> None:
    """Shown by itself and in the list: part of which, and with which."""
    part = incident().model_copy(update={"part_of": "payments-AB2C", "state": IncidentState.ATTACHED})
    assert "Part of payments-AB2C: whoever has that one has it" == printed(stands(part)).splitlines()[3]
    whole = incident().model_copy(update={"with_it": ("payments-AB2C", "identity-AB2C")})
    assert "With it: payments-AB2C, identity-AB2C" == printed(stands(whole)).splitlines()[3]

    attached = listed(None).model_copy(update={"part_of": "payments-AB2C", "state": IncidentState.ATTACHED})
    assert "attached       part of: payments-AB2C " in overview(attached, None)
    with_it = listed(None).model_copy(update={"with_it": ("a-AB2C", "b-AB2C")})
    assert overview(with_it, None).endswith(" with it: a-AB2C, b-AB2C")


def test_what_may_be_the_same_is_named_with_why() -> None:
    """Until it is part of it, the summary ends with the incident that was offered."""
    offered = RecentIncident(code="payments-AB2C", service="Payments", chain=Chain(path=("checkout", "payments")))
    shown = incident().model_copy(update={"may_be_same": offered})

    assert "May be the same: payments-AB2C (checkout ← payments)" == printed(stands(shown)).splitlines()[-1]


def test_who_is_on_which_call_is_told_apart() -> None:
    """P15: nobody on one call is shown as if they were on the other."""
    calls = {"on_call": ("Ana",), "missing": ("Platform",), "on_business_call": ("Eve",), "invited": ("Finn", "Gus")}
    lines = stands(incident().model_copy(update=calls)).plain.splitlines()

    assert [
        "On the technical call: Ana",
        "Missing from the technical call: Platform",
        "On the business call: Eve",
        "Invited to the business call: Finn, Gus",
    ] == [line for line in lines if "call: " in line]
    assert not any("call: " in line for line in stands(incident()).plain.splitlines())
