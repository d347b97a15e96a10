"""`mimp comms CODE ...`: how rounds stand, what would go out, and what people ask of them."""

import json
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from typer.testing import CliRunner, Result

import cli.comms
import cli.comms_requests
from cli.comms_show import clock, draft_lines, standing_lines
from cli.incidents import NotReachable
from cli.main import app
from domain.audiences import Audience
from domain.codes import IncidentCode, rounds_of, run_suffix
from domain.comms.audience.recipients import BusinessAudience
from domain.comms.drafting.answers import ANSWERS, Answer, answers_to
from domain.comms.rounds import views
from domain.comms.rounds.requests import (
    AddRecipient,
    ApproveDraft,
    ChangeCadence,
    CommsAsk,
    CommsRequest,
    DropRecipient,
    SendRound,
    WriteBusinessDraft,
    WriteTechnicalDraft,
)
from domain.comms.rounds.views import CommsView
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.names import incident_id
from domain.requests import AnyRequest, Reply, ReviseTotal
from tests.cli.command import NOBODY, outcome
from tests.cli.test_show import incident
from tests.domain.builders import NIGHT, actor, at
from tests.domain.comms.desk import BUSINESS, TECHNICAL, approves, ask, begun, writes
from tests.domain.comms.shown import drafted, sent, unwritten
from tests.gateway.fake_client import FakeClient, FakeRun, as_client, unavailable

CODE = IncidentCode("checkout", run_suffix("run-1"))
AS_NADIA = ("--as", "nadia-rahman")
FOR_BUSINESS, FOR_TECHNICAL = ("--audience", "business"), ("--audience", "technical")

Mimp = Callable[..., Result]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """Temporal with one incident, declared at NIGHT, and its rounds for both audiences."""
    fake = FakeClient()
    view = incident().model_copy(update={"code": str(CODE), "team_id": "storefront"})
    fake.runs[incident_id(CODE.key)] = FakeRun(reply=view)
    for audience in Audience:
        stand(fake, unwritten(audience))

    async def connected(_: object) -> Any:
        return as_client(fake)

    async def nothing_waits(*_: object) -> int:
        return 0

    for module in (cli.comms, cli.comms_requests):
        monkeypatch.setattr(module, "connected", connected)
        monkeypatch.setattr(module, "wall_clock", lambda: NIGHT)
    monkeypatch.setattr(cli.comms, "waiting_in", nothing_waits)
    return fake


def stand(client: FakeClient, view: CommsView) -> None:
    """Have the rounds for an audience stand like this."""
    named = view.model_copy(update={"code": str(CODE)})
    client.runs[rounds_of(CODE, view.status.audience)] = FakeRun(reply=named)


