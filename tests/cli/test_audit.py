"""What `mimp audit` says and shows of a ledger, and how it ends."""

import json

import pytest
import typer
from rich.console import Console

from cli import main
from cli.audit import ledger_data, ledger_table, verdict
from domain.ledger import Intent, Ledger, Try
from domain.organisation import Channel
from tests.cli.command import NOBODY, outcome
from tests.domain.builders import CODE, ESCALATION, at

FINDING = "checkout-7K3Q: the page to Ana of 02:14:00 UTC has no end, and its time is over"


def ledger(*findings: str, ends: list[str] | None = None) -> Ledger:
    """Return a ledger with one page to Ana."""
    call = Try(attempt="ana/AAAA/1", channel=Channel.CALL, at=at(0), due=at(1), outcome="nobody answered")
    page = Intent(
        intent=f"{ESCALATION}/ana#1",
        code=CODE,
        who="Ana",
        step="page the on-call engineer",
        at=at(0),
        due=at(5),
        tries=[call],
        ends=["answered: Ana has it"] if ends is None else ends,
    )
    return Ledger(intents=[page], findings=list(findings))


def test_the_verdict_counts_what_is_accounted_for() -> None:
    """One line when nothing is missing; it says how many pages are still open."""
    assert "1 intended pages, each accounted for." == verdict(ledger())
    assert "1 intended pages, each accounted for; 1 still open." == verdict(ledger(ends=[]))


def test_the_verdict_names_each_thing_that_is_missing() -> None:
    """Whoever reads it at night sees at once whose page is lost."""
    assert f"Not everything is accounted for:\n- {FINDING}" == verdict(ledger(FINDING))


def test_the_table_says_who_was_tried_and_how_it_ended() -> None:
    """A line for each intended page, with its attempts and its end."""
    console = Console(width=140, record=True)
    console.print(ledger_table(ledger()))
    shown = console.export_text()

    assert all(words in shown for words in ("02:14:00", CODE, "Ana", "call: nobody answered", "answered: Ana has it"))


def test_a_ledger_of_several_days_shows_the_days() -> None:
    """Pages of two nights are told apart; those of one night show the time alone."""
    one = ledger().intents[0]
    two = Ledger(intents=[one, one.model_copy(update={"at": at(24 * 60)})], findings=[])
    console = Console(width=140, record=True)
    console.print(ledger_table(two))
    shown = console.export_text()

    assert ("2026-03-02 02:14:00" in shown, "2026-03-03 02:14:00" in shown) == (True, True)


def test_machines_get_the_same() -> None:
    """The data holds every page, attempt and finding."""
    data = json.loads(json.dumps(ledger_data(ledger(FINDING))))

    assert ([FINDING], "nobody answered") == (data["findings"], data["intents"][0]["tries"][0]["outcome"])


@pytest.mark.parametrize(("found", "status"), [(ledger(), None), (ledger(FINDING), 1)], ids=["clean", "missing"])
def test_the_status_tells_whether_anything_is_missing(
    monkeypatch: pytest.MonkeyPatch, found: Ledger, status: int | None
) -> None:
    """Status 1 for a finding, so that a timer can alarm; an orderly end without."""

    async def answered(*_: object) -> Ledger:
        return found

    monkeypatch.setattr(main, "connected", answered)
    monkeypatch.setattr(main, "audit", answered)

    assert status == _status_of_the_command()


def test_without_temporal_it_says_so() -> None:
    """Nothing is vouched for while the histories cannot be read."""
    status, said, complaint = outcome("audit", temporal_address=NOBODY)

    assert (1, "") == (status, said)
    assert "Temporal does not answer" in complaint


def _status_of_the_command() -> int | None:
    try:
        main.audit_command(None, as_json=True)
    except typer.Exit as end:
        return end.exit_code
    return None