@pytest.fixture
def mimp(client: FakeClient) -> Mimp:
    """Run `mimp comms CODE` with these arguments; an error is raised as whoever runs it would read it."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["comms", str(CODE), *arguments], catch_exceptions=False)

    return run


def asked(client: FakeClient, audience: Audience) -> CommsRequest:
    """Return the one thing that was asked of the rounds for an audience."""
    [(name, ask, _)] = client.runs[rounds_of(CODE, audience)].updates
    assert isinstance(ask, CommsAsk)
    assert "request" == name
    return ask.request


def takes(client: FakeClient, audience: Audience) -> None:
    """Have the rounds for an audience take whatever is asked."""
    client.runs[rounds_of(CODE, audience)].reply = Reply(words="done.")


def reads(monkeypatch: pytest.MonkeyPatch, view: CommsView) -> None:
    """Have the command line see the rounds like this, whatever they reply to what is asked of them."""

    async def seen(*_: object) -> CommsView:
        return view

    monkeypatch.setattr(cli.comms_requests, "rounds_view", seen)


def test_alone_it_shows_how_both_audiences_stand(mimp: Mimp, client: FakeClient) -> None:
    """Which update is open, when it is due, what it lacks, what was missed and what was sent last."""
    stand(client, sent())
    stand(client, drafted(TECHNICAL, extent="till 4"))
    shown = mimp()

    assert 0 == shown.exit_code
    assert [
        f"Updates of {CODE} (Checkout)",
        "Business stakeholders: the second update is due in 45 minutes, at 02:59 UTC",
        "  Nobody has written it yet. It lacks the impact now and the plan.",
        "  Every 45 minutes",
        "  Missed: none",
        "Technical teams: the first update is due in 15 minutes, at 02:29 UTC",
        "  Draft 2 by Ana. It says everything it must, and waits for approval.",
        "  Every 45 minutes",
        "  Missed: none",
        "  Nothing was sent yet",
    ] == [line for line in _in_utc(shown.output).splitlines() if not line.startswith("  Last sent")]
    assert "  Last sent: the first update, at 02:14 UTC, to 0 recipients: Customers cannot check out." in _in_utc(
        shown.output
    )
    assert ["business", "technical"] == list(json.loads(mimp("--json").output))


def _in_utc(printed: str) -> str:
    """Return what is printed, on a machine whose clock may have a name of its own for UTC."""
    return printed.replace(" GMT", " UTC")


def test_times_are_those_of_the_machine_and_in_utc_where_that_is_another() -> None:
    """An overdue update says since when and how often it was missed; a day that is not today is named."""
    berlin = timezone(timedelta(hours=1), "CET")
    late = unwritten().model_copy(update={"agreed_at": at(600)})
    late = late.model_copy(
        update={"status": late.status.model_copy(update={"missed_this_round": 2, "missed_in_all": 3})}
    )
    lines = standing_lines([late], at(60), berlin)

    assert "Business stakeholders: the first update is OVERDUE since 03:29 CET (02:29 UTC), missed 2 times" == lines[1]
    assert "  Every 45 minutes; the next is agreed for 13:14 CET (12:14 UTC)" == lines[3]
    assert "  Missed: 3 times" == lines[4]
    assert "00:14 CET on Tuesday 3 March (23:14 UTC)" == clock(at(21 * 60), NIGHT, berlin)
    assert "02:14 UTC" == clock(NIGHT, NIGHT, UTC)


@pytest.mark.parametrize(
    ("minute", "said"), [(14.5, "due within a minute"), (15, "due now"), (17, "due now"), (13, "due in 2 minutes")]
)
def test_what_is_about_to_be_due_says_so(minute: float, said: str) -> None:
    """No count of nothing."""
    assert said in standing_lines([unwritten()], at(minute), UTC)[1]


def test_a_draft_is_shown_answer_by_answer(mimp: Mimp, client: FakeClient) -> None:
    """As it stands, by whom, and what it lacks; nothing is asked of the rounds by looking."""
    stand(client, drafted(impact="Customers cannot check out.", plan="We wait."))

    assert [
        "The first update to business stakeholders: draft 2 by Ana",
        "Impact: Customers cannot check out.",
        "Plan: We wait.",
        "It says everything it must.",
    ] == mimp("draft", *FOR_BUSINESS).output.splitlines()
    assert [] == client.runs[rounds_of(CODE, BUSINESS)].updates
    assert "Ana" == json.loads(mimp("draft", *FOR_BUSINESS, "--json").output)["drafted_by"]


def test_what_nobody_wrote_is_shown_from_the_board() -> None:
    """Whoever looks first reads where they could begin, and how to."""
    lines = draft_lines(unwritten())

    assert "what the board says; nobody has written it yet, and 'draft --from-the-board' begins with this" in lines[0]
    assert ["Impact: Customers cannot check out.", "It says everything it must."] == lines[1:]


def test_answers_are_written_into_the_draft(mimp: Mimp, client: FakeClient) -> None:
    """Each by its option, quantities as often as there are; who writes is known by the organisation file."""
    takes(client, BUSINESS)
    totals = ("--total", "1200 orders: from the order book", "--total", "3 shops: by hand, final")
    run = mimp("draft", *FOR_BUSINESS, *AS_NADIA, "--impact", "No tills.", "--next-steps", "A spare.", *totals)
    request = asked(client, BUSINESS)

    assert (0, "done.\n") == (run.exit_code, run.output)
    assert isinstance(request, WriteBusinessDraft)
    assert ("nadia-rahman", str(CODE), "No tills.", "A spare.", None) == (
        request.actor.contact,
        request.code,
        request.impact,
        request.next_steps,
        request.cause,
    )
    assert [("orders", False), ("shops", True)] == [(each.unit, each.final) for each in request.total or ()]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("audience", Audience)
def test_every_answer_has_an_option(mimp: Mimp, client: FakeClient, audience: Audience, answer: Answer) -> None:
    """It is asked of the rounds it is for; to the other audience it is refused before anybody is asked."""
    takes(client, audience)
    written = "7 orders: by hand" if answer is Answer.TOTAL else "something"
    command = ("draft", "--audience", audience.value, *AS_NADIA, f"--{answer.replace('_', '-')}", written)
    if answer not in answers_to(audience):
        with pytest.raises(Refused, match=f"^{ANSWERS[answer].label} is for "):
            mimp(*command)
        assert [] == client.runs[rounds_of(CODE, audience)].updates
        return
    mimp(*command)
    request = asked(client, audience)

    assert isinstance(request, WriteBusinessDraft | WriteTechnicalDraft)
    assert [answer] == [given for given, _ in request.written()]


def test_each_audience_has_a_draft_of_its_own_kind(mimp: Mimp, client: FakeClient) -> None:
    """What is affected is said to technical teams alone, and never asked of the rounds for the business."""
    takes(client, TECHNICAL)
    mimp("draft", *FOR_TECHNICAL, *AS_NADIA, "--extent", "till 4")
    request = asked(client, TECHNICAL)

    assert isinstance(request, WriteTechnicalDraft)
    assert "till 4" == request.extent
    with pytest.raises(Refused, match="is for technical teams"):
        mimp("draft", *FOR_BUSINESS, *AS_NADIA, "--extent", "till 4")
    assert [] == client.runs[rounds_of(CODE, BUSINESS)].updates


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("draft", "--from-the-board"), WriteBusinessDraft),
        (("approve", "--revision", "3"), ApproveDraft),
        (("send", "--revision", "3", "--overrule", "they know it"), SendRound),
        (("cadence", "--every", "30m"), ChangeCadence),
        (("cadence", "--at", "03:00", "--agreed-by", "the board"), ChangeCadence),
        (("add", "--person", "helen-marsh", "--reason", "asked"), AddRecipient),
        (("drop", "--person", "helen-marsh", "--reason", "left"), DropRecipient),
    ],
)
def test_each_command_brings_one_request(
    mimp: Mimp, client: FakeClient, command: tuple[str, ...], expected: type
) -> None:
    """To the rounds for the audience that is named, and to no others; the words said back are printed."""
    takes(client, BUSINESS)
    run = mimp(command[0], *FOR_BUSINESS, *AS_NADIA, *command[1:])

    assert (0, "done.\n", expected) == (run.exit_code, run.output, type(asked(client, BUSINESS)))
    assert [] == client.runs[rounds_of(CODE, TECHNICAL)].updates


@pytest.mark.parametrize(("command", "kind"), [("send", SendRound), ("approve", ApproveDraft)])
def test_a_draft_is_shown_and_asked_about_before_it_is_named(
    mimp: Mimp, client: FakeClient, monkeypatch: pytest.MonkeyPatch, command: str, kind: type
) -> None:
    """Nobody approves or sends what they were not shown; where nobody can be asked they name its number themselves."""
    reads(monkeypatch, drafted(impact="Customers cannot check out."))
    takes(client, BUSINESS)
    with pytest.raises(Refused, match="Say that you have read draft 2, with --revision 2"):
        mimp(command, *FOR_BUSINESS, *AS_NADIA)
    assert [] == client.runs[rounds_of(CODE, BUSINESS)].updates

    asked_about: list[str] = []
    monkeypatch.setattr("cli.comms_requests._somebody_can_be_asked", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda words, **_: asked_about.append(words))
    run = mimp(command, *FOR_BUSINESS, *AS_NADIA)
    request = asked(client, BUSINESS)
    assert isinstance(request, kind)
    assert (2, [f"{command.capitalize()} draft 2?"]) == (getattr(request, "revision", None), asked_about)
    assert "Impact: Customers cannot check out." in run.output


def test_what_is_approved_is_sent_without_a_number(
    mimp: Mimp, client: FakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody in charge has read it; a proposal beside it is shown as one, and is not what goes out."""
    case = begun()
    ask(case, writes("dee", impact="One."), NIGHT)
    ask(case, approves("ana", case.revision), NIGHT)
    ask(case, writes("dee", impact="Two."), NIGHT)
    reads(monkeypatch, views.view(case))
    takes(client, BUSINESS)
    shown = mimp("draft", *FOR_BUSINESS).output
    mimp("send", *FOR_BUSINESS, *AS_NADIA)
    request = asked(client, BUSINESS)

    assert isinstance(request, SendRound)
    assert request.revision is None
    assert "Draft 2 is approved by Ana, and waits to be sent. Draft 3 by Dee stands beside it" in shown


def test_the_total_is_put_right_at_the_incident(
    mimp: Mimp, client: FakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one for both audiences: none is named, and neither's rounds are asked."""
    made: list[AnyRequest] = []

    def ask_incident(code: str, by: str, asked: Callable[[Actor, str], AnyRequest]) -> None:
        made.append(asked(actor(by), code))

    monkeypatch.setattr(cli.comms_requests, "ask_whoever_knows", ask_incident)
    run = mimp("total", *AS_NADIA, "--total", "3 orders: by hand, final", "--reason", "counted again")
    [request] = made

    assert isinstance(request, ReviseTotal)
    assert (0, str(CODE), "nadia-rahman", "counted again") == (
        run.exit_code,
        request.code,
        request.actor.contact,
        request.reason,
    )
    assert [("orders", True)] == [(each.unit, each.final) for each in request.total]
    assert [[], []] == [client.runs[rounds_of(CODE, each)].updates for each in Audience]


def test_what_is_given_with_a_command_is_what_is_asked(mimp: Mimp, client: FakeClient) -> None:
    """A clock time is the next one where whoever asks lives; a person is named as people call them."""
    takes(client, BUSINESS)
    mimp("cadence", *FOR_BUSINESS, *AS_NADIA, "--at", "03:00", "--agreed-by", "the board")
    changed = asked(client, BUSINESS)
    client.runs[rounds_of(CODE, BUSINESS)].updates.clear()
    mimp("add", *FOR_BUSINESS, *AS_NADIA, "--person", "helen-marsh", "--reason", "asked for it")
    added = asked(client, BUSINESS)

    assert isinstance(changed, ChangeCadence)
    assert isinstance(added, AddRecipient)
    assert (at(46), "the board", None) == (changed.at, changed.agreed_by, changed.interval)
    assert ("helen-marsh", "Helen Marsh", "asked for it") == (added.person, added.name, added.reason)


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft", *FOR_BUSINESS, "--impact", "x"),
        ("draft", *AS_NADIA),
        ("approve", *FOR_BUSINESS),
        ("send", "--audience", "everybody", *AS_NADIA),
        ("cadence", *FOR_BUSINESS, *AS_NADIA),
        ("cadence", *FOR_BUSINESS, *AS_NADIA, "--every", "45m", "--at", "14:30"),
        ("cadence", *FOR_BUSINESS, *AS_NADIA, "--every", "soon"),
        ("add", *FOR_BUSINESS, *AS_NADIA, "--reason", "x"),
        ("add", *FOR_BUSINESS, *AS_NADIA, "--reason", "x", "--person", "helen-marsh", "--team", "storefront"),
        ("total", *AS_NADIA, "--reason", "x"),
        ("total", *FOR_BUSINESS, *AS_NADIA, "--reason", "x", "--total", "3 orders: by hand"),
    ],
)
def test_what_does_not_go_together_is_wrong(mimp: Mimp, client: FakeClient, arguments: tuple[str, ...]) -> None:
    """Status 2, and nothing reaches the rounds."""
    assert 2 == mimp(*arguments).exit_code
    assert [] == client.runs[rounds_of(CODE, BUSINESS)].updates


_NO_TIME = (
    "'soon' is no time of day such as 14:30. With the day it is '2026-03-03 14:30', and '14:30 UTC' or '14:30+01:00' on another "
    "clock."
)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("send", *FOR_BUSINESS, "--as", "nobody"), "Nobody in the organisation file has the id 'nobody'."),
        (("cadence", *FOR_BUSINESS, *AS_NADIA, "--at", "soon"), _NO_TIME),
        (
            ("add", *FOR_BUSINESS, *AS_NADIA, "--reason", "x", "--team", "nothing"),
            "The organisation file has nobody, and no team, with the id 'nothing'.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    mimp: Mimp, client: FakeClient, arguments: tuple[str, ...], why: str
) -> None:
    """Before anything is asked."""
    with pytest.raises(Refused) as refused:
        mimp(*arguments)

    assert (why, []) == (str(refused.value), client.runs[rounds_of(CODE, BUSINESS)].updates)


def test_the_rounds_say_why_they_refuse(mimp: Mimp, client: FakeClient) -> None:
    """Their reason is what is read; rounds that are over or never began say so; a worker's silence is none of it."""
    run = client.runs[rounds_of(CODE, BUSINESS)]
    run.raises.append(WorkflowUpdateFailedError(ApplicationError("It lacks the plan.", type="Refused")))
    with pytest.raises(Refused, match=r"^It lacks the plan\.$"):
        mimp("send", *FOR_BUSINESS, *AS_NADIA, "--revision", "3")
    run.raises.append(unavailable())
    with pytest.raises(NotReachable, match="No worker answers"):
        mimp("send", *FOR_BUSINESS, *AS_NADIA, "--revision", "3")
    del client.runs[rounds_of(CODE, BUSINESS)]
    for command in ((), ("status",), ("draft", *FOR_BUSINESS), ("preview", *FOR_BUSINESS)):
        with pytest.raises(Refused, match=f"There are no updates of {CODE}: it was not declared"):
            mimp(*command)
    with pytest.raises(Refused, match=f"No updates of {CODE} are open"):
        mimp("send", *FOR_BUSINESS, *AS_NADIA, "--revision", "3")


def test_status_is_the_last_approved_business_text(mimp: Mimp, client: FakeClient) -> None:
    """What a stakeholder who asks is told, and nothing else."""
    stand(client, drafted(impact="a rumour"))
    before = mimp("status").output
    stand(client, sent())

    assert "Checkout: no update has gone out yet.\n" == before
    assert mimp("status").output.startswith("Checkout: Customers cannot check out.")
    assert ["text"] == list(json.loads(mimp("status", "--json").output))


def test_a_preview_shows_whom_why_what_and_when(mimp: Mimp, client: FakeClient) -> None:
    """The exact recipients, whom nobody can tell, each message, and when the last one is reached; nothing is asked."""
    whom = BusinessAudience(people={"helen-marsh": "owns sales", "gone": "left"})
    stand(client, drafted(impact="The database is gone. [bold]x").model_copy(update={"whom": whom}))
    shown = mimp("preview", *FOR_BUSINESS).output

    for expected in (
        f"The first update to business stakeholders of {CODE}: draft 2",
        'Business readers may not know: "database" in "The database is gone."',
        "Helen Marsh",
        "owns sales",
        "Not told: gone is not in the organisation file any more.",
        "Subject: Checkout: The database is gone. [bold]x",
        "1 mail in 1 request: the last recipient is reached within 1 second. That is at 02:14",
    ):
        assert expected in shown
    assert [] == client.runs[rounds_of(CODE, BUSINESS)].updates
    assert ["helen-marsh"] == [
        each["person"] for each in json.loads(mimp("preview", *FOR_BUSINESS, "--json").output)["recipients"]
    ]


def test_a_mail_can_be_looked_at_in_a_browser(mimp: Mimp, client: FakeClient, tmp_path: Path) -> None:
    """It is written into a file; where nobody gets a mail, that is refused and no file made."""
    whom = BusinessAudience(people={"helen-marsh": "owns sales"})
    stand(client, drafted().model_copy(update={"whom": whom}))
    file, none = tmp_path / "mail.html", tmp_path / "none.html"
    mimp("preview", *FOR_BUSINESS, "--html", str(file))
    stand(client, drafted().model_copy(update={"whom": BusinessAudience()}))

    assert "Customers cannot check out." in file.read_text("utf-8")
    with pytest.raises(Refused, match="Nobody gets a mail"):
        mimp("preview", *FOR_BUSINESS, "--html", str(none))
    assert not none.exists()


def test_as_a_process_it_ends_like_every_command() -> None:
    """Status 3 and one line for a refusal, 1 where nobody answers, 2 for a wrong command line."""
    refusal = "Nobody in the organisation file has the id 'nobody'.\n"
    command = ["comms", "checkout-7K3Q", "send", *FOR_BUSINESS, "--as", "nobody"]

    assert (3, "", refusal) == outcome(*command)
    assert 1 == outcome("comms", "checkout-7K3Q", temporal_address=NOBODY)[0]
    assert 2 == outcome("comms", "checkout-7K3Q", "send")[0]
